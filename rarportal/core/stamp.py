"""The stamp of a bundle's pages: "Bilag 1.4 · side 38 af 120", in the papers' own font, upright in the corner."""

import io
from pathlib import Path
from typing import Any

import pikepdf
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf, String

LETTERS = "".join(map(chr, (*range(32, 127), *range(0xA0, 0x100)))) + "–·"  # what a stamp may say
EDGE, PAD, SIZE, HIGH = 22.0, 6.5, 8.5, 18.0  # points, of the stamp on A4
A4_WIDTH = 595.28
ACCENT, WHITE = "0.039 0.227 0.4", "1 1 1"
FONT = Name("/RARSTA+PlexSans")


class Stamp:
    """ "Bilag 1.4 · side 38 af 120" in the corner of a page, in the papers' own font."""

    def __init__(self, font: Path) -> None:
        """Reads the font and keeps of it what a stamp may say."""
        with TTFont(font) as opened:
            options = Options(layout_features=[], hinting=False, notdef_outline=True)
            subsetter = Subsetter(options)
            subsetter.populate(text=LETTERS)
            subsetter.subset(opened)
            opened.flavor = None
            made = io.BytesIO()
            opened.save(made)
            self.file = made.getvalue()
        with TTFont(io.BytesIO(self.file)) as kept:
            units = 1000 / kept["head"].unitsPerEm
            names = {chr(code): name for code, name in kept.getBestCmap().items()}
            self.glyphs = {letter: kept.getGlyphID(name) for letter, name in names.items()}
            self.widths = [round(kept["hmtx"][name][0] * units) for name in kept.getGlyphOrder()]
            head, lines = kept["head"], kept["hhea"]
            self.box = [round(edge * units) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)]
            self.ascent, self.descent = round(lines.ascent * units), round(lines.descent * units)

    def embed(self, bundle: Pdf) -> Any:
        """The font as an object of the bundle."""
        file = bundle.make_stream(self.file, Length1=len(self.file))
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=FONT, Flags=4, FontBBox=Array(self.box), ItalicAngle=0,
            Ascent=self.ascent, Descent=self.descent, CapHeight=698, StemV=80, FontFile2=file,
        )  # fmt: skip
        cid = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=FONT, CIDToGIDMap=Name.Identity,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            FontDescriptor=bundle.make_indirect(descriptor), W=Array([0, Array(self.widths)]),
        )  # fmt: skip
        return bundle.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type0, BaseFont=FONT, Encoding=Name("/Identity-H"),
                DescendantFonts=Array([bundle.make_indirect(cid)]), ToUnicode=bundle.make_stream(self._to_unicode()),
            )
        )  # fmt: skip

    def _to_unicode(self) -> bytes:
        pairs = sorted((glyph, letter) for letter, glyph in self.glyphs.items())
        lines = [f"<{glyph:04X}> <{ord(letter):04X}>" for glyph, letter in pairs]
        groups = [lines[at : at + 100] for at in range(0, len(lines), 100)]
        body = "\n".join(f"{len(group)} beginbfchar\n" + "\n".join(group) + "\nendbfchar" for group in groups)
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CMapName /Stamp def /CMapType 2 def\n"
            f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{body}\nendcmap end end"
        ).encode()

    def draw(self, text: str, page: "Sheet") -> tuple[bytes, list[float]]:
        """The page's content with the stamp, and the stamp's box on the page."""
        said = [self.glyphs.get(letter, self.glyphs["-"]) for letter in text]
        size, pad, high = SIZE * page.scale, PAD * page.scale, HIGH * page.scale
        width = sum(self.widths[glyph] for glyph in said) * size / 1000 + 2 * pad
        left, low = page.width - EDGE * page.scale - width, page.height - EDGE * page.scale - high
        shown = "".join(f"{glyph:04X}" for glyph in said)
        content = (
            f"/Artifact <</Type /Pagination>> BDC q {page.matrix} cm {WHITE} rg {ACCENT} RG {0.75 * page.scale:.2f} w "
            f"{left:.2f} {low:.2f} {width:.2f} {high:.2f} re B "
            f"BT {ACCENT} rg /RarStamp {size:.2f} Tf {left + pad:.2f} {low + (high - size * 0.7) / 2:.2f} Td "
            f"<{shown}> Tj ET Q EMC"
        )
        return content.encode(), page.box(left, low, width, high)


class Sheet:
    """A page as it is looked at: turned, cut, of any size."""

    def __init__(self, page: pikepdf.Page) -> None:
        x0, y0, x1, y1 = (float(edge) for edge in page.cropbox)
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        turned = int(page.obj.get("/Rotate", 0) if "/Rotate" in page.obj else _inherited(page.obj, "/Rotate", 0)) % 360
        wide, high = x1 - x0, y1 - y0
        self.width, self.height = (high, wide) if turned in (90, 270) else (wide, high)
        self.scale = max(0.4, min(self.width, self.height) / A4_WIDTH)
        self.values = {
            90: (0, 1, -1, 0, x1, y0),
            180: (-1, 0, 0, -1, x1, y1),
            270: (0, -1, 1, 0, x0, y1),
        }.get(turned, (1, 0, 0, 1, x0, y0))

    @property
    def matrix(self) -> str:
        return " ".join(f"{value:.2f}" for value in self.values)

    def box(self, left: float, low: float, width: float, height: float) -> list[float]:
        """A rectangle of the page as it is looked at, in the page's own coordinates."""
        a, b, c, d, e, f = self.values
        corners = [(a * u + c * v + e, b * u + d * v + f) for u, v in ((left, low), (left + width, low + height))]
        (x0, y0), (x1, y1) = corners
        return [min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)]


def _inherited(page: Any, name: str, otherwise: Any) -> Any:
    above, steps = page.get("/Parent"), 0
    while above is not None and steps < 50:
        if name in above:
            return above[name]
        above, steps = above.get("/Parent"), steps + 1
    return otherwise
