"""*Personer*: a council's people, and one person's page."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode

from meetings.forms.people import SearchForm
from meetings.models import Body, Council, Membership, Person
from meetings.queries.accounts import invitations_of
from meetings.queries.people import (
    Search,
    bodies_of_council,
    find_people,
    managed_council,
    people_with_seats,
    person_for,
    seats_of,
)
from meetings.views.setup.index import menu
from meetings.views.viewer import viewer
from rarportal.core.clock import now

PEOPLE_PER_PAGE = 50


def people(request: HttpRequest, council: str) -> HttpResponse:
    """Everybody of the council, by name; searched by name, body and day."""
    managed = managed_council(viewer(request), council)
    bodies = bodies_of_council(managed)
    form = SearchForm(request.GET, bodies=bodies)
    asked = form.cleaned_data if form.is_valid() else {}
    body = next((one for one in bodies if one.slug == asked.get("forum")), None)
    day = asked.get("dag")
    ids = find_people(managed, Search(asked.get("navn", ""), body.pk if body else None, day))
    page = Paginator(ids, PEOPLE_PER_PAGE).get_page(request.GET.get("side"))
    context = {
        "setup": menu(managed, "people"),
        "form": form,
        "day": day,
        "people": [_row(one, managed) for one in people_with_seats(managed, list(page), day)],
        "page": page,
        "query": urlencode({name: str(value) for name, value in request.GET.items() if name != "side"}),
        "count": len(ids),
        "new_url": reverse("meetings:new_person", args=[council]),
        "list_url": reverse("meetings:member_list", args=[council]),
        "seats_url": reverse("meetings:seats", args=[council]),
    }
    return render(request, "setup/people.html", context, status=200 if form.is_valid() else 422)


def _row(person: Person, council: Council) -> dict[str, Any]:
    return {
        "name": person.name,
        "url": person_url("person", council, person),
        "seats": [_short(seat, council) for seat in person.seats_then],  # type: ignore[attr-defined]
        "signs_in": bool(person.user and person.user.is_active),
    }


def _short(seat: Membership, council: Council) -> str:
    """ "medlem (DA)"; "formand" says itself where; a committee is named."""
    if seat.body.kind == Body.Kind.CHAIRMANSHIP:
        return seat.get_role_display()
    words = seat.get_role_display() + (f" ({seat.organisation.short_name})" if seat.organisation else "")
    committee = seat.body.name.removesuffix(f" i {council.name}")
    return words if seat.body.kind == Body.Kind.COUNCIL else f"{words} i {committee}"


def person_url(name: str, council: Council, person: Person, *more: Any) -> str:
    """The address of one of a person's pages."""
    return reverse(f"meetings:{name}", args=[council.slug, person.pk, *more])


def person(request: HttpRequest, council: str, person: int) -> HttpResponse:
    """One person: contact data, seats over time, and what the secretariat can do."""
    managed, found = person_for(viewer(request), council=council, person=person)
    own, others = seats_of(found, managed)
    context = {
        "setup": menu(managed, "people"),
        "person": found,
        "signs_in": bool(found.user and found.user.is_active),
        "seats": [_seat_row(seat, managed) for seat in own],
        "elsewhere": [_seat_row(seat, managed) for seat in others],
        "people_url": reverse("meetings:people", args=[council]),
        "edit_url": person_url("edit_person", managed, found),
        "told_url": person_url("told_contact", managed, found),
        "seat_url": person_url("new_seat", managed, found),
        "file_url": person_url("person_file", managed, found),
        "remove_url": person_url("remove_contact", managed, found),
        "invitations": invitations_of(found),
        "invite_url": person_url("invite", managed, found),
        "withdraw_url": person_url("withdraw_invitation", managed, found),
    }
    return render(request, "setup/person.html", context)


def _seat_row(seat: Membership, council: Council) -> dict[str, Any]:
    begins, ends, at = seat.period.lower, seat.period.upper, now()
    is_ours = seat.body.council_id == council.pk
    is_over = bool(ends and ends <= at)
    return {
        "role": seat.get_role_display(),
        "body": seat.body.name,
        "organisation": seat.organisation.short_name if seat.organisation else "",
        "substitute_for": seat.substitute_for.person.name if is_ours and seat.substitute_for else "",
        "period": written_period(begins, ends),
        "state": "ophørt" if is_over else "kommer" if begins and begins > at else "nu",
        "reason": seat.end_reason if is_ours else "",
        "edit_url": person_url("edit_seat", council, seat.person, seat.pk) if is_ours else "",
        "end_url": person_url("end_seat", council, seat.person, seat.pk) if is_ours and not is_over else "",
    }


def written_period(begins: Any, ends: Any) -> str:
    """ "fra 1. juli 2022 til 26. september 2023 kl. 10.15"; midnight goes without saying."""
    words = [f"{word} {written_moment(at)}" for word, at in (("fra", begins), ("til", ends)) if at]
    return " ".join(words) or "uden grænser"


def written_moment(at: Any) -> str:
    """A moment in Copenhagen: the day, and the hour when it isn't midnight."""
    local = timezone.localtime(at)
    return date_format(local, "j. F Y") + (f" kl. {local:%H.%M}" if (local.hour, local.minute) != (0, 0) else "")
