"""Many PDFs made one: attachments are made ready one by one, and then put behind the paper that names them.

A PDF from outside is a program in disguise, so each is opened in a child of the PDF server with limits (`prepare`): one
that is damaged ends its own child, and no other attachment is harmed. `assemble` then only joins what is known to be
sound. pikepdf's own joining drops the structure that a screen reader needs, so it is grafted here: the tree is copied
behind its pages, its numbers are counted on, and its table headers keep names that no other attachment has.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, NumberTree, OutlineItem, Pdf, String
from PIL import Image, ImageFile

INSIDE = "https://bilag.invalid/#"  # a link of the paper that leads to an attachment: a name that cannot exist
MOST_ELEMENTS = 400_000  # of a structure tree
LETTERS = "".join(map(chr, (*range(32, 127), *range(0xA0, 0x100)))) + "–·"  # what a stamp may say
A4 = (595.28, 841.89)
EDGE, PAD, SIZE, HIGH = 22.0, 6.5, 8.5, 18.0  # points, of the stamp on A4
ACCENT, WHITE = "0.039 0.227 0.4", "1 1 1"
KEPT_MARKS = {"/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Stamp", "/FreeText", "/Ink", "/Square",
              "/Circle", "/Line", "/Polygon", "/PolyLine"}  # fmt: skip
SAFE_ADDRESSES = ("https://", "http://", "mailto:")
STANDARD = set(
    "/Document /Part /Art /Sect /Div /BlockQuote /Caption /TOC /TOCI /Index /NonStruct /Private /P /H /H1 /H2 /H3 /H4 /H5 "
    "/H6 /L /LI /Lbl /LBody /Table /TR /TH /TD /THead /TBody /TFoot /Span /Quote /Note /Reference /BibEntry /Code /Link "
    "/Annot /Ruby /RB /RT /RP /Warichu /WT /WP /Figure /Formula /Form".split()
)


class Unusable(Exception):
    """An attachment that cannot be in the bundle; the word says why (core/pdf.py: REASONS)."""


# -- one attachment, made ready -------------------------------------------------------------------------------------


def prepare(source: BinaryIO, target: BinaryIO, *, mark: str, most_pages: int) -> dict[str, Any]:
    """A PDF from outside as it may stand in the bundle, and what is known of it: pages, and whether it is tagged.

    What runs, fetches or hides goes; filled-in forms become text; names in its structure begin with `mark`. Raises
    Unusable, or whatever the parser raises.
    """
    try:
        with pikepdf.open(source) as pdf:
            if pdf.is_encrypted:
                raise Unusable("encrypted")
            pages = len(pdf.pages)
            if not pages:
                raise Unusable("damaged")
            if pages > most_pages:
                raise Unusable("too-large")
            _disarm(pdf)
            tagged = _tell_apart(pdf, mark)
            pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    except pikepdf.PasswordError:
        raise Unusable("encrypted") from None
    except pikepdf.PdfError:
        raise Unusable("damaged") from None
    return {"pages": pages, "tagged": tagged}


def _disarm(pdf: Pdf) -> None:
    if "/AcroForm" in pdf.Root and pdf.Root.AcroForm.get("/Fields"):
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("print")
    for name in ("/OpenAction", "/AA", "/AcroForm", "/AF", "/Outlines", "/Perms", "/Collection"):
        if name in pdf.Root:
            del pdf.Root[name]
    names = pdf.Root.get("/Names", Dictionary())
    for name in ("/JavaScript", "/EmbeddedFiles", "/Renditions", "/AlternatePresentations"):
        if name in names:
            del names[name]
    for page in pdf.pages:
        for name in ("/AA", "/AF", "/PieceInfo", "/Thumb", "/Trans", "/Dur"):
            if name in page.obj:
                del page.obj[name]
        if "/Annots" in page.obj:
            page.obj.Annots = Array([one for one in page.obj.Annots if _harmless(one)])


def _harmless(annotation: Any) -> bool:
    """Whether an annotation may stay. One that may not is emptied: the structure may still name it."""
    if not isinstance(annotation, Dictionary):
        return False
    kind = annotation.get("/Subtype")
    for name in ("/AA", "/FS", "/Popup"):
        if name in annotation:
            del annotation[name]
    if kind == "/Link":
        action = annotation.get("/A")
        leads = "/Dest" in annotation or (
            isinstance(action, Dictionary)
            and (
                action.get("/S") == "/GoTo"
                or (action.get("/S") == "/URI" and str(action.get("/URI", "")).lower().startswith(SAFE_ADDRESSES))
            )
        )
        if leads:
            if action is not None and "/Next" in action:
                del action["/Next"]
            annotation.F = int(annotation.get("/F", 0)) | 4  # it prints
            return True
    elif kind in KEPT_MARKS:
        if "/A" in annotation:
            del annotation["/A"]
        return True
    for name in list(annotation.keys()):
        if name not in {"/Subtype", "/Rect", "/StructParent"}:
            del annotation[name]
    return False


def _tell_apart(pdf: Pdf, mark: str) -> bool:
    """Give the structure's names `mark` at their head and its elements their standard kind; whether there is any."""
    root = pdf.Root.get("/StructTreeRoot")
    marked = pdf.Root.get("/MarkInfo", Dictionary()).get("/Marked", False)
    if root is None or not marked or "/K" not in root or "/ParentTree" not in root:
        if root is not None:
            del pdf.Root["/StructTreeRoot"]
        for page in pdf.pages:
            for thing in (page.obj, *page.obj.get("/Annots", [])):
                for name in ("/StructParents", "/StructParent"):
                    if name in thing:
                        del thing[name]
        return False
    roles, classes = root.get("/RoleMap", Dictionary()), root.get("/ClassMap", Dictionary())
    for element in _elements(root):
        if "/ID" in element:
            element.ID = String(mark + str(element.ID))
        if "/NS" not in element and (kind := str(element.get("/S", ""))) not in STANDARD:
            element.S = Name(_standard(kind, roles))
        if "/C" in element:
            _spell_out(element, classes)
        for attribute in _list(element.get("/A")):
            if isinstance(attribute, Dictionary) and "/Headers" in attribute:
                attribute.Headers = Array([String(mark + str(one)) for one in _list(attribute.Headers)])
    return True


def _standard(kind: str, roles: Any) -> str:
    """The standard kind that a kind of the file's own stands for."""
    for _ in range(10):
        if kind in STANDARD:
            return kind
        kind = str(roles.get(kind, ""))
    return "/NonStruct"


def _spell_out(element: Any, classes: Any) -> None:
    """The attributes of its classes, as its own: another file's classes may have the same names."""
    own = [*_list(element.get("/A"))]
    for name in _list(element.C):
        if isinstance(name, Name):
            own += _list(classes.get(str(name)))
    del element["/C"]
    if own:
        element.A = Array(own)


def _elements(root: Any) -> Iterator[Any]:
    """Every element of a structure tree, each once. Raises Unusable for a tree that is one in name only."""
    waiting, seen, count = _list(root.K), set(), 0
    while waiting:
        element = waiting.pop()
        if not isinstance(element, Dictionary) or element.get("/Type") in ("/MCR", "/OBJR"):
            continue
        if element.is_indirect:
            if element.objgen in seen:
                continue
            seen.add(element.objgen)
        count += 1
        if count > MOST_ELEMENTS:
            raise Unusable("too-large")
        yield element
        kids = element.get("/K")
        if isinstance(kids, Array):
            waiting += [kid for kid in kids if isinstance(kid, Dictionary)]
        elif isinstance(kids, Dictionary):
            waiting.append(kids)


def _list(value: Any) -> list[Any]:
    """One or many, as many."""
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def picture(source: BinaryIO, target: BinaryIO, *, title: str) -> dict[str, Any]:
    """A picture as a page of its own, tagged as a figure with its title. Raises Unusable."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on: half a picture would be grey for the rest
    try:
        with Image.open(source, formats=["PNG", "JPEG"]) as opened:
            flat = Image.new("RGB", opened.size, "white")
            seen = opened.convert("RGBA")
            flat.paste(seen, mask=seen.getchannel("A"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Unusable("damaged") from None
    packed = io.BytesIO()
    flat.save(packed, "JPEG", quality=88)
    wide, high = flat.size
    size = A4 if high >= wide else A4[::-1]
    room = (size[0] - 2 * 42, size[1] - 2 * 56)  # margins: the stamp stands above the picture
    scale = min(room[0] / wide, room[1] / high, 72 / 96)
    width, height = wide * scale, high * scale
    left, low = (size[0] - width) / 2, (size[1] - height) / 2
    pdf = Pdf.new()
    drawn = pdf.make_stream(packed.getvalue(), Type=Name.XObject, Subtype=Name.Image, Width=wide, Height=high,
                            ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.DCTDecode)  # fmt: skip
    paint = f"/Figure <</MCID 0>> BDC q {width:.2f} 0 0 {height:.2f} {left:.2f} {low:.2f} cm /Im Do Q EMC"
    page = pdf.make_indirect(
        Dictionary(Type=Name.Page, MediaBox=[0, 0, *size], StructParents=0, Contents=pdf.make_stream(paint.encode()),
                   Resources=Dictionary(XObject=Dictionary(Im=drawn)))
    )  # fmt: skip
    pdf.pages.append(pikepdf.Page(page))
    root, document, figure = (pdf.make_indirect(Dictionary()) for _ in range(3))
    box = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=[left, low, left + width, low + height])
    _fill(figure, Type=Name.StructElem, S=Name.Figure, P=document, Pg=pdf.pages[0].obj, K=0, Alt=String(title), A=box)
    _fill(document, Type=Name.StructElem, S=Name.Document, P=root, K=Array([figure]))
    tree = Dictionary(Nums=Array([0, Array([figure])]))
    _fill(root, Type=Name.StructTreeRoot, K=Array([document]), ParentTree=pdf.make_indirect(tree), ParentTreeNextKey=1)
    pdf.Root.StructTreeRoot, pdf.Root.MarkInfo = root, Dictionary(Marked=True)
    pdf.save(target, deterministic_id=True)
    return {"pages": 1, "tagged": True}


def _fill(thing: Any, **values: Any) -> None:
    for name, value in values.items():
        thing[f"/{name}"] = value


# -- all in one -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Part:
    """An attachment that is ready, and what is said of it."""

    anchor: str  # that the paper's links to it name
    label: str  # stamped on its pages: "Bilag 1.4"
    title: str  # of its bookmark
    item: str  # the anchor of its item in the paper: where its stamp leads back to
    heading: str  # of that item, as its bookmark says it


def assemble(
    paper: BinaryIO, files: Sequence[BinaryIO], target: BinaryIO, *, parts: Sequence[Part], title: str, stamp: "Stamp"
) -> None:
    """The paper with the prepared files behind it: stamped, bookmarked, linked there and back, their tags kept."""
    with pikepdf.open(paper) as bundle:
        _disclaim(bundle, title)
        tree = _Tree(bundle)
        own = len(bundle.pages)
        firsts: dict[str, Any] = {}
        for part, file in zip(parts, files, strict=True):
            with pikepdf.open(file) as source:
                first = len(bundle.pages)
                bundle.add_pages_from(source, forms="strip")
                element = tree.graft(source, pages=[bundle.pages[n].obj for n in range(first, len(bundle.pages))],
                                     title=f"{part.label}: {part.title}")  # fmt: skip
            firsts[part.anchor] = (first, element)
        _stamp(bundle, parts, firsts, tree, stamp)
        _lead_in(bundle, own, firsts)
        _bookmark(bundle, parts, firsts)
        tree.close()
        bundle.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)


def _disclaim(bundle: Pdf, title: str) -> None:
    """The paper's claims (PDF/A, PDF/UA) are not the attachments'."""
    with bundle.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as claims:
        for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part"):
            if name in claims:
                del claims[name]
        claims["dc:title"] = title
    bundle.docinfo["/Title"] = String(title)


class _Tree:
    """The structure of the whole, which each attachment's is grafted on."""

    def __init__(self, bundle: Pdf) -> None:
        self.bundle = bundle
        self.root = bundle.Root.StructTreeRoot
        self.numbers = NumberTree(self.root.ParentTree)
        self.following = 1 + max((int(key) for key in self.numbers), default=-1)
        self.document = _list(self.root.K)[0]

    def graft(self, source: Pdf, *, pages: Sequence[Any], title: str) -> Any:
        """Hang the source's tree under the document as a part of its own; its numbers are counted on from ours."""
        part = self.bundle.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Part, P=self.document, T=String(title), K=Array([]))
        )
        _append(self.document, part)
        own = source.Root.get("/StructTreeRoot")
        if own is None:
            return part
        copied = self.bundle.copy_foreign(own if own.is_indirect else source.make_indirect(own))
        before = self.following
        for page in pages:
            for thing in (page, *page.get("/Annots", [])):
                for name in ("/StructParents", "/StructParent"):
                    if name in thing:
                        thing[name] = int(thing[name]) + before
        for key, value in NumberTree(copied.ParentTree).items():
            self.numbers[int(key) + before] = value
            self.following = max(self.following, int(key) + before + 1)
        for kid in _list(copied.K):
            if isinstance(kid, Dictionary):
                if kid.get("/S") == "/Document":
                    kid.S = Name.Sect
                kid.P = part
                part.K.append(kid)
        if "/Namespaces" in copied:
            _fill(self.root, Namespaces=Array([*_list(self.root.get("/Namespaces")), *copied.Namespaces]))
        return part

    def link(self, annotation: Any, page: Any, part: Any) -> None:
        """A link that has no words of its own: its annotation says what it is."""
        annotation.StructParent = self.following
        element = self.bundle.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Link, P=part, Pg=page, Alt=annotation.Contents,
                       K=Array([Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page)]))
        )  # fmt: skip
        part.K.insert(0, element)
        self.numbers[self.following] = element
        self.following += 1

    def close(self) -> None:
        """Say where the numbers end."""
        self.root.ParentTreeNextKey = self.following


def _append(element: Any, kid: Any) -> None:
    if not isinstance(element.get("/K"), Array):
        element.K = Array(_list(element.get("/K")))
    element.K.append(kid)


def _destinations(bundle: Pdf) -> dict[str, Any]:
    names = bundle.Root.get("/Names", Dictionary()).get("/Dests")
    if names is None:
        return {}
    return {str(name): place for name, place in pikepdf.NameTree(names).items()}


def _lead_in(bundle: Pdf, own: int, firsts: dict[str, Any]) -> None:
    """Turn the paper's links to attachments into links to their pages."""
    for number in range(own):
        for annotation in bundle.pages[number].obj.get("/Annots", []):
            action = annotation.get("/A")
            address = str(action.get("/URI", "")) if isinstance(action, Dictionary) else ""
            if address.startswith(INSIDE) and (anchor := address.removeprefix(INSIDE)) in firsts:
                del annotation["/A"]
                annotation.Dest = Array([bundle.pages[firsts[anchor][0]].obj, Name.Fit])
                annotation.Contents = String("Til bilaget")


def _bookmark(bundle: Pdf, parts: Sequence[Part], firsts: dict[str, Any]) -> None:
    """Each attachment below its item's bookmark."""
    with bundle.open_outline() as outline:
        known = {" ".join(entry.title.split()): entry for entry in _entries(outline.root)}
        for part in parts:
            entry = OutlineItem(f"{part.label}: {part.title}", firsts[part.anchor][0])
            above = known.get(" ".join(part.heading.split()))
            (above.children if above else outline.root).append(entry)


def _entries(level: Sequence[OutlineItem]) -> Iterator[OutlineItem]:
    for entry in level:
        yield entry
        yield from _entries(entry.children)


# -- the stamp ------------------------------------------------------------------------------------------------------


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
            Type=Name.FontDescriptor, FontName=Name("/RARSTA+PlexSans"), Flags=4, FontBBox=Array(self.box), ItalicAngle=0,
            Ascent=self.ascent, Descent=self.descent, CapHeight=698, StemV=80, FontFile2=file,
        )  # fmt: skip
        cid = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/RARSTA+PlexSans"), CIDToGIDMap=Name.Identity,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            FontDescriptor=bundle.make_indirect(descriptor), W=Array([0, Array(self.widths)]),
        )  # fmt: skip
        return bundle.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/RARSTA+PlexSans"), Encoding=Name("/Identity-H"),
                       DescendantFonts=Array([bundle.make_indirect(cid)]), ToUnicode=bundle.make_stream(self._to_unicode()))
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

    def draw(self, text: str, page: "_Sheet") -> tuple[bytes, list[float]]:
        """The page's content with the stamp, and the stamp's box on the page."""
        said = [self.glyphs.get(letter, self.glyphs["-"]) for letter in text]
        size, pad, high = SIZE * page.scale, PAD * page.scale, HIGH * page.scale
        width = sum(self.widths[glyph] for glyph in said) * size / 1000 + 2 * pad
        left, low = page.width - EDGE * page.scale - width, page.height - EDGE * page.scale - high
        shown = "".join(f"{glyph:04X}" for glyph in said)
        content = (
            f"/Artifact <</Type /Pagination>> BDC q {page.matrix} cm {WHITE} rg {ACCENT} RG {0.75 * page.scale:.2f} w "
            f"{left:.2f} {low:.2f} {width:.2f} {high:.2f} re B "
            f"BT {ACCENT} rg /RarStamp {size:.2f} Tf {left + pad:.2f} {low + (high - size * 0.7) / 2:.2f} Td <{shown}> Tj ET Q EMC"
        )
        return content.encode(), page.box(left, low, width, high)


class _Sheet:
    """A page as it is looked at: turned, cut, of any size."""

    def __init__(self, page: pikepdf.Page) -> None:
        x0, y0, x1, y1 = (float(edge) for edge in page.cropbox)
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        turned = int(page.obj.get("/Rotate", 0) if "/Rotate" in page.obj else _inherited(page.obj, "/Rotate", 0)) % 360
        wide, high = x1 - x0, y1 - y0
        self.width, self.height = (high, wide) if turned in (90, 270) else (wide, high)
        self.scale = max(0.4, min(self.width, self.height) / A4[0])
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


def _stamp(bundle: Pdf, parts: Sequence[Part], firsts: dict[str, Any], tree: _Tree, stamp: Stamp) -> None:
    """Label and through page number on every attachment page; the first one's stamp leads back to the item."""
    font, total = stamp.embed(bundle), len(bundle.pages)
    back = _destinations(bundle)
    begin, end = bundle.make_stream(b"q"), b"Q "
    bounds = [*(firsts[part.anchor][0] for part in parts), total]
    for part, first, after in zip(parts, bounds, bounds[1:], strict=False):
        for number in range(first, after):
            page = bundle.pages[number]
            content, box = stamp.draw(f"{part.label} · side {number + 1} af {total}", _Sheet(page))
            page.obj.Contents = Array([begin, *_list(page.obj.get("/Contents")), bundle.make_stream(end + content)])
            page.obj.Tabs = Name.S  # links are gone through in the order of reading
            page.add_resource(font, Name.Font, Name("/RarStamp"))
            if number == first and part.item in back:
                note = bundle.make_indirect(
                    Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array(box), F=4, Border=Array([0, 0, 0]),
                               Dest=back[part.item], Contents=String(f"Tilbage til {part.heading}"))
                )  # fmt: skip
                page.obj.Annots = Array([note, *_list(page.obj.get("/Annots"))])
                tree.link(note, page.obj, firsts[part.anchor][1])
