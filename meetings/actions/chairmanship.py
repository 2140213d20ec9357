"""A change of chairmanship at a moment, also in the middle of a meeting (S2 item 1.2)."""

from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime

from meetings.actions.acting import note, open_meeting
from meetings.models import Body, Meeting, Membership
from meetings.queries.chairmanship import seat_in, sits_in_council
from rarportal.core.clock import now
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal, Unseen

Role = Membership.Role


@transaction.atomic
def change_chair(
    *,
    meeting_id: int,
    person_id: int,
    at: datetime,
    from_item_id: int | None,
    old_chair_stays: bool,
    reason: str,
    actor: Actor,
) -> Membership:
    """A member of the council becomes its chair at a moment of the meeting; returns the new chair's seat.

    The rights follow: the old chair's end and the new one's begin at `at`. The old chair leaves the chairmanship, or
    stays as a vice-chair. The new chair has led the items from `from_item_id` on (None: none of this meeting).
    Raises Unseen or Forbidden without the right, Refusal with what speaks against it.
    """
    meeting, _ = open_meeting(meeting_id=meeting_id, actor=actor, can=Can.MANAGE_PEOPLE)
    chairmanship = Body.objects.select_for_update().get(council=meeting.body.council_id, kind=Body.Kind.CHAIRMANSHIP)
    chairs = chairmanship.memberships.filter(role=Role.CHAIR).select_related("person")
    old = chairs.filter(period__contains=at).first()
    chosen = sits_in_council(meeting.body.council_id, person_id, at)
    if reasons := _against(meeting, chosen, old, chairs.filter(period__startswith__gte=at).exists(), at):
        raise Refusal(*reasons, code="chair")
    assert chosen
    if old:
        _end(old, at, reason or "Ny formand valgt")
        if old_chair_stays:
            _seat(old, Role.VICE_CHAIR, at)
    if vice := seat_in(chairmanship, person_id, at):
        _end(vice, at, "Valgt til formand")
    seat = _seat(chosen, Role.CHAIR, at, body=chairmanship)
    note(meeting, actor, "Formanden blev skiftet", thing=chosen.person.name, reason=reason, at=at.isoformat())
    if from_item_id:
        first = meeting.items.filter(pk=from_item_id).first()
        if first is None:
            raise Unseen
        meeting.items.filter(position__gte=first.position).update(led_by=chosen.person)
    return seat


def _against(
    meeting: Meeting, chosen: Membership | None, old: Membership | None, later: bool, at: datetime
) -> list[str]:
    """Every sentence that speaks against the change."""
    moment = date_format(localtime(at), r"j. F Y \k\l. H.i")
    if chosen is None:
        return [f"Den valgte er ikke medlem af rådet den {moment}. En formand udpeges blandt rådets medlemmer."]
    said = []
    if at > now():
        said.append("Tidspunktet er ikke kommet endnu.")
    if localtime(at).date() < meeting.date:
        said.append("Tidspunktet ligger før mødets dag.")
    if later:
        said.append(f"Der er allerede en formand, som tiltræder den {moment} eller senere.")
    if old and old.person_id == chosen.person_id:
        said.append(f"{chosen.person.name} er allerede formand.")
    return said


def _end(seat: Membership, at: datetime, why: str) -> None:
    seat.period = (seat.period.lower, at)
    seat.end_reason = why[:200]
    seat.save(update_fields=["period", "end_reason"])


def _seat(of: Membership, role: str, at: datetime, body: Body | None = None) -> Membership:
    return Membership.objects.create(
        person=of.person, body=body or of.body, role=role, organisation=of.organisation, period=(at, None)
    )
