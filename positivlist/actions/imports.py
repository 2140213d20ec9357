"""A file or a paste of courses taken in: all of it or nothing, and taken back."""

from collections.abc import Sequence

from django.db import transaction

from positivlist.actions.acting import note, open_courses, was_changed
from positivlist.actions.courses import LONGEST_LIST
from positivlist.actions.rounds import write_rows
from positivlist.models import CourseImport
from positivlist.queries.rounds import courses_of, groups, round_for
from positivlist.rules.courses import row_of
from positivlist.sources.courses import Line
from positivlist.sources.planning import Planned, plan
from rarportal.core.clock import now
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal, Unseen


def preview(*, council: str, round_id: int, lines: Sequence[Line], replace: bool, actor: Actor) -> list[Planned]:
    """What the lines would do; nothing is saved. Raises Unseen or Forbidden without the right."""
    round, _ = round_for(actor, council=council, round_id=round_id, can=Can.EDIT_ROUND)
    there = [] if replace else [course.row for course in courses_of(round)]
    return plan(lines, there, [group.name for group in groups()])


@transaction.atomic
def take_in(*, round_id: int, lines: Sequence[Line], replace: bool, source: str, actor: Actor) -> CourseImport:
    """Take the lines in as courses: new ones last, known ones changed; with `replace` they are the whole list.

    Raises Refusal when a line is faulty: then nothing is saved.
    """
    round = open_courses(round_id=round_id, actor=actor)
    before = [course.row for course in courses_of(round)]
    planned = plan(lines, [] if replace else before, [group.name for group in groups()])
    if any(one.line.faults for one in planned):
        raise Refusal("Ret de rækker, der er fejl i. Intet er gemt endnu.", code="faulty")
    news = {one.row.key: one.row for one in planned if one.row}
    rows = list(news.values())
    if not replace:
        known = {row.key for row in before}
        rows = [news.get(row.key, row) for row in before] + [row for key, row in news.items() if key not in known]
    if len(rows) > LONGEST_LIST:
        raise Refusal(f"En liste kan have højst {LONGEST_LIST} kurser.", code="too-many")
    write_rows(round, rows, actor)
    was_changed(round, actor)
    made = CourseImport.objects.create(
        round=round,
        at=now(),
        by=actor.name,
        source=source[:200],
        count=len(planned),
        before=[row.plain() for row in before],
        edition=round.edition,
    )
    note(round, actor, "Kurser blev taget ind", count=len(planned), edition=round.edition)
    return made


@transaction.atomic
def take_back(*, round_id: int, import_id: int, actor: Actor) -> None:
    """Undo an import: the courses stand as they stood before it.

    Raises Unseen when there is no such import, Refusal when the courses have been changed since, or it is undone.
    """
    round = open_courses(round_id=round_id, actor=actor)
    made = CourseImport.objects.filter(round=round, pk=import_id).first()
    if made is None:
        raise Unseen
    if made.taken_back_at:
        raise Refusal("Importen er allerede taget tilbage.", code="undone")
    if made.edition != round.edition:
        raise Refusal(
            "Kurserne er ændret, siden importen blev taget ind. Den kan ikke tages tilbage under ét.", code="changed"
        )
    write_rows(round, [row_of(row) for row in made.before], actor)
    made.taken_back_at = now()
    made.save(update_fields=["taken_back_at"])
    was_changed(round, actor)
    note(round, actor, "En import blev taget tilbage", count=made.count, edition=round.edition)
