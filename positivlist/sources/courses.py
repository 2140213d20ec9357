"""A table of courses: which column is which, and what a cell means (S2 item 2.2's six columns, and a note)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from meetings.rules.names import same_key
from positivlist.rules.courses import TYPES, Row
from positivlist.sources.spreadsheet import Table, Unreadable, column_letter

COLUMNS: dict[str, tuple[str, frozenset[str]]] = {  # key -> title, and the names that lists are known to use
    "group": ("erhvervsgruppe", frozenset({"erhvervsgruppe", "erhvervsgrupper", "gruppe", "branche"})),
    "title": (
        "kursustitel",
        frozenset({
            "kursustitel", "titel", "kursus", "kursusnavn", "navn", "uddannelsesforløb",
            "uddannelsesforløb/kursusnavn/kursustitel", "uddannelsesforløb/kursusnavn/ kursustitel",
        }),
    ),
    "type": ("uddannelsestype", frozenset({"uddannelsestype", "type", "type uddannelse", "kursustype"})),
    "code": (
        "kursuskode",
        frozenset({
            "kursuskode", "kode", "amu-kode", "modulnr.", "modulnummer", "kursuskode (amu-kode/modulnr. etc.)",
            "kursuskode (amu-kode/ modulnr. etc.)",
        }),
    ),
    "days": (
        "varighed i dage",
        frozenset({"varighed_dage", "varighed - dage", "varighed (dage)", "varighed i dage", "varighed", "dage"}),
    ),
    "ects": ("ECTS", frozenset({"ects", "antal ects", "ects-point", "ects point"})),
    "note": ("note", frozenset({"note", "bemærkning", "bemærkninger"})),
}  # fmt: skip
STANDARD = ("group", "title", "type", "code", "days", "ects", "note")  # the order of columns without a heading
TYPE_WORDS = {
    **{same_key(word): code for code, word in TYPES.items()},
    "akademimodul": "AKADEMI",
    "akademiuddannelse": "AKADEMI",
    "private": "PRIVAT",
    "privat udbyder": "PRIVAT",
    "amu-kursus": "AMU",
    "andet": "ANDEN",
}
LIMITS = {"title": 300, "code": 20, "note": 200}  # characters, as the columns have them


@dataclass
class Line:
    """One line of a table: its row in the file, its cells by key, and what is wrong with each."""

    number: int
    cells: dict[str, str]
    places: dict[str, str] = field(default_factory=dict)  # key -> "Ark »Kurser«, celle D7"
    faults: dict[str, str] = field(default_factory=dict)

    def fault(self, column: str, sentence: str) -> None:
        """Keep a cell's first fault, with where it stands."""
        place = self.places.get(column)
        self.faults.setdefault(column, f"{place}: {sentence}" if place else sentence)


def read_lines(tables: Sequence[Table], *, heading: bool = True) -> list[Line]:
    """The lines of the first table that has courses. Raises Unreadable when none has, or it has no lines.

    A heading may stand below a title. Without one (`heading` False: what was pasted) the columns are in their order.
    """
    found = [(table, place) for table in tables if (place := _heading(table)) is not None]
    if not found and not heading and tables and any(map(any, tables[0].rows)):
        return _lines(tables[0], -1, dict(enumerate(STANDARD)))
    if not found:
        names = ", ".join(title for title, _ in COLUMNS.values())
        raise Unreadable(f"Ingen række har overskrifterne. Listen skal have en række med kolonnerne: {names}.")
    table, place = found[0]
    columns = _columns(table.rows[place])
    twice = {COLUMNS[key][0] for key in columns.values() if [*columns.values()].count(key) > 1}
    if twice:
        raise Unreadable(f"To kolonner hedder det samme: {', '.join(sorted(twice))}.")
    lines = _lines(table, place, columns)
    if not lines:
        raise Unreadable("Der er ingen rækker under overskrifterne.")
    return lines


def _heading(table: Table) -> int | None:
    for place, row in enumerate(table.rows[:15]):
        known = set(_columns(row).values())
        if "title" in known and len(known) > 1:
            return place
    return None


def _columns(row: Sequence[str]) -> dict[int, str]:
    """The places of the columns that are known."""
    names = {name: key for key, (_, known) in COLUMNS.items() for name in known}
    return {at: names[same_key(word)] for at, word in enumerate(row) if same_key(word) in names}


def _lines(table: Table, heading: int, columns: dict[int, str]) -> list[Line]:
    lines = []
    for number, row in enumerate(table.rows[heading + 1 :], heading + 2):
        if not any(row):
            continue
        cells = {key: row[at] if at < len(row) else "" for at, key in columns.items()}
        sheet = f"Ark »{table.sheet}«, celle " if table.sheet else ""
        places = {
            key: f"{sheet}{column_letter(at)}{number}" if sheet else f"Række {number}, kolonne {at + 1}"
            for at, key in columns.items()
        }
        line = Line(number, cells, places)
        for at, key in columns.items():
            if sentence := table.odd.get(f"{column_letter(at)}{number}"):
                line.fault(key, sentence)
        lines.append(line)
    return lines


def row_of_line(line: Line, groups: Sequence[str]) -> Row | None:
    """The course that the line says; None, with faults, where a cell is no such value."""
    cells = line.cells
    known = {same_key(group): group for group in groups}
    group = known.get(same_key(cells.get("group", "")), cells.get("group", ""))
    type_text = cells.get("type", "")
    type_code = TYPE_WORDS.get(same_key(type_text), "")
    if not type_code:
        line.fault("type", f"Skriv typen: {', '.join(TYPES.values())}.")
    for column, limit in LIMITS.items():
        if len(cells.get(column, "")) > limit:
            line.fault(column, f"Højst {limit} tegn.")
    values: dict[str, object] = {}
    for column, read, sentence in (
        ("days", read_days, "Skriv dage som et helt tal."),
        ("ects", read_ects, "Skriv ECTS som et tal, f.eks. 5 eller 7,5."),
    ):
        try:
            values[column] = read(cells.get(column, ""))
        except ValueError:
            line.fault(column, sentence)
    if line.faults:
        return None
    return Row(
        group=group,
        title=cells.get("title", ""),
        type=type_code,
        code=read_code(cells.get("code", "")),
        note=cells.get("note", ""),
        **values,  # type: ignore[arg-type]
    )


def read_code(text: str) -> str:
    """A code without blanks; a dash is none."""
    code = re.sub(r"\s", "", text)
    return "" if code in {"-", "–", "—"} else code


def read_days(text: str) -> int | None:
    """Whole days, or None. Raises ValueError."""
    text = text.strip()
    if text in {"", "-", "–", "—"}:
        return None
    match = re.fullmatch(r"([0-9]{1,3})(?:[,.]0+)?(?: ?dag(?:e)?)?", text)
    if match is None:
        raise ValueError(text)
    return int(match[1])


def read_ects(text: str) -> Decimal | None:
    """Points to a tenth, or None. Raises ValueError."""
    text = text.strip()
    if text in {"", "-", "–", "—"}:
        return None
    match = re.fullmatch(r"([0-9]{1,3}(?:[,.][0-9])?)0*(?: ?ects)?", text, re.IGNORECASE)
    try:
        if match is None:
            raise ValueError(text)
        return Decimal(match[1].replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(text) from error
