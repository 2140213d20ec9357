"""The council's decision: the round makes its agenda item, and the decision that is taken there moves the round."""

from datetime import date

from django.conf import settings
from django.db import transaction

from meetings.actions.agenda import add_item, save_item
from meetings.actions.checked import save_checked
from meetings.models import AgendaItem, Meeting
from meetings.queries.standing import roles_in
from meetings.rules.versions import mark_of
from meetings.workflow import AGENDA
from positivlist.actions.acting import locked, move_round, open_round
from positivlist.models import Authorisation, ListRound
from positivlist.queries.rounds import authorisation_at, base_rows, council_for, courses_of, facts_of
from positivlist.rendering import item as words
from positivlist.rules.differences import compare
from positivlist.rules.periods import DECISION
from positivlist.workflow import AUTHORISED, DECIDE, DECIDE_AMENDED, PUT_ON_AGENDA, REJECT, ROUND, UNDECIDE
from rarportal.core.clock import now, today
from rarportal.core.log import record
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal, Unseen
from rarportal.core.workflow import Move

State = ListRound.State
Outcome = AgendaItem.Outcome
MOVES = {Outcome.AS_RECOMMENDED: DECIDE, Outcome.AMENDED: DECIDE_AMENDED, Outcome.REJECTED: REJECT}


@transaction.atomic
def put_on_agenda(*, round_id: int, meeting_id: int, section_id: int | None, actor: Actor) -> AgendaItem:
    """The round makes its item on a council meeting's agenda, in the words of S2 item 2.2, and both know each other.

    Raises Unseen for another council's meeting, Refusal with what speaks against it.
    """
    round, roles = open_round(round_id=round_id, actor=actor, can=Can.EDIT_ROUND)
    meeting = Meeting.objects.select_related("body").filter(pk=meeting_id, body__council=round.council_id).first()
    if meeting is None or not meeting.body.is_public:
        raise Unseen
    move_round(round, PUT_ON_AGENDA, roles, actor, decided_on=meeting.date)
    item = add_item(meeting_id=meeting.pk, title=words.title(round), section_id=section_id, actor=actor)
    rows = [course.row for course in courses_of(round)]
    url = f"{settings.SITE_URL}/{round.council.slug}/positivliste/{round.in_force_from.isoformat()}/"
    values = {
        **words.texts(round, compare(base_rows(round), rows), rows, url=url),
        "decides": True,
        "recommender": AgendaItem.Recommender.SECRETARIAT,
    }
    seen = {name: mark_of(getattr(item, name)) for name in values}
    item = save_item(item_id=item.pk, part=AGENDA, values=values, seen=seen, actor=actor)
    round.item = item
    round.save(update_fields=["item"])
    return item


def guard_decision(item: AgendaItem, outcome: str) -> str | None:
    """What speaks against this outcome of a round's item, or None; registered in meetings/extensions.py."""
    round = _round_of(item)
    if round is None:
        return None
    if round.state == State.PUBLISHED:
        return "Listen er offentliggjort efter dette punkt. Udfaldet kan ikke ændres: begynd en ny runde."
    if outcome not in MOVES:
        return None
    asked = Move(roles=frozenset(), at=now())
    round.facts = facts_of(round, decided_on=item.meeting.date)
    against = (guard(round, asked) for guard in ROUND[MOVES[Outcome(outcome)]].stops)
    return " ".join(filter(None, against)) or None


def follow_decision(*, item: AgendaItem, actor: Actor) -> None:
    """The outcome of a round's item moves the round, in the transaction of whoever saved it.

    An outcome that is changed afterwards moves it back first. Raises as `make` does: then neither is saved.
    """
    found = _round_of(item)
    if found is None:
        return
    round, roles, meeting = locked(found.pk), roles_in(item.meeting, actor), item.meeting
    if round.state in {State.DECIDED, State.REJECTED}:
        round.decided_on = None
        move_round(round, UNDECIDE, roles, actor, also=("decided_on",))
        round.steps.filter(name=DECISION).update(done_on=None)
    name = MOVES.get(Outcome(item.outcome))
    if name and round.state == State.ON_AGENDA:
        round.decided_on = meeting.date
        move_round(round, name, roles, actor, decided_on=meeting.date, also=("decided_on",))
        round.steps.filter(name=DECISION).update(done_on=meeting.date)


def _round_of(item: AgendaItem) -> ListRound | None:
    rounds = ListRound.objects.select_related("council", "base__publication", "item__meeting")
    return rounds.filter(item=item.pk).first()


@transaction.atomic
def decide_under_authorisation(*, round_id: int, actor: Actor) -> ListRound:
    """The chairmanship's approval is the decision, since the council has authorised it to.

    Raises Refusal when no authorisation holds today.
    """
    round, roles = open_round(round_id=round_id, actor=actor, can=Can.EDIT_ROUND)
    round.authorisation = authorisation_at(round.council_id, today())
    round.decided_on = today()
    move_round(round, AUTHORISED, roles, actor, decided_on=today(), also=("authorisation", "decided_on"))
    round.steps.filter(name=DECISION).update(
        done_on=today(), skipped_because=round.authorisation.scope if round.authorisation else ""
    )
    return round


@transaction.atomic
def authorise(*, council: str, item_id: int, scope: str, begins: date, ends: date, actor: Actor) -> Authorisation:
    """Record that the council let its chairmanship decide: by which item, what, and until when.

    Raises Unseen for an item that is not on one of the council's own meetings, Refusal when it ends before it begins
    or before the meeting that gave it.
    """
    found, _ = council_for(actor, council=council, can=Can.EDIT_ROUND)
    item = AgendaItem.objects.select_related("meeting__body").filter(pk=item_id).first()
    if item is None or not item.meeting or item.meeting.body.council_id != found.pk or not item.meeting.body.is_public:
        raise Unseen
    if not scope.strip():
        raise Refusal("Skriv, hvad formandskabet kan beslutte.", code="scope")
    if begins < item.meeting.date:
        raise Refusal("Bemyndigelsen kan ikke gælde, før rådet gav den.", code="begins")
    if ends < begins:
        raise Refusal("Bemyndigelsen slutter, før den begynder.", code="ends")
    made = Authorisation(council=found, item=item, scope=scope.strip(), begins=begins, ends=ends)
    save_checked(made, beside="ends")
    record(
        what="En bemyndigelse blev skrevet ind",
        actor=actor,
        council_id=found.pk,
        meeting_id=item.meeting.pk,
        thing=f"{begins:%d.%m.%Y}-{ends:%d.%m.%Y}",
        detail={"authorisation": made.pk, "item": item.pk},
    )
    return made


@transaction.atomic
def end_authorisation(*, council: str, authorisation_id: int, reason: str, actor: Actor) -> None:
    """The council takes an authorisation back before its last day, and says why."""
    found, _ = council_for(actor, council=council, can=Can.EDIT_ROUND)
    given = Authorisation.objects.select_for_update().filter(council=found, pk=authorisation_id).first()
    if given is None:
        raise Unseen
    if not reason.strip():
        raise Refusal("Skriv, hvorfor bemyndigelsen ophører.", code="reason")
    given.ended_because = reason.strip()
    given.save(update_fields=["ended_because"])
    record(
        what="En bemyndigelse ophørte",
        actor=actor,
        council_id=found.pk,
        reason=reason,
        detail={"authorisation": given.pk},
    )
