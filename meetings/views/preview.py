"""*Forhåndsvis*: the draft as PDF, straight from the PDF server: no queue, nothing stored."""

from django.http import Http404, HttpRequest, HttpResponse

from meetings.queries.agenda import agenda_of
from meetings.rendering.draft import draft_paper
from meetings.views.viewer import Address, asked_meeting
from rarportal.core import pdf
from rarportal.core.http import refused
from rarportal.core.permissions import Can


def preview(request: HttpRequest, council: str, body: str, address: Address, item: int | None = None) -> HttpResponse:
    """The whole agenda, or one item of it. A rendering that fails says why (503)."""
    meeting, _ = asked_meeting(request, council, body, address, Can.READ_DRAFT)
    agenda = agenda_of(meeting)
    chosen = next((one for one in agenda.items if one.pk == item), None)
    if item is not None and chosen is None:
        raise Http404
    try:
        data = pdf.from_html(draft_paper(meeting, agenda, chosen))
    except pdf.RenderingFailed as failed:
        return refused(request, [failed.reason, "Prøv igen om lidt."], status=503)
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="udkast.pdf"'
    return response
