"""Meetings as a viewer may see them: the public list, the workspace, and one meeting by its address."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q, QuerySet

from meetings.models import Body, Council, Coverage, Meeting, OfficeService, Publication, StandIn
from meetings.queries.publications import is_out
from meetings.queries.standing import Holdings, holdings_of, require, roles_in
from meetings.rules.names import sort_key
from rarportal.core.clock import now, today
from rarportal.core.errands import LATE_AFTER
from rarportal.core.models import Errand, LogEntry
from rarportal.core.permissions import Actor, Can, Role, may
from rarportal.core.refusal import Unseen

State = Meeting.State


DATED = (
    Prefetch("services", OfficeService.objects.select_related("office")),
    Prefetch("coverage", Coverage.objects.select_related("municipality")),
)


def councils() -> list[Council]:
    """All councils, of today, to come and earlier, each described (`_describe`)."""
    found = list(Council.objects.prefetch_related(*DATED))
    for council in found:
        _describe(council)
    return found


def _describe(council: Council) -> None:
    """Add whether it is of today or to come, its municipalities and its office; before or after its time, as they
    were on the nearest day of it."""
    begins, ends = council.period.lower, council.period.upper
    council.is_current = today() in council.period
    council.is_coming = begins is not None and today() < begins
    day = begins if council.is_coming else ends - timedelta(days=1) if ends and ends <= today() else today()
    council.office_name = next((one.office.name for one in council.services.all() if day in one.period), "")
    council.places = sorted(
        (one.municipality.name for one in council.coverage.all() if day in one.period), key=sort_key
    )


def council_of(slug: str) -> Council:
    """A council by its address, of whatever time, with those it followed. Raises Unseen when there is none."""
    council = (
        Council.objects.select_related("successor").prefetch_related(*DATED, "predecessors").filter(slug=slug).first()
    )
    if council is None:
        raise Unseen
    _describe(council)
    return council


def council_at(slug: str) -> Council:
    """A council by its address, as it is in its table. Raises Unseen when there is none."""
    council = Council.objects.filter(slug=slug).first()
    if council is None:
        raise Unseen
    return council


def public_meetings(council: Council) -> QuerySet[Any]:
    """The council's own meetings, the newest first, each with `.kinds_out`: the kinds of its papers that are public.

    An array of the few meetings that a page shows: two EXISTS are answered for all publications there are.
    """
    out = Publication.objects.filter(is_out(now()), meeting=OuterRef("pk")).order_by()
    return council_meetings().filter(body__council=council).annotate(kinds_out=ArraySubquery(out.values("kind")))


def council_meetings() -> QuerySet[Meeting]:
    """Meetings of councils themselves: the only ones whose existence is public."""
    return Meeting.objects.filter(body__kind=Body.Kind.COUNCIL).select_related("body__council")


def upcoming(*, council: Council | None = None, limit: int = 5) -> QuerySet[Meeting]:
    """The councils' next meetings, the first first."""
    coming = council_meetings().filter(date__gte=today()).exclude(state__in=[State.CANCELLED, State.IMPORTED])
    if council:
        coming = coming.filter(body__council=council)
    return coming.order_by("date", "ordinal")[:limit]


def body_for(actor: Actor, *, council: str, body: str, can: Can = Can.READ_AS_OBSERVER) -> tuple[Body, frozenset[Role]]:
    """A body, and as what the actor stands there. Raises Unseen for a stranger, Forbidden without the right."""
    found = Body.objects.select_related("council__profile").filter(council__slug=council, slug=body).first()
    if found is None:
        raise Unseen
    roles = holdings_of(actor).roles(found)
    require(roles, can)
    return found, roles


def meeting_for(
    actor: Actor, *, council: str, body: str, day: date, ordinal: int, can: Can = Can.READ_AS_OBSERVER
) -> tuple[Meeting, frozenset[Role]]:
    """A meeting by its address, and as what the actor stands there. Raises Unseen or Forbidden without the right."""
    meeting = (
        Meeting.objects.select_related("body__council__profile")
        .filter(body__council__slug=council, body__slug=body, date=day, ordinal=ordinal)
        .first()
    )
    if meeting is None:
        raise Unseen
    roles = roles_in(meeting, actor)
    require(roles, can)
    return meeting, roles


def bodies_of(holdings: Holdings) -> list[tuple[Body, frozenset[Role]]]:
    """Every body where the person has a place now, with the roles, by council."""
    councils = {seat.place.council_id for seat in holdings.seats} | {post.council_id for post in holdings.posts}
    bodies = Body.objects.filter(council__in=councils).select_related("council").order_by("council__name", "pk")
    with_roles = [(body, holdings.roles(body)) for body in bodies]
    return [(body, roles) for body, roles in with_roles if may(roles, Can.READ_AS_OBSERVER)]


def coming_meetings(bodies: Iterable[Body], actor: Actor) -> QuerySet[Meeting]:
    """Meetings still being worked on or to come: of these bodies, and those the actor is asked to stand in at."""
    asked = StandIn.objects.filter(membership__person_id=actor.person_id or 0, membership__period__contains=now())
    return (
        Meeting.objects.filter(Q(body__in=[body.pk for body in bodies]) | Q(pk__in=asked.values("meeting")))
        .exclude(state__in=[State.CANCELLED, State.IMPORTED, State.PUBLISHED])
        .select_related("body__council__profile")
        .order_by("date", "ordinal")
    )


def meetings_of(body: Body) -> QuerySet[Meeting]:
    """All meetings of a body, the newest first."""
    return body.meetings.select_related("body__council").order_by("-date", "-ordinal")


def history_of(meeting: Meeting, roles: frozenset[Role], limit: int = 50) -> list[LogEntry]:
    """What has been done to the meeting, for those who may edit it."""
    if not may(roles, Can.READ_DRAFT):
        return []
    return list(LogEntry.objects.filter(meeting_id=meeting.pk)[:limit])


def troubles(bodies: Iterable[int]) -> list[tuple[Errand, Publication]]:
    """PDFs of these bodies' papers that are given up or late, with their publication (two queries)."""
    stuck = Q(state=Errand.State.PARKED) | Q(due_at__lt=now() - LATE_AFTER)
    errands = Errand.objects.filter(stuck, kind="pdf").exclude(state=Errand.State.DONE)
    wanted = {errand.params["publication_id"]: errand for errand in errands}
    publications = Publication.objects.filter(pk__in=wanted, meeting__body__in=list(bodies)).select_related(
        "meeting__body__council"
    )
    return [(wanted[publication.pk], publication) for publication in publications]
