"""Tables that were broken into lines on the way out of a file, put together again as a layout describes them.

S2 item 2.2 has 18 courses in 128 lines, cut in two by a field that is printed between its pages.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from meetings.importing.lines import Line, joined, letters

EMPTY = "\N{EMPTY SET}"
LONGEST_ROW = 10  # lines
FIGURES = 3  # code, days, ECTS
TAB = "\t"


@dataclass
class Row:
    """A row's cells in the order of the columns, "" for an empty one, and which of the lines it takes."""

    cells: list[str]
    lines: list[int]


@dataclass
class Table:
    """A table as it is read: what stands over it, its columns' titles, its rows, and lines that are in no row."""

    caption: str = ""
    columns: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)  # "" where no description knows the column
    rows: list[list[str]] = field(default_factory=list)


def rows_of(lines: Sequence[Line], described: dict[str, Any]) -> list[Row]:
    """The rows that the lines make by one description: each begins with a known group and ends with its figures."""
    types = "|".join(map(re.escape, described["types"]))
    end = re.compile(rf"^(?P<title>.*?)(?:^|\s)(?P<type>{types})(?P<figures>(?:\s+\d{{1,5}}){{1,3}})$")
    found: list[Row] = []
    free = 0
    for at, line in enumerate(lines):
        last = end.match(line.text)
        begins = _beginning(lines, free, at, last["title"], described["groups"]) if last else None
        figures = _figures(last["figures"]) if last else []
        if last is None or begins is None or len(figures) != FIGURES:
            continue
        start, group, title = begins
        found.append(Row([group, title, last["type"], *figures], [*range(start, at + 1)]))
        free = at + 1
    return found


def _beginning(
    lines: Sequence[Line], free: int, at: int, title: str, groups: Sequence[str]
) -> tuple[int, str, str] | None:
    """Where the row that ends at a line begins: the nearest line from which the words begin with a group's name."""
    for start in range(at, max(free, at - LONGEST_ROW) - 1, -1):
        text = joined([*(line.text for line in lines[start:at]), title])
        for group in groups:
            if text.startswith(f"{group} ") or text == group:
                return start, group, text[len(group) :].strip()
    return None


def _figures(text: str) -> list[str]:
    """Code, days and ECTS. An empty cell is three blanks on the way out of a PDF; a code has five figures."""
    cells = ["" if one == EMPTY else one for one in re.sub(r"\s{3}", f" {EMPTY} ", text).split()]
    if cells and cells[0] and len(cells[0]) < 5:
        cells = ["", *cells]
    return cells + [""] * (FIGURES - len(cells))


def heading_lines(lines: Sequence[Line], described: dict[str, Any]) -> range:
    """The lines that are the columns' titles, whatever words were broken in them; empty when there are none."""
    wanted = letters("".join(title for _, title in described["columns"]))
    for start in range(len(lines)):
        seen = ""
        for end in range(start, min(len(lines), start + 3 * len(described["columns"]))):
            seen += letters(lines[end].text)
            if seen == wanted:
                return range(start, end + 1)
            if not wanted.startswith(seen):
                break
    return range(0)


def read_table(lines: Sequence[Line], descriptions: Sequence[dict[str, Any]]) -> Table:
    """The table that these lines are, and nothing else: by a description, by tabs, or one row for a line."""
    for described in descriptions:
        if rows := rows_of(lines, described):
            heading = heading_lines(lines, described)
            taken = {at for row in rows for at in row.lines} | {*heading}
            left = [line.text for at, line in enumerate(lines) if at not in taken]
            keys, titles = zip(*described["columns"], strict=True)
            return Table(joined(left), [*titles], [*keys], [row.cells for row in rows])
    rows_by_tabs = [_cells(line.text) for line in lines]
    width = max(map(len, rows_by_tabs))
    padded = [row + [""] * (width - len(row)) for row in rows_by_tabs]
    caption = ""
    if len(padded) > 1 and width > 1 and not any(padded[0][1:]):
        caption, padded = padded[0][0], padded[1:]
    return Table(caption, padded[0], [""] * width, padded[1:])


def _cells(text: str) -> list[str]:
    """By tabs, or by three blanks and more where there are none."""
    return [one.strip() for one in (text.split(TAB) if TAB in text else re.split(r"\s{3,}", text))]
