"""Earlier versions of an item's texts: one for each person and sitting, made inside `agenda.save_item`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from meetings.models import TEXT_FIELDS, AgendaItem, FieldVersion
from rarportal.core.clock import now
from rarportal.core.permissions import Actor

KEPT = ("title", *TEXT_FIELDS)
PAUSE = timedelta(minutes=30)  # after it, or after somebody else's save, a new sitting begins


def keep_versions(*, item: AgendaItem, changed: Mapping[str, Any], actor: Actor, new_sitting: bool = False) -> None:
    """Keep the texts that are about to be saved; the item still has what stands there now.

    What somebody saves in one sitting is one version, which is written over until the sitting ends. What stood there
    without a version (imported, copied, from before) is kept first. The caller holds the meeting's lock.
    """
    fields = [field for field in KEPT if field in changed]
    if not fields:
        return
    latest = FieldVersion.objects.filter(item=item, field__in=fields).order_by("field", "-pk").distinct("field")
    known, at = {version.field: version for version in latest}, now()
    made = []
    for field in fields:
        last, before = known.get(field), getattr(item, field)
        if before and (last is None or last.text != before):
            made.append(FieldVersion(item=item, field=field, text=before, who="", began_at=at, saved_at=at))
            last = None
        if last and not new_sitting and goes_on(last, actor.user_id, at):
            last.text, last.saved_at = changed[field], at
            last.save(update_fields=["text", "saved_at"])
        else:
            row = {"text": changed[field], "who": actor.name, "user_id": actor.user_id}
            made.append(FieldVersion(item=item, field=field, **row, began_at=at, saved_at=at))
    FieldVersion.objects.bulk_create(made)


def goes_on(last: FieldVersion, user_id: int | None, at: datetime) -> bool:
    """Whether what this user saves now belongs to the sitting of the last version."""
    return user_id is not None and last.user_id == user_id and at - last.saved_at < PAUSE
