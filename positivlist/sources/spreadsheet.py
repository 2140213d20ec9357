"""A spreadsheet that is uploaded or pasted, as rows of text; a file is read in a process of its own (reader.py)."""

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MAX_BYTES = 5 * 1024 * 1024  # of the file; 2,000 courses take 90 kB
MAX_UNPACKED = 40 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 5_050, 40, 400
MEMORY, SECONDS = 384 * 1024 * 1024, 15  # of the reading process
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ROOT = Path(__file__).resolve().parents[2]
PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV")  # no secret among them


class Unreadable(ValueError):
    """A file that can't be read; says why in Danish."""


@dataclass(frozen=True)
class Table:
    """The rows of a sheet as text, with what is odd by cell ("C7" -> a Danish sentence)."""

    sheet: str
    rows: list[list[str]]
    odd: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def read_file(data: bytes) -> list[Table]:
    """The visible sheets of a workbook, or the one table of a CSV file. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable("Filen er for stor. En liste over kurser fylder højst 5 MB.")
    if data.startswith(OLD_EXCEL):
        raise Unreadable(
            "Filen er i Excels gamle format (.xls) eller er låst med adgangskode. "
            "Gem den som Excel-projektmappe (.xlsx) uden adgangskode."
        )
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "positivlist.sources.reader"],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=environment,
            timeout=SECONDS + 5,
            check=False,
        )
        answer: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"wrong": ""}
    except (subprocess.TimeoutExpired, ValueError):
        answer = {"wrong": ""}
    if "wrong" in answer:
        raise Unreadable(answer["wrong"] or "Filen er for stor eller for indviklet til at blive læst. Del den i flere.")
    tables: list[dict[str, Any]] = answer["tables"]
    return [Table(**table) for table in tables]


def read_paste(text: str) -> Table:
    """What was copied from Excel: columns apart by tabs, cells with line breaks in quotation marks."""
    rows = delimited(text.replace("\0", ""), "\t" if "\t" in text else ";")
    return Table(sheet="", rows=rows)


def delimited(text: str, delimiter: str) -> list[list[str]]:
    """Rows of cells, each on one line, without the empty rows at the end. Raises Unreadable."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append([clean(cell) for cell in row[:MAX_COLUMNS]])
            if len(rows) > MAX_ROWS:
                raise Unreadable(f"Listen har mere end {MAX_ROWS - 50} rækker. Del den i flere.")
    except csv.Error as error:
        raise Unreadable(
            f"Række {len(rows) + 1} kan ikke læses: et anførselstegn bliver ikke lukket, eller en celle er for lang."
        ) from error
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def clean(text: str) -> str:
    """One line, without characters that can't be seen."""
    words = " ".join(text[: 10 * MAX_CELL].split())
    return "".join(letter for letter in words if letter.isprintable())[:MAX_CELL]


def column_letter(column: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
