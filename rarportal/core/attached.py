"""An attachment made ready for a bundle: a PDF from outside, written anew without what runs, fetches or hides.

A PDF from outside is a program in disguise, so each is opened in a child of the PDF server with limits: one that is
damaged ends its own child, and no other attachment is harmed. pikepdf stays in here and in bundling.py.
"""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image, ImageFile

MOST_ELEMENTS = 400_000  # of a structure tree
A4 = (595.28, 841.89)
KEPT_MARKS = {
    "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Stamp", "/FreeText", "/Ink", "/Square", "/Circle",
    "/Line", "/Polygon", "/PolyLine",
}  # fmt: skip
SAFE_ADDRESSES = ("https://", "http://", "mailto:")
STANDARD = {
    "/Document", "/Part", "/Art", "/Sect", "/Div", "/BlockQuote", "/Caption", "/TOC", "/TOCI", "/Index", "/NonStruct",
    "/Private", "/P", "/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/L", "/LI", "/Lbl", "/LBody", "/Table", "/TR",
    "/TH", "/TD", "/THead", "/TBody", "/TFoot", "/Span", "/Quote", "/Note", "/Reference", "/BibEntry", "/Code",
    "/Link", "/Annot", "/Ruby", "/RB", "/RT", "/RP", "/Warichu", "/WT", "/WP", "/Figure", "/Formula", "/Form",
}  # fmt: skip


class Unusable(Exception):
    """An attachment that cannot be in the bundle; the word says why (core/pdf.py: REASONS)."""


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
        for attribute in listed(element.get("/A")):
            if isinstance(attribute, Dictionary) and "/Headers" in attribute:
                attribute.Headers = Array([String(mark + str(one)) for one in listed(attribute.Headers)])
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
    own = [*listed(element.get("/A"))]
    for name in listed(element.C):
        if isinstance(name, Name):
            own += listed(classes.get(str(name)))
    del element["/C"]
    if own:
        element.A = Array(own)


def _elements(root: Any) -> Iterator[Any]:
    """Every element of a structure tree, each once. Raises Unusable for a tree that is one in name only."""
    waiting, seen, count = listed(root.K), set(), 0
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


def listed(value: Any) -> list[Any]:
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
    fill(figure, Type=Name.StructElem, S=Name.Figure, P=document, Pg=pdf.pages[0].obj, K=0, Alt=String(title), A=box)
    fill(document, Type=Name.StructElem, S=Name.Document, P=root, K=Array([figure]))
    tree = Dictionary(Nums=Array([0, Array([figure])]))
    fill(root, Type=Name.StructTreeRoot, K=Array([document]), ParentTree=pdf.make_indirect(tree), ParentTreeNextKey=1)
    pdf.Root.StructTreeRoot, pdf.Root.MarkInfo = root, Dictionary(Marked=True)
    pdf.save(target, deterministic_id=True)
    return {"pages": 1, "tagged": True}


def fill(thing: Any, **values: Any) -> None:
    for name, value in values.items():
        thing[f"/{name}"] = value
