"""The meeting's moves: planning, dispatch, session, minutes, publication, cancellation. Who asks is logged with why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format

from meetings.actions.acting import note, open_meeting
from meetings.actions.issuing import freeze_numbers, has_changed, issue, newest_version
from meetings.actions.minutes import take_down_afbud
from meetings.models import Body, Erasure, Meeting, Publication
from meetings.queries.agenda import agenda_of
from meetings.queries.chairmanship import chair_of
from meetings.queries.standing import holdings_of, require
from meetings.rules.visibility import audiences, public_from
from meetings.workflow import MEETING
from rarportal.core.clock import now
from rarportal.core.permissions import Actor, Can, Role, may
from rarportal.core.refusal import Refusal, Unseen
from rarportal.core.workflow import Move, Objections, Transition, make, reasons_against

AGENDA, MINUTES = Publication.Kind.AGENDA, Publication.Kind.MINUTES
PUBLIC = Publication.Audience.PUBLIC


@transaction.atomic
def plan_meeting(
    *,
    body_id: int,
    kind: str,
    date: date,
    starts_at: time | None,
    ends_at: time | None,
    place: str,
    actor: Actor,
) -> Meeting:
    """A new meeting in the state planned; the body's second on a day gets the address "...-2".

    Raises Unseen or Forbidden without the right, Refusal when it would end before it begins, or from the day on which
    the body was closed.
    """
    body = Body.objects.select_for_update(of=("self",)).select_related("council").filter(pk=body_id).first()
    if body is None:
        raise Unseen
    require(holdings_of(actor).roles(body), Can.PLAN_MEETING)
    refuse_wrong_order(starts_at, ends_at)
    meeting = Meeting.objects.create(
        body=body,
        kind=kind,
        date=date,
        ordinal=next_ordinal(body, date),
        starts_at=starts_at,
        ends_at=ends_at,
        place=place.strip(),
    )
    note(meeting, actor, "Mødet blev planlagt")
    return meeting


def refuse_wrong_order(starts_at: time | None, ends_at: time | None) -> None:
    """Raises Refusal when a meeting would end before it begins."""
    if starts_at and ends_at and ends_at <= starts_at:
        raise Refusal("Mødet skal slutte, efter at det begynder.", code="times")


def next_ordinal(body: Body, day: date) -> int:
    """1 for the first of the locked body's meetings of the day, 2 for the next. Raises Refusal for a closed body."""
    if body.ended_on and day >= body.ended_on:
        ended = date_format(body.ended_on, "j. F Y")
        raise Refusal(f"{body.name} er nedlagt den {ended} og holder ingen møder fra den dag.", code="date")
    return (body.meetings.filter(date=day).aggregate(last=Max("ordinal"))["last"] or 0) + 1


BUTTONS = tuple(one for one in MEETING.transitions if one.name != "importer")  # an import brings its document with it


@dataclass(frozen=True)
class OpenMove:
    """A move as its button shows it: what speaks against it, said beforehand."""

    transition: Transition
    objections: Objections


def moves_of(meeting: Meeting, roles: frozenset[Role]) -> list[OpenMove]:
    """The moves that start in the meeting's state and that the roles may make, with what speaks against each."""
    possible = [
        transition for transition in BUTTONS if meeting.state in transition.sources and may(roles, transition.can)
    ]
    if possible:
        _attach_agenda(meeting)
    asked = Move(roles=roles, at=timezone.localtime(now()))
    return [OpenMove(one, reasons_against(MEETING, one, meeting, asked)) for one in possible]


@transaction.atomic
def make_move(*, meeting_id: int, name: str, actor: Actor, reason: str = "") -> Meeting:
    """Make a move of the meeting's table, with all that follows from it.

    Raises Unseen or Forbidden without the right, Refusal with every stop, or with the warnings when no reason
    is given.
    """
    transition = next((one for one in BUTTONS if one.name == name), None)
    if transition is None:
        raise Unseen
    meeting, roles = open_meeting(meeting_id=meeting_id, actor=actor, can=transition.can)
    at = now()
    _attach_agenda(meeting)
    before = meeting.state
    make(MEETING, transition, meeting, Move(roles=roles, at=timezone.localtime(at), reason=reason))
    if effect := EFFECTS.get(name):
        effect(meeting, actor, at)
    meeting.save(update_fields=["state", "public_from"])
    note(meeting, actor, transition.done, reason=reason, before=before, after=meeting.state)
    return meeting


def _attach_agenda(meeting: Meeting) -> None:
    """The guards ask about the draft."""
    meeting.agenda = agenda_of(meeting)
    meeting.agenda.has_changed = meeting.state == Meeting.State.DISPATCHED and has_changed(meeting, meeting.agenda)


def _dispatch(meeting: Meeting, actor: Actor, at: datetime) -> None:
    freeze_numbers(meeting.agenda)
    version = newest_version(meeting, AGENDA) + 1
    readers = audiences(meeting.body.is_public)
    issue(
        meeting=meeting,
        agenda=meeting.agenda,
        kind=AGENDA,
        version=version,
        audiences=readers,
        actor=actor,
        at=at,
    )
    if version == 1 and meeting.body.is_public:
        zone = timezone.get_default_timezone()
        meeting.public_from = public_from(meeting.agenda.profile.public_at, at, meeting.date, zone)


def _begin_session(meeting: Meeting, actor: Actor, at: datetime) -> None:
    """Who leads, and the afbud that are known: the minutes begin with both, to be put right item by item."""
    meeting.items.filter(led_by=None).update(led_by=chair_of(meeting, at))
    absences = meeting.absences.select_related("membership__person", "membership__organisation").order_by("at")
    take_down_afbud(meeting, [absence.membership for absence in absences])


def _end_session(meeting: Meeting, actor: Actor, at: datetime) -> None:
    if meeting.public_from:
        meeting.public_from = min(meeting.public_from, at)


def _send_minutes(meeting: Meeting, actor: Actor, at: datetime) -> None:
    readers = [audience for audience in audiences(meeting.body.is_public) if audience != PUBLIC]
    version = newest_version(meeting, MINUTES) + 1
    issue(
        meeting=meeting,
        agenda=meeting.agenda,
        kind=MINUTES,
        version=version,
        audiences=readers,
        actor=actor,
        at=at,
    )


def _publish_minutes(meeting: Meeting, actor: Actor, at: datetime) -> None:
    version = newest_version(meeting, MINUTES)
    if Erasure.objects.filter(publication__in=meeting.publications.filter(kind=MINUTES, version=version)).exists():
        raise Refusal("Referatets indhold er slettet. Ret referatet, og udsend det igen.", code="erased")
    issue(
        meeting=meeting,
        agenda=meeting.agenda,
        kind=MINUTES,
        version=version,
        audiences=[PUBLIC],
        actor=actor,
        at=at,
    )


def _cancel(meeting: Meeting, actor: Actor, at: datetime) -> None:
    meeting.public_from = None  # a cancelled meeting's agenda is never public


EFFECTS: dict[str, Callable[[Meeting, Actor, datetime], None]] = {
    "udsend": _dispatch,
    "udsend-tillaeg": _dispatch,
    "begynd-moede": _begin_session,
    "afslut-moede": _end_session,
    "udsend-referat": _send_minutes,
    "offentliggoer": _publish_minutes,
    "aflys": _cancel,
}
