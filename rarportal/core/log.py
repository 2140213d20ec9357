"""The append-only log: who did what, when, to which thing, and why."""

from typing import Any

from rarportal.core.models import LogEntry
from rarportal.core.permissions import Actor


def record(
    *,
    what: str,
    actor: Actor,
    council_id: int | None = None,
    meeting_id: int | None = None,
    thing: str = "",
    detail: dict[str, Any] | None = None,
    reason: str = "",
) -> LogEntry:
    """Add one entry, inside the caller's transaction: an act that is undone leaves no entry.

    `what` is a short Danish sentence without content ("Dagsordenen blev udsendt"), `thing` names what it was
    done to ("punkt 5"), `detail` holds ids and field names: never text that can be closed. An act entered on
    behalf of somebody says for whom, and how and when they told it.
    """
    return LogEntry.objects.create(
        what=what,
        actor_name=actor.name,
        user_id=actor.user_id,
        council_id=council_id,
        meeting_id=meeting_id,
        thing=thing,
        detail=detail or {},
        reason=reason,
        **(
            {"on_behalf_of": told.name, "source": told.source, "told_on": told.told_on}
            if (told := actor.behalf)
            else {}
        ),
    )
