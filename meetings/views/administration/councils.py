"""Councils over time, one council, and the rows that are dated about it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format

from meetings.actions.councils import FACTS, edit_council, remove_row, save_row
from meetings.forms.administration import CouncilForm, CoverageForm, NeighbourForm, SeatForm, ServiceForm
from meetings.models import Council
from meetings.queries.administration import all_councils, council_for_administrator
from meetings.rules.names import sort_key
from meetings.rules.periods import Days
from meetings.views.viewer import viewer
from rarportal.core.clock import today

FORMS: dict[str, Any] = {
    "sekretariat": ServiceForm,
    "kommuner": CoverageForm,
    "pladser": SeatForm,
    "naboer": NeighbourForm,
}
ROWS = {"sekretariat": "services", "kommuner": "coverage", "pladser": "seat_allocations", "naboer": "neighbours"}


def councils(request: HttpRequest) -> HttpResponse:
    """Every council: of today, to come and earlier."""
    groups: dict[str, list[dict[str, str]]] = {"I dag": [], "Kommende": [], "Tidligere": []}
    for council in all_councils(viewer(request)):
        begins = council.period.lower
        when = "I dag" if today() in council.period else "Kommende" if begins and begins > today() else "Tidligere"
        row = {"name": council.name, "url": _url(council), "period": period_text(_days(council.period))}
        groups[when].append({**row, "successor": council.successor.name if council.successor else ""})
    context = {"groups": [{"title": title, "councils": rows} for title, rows in groups.items() if rows]}
    return render(request, "administration/councils.html", context)


def council(request: HttpRequest, council: str) -> HttpResponse:
    """A council's own facts to edit, and its rows with the way to each."""
    actor = viewer(request)
    found = council_for_administrator(actor, council)
    form = CouncilForm(request.POST or None, initial=_initial(found))
    if form.does(lambda: edit_council(council_id=found.pk, actor=actor, **form.cleaned_data)):
        messages.success(request, "Rådet er rettet.")
        return redirect("meetings:administration_council", council)
    sections = [
        {
            "title": kind.title,
            "rows": _rows(found, fact),
            "add_url": reverse("meetings:administration_new_row", args=[council, fact]),
        }
        for fact, kind in FACTS.items()
    ]
    context = {
        "name": found.name,
        "form": form,
        "sections": sections,
        "public_url": reverse("meetings:council", args=[council]),
    }
    return render(request, "administration/council.html", context, status=422 if form.is_bound else 200)


def row(request: HttpRequest, council: str, fact: str, row: int | None = None) -> HttpResponse:
    """Add, change or remove one row."""
    actor = viewer(request)
    found = council_for_administrator(actor, council)
    if fact not in FACTS:
        raise Http404
    there = next((one for one in getattr(found, ROWS[fact]).all() if one.pk == row), None)
    if row is not None and there is None:
        raise Http404
    if there and "fjern" in request.POST:
        remove_row(council_id=found.pk, fact=fact, row_id=there.pk, actor=actor)
        messages.success(request, "Linjen er fjernet.")
        return redirect(_url(found))
    form = FORMS[fact](request.POST or None, initial=_initial(there, FACTS[fact].field) if there else {})
    if form.does(lambda: save_row(council_id=found.pk, fact=fact, row_id=row, values=form.cleaned_data, actor=actor)):
        messages.success(request, "Gemt.")
        return redirect(_url(found))
    context = {
        "title": f"{FACTS[fact].title}: {'ret' if there else 'tilføj'}",
        "of": found.name,
        "parents": [{"label": "Administration", "url": reverse("meetings:administration")},
                    {"label": found.name, "url": _url(found)}],
        "form": form,
        "removable": bool(there),
        "back_url": _url(found),
    }  # fmt: skip
    return render(request, "administration/row.html", context, status=422 if form.is_bound else 200)


def _initial(one: Any, *more: str) -> dict[str, Any]:
    """What a form shows of a council or a row."""
    values = {name: getattr(one, name) for name in ("name", "kind", "successor", "seats", *more) if hasattr(one, name)}
    if hasattr(one, "period"):
        values |= {"begins": one.period.lower, "last": _days(one.period).last}
    return values


def _rows(council: Council, fact: str) -> list[dict[str, Any]]:
    rows = [_row(council, fact, row) for row in getattr(council, ROWS[fact]).all()]
    return sorted(rows, key=lambda row: sort_key(str(row["text"])))


def _row(council: Council, fact: str, row: Any) -> dict[str, Any]:
    seats = f": {row.seats}" if fact == "pladser" else ""
    basis = getattr(row, "basis", "")
    return {
        "text": f"{getattr(row, FACTS[fact].field)}{seats}",
        "period": period_text(_days(row.period)) if hasattr(row, "period") else "",
        "basis": basis if basis != "kilde" else "",
        "url": reverse("meetings:administration_row", args=[council.slug, fact, row.pk]),
    }


def period_text(days: Days) -> str:
    """A period in words, with its last day."""
    begins = f"fra {date_format(days.begins, 'j. F Y')}" if days.begins else ""
    last = f"til og med {date_format(days.last, 'j. F Y')}" if days.last else ""
    return " ".join(filter(None, (begins, last)))


def _days(period: Any) -> Days:
    return Days(period.lower, period.upper)


def _url(council: Council) -> str:
    return reverse("meetings:administration_council", args=[council.slug])
