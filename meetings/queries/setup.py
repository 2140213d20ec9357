"""What *Opsætning* shows of bodies and organisations."""

from datetime import date
from typing import Any

from django.db.models import Case, OuterRef, QuerySet, Subquery, Sum, When

from meetings.models import Body, Council, Membership, Organisation, SeatAllocation
from rarportal.core.clock import now
from rarportal.core.refusal import Unseen


def bodies_with_chair(council: Council) -> QuerySet[Any]:
    """The council's bodies, itself first, then the chairmanship, each with `.chair`: its chair's name now."""
    chairs = Membership.objects.filter(body=OuterRef("pk"), role="CHAIR", period__contains=now())
    order = Case(When(kind=Body.Kind.COUNCIL, then=0), When(kind=Body.Kind.CHAIRMANSHIP, then=1), default=2)
    return council.bodies.annotate(chair=Subquery(chairs.values("person__name")[:1])).order_by(order, "name")


def body_of(council: Council, slug: str) -> Body:
    """One of the council's bodies by its address. Raises Unseen when there is none."""
    body = council.bodies.filter(slug=slug).first()
    if body is None:
        raise Unseen
    return body


def organisations_on(council: Council, day: date) -> QuerySet[Any]:
    """All organisations, with `.seats` in the council on the day: None where they have none."""
    held = SeatAllocation.objects.filter(organisation=OuterRef("pk"), council=council, period__contains=day)
    return Organisation.objects.annotate(seats=Subquery(held.values("seats")[:1])).order_by("short_name")


def seats_in_all(council: Council, day: date) -> int:
    """How many seats all organisations have in the council on the day."""
    found = SeatAllocation.objects.filter(council=council, period__contains=day).aggregate(all=Sum("seats"))
    return found["all"] or 0


def organisation_of(pk: int) -> Organisation:
    """An organisation. Raises Unseen when there is none."""
    one = Organisation.objects.filter(pk=pk).first()
    if one is None:
        raise Unseen
    return one
