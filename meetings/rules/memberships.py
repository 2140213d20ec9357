"""What a seat in a body may be: each refusal a Danish sentence beside the field that it is about.

The database refuses overlapping seats and two chairs as well (meetings/models/people.py); these rules say it first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

Key = int | str  # an id, or what tells something that is not saved yet apart
CHAIRS = frozenset({"CHAIR", "VICE_CHAIR"})
ROLE_WORDS = {
    "CHAIR": "formand",
    "VICE_CHAIR": "næstformand",
    "MEMBER": "medlem",
    "SUBSTITUTE": "suppleant",
    "OBSERVER": "tilforordnet",
}


@dataclass(frozen=True)
class Held:
    """A seat, wanted or held: whose, in which body of one council, and from when until when (None: no end).

    `key` and `person` are ids, or whatever tells seats and people that are not saved yet apart.
    """

    key: Key
    person: Key
    body: int
    body_kind: str
    role: str
    begins: datetime | None
    ends: datetime | None = None
    organisation: Key | None = None
    substitute_for: Key | None = None  # key of a seat


@dataclass(frozen=True)
class Allocated:
    """How many members an organisation has in the council, on the days of a half-open period."""

    organisation: Key
    seats: int
    begins: date | None
    ends: date | None


@dataclass
class Findings:
    """What speaks against a seat: `faults` stop it, by field; `warnings` are passed with "alligevel"."""

    faults: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def fault(self, where: str, sentence: str) -> None:
        """Keep the first sentence of a field: the others often follow from it."""
        self.faults.setdefault(where, sentence)


def overlap(one: Held, other: Held) -> bool:
    """Whether two half-open periods have a moment in common."""
    return _before(one.begins, other.ends) and _before(other.begins, one.ends)


def _before(begins: datetime | None, ends: datetime | None) -> bool:
    return begins is None or ends is None or begins < ends


def _within(inner: Held, outers: Iterable[Held]) -> bool:
    """Whether every moment of `inner` is covered by the others together: a seat may be two in a row."""
    reached = inner.begins
    rest = sorted(outers, key=lambda one: (one.begins is not None, one.begins.timestamp() if one.begins else 0))
    for outer in rest:
        starts_in_time = outer.begins is None or (reached is not None and outer.begins <= reached)
        if not starts_in_time:
            return False
        if outer.ends is None:
            return True
        if reached is None or outer.ends > reached:
            reached = outer.ends
        if inner.ends is not None and reached is not None and reached >= inner.ends:
            return True
    return False


def look_at(
    wanted: Held, others: Iterable[Held], allocations: Iterable[Allocated] = (), day: date | None = None
) -> Findings:
    """What speaks against `wanted` beside the council's `others` (all bodies; the one with its own key is left out).

    `day`: the day on which the organisation's number of members is counted. Field names are the form's: body, role,
    organisation, begins, ends, substitute_for.
    """
    found = Findings()
    known = list(others)
    rest = [one for one in known if one.key != wanted.key]
    if wanted.begins and wanted.ends and wanted.ends <= wanted.begins:
        found.fault("ends", "Pladsen skal slutte, efter at den begynder.")
        return found  # an empty period overlaps nothing, so the other rules would say nothing true
    _role_fits_body(wanted, found)
    _one_seat(wanted, rest, found)
    _chair(wanted, rest, found)
    _substitute(wanted, rest, found)
    _left_behind(wanted, next((one for one in known if one.key == wanted.key), None), rest, found)
    _allocation(wanted, rest, allocations, day, found)
    return found


def _role_fits_body(wanted: Held, found: Findings) -> None:
    if wanted.role in CHAIRS and wanted.body_kind == "COUNCIL":
        found.fault("role", "Formand og næstformænd har deres plads i formandskabet. I rådet er de medlemmer.")
    if wanted.role not in CHAIRS and wanted.body_kind == "CHAIRMANSHIP":
        found.fault("role", "I formandskabet sidder kun formanden og næstformændene.")


def _one_seat(wanted: Held, rest: list[Held], found: Findings) -> None:
    for one in rest:
        if one.person == wanted.person and one.body == wanted.body and overlap(one, wanted):
            found.fault(
                "begins",
                f"Personen har allerede en plads i mødeforummet i perioden: {ROLE_WORDS[one.role]} {when(one)}.",
            )


def _chair(wanted: Held, rest: list[Held], found: Findings) -> None:
    if wanted.role not in CHAIRS:
        return
    if wanted.body_kind == "CHAIRMANSHIP" and not _within(
        wanted, (one for one in rest if _is_council_member(one, wanted.person))
    ):
        found.fault(
            "role",
            f"{ROLE_WORDS[wanted.role].capitalize()} kan kun den være, der er medlem af rådet i hele perioden.",
        )
    if wanted.role == "CHAIR":
        for one in rest:
            if one.role == "CHAIR" and one.body == wanted.body and overlap(one, wanted):
                found.fault("begins", f"Der er allerede en formand i perioden: {when(one)}. Afslut den plads først.")


def _is_council_member(one: Held, person: Key) -> bool:
    return one.person == person and one.body_kind == "COUNCIL" and one.role == "MEMBER"


def _substitute(wanted: Held, rest: list[Held], found: Findings) -> None:
    if wanted.role != "SUBSTITUTE":
        if wanted.substitute_for is not None:
            found.fault("substitute_for", "Kun en suppleant er suppleant for nogen.")
        return
    if wanted.substitute_for is None:
        found.fault("substitute_for", "Skriv, hvem personen er suppleant for.")
        return
    member = next((one for one in rest if one.key == wanted.substitute_for), None)
    if member is None or member.body != wanted.body or member.role != "MEMBER":
        found.fault("substitute_for", "Vælg et medlem af det samme mødeforum.")
    elif member.person == wanted.person:
        found.fault("substitute_for", "Ingen kan være suppleant for sig selv.")
    elif not overlap(member, wanted):
        found.fault("substitute_for", f"Medlemmets plads ligger uden for perioden: {when(member)}.")


def _left_behind(wanted: Held, before: Held | None, rest: list[Held], found: Findings) -> None:
    """A seat that is shortened or changed must still carry the chair's seat and the substitutes' that hang on it."""
    if before is None:
        return
    if before.body_kind == "COUNCIL":
        for chair in rest:
            if chair.person != wanted.person or chair.role not in CHAIRS or chair.body_kind != "CHAIRMANSHIP":
                continue
            if not _within(chair, (one for one in [wanted, *rest] if _is_council_member(one, wanted.person))):
                words = f"Personen er {ROLE_WORDS[chair.role]} {when(chair)}. Ret pladsen i formandskabet først."
                found.fault("ends" if wanted.role == "MEMBER" else "role", words)
    for substitute in rest:
        if substitute.substitute_for != wanted.key:
            continue
        if wanted.role != "MEMBER" or wanted.body != before.body:
            found.fault("role", "Medlemmet har en suppleant. Ret suppleantens plads først.")
        elif not overlap(substitute, wanted):
            found.fault("begins", f"Medlemmets suppleant har sin plads {when(substitute)}. Ret den plads først.")


def _allocation(
    wanted: Held, rest: list[Held], allocations: Iterable[Allocated], day: date | None, found: Findings
) -> None:
    if wanted.role != "MEMBER" or wanted.body_kind != "COUNCIL" or day is None:
        return
    seats = next(
        (
            one.seats
            for one in allocations
            if one.organisation == wanted.organisation
            and (one.begins is None or one.begins <= day)
            and (one.ends is None or day < one.ends)
        ),
        None,
    )
    taken = sum(
        one.organisation == wanted.organisation
        and one.body == wanted.body
        and one.role == "MEMBER"
        and (one.begins is None or wanted.begins is None or one.begins <= wanted.begins)
        and _before(wanted.begins, one.ends)
        for one in rest
    )
    if seats is not None and taken >= seats:
        found.warnings.append(
            f"Organisationen har {seats} {'plads' if seats == 1 else 'pladser'} i rådet, "
            f"og {taken} er besat, når pladsen begynder."
        )


def when(held: Held) -> str:
    """The period in Danish words, by its days."""
    begins = f"fra {held.begins:%d.%m.%Y}" if held.begins else "fra begyndelsen"
    return f"{begins} til {held.ends:%d.%m.%Y}" if held.ends else begins
