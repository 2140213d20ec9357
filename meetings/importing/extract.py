"""The lines of a file that somebody uploads, taken out in a process with limits (trust rows T10, T16).

    python -m meetings.importing.extract < FILE

Writes JSON: `{"kind": "pdf", "lines": [[number, text, page, gap, leads], ...]}`, or `{"refused": "scanned"}` with a
word of `files.REASONS`. Like `core/filecheck.py` it knows neither Django nor a setting, has no network, and learns no
path.
"""

import json
import os
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from ctypes import byref
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element

import pypdfium2
import pypdfium2.raw as pdfium
from defusedxml.ElementTree import fromstring

from meetings.importing.lines import Line, visible
from meetings.importing.plain_text import BROKEN, MAX_LETTERS
from rarportal.core.confined import limit, without_network
from rarportal.core.filecheck import Refused, kind_of

MIB = 1024 * 1024
MEMORY_BYTES, CPU_SECONDS, WALL_SECONDS, FILE_BYTES = 768 * MIB, 20, 30, 16 * MIB
MAX_PAGES = 300
LINE_HEIGHT = 1.35  # of a font's own height; more is an empty line
WORDS_PER_PAGE = 5  # fewer, and the page is a picture
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def lines_of(file: BinaryIO) -> tuple[str, list[Line]]:
    """The kind of an open file (pdf or docx) and its lines. Raises Refused, or whatever a parser raises."""
    with TemporaryFile() as out:
        kind = kind_of(file, out)
    file.seek(0)
    if kind not in {"pdf", "docx"}:
        raise Refused(kind)
    lines = list(_pdf(file) if kind == "pdf" else _docx(file))
    words = sum(len(line.text.split()) for line in lines)
    if not lines or (kind == "pdf" and words < WORDS_PER_PAGE * lines[-1].page):
        raise Refused("scanned" if kind == "pdf" else "no-text")
    if sum(len(BROKEN.findall(line.text)) for line in lines) > words / 20:
        raise Refused("no-letters")
    if sum(len(line.text) for line in lines) > MAX_LETTERS:
        raise Refused("too-long")
    return kind, lines


# PDF


def _pdf(file: BinaryIO) -> Iterator[Line]:
    """A line for each line that PDFium finds, in the order of the page's content; the gaps come from their places."""
    try:
        pdf = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError:
        raise Refused("broken-pdf") from None
    if len(pdf) > MAX_PAGES:
        raise Refused("too-many-pages")
    number, letters = 0, 0
    for page_number in range(1, len(pdf) + 1):
        page = pdf[page_number - 1]
        text_page = page.get_textpage()
        try:
            for text, gap in _page(text_page):
                number += 1 + gap
                letters += len(text)
                if letters > MAX_LETTERS:
                    raise Refused("too-long")
                yield Line(number, text, page_number, gap)
        finally:
            text_page.close()
            page.close()


@dataclass
class _Letter:
    """A letter and its place on the page, in points from the left and from the foot."""

    letter: str
    left: float
    right: float
    bottom: float
    top: float
    after_blank: bool


def _page(text_page: Any) -> Iterator[tuple[str, int]]:
    """Each line that has words, and how many empty ones stand before it.

    By the places of the letters: PDFium's own text joins a word over a hyphen and makes one blank of several.
    """
    rows: list[list[_Letter]] = []
    for one in _letters(text_page):
        last = rows[-1][-1] if rows else None
        if last is None or abs(last.bottom - one.bottom) > max(last.top - last.bottom, 1) / 2 or one.right < last.left:
            rows.append([])
        rows[-1].append(one)
    space = _space(rows)
    below: float | None = None
    for row in rows:
        bottom = min(one.bottom for one in row)
        gap = 0 if below is None else _gap(below - bottom, max(one.top for one in row) - bottom)
        below = bottom
        if seen := visible(_spaced(row, space)).strip():
            yield seen, gap


def _letters(text_page: Any) -> Iterator[_Letter]:
    """Every letter that is drawn, blanks left out, in the order of the page's content."""
    box, blank = pdfium.FS_RECTF(), False
    for at in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text_page, at)
        if code in {9, 10, 13, 32, 160}:  # written, or PDFium's own where letters stand apart
            blank = True
        elif code >= 32 or code == 2:
            pdfium.FPDFText_GetLooseCharBox(text_page, at, byref(box))
            yield _Letter(chr(code), box.left, box.right, box.bottom, box.top, blank)
            blank = False


def _space(rows: list[list[_Letter]]) -> float:
    """How wide a blank between two words is on this page."""
    gaps = [two.left - one.right for row in rows for one, two in pairwise(row) if two.after_blank]
    return max(median(gaps), 1) if gaps else 1000


def _spaced(row: list[_Letter], space: float) -> str:
    """The row with its blanks: three where two cells have an empty one between them, two before a column far away."""
    text = row[0].letter
    for one, two in pairwise(row):
        blanks = (two.left - one.right) / space
        near = " " if two.after_blank else ""
        text += near if blanks < 2.2 else "   " if blanks < 4.5 else "  "
        text += two.letter
    return text


def _gap(down: float, height: float) -> int:
    """Empty lines between two: one where the page goes up again, to another column or cell."""
    if down < -height / 2 or height <= 0:
        return 1
    lines = down / height / 1.15
    return 0 if lines < LINE_HEIGHT else max(1, round(lines) - 1)


# Word


def _docx(file: BinaryIO) -> Iterator[Line]:
    """A line for each paragraph or line break. List marks, which Word does not write down, are counted out.

    What stands in headers and footers comes first, on page 0; a footnote where it is referred to.
    """
    with zipfile.ZipFile(file) as packed:
        around = sorted(name for name in packed.namelist() if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name))
        edges = [_part(packed, name) for name in around]
        notes = _notes(_part(packed, "word/footnotes.xml"))
        body = fromstring(packed.read("word/document.xml"), forbid_dtd=True).find(f"{W}body")
        marks = _Marks(_part(packed, "word/numbering.xml"), _part(packed, "word/styles.xml"))
    if body is None:
        raise Refused("broken-office")
    number, page, gap = 0, 1, 0
    for edge in edges:
        for text in _blocks(edge, marks) if edge is not None else ():
            number += 1
            if seen := visible(text.replace("\n", " ")).strip():
                yield Line(number, seen, 0)
    marks.notes = notes
    for raw in _blocks(body, marks):
        for text in raw.split("\n"):
            page += text.count("\f")
            number += 1
            seen = visible(text.replace("\f", " "))
            if seen.strip():
                yield Line(number, seen.strip(), page, gap, seen[0] == " ")
                gap = 0
            else:
                gap += 1


def _part(packed: zipfile.ZipFile, name: str) -> Element | None:
    part: Element | None = fromstring(packed.read(name), forbid_dtd=True) if name in packed.namelist() else None
    return part


def _blocks(parent: Element, marks: "_Marks") -> Iterator[str]:
    for child in parent:
        if child.tag == f"{W}p":
            yield marks.before(child) + _words(child, marks.notes)
        elif child.tag == f"{W}tbl":
            yield from _rows(child, marks)
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            yield from _blocks(content, marks) if content is not None else ()


def _rows(table: Element, marks: "_Marks") -> Iterator[str]:
    """A row as one line with tabs. A row of two cells, a short one and a long one, is a heading and its text."""
    yield ""
    for row in table.findall(f"{W}tr"):
        cells = [list(_blocks(cell, marks)) for cell in row.findall(f"{W}tc")]
        if len(cells) == 2 and len(cells[0]) == 1 and len(cells[0][0]) <= 40:
            first, *rest = cells[1] or [""]
            yield ""
            yield f"{cells[0][0].strip()}  {first}" if cells[0][0].strip() else first
            yield from rest
        elif len(cells) == 1:
            yield from cells[0]
        else:
            yield "\t".join(" ".join("\n".join(cell).split()) for cell in cells)
    yield ""


def _notes(part: Element | None) -> dict[str, str]:
    """The footnotes' texts by their numbers."""
    found = part.findall(f"{W}footnote") if part is not None else []
    texts = {one.get(f"{W}id", ""): " ".join(_words(each, {}) for each in one.iter(f"{W}p")) for one in found}
    return {key: " ".join(text.split()) for key, text in texts.items() if text.strip()}


def _seen(element: Element) -> Iterator[Element]:
    """All that is in an element, without what stands in for it in an older Word."""
    for child in element:
        if not child.tag.endswith("}Fallback"):
            yield child
            yield from _seen(child)


def _words(paragraph: Element, notes: dict[str, str]) -> str:
    """What is seen: not what a tracked change has struck out, nor a field's code. A footnote stands in brackets."""
    parts = []
    for one in _seen(paragraph):
        if one.tag == f"{W}t":
            parts.append(one.text or "")
        elif one.tag in {f"{W}tab"} and f"{W}val" not in one.attrib:
            parts.append("\t" if parts else " ")
        elif one.tag == f"{W}br":
            parts.append("\f" if one.get(f"{W}type") == "page" else "\n")
        elif one.tag in {f"{W}cr", f"{W}lastRenderedPageBreak"}:
            parts.append("\n" if one.tag == f"{W}cr" else "")
        elif one.tag == f"{W}noBreakHyphen":
            parts.append("-")
        elif one.tag == f"{W}footnoteReference" and (note := notes.get(one.get(f"{W}id", ""))):
            parts.append(f" ({note})")
    return "".join(parts)


class _Marks:
    """The numbers and bullets of lists, as Word counts them."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}  # list and level -> format, text, start
        self.styles = {one.get(f"{W}styleId", ""): one.find(f"{W}pPr/{W}numPr") for one in styles or ()}
        self.counts: dict[str, Counter[int]] = {}
        self.notes: dict[str, str] = {}
        for number in numbering if numbering is not None else ():
            if number.tag == f"{W}num" and numbering is not None:
                self._add(number, numbering)

    def _add(self, number: Element, numbering: Element) -> None:
        wanted = _value(number.find(f"{W}abstractNumId"))
        for abstract in numbering.findall(f"{W}abstractNum"):
            if abstract.get(f"{W}abstractNumId") != wanted:
                continue
            for level in abstract.findall(f"{W}lvl"):
                key = (number.get(f"{W}numId", ""), int(level.get(f"{W}ilvl", "0")))
                start = _value(level.find(f"{W}start"))
                self.levels[key] = (
                    _value(level.find(f"{W}numFmt")),
                    _value(level.find(f"{W}lvlText")),
                    int(start) if start.isdigit() else 1,
                )

    def before(self, paragraph: Element) -> str:
        """The mark that stands before a paragraph, with a blank after it; "" for none."""
        told = paragraph.find(f"{W}pPr/{W}numPr")
        if told is None:
            told = self.styles.get(_value(paragraph.find(f"{W}pPr/{W}pStyle")))
        if told is None:
            return ""
        number, level = _value(told.find(f"{W}numId")), int(_value(told.find(f"{W}ilvl")) or 0)
        known = self.levels.get((number, level))
        if known is None:
            return ""
        form, text, _ = known
        if form == "bullet":
            return "\uf0b7 "
        counts = self.counts.setdefault(number, Counter())
        counts[level] += 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        return re.sub(r"%(\d)", lambda found: self._counted(number, int(found[1]) - 1), text) + " "

    def _counted(self, number: str, level: int) -> str:
        form, _, start = self.levels.get((number, level), ("decimal", "", 1))
        count = start - 1 + max(1, self.counts[number][level])
        return chr(96 + count) if form == "lowerLetter" and count <= 26 else str(count)


def _value(element: Element | None) -> str:
    return "" if element is None else element.get(f"{W}val", "")


def main() -> None:
    """Say which lines the file on standard input has."""
    without_network()
    limit(memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS, file_bytes=FILE_BYTES)
    with os.fdopen(0, "rb") as file:
        answer: dict[str, Any]
        try:
            kind, lines = lines_of(file)
            answer = {"kind": kind, "lines": [[*vars(line).values()] for line in lines]}
        except Refused as refused:
            answer = {"refused": str(refused)}
        except (MemoryError, RecursionError):
            answer = {"refused": "too-much"}
        except Exception:  # whatever a parser raises is an answer
            answer = {"refused": "broken"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
