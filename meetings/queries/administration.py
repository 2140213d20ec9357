"""What administrators keep: councils over time with all that is dated about them, and offices. No meeting material."""

from datetime import date

from django.db.models import Prefetch

from meetings.models import (
    Council,
    Coverage,
    Meeting,
    Membership,
    Neighbour,
    Office,
    OfficeService,
    OfficeStaff,
    SeatAllocation,
)
from meetings.rules.names import sort_key
from rarportal.core.models import LogEntry
from rarportal.core.permissions import Actor, Can, Role, may
from rarportal.core.refusal import Unseen


def require_administrator(actor: Actor) -> None:
    """Raises Unseen for everybody who is no administrator: they learn nothing."""
    roles = {Role.PUBLIC, Role.ADMINISTRATOR} if actor.is_administrator else {Role.PUBLIC}
    if not may(roles, Can.ADMINISTER):
        raise Unseen


def entered_in_portal() -> frozenset[str]:
    """Facts that administrators have entered by hand, as the log has them: "council 3 name", "office 2".

    The loading of the files leaves them alone.
    """
    entries = LogEntry.objects.filter(detail__has_key="facts").values_list("detail__facts", flat=True)
    return frozenset(fact for facts in entries for fact in facts)


def what_hangs_on(council: Council) -> str:
    """Why a council can't be removed, in Danish; "" when nothing but what the files say hangs on it."""
    if Meeting.objects.filter(body__council=council).exists():
        return "det har møder"
    if Membership.objects.filter(body__council=council).exists():
        return "det har medlemmer"
    if council.predecessors.exists():
        return "det har afløst et andet råd"
    if LogEntry.objects.filter(council_id=council.pk, user__isnull=False).exists():
        return "der er arbejdet med det i portalen"
    return ""


def all_councils(actor: Actor) -> list[Council]:
    """Every council there was, is and will be, by its first day. Raises Unseen for who is no administrator."""
    require_administrator(actor)
    councils = Council.objects.select_related("successor")
    return sorted(councils, key=lambda council: (council.period.lower or date.min, sort_key(council.name)))


def council_for_administrator(actor: Actor, slug: str) -> Council:
    """A council with its rows: `.services`, `.coverage`, `.seat_allocations`, `.neighbours`. Raises Unseen."""
    require_administrator(actor)
    council = (
        Council.objects.prefetch_related(
            Prefetch("services", OfficeService.objects.select_related("office").order_by("period")),
            Prefetch("coverage", Coverage.objects.select_related("municipality").order_by("period")),
            Prefetch("seat_allocations", SeatAllocation.objects.select_related("organisation").order_by("period")),
            Prefetch("neighbours", Neighbour.objects.select_related("neighbour")),
        )
        .filter(slug=slug)
        .first()
    )
    if council is None:
        raise Unseen
    return council


def offices_for(actor: Actor) -> list[Office]:
    """All offices, each with `.services`. Raises Unseen for who is no administrator."""
    require_administrator(actor)
    services = Prefetch("services", OfficeService.objects.select_related("council"))
    return list(Office.objects.prefetch_related(services).order_by("name"))


def office_for(actor: Actor, slug: str) -> Office:
    """An office with who has worked in it. Raises Unseen for who is no administrator, or when there is none."""
    require_administrator(actor)
    staff = Prefetch("staff", OfficeStaff.objects.select_related("person").order_by("person__name", "period"))
    office = Office.objects.prefetch_related(staff).filter(slug=slug).first()
    if office is None:
        raise Unseen
    return office
