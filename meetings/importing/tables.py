"""A table that somebody uploads, as rows of plain text: Excel (.xlsx) or CSV. Trust row T16.

A workbook is a zip of XML. Before it is opened its list of contents is asked how large it would become, and the XML
is read by defusedxml, which openpyxl takes when it is installed: no entities, no files from elsewhere. Formulas are
read as the values that were saved with them, macros not at all.
"""

import csv
import io
from datetime import date, datetime, time
from typing import Any

import openpyxl
import openpyxl.xml

from rarportal.core import zips

MAX_BYTES = 2 * 1024 * 1024  # of the file; a list of 500 people takes 50 kB
MAX_UNPACKED = 4 * 1024 * 1024  # of all that is in it; an attachment may have more (core/filecheck.py)
MAX_ROWS, MAX_COLUMNS = 501, 40
MAX_CELL = 300  # characters
OLD_EXCEL = b"\xd0\xcf\x11\xe0"

if not openpyxl.xml.DEFUSEDXML:
    raise ImportError("openpyxl reads XML without defusedxml")  # pragma: no cover


class Unreadable(ValueError):
    """A file that can't be read; says why in Danish."""


def read_table(data: bytes) -> list[list[str]]:
    """The rows of the first sheet, or of the CSV file, as text without line breaks. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable("Filen er for stor. En medlemsliste fylder højst 2 MB.")
    if data.startswith(OLD_EXCEL):
        raise Unreadable(
            "Filen er i Excels gamle format (.xls). Gem den som Excel-projektmappe (.xlsx), og hent den igen."
        )
    rows = _workbook(data) if data.startswith(b"PK") else _csv(data)
    if len(rows) > MAX_ROWS:
        raise Unreadable(f"Listen har mere end {MAX_ROWS - 1} linjer. Del den i flere filer.")
    return [[_clean(cell) for cell in row[:MAX_COLUMNS]] for row in rows]


def _clean(text: str) -> str:
    """One line, without characters that can't be seen."""
    words = " ".join(text.split())
    return "".join(letter for letter in words if letter.isprintable())[: MAX_CELL + 1]


def _workbook(data: bytes) -> list[list[str]]:
    unreadable = Unreadable("Filen kan ikke læses som en Excel-projektmappe. Gem den igen som .xlsx, eller brug CSV.")
    try:
        _check_contents(data)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            rows = sheet.iter_rows(max_row=MAX_ROWS + 20, max_col=MAX_COLUMNS, values_only=True)
            read = [[_written(cell) for cell in row] for row in rows]
        finally:
            book.close()
    except Unreadable:
        raise
    except Exception as error:  # a broken file raises whatever its parser met first
        raise unreadable from error
    while read and not any(read[-1]):
        read.pop()
    return read


def _check_contents(data: bytes) -> None:
    """The zip's central directory, before anything is unpacked."""
    try:
        zips.check(io.BytesIO(data), unpacked=MAX_UNPACKED)
    except zips.Bomb as error:
        raise Unreadable("Filen pakker sig ud til mere, end en medlemsliste fylder, og bliver ikke åbnet.") from error
    except zips.Odd as error:
        raise Unreadable("Filen har stier, som en Excel-projektmappe ikke har, og bliver ikke åbnet.") from error


def _written(cell: Any) -> str:
    """A cell's value as a person would have typed it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%d-%m-%Y}" if cell.time() == time() else f"{cell:%d-%m-%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d-%m-%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[: 10 * MAX_CELL]


def _csv(data: bytes) -> list[list[str]]:
    text = _decoded(data)
    if "\0" in text:
        raise Unreadable("Filen er hverken en Excel-projektmappe (.xlsx) eller en CSV-fil.")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";\t,", key=first.count)  # the first of them where there is none
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Unreadable("CSV-filen kan ikke læses: et anførselstegn bliver ikke lukket.") from error
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def _decoded(data: bytes) -> str:
    """UTF-8, else what Excel writes in Denmark (cp1252); UTF-16 where the file says so."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("Filens tegn kan ikke læses. Gem den som CSV UTF-8 eller som .xlsx.")
