"""An import taken in, whole or not at all: a finished document as *importeret*, one to come as a draft."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from meetings.actions.acting import note
from meetings.actions.imports import open_import
from meetings.actions.issuing import issue
from meetings.actions.moves import next_ordinal
from meetings.importing.corrections import STATUS, faults
from meetings.importing.document import Document, Item
from meetings.importing.lines import as_text
from meetings.importing.people import NEW, PRINTED
from meetings.importing.rich import item_texts
from meetings.models import (
    Access,
    AgendaItem,
    AgendaSection,
    Attachment,
    Attendance,
    Body,
    DocumentProfile,
    ImportDraft,
    Meeting,
    Original,
    Person,
    Presenter,
    Publication,
)
from meetings.queries.agenda import agenda_of
from meetings.queries.imports import Named, names_of, reading_of
from meetings.queries.standing import roles_in
from meetings.rules.names import same_key
from meetings.rules.visibility import audiences
from meetings.workflow import MEETING
from rarportal.core.clock import now
from rarportal.core.permissions import SYSTEM, Actor, Role
from rarportal.core.refusal import Refusal
from rarportal.core.richtext import clean
from rarportal.core.workflow import Move, make

GROUPS = {"secretariat": "Fra sekretariatet", "observers": "Tilforordnede"}
State = Meeting.State


@transaction.atomic
def take_in(*, draft_id: int, actor: Actor, anyway: bool = False) -> Meeting:
    """Make the meeting that the document tells of, and end the import.

    A finished document becomes *importeret*: printed numbers kept, faults included, no guards, published at once to
    whoever may read the body's papers. One to come becomes a draft, numbered by the portal.

    Raises Unseen or Forbidden without the right; Refusal with every fault, or when lines have no place and `anyway`
    is not said.
    """
    draft = open_import(draft_id, actor)
    Body.objects.select_for_update().get(pk=draft.body_id)
    made = reading_of(draft)
    document = made.document
    if wrong := [*faults(document), *_original_is_too_open(draft, document)]:
        raise Refusal(*wrong, code="faults")
    if document.unplaced and not anyway:
        count = len(document.unplaced)
        lines = "En linje har ikke fået en plads. Den" if count == 1 else f"{count} linjer har ikke fået en plads. De"
        raise Refusal(f"{lines} bliver kun stående ved originalen.", code="unplaced")
    at = now()
    meeting = _meeting(draft, actor)
    Original.objects.create(
        meeting=meeting,
        kind=draft.kind,
        filename=draft.filename,
        sha256=draft.sha256,
        size=draft.size,
        access=draft.access,
        issued_on=draft.issued_on,
        text="" if draft.filename.lower().endswith(".pdf") else as_text(made.reading.lines),
        unplaced=[line.text for line in document.unplaced],
        furniture=[line.text for line in document.furniture],
        taken_in_at=at,
        taken_in_by=actor.name,
    )
    if draft.to_come:
        _fill(meeting, draft, document)
        note(meeting, actor, "En dagsorden blev hentet som udkast")
    else:
        with _alone(meeting):
            _fill(meeting, draft, document)
            _publish(meeting, draft, actor, at)
        note(meeting, actor, "Dokumentet blev importeret", kind=draft.kind)
    draft.delete()
    return meeting


@contextmanager
def _alone(meeting: Meeting) -> Iterator[None]:
    """Room for one paper's rows. The other paper stays frozen as it was published; the rows that stay are the minutes'.

    The minutes tell all of the agenda again, so an agenda's rows go when they come. When the agenda comes last, the
    minutes' rows stand at a meeting made for that while it is published.
    """
    if not meeting.publications.filter(kind=Publication.Kind.MINUTES).exists():
        _clear(meeting)
        yield
        return
    ordinal = meeting.body.meetings.filter(date=meeting.date).count() + 1
    aside = Meeting.objects.create(body=meeting.body, date=meeting.date, ordinal=ordinal)
    _hand_over(meeting, aside)
    yield
    _clear(meeting)
    meeting.attendance.all().delete()
    _hand_over(aside, meeting)
    aside.delete()


def _clear(meeting: Meeting) -> None:
    meeting.items.all().delete()
    meeting.sections.all().delete()


def _hand_over(one: Meeting, other: Meeting) -> None:
    one.items.update(meeting=other)
    one.sections.update(meeting=other)
    one.attendance.update(meeting=other)


def _original_is_too_open(draft: ImportDraft, document: Document) -> list[str]:
    """The original has all its words: whoever may not read an item may not have it either."""
    order = [Access.OPEN, Access.CLOSED, Access.MEMBERS_ONLY]
    closed = max((order.index(Access(item.access)) for item in document.items), default=0)
    if draft.to_come or order.index(Access(draft.access)) >= closed:
        return []
    return ["Et punkt er lukket, men originalen er det ikke, og den har alle punkter. Luk originalen også."]


def _meeting(draft: ImportDraft, actor: Actor) -> Meeting:
    """The meeting of the day: the one that an earlier paper of it made, the one that is planned, or a new one."""
    day = draft.date
    found = list(draft.body.meetings.select_for_update().filter(date=day).order_by("ordinal"))
    if draft.to_come:
        return _meeting_to_come(draft, found, actor)
    imported = next((one for one in found if one.state == State.IMPORTED), None)
    if imported is None and any(one.state != State.CANCELLED for one in found):
        raise Refusal("Mødeforummet har allerede et møde den dag, som er ført i portalen.", code="date")
    if imported is None:
        meeting = Meeting.objects.create(body=draft.body, date=day, ordinal=len(found) + 1)
        roles = frozenset({Role.SECRETARIAT}) if actor is SYSTEM else roles_in(meeting, actor)
        make(MEETING, MEETING["importer"], meeting, Move(roles=roles, at=now()))
        return meeting
    if imported.publications.filter(kind=draft.kind).exists():
        word = Publication.Kind(draft.kind).label
        raise Refusal(f"Mødets {word} er allerede hentet.", code="twice")
    return imported


def _meeting_to_come(draft: ImportDraft, found: list[Meeting], actor: Actor) -> Meeting:
    meeting = next((one for one in found if one.state in {State.PLANNED, State.DRAFTING}), None)
    if meeting is None:
        ordinal = next_ordinal(draft.body, draft.date)
        meeting = Meeting.objects.create(body=draft.body, date=draft.date, ordinal=ordinal)
    if meeting.items.exists():
        raise Refusal("Mødet den dag har allerede punkter på dagsordenen.", code="items")
    if meeting.state == State.PLANNED:
        roles = frozenset({Role.SECRETARIAT}) if actor is SYSTEM else roles_in(meeting, actor)
        make(MEETING, MEETING["begynd-dagsorden"], meeting, Move(roles=roles, at=now()))
        meeting.save(update_fields=["state"])
    return meeting


def _publish(meeting: Meeting, draft: ImportDraft, actor: Actor, at: datetime) -> None:
    meeting.public_from = at if meeting.body.is_public else None
    meeting.save(update_fields=["state", "public_from"])
    issue(
        meeting=meeting,
        agenda=agenda_of(meeting),
        kind=draft.kind,
        version=1,
        audiences=audiences(meeting.body.is_public),
        actor=actor,
        at=at,
    )


def _fill(meeting: Meeting, draft: ImportDraft, document: Document) -> None:
    """Sections, items and attendance. A draft has the portal's numbers; a theme only where the profile has themes."""
    profile = draft.body.council.profile
    printed = not draft.to_come
    themes = printed or profile.numbering == DocumentProfile.Numbering.SECTIONS
    position = 0
    for place, section in enumerate(document.sections, 1):
        row = None
        if section.title and themes:
            row = AgendaSection.objects.create(
                meeting=meeting, position=place, number=section.number if printed else "", title=section.title
            )
        for item in section.items:
            position += 1
            _item(meeting, row, position, item, profile, printed=printed)
    if document.people and printed:
        meeting.attendance.all().delete()
        _attendance(meeting, names_of(draft, document.people))


def _item(
    meeting: Meeting,
    section: AgendaSection | None,
    position: int,
    item: Item,
    profile: DocumentProfile,
    *,
    printed: bool,
) -> None:
    fields = [field for field, _ in profile.headings if field != "attachments"]
    texts = {field: clean(html) for field, html in item_texts(item, fields).items()}
    if not printed:
        texts.pop("decision", None)
    row = AgendaItem.objects.create(
        meeting=meeting,
        section=section,
        position=position,
        number=item.number if printed else "",
        number_is_printed=printed,
        kind=item.kind,
        title=item.title,
        **{name: mark in item.marks for name, mark in STATUS.items()},
        recommender=item.recommender,
        access=Access(item.access),
        no_attachments=item.no_attachments if printed else "",
        **texts,
    )
    Presenter.objects.bulk_create(
        Presenter(item=row, position=place, **vars(one)) for place, one in enumerate(item.presenters, 1)
    )
    Attachment.objects.bulk_create(
        Attachment(
            item=row,
            position=place,
            number=place if printed else None,
            printed_label=one.printed_label if printed else "",
            kind=one.kind,
            title=one.title,
            url=one.url,
        )
        for place, one in enumerate(item.attachments, 1)
    )


def _attendance(meeting: Meeting, named: Iterable[Named]) -> None:
    made: dict[str, Person] = {}
    rows = []
    for position, one in enumerate(named, 1):
        person_id = int(one.choice) if one.choice not in {NEW, PRINTED} else None
        if one.choice == NEW:
            key = same_key(one.printed.name)
            if key not in made:
                made[key] = Person.objects.create(name=one.printed.name, registered_in=meeting.body.council)
            person_id = made[key].pk
        rows.append(
            Attendance(
                meeting=meeting,
                position=position,
                person_id=person_id,
                name=one.printed.name,
                group=_group(one),
                presence=Attendance.Presence.EXCUSED if one.printed.group == "excused" else Attendance.Presence.PRESENT,
            )
        )
    Attendance.objects.bulk_create(rows)


def _group(one: Named) -> str:
    """The heading to stand under: the organisation as printed or told, or a group's."""
    return one.organisation or GROUPS.get(one.printed.group, "" if one.printed.group == "excused" else "Øvrige")


__all__ = ["take_in"]
