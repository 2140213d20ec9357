"""*Skift formand* at a moment of a meeting."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from meetings.actions.chairmanship import change_chair
from meetings.forms.people import ChairForm
from meetings.models import Body, Meeting
from meetings.queries.agenda import agenda_of
from meetings.queries.chairmanship import chair_of, council_members
from meetings.views.meeting import head
from meetings.views.viewer import Address, asked_meeting, link, viewer
from meetings.workflow import EDITABLE, MINUTES
from rarportal.core.clock import now
from rarportal.core.permissions import Can


def chair_url(meeting: Meeting) -> str | None:
    """Where the chair is changed: while a meeting of council or chairmanship is held or its minutes are written."""
    can = meeting.state in EDITABLE[MINUTES] and meeting.body.kind != Body.Kind.COMMITTEE
    return link("change_chair", meeting) if can else None


def change(request: HttpRequest, council: str, body: str, address: Address) -> HttpResponse:
    """Ask who, from when and from which item on; then change."""
    meeting, _ = asked_meeting(request, council, body, address, Can.MANAGE_PEOPLE)
    if chair_url(meeting) is None:
        raise Http404
    at = now()
    people = [seat.person for seat in council_members(meeting.body.council_id, at)]
    form = ChairForm(people, agenda_of(meeting).items, at, request.POST if request.method == "POST" else None)

    def act() -> None:
        values = form.cleaned_data
        change_chair(
            meeting_id=meeting.pk,
            person_id=values["person"],
            at=values["at"],
            from_item_id=values["from_item"],
            old_chair_stays=values["old_chair_stays"],
            reason=values["reason"],
            actor=viewer(request),
        )

    if form.does(act):
        messages.success(request, "Formanden er skiftet.")
        return redirect(link("minutes", meeting))
    context = {
        "meeting": head(meeting),
        "form": form,
        "chair": chair_of(meeting, at),
        "cancel_url": link("minutes", meeting),
    }
    return render(request, "meetings/chair.html", context, status=422 if form.is_bound else 200)
