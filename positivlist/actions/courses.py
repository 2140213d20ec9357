"""Courses written in place: added, changed, put right, removed. A fault is told, not refused: nothing typed is lost."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from meetings.rules.versions import mark_of
from positivlist.actions.acting import note, open_courses, was_changed
from positivlist.models import Course, ListRound, OccupationalGroup
from positivlist.rules.courses import Row, ects_text, put_right
from rarportal.core.clock import now
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Conflict, Refusal, Stale

LONGEST_LIST = 5_000  # courses of a round


def mark(course: Course) -> str:
    """Which version of a row somebody has seen."""
    return mark_of(sorted(course.row.plain().items(), key=lambda one: one[0]))


@transaction.atomic
def save_courses(
    *,
    round_id: int,
    changed: Mapping[int, Row],
    seen: Mapping[int, str],
    added: Sequence[Row] = (),
    removed: Sequence[int] = (),
    actor: Actor,
) -> int:
    """Save the rows that were changed, added and removed, all or nothing; returns how many.

    `seen` has for each changed or removed course the mark (`mark`) of the row that the page was made from. Raises Stale
    with both rows when somebody else has changed or removed one since, Refusal when the courses can't be changed now.
    """
    round = open_courses(round_id=round_id, actor=actor)
    there = {
        one.pk: one for one in Course.objects.filter(round=round, pk__in=[*changed, *removed]).select_related("group")
    }
    conflicts = [
        Conflict(field=f"række {pk}", mine=said(changed[pk]) if pk in changed else "fjernet", theirs="")
        for pk in [*changed, *removed]
        if pk not in there
    ]
    news = {pk: row for pk, row in changed.items() if pk in there and there[pk].row != row and pk not in removed}
    conflicts += [
        Conflict(
            field=there[pk].title,
            mine=said(news[pk]) if pk in news else "fjernet",
            theirs=said(there[pk].row),
        )
        for pk in [*news, *(one for one in removed if one in there)]
        if seen.get(pk) != mark(there[pk])
    ]
    if conflicts:
        raise Stale(*conflicts)
    groups = {group.name: group for group in OccupationalGroup.objects.all()}
    for pk, row in news.items():
        _write(there[pk], row, groups, actor)
        there[pk].save()
    Course.objects.filter(round=round, pk__in=removed).delete()
    add_rows(round, added, actor)
    count = len(news) + len(added) + len(removed)
    if count:
        was_changed(round, actor)
        note(
            round,
            actor,
            "Kurser blev ændret",
            changed=len(news),
            added=len(added),
            removed=len(removed),
            edition=round.edition,
        )
    return count


def add_rows(round: ListRound, rows: Sequence[Row], actor: Actor) -> None:
    """New last courses. Raises Refusal beyond LONGEST_LIST."""
    last = Course.objects.filter(round=round).aggregate(last=Max("position"))["last"] or 0
    if Course.objects.filter(round=round).count() + len(rows) > LONGEST_LIST:
        raise Refusal(f"En liste kan have højst {LONGEST_LIST} kurser.", code="too-many")
    groups = {group.name: group for group in OccupationalGroup.objects.all()}
    made = [Course(round=round, position=place) for place in range(last + 1, last + 1 + len(rows))]
    for course, row in zip(made, rows, strict=True):
        _write(course, row, groups, actor)
    Course.objects.bulk_create(made)


def _write(course: Course, row: Row, groups: Mapping[str, OccupationalGroup], actor: Actor) -> None:
    for name, value in vars(row).items():
        setattr(course, name, groups.get(value) if name == "group" else value)
    course.changed_by, course.changed_at = actor.name, now()


def said(row: Row) -> str:
    """A row in one line, for a conflict."""
    return ", ".join(filter(None, (row.group, row.title, row.type, row.code, row.length, row.note)))


@transaction.atomic
def put_courses_right(*, round_id: int, course_ids: Sequence[int], remedy: str, actor: Actor) -> int:
    """Put rows right by a finding's remedy; what was printed stays on record, and a note says so. Returns how many.

    A row that no longer has the finding is left alone: pressed twice is done once.
    """
    round = open_courses(round_id=round_id, actor=actor)
    groups = {group.name: group for group in OccupationalGroup.objects.all()}
    done = 0
    for course in Course.objects.filter(round=round, pk__in=course_ids).select_related("group"):
        before = course.row
        try:
            row = put_right(before, remedy)
        except ValueError:
            continue
        course.printed = course.printed or printed(before)
        _write(course, row, groups, actor)
        course.save()
        done += 1
    if done:
        was_changed(round, actor)
        note(round, actor, "Kurser blev rettet", remedy=remedy, count=done, edition=round.edition)
    return done


def printed(row: Row) -> dict[str, Any]:
    """What stays on record of a row that is put right."""
    return {"code": row.code, "days": row.days, "ects": ects_text(row.ects)}
