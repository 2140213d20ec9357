"""Who is asked about when attendance is taken down, and what has been taken down.

Everybody with a seat at the meeting and everybody who works in its secretariat is asked about by name. What else
stands in the list (guests, presenters, printed lines of an old meeting) are lines of text, kept as they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from meetings.models import AgendaItem, Attendance, AttendanceChange, Meeting, Membership, OfficeStaff
from meetings.queries.absences import opens_at, seats_at
from meetings.rules.attendance_changes import holding_at
from meetings.rules.lines import written_attendance
from meetings.rules.names import same_key, sort_key
from meetings.rules.quorum import Place

Presence = Attendance.Presence
Role = Membership.Role
OBSERVERS, STAFF = "Tilforordnede", "Fra sekretariatet"  # what S2 prints after the organisations
LINES = {"present": Presence.PRESENT, "excused": Presence.EXCUSED}  # the two texts, by their fields


class Part(Enum):
    """As what somebody is asked about."""

    MEMBER = "member"
    SUBSTITUTE = "substitute"
    OBSERVER = "observer"
    STAFF = "staff"


@dataclass(frozen=True)
class Expected:
    """Somebody whom the list asks about. `key` is the name of the field, `group` what the minutes print them under."""

    key: str
    part: Part
    person_id: int
    name: str
    group: str
    is_absent: bool = False  # has sent afbud
    is_asked: bool = False  # a substitute who is asked to stand in
    stands_for: str = ""  # the key of the member

    @property
    def only_came(self) -> bool:
        """Of a substitute and of the secretariat it is only asked whether they came; others may be excused."""
        return self.part in {Part.SUBSTITUTE, Part.STAFF}


@dataclass(frozen=True)
class AttendanceList:
    """The list of a meeting: who is asked about in the order of print, their rows by key, and the other lines."""

    expected: tuple[Expected, ...]
    rows: dict[str, Attendance]
    lines: tuple[Attendance, ...]

    def of(self, *parts: Part) -> list[Expected]:
        """Those who are asked about as one of these."""
        return [one for one in self.expected if one.part in parts]

    def came(self, key: str) -> bool:
        """Whether it is taken down that somebody came."""
        return key in self.rows and self.rows[key].presence == Presence.PRESENT

    @property
    def values(self) -> dict[str, Any]:
        """What stands there, by field: a presence or "", for `only_came` whether they came, and the two texts."""
        taken = {one.key: self.rows[one.key].presence if one.key in self.rows else "" for one in self.expected}
        came = {one.key: self.came(one.key) for one in self.expected if one.only_came}
        texts = {
            field: written_attendance((line.name, line.group) for line in self.lines if line.presence == presence)
            for field, presence in LINES.items()
        }
        return taken | came | texts

    def after(self, changes: Iterable[AttendanceChange]) -> "AttendanceList":
        """The list as it stands when these have come, left or stood aside."""
        keys = {one.person_id: one.key for one in self.expected}
        rows = {
            keys[change.person_id]: Attendance(
                presence=Presence.PRESENT if change.kind == AttendanceChange.Kind.CAME else Presence.ABSENT
            )
            for change in changes
            if change.person_id in keys
        }
        return replace(self, rows=self.rows | rows)

    @property
    def places(self) -> list[Place]:
        """The members' places as the rule of the quorum asks for them."""
        stood_in = {one.stands_for for one in self.of(Part.SUBSTITUTE) if self.came(one.key)}
        return [
            Place(
                organisation=one.group,
                came=self.came(one.key) if one.key in self.rows else None,
                stood_in=one.key in stood_in,
            )
            for one in self.of(Part.MEMBER)
        ]


def attendance_of(meeting: Meeting) -> AttendanceList:
    """The meeting's list (five queries): seats and posts at the hour it begins, afbud, substitutes asked, rows."""
    expected = [*_seated(meeting), *_staff(meeting)]
    rows: dict[str, Attendance] = {}
    lines = []
    for row in meeting.attendance.all():
        known = next((one for one in expected if one.key not in rows and _is_about(row, one)), None)
        if known:
            rows[known.key] = row
        else:
            lines.append(row)
    return AttendanceList(
        expected=tuple(one for one in expected if one.key in rows or _is_asked_about(one)),
        rows=rows,
        lines=tuple(lines),
    )


def changes_of(meeting: Meeting) -> dict[int, list[AttendanceChange]]:
    """The changes at each of the meeting's items (one query)."""
    found: dict[int, list[AttendanceChange]] = {}
    for change in AttendanceChange.objects.filter(item__meeting=meeting):
        found.setdefault(change.item_id, []).append(change)
    return found


def at_item(
    listed: AttendanceList,
    items: Iterable[AgendaItem],
    item: AgendaItem,
    noted: Mapping[int, Sequence[AttendanceChange]],
) -> tuple[AttendanceList, bool]:
    """Who is there at an item, and whether anything has changed since the meeting began."""
    holding = list(holding_at(item.pk, (one.pk for one in items), noted))
    return listed.after(holding), bool(holding)


def _is_about(row: Attendance, one: Expected) -> bool:
    """A row with a person is theirs; a line that was typed is when name and organisation are the same."""
    if row.person_id:
        return row.person_id == one.person_id
    return is_named(row.name, row.group, one)


def is_named(name: str, group: str, one: Expected) -> bool:
    """Whether a typed line means somebody who is asked about: the same name, and no other organisation."""
    return same_key(name) == same_key(one.name) and (not group or same_key(group) == same_key(one.group))


def _is_asked_about(one: Expected) -> bool:
    """Of the substitutes those of a member of the body, and who else is asked to the meeting."""
    return one.part is not Part.SUBSTITUTE or bool(one.stands_for) or one.is_asked


def _seated(meeting: Meeting) -> list[Expected]:
    """Members by organisation, each before their substitutes; then the observers."""
    absent = set(meeting.absences.values_list("membership_id", flat=True))
    asked = set(meeting.stand_ins.values_list("membership_id", flat=True))
    seats = sorted(seats_at(meeting), key=_order)
    members = {seat.pk: _key(seat) for seat in seats if _part(seat) is Part.MEMBER}
    found = [
        Expected(
            key=_key(seat),
            part=_part(seat),
            person_id=seat.person_id,
            name=seat.person.name,
            group=OBSERVERS if seat.role == Role.OBSERVER else str(seat.organisation or ""),
            is_absent=seat.pk in absent,
            is_asked=seat.pk in asked,
            stands_for=members.get(seat.substitute_for_id or 0, ""),
        )
        for seat in seats
    ]
    return [*_with_substitutes(found), *(one for one in found if one.part is Part.OBSERVER)]


def _with_substitutes(found: list[Expected]) -> Iterable[Expected]:
    substitutes = [one for one in found if one.part is Part.SUBSTITUTE]
    for one in found:
        if one.part is Part.MEMBER:
            yield one
            yield from (substitute for substitute in substitutes if substitute.stands_for == one.key)
    yield from (substitute for substitute in substitutes if not substitute.stands_for)


def _order(seat: Membership) -> tuple[bool, int, tuple[str, str]]:
    """By organisation in the order they were loaded, which is that of lov 1482/2014 § 28 and of S2; then by name."""
    return seat.organisation_id is None, seat.organisation_id or 0, sort_key(seat.person.name)


def _key(seat: Membership) -> str:
    return f"seat_{seat.pk}"


def _part(seat: Membership) -> Part:
    return {Role.SUBSTITUTE: Part.SUBSTITUTE, Role.OBSERVER: Part.OBSERVER}.get(Role(seat.role), Part.MEMBER)


def _staff(meeting: Meeting) -> list[Expected]:
    """Who works in the office that serves the council on the meeting's day."""
    posts = OfficeStaff.objects.filter(
        period__contains=opens_at(meeting),
        office__services__council=meeting.body.council_id,
        office__services__period__contains=meeting.date,
    ).select_related("person")
    return [
        Expected(key=f"post_{post.pk}", part=Part.STAFF, person_id=post.person_id, name=post.person.name, group=STAFF)
        for post in sorted(posts, key=lambda post: sort_key(post.person.name))
    ]
