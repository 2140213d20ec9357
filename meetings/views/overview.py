"""The workspace's reading pages: what awaits me, a body's meetings, and one meeting with its moves and papers."""

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format

from meetings.actions.moves import OpenMove, moves_of
from meetings.models import Body, Meeting, Publication
from meetings.queries.meetings import bodies_of, body_for, coming_meetings, history_of, meetings_of, troubles
from meetings.queries.publications import Paper, papers_of
from meetings.queries.standing import holdings_of
from meetings.rendering.snapshot import meeting_name
from meetings.rules.deadlines import dispatch_due, minutes_due
from meetings.rules.visibility import audience_of
from meetings.views.viewer import Address, asked_meeting, link, viewer
from meetings.workflow import AGENDA, EDITABLE, MINUTES
from rarportal.core.clock import now, today
from rarportal.core.models import Errand, LogEntry
from rarportal.core.permissions import Can, Role, may
from rarportal.core.refusal import Unseen

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
PDF_WORDS = {"waiting": "er på vej", "late": "er forsinket", "failed": "kunne ikke laves"}


def overview(request: HttpRequest) -> HttpResponse:
    """Mit overblik: every body where I have a place, what awaits me there, and what has gone wrong."""
    actor = viewer(request)
    places = bodies_of(holdings_of(actor))
    coming: dict[int, list[Meeting]] = {}
    for meeting in coming_meetings(body for body, _ in places):
        coming.setdefault(meeting.body_id, []).append(meeting)
    mine = {body.pk for body, roles in places if may(roles, Can.READ_DRAFT)}
    worked_on = [meeting for body in mine for meeting in coming.get(body, [])]
    context = {
        "name": actor.name,
        "bodies": [
            {
                "name": body.name,
                "council_name": body.council.name,
                "url": reverse("meetings:body", args=[body.council.slug, body.slug]),
                "role_text": _role_text(roles),
                "meetings": [_row(meeting) for meeting in coming.get(body.pk, [])],
            }
            for body, roles in places
        ],
        "awaiting": sorted(filter(None, map(_awaiting, worked_on)), key=lambda row: row["date"]),
        "troubles": [
            {"text": _trouble(errand, paper), "url": link("meeting", paper.meeting)}
            for errand, paper in troubles(meeting.pk for meeting in _all_of(mine))
        ]
        if mine
        else [],
    }
    return render(request, "meetings/overview.html", context)


def _all_of(bodies: set[int]) -> Any:
    return Meeting.objects.filter(body__in=bodies).only("pk")


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


def when(meeting: Meeting) -> str:
    """ "Torsdag den 1. februar 2024 kl. 13.00-16.00"."""
    text = date_format(meeting.date, "l \\d\\e\\n j. F Y").capitalize()
    if meeting.starts_at:
        text += f" kl. {meeting.starts_at:%H.%M}"
    return text + (f"-{meeting.ends_at:%H.%M}" if meeting.ends_at else "")


def _awaiting(meeting: Meeting) -> dict[str, Any] | None:
    """The deadline that the secretariat must meet next, if there is one."""
    if meeting.state in {State.PLANNED, State.DRAFTING}:
        due, what = dispatch_due(meeting.date), "Dagsorden til"
    elif meeting.state in {State.IN_SESSION, State.MINUTES_DRAFT}:
        due, what = minutes_due(meeting.date), "Referat af"
    else:
        return None
    days = (due - today()).days
    tone = "late" if days < 0 else "soon" if days <= 2 else "calm"
    return {
        "date": due,
        "text": f"{what} {meeting_name(meeting.body, meeting.date)} skal udsendes",
        "distance": _distance(days),
        "url": link("meeting", meeting),
        "tone": tone,
    }


def _distance(days: int) -> str:
    if days < 0:
        return f"{-days} dag{'e' if days < -1 else ''} over fristen"
    return "i dag" if days == 0 else "i morgen" if days == 1 else f"om {days} dage"


def _trouble(errand: Errand, paper: Publication) -> str:
    state = "kunne ikke laves" if errand.state == Errand.State.PARKED else "er forsinket"
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
        "new_meeting_url": reverse("meetings:new_meeting", args=[council, found.slug]) if planning else None,
    }
    return render(request, "meetings/body.html", context)


def meeting(request: HttpRequest, council: str, body: str, address: Address) -> HttpResponse:
    """One meeting: when and where, its papers, and for the secretariat its moves and what has been done."""
    found, roles = asked_meeting(request, council, body, address, Can.READ_AS_OBSERVER)
    drafts = may(roles, Can.READ_DRAFT)
    papers = _papers(found, audience_of(roles) or "")
    context = {
        "meeting": head(found),
        "moves": [move_row(found, one) for one in moves_of(found, roles)],
        "papers": [_paper_row(found, kind, paper, drafts=drafts) for kind, paper in papers],
        "errands": [_errand_row(found, kind, paper) for kind, paper in papers if drafts and _is_waiting(paper)],
        "edit_url": link("edit", found) if _may_edit(found, roles, AGENDA) else None,
        "minutes_url": link("minutes", found) if _may_edit(found, roles, MINUTES) else None,
        "history": _history(history_of(found, roles)),
    }
    return render(request, "meetings/meeting.html", context)


def _history(entries: list[LogEntry]) -> list[dict[str, Any]]:
    """The log, the newest first; the same act by the same person many times in a row is one line."""
    rows = []
    for (who, text, reason), same in groupby(entries, key=lambda entry: (entry.actor_name, entry.what, entry.reason)):
        times = list(same)
        rows.append({"when": times[0].at, "who": who, "text": text, "reason": reason, "times": len(times)})
    return rows


def head(meeting: Meeting) -> dict[str, Any]:
    """What the top of every page of a meeting shows."""
    body: Body = meeting.body
    return {
        "title": f"{meeting.get_kind_display()} den {date_format(meeting.date, 'j. F Y')}",
        "state": meeting.state,
        "state_text": meeting.get_state_display().capitalize(),
        "when": when(meeting),
        "place": meeting.place,
        "kind_text": meeting.get_kind_display(),
        "body_name": body.name,
        "council_name": body.council.name,
        "body_url": reverse("meetings:body", args=[body.council.slug, body.slug]),
        "url": link("meeting", meeting),
    }


def move_row(meeting: Meeting, one: OpenMove) -> dict[str, Any]:
    """A button: disabled with its reasons, or leading to the page that asks for confirmation."""
    return {
        "name": one.transition.name,
        "label": one.transition.label,
        "url": link("move", meeting, move=one.transition.name),
        "enabled": not one.objections.stops,
        "primary": one.transition.name not in {"aflys", "ret-referat"},
        "stops": one.objections.stops,
        "warnings": one.objections.warnings,
    }


def _may_edit(meeting: Meeting, roles: frozenset[Role], part: str) -> bool:
    can = EDITABLE[part].get(meeting.state)
    return can is not None and may(roles, can)


def _papers(meeting: Meeting, audience: str) -> list[tuple[str, Paper]]:
    found = []
    for kind in Publication.Kind.values:
        try:
            found += [(kind, paper) for paper in papers_of(meeting, kind=kind, audience=audience)]
        except Unseen:
            continue  # none of this kind yet
    return found


def _paper_row(meeting: Meeting, kind: str, paper: Paper, *, drafts: bool) -> dict[str, Any]:
    state = paper.pdf_state(now())
    return {
        "title": f"{Publication.Kind(kind).label.capitalize()}, version {paper.version}",
        "url": link("member_version", meeting, kind=kind, version=paper.version),
        "pdf_url": link("member_version_pdf", meeting, kind=kind, version=paper.version),
        "pdf_state": state,
        "pdf_text": PDF_WORDS.get(state, ""),
        "issued_at": paper.issued_at,
        "erased_at": paper.erased_at,
        "erase_url": link("erase", meeting, kind=kind, version=paper.version)
        if drafts and not paper.erased_at
        else None,
    }


def _is_waiting(paper: Paper) -> bool:
    return paper.pdf_state(now()) in PDF_WORDS


def _errand_row(meeting: Meeting, kind: str, paper: Paper) -> dict[str, Any]:
    state = paper.pdf_state(now())
    failed = state == "failed"
    return {
        "text": f"PDF af {Publication.Kind(kind).label}, version {paper.version}",
        "state_text": PDF_WORDS[state],
        "error": paper.errand_error or "",
        "late": state == "late",
        "retry_url": link("retry", meeting, errand=paper.errand_id) if failed else None,
    }
