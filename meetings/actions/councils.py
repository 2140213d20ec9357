"""An administrator's acts on one council: its own facts, and the rows that are dated about it.

The log keeps which facts were entered by hand (`detail.facts`), so that the loading of the files leaves them alone.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from meetings.actions.checked import save_checked
from meetings.actions.preparing import prepare_council
from meetings.models import Council, Coverage, Neighbour, OfficeService, SeatAllocation
from meetings.queries.administration import require_administrator
from meetings.rules.periods import Days, from_last_day
from rarportal.core.log import record
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Refusal, Unseen

BASIS = "indtastet"  # of coverage that an administrator has entered


@dataclass(frozen=True)
class Fact:
    """One kind of row: its model, the code in the log, what it names, and the words."""

    model: Any
    code: str
    field: str
    title: str
    within: bool = False  # only while the council is there


FACTS = {
    "sekretariat": Fact(OfficeService, "services", "office", "Sekretariat"),
    "kommuner": Fact(Coverage, "coverage", "municipality", "Kommuner", within=True),
    "pladser": Fact(SeatAllocation, "seats", "organisation", "Pladser", within=True),
    "naboer": Fact(Neighbour, "neighbours", "neighbour", "Naboråd"),
}


def facts_of(council: Council, *codes: str) -> dict[str, Any]:
    """What the log keeps of an act by hand."""
    return {"facts": [f"council {council.pk} {code}" for code in codes]}


def locked_council(council_id: int) -> Council:
    """The council with its row locked. Raises Unseen when there is none."""
    council = Council.objects.select_for_update(of=("self",)).filter(pk=council_id).first()
    if council is None:
        raise Unseen
    return council


@transaction.atomic
def edit_council(
    *, council_id: int, name: str, kind: str, begins: date, last: date | None, successor: Council | None, actor: Actor
) -> None:
    """Name, kind, period and successor. Papers keep the name that they were made under.

    Raises Unseen for who is no administrator, Refusal for a period that leaves municipalities or seats outside.
    """
    require_administrator(actor)
    council, days = locked_council(council_id), from_last_day(begins, last)
    _check_successor(council, successor, days)
    for fact in FACTS.values():
        if (
            fact.within
            and fact.model.objects.filter(council=council).exclude(period__contained_by=_range(days)).exists()
        ):
            raise Refusal(f"{fact.title} er ført uden for den periode. Ret dem først.", code="last")
    old_name = council.name
    values = {"name": name, "kind": kind, "period": _range(days), "successor": successor}
    changed = [field for field, value in values.items() if getattr(council, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(council, field, values[field])
    council.save(update_fields=changed)
    prepare_council(council, old_name=old_name)
    detail = {**facts_of(council, *changed), "fields": changed}
    record(what="Rådets oplysninger blev rettet", actor=actor, council_id=council.pk, thing=name, detail=detail)


def _check_successor(council: Council, successor: Council | None, days: Days) -> None:
    if successor is None:
        return
    if successor.pk == council.pk:
        raise Refusal("Et råd kan ikke afløse sig selv.", code="successor")
    if days.ends is None:
        raise Refusal("Et råd med en efterfølger har en sidste dag.", code="last")
    if successor.period.lower and successor.period.lower < days.ends:
        raise Refusal(f"{successor.name} begynder, før rådet er slut.", code="successor")


def _range(days: Days) -> DateRange:
    return DateRange(days.begins, days.ends)


@transaction.atomic
def save_row(*, council_id: int, fact: str, row_id: int | None, values: dict[str, Any], actor: Actor) -> None:
    """Add or change one row: an office, a municipality, seats (each with a period) or a neighbour.

    Raises Unseen for who is no administrator or a row that is not this council's, Refusal where periods overlap.
    """
    require_administrator(actor)
    council, kind = locked_council(council_id), FACTS[fact]
    row = kind.model(council=council) if row_id is None else _row(council, kind, row_id)
    given = dict(values)
    if "begins" in given:
        days = from_last_day(given.pop("begins"), given.pop("last"))
        if days.is_backwards:
            raise Refusal("Perioden slutter, før den begynder.", code="last")
        own = Days(council.period.lower, council.period.upper)
        if kind.within and not days.is_within(own):
            raise Refusal("Perioden skal ligge inden for rådets egen.", code="begins")
        row.period = _range(days)
    for field, value in given.items():
        setattr(row, field, value)
    if isinstance(row, Coverage):
        row.basis = BASIS
    if isinstance(row, Neighbour) and row.neighbour_id == council.pk:
        raise Refusal("Et råd er ikke sin egen nabo.", code="neighbour")
    sentence = "Rådet er allerede nabo." if isinstance(row, Neighbour) else ""
    save_checked(row, beside=kind.field if isinstance(row, Neighbour) else "begins", sentence=sentence)
    _note(council, kind, "blev tilføjet" if row_id is None else "blev rettet", row, actor)


@transaction.atomic
def remove_row(*, council_id: int, fact: str, row_id: int, actor: Actor) -> None:
    """Take away a row that was wrong. What was right and is over gets a last day instead."""
    require_administrator(actor)
    council, kind = locked_council(council_id), FACTS[fact]
    row = _row(council, kind, row_id)
    _note(council, kind, "blev fjernet", row, actor)
    row.delete()


def _row(council: Council, kind: Fact, row_id: int) -> Any:
    row = kind.model.objects.filter(council=council, pk=row_id).first()
    if row is None:
        raise Unseen
    return row


def _note(council: Council, kind: Fact, done: str, row: Any, actor: Actor) -> None:
    record(
        what=f"{kind.title} {done}",
        actor=actor,
        council_id=council.pk,
        thing=str(getattr(row, kind.field))[:200],
        detail=facts_of(council, kind.code),
    )
