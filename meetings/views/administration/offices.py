"""Offices: the list, a name, and who works there."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from meetings.actions.invitations import invite_staff
from meetings.actions.offices import add_office, change_employment, employ, rename_office
from meetings.forms.administration import EmploymentForm, NewEmploymentForm, OfficeForm
from meetings.models import Office, OfficeStaff
from meetings.queries.administration import office_for, offices_for
from meetings.rules.periods import Days
from meetings.views.administration.councils import period_text
from meetings.views.viewer import viewer
from rarportal.core.clock import today
from rarportal.core.refusal import Refusal


def offices(request: HttpRequest) -> HttpResponse:
    """All offices with the councils that they serve today, and a new one."""
    actor = viewer(request)
    rows = [
        {
            "name": office.name,
            "url": _url(office),
            "councils": ", ".join(
                service.council.name
                for service in office.services.all()
                if today() in service.period and today() in service.council.period
            ),
        }
        for office in offices_for(actor)
    ]
    form = OfficeForm(request.POST or None)
    if form.does(lambda: add_office(actor=actor, **form.cleaned_data)):
        messages.success(request, f"{form.cleaned_data['name']} er oprettet.")
        return redirect("meetings:administration_offices")
    context = {"offices": rows, "form": form}
    return render(request, "administration/offices.html", context, status=422 if form.is_bound else 200)


def office(request: HttpRequest, office: str) -> HttpResponse:
    """One office: its name, and who has worked there and when."""
    actor = viewer(request)
    found = office_for(actor, office)
    form = OfficeForm(request.POST or None, initial={"name": found.name})
    if form.does(lambda: rename_office(office_id=found.pk, actor=actor, **form.cleaned_data)):
        messages.success(request, "Navnet er rettet.")
        return redirect(_url(found))
    rows = [
        {
            "name": one.person.name,
            "period": period_text(_days(one)),
            "url": reverse("meetings:administration_employment", args=[office, one.pk]),
            "signs_in": one.person.user_id is not None,
            "invite_url": reverse("meetings:administration_invite", args=[office, one.pk]),
        }
        for one in found.staff.all()
    ]
    context = {
        "name": found.name,
        "form": form,
        "staff": rows,
        "add_url": reverse("meetings:administration_employ", args=[office]),
    }
    return render(request, "administration/office.html", context, status=422 if form.is_bound else 200)


def employment(request: HttpRequest, office: str, employment: int | None = None) -> HttpResponse:
    """Somebody begins in the office, or has another period."""
    actor = viewer(request)
    found = office_for(actor, office)
    there = next((one for one in found.staff.all() if one.pk == employment), None)
    if employment is not None and there is None:
        raise Http404
    days = _days(there) if there else Days(today(), None)
    initial = {"begins": days.begins, "last": days.last}
    form: Any = (EmploymentForm if there else NewEmploymentForm)(request.POST or None, initial=initial)
    if form.does(
        lambda: (
            change_employment(employment_id=there.pk, actor=actor, **form.cleaned_data)
            if there
            else employ(office_id=found.pk, actor=actor, **form.cleaned_data)
        )
    ):
        messages.success(request, "Gemt.")
        return redirect(_url(found))
    context = {
        "title": there.person.name if there else "Ny medarbejder",
        "of": found.name,
        "parents": [
            {"label": "Kontorer", "url": reverse("meetings:administration_offices")},
            {"label": found.name, "url": _url(found)},
        ],
        "form": form,
        "back_url": _url(found),
    }
    return render(request, "administration/row.html", context, status=422 if form.is_bound else 200)


def invite(request: HttpRequest, office: str, employment: int) -> HttpResponse:
    """*Invitér* somebody who works here."""
    found = office_for(viewer(request), office)
    if employment not in {one.pk for one in found.staff.all()}:
        raise Http404
    try:
        sent = invite_staff(employment_id=employment, actor=viewer(request))
    except Refusal as refusal:
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, f"Invitationen er sendt til {sent.recipient}. Linket virker i 48 timer.")
    return redirect(_url(found))


def _days(employment: OfficeStaff) -> Days:
    """The days of an employment, whose last moment is a midnight in Copenhagen."""
    begins, ends = employment.period.lower, employment.period.upper
    last = timezone.localdate(ends - timedelta(microseconds=1)) if ends else None
    return Days(timezone.localdate(begins) if begins else None, last + timedelta(days=1) if last else None)


def _url(office: Office) -> str:
    return reverse("meetings:administration_office", args=[office.slug])
