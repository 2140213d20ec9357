"""The reform: councils end on a day, and one follows them the day after. In one transaction, told beforehand."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from meetings.actions.councils import facts_of
from meetings.actions.preparing import prepare_council
from meetings.models import (
    Body,
    Council,
    Coverage,
    Meeting,
    Membership,
    Municipality,
    Office,
    OfficeService,
    SeatAllocation,
)
from meetings.queries.administration import require_administrator
from meetings.rules.names import address_of
from rarportal.core.clock import midnight
from rarportal.core.log import record
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Refusal

BASIS = "reform"
PREFIXES = {Council.Kind.LABOUR_MARKET: "rar", Council.Kind.EMPLOYMENT: "rbr"}  # of addresses


@dataclass(frozen=True)
class Reform:
    """What is to happen; `councils` are those that end."""

    councils: tuple[Council, ...]
    last: date
    successor: Council  # without a key when it is new
    office: Office
    places: tuple[Municipality, ...]  # go over to the successor
    seats: tuple[Membership, ...]  # end
    meetings: int  # planned after the last day: they stay

    @property
    def first(self) -> date:
        """The successor's first day."""
        return self.last + timedelta(days=1)


def plan_reform(
    *,
    councils: list[Council],
    last: date,
    successor: Council | None,
    name: str,
    kind: str,
    office: Office,
    actor: Actor,
) -> Reform:
    """What would happen, nothing done. Raises Unseen for who is no administrator, Refusal for what can't be."""
    require_administrator(actor)
    first = last + timedelta(days=1)
    for council in councils:
        if last not in council.period:
            raise Refusal(f"{council.name} er der ikke den dag.", code="councils")
    if successor is None:
        successor = Council(name=name.strip(), kind=kind, slug=_new_address(name, kind), period=DateRange(first, None))
    elif successor.pk in {council.pk for council in councils}:
        raise Refusal("Et råd kan ikke afløse sig selv.", code="successor")
    elif first not in successor.period:
        raise Refusal(f"{successor.name} er der ikke dagen efter.", code="successor")
    covered = Coverage.objects.filter(council__in=councils, period__contains=last)
    seats = Membership.objects.filter(body__council__in=councils, period__endswith__isnull=True) | (
        Membership.objects.filter(body__council__in=councils, period__endswith__gt=midnight(first))
    )
    reform = Reform(
        councils=tuple(councils),
        last=last,
        successor=successor,
        office=office,
        places=tuple(Municipality.objects.filter(coverage__in=covered)),
        seats=tuple(seats.select_related("person", "body")),
        meetings=Meeting.objects.filter(body__council__in=councils, date__gt=last)
        .exclude(state__in=[Meeting.State.CANCELLED, Meeting.State.IMPORTED])
        .count(),
    )
    moment = midnight(first)
    early = [seat.person.name for seat in reform.seats if seat.period.lower and seat.period.lower >= moment]
    if early:
        raise Refusal(f"Pladser begynder først efter den dag: {', '.join(early)}. Ret dem først.", code="last")
    return reform


def _new_address(name: str, kind: str) -> str:
    """ "Regionalt beskæftigelsesråd Østdanmark" is rbr-oestdanmark; the beginning keeps clear of the portal's own."""
    place = address_of(name.removeprefix(str(Council.Kind(kind).label)).removeprefix("RAR "))
    if not place:
        raise Refusal("Navnet skal sige, hvor rådet er.", code="name")
    slug = f"{PREFIXES[Council.Kind(kind)]}-{place}"[:50]
    if Council.objects.filter(slug=slug).exists():
        raise Refusal(f"Der er allerede et råd med adressen {slug}.", code="name")
    return slug


@transaction.atomic
def carry_out(
    *,
    councils: list[Council],
    last: date,
    successor: Council | None,
    name: str,
    kind: str,
    office: Office,
    actor: Actor,
) -> Council:
    """Do what `plan_reform` says, for the councils as they are now that they are locked; returns the successor."""
    require_administrator(actor)
    keys = [council.pk for council in [*councils, *([successor] if successor else [])]]
    locked = {one.pk: one for one in Council.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")}
    plan = plan_reform(
        councils=[locked[council.pk] for council in councils],
        last=last,
        successor=locked[successor.pk] if successor else None,
        name=name,
        kind=kind,
        office=office,
        actor=actor,
    )
    following = plan.successor
    if following.pk is None:
        following.save()
    prepare_council(following)
    for council in plan.councils:
        _end(council, plan)
    _move_places(plan)
    if not OfficeService.objects.filter(council=following, period__contains=plan.first).exists():
        OfficeService.objects.create(council=following, office=office, period=DateRange(plan.first, None))
    detail = facts_of(following, "name", "kind", "period", "coverage", "services")
    names = ", ".join(council.name for council in plan.councils)
    record(what="Rådet afløser", actor=actor, council_id=following.pk, thing=names[:200], detail=detail)
    for council in plan.councils:
        detail = facts_of(council, "period", "successor", "coverage", "seats")
        record(what="Rådet afløses", actor=actor, council_id=council.pk, thing=following.name, detail=detail)
    return following


def _end(council: Council, plan: Reform) -> None:
    """The council's own period, its bodies, its seats and who sat on them."""
    council.period = DateRange(council.period.lower, plan.first)
    council.successor = plan.successor
    council.save(update_fields=["period", "successor"])
    Body.objects.filter(council=council, ended_on__isnull=True).update(ended_on=plan.first)
    for model in (Coverage, SeatAllocation):
        rows = model._default_manager.filter(council=council)
        rows.filter(period__startswith__gt=plan.last).delete()
        for row in rows.filter(period__contains=plan.last):
            row.period = DateRange(row.period.lower, plan.first)
            row.save(update_fields=["period"])
    for seat in plan.seats:
        if seat.body.council_id == council.pk:
            seat.period = DateTimeTZRange(seat.period.lower, midnight(plan.first))
            seat.end_reason = f"Rådet er afløst af {plan.successor.name}"[:200]
            seat.save(update_fields=["period", "end_reason"])


def _move_places(plan: Reform) -> None:
    """Municipalities that belong nowhere from the day after belong to the successor, as long as it is there."""
    taken = Coverage.objects.filter(period__overlap=DateRange(plan.first, None)).values_list(
        "municipality_id", flat=True
    )
    elsewhere = set(taken)
    Coverage.objects.bulk_create(
        Coverage(
            council=plan.successor,
            municipality=place,
            period=DateRange(plan.first, plan.successor.period.upper),
            basis=BASIS,
        )
        for place in plan.places
        if place.pk not in elsewhere
    )
