"""A published list as Excel, CSV and JSON, from the same frozen data as its page and its PDF.

A title that begins like a formula is text in all of them (trust row T15): Excel cells are written as strings, CSV by
defusedcsv. Codes are text, so that no zero is lost.
"""

import io
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import xlsxwriter
from defusedcsv import csv

Snapshot = Mapping[str, Any]

HEADINGS = ("erhvervsgruppe", "kursustitel", "uddannelsestype", "kursuskode", "varighed_dage", "ects", "note")
TITLES = ("Erhvervsgruppe", "Kursustitel", "Type uddannelse", "Kursuskode", "Varighed (dage)", "Antal ECTS", "Note")
SIGNS = ("＝", "＋", "－", "＠", "\t", "\r")  # that begin a formula somewhere, and that defusedcsv lets through
WIDTHS = (40, 60, 16, 12, 16, 12, 30)


def cells(course: Mapping[str, Any]) -> tuple[str, str, str, str, int | None, str | None, str]:
    """A course in the columns of S2 item 2.2, and its note."""
    return (
        course["group"], course["title"], course["type_name"], course["code"], course["days"], course["ects"],
        course["note"],
    )  # fmt: skip


def excel(snapshot: Snapshot) -> bytes:
    """An Excel workbook with one sheet; no cell of it is a formula or a link."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": snapshot["title"], "author": snapshot["council"]["name"]})
    sheet = book.add_worksheet("Positivliste")
    bold = book.add_format({"bold": True, "bottom": 1})
    for column, (title, width) in enumerate(zip(TITLES, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, bold)
    for line, course in enumerate(snapshot["courses"], 1):
        for column, value in enumerate(cells(course)):
            if column == 5 and value:
                sheet.write_number(line, column, float(Decimal(str(value).replace(",", "."))))
            elif isinstance(value, int):
                sheet.write_number(line, column, value)
            elif value:
                sheet.write_string(line, column, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(snapshot["courses"])), len(TITLES) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def comma_separated(snapshot: Snapshot) -> bytes:
    """CSV as Danish Excel opens it: semicolons, UTF-8 with its mark, ECTS with a comma."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for course in snapshot["courses"]:
        writer.writerow(["" if value is None else _as_text(value) for value in cells(course)])
    return out.getvalue().encode("utf-8-sig")


def _as_text(value: str | int) -> str | int:
    """What begins with a full-width sign is a formula in East Asian Excel; defusedcsv knows the usual signs."""
    return f"'{value}" if isinstance(value, str) and value[:1] in SIGNS else value


def javascript_object(snapshot: Snapshot, *, sha256: str, schema_url: str) -> bytes:
    """JSON by the documented schema (docs/positivliste-json.md): ECTS as numbers, what is not there as null."""
    document = {
        "$schema": schema_url,
        "council": snapshot["council"],
        "version": snapshot["version"],
        "title": snapshot["title"],
        "in_force_from": snapshot["in_force_from"],
        "in_force_to": snapshot["in_force_to"],
        "decided": _decided(snapshot["decided"]),
        "version_before": snapshot["version_before"],
        "sha256": sha256,
        "courses": [_course(one) for one in snapshot["courses"]],
        "added": [_course(one) for one in snapshot["added"]],
        "removed": [_course(one) for one in snapshot["removed"]],
        "changed": [{"before": _course(one["before"]), "after": _course(one["after"])} for one in snapshot["changed"]],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _decided(decided: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if decided is None:
        return None
    return {
        "on": decided["on"],
        "by": decided["by"],
        "meeting": decided["meeting"] or None,
        "item": decided["number"] or None,
        "authorisation": decided["authorisation"] or None,
    }


def _course(course: Mapping[str, Any]) -> dict[str, Any]:
    ects = course["ects"]
    number = Decimal(ects.replace(",", ".")) if ects else None
    return {
        "group": course["group"],
        "title": course["title"],
        "type": course["type"],
        "code": course["code"] or None,
        "days": course["days"],
        "ects": None if number is None else int(number) if number == int(number) else float(number),
        "note": course["note"] or None,
    }


def schema(url: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of `javascript_object`."""
    day = {"type": "string", "format": "date"}
    course = {
        "type": "object",
        "additionalProperties": False,
        "required": ["group", "title", "type", "code", "days", "ects", "note"],
        "properties": {
            "group": {"type": "string", "description": "erhvervsgruppe"},
            "title": {"type": "string", "description": "kursustitel"},
            "type": {"enum": ["AMU", "AKADEMI", "PRIVAT", "ANDEN"], "description": "uddannelsestype"},
            "code": {"type": ["string", "null"], "description": "AMU-kode eller modulnummer, som tekst"},
            "days": {"type": ["integer", "null"], "minimum": 1, "description": "varighed i hele dage"},
            "ects": {"type": ["number", "null"], "exclusiveMinimum": 0},
            "note": {"type": ["string", "null"]},
        },
    }
    courses = {"type": "array", "items": {"$ref": "#/$defs/course"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": url,
        "title": "Positivliste for den regionale uddannelsespulje",
        "type": "object",
        "additionalProperties": False,
        "required": [
            "$schema", "council", "version", "title", "in_force_from", "in_force_to", "decided", "version_before",
            "sha256", "courses", "added", "removed", "changed",
        ],
        "properties": {
            "$schema": {"type": "string"},
            "council": {
                "type": "object",
                "additionalProperties": False,
                "required": ["slug", "name"],
                "properties": {"slug": {"type": "string"}, "name": {"type": "string"}},
            },
            "version": {"type": "integer", "minimum": 1},
            "title": {"type": "string"},
            "in_force_from": day,
            "in_force_to": {**day, "description": "den sidste dag, hvis der ikke kommer en ny liste før"},
            "decided": {
                "type": ["object", "null"],
                "additionalProperties": False,
                "required": ["on", "by", "meeting", "item", "authorisation"],
                "properties": {
                    "on": day,
                    "by": {"enum": ["rådet", "formandskabet"]},
                    "meeting": {"type": ["string", "null"], "description": "mødets adresse, f.eks. 2023-09-26"},
                    "item": {"type": ["string", "null"], "description": "punktets nummer, f.eks. 2.2"},
                    "authorisation": {"type": ["string", "null"]},
                },
            },
            "version_before": {"oneOf": [day, {"type": "null"}]},
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "offentliggørelsens kontrolsum"},
            "courses": courses,
            "added": courses,
            "removed": courses,
            "changed": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["before", "after"],
                    "properties": {"before": {"$ref": "#/$defs/course"}, "after": {"$ref": "#/$defs/course"}},
                },
            },
        },
        "$defs": {"course": course},
    }  # fmt: skip
