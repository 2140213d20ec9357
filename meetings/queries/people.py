"""A council's people: who they are, what they are and were in its bodies, and who sat there on a day.

Contact data is the secretariat's: everything here asks Can.MANAGE_PEOPLE first, and finds the council's own people.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from meetings.models import Body, Council, Membership, Organisation, Person, SeatAllocation
from meetings.queries.standing import council_for
from meetings.rules.memberships import Allocated, Held
from meetings.rules.moments import day_of
from meetings.rules.names import sort_key
from meetings.rules.retention import contact_is_due
from meetings.rules.versions import mark_of
from rarportal.core.clock import now
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Unseen

PUBLIC_BODIES = (Body.Kind.COUNCIL, Body.Kind.CHAIRMANSHIP)  # who sits there is public knowledge, of any council


def managed_council(actor: Actor, council: str) -> Council:
    """The council whose people the actor looks after. Raises Unseen or Forbidden without the right."""
    return council_for(actor, council=council, can=Can.MANAGE_PEOPLE)[0]


def people_of(council: Council) -> QuerySet[Person]:
    """Everybody whom the council registered, or who has or had a seat in one of its bodies."""
    seated = Membership.objects.filter(person=OuterRef("pk"), body__council=council)
    return Person.objects.filter(Q(registered_in=council) | Exists(seated))


@dataclass(frozen=True)
class Search:
    """What the list of people is searched by; None and "" mean everybody."""

    words: str = ""
    body_id: int | None = None
    day: date | None = None


def find_people(council: Council, search: Search) -> list[int]:
    """The ids of those whom the search finds, in Danish alphabetical order (one query)."""
    found = people_of(council)
    for word in search.words.split():
        found = found.filter(name__icontains=word)
    if search.body_id or search.day:
        seats = Membership.objects.filter(person=OuterRef("pk"), body__council=council)
        if search.body_id:
            seats = seats.filter(body=search.body_id)
        if search.day:
            seats = seats.filter(period__overlap=_range(search.day))
        found = found.filter(Exists(seats))
    return [pk for pk, name in sorted(found.values_list("pk", "name"), key=lambda row: sort_key(row[1]))]


def people_with_seats(council: Council, ids: list[int], day: date | None) -> list[Person]:
    """These people, in this order, with `.seats_then`: their seats in the council on the day (now, without one)."""
    then = {"period__overlap": _range(day)} if day else {"period__contains": now()}
    seats = Membership.objects.filter(body__council=council, **then).select_related("body", "organisation")
    prefetch = Prefetch("memberships", queryset=seats.order_by("-body__kind", "body__name"), to_attr="seats_then")
    found = Person.objects.filter(pk__in=ids).select_related("user").prefetch_related(prefetch)
    return sorted(found, key=lambda person: ids.index(person.pk))


def person_for(actor: Actor, *, council: str, person: int) -> tuple[Council, Person]:
    """One of the council's people. Raises Unseen for anybody else's, Forbidden without the right."""
    managed = managed_council(actor, council)
    found = people_of(managed).select_related("user", "registered_in").filter(pk=person).first()
    if found is None:
        raise Unseen
    return managed, found


def seats_of(person: Person, council: Council) -> tuple[list[Membership], list[Membership]]:
    """The person's seats in the council's bodies, and those in other councils that are public knowledge.

    The newest first. Of other councils: the council itself and its chairmanship, never a committee.
    """
    seats = (
        person.memberships.filter(Q(body__council=council) | Q(body__kind__in=PUBLIC_BODIES))
        .select_related("body__council", "organisation", "substitute_for__person")
        .order_by("-period", "body__name")
    )
    own = [seat for seat in seats if seat.body.council_id == council.pk]
    return own, [
        seat for seat in seats if seat.body.council_id != council.pk and seat.role != Membership.Role.SUBSTITUTE
    ]


def person_of(actor: Actor) -> tuple[Person | None, list[Membership]]:
    """The person behind a sign-in, and all their seats, the newest first; nobody behind a bare account."""
    person = Person.objects.filter(pk=actor.person_id or 0).first()
    if person is None:
        return None, []
    return person, list(person.memberships.select_related("body", "organisation").order_by("-period"))


def seat_for(actor: Actor, *, council: str, person: int, membership: int) -> tuple[Council, Person, Membership]:
    """A seat in the council's bodies. Raises Unseen for another council's, Forbidden without the right."""
    managed, found = person_for(actor, council=council, person=person)
    seat = (
        found.memberships.filter(pk=membership, body__council=managed)
        .select_related("body", "person", "organisation")
        .first()
    )
    if seat is None:
        raise Unseen
    return managed, found, seat


def mark_of_seat(seat: Membership) -> str:
    """Which version of a seat somebody has seen (rules/versions.py)."""
    period = [moment and moment.isoformat() for moment in (seat.period.lower, seat.period.upper)]
    return mark_of((seat.body_id, seat.role, seat.organisation_id, period, seat.substitute_for_id, seat.end_reason))


def bodies_of_council(council: Council) -> list[Body]:
    """The council itself, its chairmanship, its committees."""
    order = {Body.Kind.COUNCIL: 0, Body.Kind.CHAIRMANSHIP: 1}
    return sorted(council.bodies.all(), key=lambda body: (order.get(Body.Kind(body.kind), 2), sort_key(body.name)))


def organisations() -> list[Organisation]:
    """All, by their short names."""
    return sorted(Organisation.objects.all(), key=lambda one: sort_key(one.short_name))


def members_to_stand_in_for(council: Council) -> list[Membership]:
    """Seats of members that a substitute can be for, by name."""
    seats = Membership.objects.filter(body__council=council, role=Membership.Role.MEMBER)
    return sorted(seats.select_related("person", "body"), key=lambda seat: sort_key(seat.person.name))


def seats_on(council: Council, body: Body, day: date) -> list[Membership]:
    """Who had a seat in the body at any moment of the day, by name; two, when the seat changed hands that day."""
    seats = Membership.objects.filter(body=body, period__overlap=_range(day))
    return sorted(seats.select_related("person", "organisation"), key=lambda seat: sort_key(seat.person.name))


def held_seats(council: Council) -> list[Held]:
    """All seats in the council's bodies, as the rules know them (one query)."""
    return [held(seat) for seat in Membership.objects.filter(body__council=council).select_related("body")]


def held(seat: Membership) -> Held:
    """A seat as the rules know it; its `body` is loaded."""
    return Held(
        key=seat.pk,
        person=seat.person_id,
        body=seat.body_id,
        body_kind=seat.body.kind,
        role=seat.role,
        begins=_local(seat.period.lower),
        ends=_local(seat.period.upper),
        organisation=seat.organisation_id,
        substitute_for=seat.substitute_for_id,
    )


def allocations_of(council: Council) -> list[Allocated]:
    """How many members each organisation has, and when (one query)."""
    rows = SeatAllocation.objects.filter(council=council)
    return [Allocated(row.organisation_id, row.seats, row.period.lower, row.period.upper) for row in rows]


def ends_of(person: Person) -> list[datetime | None]:
    """When each of the person's seats and posts ends, in any council (two queries)."""
    periods = [
        *person.memberships.values_list("period", flat=True),
        *person.employments.values_list("period", flat=True),
    ]
    return [period.upper for period in periods]


def due_for_removal() -> list[int]:
    """The people whose contact data must go by now (rules/retention.py), administrators apart."""
    known = Person.objects.filter(
        ~Q(email="", phone="", employer="") | Q(user__is_active=True), Q(user=None) | Q(user__is_administrator=False)
    ).prefetch_related("memberships", "employments")
    at = now()
    return [
        person.pk
        for person in known
        if contact_is_due(
            [seat.period.upper for seat in person.memberships.all()]
            + [post.period.upper for post in person.employments.all()],
            at,
        )
    ]


def _range(day: date) -> DateTimeTZRange:
    return DateTimeTZRange(*day_of(day))


def _local(at: datetime | None) -> datetime | None:
    return timezone.localtime(at) if at else None
