"""*Mine oplysninger*: what a signed-in person can see, correct and fetch of their own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from meetings.actions.contact import save_own_contact
from meetings.forms.people import ContactForm
from meetings.queries.insight import data_for_oneself
from meetings.queries.people import person_of
from meetings.views.setup.filling import attempt
from meetings.views.setup.people import written_period
from meetings.views.setup.person import as_file
from meetings.views.viewer import viewer


def own_data(request: HttpRequest) -> HttpResponse:
    """My name, my contact data to correct, my seats, and the file of everything."""
    actor = viewer(request)
    person, seats = person_of(actor)
    if person is None and request.method == "POST":
        messages.error(request, "Der er ingen person knyttet til din konto, så her er intet at rette.")
        return redirect(request.path)
    form = ContactForm(request.POST or None, person=person)
    status = attempt(form, lambda: save_own_contact(values=form.values, seen=form.seen, actor=actor))
    if status == 200:
        messages.success(request, "Dine oplysninger er gemt.")
        return redirect(request.path)
    context = {
        "person": person,
        "form": form,
        "seats": [
            {"role": seat.get_role_display(), "body": seat.body.name,
             "organisation": seat.organisation.short_name if seat.organisation else "",
             "period": written_period(seat.period.lower, seat.period.upper)}
            for seat in seats
        ],
        "file_url": reverse("meetings:own_file"),
    }  # fmt: skip
    return render(request, "meetings/own_data.html", context, status=status or 200)


def own_file(request: HttpRequest) -> HttpResponse:
    """Everything the portal has on me, as a file."""
    return as_file(data_for_oneself(viewer(request)))
