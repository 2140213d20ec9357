"""What this app gives meetings to call (meetings/extensions.py): filled once, when the apps are ready."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format

from meetings import extensions
from meetings.extensions import OverviewLine, SetupSubject
from meetings.models import Body, Council
from meetings.queries.standing import Holdings
from positivlist.actions.deciding import follow_decision, guard_decision
from positivlist.demo import loader
from positivlist.models import ListRound
from positivlist.queries.lists import version_at, versions_of
from positivlist.queries.rounds import has_answered, rounds_awaiting
from positivlist.workflow import ROUND
from rarportal.core.clock import today
from rarportal.core.permissions import Can, Role, may

State = ListRound.State


def join() -> None:
    """Fill the registry."""
    extensions.decision_guards.append(guard_decision)
    extensions.decision_effects.append(follow_decision)
    extensions.overview_lines.append(overview_lines)
    extensions.front_page_parts.append(front_page_part)
    extensions.body_links.append(body_link)
    extensions.demo_stages.append(loader.load)
    extensions.tables.append(("Positivlisterundens vej", ROUND))
    extensions.setup_subjects.append(
        SetupSubject(
            "positivlist:setup",
            "Positivliste",
            "Om rådet har en positivliste, hvad formandskabets godkendelse kræver, og bemyndigelser.",
        )
    )


def overview_lines(holdings: Holdings) -> Sequence[OverviewLine]:
    """The rounds that wait for the person: a list to approve, or a round to go on with."""
    person = holdings.actor.person_id
    waiting = rounds_awaiting(holdings)
    answered = has_answered(waiting, person) if waiting else set()
    return [line for round in waiting if (line := _line(round, holdings, answered=round.pk in answered))]


def _line(round: ListRound, holdings: Holdings, *, answered: bool) -> OverviewLine | None:
    where, name = [round.council.slug, round.pk], round.council.name
    day = date_format(round.in_force_from, "j. F Y")
    serves = any(post.council_id == round.council_id for post in holdings.posts)
    if round.state == State.APPROVING and not serves:
        if answered:
            return None
        due = round.approve_by or round.in_force_from
        return OverviewLine(
            due, f"Godkend positivlisten for {name} pr. {day}", reverse("positivlist:approve", args=where)
        )
    said = {
        State.PROPOSING: "blev sendt tilbage" if round.sent_back else "skal sendes til formandskabet",
        State.APPROVED: "skal på rådets dagsorden",
        State.DECIDED: "skal offentliggøres",
    }.get(State(round.state))
    if said is None:  # others have the ball
        return None
    deadline = round.approve_by if round.state == State.PROPOSING else None
    text = f"Positivlisten for {name} pr. {day} {said}"
    return OverviewLine(deadline or round.in_force_from, text, reverse("positivlist:round", args=where))


def body_link(body: Body, roles: frozenset[Role]) -> tuple[str, str] | None:
    """From the council's page, and the chairmanship's, to its rounds."""
    if body.kind == Body.Kind.COMMITTEE or not body.council.has_positive_list or not may(roles, Can.READ_ROUND):
        return None
    return "Positivliste", reverse("positivlist:rounds", args=[body.council.slug])


def front_page_part(council: Council) -> str:
    """The list that holds today, on the council's front page; nothing where there is none."""
    if not council.has_positive_list:
        return ""
    versions = versions_of(council.pk)
    version = version_at(versions, today())
    if version is None:
        return ""
    context = {"url": reverse("positivlist:list", args=[council.slug]), "begins": version.begins, "ends": version.ends}
    return render_to_string("positivlist/front_page_part.html", context)
