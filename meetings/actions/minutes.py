"""Who took part in a meeting. Decisions are saved by `agenda.save_item(part=MINUTES)`."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any

from django.db import transaction
from django.db.models import Max

from meetings.actions.acting import changes, note, open_item, open_part
from meetings.models import Attendance, AttendanceChange, Meeting, Membership
from meetings.queries.attendance import LINES, AttendanceList, Expected, Part, attendance_of
from meetings.rules.lines import read_attendance, written_attendance
from meetings.workflow import MINUTES
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Refusal

Presence = Attendance.Presence


@transaction.atomic
def save_attendance(*, meeting_id: int, values: Mapping[str, Any], seen: Mapping[str, str], actor: Actor) -> None:
    """Save what is known of those whom the list asks about, and the lines of the others (queries/attendance.py).

    `values` are by field as `AttendanceList.values` has them; a field that is not among them is left alone. `seen` has
    the marks of what the form was made from. Raises Stale when somebody else has changed a field since: nothing is
    saved then. Raises Refusal when the minutes can't be edited now.
    """
    meeting = open_part(meeting_id=meeting_id, part=MINUTES, actor=actor)
    known = attendance_of(meeting)
    now = known.values
    wanted = {field: values[field] for field in now if field in values}
    wanted |= {field: written_attendance(read_attendance(wanted[field])) for field in LINES if field in wanted}
    changed = changes(now, wanted, seen)
    if changed:
        rows = list(_rows(known, changed))
        meeting.attendance.all().delete()
        for position, row in enumerate(rows, 1):
            row.pk, row.meeting, row.position = None, meeting, position
        Attendance.objects.bulk_create(rows)
        note(meeting, actor, "Deltagerlisten blev ændret", lines=len(rows))


@transaction.atomic
def note_attendance_change(*, item_id: int, who: str, kind: str, at: time | None, actor: Actor) -> None:
    """At this item somebody who is asked about (`who` is their key) came, left or stood aside, at this hour if known.

    Noted once more with another hour, the hour is put right. Raises Refusal when it is nobody in the list, or when the
    minutes can't be edited now.
    """
    meeting, item = open_item(item_id=item_id, part=MINUTES, actor=actor)
    one = next((one for one in attendance_of(meeting).expected if one.key == who), None)
    if one is None:
        raise Refusal("Vælg en, der har plads ved mødet.", code="who")
    values = {"name": one.name, "group": one.group, "at": at}
    AttendanceChange.objects.update_or_create(item=item, person_id=one.person_id, kind=kind, defaults=values)
    note(meeting, actor, "Fremmødet ved et punkt blev ændret", thing=one.name, item=item.pk, kind=kind)


@transaction.atomic
def remove_attendance_change(*, item_id: int, change_id: int, actor: Actor) -> None:
    """It was not so, or is gone already. Raises Refusal when the minutes can't be edited now."""
    meeting, item = open_item(item_id=item_id, part=MINUTES, actor=actor)
    if change := item.attendance_changes.filter(pk=change_id).first():
        change.delete()
        note(
            meeting,
            actor,
            "Fremmødet ved et punkt blev rettet tilbage",
            thing=change.name,
            item=item.pk,
            kind=change.kind,
        )


def _rows(known: AttendanceList, changed: Mapping[str, Any]) -> Iterable[Attendance]:
    """All rows in the order of print: organisations, observers, the other lines, the secretariat."""
    staff = known.of(Part.STAFF)
    yield from _answers(known, changed, [one for one in known.expected if one not in staff])
    for field, presence in LINES.items():
        old = [line for line in known.lines if line.presence == presence]
        if field in changed:
            people = {(line.name, line.group): line.person_id for line in old}
            for name, group in read_attendance(changed[field]):
                person = people.get((name, group))
                yield Attendance(name=name, group=group, presence=presence, person_id=person)
        else:
            yield from old
    yield from (line for line in known.lines if line.presence not in LINES.values())
    yield from _answers(known, changed, staff)


def _answers(known: AttendanceList, changed: Mapping[str, Any], expected: Iterable[Expected]) -> Iterable[Attendance]:
    for one in expected:
        if one.key not in changed:
            yield from filter(None, [known.rows.get(one.key)])
        elif presence := _presence(changed[one.key]):
            yield Attendance(person_id=one.person_id, name=one.name, group=one.group, presence=presence)


def _presence(value: Any) -> str:
    """A presence, or for who is only asked whether they came, what that means."""
    return (Presence.PRESENT if value else "") if isinstance(value, bool) else str(value)


def take_down_afbud(meeting: Meeting, seats: Iterable[Membership]) -> None:
    """The minutes begin with the afbud that are known; what somebody has taken down already is left alone."""
    known = set(meeting.attendance.values_list("person_id", flat=True))
    last = meeting.attendance.aggregate(last=Max("position"))["last"] or 0
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            position=position,
            person=seat.person,
            name=seat.person.name,
            group=str(seat.organisation or ""),
            presence=Presence.EXCUSED,
        )
        for position, seat in enumerate((seat for seat in seats if seat.person_id not in known), last + 1)
    )


def take_back_afbud(meeting: Meeting, seat: Membership) -> None:
    """Somebody comes after all: the minutes no longer say that they are excused."""
    meeting.attendance.filter(person=seat.person_id, presence=Presence.EXCUSED).delete()
