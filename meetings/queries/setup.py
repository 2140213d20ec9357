"""What *Opsætning* shows of bodies and organisations."""

from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from meetings.models import Body, Council, Membership, Organisation, SeatAllocation
from rarportal.core.clock import now
from rarportal.core.refusal import Unseen


def bodies_with_chair(council: Council) -> QuerySet[Body]:
    """The council's bodies, itself first, then the chairmanship, each with `.chair`: its chair's name now."""
    chairs = Membership.objects.filter(body=OuterRef("pk"), role="CHAIR", period__contains=now())
    return council.bodies.annotate(chair=Subquery(chairs.values("person__name")[:1])).order_by("-kind", "name")


def body_of(council: Council, slug: str) -> Body:
    """One of the council's bodies by its address. Raises Unseen when there is none."""
    body = council.bodies.filter(slug=slug).first()
    if body is None:
        raise Unseen
    return body


def organisations_on(council: Council, day: date) -> QuerySet[Organisation]:
    """All organisations, with `.seats` in the council on the day: None where they have none."""
    held = SeatAllocation.objects.filter(organisation=OuterRef("pk"), council=council, period__contains=day)
    return Organisation.objects.annotate(seats=Subquery(held.values("seats")[:1])).order_by("short_name")


def seats_in_all(council: Council, day: date) -> int:
    """How many seats all organisations have in the council on the day."""
    found = SeatAllocation.objects.filter(Q(council=council), period__contains=day).aggregate(all=Sum("seats"))
    return found["all"] or 0


def organisation_of(pk: int) -> Organisation:
    """An organisation. Raises Unseen when there is none."""
    one = Organisation.objects.filter(pk=pk).first()
    if one is None:
        raise Unseen
    return one
