"""Acts on a whole meeting: plan it, move it on, erase a paper, try an errand again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from meetings.actions.erasure import erase_content
from meetings.actions.errands import retry_errand
from meetings.actions.moves import make_move, moves_of, plan_meeting
from meetings.actions.rescheduling import FACTS, mark_of_facts, reschedule
from meetings.forms import NewMeetingForm, ReasonForm
from meetings.models import Meeting, Publication
from meetings.queries.meetings import body_for
from meetings.views.checking import check_list
from meetings.views.meeting import head, move_row
from meetings.views.viewer import Address, asked_meeting, link, viewer
from meetings.workflow import MEETING
from rarportal.core.permissions import Can
from rarportal.core.refusal import Refusal

DISPATCHES = {"udsend", "udsend-tillaeg"}


def new_meeting(request: HttpRequest, council: str, body: str) -> HttpResponse:
    """*Nyt møde*: kind, date, from-to and place."""
    found, _ = body_for(viewer(request), council=council, body=body, can=Can.PLAN_MEETING)
    form = NewMeetingForm(request.POST or None)
    made: list[Meeting] = []
    if form.does(lambda: made.append(plan_meeting(body_id=found.pk, actor=viewer(request), **form.cleaned_data))):
        messages.success(request, "Mødet er planlagt.")
        return redirect(link("meeting", made[0]))
    context = {
        "form": form,
        "body": {"name": found.name, "council_name": found.council.name},
        "body_url": reverse("meetings:body", args=[council, body]),
    }
    return render(request, "meetings/new_meeting.html", context, status=422 if form.is_bound else 200)


def edit_meeting(request: HttpRequest, council: str, body: str, address: Address) -> HttpResponse:
    """*Ret mødet*: kind, date, from-to and place."""
    meeting, _ = asked_meeting(request, council, body, address, Can.PLAN_MEETING)
    seen = mark_of_facts(meeting)
    initial = {fact: getattr(meeting, fact) for fact in FACTS}
    form = NewMeetingForm(request.POST if request.method == "POST" else None, initial=initial)
    changed: list[Meeting] = []

    def act() -> None:
        posted = {"seen": request.POST.get("seen", ""), **form.cleaned_data}
        changed.append(reschedule(meeting_id=meeting.pk, actor=viewer(request), **posted))

    if form.does(act):
        messages.success(request, "Mødet er rettet.")
        return redirect(link("meeting", changed[0]))
    context = {"form": form, "meeting": head(meeting), "seen": seen}
    return render(request, "meetings/edit_meeting.html", context, status=422 if form.is_bound else 200)


def move(request: HttpRequest, council: str, body: str, address: Address, move: str) -> HttpResponse:
    """Ask before a move, with what speaks against it; then make it."""
    meeting, roles = asked_meeting(request, council, body, address, Can.READ_DRAFT)
    form = ReasonForm(request.POST or None)
    refused: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            make_move(meeting_id=meeting.pk, name=move, actor=viewer(request), reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            if refusal.status != Refusal.status:
                raise
            refused = refusal.reasons
        else:
            messages.success(request, f"{MEETING[move].done}.")
            return redirect(link("meeting", meeting))
    asked = next((one for one in moves_of(meeting, roles) if one.transition.name == move), None)
    if asked is None:
        if refused:
            raise Refusal(*refused)
        raise Http404
    context = {
        "meeting": head(meeting),
        "move": move_row(meeting, asked),
        "form": form,
        "refused": refused,
        "checks": check_list(meeting, meeting.agenda) if move in DISPATCHES else None,
        "cancel_url": link("meeting", meeting),
    }
    return render(request, "meetings/move.html", context, status=422 if refused or form.errors else 200)


def erase(request: HttpRequest, council: str, body: str, address: Address, kind: str, version: int) -> HttpResponse:
    """*Slet indhold*: ask why, then erase one version of a paper for everybody."""
    meeting, _ = asked_meeting(request, council, body, address, Can.ERASE_CONTENT)
    form = ReasonForm(request.POST or None, required=True)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        erase_content(meeting_id=meeting.pk, kind=kind, version=version, reason=reason, actor=viewer(request))
        messages.success(request, "Indholdet er slettet.")
        return redirect(link("meeting", meeting))
    context = {
        "meeting": head(meeting),
        "what": f"{Publication.Kind(kind).label}, version {version}",
        "form": form,
        "cancel_url": link("meeting", meeting),
    }
    return render(request, "meetings/erase.html", context, status=422 if form.is_bound else 200)


def retry(request: HttpRequest, council: str, body: str, address: Address, errand: int) -> HttpResponse:
    """*Prøv igen*: take up an errand that was given up."""
    meeting, _ = asked_meeting(request, council, body, address, Can.RETRY_ERRAND)
    retry_errand(meeting_id=meeting.pk, errand_id=errand, actor=viewer(request))
    messages.success(request, "PDF’en laves igen.")
    return redirect(link("meeting", meeting))
