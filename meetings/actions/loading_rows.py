"""Loading what is dated about a council: municipalities, office, seats, neighbours. Only actions/loading.py asks."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from meetings.models import Council, Coverage, Municipality, Neighbour, Office, OfficeService, Organisation
from meetings.models import SeatAllocation as Seats
from meetings.rules.periods import from_last_day
from meetings.sources.councils import Facts, Row

ADDED, CHANGED, UNCHANGED, REMOVED, KEPT = "tilføjet", "rettet", "uændret", "fjernet", "beholdt"
BY_HAND = "rettet i portalen"
# model -> what the log calls it, the Danish word, and what makes two rows of a council the same row
SUBJECTS: dict[Any, tuple[str, str, Callable[[Any], tuple[Any, ...]]]] = {
    Coverage: ("coverage", "kommuner", lambda row: (row.municipality_id, row.period.lower or date.min)),
    OfficeService: ("services", "sekretariat", lambda row: (row.office_id, row.period.lower or date.min)),
    Seats: ("seats", "pladser", lambda row: (row.organisation_id, row.period.lower or date.min)),
    Neighbour: ("neighbours", "naboer", lambda row: (row.neighbour_id,)),
}


@dataclass(frozen=True)
class Done:
    """What became of one thing, and why where it was kept."""

    outcome: str
    thing: str
    why: str = ""
    council_id: int | None = None


def period_of(row: Row) -> DateRange:
    """A line's period as the database has it."""
    days = from_last_day(row.begins, row.ends)
    return DateRange(days.begins, days.ends)


def load_rows(facts: Facts, *, entered: frozenset[str], kept: set[int]) -> list[Done]:
    """All four kinds. Councils in `kept` are no longer in the files, but stay with what they have."""
    councils, places = _ids(Council, "slug"), _ids(Municipality, "code")
    offices, organisations = _ids(Office, "slug"), _ids(Organisation, "short_name")
    wanted: dict[Any, Iterable[dict[str, Any]]] = {
        Coverage: (
            {"municipality_id": places[row["kommune"]], "period": period_of(row), "basis": row["grundlag"]}
            | {"council_id": councils[row["raad"]]}
            for row in facts.coverage
        ),
        OfficeService: (
            {"council_id": councils[row["raad"]], "office_id": offices[row["kontor"]], "period": period_of(row)}
            for row in facts.services
        ),
        Seats: (
            {"organisation_id": organisations[row["organisation"]], "seats": int(row["pladser"])}
            | {"council_id": councils[row["raad"]], "period": period_of(row)}
            for row in facts.seats
        ),
        Neighbour: (
            {"council_id": councils[row["raad"]], "neighbour_id": councils[row["nabo"]]} for row in facts.neighbours
        ),
    }
    return [done for model, rows in wanted.items() for done in _load(model, rows, entered, kept)]


def _ids(model: type[models.Model], key: str) -> dict[str, int]:
    return dict(model._default_manager.values_list(key, "pk"))


def _load(model: Any, wanted: Iterable[dict[str, Any]], entered: frozenset[str], kept: set[int]) -> list[Done]:
    """What differs is taken away before anything is put there, so that periods never meet on the way."""
    fact, word, identity = SUBJECTS[model]
    names = dict(Council.objects.values_list("pk", "name"))
    by_hand = {council for council in names if f"council {council} {fact}" in entered} | kept
    before = {(row.council_id, *identity(row)): row for row in model.objects.all()}
    rows = [model(**values) for values in wanted if values["council_id"] not in by_hand]
    after = {(row.council_id, *identity(row)): row for row in rows}
    fields = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    counts: Counter[tuple[int, str]] = Counter()
    new, old = [], []
    for key, row in after.items():
        there = before.get(key)
        if there and all(getattr(there, field) == getattr(row, field) for field in fields):
            counts[key[0], UNCHANGED] += 1
            continue
        new.append(row)
        old += [there.pk] if there else []
        counts[key[0], CHANGED if there else ADDED] += 1
    for key, row in before.items():
        if key[0] in by_hand:
            counts[key[0], KEPT] += 1
        elif key not in after:
            old.append(row.pk)
            counts[key[0], REMOVED] += 1
    model.objects.filter(pk__in=old).delete()
    model.objects.bulk_create(new)
    return [
        Done(outcome, f"{names[council]}, {word}: {count}", BY_HAND if outcome == KEPT else "", council)
        for (council, outcome), count in counts.items()
    ]
