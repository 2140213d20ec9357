"""Items that go from one agenda to another: postponed to a meeting or to the pool, and taken from where they are."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.formats import date_format

from meetings.actions.acting import locked, note, open_meeting, open_part
from meetings.actions.outline import COPIED, copy_what_hangs_on
from meetings.actions.placing import room_for_last
from meetings.actions.standing_items import FIELDS
from meetings.models import AgendaItem, Meeting, Postponement
from meetings.queries.agenda import agenda_of
from meetings.queries.pool import earlier_meetings, later_meetings, templates_of
from meetings.workflow import AGENDA, MINUTES, not_editable
from rarportal.core.clock import now
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal, Unseen


@transaction.atomic
def postpone_item(*, item_id: int, to_meeting_id: int | None, reason: str, actor: Actor) -> AgendaItem:
    """*Udsæt*: to a later meeting of the body, or to its pool (None). Returns the item there, with its story.

    An item that has never been dispatched goes itself. One that has keeps its place with the outcome "Udsat", and a
    copy goes. Raises Refusal for a meeting that takes no items, or when neither agenda nor minutes can be edited.
    """
    source = AgendaItem.objects.filter(pk=item_id).values_list("meeting_id", flat=True).first()
    if source is None:
        raise Unseen
    for pk in sorted({source, to_meeting_id or source}):  # always in this order: two who postpone never wait in a ring
        locked(pk)
    meeting, _ = open_meeting(meeting_id=source, actor=actor, can=Can.EDIT_AGENDA)
    why_not = not_editable(AGENDA, meeting.state)
    if why_not and not_editable(MINUTES, meeting.state):
        raise Refusal(why_not, code="state")
    item = next((one for one in agenda_of(meeting).items if one.pk == item_id), None)
    if item is None:
        raise Unseen
    target = next((one for one in later_meetings(meeting) if one.pk == to_meeting_id), None)
    if to_meeting_id and target is None:
        raise Refusal("Punktet kan ikke udsættes til det møde. Vælg et andet.", code="target")
    moved = _copy(item) if item.number else item
    _put(moved, meeting, target)
    why = reason.strip()[:200]
    Postponement.objects.create(
        item=moved, from_meeting=meeting, number=item.shown_number, reason=why, at=now(), by=actor.name
    )
    if moved is not item:
        copy_what_hangs_on(item, moved)
        _mark_postponed(item, target)
    note(meeting, actor, "Et punkt blev udsat", item=item.pk, to=to_meeting_id, moved=moved.pk, reason=why)
    return moved


def _copy(item: AgendaItem) -> AgendaItem:
    return AgendaItem(title=item.title, **{field: getattr(item, field) for field in COPIED})


def _put(item: AgendaItem, source: Meeting, target: Meeting | None) -> None:
    """Into the target's agenda, or the pool."""
    if target is None:
        item.meeting, item.waits_in, item.section, item.position = None, source.body, None, 1
    else:
        _into(item, target)
    item.save()


def _into(item: AgendaItem, meeting: Meeting) -> None:
    """A last item of the agenda, in its last section where it has any."""
    item.meeting, item.waits_in, item.section = meeting, None, meeting.sections.last()
    item.position = room_for_last(meeting, item.section_id)


def _mark_postponed(item: AgendaItem, target: Meeting | None) -> None:
    item.outcome = AgendaItem.Outcome.POSTPONED
    if not item.decision:
        where = f"mødet den {date_format(target.date, 'j. F Y')}" if target else "et senere møde"
        item.decision = f"<p>Punktet blev udsat til {where}.</p>"
    item.save(update_fields=["outcome", "decision"])


@transaction.atomic
def fetch_items(
    *,
    meeting_id: int,
    actor: Actor,
    waiting: Sequence[int] = (),
    earlier: Sequence[int] = (),
    templates: Sequence[int] = (),
) -> list[AgendaItem]:
    """*Hent punkter*: from the pool (they go), from an earlier meeting and from templates (copies, without decisions).

    Raises Refusal when one of them is not there any more.
    """
    meeting = open_part(meeting_id=meeting_id, part=AGENDA, actor=actor)
    fetched = [_from_pool(meeting, pk) for pk in waiting]
    before = AgendaItem.objects.filter(meeting__in=earlier_meetings(meeting))
    found = {item.pk: item for item in before.filter(pk__in=earlier)}
    known = {template.pk: template for template in templates_of(meeting)}
    if len(found) < len(set(earlier)) or not known.keys() >= set(templates):
        raise Refusal(GONE, code="gone")
    for pk in earlier:
        copied = AgendaItem(title=found[pk].title, **{field: getattr(found[pk], field) for field in COPIED})
        fetched.append(_made(copied, meeting))
        copy_what_hangs_on(found[pk], copied, attachments=False)
    for pk in templates:
        made = AgendaItem(**{field: getattr(known[pk], field) for field in FIELDS})
        fetched.append(_made(made, meeting))
    note(meeting, actor, "Punkter blev hentet", items=[item.pk for item in fetched])
    return fetched


GONE = "Et af punkterne er der ikke længere. En anden kan have hentet det. Se listen igen."


def _from_pool(meeting: Meeting, pk: int) -> AgendaItem:
    item = AgendaItem.objects.select_for_update().filter(pk=pk, waits_in_id=meeting.body_id).first()
    if item is None:
        raise Refusal(GONE, code="gone")
    _into(item, meeting)
    item.save(update_fields=["meeting", "waits_in", "section", "position"])
    return item


def _made(item: AgendaItem, meeting: Meeting) -> AgendaItem:
    _into(item, meeting)
    item.save()
    return item
