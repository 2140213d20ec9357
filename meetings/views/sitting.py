"""Who is on an item now, asked by the editor every twenty seconds."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from meetings.actions.sitting import sit_down
from meetings.queries.editing import draft_item, others_on
from meetings.views.viewer import Address, asked_meeting, viewer
from rarportal.core.permissions import Can


def sitting(request: HttpRequest, council: str, body: str, address: Address, item: int) -> HttpResponse:
    """A sign of life, answered by a sentence about the others: "" where nobody else is there."""
    meeting, _ = asked_meeting(request, council, body, address, Can.READ_DRAFT)
    sit_down(meeting=meeting, item_id=item, actor=viewer(request))
    return JsonResponse({"here": _sentence(others_on(draft_item(meeting, item), viewer(request)))})


def _sentence(names: list[str]) -> str:
    if not names:
        return ""
    who = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} og {names[-1]}"
    return f"{who} er også på punktet nu."
