"""Runs the errands of this app: ids in, rendering in the middle, one row out; and who may have a mail."""

import json
from collections.abc import Callable

from meetings.models import Council, Membership, Publication, PublicationContent, Rendition, remove, store_bytes
from positivlist.models import ListRound
from positivlist.queries.rounds import sitting
from positivlist.rendering import document
from rarportal.core import pdf
from rarportal.core.errands import errand
from rarportal.core.mail import recipient


@errand("list-pdf")
def render_list(*, publication_id: int) -> Callable[[], None]:
    """The PDF of a published list: rendered and stored now, written as its rendition by the effect.

    Rendering it twice gives the same file and the same row. Raises core.pdf.RenderingFailed.
    """
    publication = Publication.objects.get(pk=publication_id)
    content = PublicationContent.objects.filter(sha256=publication.content_sha256).first()
    if content is None:  # erased while the errand waited
        return lambda: None
    data = pdf.from_html(document.paper(json.loads(content.data), digest=publication.sha256))
    sha256 = store_bytes(data)

    def keep() -> None:
        Council.objects.select_for_update().get(pk=publication.council_id)
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


@recipient("list-approval")
def still_asked(*, round_id: int, person_id: int) -> str | None:
    """The address of a person who sits in the chairmanship while the round waits there; else nobody's."""
    round = ListRound.objects.filter(pk=round_id, state=ListRound.State.APPROVING).first()
    seats: list[Membership] = sitting(round.council_id) if round else []
    return next((seat.person.email or None for seat in seats if seat.person_id == person_id), None)
