"""A round begins, gets its steps and its background, and is given up."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.formats import date_format

from meetings.actions.checked import save_checked
from meetings.models import Council
from meetings.queries.standing import council_for as any_council
from meetings.queries.standing import require
from positivlist.actions.acting import locked, move_round, note, open_round, roles_at, was_changed
from positivlist.models import Course, ListRound, ListRules, OccupationalGroup, RoundStep
from positivlist.queries.lists import compared_with, newest_list
from positivlist.queries.rounds import base_rows, council_for, courses_of
from positivlist.rules.approval import RULES
from positivlist.rules.courses import Row
from positivlist.rules.differences import rebased
from positivlist.rules.periods import APPROVAL, STEPS, TEMPLATES, plan
from positivlist.workflow import GIVE_UP, TAKE_BACK, TAKE_OFF_AGENDA
from rarportal.core.clock import now
from rarportal.core.log import record
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import AtFields, Refusal, Unseen

MOVES = frozenset({TAKE_BACK, TAKE_OFF_AGENDA, GIVE_UP})  # what the secretariat does with a reason and nothing else


@transaction.atomic
def begin_round(*, council: str, template: str, in_force_from: date, reason: str, actor: Actor) -> ListRound:
    """A new round with the courses of the newest list, and the template's steps.

    Raises Unseen or Forbidden without the right, AtFields when the day is taken or not after the newest list's.
    """
    found, _ = council_for(actor, council=council, can=Can.EDIT_ROUND)
    if template not in TEMPLATES:
        raise Unseen
    Council.objects.select_for_update().get(pk=found.pk)  # one round after the other
    newest = newest_list(found.pk)
    if newest and in_force_from <= newest.in_force_from:
        day = date_format(newest.in_force_from, "j. F Y")
        raise AtFields({"in_force_from": f"Den nyeste liste gælder fra {day}. En ny liste skal begynde senere."})
    dates = {step.name: due for step, due in plan(in_force_from)}
    round = ListRound(
        council=found,
        template=template,
        in_force_from=in_force_from,
        reason=reason.strip(),
        base=newest,
        approve_by=dates[APPROVAL],
    )
    save_checked(round, beside="in_force_from")
    RoundStep.objects.bulk_create(
        RoundStep(round=round, position=place, name=step.name, due=dates[step.name])
        for place, step in enumerate(STEPS, 1)
    )
    if newest:
        write_rows(round, compared_with(newest)[0], actor)
    note(round, actor, "En positivlisterunde blev begyndt", template=template)
    return round


def write_rows(round: ListRound, rows: list[Row], actor: Actor) -> None:
    """Make these the round's courses, instead of those it has."""
    groups = {group.name: group for group in OccupationalGroup.objects.all()}
    Course.objects.filter(round=round).delete()
    Course.objects.bulk_create(
        Course(
            round=round,
            position=place,
            **{**vars(row), "group": groups.get(row.group)},
            changed_by=actor.name,
            changed_at=now(),
        )
        for place, row in enumerate(rows, 1)
    )


@transaction.atomic
def change_round(*, round_id: int, in_force_from: date, approve_by: date | None, reason: str, actor: Actor) -> None:
    """Another day, another deadline or another background, while the secretariat has the round.

    Raises Refusal when it is no longer there, AtFields for a day that cannot be.
    """
    round, _ = open_round(round_id=round_id, actor=actor, can=Can.EDIT_ROUND)
    if round.state != ListRound.State.PROPOSING:
        raise Refusal(f"Runden er {round.get_state_display()}. Tag den tilbage for at ændre den.", code="state")
    if round.base and in_force_from <= round.base.in_force_from:
        raise AtFields({"in_force_from": "Dagen skal ligge efter den liste, som runden begyndte fra."})
    if in_force_from != round.in_force_from:
        for step, due in plan(in_force_from):
            round.steps.filter(name=step.name).update(due=due)
    round.in_force_from, round.reason = in_force_from, reason.strip()
    round.approve_by = approve_by or in_force_from - timedelta(days=1)
    save_checked(round, beside="in_force_from")
    round.steps.filter(name=APPROVAL).update(due=round.approve_by)
    was_changed(round, actor)
    note(round, actor, "En positivlisterunde blev ændret")


@transaction.atomic
def settle_step(*, round_id: int, step: str, done_on: date | None, skipped_because: str, actor: Actor) -> None:
    """A step was done on a day, or is skipped with a reason; with neither it is open again.

    Raises Unseen for a step that is no such, Refusal for one that may not be skipped, or both at once.
    """
    round, _ = open_round(round_id=round_id, actor=actor, can=Can.EDIT_ROUND)
    known = next((one for one in STEPS if one.name == step and one.may_be_skipped), None)
    row = round.steps.filter(name=step).first()
    if known is None or row is None:
        raise Unseen
    if done_on and skipped_because.strip():
        raise Refusal("Skriv enten dagen eller grunden, ikke begge dele.", code="skipped_because")
    row.done_on, row.skipped_because = done_on, skipped_because.strip()
    row.save(update_fields=["done_on", "skipped_because"])
    what = "blev sprunget over" if row.skipped_because else "er sket" if done_on else "blev åbnet igen"
    note(round, actor, f"Trinnet {known.title.lower()} {what}", reason=row.skipped_because)


@transaction.atomic
def take_over_newest_list(*, round_id: int, actor: Actor) -> None:
    """Another list was published since the round began: the round stands on it from now on, its own changes kept."""
    round, _ = open_round(round_id=round_id, actor=actor, can=Can.EDIT_ROUND)
    if round.state != ListRound.State.PROPOSING:
        raise Refusal(f"Runden er {round.get_state_display()}. Tag den tilbage først.", code="state")
    newest = newest_list(round.council_id)
    if newest is None or newest.pk == round.base_id:
        return
    rows, holds_from = compared_with(newest)
    if holds_from:  # what is erased takes nothing away
        write_rows(round, rebased(base_rows(round), rows, [one.row for one in courses_of(round)]), actor)
    round.base = newest
    round.save(update_fields=["base"])
    was_changed(round, actor)
    note(round, actor, "Runden blev ført videre fra den nyeste liste")


@transaction.atomic
def move(*, round_id: int, name: str, reason: str, actor: Actor) -> ListRound:
    """Take the round back from the chairmanship or off the agenda, or give it up; each says why.

    Raises as `make` does.
    """
    if name not in MOVES:
        raise Unseen
    round = locked(round_id)
    roles = roles_at(round, actor)
    require(roles, Can.EDIT_ROUND)
    if name == TAKE_OFF_AGENDA:
        if round.amended:
            raise Refusal("Rådets ændringer er skrevet ind. Sæt udfaldet på punktet i stedet.", code="amended")
        round.item = None
    move_round(round, name, roles, actor, reason=reason, also=("item",))
    return round


@transaction.atomic
def set_up(*, council: str, has_positive_list: bool, approval: str, actor: Actor) -> None:
    """Whether the council has a positive list at all, and what the chairmanship's approval takes."""
    found, _ = any_council(actor, council=council, can=Can.SET_UP)
    if approval not in RULES:
        raise Unseen
    Council.objects.filter(pk=found.pk).update(has_positive_list=has_positive_list)
    ListRules.objects.update_or_create(council=found, defaults={"approval": approval})
    record(
        what="Positivlisten blev slået til" if has_positive_list else "Positivlisten blev slået fra",
        actor=actor,
        council_id=found.pk,
        detail={"approval": approval},
    )
