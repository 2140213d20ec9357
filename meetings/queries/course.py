"""*Mødets gang*: what happened while a meeting was held, by the clock, from what was taken down on its day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time

from django.db.models import Min
from django.utils.timezone import localtime

from meetings.models import AttendanceChange, FieldVersion, Meeting
from meetings.queries.agenda import Agenda
from meetings.workflow import MEETING
from rarportal.core.models import LogEntry

MARKED = ("begynd-moede", "afslut-moede")  # the moves that begin and end it
Noted = Mapping[int, Sequence[AttendanceChange]]


def course_of(meeting: Meeting, agenda: Agenda, noted: Noted) -> list[tuple[time, str]]:
    """(the hour, what happened then), in order: the meeting's beginning and end, each item whose decision was first
    written that day, and who came and left at an hour that was noted. Two queries.
    """
    found = [*_moves(meeting), *_items(meeting, agenda), *_changes(agenda, noted)]
    return sorted(found, key=lambda event: event[0])


def _moves(meeting: Meeting) -> Iterator[tuple[time, str]]:
    entries = LogEntry.objects.filter(meeting_id=meeting.pk, what__in=[MEETING[name].done for name in MARKED])
    for at, what in entries.values_list("at", "what"):
        yield from ((hour, f"{what}.") for hour in _that_day(meeting, at))


def _items(meeting: Meeting, agenda: Agenda) -> Iterator[tuple[time, str]]:
    decisions = FieldVersion.objects.filter(item__meeting=meeting, field="decision").exclude(text="")
    began = dict(decisions.order_by().values("item").annotate(at=Min("began_at")).values_list("item", "at"))
    for item in agenda.items:
        if item.pk in began:
            yield from ((hour, f"{item.shown_number}: {item.title}") for hour in _that_day(meeting, began[item.pk]))


def _changes(agenda: Agenda, noted: Noted) -> Iterator[tuple[time, str]]:
    for item in agenda.items:
        for change in noted.get(item.pk, ()):
            if change.at:
                yield change.at, f"{item.shown_number}: {change.name} {change.get_kind_display().lower()}"


def _that_day(meeting: Meeting, at: datetime) -> Iterator[time]:
    """The hour in Denmark, if it was on the meeting's day: minutes are written on later days too."""
    local = localtime(at)
    if local.date() == meeting.date:
        yield local.time()
