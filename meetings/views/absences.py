"""*Meld afbud*, for oneself and on behalf of somebody."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from meetings.actions.absences import OPEN, report_absence, withdraw_absence
from meetings.forms import BehalfForm
from meetings.queries.absences import presence_at
from meetings.views.meeting import head
from meetings.views.presence import absence_rows
from meetings.views.viewer import Address, asked_meeting, link, viewer
from rarportal.core.permissions import Can

DONE = {False: "Afbuddet er meldt.", True: "Afbuddet er trukket tilbage."}


def report(request: HttpRequest, council: str, body: str, address: Address) -> HttpResponse:
    """I will not come, or I come after all."""
    meeting, _ = asked_meeting(request, council, body, address, Can.REPORT_ABSENCE)
    comes = "kommer" in request.POST
    (withdraw_absence if comes else report_absence)(meeting_id=meeting.pk, actor=viewer(request))
    messages.success(request, DONE[comes])
    return redirect(link("meeting", meeting))


def report_for(request: HttpRequest, council: str, body: str, address: Address) -> HttpResponse:
    """The secretariat enters what somebody has told it."""
    meeting, _ = asked_meeting(request, council, body, address, Can.ENTER_ON_BEHALF)
    seats = presence_at(meeting)
    form = BehalfForm((one.seat.person for one in seats), request.POST if request.method == "POST" else None)
    comes = "kommer" in request.POST
    act = withdraw_absence if comes else report_absence
    if form.does(lambda: act(meeting_id=meeting.pk, actor=replace(viewer(request), behalf=form.behalf))):
        messages.success(request, DONE[comes])
        return redirect(link("absence_for", meeting))
    context = {
        "meeting": head(meeting),
        "form": form,
        "is_open": meeting.state in OPEN,
        "absences": absence_rows(seats),
    }
    return render(request, "meetings/absences.html", context, status=422 if form.is_bound else 200)
