"""Remarks on a round, by those who have it."""

from django.db import transaction

from positivlist.actions.acting import note, open_round
from positivlist.models import Comment
from rarportal.core.clock import now
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal, Unseen


@transaction.atomic
def comment(*, round_id: int, text: str, actor: Actor) -> Comment:
    """A remark that stands open until it is closed. Raises Refusal for an empty one."""
    round, _ = open_round(round_id=round_id, actor=actor, can=Can.READ_ROUND)
    if not text.strip():
        raise Refusal("Skriv en kommentar.", code="text")
    made = Comment.objects.create(round=round, by=actor.name, text=text.strip(), at=now())
    note(round, actor, "En runde blev kommenteret")
    return made


@transaction.atomic
def close_comment(*, round_id: int, comment_id: int, actor: Actor) -> None:
    """The secretariat has dealt with it. Raises Unseen when there is no such remark."""
    round, _ = open_round(round_id=round_id, actor=actor, can=Can.EDIT_ROUND)
    found = Comment.objects.filter(round=round, pk=comment_id).first()
    if found is None:
        raise Unseen
    if found.closed_at is None:
        found.closed_at = now()
        found.save(update_fields=["closed_at"])
        note(round, actor, "En kommentar blev lukket")
