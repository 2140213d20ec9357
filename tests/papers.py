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
PER_PAGE, WIDTH = 52, 450
Links = Sequence[tuple[str, str]]


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


def pdf(text: str, header: str = "", *, pages: Sequence[Sequence[str]] | None = None, links: Links = ()) -> bytes:
    """A PDF with the text's lines, each in its place; `header` and the page's number on every page.

    `links` are words and where they lead: an annotation lies on them in each line that has them.
    """
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
        page.Annots = pikepdf.Array(
            made.make_indirect(_annotation(TOP - PITCH * at, line.index(words), words, target))
            for at, line in enumerate(lines)
            for words, target in links
            if words in line
        )
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _annotation(foot: int, start: int, words: str, target: str) -> pikepdf.Dictionary:
    width = SIZE * WIDTH / 1000
    left = LEFT + width * start
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[left, foot - 2, left + width * len(words), foot + SIZE],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=target),
    )


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
            DW=WIDTH,
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


W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
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


def run(text: str) -> str:
    """Words of Word's."""
    spoken = re.sub("\t", "</w:t><w:tab/><w:t>", escape(text))
    return f'<w:r><w:t xml:space="preserve">{spoken}</w:t></w:r>'


def paragraph(text: str, properties: str = "", before: str = "", links: Links = ()) -> str:
    """A paragraph of Word's, with links on the words that are told: number n has the name "link<n>"."""
    parts, end = [], 0
    for start, words, number in sorted(
        (text.index(words), words, number) for number, (words, _) in enumerate(links) if words in text
    ):
        if start >= end:
            parts += [run(text[end:start]), f'<w:hyperlink r:id="link{number}">{run(words)}</w:hyperlink>']
            end = start + len(words)
    parts.append(run(text[end:]))
    turned = f"<w:r>{before}</w:r>" if before else ""
    return f"<w:p>{properties}{turned}{''.join(parts)}</w:p>"


def relations(links: Links) -> str:
    """Where the links of `paragraph` lead."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    told = "".join(
        f'<Relationship Id="link{number}" Type="{kind}" Target="{escape(target)}" TargetMode="External"/>'
        for number, (_, target) in enumerate(links)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{told}</Relationships>'


def package(body: str, *, links: Links = (), **parts: str) -> bytes:
    """A Word document with this body and other parts ("numbering", "header1")."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", TYPES)
        packed.writestr("_rels/.rels", RELATIONS)
        packed.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        packed.writestr("word/_rels/document.xml.rels", relations(links))
        for name, xml in parts.items():
            packed.writestr(f"word/{name}.xml", xml)
    return out.getvalue()


def docx(text: str, header: str = "", *, links: Links = ()) -> bytes:
    """A Word document with a paragraph for each line; the header is typed at each page's top, as some do."""
    pages = pages_of(text)
    body = []
    for number, lines in enumerate(pages, 1):
        turned = "" if number == 1 else '<w:br w:type="page"/>'
        if header:
            body += [paragraph(header, before=turned), paragraph(str(number))]
            turned = ""
        body += [paragraph(line, before=turned if at == 0 else "", links=links) for at, line in enumerate(lines)]
    return package("".join(body), links=links)
