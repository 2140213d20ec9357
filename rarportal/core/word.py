"""HTML to Word: the paper's own HTML, so that both say the same. python-docx stays in here.

Headings, lists, tables and links become Word's own, so that Word's outline, a screen reader and the next editor find
them. What paper alone has (contents with page numbers) is left out: Word makes it from the headings.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

ACCENT, INK, MUTED, TINT, LINE = "0A3A66", "16191D", "55606B", "EEF3F8", "B9C3CD"
HEADINGS = {f"h{level}": level for level in range(1, 7)}
SIZES = {1: 22, 2: 16, 3: 13, 4: 11, 5: 11, 6: 11}  # points
SKIPPED = {"nav", "head"}
LISTS = {"ul", "ol"}
BLOCKS = {*HEADINGS, *LISTS, "p", "table", "div", "section", "article", "header", "main", "nav"}
DEEPEST = 8  # levels of a list that Word has, from 0
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # of every part of the zip: the same document is the same bytes


def to_docx(root: Element) -> bytes:
    """The Word document of a whole HTML document that carries its own title, author and dates."""
    writer = _Writer(root)
    for body in root.iter("body"):
        writer.blocks(body)
    return writer.saved()


def _classes(element: Element) -> set[str]:
    return set((element.get("class") or "").split())


def _own(parent: Any, name: str, **values: str) -> Any:
    """A new element below `parent`, in Word's namespace."""
    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    parent.append(made)
    return made


class _Writer:
    """Goes through the HTML once, from the first block to the last."""

    def __init__(self, root: Element) -> None:
        self.document: Document = docx.Document()
        self.bookmarks = 0
        self.in_decision = 0
        self.lists: dict[str, int] = {}  # marker -> abstract number
        self._styles()
        self._facts(root)

    # -- what surrounds the text

    def _styles(self) -> None:
        styles = self.document.styles
        normal = styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", Pt(11)
        normal.font.color.rgb = RGBColor.from_string(INK)
        normal.paragraph_format.space_after = Pt(6)
        _own(normal.element.get_or_add_rPr(), "lang", val="da-DK")
        for level, size in SIZES.items():
            style = styles[f"Heading {level}"]
            style.font.name, style.font.size, style.font.bold = "Calibri", Pt(size), True
            style.font.italic = False
            style.font.color.rgb = RGBColor.from_string(ACCENT)
            for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # else the theme's font wins
                style.element.rPr.rFonts.attrib.pop(qn(f"w:{name}"), None)
        link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
        link.font.color.rgb, link.font.underline = RGBColor.from_string(ACCENT), True

    def _facts(self, root: Element) -> None:
        known = {meta.get("name", ""): meta.get("content", "") for meta in root.iter("meta")}
        properties = self.document.core_properties
        properties.title = next((title.text or "" for title in root.iter("title")), "")
        properties.author = properties.last_modified_by = known.get("author", "")
        properties.language = "da-DK"
        if dated := known.get("dcterms.created"):
            properties.created = properties.modified = datetime.fromisoformat(dated).replace(tzinfo=None)
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(23)
        for front in root.iter("header"):
            if "front" in _classes(front):
                section.header.paragraphs[0].add_run(front.get("data-running", ""))
                foot = section.footer.paragraphs[0]
                foot.add_run(f"{front.get('data-foot', '')} · side ")
                self._field(foot, "PAGE")
                foot.add_run(" af ")
                self._field(foot, "NUMPAGES")

    @staticmethod
    def _field(paragraph: Paragraph, code: str) -> None:
        for kind, text in (("begin", ""), ("", code), ("end", "")):
            run = paragraph.add_run()._r
            if kind:
                _own(run, "fldChar", fldCharType=kind)
            else:
                _own(run, "instrText").text = text

    def saved(self) -> bytes:
        """The file, with nothing of the moment in it."""
        made, same = io.BytesIO(), io.BytesIO()
        self.document.save(made)
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(same, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                target.writestr(zipfile.ZipInfo(name, LONG_AGO), source.read(name), zipfile.ZIP_DEFLATED)
        return same.getvalue()

    # -- blocks

    def blocks(self, parent: Element) -> None:
        """Everything below an element that holds blocks."""
        for element in parent:
            tag = element.tag
            if tag in SKIPPED:
                continue
            if tag in HEADINGS:
                self._inline(self.document.add_heading(level=HEADINGS[tag]), element)
            elif tag in LISTS:
                self._list(element, level=0)
            elif tag == "table":
                self._table(element)
            elif tag in BLOCKS and any(child.tag in BLOCKS for child in element):
                self._group(element)
            else:
                self._inline(self._paragraph(), element)

    def _group(self, element: Element) -> None:
        """A box of blocks; its anchor, if it has one, goes to its first."""
        decision = "decision" in _classes(element)
        before = len(self.document.element.body)
        self.in_decision += decision
        self.blocks(element)
        self.in_decision -= decision
        anchor, made = element.get("id"), list(self.document.element.body)[before - 1 :]
        first = next((one for one in made if one.tag == qn("w:p")), None)
        if anchor and first is not None:
            self._bookmark(first, anchor)

    def _paragraph(self, place: Any = None) -> Paragraph:
        paragraph: Paragraph = (place or self.document).add_paragraph()
        if self.in_decision and place is None:
            self._tint(paragraph)
        return paragraph

    @staticmethod
    def _tint(paragraph: Paragraph) -> None:
        properties = paragraph._p.get_or_add_pPr()
        border = OxmlElement("w:pBdr")
        _own(border, "left", val="single", sz="18", space="8", color=ACCENT)
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", TINT)):
            shade.set(qn(f"w:{name}"), value)
        properties.insert_element_before(
            border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )
        properties.insert_element_before(
            shade, "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )

    def _bookmark(self, paragraph: Any, name: str) -> None:
        self.bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for one in (start, end):
            one.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), _bookmark_name(name))
        paragraph.append(start)
        paragraph.append(end)

    # -- lists

    def _list(self, element: Element, *, level: int, place: Any = None) -> None:
        """A list, and those inside it a level further in. Each list counts for itself."""
        if "files" in _classes(element):  # their labels are their numbers
            for item in element:
                self._inline(self._paragraph(place), item, anchor=item.get("id"))
            return
        marker = "•" if element.tag == "ul" else {"a": "lowerLetter"}.get(element.get("type", ""), "decimal")
        start = element.get("start", "1")
        number = self._number(marker, level, int(start) if start.isdecimal() and len(start) < 6 else 1)
        for item in element:
            if item.tag == "li":
                self._item(item, level=level, number=number, place=place)

    def _item(self, item: Element, *, level: int, number: int, place: Any) -> None:
        first = True
        for run in _runs(item):
            if isinstance(run, Element) and run.tag in LISTS:
                self._list(run, level=min(level + 1, DEEPEST), place=place)
                continue
            paragraph = self._paragraph(place)
            if first:
                paragraph.style = self.document.styles["List Paragraph"]
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = level, number
            else:
                paragraph.paragraph_format.left_indent = Mm(6.3 * (level + 1))
            paragraph.paragraph_format.space_after = Pt(3)
            self._inline(paragraph, run)
            first = False

    def _number(self, marker: str, level: int, start: int) -> int:
        """A numbering of its own for one list: Word lets lists of one numbering count on."""
        numbering = self.document.part.numbering_part.element
        abstract = self.lists.get(marker)
        if abstract is None:
            abstract = self.lists[marker] = 900 + len(self.lists)
            made = OxmlElement("w:abstractNum")
            made.set(qn("w:abstractNumId"), str(abstract))
            _own(made, "multiLevelType", val="multilevel")
            for deep in range(DEEPEST + 1):
                self._level(made, deep, marker)
            numbering.insert(0, made)
        number = numbering.add_num(abstract)
        if marker != "•":
            number.add_lvlOverride(ilvl=level).add_startOverride(start)
        return int(number.numId)

    @staticmethod
    def _level(abstract: Any, deep: int, marker: str) -> None:
        level = _own(abstract, "lvl", ilvl=str(deep))
        _own(level, "start", val="1")
        _own(level, "numFmt", val="bullet" if marker == "•" else marker)
        bullet = "•" if deep % 2 == 0 else "–"
        _own(level, "lvlText", val=bullet if marker == "•" else f"%{deep + 1}.")
        _own(level, "lvlJc", val="left")
        _own(_own(level, "pPr"), "ind", left=str(360 * (deep + 1)), hanging="360")

    # -- tables

    def _table(self, element: Element) -> None:
        rows = [row for part in element for row in ([part] if part.tag == "tr" else part) if row.tag == "tr"]
        heads = sum(row in list(part) for part in element if part.tag == "thead" for row in rows)
        grid = _grid(rows)
        if not grid:
            return
        for caption in element.iter("caption"):
            self._inline(self.document.add_paragraph(style="Caption"), caption)
        width = max(left + wide for *_, left, wide, _ in grid)
        table = self.document.add_table(rows=len(rows), cols=width)
        table.style = self.document.styles["Table Grid"]
        for cell, top, left, wide, high in grid:
            place = table.cell(top, left)
            if wide > 1 or high > 1:
                place = place.merge(table.cell(min(top + high, len(rows)) - 1, left + wide - 1))
            self._cell(place, cell)
        for row in table.rows[:heads]:
            _own(row._tr.get_or_add_trPr(), "tblHeader", val="true")
        for row in table.rows:
            _own(row._tr.get_or_add_trPr(), "cantSplit", val="true")
        self.document.add_paragraph()

    def _cell(self, place: Any, cell: Element) -> None:
        paragraph = place.paragraphs[0]
        for run in _runs(cell):
            if isinstance(run, Element) and run.tag in LISTS:
                self._list(run, level=0, place=place)
                continue
            paragraph = paragraph if not paragraph.runs else place.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            self._inline(paragraph, run)
        if cell.tag == "th":
            for each in place.paragraphs:
                for one in each.runs:
                    one.bold = True

    # -- what stands in a line

    def _inline(self, paragraph: Paragraph, element: Element, *, anchor: str | None = None) -> None:
        if anchor:
            self._bookmark(paragraph._p, anchor)
        self._said(paragraph, element, bold=False, italic=False, muted=bool(_classes(element) & {"pending", "note"}))
        _trim(paragraph)

    def _said(self, paragraph: Paragraph, element: Element, *, bold: bool, italic: bool, muted: bool) -> None:
        self._text(paragraph, element.text, bold, italic, muted)
        for child in element:
            tag = child.tag
            if tag == "br":
                paragraph.add_run().add_break()
            elif tag == "a" and child.get("href"):
                self._link(paragraph, child)
            elif tag in LISTS:  # said by itself
                pass
            else:
                self._said(
                    paragraph,
                    child,
                    bold=bold or tag == "strong",
                    italic=italic or tag == "em",
                    muted=muted or bool(_classes(child) & {"meta", "count", "outcome"}),
                )
            self._text(paragraph, child.tail, bold, italic, muted)

    @staticmethod
    def _text(paragraph: Paragraph, text: str | None, bold: bool, italic: bool, muted: bool) -> None:
        words = " ".join((text or "").replace("\N{NO-BREAK SPACE}", "\0").split()).replace("\0", "\N{NO-BREAK SPACE}")
        if not text:
            return
        before = " " if text[0].isspace() else ""
        after = " " if text[-1].isspace() and words else ""
        run = paragraph.add_run(_printable(before + words + after))
        run.bold, run.italic = bold or None, italic or None
        if muted:
            run.font.color.rgb = RGBColor.from_string(MUTED)

    def _link(self, paragraph: Paragraph, element: Element) -> None:
        """A link out of the document, or to a bookmark in it."""
        address, link = element.get("href", ""), OxmlElement("w:hyperlink")
        if address.startswith("#"):
            link.set(qn("w:anchor"), _bookmark_name(address[1:]))
        else:
            link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run = paragraph.add_run(_printable(" ".join("".join(element.itertext()).split())), style="Hyperlink")
        link.append(run._r)
        paragraph._p.append(link)


def _bookmark_name(anchor: str) -> str:
    """Word's bookmarks: letters, digits and underscores, 40 at most."""
    return "".join(letter if letter.isalnum() else "_" for letter in anchor)[:40]


def _printable(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(
        letter for letter in text if letter in "\t\n" or (ord(letter) >= 32 and ord(letter) not in (0xFFFE, 0xFFFF))
    )


def _trim(paragraph: Paragraph) -> None:
    """No space at the begin and none after another: HTML's own are between elements."""
    last = " "
    for text in paragraph._p.iter(qn("w:t")):
        said = (text.text or "").lstrip(" ") if last.endswith(" ") else text.text or ""
        text.text = said
        last = said or last


def _runs(element: Element) -> Iterator[Element]:
    """What stands in a list's item or a cell: its lines, each as an element that holds no block, and its lists."""
    line = Element("span")
    line.text = element.text
    for child in element:
        if child.tag not in BLOCKS:
            line.append(child)
            continue
        if _has_words(line):
            yield line
        yield from [child] if child.tag in {*LISTS, "p", *HEADINGS} else _runs(child)
        line = Element("span")
        line.text = child.tail
    if _has_words(line):
        yield line


def _has_words(element: Element) -> bool:
    return bool("".join(element.itertext()).strip())


def _grid(rows: list[Element]) -> list[tuple[Element, int, int, int, int]]:
    """Every cell with its row, column, width and height, once the cells that reach down are counted."""
    taken: set[tuple[int, int]] = set()
    found = []
    for top, row in enumerate(rows):
        left = 0
        for cell in row:
            while (top, left) in taken:
                left += 1
            wide, high = _span(cell, "colspan"), min(_span(cell, "rowspan"), len(rows) - top)
            taken |= {(top + down, left + right) for down in range(high) for right in range(wide)}
            found.append((cell, top, left, wide, high))
            left += wide
    return found


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1")
    return max(1, min(int(value), 100)) if value.isascii() and value.isdecimal() and len(value) < 5 else 1
