"""The chairmanship answers: each for themselves, to exactly what was shown (trust rows T29, R14).

An answer carries the digest of what the page showed. The round's row is locked, so that an edit and an answer, or two
answers, come one after the other: whoever answers something that no longer stands there is told so.
"""

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format

from meetings.actions.acting import own_act
from meetings.models import MailText, Membership
from meetings.queries.mail_texts import mail_text
from meetings.rules.mail_texts import fill
from positivlist.actions.acting import keep_edition, locked, move_round, note, open_round, roles_at, shown
from positivlist.models import Approval, ListRound
from positivlist.queries.rounds import facts_of, sitting
from positivlist.rules.periods import PROPOSAL
from positivlist.workflow import APPROVE, ROUND, SEND, SEND_BACK
from rarportal.core.clock import now, today
from rarportal.core.mail import post
from rarportal.core.permissions import Actor, Can, Role
from rarportal.core.refusal import Conflict, Refusal, Settled, Stale

State = ListRound.State
MAIL = "list-approval"


@transaction.atomic
def send_to_chairmanship(*, round_id: int, actor: Actor) -> ListRound:
    """The whole list goes to the chairmanship, and each of them gets a mail with one link.

    Raises Forbidden without the right, Refusal with every reason why not.
    """
    round, roles = open_round(round_id=round_id, actor=actor, can=Can.EDIT_ROUND)
    round.sendings += 1
    round.sent_back = ""
    move_round(round, SEND, roles, actor, also=("sendings", "sent_back"))
    round.steps.filter(name=PROPOSAL).update(done_on=today())
    keep_edition(round, actor)
    for seat in sitting(round.council_id):
        _ask_by_mail(round, seat)
    return round


def _ask_by_mail(round: ListRound, seat: Membership) -> None:
    """One mail, one link; whose address nobody knows is called by the secretariat."""
    if not seat.person.email:
        return
    subject, text = mail_text(round.council, MailText.Kind.LIST_APPROVAL)
    differs = round.facts.differences
    values = {
        "navn": seat.person.name,
        "raad": round.council.name,
        "dag": date_format(round.in_force_from, "j. F Y"),
        "frist": date_format(round.approve_by, "j. F Y") if round.approve_by else "snarest",
        "antal": str(differs.count),
        "link": f"{settings.SITE_URL}/mit/{round.council.slug}/positivliste/{round.pk}/godkend/",
    }
    post(
        kind=MAIL,
        recipient=seat.person.email,
        subject=fill(subject, values),
        body=fill(text, values),
        about={"round_id": round.pk, "person_id": seat.person_id},
    )


@transaction.atomic
def approve(*, round_id: int, sha256: str, actor: Actor) -> ListRound:
    """One person approves what was shown; with the last one that the council's rule asks for the round is approved.

    Raises Settled when the person has answered it, Stale when something else stands there by now, Refusal when the
    round is not with the chairmanship.
    """
    round, person, roles = _answering(round_id, sha256, actor)
    _answer(round, person, Approval.Verdict.APPROVED, sha256, actor)
    note(round, actor, "En i formandskabet godkendte", thing=person.name, edition=round.edition)
    if facts_of(round, sha256=sha256).missing is None:
        move_round(round, APPROVE, roles, actor, sha256=sha256)
        round.steps.filter(name="formandskab").update(done_on=today())
    return round


@transaction.atomic
def send_back(*, round_id: int, sha256: str, reason: str, actor: Actor) -> ListRound:
    """One person sends it back to the secretariat, with a reason that everybody who has the round reads."""
    round, person, roles = _answering(round_id, sha256, actor)
    if not reason.strip():
        raise Refusal("Skriv, hvad der skal ændres.", code="reason")
    _answer(round, person, Approval.Verdict.SENT_BACK, sha256, actor, reason=reason.strip())
    round.sent_back = f"{person.name}: {reason.strip()}"
    move_round(round, SEND_BACK, roles, actor, reason=reason, also=("sent_back",))
    round.steps.filter(name=PROPOSAL).update(done_on=None)
    return round


def _answering(round_id: int, sha256: str, actor: Actor) -> tuple[ListRound, Actor, frozenset[Role]]:
    """The locked round, whose answer it is and as what they stand, when it can be answered now.

    What conflicts comes before the state: an answer that is sent again, or to what has changed, is told so for ever.
    """
    round = locked(round_id)
    person = own_act(actor=actor, roles_of=lambda who: roles_at(round, who), can=Can.APPROVE_LIST)
    if Approval.objects.filter(round=round, person=person.person_id, sha256=sha256).exists():
        raise Settled(f"{person.name} har allerede svaret på denne udgave. Det første svar gælder.")
    _, now_there = shown(round)
    if sha256 != now_there:
        raise Stale(Conflict(field="listen", mine=sha256, theirs=now_there))
    if wrong := ROUND.wrong_state(ROUND[APPROVE], round.state):
        raise Refusal(wrong, code="state")
    return round, person, roles_at(round, person)


def _answer(round: ListRound, person: Actor, verdict: str, sha256: str, actor: Actor, *, reason: str = "") -> Approval:
    told = actor.behalf
    seat = next(one for one in sitting(round.council_id) if one.person_id == person.person_id)
    return Approval.objects.create(
        round=round,
        person_id=seat.person_id,
        seat=seat.role,
        verdict=verdict,
        edition=round.edition,
        sha256=sha256,
        reason=reason,
        at=now(),
        entered_by=actor.name if told else "",
        source=told.source if told else "",
        told_on=told.told_on if told else None,
    )
