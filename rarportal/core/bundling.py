"""Many PDFs made one: attachments that have been made ready (attached.py), behind the paper that names them.

pikepdf's own joining drops the structure that a screen reader needs, so it is grafted here: the tree is copied behind
its pages, its numbers are counted on, and its table headers keep names that no other attachment has.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, OutlineItem, Pdf, String

from rarportal.core.attached import fill, listed
from rarportal.core.stamp import Sheet, Stamp

INSIDE = "https://bilag.invalid/#"  # a link of the paper that leads to an attachment: a name that cannot exist


@dataclass(frozen=True, kw_only=True)
class Part:
    """An attachment that is ready, and what is said of it."""

    anchor: str  # that the paper's links to it name
    label: str  # stamped on its pages: "Bilag 1.4"
    title: str  # of its bookmark
    item: str  # the anchor of its item in the paper: where its stamp leads back to
    heading: str  # of that item, as its bookmark says it


def assemble(
    paper: BinaryIO, files: Sequence[BinaryIO], target: BinaryIO, *, parts: Sequence[Part], title: str, stamp: Stamp
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
        self.document = listed(self.root.K)[0]

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
        for kid in listed(copied.K):
            if isinstance(kid, Dictionary):
                if kid.get("/S") == "/Document":
                    kid.S = Name.Sect
                kid.P = part
                part.K.append(kid)
        if "/Namespaces" in copied:
            fill(self.root, Namespaces=Array([*listed(self.root.get("/Namespaces")), *copied.Namespaces]))
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
        element.K = Array(listed(element.get("/K")))
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


def _stamp(bundle: Pdf, parts: Sequence[Part], firsts: dict[str, Any], tree: _Tree, stamp: Stamp) -> None:
    """Label and through page number on every attachment page; the first one's stamp leads back to the item."""
    font, total = stamp.embed(bundle), len(bundle.pages)
    back = _destinations(bundle)
    begin, end = bundle.make_stream(b"q"), b"Q "
    bounds = [*(firsts[part.anchor][0] for part in parts), total]
    for part, first, after in zip(parts, bounds, bounds[1:], strict=False):
        for number in range(first, after):
            page = bundle.pages[number]
            content, box = stamp.draw(f"{part.label} · side {number + 1} af {total}", Sheet(page))
            page.obj.Contents = Array([begin, *listed(page.obj.get("/Contents")), bundle.make_stream(end + content)])
            page.obj.Tabs = Name.S  # links are gone through in the order of reading
            page.add_resource(font, Name.Font, Name("/RarStamp"))
            if number == first and part.item in back:
                note = bundle.make_indirect(
                    Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array(box), F=4, Border=Array([0, 0, 0]),
                               Dest=back[part.item], Contents=String(f"Tilbage til {part.heading}"))
                )  # fmt: skip
                page.obj.Annots = Array([note, *listed(page.obj.get("/Annots"))])
                tree.link(note, page.obj, firsts[part.anchor][1])
