"""*Ny person*, *Ret*, *Hent personens oplysninger* and *Fjern kontaktoplysninger*."""

import json
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from meetings.actions.contact import remove_contact, save_own_contact
from meetings.actions.people import add_person, change_person
from meetings.forms import ReasonForm
from meetings.forms.people import PersonForm, ToldContactForm
from meetings.models import Council
from meetings.queries.insight import data_for_secretariat
from meetings.queries.people import ends_of, managed_council, person_for
from meetings.rules.retention import is_in_service
from meetings.views.setup.filling import attempt
from meetings.views.setup.index import menu
from meetings.views.setup.people import person_url
from meetings.views.viewer import viewer
from rarportal.core.clock import now


def new_person(request: HttpRequest, council: str) -> HttpResponse:
    """*Ny person*: name and contact data; seats come after."""
    managed = managed_council(viewer(request), council)
    form, made = PersonForm(request.POST or None), []
    status = attempt(form, lambda: made.append(add_person(council=council, values=form.values, actor=viewer(request))))
    if made:
        messages.success(request, "Personen er oprettet.")
        return redirect(person_url("person", managed, made[0]))
    cancel = reverse("meetings:people", args=[council])
    return form_page(request, managed, form, status, title="Ny person", button="Opret personen", cancel_url=cancel)


def edit_person(request: HttpRequest, council: str, person: int) -> HttpResponse:
    """*Ret*: name and contact data."""
    managed, found = person_for(viewer(request), council=council, person=person)
    form = PersonForm(request.POST or None, person=found)
    status = attempt(
        form,
        lambda: change_person(
            council=council, person_id=person, values=form.values, seen=form.seen, actor=viewer(request)
        ),
    )
    back = person_url("person", managed, found)
    if status == 200:
        messages.success(request, "Oplysningerne er gemt.")
        return redirect(back)
    return form_page(
        request, managed, form, status, title=f"Ret {found.name}", button="Gem", cancel_url=back, person=found
    )


def told_contact(request: HttpRequest, council: str, person: int) -> HttpResponse:
    """*Ret på personens vegne*: contact data as the person told it, with how and when."""
    managed, found = person_for(viewer(request), council=council, person=person)
    form = ToldContactForm(request.POST or None, person=found)

    def save() -> None:
        behalf = form.behalf_of(found.pk, found.name)
        save_own_contact(values=form.values, seen=form.seen, actor=replace(viewer(request), behalf=behalf))

    status = attempt(form, save)
    back = person_url("person", managed, found)
    if status == 200:
        messages.success(request, "Oplysningerne er gemt på personens vegne.")
        return redirect(back)
    title = f"Ret på vegne af {found.name}"
    return form_page(request, managed, form, status, title=title, button="Gem", cancel_url=back, person=found)


def form_page(request: HttpRequest, council: Council, form: Any, status: int, **context: Any) -> HttpResponse:
    """A page of one form about a person, with the way back."""
    crumbs = [("Personer", reverse("meetings:people", args=[council.slug]))]
    if person := context.pop("person", None):
        crumbs.append((person.name, person_url("person", council, person)))
    context |= {"setup": menu(council, "people"), "form": form, "crumbs": crumbs}
    return render(request, "setup/people_form.html", context, status=status or 200)


def person_file(request: HttpRequest, council: str, person: int) -> HttpResponse:
    """*Hent personens oplysninger*: what the portal has on the person, as far as it is the council's."""
    return as_file(data_for_secretariat(viewer(request), council=council, person=person))


def as_file(data: dict[str, Any]) -> HttpResponse:
    """A person's data as a file that is saved, not shown."""
    answer = HttpResponse(
        json.dumps(data, ensure_ascii=False, indent=2), content_type="application/json; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="personoplysninger.json"'
    return answer


def remove(request: HttpRequest, council: str, person: int) -> HttpResponse:
    """*Fjern kontaktoplysninger*: ask first, then remove them and close the sign-in."""
    managed, found = person_for(viewer(request), council=council, person=person)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    del form.fields["reason"]
    status = attempt(form, lambda: remove_contact(council=council, person_id=person, actor=viewer(request)))
    if status == 200:
        messages.success(request, "Kontaktoplysningerne er fjernet.")
        return redirect(person_url("person", managed, found))
    context = {
        "setup": menu(managed, "people"),
        "form": form,
        "person": found,
        "in_service": is_in_service(ends_of(found), now()),
        "people_url": reverse("meetings:people", args=[council]),
        "cancel_url": person_url("person", managed, found),
    }
    return render(request, "setup/remove_contact.html", context, status=status or 200)
