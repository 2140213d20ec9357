"""The order of an agenda, and its items and sections as wholes: moved, copied, deleted and had back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from meetings.actions.acting import note, open_item, open_part
from meetings.actions.placing import make_room, put_in_order
from meetings.models import TEXT_FIELDS, AgendaItem, AgendaSection, Attachment, Meeting, Presenter
from meetings.queries.agenda import Agenda, agenda_of
from meetings.workflow import AGENDA
from rarportal.core.clock import now
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Refusal, Unseen

KEPT = timedelta(hours=24)  # how long a deleted item can be had back
COPIED = (
    *("kind", "decides", "informs", "discusses", "presentation", "recommender", "access"),
    *(field for field in TEXT_FIELDS if field != "decision"),
)


@dataclass(frozen=True)
class Moved:
    """An item's number before and after a move; the same where nothing happened."""

    before: str
    after: str


@transaction.atomic
def shift_item(*, item_id: int, up: bool, actor: Actor) -> Moved:
    """*Flyt op/ned*: one place on, from the last of a section into the next; at the end of all nothing happens."""
    meeting, item = open_item(item_id=item_id, part=AGENDA, actor=actor)
    agenda = agenda_of(meeting)
    here, place = _find(agenda, item.pk)
    items = agenda.sections[here].items
    if 0 <= (there := place - 1 if up else place + 1) < len(items):
        return _move(meeting, agenda, (here, place), (here, there), actor)
    if 0 <= (beside := here - 1 if up else here + 1) < len(agenda.sections):
        end = len(agenda.sections[beside].items) if up else 0
        return _move(meeting, agenda, (here, place), (beside, end), actor)
    return Moved(items[place].shown_number, items[place].shown_number)


@transaction.atomic
def place_item(*, item_id: int, section_id: int | None, place: int, actor: Actor) -> Moved:
    """Put an item at a place (from 0) of a section, as it is dragged; beyond the end is the end.

    Raises Unseen when the agenda has no such section, or the item is gone.
    """
    meeting, item = open_item(item_id=item_id, part=AGENDA, actor=actor)
    agenda = agenda_of(meeting)
    there = next((n for n, section in enumerate(agenda.sections) if section.pk == section_id), None)
    if there is None:
        raise Unseen
    return _move(meeting, agenda, _find(agenda, item.pk), (there, max(place, 0)), actor)


def _find(agenda: Agenda, pk: int) -> tuple[int, int]:
    """In which section an item stands, and where in it."""
    return next(
        (here, place)
        for here, section in enumerate(agenda.sections)
        for place, item in enumerate(section.items)
        if item.pk == pk
    )


def _move(meeting: Meeting, agenda: Agenda, start: tuple[int, int], end: tuple[int, int], actor: Actor) -> Moved:
    sections = agenda.sections
    item = sections[start[0]].items[start[1]]
    before = item.shown_number
    if start[0] != end[0]:
        if item.number:
            raise Refusal(f"Punktet er udsendt med nummer {item.number} og bliver i sit afsnit.", code="dispatched")
        item.section_id = sections[end[0]].pk
    sections[start[0]].items.remove(item)
    sections[end[0]].items.insert(end[1], item)
    put_in_order(agenda.items)
    after = next(one.shown_number for one in agenda_of(meeting).items if one.pk == item.pk)
    note(meeting, actor, "Et punkt blev flyttet", item=item.pk, before=before, after=after)
    return Moved(before, after)


@transaction.atomic
def copy_item(*, item_id: int, actor: Actor) -> AgendaItem:
    """*Kopiér*: the same item once more, right after it, with presenters and attachments, without its decision."""
    meeting, item = open_item(item_id=item_id, part=AGENDA, actor=actor)
    make_room(meeting, item.position + 1)
    fields = {field: getattr(item, field) for field in COPIED}
    copy = AgendaItem.objects.create(
        meeting=meeting,
        section_id=item.section_id,
        position=item.position + 1,
        title=f"{item.title[:290]} (kopi)",
        **fields,
    )
    copy_what_hangs_on(item, copy)
    note(meeting, actor, "Et punkt blev kopieret", item=copy.pk, original=item.pk)
    return copy


def copy_what_hangs_on(item: AgendaItem, copy: AgendaItem, *, attachments: bool = True) -> None:
    """The presenters and attachments of an item for another; a file is the same file, without a frozen number."""
    presenters, hanging = list(item.presenters.all()), list(item.attachments.all()) if attachments else []
    for presenter in presenters:
        presenter.pk, presenter.item = None, copy
    for attachment in hanging:
        attachment.pk, attachment.item, attachment.number = None, copy, None
    Presenter.objects.bulk_create(presenters)
    Attachment.objects.bulk_create(hanging)


@transaction.atomic
def delete_item(*, item_id: int, actor: Actor) -> None:
    """Delete an item that has never been dispatched; `restore_item` has it back for a day, with all that it had.

    Raises Refusal for one that has been dispatched: it can be withdrawn.
    """
    meeting, item = open_item(item_id=item_id, part=AGENDA, actor=actor)
    if item.number:
        raise Refusal("Punktet er udsendt og beholder sit nummer. Træk punktet i stedet.", code="dispatched")
    item.meeting, item.deleted_from, item.deleted_at = None, meeting, now()
    item.save(update_fields=["meeting", "deleted_from", "deleted_at"])
    note(meeting, actor, "Et punkt blev slettet", item=item.pk)


@transaction.atomic
def restore_item(*, meeting_id: int, item_id: int, actor: Actor) -> AgendaItem:
    """*Fortryd*: a deleted item where it stood. One that is back already stays.

    Raises Unseen when the meeting never had it or it is forgotten, Refusal when it is too late.
    """
    meeting = open_part(meeting_id=meeting_id, part=AGENDA, actor=actor)
    if back := meeting.items.filter(pk=item_id).first():
        return back
    item = meeting.deleted_items.filter(pk=item_id).first()
    if item is None:
        raise Unseen
    if not item.deleted_at or item.deleted_at <= now() - KEPT:
        raise Refusal("Punktet kan ikke hentes igen. Et slettet punkt gemmes i et døgn.", code="too-late")
    make_room(meeting, item.position)
    item.meeting, item.deleted_from, item.deleted_at = meeting, None, None
    item.save(update_fields=["meeting", "deleted_from", "deleted_at"])
    note(meeting, actor, "Et slettet punkt blev hentet igen", item=item.pk)
    return item


@transaction.atomic
def forget_deleted_items(*, at: datetime) -> int:
    """Delete for good what can't be had back any more; returns how many. The clock's act, without a viewer."""
    found, _ = AgendaItem.objects.filter(deleted_at__lte=at - KEPT).delete()
    return found


@transaction.atomic
def rename_section(*, meeting_id: int, section_id: int, title: str, actor: Actor) -> AgendaSection:
    """A section's new title."""
    meeting = open_part(meeting_id=meeting_id, part=AGENDA, actor=actor)
    section = meeting.sections.filter(pk=section_id).first()
    if section is None:
        raise Unseen
    if section.title != title.strip():
        section.title = title.strip()
        section.save(update_fields=["title"])
        note(meeting, actor, "Et afsnit fik en ny titel", section=section.pk)
    return section


@transaction.atomic
def delete_section(*, meeting_id: int, section_id: int, actor: Actor) -> None:
    """Delete an empty section. Raises Refusal while it has items."""
    meeting = open_part(meeting_id=meeting_id, part=AGENDA, actor=actor)
    section = meeting.sections.filter(pk=section_id).first()
    if section is None:
        raise Unseen
    if meeting.items.filter(section=section).exists():
        raise Refusal("Afsnittet har punkter. Flyt eller slet dem først.", code="not-empty")
    note(meeting, actor, "Et afsnit blev slettet", section=section.pk)
    section.delete()
