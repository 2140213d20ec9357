"""One meeting: when and where, its papers, its moves, and what has been done to it."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format

from meetings.actions.moves import OpenMove, moves_of
from meetings.actions.rescheduling import OPEN
from meetings.models import Meeting, Publication
from meetings.queries.meetings import history_of
from meetings.queries.publications import Paper, papers_of
from meetings.rules.visibility import audience_of
from meetings.views.presence import presence
from meetings.views.viewer import Address, asked_meeting, link, viewer
from meetings.workflow import AGENDA, EDITABLE, MINUTES
from rarportal.core.clock import now
from rarportal.core.models import LogEntry
from rarportal.core.permissions import Can, Role, may
from rarportal.core.refusal import Unseen

PDF_WORDS = {"waiting": "er på vej", "late": "er forsinket", "failed": "kunne ikke laves"}


def meeting(request: HttpRequest, council: str, body: str, address: Address) -> HttpResponse:
    """One meeting: when and where, its papers, and for the secretariat its moves and what has been done."""
    found, roles = asked_meeting(request, council, body, address, Can.READ_AS_OBSERVER)
    drafts = may(roles, Can.READ_DRAFT)
    papers = _papers(found, audience_of(roles) or "")
    context = {
        "meeting": head(found, body_is_open=may(roles - {Role.STAND_IN}, Can.READ_AS_OBSERVER)),
        "moves": [move_row(found, one) for one in moves_of(found, roles)],
        "papers": [_paper_row(found, kind, paper, drafts=drafts) for kind, paper in papers],
        "errands": [row for kind, paper in papers if drafts for row in _errand_rows(found, kind, paper)],
        "edit_url": link("edit", found) if _may_edit(found, roles, AGENDA) else None,
        "change_url": link("edit_meeting", found) if may(roles, Can.PLAN_MEETING) and found.state in OPEN else None,
        "minutes_url": link("minutes", found) if _may_edit(found, roles, MINUTES) else None,
        "history": _history(history_of(found, roles)),
        **presence(found, roles, viewer(request)),
    }
    return render(request, "meetings/meeting.html", context)


def _history(entries: list[LogEntry]) -> list[dict[str, Any]]:
    """The log, the newest first; what one person edits in a row is one line."""
    rows = []
    for (who, text, reason), run in groupby(entries, key=_act):
        same = list(run)
        text = _done(same[0]) if len(same) == 1 else text
        row = {"when": same[0].at, "who": who, "text": text, "reason": reason, "times": len(same)}
        rows.append({**row, "behalf": behalf_words(same[0])})
    return rows


def _act(entry: LogEntry) -> tuple[str, str, str]:
    edited = not entry.detail.keys().isdisjoint({"item", "section", "attachment"})
    return entry.actor_name, "Punkterne blev redigeret" if edited else _done(entry), entry.reason


def _done(entry: LogEntry) -> str:
    return f"{entry.what}: {entry.thing}" if entry.thing else entry.what


def behalf_words(entry: LogEntry) -> str:
    """For whom an act was entered and how they told it, or nothing."""
    if not entry.on_behalf_of or not entry.told_on:
        return ""
    return f"På vegne af {entry.on_behalf_of} ({entry.source} den {date_format(entry.told_on, 'j. F Y')})"


def head(meeting: Meeting, *, body_is_open: bool = True) -> dict[str, Any]:
    """What the top of every page of a meeting shows. A stand-in is asked to the meeting, not into the body."""
    body = meeting.body
    return {
        "title": f"{meeting.get_kind_display()} den {date_format(meeting.date, 'j. F Y')}",
        "state": meeting.state,
        "state_text": meeting.get_state_display().capitalize(),
        "when": when(meeting),
        "place": meeting.place,
        "kind_text": meeting.get_kind_display(),
        "body_name": body.name,
        "council_name": body.council.name,
        "body_url": reverse("meetings:body", args=[body.council.slug, body.slug]) if body_is_open else None,
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
    found: list[tuple[str, Paper]] = []
    for kind in (Publication.Kind.AGENDA, Publication.Kind.MINUTES):
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
        "bundle": _bundle(meeting, kind, paper),
        "word_url": link("member_word", meeting, kind=kind, version=paper.version),
        "issued_at": paper.issued_at,
        "erased_at": paper.erased_at,
        "erase_url": link("erase", meeting, kind=kind, version=paper.version)
        if drafts and not paper.erased_at
        else None,
    }


def _bundle(meeting: Meeting, kind: str, paper: Paper) -> dict[str, Any]:
    """*Samlet mødemateriale*: its address, and while it is made how many of the files are done."""
    making = paper.bundle
    return {
        "state": paper.bundle_state(now()),
        "url": link("member_bundle", meeting, kind=kind, version=paper.version),
        "progress": f"{making.step} af {making.steps} bilag" if making.steps else "",
        "step": making.step or 0,
        "steps": making.steps or 0,
    }


def _errand_rows(meeting: Meeting, kind: str, paper: Paper) -> list[dict[str, Any]]:
    """What is being made of a paper, late or given up: for the secretariat."""
    name = f"{Publication.Kind(kind).label}, version {paper.version}"
    makings = (
        (f"PDF af {name}", paper.pdf, paper.pdf_state(now())),
        (f"Samlet mødemateriale til {name}", paper.bundle, paper.bundle_state(now())),
    )
    return [
        {
            "text": text,
            "state_text": PDF_WORDS[state],
            "error": making.errand_error or "",
            "late": state == "late",
            "retry_url": link("retry", meeting, errand=making.errand_id) if state == "failed" else None,
        }
        for text, making, state in makings
        if state in PDF_WORDS
    ]


def when(meeting: Meeting) -> str:
    """ "Torsdag den 1. februar 2024 kl. 13.00-16.00"."""
    text = date_format(meeting.date, "l \\d\\e\\n j. F Y").capitalize()
    if meeting.starts_at:
        text += f" kl. {meeting.starts_at:%H.%M}"
    return text + (f"-{meeting.ends_at:%H.%M}" if meeting.ends_at else "")
