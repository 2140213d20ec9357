"""How every act on a meeting begins: the row is locked, then right and state are asked."""

from collections.abc import Callable, Mapping
from typing import Any

from meetings.models import AgendaItem, Meeting
from meetings.queries.standing import require, roles_in
from meetings.rules.versions import mark_of
from meetings.workflow import EDITABLE, not_editable
from rarportal.core.log import record
from rarportal.core.permissions import Actor, Can, Role, may
from rarportal.core.refusal import Conflict, Refusal, Stale, Unseen


def locked(meeting_id: int) -> Meeting:
    """The meeting with its row locked until the transaction ends. Raises Unseen when there is none."""
    meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("body__council__profile")
        .filter(pk=meeting_id)
        .first()
    )
    if meeting is None:
        raise Unseen
    return meeting


def open_meeting(*, meeting_id: int, actor: Actor, can: Can) -> tuple[Meeting, frozenset[Role]]:
    """The locked meeting and as what the actor stands there. Raises Unseen or Forbidden without the right."""
    meeting = locked(meeting_id)
    roles = roles_in(meeting, actor)
    require(roles, can)
    return meeting, roles


def open_part(*, meeting_id: int, part: str, actor: Actor) -> Meeting:
    """The locked meeting, when the actor may edit this part of it in its state. Raises Refusal when not now."""
    can = next(iter(EDITABLE[part].values()))
    meeting, _ = open_meeting(meeting_id=meeting_id, actor=actor, can=can)
    if reason := not_editable(part, meeting.state):
        raise Refusal(reason, code="state")
    return meeting


def open_item(*, item_id: int, part: str, actor: Actor) -> tuple[Meeting, AgendaItem]:
    """The item with its meeting locked, when the actor may edit this part now. Raises Unseen when it is gone."""
    found = AgendaItem.objects.filter(pk=item_id).values_list("meeting_id", flat=True).first()
    if found is None:
        raise Unseen
    meeting = open_part(meeting_id=found, part=part, actor=actor)
    item = meeting.items.filter(pk=item_id).first()
    if item is None:
        raise Unseen
    return meeting, item


def own_act(*, actor: Actor, roles_of: Callable[[Actor], frozenset[Role]], can: Can) -> Actor:
    """Whose act it is that is about to be done: the actor's own, or that of the person they enter it for.

    The one mechanism for acts on behalf of somebody: the person must have the right to the act there
    (`roles_of` says as what somebody stands), and the one who enters it must be the secretariat there. The log
    says both (core/log.py). Raises Unseen or Forbidden without the right.
    """
    if actor.behalf is None:
        require(roles_of(actor), can)
        return actor
    require(roles_of(actor), Can.ENTER_ON_BEHALF)
    person = Actor(name=actor.behalf.name, person_id=actor.behalf.person_id)
    if not may(roles_of(person), can):
        raise Refusal(f"{person.name} har ikke ret til dette.", code="behalf")
    return person


def changes(now: Mapping[str, Any], wanted: Mapping[str, Any], seen: Mapping[str, str]) -> dict[str, Any]:
    """What is to be saved: the wanted values that the writer has changed.

    `seen` has for each field the mark (rules/versions.py) of the value that the form was made from. A field that
    still has it is not the writer's wish. Raises Stale with both values of every field that somebody else has
    changed since.
    """
    changed = {
        field: value for field, value in wanted.items() if value != now[field] and mark_of(value) != seen.get(field)
    }
    conflicts = [
        Conflict(field=field, mine=str(value), theirs=str(now[field]))
        for field, value in changed.items()
        if seen.get(field) != mark_of(now[field])
    ]
    if conflicts:
        raise Stale(*conflicts)
    return changed


def note(meeting: Meeting, actor: Actor, what: str, thing: str = "", reason: str = "", **detail: object) -> None:
    """Write the act on a meeting into the log."""
    record(
        what=what,
        actor=actor,
        council_id=meeting.body.council_id,
        meeting_id=meeting.pk,
        thing=thing,
        detail=detail,
        reason=reason,
    )
