"""What a table of courses would do to a list: new, changed, already there, or wrong, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass

from positivlist.rules.courses import Finding, Row, doublets, findings
from positivlist.rules.differences import Change
from positivlist.sources.courses import Line, row_of_line


@dataclass
class Planned:
    """A line with what it would do. What is wrong with its cells is in `line.faults`; `row` is None then."""

    line: Line
    row: Row | None
    news: str  # "nyt kursus", "ændres", "står der allerede"
    changes: list[str]  # "dage: 5 bliver 7"
    is_new: bool
    warnings: list[Finding]  # what the course rules wonder at: it can be put right on the list


def plan(lines: Sequence[Line], there: Sequence[Row], groups: Sequence[str]) -> list[Planned]:
    """Every line planned. A cell that cannot be read, an unknown group and a doublet stop the whole table.

    What the course rules say of a row that can be read (days under ECTS, a lost zero) does not: it is taken in as it is
    written, and stands marked on the list until it is put right there, with what was printed kept on record.
    """
    rows = [(line, row_of_line(line, groups)) for line in lines]
    twice = doublets((line.number, row) for line, row in rows if row)
    known = {row.key: row for row in there}
    planned = []
    for line, row in rows:
        if row is None:
            planned.append(Planned(line, None, "", [], False, []))
            continue
        if sentence := twice.sentence(row, line.number):
            line.fault("code" if row.code else "title", sentence)
        found = findings(row, groups)
        for one in found:
            if one.column in {"group", "title"}:
                line.fault(one.column, one.sentence)
        warnings = [one for one in found if one.column not in {"group", "title"}]
        before = known.get(row.key)
        changes = Change(before, row).words if before else []
        news = "nyt kursus" if before is None else "ændres" if changes else "står der allerede"
        planned.append(Planned(line, row, news, changes, before != row, warnings))
    return planned
