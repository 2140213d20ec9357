"""Bodies of a council (mødefora): new committees, names, and closing."""

from datetime import date

from django.db import transaction

from meetings.actions.checked import save_checked
from meetings.models import Body, Council
from meetings.queries.standing import holdings_of, require
from meetings.rules.names import address_of
from rarportal.core.log import record
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal, Unseen


def _own_body(council: Council) -> Body:
    return Body.objects.select_related("council").get(council=council, kind=Body.Kind.COUNCIL)


@transaction.atomic
def add_committee(*, council: Council, name: str, actor: Actor) -> Body:
    """A new committee, at the address that its name makes. Raises Unseen or Forbidden without the right."""
    require(holdings_of(actor).roles(_own_body(council)), Can.SET_UP)
    slug = address_of(name.strip().removesuffix(f" i {council.name}"))
    if not slug:
        raise Refusal("Navnet skal have mindst ét bogstav.", code="name")
    body = Body(council=council, kind=Body.Kind.COMMITTEE, slug=slug, name=name.strip())
    save_checked(body, beside="name", sentence=f"Rådet har allerede et mødeforum med adressen {slug}.")
    record(what="Mødeforummet blev oprettet", actor=actor, council_id=council.pk, thing=body.name)
    return body


@transaction.atomic
def rename_body(*, body_id: int, name: str, actor: Actor) -> None:
    """Another name at the same address; papers keep the old one."""
    body = _locked(body_id, actor)
    if body.name == name.strip():
        return
    body.name = name.strip()
    body.save(update_fields=["name"])
    record(what="Mødeforummet fik et andet navn", actor=actor, council_id=body.council_id, thing=body.name)


@transaction.atomic
def close_body(*, body_id: int, ended_on: date, actor: Actor) -> None:
    """*Nedlæg*: from that day on no new meetings; the pages there are stay.

    Raises Refusal for the council's own body and its chairmanship, and for a day with meetings after it.
    """
    body = _locked(body_id, actor)
    if body.kind != Body.Kind.COMMITTEE:
        raise Refusal("Rådet selv og formandskabet kan ikke nedlægges her.", code="ended_on")
    coming = body.meetings.filter(date__gte=ended_on).exclude(state__in=["CANCELLED", "IMPORTED"]).order_by("date")
    if meeting := coming.first():
        raise Refusal(
            f"Der er et møde den {meeting.date:%d.%m.%Y}. Aflys det, eller vælg en senere dag.", code="ended_on"
        )
    body.ended_on = ended_on
    body.save(update_fields=["ended_on"])
    record(what="Mødeforummet blev nedlagt", actor=actor, council_id=body.council_id, thing=body.name)


def _locked(body_id: int, actor: Actor) -> Body:
    body = Body.objects.select_for_update(of=("self",)).select_related("council").filter(pk=body_id).first()
    if body is None:
        raise Unseen
    require(holdings_of(actor).roles(_own_body(body.council)), Can.SET_UP)
    return body
