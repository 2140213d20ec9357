"""A round as its people see it: its courses, what differs from the list in force, and what the guards ask."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from meetings.models import Body, Council, Erasure, Membership
from meetings.queries.standing import Holdings, holdings_of, require
from positivlist.models import (
    Approval,
    Authorisation,
    Course,
    Edition,
    ListRound,
    ListRules,
    OccupationalGroup,
    PublishedList,
)
from positivlist.queries.lists import compared_with, newest_list
from positivlist.rules import approval
from positivlist.rules.approval import Sitting, what_is_missing
from positivlist.rules.courses import Doublets, Finding, Row, doublets, findings
from positivlist.rules.differences import Differences, compare
from positivlist.rules.periods import STEPS
from rarportal.core.clock import now, today
from rarportal.core.permissions import Actor, Can, Role, may
from rarportal.core.refusal import Unseen

State = ListRound.State
OVER = frozenset({State.PUBLISHED, State.REJECTED, State.GIVEN_UP})


def council_body(council: str) -> Body:
    """The council itself, as a body, where it has a positive list. Raises Unseen where it has none."""
    body = Body.objects.select_related("council__profile").filter(council__slug=council, kind=Body.Kind.COUNCIL).first()
    if body is None or not body.council.has_positive_list:
        raise Unseen
    return body


def council_for(actor: Actor, *, council: str, can: Can) -> tuple[Council, frozenset[Role]]:
    """A council with a positive list, and as what the actor stands there.

    Raises Unseen or Forbidden without the right.
    """
    body = council_body(council)
    roles = holdings_of(actor).roles(body)
    require(roles, can)
    return body.council, roles


def round_for(actor: Actor, *, council: str, round_id: int, can: Can) -> tuple[ListRound, frozenset[Role]]:
    """One of a council's rounds. Raises Unseen or Forbidden without the right."""
    found, roles = council_for(actor, council=council, can=can)
    round = with_relations().filter(pk=round_id, council=found).first()
    if round is None:
        raise Unseen
    return round, roles


def list_for(actor: Actor, *, council: str, day: date, can: Can) -> PublishedList:
    """A council's published list that begins on a day. Raises Unseen or Forbidden without the right."""
    found, _ = council_for(actor, council=council, can=can)
    listed = PublishedList.objects.filter(council=found, in_force_from=day).select_related("round__council").first()
    if listed is None:
        raise Unseen
    return listed


def erasure_of(round: ListRound) -> Erasure | None:
    """That the content of the list which came of the round is erased, by whom and why."""
    listed = PublishedList.objects.filter(round=round).values("publication")
    return Erasure.objects.filter(publication__in=listed).first()


def with_relations() -> QuerySet[ListRound]:
    """Rounds with what every page of theirs shows."""
    return ListRound.objects.select_related(
        "council", "base__publication", "item__meeting__body__council", "authorisation__item"
    )


def rounds_of(council: Council) -> QuerySet[ListRound]:
    """A council's rounds, the newest list first."""
    return ListRound.objects.filter(council=council).order_by("-in_force_from", "-pk")


def groups() -> list[OccupationalGroup]:
    """All occupational groups, in their order."""
    return list(OccupationalGroup.objects.all())


def courses_of(round: ListRound) -> list[Course]:
    """The round's courses in their order, with their groups (one query)."""
    return list(Course.objects.filter(round=round).select_related("group"))


def base_rows(round: ListRound) -> list[Row]:
    """The courses of the list that the round began from; none for a council's first."""
    return compared_with(round.base)[0]


@dataclass(frozen=True)
class Looked:
    """The courses with what is wrong at each."""

    courses: Sequence[Course]
    found: dict[int, list[Finding]]  # course id -> findings
    twice: Doublets

    @property
    def faults(self) -> int:
        """How many courses must be put right."""
        return sum(any(one.is_fault for one in found) for found in self.found.values())


def look_at(courses: Sequence[Course]) -> Looked:
    """Every check on every course, doublets with them (no query)."""
    rows = [(place, course.row) for place, course in enumerate(courses, 1)]
    twice = doublets(rows)
    found = {}
    for (place, row), course in zip(rows, courses, strict=True):
        here = findings(row)
        if sentence := twice.sentence(row, place):
            here.append(Finding("code" if row.code else "title", sentence))
        found[course.pk] = here
    return Looked(courses, found, twice)


def sitting(council_id: int) -> list[Membership]:
    """Who sits in the council's chairmanship now, the chair first."""
    seats = Membership.objects.filter(
        body__council=council_id,
        body__kind=Body.Kind.CHAIRMANSHIP,
        role__in=[Membership.Role.CHAIR, Membership.Role.VICE_CHAIR],
        period__contains=now(),
    )
    return list(seats.select_related("person").order_by("role", "person__name"))


def seats(members: Sequence[Membership]) -> list[Sitting]:
    """As the rules know them."""
    return [Sitting(one.person_id, one.person.name, one.role == Membership.Role.CHAIR) for one in members]


def rule_of(council_id: int) -> str:
    """What the council has decided that an approval takes."""
    found = ListRules.objects.filter(council=council_id).values_list("approval", flat=True).first()
    return found or approval.MAJORITY_WITH_CHAIR


def authorisations(council_id: int) -> QuerySet[Authorisation]:
    """Every authorisation that the council has given, the newest first."""
    return Authorisation.objects.filter(council=council_id).select_related("item__meeting__body__council")


def authorisation_at(council_id: int, day: date) -> Authorisation | None:
    """The one that holds on the day."""
    return authorisations(council_id).filter(begins__lte=day, ends__gte=day, ended_because="").first()


def open_step(round: ListRound) -> str:
    """The title of the first step before the chairmanship's that is neither done nor skipped; "" when there is none.

    The proposal itself is done by sending it.
    """
    skippable = {step.name: step.title for step in STEPS if step.may_be_skipped}
    for step in round.steps.all():
        if step.name in skippable and step.done_on is None and not step.skipped_because:
            return skippable[step.name]
    return ""


@dataclass
class Facts:
    """What the guards of the round's table ask about."""

    looked: Looked
    compared_from: date | None
    differences: Differences
    open_step: str
    sitting: list[Membership]
    missing: str | None
    base_is_newest: bool
    newest_day: date | None
    decided_on: date | None
    authorised: Authorisation | None
    erased: Erasure | None  # of the list that came of the round

    @property
    def faults(self) -> int:
        """How many courses must be put right."""
        return self.looked.faults


def facts_of(round: ListRound, *, sha256: str = "", decided_on: date | None = None) -> Facts:
    """Everything the guards ask, with a fixed number of queries. `sha256`: of what stands there, while it is answered.

    `decided_on`: the day of the meeting that it is put before, where that is not the round's own.
    """
    members, newest = sitting(round.council_id), newest_list(round.council_id)
    looked = look_at(courses_of(round))
    before, compared_from = compared_with(round.base)
    erased = erasure_of(round) if round.state == State.PUBLISHED else None
    approved = Approval.objects.filter(round=round, sha256=sha256, verdict=Approval.Verdict.APPROVED) if sha256 else ()
    item = round.item
    return Facts(
        looked=looked,
        compared_from=compared_from,
        differences=Differences() if erased else compare(before, [course.row for course in looked.courses]),
        erased=erased,
        open_step=open_step(round),
        sitting=members,
        missing=what_is_missing(
            rule=rule_of(round.council_id),
            sitting=seats(members),
            approved={one.person_id for one in approved},
            drafters=set(round.drafters.values_list("pk", flat=True)),
        ),
        base_is_newest=(newest.pk if newest else None) == round.base_id,
        newest_day=newest.in_force_from if newest else None,
        decided_on=decided_on or round.decided_on or (item.meeting.date if item and item.meeting else None),
        authorised=authorisation_at(round.council_id, today()),
    )


def answers_of(round: ListRound) -> list[Approval]:
    """Every answer that was ever given to the round, the first first."""
    return list(round.approvals.select_related("person"))


def rounds_awaiting(holdings: Holdings) -> list[ListRound]:
    """The rounds that wait for the person: to approve, or to be put right (two queries)."""
    councils = {seat.place.council_id for seat in holdings.seats} | {post.council_id for post in holdings.posts}
    bodies = Body.objects.filter(council__in=councils, council__has_positive_list=True, kind=Body.Kind.COUNCIL)
    roles = {body.council_id: holdings.roles(body) for body in bodies}
    waiting = ListRound.objects.filter(council__in=roles).exclude(state__in=OVER).select_related("council")
    return [
        round
        for round in waiting.order_by("in_force_from")
        if may(roles[round.council_id], Can.EDIT_ROUND)
        or (round.state == State.APPROVING and may(roles[round.council_id], Can.APPROVE_LIST))
    ]


def has_answered(rounds: Sequence[ListRound], person_id: int | None) -> set[int]:
    """Of these rounds those to which the person has answered what was sent last (two queries)."""
    answered = Approval.objects.filter(round__in=rounds, person=person_id or 0).values_list("round_id", "sha256")
    latest = dict(
        Edition.objects.filter(round__in=rounds)
        .order_by("round_id", "-number", "-pk")
        .distinct("round_id")
        .values_list("round_id", "sha256")
    )
    return {round for round, sha256 in answered if latest.get(round) == sha256}


def base_of(edition: dict[str, Any]) -> PublishedList | None:
    """The list that an edition was compared with, by the digest that it names; None for a council's first."""
    return PublishedList.objects.filter(publication__sha256=edition["base"] or "").select_related("publication").first()


def edition_shown(round: ListRound, sha256: str) -> dict[str, Any] | None:
    """What was shown under this digest, read back; None when nothing was."""
    found = Edition.objects.filter(round=round, sha256=sha256).values_list("data", flat=True).first()
    return json.loads(found) if found else None
