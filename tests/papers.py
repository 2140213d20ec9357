"""The seeds as papers, made by the tests: text, PDF with text, DOCX; with a header and a page number on each page.

The PDF is written by hand, so that every letter of a line, a mark of a symbol font included, can be read out of it.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pikepdf

SEEDS = Path(__file__).parent.parent / "meetings/demo/data"
HEADERS = {"s0": "RAR Sjælland · dagsorden", "s2": "Referat - RAR Østjyllands møde den 26. september 2023"}
PITCH, SIZE, TOP, LEFT = 14, 10, 790, 60
PER_PAGE = 52


def seed(name: str) -> str:
    """The text of a seed."""
    return (SEEDS / f"{name}.txt").read_text("utf-8")


def pages_of(text: str) -> list[list[str]]:
    """The lines of a seed by pages: where a line begins with a blank right under another, a page was turned."""
    pages: list[list[str]] = [[]]
    for line in text.split("\n"):
        turned = line.startswith(" ") and line.strip() and pages[-1] and pages[-1][-1].strip()
        if turned or len(pages[-1]) >= PER_PAGE:
            pages.append([])
        pages[-1].append(line)
    return pages


def pdf(text: str, header: str = "", *, pages: Sequence[Sequence[str]] | None = None) -> bytes:
    """A PDF with the text's lines, each in its place; `header` and the page's number on every page."""
    made = pikepdf.new()
    font = _font(made, sorted({*text, *header, *"0123456789 "}))
    for number, lines in enumerate(pages or pages_of(text), 1):
        body = [
            f"BT /F {SIZE} Tf {LEFT} {TOP - PITCH * at} Td <{_hex(line)}> Tj ET"
            for at, line in enumerate(lines)
            if line
        ]
        if header:
            body.insert(0, f"BT /F {SIZE} Tf {LEFT} 820 Td <{_hex(header)}> Tj ET")
            body.append(f"BT /F {SIZE} Tf 300 25 Td <{_hex(str(number))}> Tj ET")
        made.add_blank_page(page_size=(595, 842))
        page = made.pages[-1]
        page.Contents = made.make_stream("\n".join(body).encode())
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _hex(line: str) -> str:
    return "".join(f"{ord(letter):04X}" for letter in line)


def _font(made: pikepdf.Pdf, letters: Sequence[str]) -> pikepdf.Object:
    """A font that is not embedded, whose codes are Unicode."""
    pairs = [f"<{ord(letter):04X}> <{ord(letter):04X}>" for letter in letters if letter != "\n"]
    blocks = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
    table = "".join(f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar\n" for block in blocks)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{table}endcmap end end"
    )
    inner = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.CIDFontType2,
            BaseFont=pikepdf.Name.Helvetica,
            CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            DW=450,
        )
    )
    return made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name("/Identity-H"),
            DescendantFonts=[inner],
            ToUnicode=made.make_stream(cmap.encode()),
        )
    )


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


def paragraph(text: str, properties: str = "", before: str = "") -> str:
    """A paragraph of Word's."""
    spoken = re.sub("\t", "</w:t><w:tab/><w:t>", escape(text))
    return f'<w:p>{properties}<w:r>{before}<w:t xml:space="preserve">{spoken}</w:t></w:r></w:p>'


def package(body: str, **parts: str) -> bytes:
    """A Word document with this body and other parts ("numbering", "header1")."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", TYPES)
        packed.writestr("_rels/.rels", RELATIONS)
        packed.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, xml in parts.items():
            packed.writestr(f"word/{name}.xml", xml)
    return out.getvalue()


def docx(text: str, header: str = "") -> bytes:
    """A Word document with a paragraph for each line; the header is typed at each page's top, as some do."""
    pages = pages_of(text)
    body = []
    for number, lines in enumerate(pages, 1):
        turned = "" if number == 1 else '<w:br w:type="page"/>'
        if header:
            body += [paragraph(header, before=turned), paragraph(str(number))]
            turned = ""
        body += [paragraph(line, before=turned if at == 0 else "") for at, line in enumerate(lines)]
    return package("".join(body))
