"""The lines of a PDF, by the places of its letters. Runs in the process with limits (extract.py)."""

from collections.abc import Iterator
from ctypes import byref, c_int, create_string_buffer
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import Any, BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

from meetings.importing.lines import Line
from meetings.importing.links import LONGEST, line_of, marked, taken
from meetings.importing.plain_text import MAX_LETTERS
from rarportal.core.filecheck import Refused

MAX_PAGES = 300
LINE_HEIGHT = 1.35  # of a font's own height; more is an empty line


def pdf_lines(file: BinaryIO) -> Iterator[Line]:
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
            for text, gap in _page(text_page, _links(pdf, page)):
                line = line_of(text, number + 1 + gap, page_number, gap)
                if line is None:
                    continue
                number = line.number
                letters += len(text)
                if letters > MAX_LETTERS:
                    raise Refused("too-long")
                yield line
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
    target: str  # of the link that lies on it, or ""


def _links(pdf: Any, page: Any) -> list[tuple[float, float, float, float, str]]:
    """The places of the page's links, from left, foot, right and top, and where each leads."""
    at, link, box = c_int(0), pdfium.FPDF_LINK(), pdfium.FS_RECTF()
    corners = pdfium.FS_QUADPOINTSF()
    found = []
    while pdfium.FPDFLink_Enumerate(page, byref(at), byref(link)):
        if not (target := _target(pdf, link)):
            continue
        parts = pdfium.FPDFLink_CountQuadPoints(link)  # one for each line that the link goes over
        for part in range(parts):
            pdfium.FPDFLink_GetQuadPoints(link, part, byref(corners))
            across = (corners.x1, corners.x2, corners.x3, corners.x4)
            along = (corners.y1, corners.y2, corners.y3, corners.y4)
            found.append((min(across), min(along), max(across), max(along), target))
        if not parts and pdfium.FPDFLink_GetAnnotRect(link, byref(box)):
            found.append((box.left, box.bottom, box.right, box.top, target))
    return found


def _target(pdf: Any, link: Any) -> str:
    action = pdfium.FPDFLink_GetAction(link)
    if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
        return ""
    buffer = create_string_buffer(4 * LONGEST)
    size = pdfium.FPDFAction_GetURIPath(pdf, action, buffer, len(buffer))
    return taken(buffer.value.decode("utf-8", "replace")) if size <= len(buffer) else ""


def _page(text_page: Any, links: list[tuple[float, float, float, float, str]]) -> Iterator[tuple[str, int]]:
    """Each line with the signs of its links, and how many empty ones stand before it.

    By the places of the letters: PDFium's own text joins a word over a hyphen and makes one blank of several.
    """
    rows: list[list[_Letter]] = []
    for one in _letters(text_page, links):
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
        yield _spaced(row, space), gap


def _letters(text_page: Any, links: list[tuple[float, float, float, float, str]]) -> Iterator[_Letter]:
    """Every letter that is drawn, blanks left out, in the order of the page's content."""
    box, blank = pdfium.FS_RECTF(), False
    for at in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text_page, at)
        if code in {9, 10, 13, 32, 160}:  # written, or PDFium's own where letters stand apart
            blank = True
        elif code >= 32 or code == 2:
            pdfium.FPDFText_GetLooseCharBox(text_page, at, byref(box))
            target = _under(links, (box.left + box.right) / 2, (box.bottom + box.top) / 2) if links else ""
            yield _Letter(chr(code), box.left, box.right, box.bottom, box.top, blank, target)
            blank = False


def _under(links: list[tuple[float, float, float, float, str]], across: float, along: float) -> str:
    return next((one[4] for one in links if one[0] <= across <= one[2] and one[1] <= along <= one[3]), "")


def _space(rows: list[list[_Letter]]) -> float:
    """How wide a blank between two words is on this page."""
    gaps = [two.left - one.right for row in rows for one, two in pairwise(row) if two.after_blank]
    return max(median(gaps), 1) if gaps else 1000


def _spaced(row: list[_Letter], space: float) -> str:
    """The row with its blanks: three where two cells have an empty one between them, two before a column far away."""
    text = ""
    for target, letters in groupby(zip([None, *row], row, strict=False), key=lambda pair: pair[1].target):
        blank, words = "", ""
        for one, two in letters:
            between = "" if one is None else _between(one, two, space)
            blank, words = (blank, words + between + two.letter) if words else (between, two.letter)
        text += blank + marked(words, target)
    return text


def _between(one: _Letter, two: _Letter, space: float) -> str:
    blanks = (two.left - one.right) / space
    if blanks < 2.2:
        return " " if two.after_blank else ""
    return "   " if blanks < 4.5 else "  "


def _gap(down: float, height: float) -> int:
    """Empty lines between two: one where the page goes up again, to another column or cell."""
    if down < -height / 2 or height <= 0:
        return 1
    lines = down / height / 1.15
    return 0 if lines < LINE_HEIGHT else max(1, round(lines) - 1)
