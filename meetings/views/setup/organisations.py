"""*Organisationer*: who nominates members, and how many seats they have in this council."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date

from meetings.actions.organisations import save_organisation
from meetings.forms.setup import OrganisationForm
from meetings.queries.setup import organisation_of, organisations_on, seats_in_all
from meetings.queries.standing import council_for
from meetings.views.setup.index import menu
from meetings.views.viewer import viewer
from rarportal.core.clock import today
from rarportal.core.permissions import Can


def organisations(request: HttpRequest, council: str) -> HttpResponse:
    """The list with the seats on a day (?dag=), and a new organisation."""
    actor = viewer(request)
    found, _ = council_for(actor, council=council, can=Can.SET_UP)
    form = OrganisationForm(request.POST or None)
    if form.does(lambda: save_organisation(council=found, organisation_id=None, actor=actor, **form.cleaned_data)):
        messages.success(request, f"{form.cleaned_data['short_name']} er oprettet.")
        return redirect("meetings:setup_organisations", council)
    day = _day(request.GET.get("dag", ""))
    rows = [
        {
            "short_name": one.short_name,
            "name": one.name,
            "seats": one.seats,
            "url": reverse("meetings:setup_organisation", args=[council, one.pk]),
        }
        for one in organisations_on(found, day)
    ]
    context = {"setup": menu(found, "setup_organisations"), "organisations": rows, "day": day, "form": form}
    context["all_seats"] = seats_in_all(found, day)
    return render(request, "setup/organisations.html", context, status=422 if form.is_bound else 200)


def _day(text: str) -> date:
    """A day from the address, else today."""
    try:
        return parse_date(text) or today()
    except ValueError:
        return today()


def organisation(request: HttpRequest, council: str, organisation: int) -> HttpResponse:
    """One of them: rename it."""
    actor = viewer(request)
    found, _ = council_for(actor, council=council, can=Can.SET_UP)
    one = organisation_of(organisation)
    form = OrganisationForm(request.POST or None, initial={"short_name": one.short_name, "name": one.name})
    if form.does(lambda: save_organisation(council=found, organisation_id=one.pk, actor=actor, **form.cleaned_data)):
        messages.success(request, "Organisationen er rettet.")
        return redirect("meetings:setup_organisations", council)
    context = {"setup": menu(found, "setup_organisations"), "name": one.short_name, "form": form}
    return render(request, "setup/organisation.html", context, status=422 if form.is_bound else 200)
