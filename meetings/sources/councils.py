"""The map of councils as CSV files (data/README.md): read, and refused with file and line where a row is wrong."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from rarportal.core.refusal import Refusal

DATA = Path(__file__).parent / "data"
KINDS = {"arbejdsmarkedsråd": "LABOUR_MARKET", "beskæftigelsesråd": "EMPLOYMENT"}
Key = tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One line of a file: its values by column, and its period, whose last day is included."""

    file: str
    line: int
    values: dict[str, str]
    begins: date | None = None
    ends: date | None = None

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def fault(self, sentence: str) -> str:
        """The sentence with where it is."""
        return f"{self.file}, linje {self.line}: {sentence}"


@dataclass(frozen=True)
class Facts:
    """All files, without a fault among them."""

    offices: tuple[Row, ...]
    councils: tuple[Row, ...]
    services: tuple[Row, ...]
    municipalities: tuple[Row, ...]
    coverage: tuple[Row, ...]
    neighbours: tuple[Row, ...]
    organisations: tuple[Row, ...]
    seats: tuple[Row, ...]


# file -> its columns, and which of them name the row; a file with "fra" may have a name once per period
FILES = {
    "kontorer.csv": (("adresse", "navn"), ("adresse",)),
    "raad.csv": (("adresse", "navn", "art", "fra", "til", "efterfoelger", "grundlag"), ("adresse",)),
    "betjening.csv": (("kontor", "raad", "fra", "til"), ("raad",)),
    "kommuner.csv": (("kode", "navn"), ("kode",)),
    "daekning.csv": (("kommune", "raad", "fra", "til", "grundlag"), ("kommune",)),
    "naboer.csv": (("raad", "nabo", "grundlag"), ("raad", "nabo")),
    "organisationer.csv": (("kort_navn", "navn", "note"), ("kort_navn",)),
    "pladser.csv": (("raad", "organisation", "pladser", "fra", "til", "grundlag"), ("raad", "organisation")),
}
# file, column -> the file whose names it must be one of, and the word for it
REFERENCES = {
    ("raad.csv", "efterfoelger"): ("raad.csv", "efterfølger"),
    ("betjening.csv", "kontor"): ("kontorer.csv", "kontor"),
    ("betjening.csv", "raad"): ("raad.csv", "råd"),
    ("daekning.csv", "kommune"): ("kommuner.csv", "kommunekode"),
    ("daekning.csv", "raad"): ("raad.csv", "råd"),
    ("naboer.csv", "raad"): ("raad.csv", "råd"),
    ("naboer.csv", "nabo"): ("raad.csv", "råd"),
    ("pladser.csv", "raad"): ("raad.csv", "råd"),
    ("pladser.csv", "organisation"): ("organisationer.csv", "organisation"),
}
MAY_BE_EMPTY = {"til", "efterfoelger", "note"}


def read(folder: Path = DATA) -> Facts:
    """The files of a folder. Raises Refusal with every fault, each a sentence that names file and line."""
    faults: list[str] = []
    tables = {name: tuple(_rows(folder / name, faults)) for name in FILES}
    if faults:  # what refers to a line that can't be read is no fault of its own
        raise Refusal(*faults, code="source")
    faults += [fault for name, rows in tables.items() for fault in _faults_of(name, rows)]
    faults += _unknown(tables)
    if faults:
        raise Refusal(*faults, code="source")
    return Facts(*(tables[name] for name in FILES))


def _rows(path: Path, faults: list[str]) -> Iterator[Row]:
    columns, _ = FILES[path.name]
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != columns:
            faults.append(f"{path.name}, linje 1: kolonnerne skal være {', '.join(columns)}.")
            return
        for values in reader:
            row = Row(path.name, reader.line_num, {name: (values.get(name) or "").strip() for name in columns})
            empty = [name for name in columns if not row[name] and name not in MAY_BE_EMPTY]
            if empty or None in values:
                faults.append(row.fault(f"der mangler {', '.join(empty)}." if empty else "der er for mange kolonner."))
                continue
            try:
                begins, ends = (_day(row.values.get(name, "")) for name in ("fra", "til"))
            except ValueError:
                faults.append(row.fault("datoer skrives som 2025-03-01."))
                continue
            yield Row(row.file, row.line, row.values, begins, ends)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _faults_of(name: str, rows: Iterable[Row]) -> Iterator[str]:
    """Faults within one file: an end before the start, a name twice, periods that overlap, a bad value."""
    groups: dict[Key, list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[column] for column in FILES[name][1]), []).append(row)
        if row.begins and row.ends and row.ends < row.begins:
            yield row.fault("perioden slutter, før den begynder.")
        if name == "raad.csv" and row["art"] not in KINDS:
            yield row.fault(f"arten skal være {' eller '.join(KINDS)}, ikke {row['art']}.")
        if name == "kommuner.csv" and not re.fullmatch(r"\d{4}", row["kode"]):
            yield row.fault(f"en kommunekode har fire cifre, ikke {row['kode']}.")
        if name == "pladser.csv" and not re.fullmatch(r"\d{1,3}", row["pladser"]):
            yield row.fault(f"antallet af pladser skal være et tal, ikke {row['pladser']}.")
    dated = "fra" in FILES[name][0] and name != "raad.csv"
    for key, group in groups.items():
        for one, other in pairwise(sorted(group, key=lambda row: row.begins or date.min)):
            if not dated:
                yield other.fault(f"{' og '.join(key)} står også i linje {one.line}.")
            elif one.ends is None or (other.begins and one.ends >= other.begins):
                yield other.fault(f"{' og '.join(key)} har en periode, der overlapper linje {one.line}.")


def _unknown(tables: dict[str, tuple[Row, ...]]) -> Iterator[str]:
    """Names that stand in no file, and a council that follows itself or begins before the one it follows has ended."""
    names = {name: {row[FILES[name][1][0]] for row in rows} for name, rows in tables.items()}
    for (name, column), (other, word) in REFERENCES.items():
        for row in tables[name]:
            if row[column] and row[column] not in names[other]:
                article = {"råd": "et ukendt", "kontor": "et ukendt"}.get(word, "en ukendt")
                yield row.fault(f"{row[column]} er {article} {word}.")
    councils = {row["adresse"]: row for row in tables["raad.csv"]}
    for row in councils.values():
        successor = councils.get(row["efterfoelger"])
        if successor and successor.begins and (row.ends is None or successor.begins <= row.ends):
            yield row.fault(f"efterfølgeren {row['efterfoelger']} begynder, før rådet er slut.")
    for row in tables["naboer.csv"]:
        if row["raad"] == row["nabo"]:
            yield row.fault("et råd er ikke sin egen nabo.")
