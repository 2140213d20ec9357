"""What every page of a round shows: whose it is, how far it is, and who has the ball."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format

from positivlist.models import ListRound
from positivlist.rules.periods import APPROVAL, DECISION, HEARING, PROPOSAL, PUBLICATION, STEPS
from rarportal.core.clock import today

State = ListRound.State
NOW = {  # which step a state is in
    State.PROPOSING: PROPOSAL,
    State.APPROVING: APPROVAL,
    State.APPROVED: DECISION,
    State.ON_AGENDA: DECISION,
    State.DECIDED: PUBLICATION,
}
TONES = {State.PUBLISHED: "done", State.DECIDED: "done", State.REJECTED: "bad", State.GIVEN_UP: "bad"}


def link(name: str, round: ListRound, **more: Any) -> str:
    """The address of one of the round's pages under /mit/."""
    return reverse(f"positivlist:{name}", kwargs={"council": round.council.slug, "round_id": round.pk, **more})


def head(round: ListRound) -> dict[str, Any]:
    """For positivlist/base_round.html."""
    return {
        "pk": round.pk,
        "title": f"Positivlisten pr. {date_format(round.in_force_from, 'j. F Y')}",
        "council_name": round.council.name,
        "template": round.get_template_display().capitalize(),
        "state_text": round.get_state_display().capitalize(),
        "tone": TONES.get(State(round.state), "now"),
        "url": link("round", round),
        "rounds_url": reverse("positivlist:rounds", args=[round.council.slug]),
        "sent_back": round.sent_back if round.state == State.PROPOSING else "",
        "steps": steps_of(round),
    }


def steps_of(round: ListRound) -> list[dict[str, Any]]:
    """The line of steps: done, now, to come or skipped, each with its day and who has the ball."""
    known = {step.name: step for step in STEPS}
    current = NOW.get(State(round.state))
    rows = []
    for one in round.steps.all():
        step = known[one.name]
        done = one.done_on is not None or (bool(one.skipped_because) and one.name == HEARING)
        rows.append(
            {
                "title": step.title,
                "ball": step.ball,
                "state": "done" if done else "now" if one.name == current else "next",
                "text": _when(one.skipped_because, one.done_on, one.due),
                "url": link("step", round, step=one.name) if step.may_be_skipped and round.state in NOW else None,
            }
        )
    return rows


def _when(skipped: str, done_on: Any, due: Any) -> str:
    if done_on:
        return date_format(done_on, "j. F")
    if skipped:
        return f"Sprunget over: {skipped}"
    days = (due - today()).days
    distance = "i dag" if days == 0 else f"for {-days} dage siden" if days < 0 else f"om {days} dage"
    return f"Senest {date_format(due, 'j. F')}, {distance}"
