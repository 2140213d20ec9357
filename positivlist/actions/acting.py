"""How every act on a round begins: the row is locked, then right and state are asked."""

from datetime import date

from django.utils import timezone

from meetings.queries.standing import holdings_of, require
from meetings.rules.chain import canonical
from positivlist.models import Edition, ListRound
from positivlist.queries.rounds import base_rows, council_body, courses_of, facts_of
from positivlist.rendering.edition import digest_of, edition
from positivlist.workflow import EDITABLE, ROUND, not_editable
from rarportal.core.clock import now
from rarportal.core.log import record
from rarportal.core.permissions import Actor, Can, Role
from rarportal.core.refusal import Refusal, Unseen
from rarportal.core.workflow import Move, make

State = ListRound.State


def roles_at(round: ListRound, actor: Actor) -> frozenset[Role]:
    """As what the actor stands in the round's council. Raises Unseen where it has no positive list."""
    return holdings_of(actor).roles(council_body(round.council.slug))


def locked(round_id: int) -> ListRound:
    """The round with its row locked until the transaction ends. Raises Unseen when there is none."""
    round = (
        ListRound.objects.select_for_update(of=("self",))
        .select_related("council", "base__publication", "item__meeting__body")
        .filter(pk=round_id)
        .first()
    )
    if round is None:
        raise Unseen
    return round


def open_round(*, round_id: int, actor: Actor, can: Can) -> tuple[ListRound, frozenset[Role]]:
    """The locked round and as what the actor stands there. Raises Unseen or Forbidden without the right."""
    round = locked(round_id)
    roles = roles_at(round, actor)
    require(roles, can)
    return round, roles


def open_courses(*, round_id: int, actor: Actor) -> ListRound:
    """The locked round, when the actor may change its courses now. Raises Refusal when not now."""
    round, _ = open_round(round_id=round_id, actor=actor, can=EDITABLE[State.PROPOSING])
    if reason := not_editable(round.state):
        raise Refusal(reason, code="state")
    return round


def shown(round: ListRound) -> tuple[dict[str, object], str]:
    """What stands in the round now, as the chairmanship is shown it, and its digest (two queries)."""
    data = edition(round, [course.row for course in courses_of(round)], base_rows(round))
    return data, digest_of(data)


def keep_edition(round: ListRound, actor: Actor) -> Edition:
    """Keep what can be answered from now on, for good."""
    data, sha256 = shown(round)
    return Edition.objects.create(
        round=round, number=round.edition, sha256=sha256, data=canonical(data), at=now(), by=actor.name
    )


def was_changed(round: ListRound, actor: Actor) -> None:
    """The courses have been changed: another edition, one more who has written in it, and earlier answers are void."""
    round.edition += 1
    if round.state == State.ON_AGENDA:
        round.amended = True
    round.save(update_fields=["edition", "amended"])
    if actor.person_id:
        round.drafters.add(actor.person_id)
    if round.state == State.APPROVING:
        keep_edition(round, actor)


def move_round(
    round: ListRound,
    name: str,
    roles: frozenset[Role],
    actor: Actor,
    *,
    reason: str = "",
    sha256: str = "",
    decided_on: date | None = None,
    also: tuple[str, ...] = (),
) -> None:
    """Make a move of the round's table on the locked round, save and log it.

    `sha256`: of what is being answered; `also`: more fields that the act has set. Raises Forbidden without the right,
    Refusal with every reason.
    """
    transition, before = ROUND[name], round.state
    round.facts = facts_of(round, sha256=sha256, decided_on=decided_on)
    make(ROUND, transition, round, Move(roles=roles, at=timezone.localtime(now()), reason=reason))
    round.save(update_fields=["state", *also])
    note(round, actor, transition.done, reason=reason, before=before, after=round.state)


def note(round: ListRound, actor: Actor, what: str, thing: str = "", reason: str = "", **detail: object) -> None:
    """Write the act on a round into the log."""
    record(
        what=what,
        actor=actor,
        council_id=round.council_id,
        thing=thing or f"positivlisten pr. {round.in_force_from:%d.%m.%Y}",
        detail={"round": round.pk, **detail},
        reason=reason,
    )
