"""Runs the errands of this app: ids in, rendering in the middle, one row out."""

import json
from collections.abc import Callable

from meetings.models import Meeting, Publication, PublicationContent, Rendition, remove, store_bytes
from meetings.rendering import document
from rarportal.core import pdf
from rarportal.core.errands import errand


@errand("pdf")
def render_publication(*, publication_id: int) -> Callable[[], None]:
    """The PDF of a publication: rendered and stored now, written as its rendition by the effect.

    Rendering it twice gives the same file and the same row. Erased content gives nothing. Raises
    core.pdf.RenderingFailed.
    """
    publication = Publication.objects.select_related("meeting").get(pk=publication_id)
    content = PublicationContent.objects.filter(sha256=publication.content_sha256).first()
    if content is None:  # erased while the errand waited
        return lambda: None
    data = pdf.from_html(document.paper(json.loads(content.data), digest=publication.sha256))
    sha256 = store_bytes(data)

    def keep() -> None:
        Meeting.objects.select_for_update().get(pk=publication.meeting.pk)  # erasing locks it too: one comes first
        if not PublicationContent.objects.filter(sha256=content.sha256).exists():
            remove(sha256)
            return
        rendition = Rendition(
            publication=publication,
            kind="pdf",
            template_version=document.TEMPLATE_VERSION,
            sha256=sha256,
            size=len(data),
        )
        Rendition.objects.bulk_create([rendition], ignore_conflicts=True)

    return keep
