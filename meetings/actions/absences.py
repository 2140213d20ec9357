"""*Meld afbud*: a seated person says that they will not come, and the substitute is asked at once.

The person does it themselves, or the secretariat enters it for them (`Actor.behalf`).
"""

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format

from meetings.actions.acting import locked, note, own_act
from meetings.actions.minutes import take_back_afbud, take_down_afbud
from meetings.models import Absence, MailText, Meeting, Membership, StandIn
from meetings.queries.absences import seat_at, substitutes_of
from meetings.queries.mail_texts import mail_text
from meetings.queries.standing import roles_in
from meetings.rendering.snapshot import meeting_name
from meetings.rules.mail_texts import fill
from rarportal.core.clock import now
from rarportal.core.mail import post
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal

State = Meeting.State
OPEN = frozenset({State.PLANNED, State.DRAFTING, State.DISPATCHED, State.IN_SESSION})


@transaction.atomic
def report_absence(*, meeting_id: int, actor: Actor) -> Absence:
    """The person will not come to the meeting; their substitutes are asked to stand in.

    Reported twice it stays as it was told first. Raises Unseen or Forbidden without the right, Refusal when the
    meeting is over or the person has no seat there that day.
    """
    meeting, person, seat = _seat_of(meeting_id, actor)
    told = actor.behalf
    absence, made = Absence.objects.get_or_create(
        meeting=meeting,
        membership=seat,
        defaults={
            "at": now(),
            "source": told.source if told else "",
            "told_on": told.told_on if told else None,
            "entered_by": actor.name if told else "",
        },
    )
    if made:
        note(meeting, actor, "Der blev meldt afbud", thing=person.name, membership=seat.pk)
        if meeting.state == State.IN_SESSION:  # the minutes have begun already
            take_down_afbud(meeting, [seat])
        for substitute in substitutes_of(seat, meeting):
            StandIn.objects.get_or_create(meeting=meeting, membership=substitute)
            note(meeting, actor, "Suppleanten blev spurgt", thing=substitute.person.name, membership=substitute.pk)
            _ask_by_mail(meeting, seat, substitute)
    return absence


def _ask_by_mail(meeting: Meeting, seat: Membership, substitute: Membership) -> None:
    """The mail to a substitute; one whose address nobody knows is called by the secretariat."""
    if not substitute.person.email:
        return
    body = meeting.body
    subject, text = mail_text(body.council, MailText.Kind.STAND_IN_ASKED)
    values = {
        "navn": substitute.person.name,
        "medlem": seat.person.name,
        "raad": body.council.name,
        "moede": meeting_name(body, meeting.date),
        "dag": date_format(meeting.date, r"l \d\e\n j. F Y"),
        "tid": f"kl. {meeting.starts_at:%H.%M}" if meeting.starts_at else "tidspunktet følger",
        "sted": meeting.place or "stedet følger",
        "link": f"{settings.SITE_URL}/mit/{body.council.slug}/{body.slug}/{meeting.address}/",
    }
    post(kind="stand-in", recipient=substitute.person.email, subject=fill(subject, values), body=fill(text, values))


@transaction.atomic
def withdraw_absence(*, meeting_id: int, actor: Actor) -> None:
    """The person comes after all; their substitutes are no longer asked. Raises as `report_absence`."""
    meeting, person, seat = _seat_of(meeting_id, actor)
    taken_back, _ = Absence.objects.filter(meeting=meeting, membership=seat).delete()
    if taken_back:
        take_back_afbud(meeting, seat)
        StandIn.objects.filter(meeting=meeting, membership__substitute_for=seat).delete()
        note(meeting, actor, "Afbuddet blev trukket tilbage", thing=person.name, membership=seat.pk)


def _seat_of(meeting_id: int, actor: Actor) -> tuple[Meeting, Actor, Membership]:
    """The locked meeting, whose act it is, and the seat it is about."""
    meeting = locked(meeting_id)
    person = own_act(actor=actor, roles_of=lambda who: roles_in(meeting, who), can=Can.REPORT_ABSENCE)
    if meeting.state not in OPEN:
        raise Refusal(f"Mødet er {meeting.get_state_display()}. Der kan ikke længere meldes afbud.", code="state")
    seat = seat_at(meeting, person)
    if seat is None:
        day = date_format(meeting.date, "j. F Y")
        raise Refusal(f"{person.name} har ingen plads i {meeting.body} den {day}.", code="no-seat")
    return meeting, person, seat
