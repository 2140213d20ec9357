"""The lines of a Word document, with the marks that Word counts out. Runs in the process with limits (extract.py)."""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from meetings.importing.lines import Line
from meetings.importing.links import line_of, marked, plain, taken
from rarportal.core.filecheck import Refused

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
HYPERLINK = re.compile(r'\s*HYPERLINK\s+(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"\\]+))(?:.*\\l\s+"(?P<place>[^"]*)")?')


def word_lines(file: BinaryIO) -> Iterator[Line]:
    """A line for each paragraph or line break. List marks, which Word does not write down, are counted out.

    What stands in headers and footers comes first, on page 0; a footnote where it is referred to.
    """
    with zipfile.ZipFile(file) as packed:
        around = sorted(name for name in packed.namelist() if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name))
        edges = [_part(packed, name) for name in around]
        notes = _notes(_part(packed, "word/footnotes.xml"), _relations(packed, "footnotes"))
        body = fromstring(packed.read("word/document.xml"), forbid_dtd=True).find(f"{W}body")
        marks = _Marks(_part(packed, "word/numbering.xml"), _part(packed, "word/styles.xml"))
        links = _relations(packed, "document")
    if body is None:
        raise Refused("broken-office")
    number, page, gap = 0, 1, 0
    for edge in edges:
        for text in _blocks(edge, _Part(marks)) if edge is not None else ():
            number += 1
            if line := line_of(text.replace("\n", " ").strip(), number, 0):
                yield line
    for raw in _blocks(body, _Part(marks, links, notes)):
        for text in raw.split("\n"):
            page += text.count("\f")
            number += 1
            if line := line_of(text.replace("\f", " "), number, page, gap):
                yield line
                gap = 0
            else:
                gap += 1


@dataclass
class _Part:
    """What the words of one of the document's parts are read with: lists, where links lead, footnotes by number."""

    marks: "_Marks"
    links: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


def _part(packed: zipfile.ZipFile, name: str) -> Element | None:
    part: Element | None = fromstring(packed.read(name), forbid_dtd=True) if name in packed.namelist() else None
    return part


def _relations(packed: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Where the links of a part lead, by the names that it has for them; those out of the document alone."""
    found = _part(packed, f"word/_rels/{part}.xml.rels")
    return {
        one.get("Id", ""): target
        for one in (found if found is not None else ())
        if one.get("TargetMode") == "External" and (target := taken(one.get("Target", "")))
    }


def _blocks(parent: Element, part: _Part) -> Iterator[str]:
    for child in parent:
        if child.tag == f"{W}p":
            yield part.marks.before(child) + _words(child, part)
        elif child.tag == f"{W}tbl":
            yield from _rows(child, part)
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            yield from _blocks(content, part) if content is not None else ()


def _rows(table: Element, part: _Part) -> Iterator[str]:
    """A row as one line with tabs. A row of two cells, a short one and a long one, is a heading and its text."""
    yield ""
    for row in table.findall(f"{W}tr"):
        cells = [list(_blocks(cell, part)) for cell in row.findall(f"{W}tc")]
        if len(cells) == 2 and len(cells[0]) == 1 and len(plain(cells[0][0])) <= 40:
            first, *rest = cells[1] or [""]
            yield ""
            yield f"{cells[0][0].strip()}  {first}" if cells[0][0].strip() else first
            yield from rest
        elif len(cells) == 1:
            yield from cells[0]
        else:
            yield "\t".join(" ".join("\n".join(cell).split()) for cell in cells)
    yield ""


def _notes(part: Element | None, links: dict[str, str]) -> dict[str, str]:
    """The footnotes' texts by their numbers."""
    found = part.findall(f"{W}footnote") if part is not None else []
    read = _Part(_Marks(None, None), links)
    texts = {one.get(f"{W}id", ""): " ".join(_words(each, read) for each in one.iter(f"{W}p")) for one in found}
    return {key: " ".join(text.split()) for key, text in texts.items() if text.strip()}


def _seen(element: Element, links: dict[str, str], target: str = "") -> Iterator[tuple[Element, str]]:
    """All that is in an element, but what stands in for it in an older Word; and where its link leads, or ""."""
    for child in element:
        if child.tag.endswith("}Fallback"):
            continue
        leads = target
        if child.tag == f"{W}hyperlink":
            leads = _with_place(links.get(child.get(f"{R}id", ""), ""), child.get(f"{W}anchor", "")) or target
        elif child.tag == f"{W}fldSimple":
            leads = _field_target(child.get(f"{W}instr", "")) or target
        yield child, leads
        yield from _seen(child, links, leads)


def _words(paragraph: Element, part: _Part) -> str:
    """What is seen, with the signs of its links: not what a tracked change has struck out, nor a field's code.

    A footnote stands in brackets.
    """
    parts = []
    fields: list[list[str]] = []  # that are open, one in another: each one's code, and where it leads
    for one, around in _seen(paragraph, part.links):
        target = around or next((leads for _, leads in reversed(fields) if leads), "")
        if one.tag == f"{W}t":
            parts.append(marked(one.text or "", target))
        elif one.tag == f"{W}fldChar":
            _turn(fields, one.get(f"{W}fldCharType", ""))
        elif one.tag == f"{W}instrText" and fields:
            fields[-1][0] += one.text or ""
        elif one.tag in {f"{W}tab"} and f"{W}val" not in one.attrib:
            parts.append("\t" if parts else " ")
        elif one.tag == f"{W}br":
            parts.append("\f" if one.get(f"{W}type") == "page" else "\n")
        elif one.tag in {f"{W}cr", f"{W}lastRenderedPageBreak"}:
            parts.append("\n" if one.tag == f"{W}cr" else "")
        elif one.tag == f"{W}noBreakHyphen":
            parts.append("-")
        elif one.tag == f"{W}footnoteReference" and (note := part.notes.get(one.get(f"{W}id", ""))):
            parts.append(f" ({note})")
    return "".join(parts)


def _turn(fields: list[list[str]], turn: str) -> None:
    """A field begins, comes from its code to what is seen of it, or ends."""
    if turn == "begin":
        fields.append(["", ""])
    elif turn == "separate" and fields:
        fields[-1][1] = _field_target(fields[-1][0])
    elif turn == "end" and fields:
        fields.pop()


def _field_target(code: str) -> str:
    found = HYPERLINK.match(code)
    return _with_place(taken(found["quoted"] or found["bare"] or ""), found["place"] or "") if found else ""


def _with_place(target: str, place: str) -> str:
    """An address with the place on its page; a place in the document itself is no address."""
    return taken(f"{target}#{place}") if target and place and "#" not in target else target


class _Marks:
    """The numbers and bullets of lists, as Word counts them."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}  # list and level -> format, text, start
        self.styles = {one.get(f"{W}styleId", ""): one.find(f"{W}pPr/{W}numPr") for one in styles or ()}
        self.counts: dict[str, Counter[int]] = {}
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
