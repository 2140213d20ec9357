"""Runs the errands of this app: ids in, rendering in the middle, one row out."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from meetings.models import Meeting, Publication, PublicationContent, Rendition, path_of, remove, store, store_bytes
from meetings.rendering import bundle, document
from rarportal.core import pdf
from rarportal.core.errands import errand, report
from rarportal.core.uploads import HIDDEN

Effect = Callable[[], None]


@errand("pdf")
def render_publication(*, publication_id: int) -> Effect:
    """The PDF of a publication: rendered and stored now, written as its rendition by the effect.

    Rendering it twice gives the same file and the same row. Erased content gives nothing. Raises
    core.pdf.RenderingFailed.
    """
    publication, snapshot = _frozen(publication_id)
    if snapshot is None:
        return lambda: None
    sha256 = store_bytes(pdf.from_html(document.paper(snapshot, digest=publication.sha256)))
    return _keeping(publication, "pdf", snapshot, sha256)


@errand("bundle")
def bundle_publication(*, publication_id: int) -> Effect:
    """The whole meeting material of a publication, made as the above. Tells how many files are done."""
    publication, snapshot = _frozen(publication_id)
    if snapshot is None:
        return lambda: None
    folder = Path(settings.FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(prefix=HIDDEN, dir=folder) as made:
        bundle.write(snapshot, Path(made.name), digest=publication.sha256, progress=report)
        made.seek(0)
        sha256 = store(made)
    return _keeping(publication, "bundle", snapshot, sha256)


def _frozen(publication_id: int) -> tuple[Publication, document.Snapshot | None]:
    """A publication and its data; None for data that has been erased while the errand waited."""
    publication = Publication.objects.select_related("meeting").get(pk=publication_id)
    content = PublicationContent.objects.filter(sha256=publication.content_sha256).first()
    return publication, json.loads(content.data) if content else None


def _keeping(publication: Publication, kind: str, snapshot: document.Snapshot, sha256: str) -> Effect:
    """The effect: one row, or no file when the content has been erased meanwhile."""

    def keep() -> None:
        Meeting.objects.select_for_update().get(pk=publication.meeting.pk)  # erasing locks it too: one comes first
        if not PublicationContent.objects.filter(sha256=publication.content_sha256).exists():
            remove(sha256)
            return
        rendition = Rendition(
            publication=publication,
            kind=kind,
            template_version=document.paper_of(snapshot),
            sha256=sha256,
            size=path_of(sha256).stat().st_size,
        )
        Rendition.objects.bulk_create([rendition], ignore_conflicts=True)

    return keep
