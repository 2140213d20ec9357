"""A person's seats: *Ny plads*, *Ret*, *Afslut plads*."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from meetings.actions.seats import change_seat, end_seat, give_seat
from meetings.forms.people import EndForm, SeatForm
from meetings.models import Council, Membership, Person
from meetings.queries.people import (
    bodies_of_council,
    mark_of_seat,
    members_to_stand_in_for,
    organisations,
    person_for,
    seat_for,
)
from meetings.views.setup.filling import attempt
from meetings.views.setup.people import person_url
from meetings.views.setup.person import form_page
from meetings.views.viewer import viewer


def new_seat(request: HttpRequest, council: str, person: int) -> HttpResponse:
    """*Ny plads* in one of the council's bodies."""
    managed, found = person_for(viewer(request), council=council, person=person)
    form = _form(request, managed)

    def run() -> Any:
        return give_seat(council=council, person_id=person, actor=viewer(request), **form.values)

    words = {"title": f"Ny plads til {found.name}", "button": "Giv pladsen", "done": "Pladsen er givet."}
    return _answer(request, managed, found, form, run, **words)


def edit_seat(request: HttpRequest, council: str, person: int, membership: int) -> HttpResponse:
    """*Ret*: correct or extend a seat."""
    managed, found, seat = seat_for(viewer(request), council=council, person=person, membership=membership)
    form = _form(request, managed, seat)

    def run() -> Any:
        return change_seat(
            council=council,
            person_id=person,
            membership_id=membership,
            seen=request.POST.get("seen", ""),
            actor=viewer(request),
            **form.values,
        )

    words = {"title": f"Ret {found.name}s plads", "button": "Gem", "done": "Pladsen er rettet."}
    return _answer(request, managed, found, form, run, seen=mark_of_seat(seat), **words)


def finish_seat(request: HttpRequest, council: str, person: int, membership: int) -> HttpResponse:
    """*Afslut plads* at a moment, with the reason."""
    managed, found, seat = seat_for(viewer(request), council=council, person=person, membership=membership)
    form = EndForm(request.POST or None)

    def run() -> Any:
        given = form.cleaned_data
        return end_seat(
            council=council,
            person_id=person,
            membership_id=membership,
            ends=given["ends"],
            reason=given["reason"],
            actor=viewer(request),
        )

    title = f"Afslut {found.name}s plads som {seat.get_role_display()} i {seat.body.name}"
    words = {"title": title, "button": "Afslut pladsen", "done": "Pladsen er afsluttet."}
    return _answer(request, managed, found, form, run, **words)


def _form(request: HttpRequest, council: Council, seat: Membership | None = None) -> SeatForm:
    return SeatForm(
        request.POST or None,
        bodies=bodies_of_council(council),
        organisations=organisations(),
        members=members_to_stand_in_for(council),
        seat=seat,
    )


def _answer(
    request: HttpRequest,
    council: Council,
    person: Person,
    form: Any,
    run: Callable[[], Any],
    *,
    title: str,
    button: str,
    done: str,
    seen: str = "",
) -> HttpResponse:
    status, back = attempt(form, run), person_url("person", council, person)
    if status == 200:
        messages.success(request, done)
        return redirect(back)
    if "anyway" in form.fields and "anyway" not in form.errors and not form.data.get("anyway"):
        del form.fields["anyway"]  # asked only after a warning
    return form_page(
        request, council, form, status, title=title, button=button, cancel_url=back, person=person, seen=seen
    )
