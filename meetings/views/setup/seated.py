"""*Hvem sad hvor?*: a body's list on any day."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from meetings.forms.people import SeatsForm
from meetings.models import Council, Membership
from meetings.queries.people import bodies_of_council, managed_council, seats_on
from meetings.rules.names import sort_key
from meetings.views.setup.index import menu
from meetings.views.setup.people import person_url
from meetings.views.viewer import viewer
from rarportal.core.clock import today


def seats(request: HttpRequest, council: str) -> HttpResponse:
    """*Hvem sad hvor?*: a body's seats on a day, by organisation, substitutes beside their members."""
    managed = managed_council(viewer(request), council)
    bodies = bodies_of_council(managed)
    asked = request.GET if request.GET.get("forum") else {"forum": bodies[0].slug, "dag": today().isoformat()}
    form = SeatsForm(asked, bodies=bodies, blank="")
    groups: list[dict[str, Any]] = []
    body, day = None, today()
    if form.is_valid():
        day = form.cleaned_data["dag"] or today()
        body = next(one for one in bodies if one.slug == form.cleaned_data["forum"] or not form.cleaned_data["forum"])
        groups = _groups(seats_on(managed, body, day), managed, day)
    context = {
        "setup": menu(managed, "people"),
        "form": form,
        "body": body,
        "day": day,
        "groups": groups,
        "people_url": reverse("meetings:people", args=[council]),
    }
    return render(request, "setup/seats.html", context, status=200 if form.is_valid() else 422)


def _groups(seats: list[Membership], council: Council, day: date) -> list[dict[str, Any]]:
    """Organisations in Danish order, then those without one, then the observers."""
    members = {seat.pk: {**_sat(seat, council, day), "substitutes": []} for seat in seats}
    groups: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for seat in seats:
        row = members[seat.pk]
        if seat.role == Membership.Role.SUBSTITUTE and seat.substitute_for_id in members:
            members[seat.substitute_for_id]["substitutes"].append(row)
            continue
        group = (0, seat.organisation.name) if seat.organisation else (1, "Uden organisation")
        if seat.role == Membership.Role.OBSERVER:
            group = (2, "Tilforordnede")
            row["organisation"] = seat.organisation.short_name if seat.organisation else ""
        groups.setdefault(group, []).append(row)
    ordered = sorted(groups, key=lambda group: (group[0], sort_key(group[1])))
    return [{"title": group[1], "rows": groups[group]} for group in ordered]


def _sat(seat: Membership, council: Council, day: date) -> dict[str, Any]:
    changes = [
        f"{word} kl. {timezone.localtime(at):%H.%M}"
        for word, at in (("fra", seat.period.lower), ("til", seat.period.upper))
        if at and timezone.localdate(at) == day and f"{timezone.localtime(at):%H.%M}" != "00.00"
    ]
    role = "" if seat.role in {Membership.Role.MEMBER, Membership.Role.OBSERVER} else seat.get_role_display()
    return {
        "name": seat.person.name,
        "url": person_url("person", council, seat.person),
        "role": role,
        "that_day": " ".join(changes),
    }
