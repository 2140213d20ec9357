"""Organisations that nominate members. They are shared: a change shows in every council."""

from django.db import transaction

from meetings.actions.checked import save_checked
from meetings.models import Body, Council, Organisation
from meetings.queries.standing import holdings_of, require
from rarportal.core.log import record
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal, Unseen


@transaction.atomic
def save_organisation(
    *, council: Council, organisation_id: int | None, short_name: str, name: str, actor: Actor
) -> Organisation:
    """Add an organisation or rename it, by the secretariat of a council.

    Raises Unseen or Forbidden without the right, Refusal for a short name that another organisation has.
    """
    body = Body.objects.select_related("council").get(council=council, kind=Body.Kind.COUNCIL)
    require(holdings_of(actor).roles(body), Can.SET_UP)
    one = Organisation()
    if organisation_id is not None:
        one = Organisation.objects.select_for_update().filter(pk=organisation_id).first() or one
        if one.pk is None:
            raise Unseen
    one.short_name, one.name = short_name.strip(), name.strip()
    taken = f"Der er allerede en organisation, der hedder {one.short_name}."
    if Organisation.objects.filter(short_name__iexact=one.short_name).exclude(pk=one.pk).exists():
        raise Refusal(taken, code="short_name")
    save_checked(one, beside="short_name", sentence=taken)
    what = "Organisationen blev rettet" if organisation_id else "Organisationen blev oprettet"
    detail = {"facts": [f"organisation {one.pk}"]}
    record(what=what, actor=actor, council_id=council.pk, thing=one.short_name, detail=detail)
    return one
