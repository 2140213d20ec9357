"""*Samlet mødemateriale*: the agenda and all its files in one PDF, from one audience's snapshot. No ORM.

A file that cannot be in it is named with the reason, in the contents and at its item, and none of the others suffers.
Nothing can be in it that the audience may not read: the snapshot has no digest of such a file.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from meetings.models import path_of
from meetings.rendering.document import Bundle, Place, Snapshot, paper, printed_number
from meetings.rules.references import attachment_anchor, attachment_name
from rarportal.core import office, pdf
from rarportal.core.bundling import Part
from rarportal.core.uploads import HIDDEN

MOST_BYTES = 60 * 2**20  # of one file
MOST_PAGES = 4000  # of the whole
UNTAGGED = "kan ikke læses op"
DOWNLOAD = "hentes for sig: {}"
LEFT_OUT = "er ikke med: {}"
OFFICE_WORDS = {"docx": "Word-fil", "xlsx": "Excel-fil", "pptx": "PowerPoint-fil"}
OFFICE_SECONDS = 60  # for all conversions: the errand's lease is 120 s
TRIES = 4  # of setting the agenda until its page numbers are true

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class _File:
    """An attached file, as the snapshot names it."""

    anchor: str
    label: str
    title: str
    item: str
    heading: str
    kind: str
    path: Path

    @property
    def part(self) -> Part:
        """What the PDF server is told of it."""
        return Part(anchor=self.anchor, label=self.label, title=self.title, item=self.item, heading=self.heading)


class _LeftOut(Exception):
    """A file that is not in the bundle; the words say so to the reader."""


def files_of(snapshot: Snapshot) -> list[_File]:
    """The files of the portal that the paper names, in its order."""
    return list(_files(snapshot))


def _files(snapshot: Snapshot) -> Iterator[_File]:
    for item in (item for section in snapshot["sections"] for item in section["items"]):
        for place, attachment in enumerate(item.get("attachments", []), 1):
            if not attachment.get("sha256"):
                continue
            name = attachment_name(attachment["label"], item["number"])
            yield _File(
                anchor=attachment_anchor(item["anchor"], place),
                label=f"Bilag {name}" if name else "Bilag",
                title=attachment["title"],
                item=item["anchor"],
                heading=f"{printed_number(item['number'])} {item['title']}",
                kind=attachment["filename"].rpartition(".")[2].lower(),
                path=path_of(attachment["sha256"]),
            )


def write(snapshot: Snapshot, target: Path, *, digest: str, progress: Progress) -> None:
    """Write the bundle. `progress` is told how many of the files are done. Raises core.pdf.RenderingFailed."""
    files, until = files_of(snapshot), time.monotonic() + OFFICE_SECONDS
    with tempfile.TemporaryDirectory(prefix=HIDDEN, dir=target.parent) as name:
        folder = Path(name)
        ready: dict[str, pdf.Prepared] = {}
        remarks: dict[str, str] = {}
        for number, file in enumerate(files):
            progress(number, len(files))
            try:
                if sum(made.pages for made in ready.values()) > MOST_PAGES or len(ready) >= pdf.MOST_ATTACHED:
                    raise _LeftOut(LEFT_OUT.format("mødematerialet er for stort"))
                ready[file.anchor] = _ready(file, folder, mark=f"{number}-", until=until)
                remarks[file.anchor] = "" if ready[file.anchor].tagged else UNTAGGED
            except _LeftOut as words:
                remarks[file.anchor] = str(words)
        front = _front(snapshot, ready, remarks, digest)
        (folder / "dagsorden.pdf").write_bytes(front)
        parts = [file.part for file in files if file.anchor in ready]
        attached = [ready[part.anchor].path for part in parts]
        title = f"Samlet mødemateriale: {snapshot['title']}"
        pdf.assemble(folder / "dagsorden.pdf", attached, target, parts=parts, title=title)
        progress(len(files), len(files))


def _ready(file: _File, folder: Path, *, mark: str, until: float) -> pdf.Prepared:
    """A file as a PDF that may stand in the bundle. Raises _LeftOut."""
    target = folder / f"{file.anchor}.pdf"
    if not file.path.exists():
        raise _LeftOut(LEFT_OUT.format("filen mangler"))
    if file.path.stat().st_size > MOST_BYTES:
        raise _LeftOut(LEFT_OUT.format(pdf.REASONS["too-large"]))
    source = file.path
    try:
        if file.kind in {"png", "jpg", "jpeg"}:
            return pdf.prepare_picture(source, target, title=file.title)
        if file.kind in office.KINDS:
            source = _converted(file, folder, until=until)
        elif file.kind != "pdf":
            raise _LeftOut(DOWNLOAD.format("fil af en anden slags"))
        return pdf.prepare(source, target, mark=mark)
    except pdf.RenderingFailed as failed:
        raise _LeftOut(LEFT_OUT.format(failed.reason if failed.told else pdf.REASONS["damaged"])) from None


def _converted(file: _File, folder: Path, *, until: float) -> Path:
    if not office.is_here() or time.monotonic() > until:
        raise _LeftOut(DOWNLOAD.format(OFFICE_WORDS[file.kind]))
    source = folder / f"{file.anchor}-office.pdf"
    try:
        office.to_pdf(file.path, source, kind=file.kind)
    except office.NotConverted:
        raise _LeftOut(DOWNLOAD.format(OFFICE_WORDS[file.kind])) from None
    return source


def _front(snapshot: Snapshot, ready: dict[str, pdf.Prepared], remarks: dict[str, str], digest: str) -> bytes:
    """The agenda, whose contents name the page on which each attachment begins.

    How many pages the agenda has is known when it is set, and its own numbers may move it: set until they are true.
    """
    pages, made = 0, b""
    for _ in range(TRIES):
        made = pdf.from_html(paper(snapshot, digest=digest, bundle=_laid_out(pages, ready, remarks)))
        before, pages = pages, pdf.page_count(made)
        if pages == before:
            return made
    raise pdf.RenderingFailed("Sidetallene i det samlede mødemateriale går ikke op.")


def _laid_out(pages: int, ready: dict[str, pdf.Prepared], remarks: dict[str, str]) -> Bundle:
    places, following = {}, pages + 1
    for anchor, remark in remarks.items():
        made = ready.get(anchor)
        places[anchor] = Place(following if made else 0, remark)
        following += made.pages if made else 0
    return Bundle(total=following - 1, places=places)
