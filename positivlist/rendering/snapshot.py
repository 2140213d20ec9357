"""A published list as frozen plain data: what page, Excel, CSV, PDF and JSON are all made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from meetings.models import Council
from positivlist.rules.courses import TYPES, Row, grouped, row_of
from positivlist.rules.differences import compare
from positivlist.rules.periods import year_ends

SCHEMA = 1
KIND = "LIST"


@dataclass(frozen=True)
class Decided:
    """By what decision the list holds: the council's item, or the chairmanship's under an authorisation."""

    on: date
    by: str  # "rådet" or "formandskabet"
    meeting: str = ""  # the public address of the meeting, where there is one
    number: str = ""
    anchor: str = ""
    authorisation: str = ""


def snapshot(
    council: Council,
    *,
    version: int,
    in_force_from: date,
    rows: Sequence[Row],
    before: Sequence[Row],
    before_from: date | None,
    decided: Decided | None,
    note: str = "",
) -> dict[str, Any]:
    """The list, group by group. `before`: the courses of the version before, for what was added and removed since.

    `in_force_to` is the end of the list's year; the next list may begin sooner, and then it is that day which counts.
    """
    differs = compare(before, rows)
    title = f"Positivliste for {council.name}, gældende fra {date_format(in_force_from, 'j. F Y')}"
    return {
        "schema": SCHEMA,
        "kind": KIND,
        "council": {"slug": council.slug, "name": council.name},
        "title": title,
        "version": version,
        "in_force_from": in_force_from.isoformat(),
        "in_force_to": year_ends(in_force_from).isoformat(),
        "decided": {**vars(decided), "on": decided.on.isoformat()} if decided else None,
        "version_before": before_from.isoformat() if before_from else None,
        "note": note,
        "courses": [public(row) for group in grouped(rows).values() for row in group],
        "added": [public(row) for row in differs.added],
        "removed": [public(row) for row in differs.removed],
        "changed": [{"before": public(one.before), "after": public(one.after)} for one in differs.changed],
    }


def proposal(
    council: Council, edition: Mapping[str, Any], *, before: Sequence[Row], before_from: date | None
) -> dict[str, Any]:
    """An edition that the chairmanship was shown (rendering/edition.py) as the list that it would become."""
    begins = date.fromisoformat(edition["in_force_from"])
    made = snapshot(
        council,
        version=edition["edition"],
        in_force_from=begins,
        rows=[row_of(course) for course in edition["courses"]],
        before=before,
        before_from=before_from,
        decided=None,
    )
    title = f"Forslag til positivliste for {council.name}, gældende fra {date_format(begins, 'j. F Y')}"
    return made | {"title": title, "draft": True}


def public(row: Row) -> dict[str, Any]:
    """A course as everybody reads it: the type in words beside its code."""
    return {**row.plain(), "type_name": TYPES[row.type]}
