"""What a text of the agenda can refer to, for the editor's dialog."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from meetings.queries.agenda import agenda_of
from meetings.queries.references import targets
from meetings.views.outline import choose_item
from meetings.views.viewer import Address, asked_meeting
from rarportal.core.permissions import Can


def references(request: HttpRequest, council: str, body: str, address: Address, item: int) -> HttpResponse:
    """The agenda's items and attachments as {href, words, title}, as they are numbered now."""
    meeting, _ = asked_meeting(request, council, body, address, Can.READ_DRAFT)
    agenda = agenda_of(meeting)
    chosen = choose_item(agenda, item)
    assert chosen is not None  # an item was asked for
    known = targets(agenda, chosen)
    rows = [(f"punkt:{one.pk}", one.title) for one in agenda.items]
    rows += [(f"bilag:{file.pk}", file.title) for one in agenda.items for file in one.attachments.all()]
    return JsonResponse({"targets": [{"href": key, "words": known[key].words, "title": title} for key, title in rows]})
