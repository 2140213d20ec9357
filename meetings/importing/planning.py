"""What a member list would do: who is new, which seats are new, and what is wrong with which cell.

Nothing is guessed: a person is known by the address, or by a name that only one of the council's people has.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from meetings.importing.member_lists import ROLES, Line, read_moment
from meetings.rules.memberships import Allocated, Held, look_at, overlap
from meetings.rules.names import same_key

LIMITS = {"name": 200, "email": 254, "phone": 40}  # characters, as the columns have them
ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s.,;<>]{2,}")


@dataclass(frozen=True)
class KnownPerson:
    """Somebody whom the portal knows; `is_ours` when the council's secretariat may see the contact data."""

    id: int
    name: str
    email: str = ""
    phone: str = ""
    is_ours: bool = True


@dataclass(frozen=True)
class Known:
    """What a list is held against."""

    people: tuple[KnownPerson, ...]  # the council's, and those of others who have an address of the list
    seats: tuple[Held, ...]  # all of the council
    organisations: dict[str, int]  # by names, as same_key() writes them
    organisation_names: tuple[str, ...]
    bodies: dict[str, tuple[int, str]]  # by names: id and kind; "" is the council itself
    body_names: tuple[str, ...]
    allocations: tuple[Allocated, ...] = ()


@dataclass
class Planned:
    """A line with what it would do: `news` in Danish words; `seat` is None when the seat is there already."""

    line: Line
    person: int | str = ""  # an id, or the key of somebody new
    seat: Held | None = None
    news: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    contact: dict[str, str] = field(default_factory=dict)  # what is new of a known person


def plan(lines: list[Line], known: Known) -> list[Planned]:
    """Every line planned; `line.faults` says what stops it. One faulty line stops the whole list."""
    people = _People(lines, known)
    planned = [_begin(line, known, people) for line in lines]
    _stand_for(planned, known)
    _leave_out_what_is_there(planned, known)
    wanted = [one.seat for one in planned if one.seat]
    for one in planned:
        if one.seat is None:
            continue
        day: date | None = one.seat.begins.date() if one.seat.begins else None
        found = look_at(one.seat, [*known.seats, *wanted], known.allocations, day)
        for column, sentence in found.faults.items():
            one.line.fault(column, sentence)
        one.warnings = found.warnings
    return planned


class _People:
    """Who each line is about."""

    def __init__(self, lines: Iterable[Line], known: Known) -> None:
        self.known = known
        self.by_email = {person.email.casefold(): person for person in known.people if person.email}
        self.by_name: dict[str, list[KnownPerson]] = {}
        for person in known.people:
            if person.is_ours:
                self.by_name.setdefault(same_key(person.name), []).append(person)
        self.names: dict[str, Line] = {}  # address -> the first line that has it
        self.emails: dict[str, set[str]] = {}  # name -> the addresses it has in the list
        for line in lines:
            name, email = same_key(line.cells.get("name", "")), line.cells.get("email", "").casefold()
            if email:
                self.names.setdefault(email, line)
                self.emails.setdefault(name, set()).add(email)

    def of(self, line: Line) -> KnownPerson | str:
        """The person known, or the key of a new one; faults beside the cell."""
        name, email = same_key(line.cells.get("name", "")), line.cells.get("email", "").casefold()
        first = self.names.get(email, line)
        if same_key(first.cells.get("name", "")) != name:
            line.fault("email", f"To personer har samme adresse: {first.cells.get('name', '')} i linje {first.number}.")
        if not email and len(listed := self.emails.get(name, set())) == 1:
            email = next(iter(listed))  # another line of the list tells the address
        if holder := self.by_email.get(email):
            return self._by_email(line, holder, name)
        named = self.by_name.get(name, [])
        if len(named) > 1:
            line.fault("name", "Flere personer i rådet har dette navn. Skriv personens e-mailadresse.")
        if len(named) == 1 and email and named[0].email:
            line.fault(
                "email", f"{named[0].name} står med en anden adresse. Ret den på personens side, hvis den er ny."
            )
        return named[0] if named else f"new:{email or name}"

    def _by_email(self, line: Line, holder: KnownPerson, name: str) -> KnownPerson:
        if same_key(holder.name) != name:
            whose = holder.name if holder.is_ours else "En anden person i portalen"
            line.fault("email", f"{whose} har allerede denne adresse.")
        return holder


def _begin(line: Line, known: Known, people: _People) -> Planned:
    """The line by itself: its person and its seat."""
    cells = line.cells
    if not cells.get("name"):
        line.fault("name", "Skriv navnet.")
    for column, limit in LIMITS.items():
        if len(cells.get(column, "")) > limit:
            line.fault(column, f"Højst {limit} tegn.")
    if cells.get("email") and not (cells["email"].isascii() and ADDRESS.fullmatch(cells["email"])):
        line.fault("email", "Det er ikke en e-mailadresse. Skriv den som navn@eksempel.dk.")
    who = people.of(line)
    planned = Planned(line, person=who if isinstance(who, str) else who.id)
    if {"name", "email"} & set(line.faults):
        planned.person = f"doubtful:{line.number}"  # nobody's other seats speak against this one
    elif isinstance(who, str):
        planned.news.append("ny person")
    elif who.is_ours:
        for column, word in (("email", "e-mailadresse"), ("phone", "telefonnummer")):
            value = cells.get(column, "")
            if value and value != getattr(who, column) and value.casefold() != getattr(who, column).casefold():
                planned.contact[column] = value
                planned.news.append(f"nyt {word}" if column == "phone" else f"ny {word}")
    planned.seat = _seat(line, known, planned.person)
    return planned


def _seat(line: Line, known: Known, person: int | str) -> Held | None:
    """The seat that the line says, without whom it stands in for. None, with faults, when it says none."""
    cells = line.cells
    body = known.bodies.get(same_key(cells.get("body", "")))
    if body is None:
        line.fault("body", f"Rådet har intet mødeforum med dette navn. Det har: {', '.join(known.body_names)}.")
    role = ROLES.get(same_key(cells.get("role", "")))
    if role is None:
        line.fault("role", "Skriv formand, næstformand, medlem, suppleant eller tilforordnet.")
    organisation = known.organisations.get(same_key(cells.get("organisation", "")))
    if cells.get("organisation") and organisation is None:
        names = ", ".join(known.organisation_names)
        line.fault("organisation", f"Portalen kender ingen organisation med dette navn. Den kender: {names}.")
    moments = {}
    for column in ("begins", "ends"):
        text = cells.get(column, "")
        if not text and column == "begins":
            line.fault(column, "Skriv, hvornår pladsen begynder.")
        if text:
            try:
                moments[column] = read_moment(text, is_end=column == "ends")
            except ValueError as wrong:
                line.fault(column, str(wrong))
    if body is None or role is None or {"begins", "ends", "organisation"} & set(line.faults):
        return None
    return Held(
        key=f"line:{line.number}", person=person, body=body[0], body_kind=body[1], role=role,
        begins=moments["begins"], ends=moments.get("ends"), organisation=organisation,
    )  # fmt: skip


def _stand_for(planned: list[Planned], known: Known) -> None:
    """Find the member's seat by the member's name, among the seats there are and those of the list."""
    people: dict[object, str] = {person.id: same_key(person.name) for person in known.people}
    people |= {one.person: same_key(one.line.cells.get("name", "")) for one in planned}
    members = [seat for seat in known.seats if seat.role == "MEMBER"]
    members += [one.seat for one in planned if one.seat and one.seat.role == "MEMBER"]
    for one in planned:
        name, seat = same_key(one.line.cells.get("substitute_for", "")), one.seat
        if seat is None or not name:
            continue
        found = [m for m in members if m.body == seat.body and people.get(m.person) == name and overlap(m, seat)]
        if not found:
            one.line.fault("substitute_for", "Mødeforummet har intet medlem med dette navn i perioden.")
        elif len({member.person for member in found}) > 1:
            one.line.fault("substitute_for", "Flere medlemmer har dette navn. Giv pladsen på personens side i stedet.")
        else:
            one.seat = Held(**{**vars(seat), "substitute_for": found[0].key})


def _leave_out_what_is_there(planned: list[Planned], known: Known) -> None:
    """A seat that is there already is unchanged; one that an earlier line has is a doublet."""
    there = {_said(seat) for seat in known.seats}
    earlier: dict[tuple[object, ...], int] = {}
    for one in planned:
        if one.seat is None:
            continue
        said = _said(one.seat)
        if said in there:
            one.seat = None
        elif said in earlier:
            one.line.fault("name", f"Linjen siger det samme som linje {earlier[said]}.")
            one.seat = None
        else:
            earlier[said] = one.line.number
            one.news.append("ny plads")


def _said(seat: Held) -> tuple[object, ...]:
    return (seat.person, seat.body, seat.role, seat.organisation, seat.begins, seat.ends)
