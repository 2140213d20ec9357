"""A course on the list, as plain values, and what speaks against a row (S2 item 2.2: columns and types).

AMU courses are counted in days and academy modules in ECTS, both with codes of five digits; private courses have days
and no code. S2 itself prints the days of its last four AMU courses in the ECTS column.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from meetings.rules.names import same_key

AMU, AKADEMI, PRIVAT, ANDEN = "AMU", "AKADEMI", "PRIVAT", "ANDEN"
TYPES = {AMU: "AMU", AKADEMI: "Akademi", PRIVAT: "Privat", ANDEN: "Anden"}  # in the order of the choice
FIVE_DIGITS = re.compile(r"[0-9]{5}")
LONGEST_DAYS, LONGEST_ECTS = 260, Decimal(60)  # a year of working days; a year's full-time study
PRINTED_UNDER_ECTS = "trykt under ECTS"
PRINTED_UNDER_DAYS = "trykt under dage"


@dataclass(frozen=True)
class Row:
    """A course as the list has it. `days` in whole days, `ects` in points; `note` is printed with it."""

    group: str
    title: str
    type: str
    code: str = ""
    days: int | None = None
    ects: Decimal | None = None
    note: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """By what two lists know the same course: its type and code, or its title where there is no code."""
        return (self.type, self.code or same_key(self.title))

    @property
    def length(self) -> str:
        """ "5 dage", "1 dag", "10 ECTS", or "" where nothing is said."""
        return " og ".join(filter(None, (days_text(self.days), f"{ects_text(self.ects)} ECTS" if self.ects else "")))

    @property
    def type_name(self) -> str:
        """The type in Danish; "" for one that is no type."""
        return TYPES.get(self.type, "")

    @property
    def ects_text(self) -> str:
        """The points as they are written in Danish."""
        return ects_text(self.ects)

    def plain(self) -> dict[str, Any]:
        """As JSON has it: ECTS as text, since a half point is no binary fraction."""
        return {**vars(self), "ects": ects_text(self.ects) or None}


def row_of(plain: Mapping[str, Any]) -> Row:
    """A row read back from JSON."""
    ects = plain["ects"]
    values = {name: plain[name] for name in Row.__dataclass_fields__}
    return Row(**{**values, "ects": Decimal(ects.replace(",", ".")) if ects else None})


def days_text(days: int | None) -> str:
    """ "1 dag", "5 dage", or ""."""
    return f"{days} dag{'' if days == 1 else 'e'}" if days else ""


def ects_text(ects: Decimal | None) -> str:
    """ "10", "7,5", or "": as it is written in Danish."""
    return f"{ects.normalize():f}".replace(".", ",") if ects is not None else ""


@dataclass(frozen=True)
class Finding:
    """What is wrong with a row: at which column, in Danish. A warning may stand; a fault must be put right."""

    column: str
    sentence: str
    is_fault: bool = True
    remedy: str = ""  # the name of what puts it right by itself (`put_right`)


MOVE_TO_DAYS, MOVE_TO_ECTS, ADD_ZERO = "til-dage", "til-ects", "foran-nul"


def findings(row: Row, groups: Iterable[str] | None = None) -> list[Finding]:
    """Everything that speaks against a row by itself. `groups`: those that there are, where that counts."""
    return [
        *_names(row, groups),
        *(_code(row) if row.type in {AMU, AKADEMI} else _no_code(row)),
        *_length(row),
    ]


def _names(row: Row, groups: Iterable[str] | None) -> Iterable[Finding]:
    if not row.group:
        yield Finding("group", "Vælg erhvervsgruppen.")
    elif groups is not None and row.group not in groups:
        yield Finding("group", f"Portalen kender ingen erhvervsgruppe, der hedder »{row.group}«.")
    if not row.title:
        yield Finding("title", "Skriv kursets titel.")
    if row.type not in TYPES:
        yield Finding("type", f"Skriv typen: {', '.join(TYPES.values())}.")


def _code(row: Row) -> Iterable[Finding]:
    kind = TYPES[row.type]
    if not row.code:
        yield Finding("code", f"{kind}-kurser har en kode på fem cifre.")
    elif re.fullmatch(r"[0-9]{4}", row.code):
        sentence = f"Koden har kun fire cifre. Regneark fjerner et nul foran: er den 0{row.code}?"
        yield Finding("code", sentence, remedy=ADD_ZERO)
    elif not FIVE_DIGITS.fullmatch(row.code):
        yield Finding("code", f"Koden skal være fem cifre, ikke »{row.code}«.")


def _no_code(row: Row) -> Iterable[Finding]:
    if row.type == PRIVAT and row.code:
        yield Finding("code", "Private kurser har ingen kode. Slet den, eller ret typen.")


def _length(row: Row) -> Iterable[Finding]:
    if row.days is not None and row.ects is not None:
        yield Finding("days", "Et kursus har enten dage eller ECTS, ikke begge dele.")
    elif row.type in {AMU, PRIVAT} and row.days is None:
        what = f"{TYPES[row.type]}-kurser" if row.type == AMU else "Private kurser"
        if row.ects is not None and row.ects == int(row.ects):
            sentence = f"{what} regnes i dage. Her står {ects_text(row.ects)} under ECTS: er det {int(row.ects)} dage?"
            yield Finding("ects", sentence, remedy=MOVE_TO_DAYS)
        else:
            yield Finding("days", f"{what} regnes i dage: skriv hvor mange.")
    elif row.type == AKADEMI and row.ects is None:
        if row.days is not None:
            sentence = f"Akademimoduler regnes i ECTS. Her står {row.days} under dage: er det {row.days} ECTS?"
            yield Finding("days", sentence, remedy=MOVE_TO_ECTS)
        else:
            yield Finding("ects", "Akademimoduler regnes i ECTS: skriv hvor mange.")
    elif row.type == ANDEN and row.days is None and row.ects is None:
        yield Finding("days", "Skriv, hvor mange dage eller ECTS kurset er.")
    if row.days is not None and not 1 <= row.days <= LONGEST_DAYS:
        yield Finding("days", f"Antal dage skal være fra 1 til {LONGEST_DAYS}.")
    if row.ects is not None and not 0 < row.ects <= LONGEST_ECTS:
        yield Finding("ects", f"Antal ECTS skal være fra 0,5 til {LONGEST_ECTS}.")


def put_right(row: Row, remedy: str) -> Row:
    """The row as the remedy of a finding leaves it, with a note of what was printed. Raises ValueError without it."""
    known = {finding.remedy for finding in findings(row)} - {""}
    if remedy not in known:
        raise ValueError(remedy)
    values = vars(row)
    if remedy == MOVE_TO_DAYS:
        assert row.ects is not None
        return Row(**{**values, "days": int(row.ects), "ects": None, "note": row.note or PRINTED_UNDER_ECTS})
    if remedy == MOVE_TO_ECTS:
        assert row.days is not None
        return Row(**{**values, "ects": Decimal(row.days), "days": None, "note": row.note or PRINTED_UNDER_DAYS})
    return Row(**{**values, "code": f"0{row.code}"})


@dataclass
class Doublets:
    """Rows that say the same course: the keys that several rows have, with their places."""

    places: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def sentence(self, row: Row, place: int, say: str = "række") -> str | None:
        """What to say at a row that is not the first of its key, or None."""
        first = self.places[row.key][0]
        if first == place:
            return None
        what = f"koden {row.code}" if row.code else "titlen"
        return f"Samme kursus står allerede i {say} {first}: {what} er den samme."


def doublets(rows: Iterable[tuple[int, Row]]) -> Doublets:
    """By place (1, 2, 3 ... or the line of a file)."""
    found = Doublets()
    for place, row in rows:
        found.places.setdefault(row.key, []).append(place)
    return found


def grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """By occupational group, groups and rows in the order in which they first stand."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    return groups


def matches(row: Row, *, words: str = "", group: str = "", type: str = "") -> bool:
    """Whether a search finds the row: every word in its title or code, its group, its type."""
    if (group and row.group != group) or (type and row.type != type):
        return False
    text = f"{row.title} {row.code}".casefold()
    return all(word in text for word in words.casefold().split())
