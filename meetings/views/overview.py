"""Mit overblik, and a body's meetings."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format

from meetings import extensions
from meetings.models import Meeting, Publication
from meetings.queries.meetings import bodies_of, body_for, coming_meetings, meetings_of, troubles
from meetings.queries.standing import Holdings, holdings_of
from meetings.rendering.snapshot import meeting_name
from meetings.rules.deadlines import dispatch_due, minutes_due
from meetings.views.meeting import PDF_WORDS, when
from meetings.views.viewer import link, viewer
from rarportal.core.clock import today
from rarportal.core.models import Errand
from rarportal.core.permissions import Can, Role, may

State = Meeting.State
MEETINGS_PER_PAGE = 30
ROLE_WORDS = {
    Role.CHAIR: "formand",
    Role.VICE_CHAIR: "næstformand",
    Role.MEMBER: "medlem",
    Role.STAND_IN: "suppleant",
    Role.OBSERVER: "tilforordnet",
    Role.SECRETARIAT: "sekretariat",
}


def overview(request: HttpRequest) -> HttpResponse:
    """Mit overblik: every body where I have a place, what awaits me there, and what has gone wrong."""
    actor = viewer(request)
    holdings = holdings_of(actor)
    places = bodies_of(holdings)
    coming = list(coming_meetings((body for body, _ in places), actor))
    mine = {body.pk for body, roles in places if may(roles, Can.READ_DRAFT)}
    worked_on = [meeting for meeting in coming if meeting.body_id in mine]
    context = {
        "name": actor.name,
        "bodies": [
            {
                "name": body.name,
                "council_name": body.council.name,
                "url": reverse("meetings:body", args=[body.council.slug, body.slug]),
                "role_text": _role_text(roles),
            }
            for body, roles in places
        ],
        "meetings": [{**_row(meeting), "body_name": meeting.body.name} for meeting in coming],
        "awaiting": sorted(
            [*filter(None, map(_awaiting, worked_on)), *_from_above(holdings)], key=lambda row: row["date"]
        ),
        "troubles": [
            {"text": _trouble(errand, paper), "url": link("meeting", paper.meeting)} for errand, paper in troubles(mine)
        ],
    }
    return render(request, "meetings/overview.html", context)


def _role_text(roles: frozenset[Role]) -> str:
    return ", ".join(word for role, word in ROLE_WORDS.items() if role in roles)


def _row(meeting: Meeting) -> dict[str, Any]:
    return {
        "title": f"{meeting.get_kind_display()} {date_format(meeting.date, 'j. F Y')}",
        "url": link("meeting", meeting),
        "date": meeting.date,
        "line": when(meeting),
        "state": meeting.state,
        "state_text": meeting.get_state_display().capitalize(),
    }


def _awaiting(meeting: Meeting) -> dict[str, Any] | None:
    """The deadline that the secretariat must meet next, if there is one."""
    profile = meeting.body.council.profile
    if meeting.state in {State.PLANNED, State.DRAFTING}:
        due, what = dispatch_due(meeting.date, profile.dispatch_days), "Dagsorden til"
    elif meeting.state in {State.IN_SESSION, State.MINUTES_DRAFT}:
        due, what = minutes_due(meeting.date, profile.minutes_days), "Referat af"
    else:
        return None
    text = f"{what} {meeting_name(meeting.body, meeting.date)} skal udsendes"
    return _task(due, text, link("meeting", meeting))


def _from_above(holdings: Holdings) -> list[dict[str, Any]]:
    """What the app above has for the person."""
    found = (line for lines in extensions.overview_lines for line in lines(holdings))
    return [_task(line.date, line.text, line.url) for line in found]


def _task(due: date, text: str, url: str) -> dict[str, Any]:
    days = (due - today()).days
    tone = "late" if days < 0 else "soon" if days <= 2 else "calm"
    return {"date": due, "text": text, "distance": _distance(days), "url": url, "tone": tone}


def _distance(days: int) -> str:
    if days < 0:
        return f"{-days} dag{'e' if days < -1 else ''} over fristen"
    return "i dag" if days == 0 else "i morgen" if days == 1 else f"om {days} dage"


def _trouble(errand: Errand, paper: Publication) -> str:
    state = PDF_WORDS["failed" if errand.state == Errand.State.PARKED else "late"]
    day = date_format(paper.meeting.date, "j. F Y")
    return f"PDF af {paper.get_kind_display()} den {day} ({paper.meeting.body.name}) {state}"


def body(request: HttpRequest, council: str, body: str) -> HttpResponse:
    """All meetings of a body, the newest first."""
    found, roles = body_for(viewer(request), council=council, body=body)
    page = Paginator(meetings_of(found), MEETINGS_PER_PAGE).get_page(request.GET.get("side"))
    planning = may(roles, Can.PLAN_MEETING)
    context = {
        "body": {"name": found.name, "council_name": found.council.name, "is_council": found.is_public},
        "meetings": [_row(meeting) for meeting in page],
        "page": page,
        "import_url": reverse("meetings:imports", args=[council, found.slug]) if may(roles, Can.IMPORT) else None,
        "new_meeting_url": reverse("meetings:new_meeting", args=[council, found.slug]) if planning else None,
        "links": list(filter(None, (link_of(found, roles) for link_of in extensions.body_links))),
    }
    return render(request, "meetings/body.html", context)
