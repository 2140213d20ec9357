"""What is in an uploaded spreadsheet: Excel (.xlsx) or CSV, to rows of text (trust rows T15, T16).

    python -m positivlist.sources.reader < FILE

Writes JSON. The process has no network, little memory and little time, and knows neither Django nor a setting. Before a
workbook is opened its list of contents is asked how large it would become; its XML is read by defusedxml, which
openpyxl takes when it is installed. What is odd is told with its cell, never guessed at.
"""

import io
import json
import posixpath
import sys
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
import openpyxl.xml
from defusedxml.ElementTree import iterparse

from positivlist.sources.spreadsheet import (
    MAX_BYTES,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_UNPACKED,
    MEMORY,
    SECONDS,
    Table,
    Unreadable,
    clean,
    column_letter,
    delimited,
)
from rarportal.core import zips
from rarportal.core.confined import limit, without_network

if not openpyxl.xml.DEFUSEDXML:
    raise ImportError("openpyxl reads XML without defusedxml")  # pragma: no cover


def main() -> None:
    """Read a file from standard input, write what is in it as JSON."""
    limit(memory_bytes=MEMORY, cpu_seconds=SECONDS, wall_seconds=SECONDS + 3, file_bytes=0)
    without_network()
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        tables = _workbook(data) if data.startswith(b"PK") else [_csv(data)]
        answer: dict[str, Any] = {"tables": [vars(table) for table in tables]}
    except Unreadable as wrong:
        answer = {"wrong": str(wrong)}
    except Exception:  # a broken file raises whatever its parser met first
        answer = {"wrong": "Filen kan ikke læses som en Excel-projektmappe. Gem den igen som .xlsx, eller brug CSV."}
    sys.stdout.write(json.dumps(answer))


def _workbook(data: bytes) -> list[Table]:
    try:
        zips.check(io.BytesIO(data), unpacked=MAX_UNPACKED)
    except zips.Bomb as error:
        raise Unreadable("Filen pakker sig ud til mere, end en kursusliste fylder, og bliver ikke åbnet.") from error
    except zips.Odd as error:
        raise Unreadable("Filen har stier, som en Excel-projektmappe ikke har, og bliver ikke åbnet.") from error
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    tables = []
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            table = _sheet(sheet)
            _see_merged(data, sheet, table)
            if hidden:
                names = ", ".join(f"»{name[:MAX_CELL]}«" for name in hidden[:5])
                table.remarks.append(f"Skjulte ark er ikke læst: {names}.")
            tables.append(table)
    if not tables:
        raise Unreadable("Alle ark i filen er skjulte. Vis det ark, som kurserne står i.")
    return tables


def _sheet(sheet: Any) -> Table:
    table = Table(sheet=sheet.title[:MAX_CELL], rows=[])
    for number, cells in enumerate(sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS), 1):
        if number > MAX_ROWS:
            raise Unreadable(f"Arket »{table.sheet}« har mere end {MAX_ROWS - 50} rækker. Del det i flere filer.")
        row = []
        for column, cell in enumerate(cells):
            text, odd = _written(cell)
            if odd:
                table.odd[f"{column_letter(column)}{number}"] = odd
            row.append(text)
        table.rows.append(row)
    while table.rows and not any(table.rows[-1]):
        table.rows.pop()
    return table


def _written(cell: Any) -> tuple[str, str]:
    """A cell as a person would have typed it, and what is odd about it."""
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "f":
        return "", "Her står en formel. Sæt værdien ind i stedet (Indsæt speciel > Værdier)."
    if cell.data_type == "e":
        return "", "Her står en fejl fra regnearket."
    if isinstance(value, (datetime, date, time)):
        return clean(str(value)), "Her står en dato, ikke en værdi. Regnearket har lavet den om: skriv den som tekst."
    if isinstance(value, bool):
        return "", "Her står SAND eller FALSK."
    if isinstance(value, float):
        value = int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, int):
        zeros = cell.number_format if set(cell.number_format or "") == {"0"} else ""  # shown with zeros in front
        return str(value).zfill(len(zeros)), ""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ","), ""
    return clean(str(value)), ""


def _see_merged(data: bytes, sheet: Any, table: Table) -> None:
    """Merged cells: only the first of them has a value, so each of them is told."""
    path = posixpath.normpath(sheet._worksheet_path).lstrip("/")
    with zipfile.ZipFile(io.BytesIO(data)) as packed, packed.open(path) as opened:
        for _, element in iterparse(opened):
            if element.tag.endswith("}mergeCell") and len(table.odd) < 100:
                area = element.get("ref", "")[:20]
                first = area.partition(":")[0]
                table.odd.setdefault(
                    first, f"Cellerne {area} er flettet sammen. Ophæv fletningen, så hver række har sin egen værdi."
                )
            if not element.tag.endswith("}mergeCell"):
                element.clear()


def _csv(data: bytes) -> Table:
    text = _decoded(data)
    if "\0" in text:
        raise Unreadable("Filen er hverken en Excel-projektmappe (.xlsx) eller en CSV-fil.")
    first = next((line for line in text.splitlines() if line.strip()), "")
    return Table(sheet="", rows=delimited(text, max(";\t,", key=first.count)))


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


if __name__ == "__main__":
    main()
