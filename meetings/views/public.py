"""The public site: the front page, a council, and its meetings."""

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format

from meetings import extensions
from meetings.models import Council, Meeting, Publication
from meetings.queries.meetings import council_at, council_of, councils, public_meetings, upcoming
from meetings.queries.publications import has_public_paper, latest_public
from meetings.views.viewer import Address, public_link
from rarportal.core.clock import today
from rarportal.core.refusal import Unseen

State = Meeting.State
MEETINGS_PER_PAGE = 30


def front(request: HttpRequest) -> HttpResponse:
    """Every council of today and before, what comes and what has been published last."""
    rows: dict[str, list[dict[str, str]]] = {"councils": [], "coming": [], "earlier": []}
    for council in councils():
        row = {
            "name": council.name,
            "url": _council_url(council),
            "office_name": council.office_name,
            "places_text": ", ".join(council.places),
            "from_text": f"fra {_day(council.period.lower)}" if council.is_coming else "",
        }
        rows["councils" if council.is_current else "coming" if council.is_coming else "earlier"].append(row)
    context = {**rows, "upcoming": _upcoming(), "latest": _latest()}
    return render(request, "public/front.html", context)


def meeting(request: HttpRequest, council: str, address: Address) -> HttpResponse:
    """A meeting's bare address leads to its minutes, or to its agenda while there are none."""
    for kind in (Publication.Kind.MINUTES, Publication.Kind.AGENDA):
        if has_public_paper(council=council, day=address[0], ordinal=address[1], kind=kind):
            path = f"{address[0].isoformat()}{'' if address[1] == 1 else f'-{address[1]}'}"
            return redirect("meetings:paper", council=council, address=path, kind=kind)
    raise Unseen


def council(request: HttpRequest, council: str) -> HttpResponse:
    """One council: its next meetings and its newest papers. An old address leads on to the successor, and back."""
    found = council_of(council)
    context = {
        "council": {
            "name": found.name,
            "slug": found.slug,
            "url": _council_url(found),
            "office_name": found.office_name,
            "places_text": ", ".join(found.places),
            "period_text": _period_text(found),
            "is_coming": found.is_coming,
            "is_earlier": not found.is_current and not found.is_coming,
            "has_list": found.has_positive_list,
            "successor": _named(found.successor) if found.successor else None,
            "successor_from": _day(found.period.upper),
            "predecessors": [_named(one) for one in found.predecessors.all()],
        },
        "meetings_url": reverse("meetings:meetings", args=[found.slug]),
        "upcoming": _upcoming(found),
        "latest": _latest(found),
        "parts": [part(found) for part in extensions.front_page_parts],
    }
    return render(request, "public/council.html", context)


def meetings(request: HttpRequest, council: str) -> HttpResponse:
    """The council's meetings by year, with the papers that are public."""
    found = council_at(council)
    page = Paginator(public_meetings(found), MEETINGS_PER_PAGE).get_page(request.GET.get("side"))
    years: dict[int, list[dict[str, Any]]] = {}
    for meeting in page:
        years.setdefault(meeting.date.year, []).append(_row(meeting))
    context = {
        "council": {
            "name": found.name,
            "slug": found.slug,
            "url": _council_url(found),
            "has_list": found.has_positive_list,
        },
        "years": [{"year": year, "meetings": rows} for year, rows in years.items()],
        "page": page,
    }
    return render(request, "public/meetings.html", context)


def _row(meeting: Any) -> dict[str, Any]:
    agenda, minutes = (kind in meeting.kinds_out for kind in (Publication.Kind.AGENDA, Publication.Kind.MINUTES))
    return {
        "date": meeting.date,
        "line": _line(meeting),
        "state_text": _state_text(meeting, minutes=minutes),
        "agenda_url": public_link("paper", meeting, kind="dagsorden") if agenda else None,
        "minutes_url": public_link("paper", meeting, kind="referat") if minutes else None,
    }


def _state_text(meeting: Meeting, *, minutes: bool) -> str:
    """What everybody may know of the meeting's state, in words that say nothing of drafts."""
    if meeting.state == State.CANCELLED:
        return "Aflyst"
    if minutes or meeting.state == State.IMPORTED or meeting.date > today():
        return "" if minutes or meeting.state == State.IMPORTED else "Planlagt"
    return "I gang" if meeting.state == State.IN_SESSION else "Referat følger"


def _line(meeting: Meeting) -> str:
    kind = meeting.get_kind_display()
    if meeting.starts_at and meeting.ends_at:
        return f"{kind} kl. {meeting.starts_at:%H.%M}-{meeting.ends_at:%H.%M}"
    return kind


def _upcoming(council: Council | None = None) -> list[dict[str, Any]]:
    return [
        {
            "council_name": meeting.body.council.name,
            "url": _council_url(meeting.body.council),
            "date": meeting.date,
            "line": _line(meeting),
        }
        for meeting in upcoming(council=council)
    ]


def _latest(council: Council | None = None) -> list[dict[str, Any]]:
    return [
        {
            "title": f"{publication.get_kind_display().capitalize()} {_to(publication)} "
            f"den {date_format(publication.meeting.date, 'j. F Y')}",
            "url": public_link("paper", publication.meeting, kind=publication.kind),
            "council_name": publication.meeting.body.council.name,
            "date": publication.meeting.date,
            "kind": publication.kind,
        }
        for publication in latest_public(council_id=council.pk if council else None)
    ]


def _to(publication: Publication) -> str:
    return "til mødet" if publication.kind == Publication.Kind.AGENDA else "af mødet"


def _council_url(council: Council) -> str:
    return reverse("meetings:council", args=[council.slug])


def _named(council: Council) -> dict[str, str]:
    return {
        "name": council.name,
        "url": _council_url(council),
        "meetings_url": reverse("meetings:meetings", args=[council.slug]),
    }


def _day(day: date | None) -> str:
    return date_format(day, "j. F Y") if day else ""


def _period_text(council: Council) -> str:
    """From when until when, for a council that is not simply there."""
    begins, ends = council.period.lower, council.period.upper
    last = _day(ends - timedelta(days=1)) if ends else ""
    if council.is_coming:
        return f"Rådet begynder den {_day(begins)}."
    if council.is_current:
        return f"Rådet virker til og med den {last}." if ends else ""
    return f"Rådet virkede fra den {_day(begins)} til og med den {last}." if begins else f"Rådet virkede til {last}."
