"""*Mødefora*: the council's bodies, new committees, names, and closing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from meetings.actions.bodies import add_committee, close_body, rename_body
from meetings.forms.setup import BodyForm, ClosingForm
from meetings.models import Body
from meetings.queries.setup import bodies_with_chair, body_of
from meetings.queries.standing import council_for
from meetings.rules.names import address_of
from meetings.views.setup.index import menu
from meetings.views.viewer import viewer
from rarportal.core.permissions import Can


def bodies(request: HttpRequest, council: str) -> HttpResponse:
    """The list, and a new committee."""
    actor = viewer(request)
    found, _ = council_for(actor, council=council, can=Can.SET_UP)
    form = BodyForm(request.POST or None)
    if form.does(lambda: add_committee(council=found, name=form.cleaned_data["name"], actor=actor)):
        messages.success(request, f"{form.cleaned_data['name']} er oprettet.")
        return redirect("meetings:setup_bodies", council)
    rows = [
        {
            "name": body.name,
            "kind": body.get_kind_display(),
            "chair": body.chair,
            "ended_on": body.ended_on,
            "url": reverse("meetings:setup_body", args=[council, body.slug]),
        }
        for body in bodies_with_chair(found)
    ]
    address = f"/mit/{council}/{address_of(str(form['name'].value() or '')) or 'positivlisteudvalget'}/"
    context = {"setup": menu(found, "setup_bodies"), "bodies": rows, "form": form, "example_address": address}
    return render(request, "setup/bodies.html", context, status=422 if form.is_bound else 200)


def body(request: HttpRequest, council: str, body: str) -> HttpResponse:
    """One of them: rename it, or close it."""
    actor = viewer(request)
    found, _ = council_for(actor, council=council, can=Can.SET_UP)
    one = body_of(found, body)
    closing = "nedlaeg" in request.POST
    sent = request.POST or None
    name_form = BodyForm(None if closing else sent, initial={"name": one.name})
    closing_form = ClosingForm(sent if closing else None, initial={"ended_on": one.ended_on})
    form: Any = closing_form if closing else name_form
    act = close_body if closing else rename_body
    if form.does(lambda: act(body_id=one.pk, actor=actor, **form.cleaned_data)):
        messages.success(request, "Mødeforummet er nedlagt." if closing else "Navnet er rettet.")
        return redirect("meetings:setup_bodies", council)
    context = {
        "setup": menu(found, "setup_bodies"),
        "body": {"name": one.name, "ended_on": one.ended_on, "is_committee": one.kind == Body.Kind.COMMITTEE},
        "address": reverse("meetings:body", args=[council, one.slug]),
        "name_form": name_form,
        "closing_form": closing_form,
        "form": form,
    }
    return render(request, "setup/body.html", context, status=422 if form.is_bound else 200)
