"""Seats in a council's bodies: given, corrected and ended by its secretariat, to the minute."""

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from meetings.actions.people import locked_council, locked_person, said_beside_its_field
from meetings.models import Council, Membership, Organisation
from meetings.queries.people import allocations_of, held, held_seats, mark_of_seat
from meetings.rules.memberships import look_at
from rarportal.core.log import record
from rarportal.core.permissions import Actor
from rarportal.core.refusal import AtFields, Refusal, Unseen


@transaction.atomic
def give_seat(
    *,
    council: str,
    person_id: int,
    body_id: int,
    role: str,
    organisation_id: int | None,
    begins: datetime,
    ends: datetime | None,
    substitute_for_id: int | None,
    end_reason: str = "",
    anyway: bool = False,
    actor: Actor,
) -> Membership:
    """Give a person a seat in one of the council's bodies.

    Raises Unseen or Forbidden, AtFields with what the rules say (rules/memberships.py); a warning stands at
    "anyway" and is passed by it.
    """
    managed = locked_council(actor, council)
    person = locked_person(managed, person_id)
    seat = Membership(person=person)
    fields = (body_id, role, organisation_id, begins, ends, substitute_for_id, end_reason)
    _fill(seat, managed, *fields)
    _save(seat, managed, anyway)
    _note_seat(seat, managed, actor, "En plads blev givet")
    return seat


@transaction.atomic
def change_seat(
    *,
    council: str,
    person_id: int,
    membership_id: int,
    body_id: int,
    role: str,
    organisation_id: int | None,
    begins: datetime,
    ends: datetime | None,
    substitute_for_id: int | None,
    end_reason: str = "",
    anyway: bool = False,
    seen: str,
    actor: Actor,
) -> Membership:
    """Correct or extend a seat, of which `seen` is the mark that the form was made from.

    Raises as `give_seat`, and Refusal when somebody else has changed the seat since.
    """
    managed = locked_council(actor, council)
    seat = _locked_seat(managed, person_id, membership_id)
    if seen != mark_of_seat(seat):
        raise Refusal(
            "En anden har imens rettet pladsen. Det, du har skrevet, står her stadig: se efter på personens side, og "
            "gem igen, hvis det skal gælde.",
            code="stale",
        )
    _fill(seat, managed, body_id, role, organisation_id, begins, ends, substitute_for_id, end_reason)
    _save(seat, managed, anyway)
    _note_seat(seat, managed, actor, "En plads blev rettet")
    return seat


@transaction.atomic
def end_seat(
    *, council: str, person_id: int, membership_id: int, ends: datetime, reason: str, actor: Actor
) -> Membership:
    """End a seat at a moment, with the reason; what the person may do there ends at the next request after it."""
    managed = locked_council(actor, council)
    seat = _locked_seat(managed, person_id, membership_id)
    seat.period = DateTimeTZRange(seat.period.lower, ends)
    seat.end_reason = reason.strip()
    _save(seat, managed, anyway=True)  # an end takes nobody's place
    _note_seat(seat, managed, actor, "En plads blev afsluttet")
    return seat


def _locked_seat(council: Council, person_id: int, membership_id: int) -> Membership:
    seats = Membership.objects.filter(person=person_id, body__council=council).select_related("person", "body")
    seat = seats.filter(pk=membership_id).first()
    if seat is None:
        raise Unseen
    return seat


def _fill(
    seat: Membership,
    council: Council,
    body_id: int,
    role: str,
    organisation_id: int | None,
    begins: datetime,
    ends: datetime | None,
    substitute_for_id: int | None,
    end_reason: str,
) -> None:
    body = council.bodies.filter(pk=body_id).first()
    if body is None:
        raise AtFields({"body": "Vælg et af rådets mødefora."})
    if ends and ends <= begins:
        raise AtFields({"ends": "Pladsen skal slutte, efter at den begynder."})
    seat.body, seat.role, seat.period = body, Membership.Role(role), DateTimeTZRange(begins, ends)
    seat.organisation = Organisation.objects.filter(pk=organisation_id).first() if organisation_id else None
    seat.substitute_for_id, seat.end_reason = substitute_for_id, end_reason.strip()


def _save(seat: Membership, council: Council, anyway: bool) -> None:
    if seat.period.upper and seat.period.lower and seat.period.upper <= seat.period.lower:
        raise AtFields({"ends": "Pladsen skal slutte, efter at den begynder."})
    wanted = held(seat)
    day = wanted.begins.date() if wanted.begins else None
    found = look_at(wanted, held_seats(council), allocations_of(council), day)
    if found.faults:
        raise AtFields(found.faults)
    if found.warnings and not anyway:
        raise AtFields({"anyway": " ".join(found.warnings)}, code="warning")
    with said_beside_its_field():
        seat.save()


def _note_seat(seat: Membership, council: Council, actor: Actor, what: str) -> None:
    record(
        what=what,
        actor=actor,
        council_id=council.pk,
        thing=f"{seat.person.name}, {seat.get_role_display()} i {seat.body.name}",
        detail={"person": seat.person_id, "membership": seat.pk},
        reason=seat.end_reason,
    )
