"""*Ret mødet*: another day, hour, place or kind of a meeting that has been planned."""

from datetime import date, time

from django.db import transaction

from meetings.actions.acting import note, open_meeting
from meetings.actions.moves import next_ordinal, refuse_wrong_order
from meetings.models import Body, Meeting
from meetings.rules.versions import mark_of
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal

State = Meeting.State
FACTS = ("kind", "date", "starts_at", "ends_at", "place")
OPEN = frozenset({State.PLANNED, State.DRAFTING, State.DISPATCHED})


def mark_of_facts(meeting: Meeting) -> str:
    """Which version of the meeting's facts somebody has seen (rules/versions.py)."""
    return mark_of([str(getattr(meeting, fact)) for fact in FACTS])


@transaction.atomic
def reschedule(
    *,
    meeting_id: int,
    kind: str,
    date: date,
    starts_at: time | None,
    ends_at: time | None,
    place: str,
    seen: str,
    actor: Actor,
) -> Meeting:
    """Change the meeting's facts; after dispatch they are part of the next version. Returns it with its new address.

    `seen` is the mark of the facts that the form was made from. Raises Unseen or Forbidden without the right, Refusal
    when somebody else has changed them since, when the meeting has begun, or for another day after dispatch: the
    day is the papers' address.
    """
    meeting, _ = open_meeting(meeting_id=meeting_id, actor=actor, can=Can.PLAN_MEETING)
    if meeting.state not in OPEN:
        raise Refusal(f"Mødet er {meeting.get_state_display()}. Det kan ikke rettes nu.", code="state")
    if seen != mark_of_facts(meeting):
        raise Refusal("En anden har imens rettet mødet. Se efter, og gem igen, hvis dit skal gælde.", code="stale")
    refuse_wrong_order(starts_at, ends_at)
    if date != meeting.date:
        _move(meeting, date)
    meeting.kind, meeting.starts_at, meeting.ends_at, meeting.place = kind, starts_at, ends_at, place.strip()
    meeting.save(update_fields=[*FACTS, "ordinal"])
    note(meeting, actor, "Mødets tid og sted blev rettet")
    return meeting


def _move(meeting: Meeting, day: date) -> None:
    """To another day: there it is the first, or the next, of the body's meetings."""
    if meeting.state == State.DISPATCHED:
        raise Refusal("Dagsordenen er udsendt til den dato. Aflys mødet, og planlæg et nyt.", code="dispatched")
    body = Body.objects.select_for_update(of=("self",)).get(pk=meeting.body_id)
    meeting.date, meeting.ordinal = day, next_ordinal(body, day)
