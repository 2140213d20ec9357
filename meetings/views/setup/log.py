"""*Log over ændringer*: who did what in a council, when, why and on whose behalf. Read only."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format

from meetings.forms.log import LogForm
from meetings.models import Meeting
from meetings.queries.log import changes_of, meetings_in_log, people_in_log
from meetings.queries.standing import council_for
from meetings.views.setup.index import menu
from meetings.views.viewer import link, viewer
from rarportal.core.models import LogEntry
from rarportal.core.permissions import Can

NAME = "setup_log"
PER_PAGE = 50


def log(request: HttpRequest, council: str) -> HttpResponse:
    """The council's log, the newest first, as it is asked for."""
    found, _ = council_for(viewer(request), council=council, can=Can.READ_LOG)
    meetings = {meeting.pk: meeting for meeting in meetings_in_log(found)}
    choices = [(pk, _named(meeting)) for pk, meeting in meetings.items()]
    form = LogForm(people_in_log(found), choices, request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    entries = changes_of(
        found,
        who=wanted.get("hvem", ""),
        meeting=int(wanted["moede"]) if wanted.get("moede") else None,
        begins=wanted.get("fra"),
        ends=wanted.get("til"),
        text=wanted.get("tekst", ""),
    )
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("side"))
    context = {
        "setup": menu(found, NAME),
        "form": form,
        "entries": [] if form.errors else [_row(entry, meetings) for entry in page],
        "filtered": any(wanted.values()),
        "page": page,
        "query": urlencode({name: request.GET[name] for name in form.fields if request.GET.get(name)}),
    }
    return render(request, "setup/log.html", context, status=422 if form.errors else 200)


def _named(meeting: Meeting) -> str:
    return f"{date_format(meeting.date, 'j. F Y')}: {meeting.body.name}"


def _row(entry: LogEntry, meetings: dict[int, Meeting]) -> dict[str, Any]:
    meeting = meetings.get(entry.meeting_id or 0)
    told = [f"oplyst ved {entry.source}"] if entry.source else []
    if entry.told_on:
        told.append(f"den {date_format(entry.told_on, 'j. F Y')}")
    return {
        "at": entry.at,
        "who": entry.actor_name,
        "what": entry.what,
        "thing": entry.thing,
        "reason": entry.reason,
        "on_behalf_of": entry.on_behalf_of,
        "told": " ".join(told),
        "meeting": {"name": _named(meeting), "url": link("meeting", meeting)} if meeting else None,
    }
