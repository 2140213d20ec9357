"""What the portal knows for the texts that it writes itself. Closed items and those for members only are left out."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min
from django.utils.formats import date_format
from django.utils.timezone import localtime

from meetings.models import Access, AgendaItem, Meeting, Publication
from meetings.queries.pool import later_meetings


@dataclass(frozen=True)
class Minutes:
    """The body's last meeting before, and the days on which its minutes were sent and published; "" is not yet."""

    meeting: Meeting
    day: str
    sent: str
    published: str


def last_minutes(meeting: Meeting) -> Minutes | None:
    """Of the meeting before this one, or None when there was none."""
    held = Meeting.objects.filter(body_id=meeting.body_id, date__lt=meeting.date)
    before = held.exclude(state=Meeting.State.CANCELLED).select_related("body__council").order_by("-date", "-ordinal")
    last = before.first()
    if last is None:
        return None
    first = dict(
        last.publications.filter(kind=Publication.Kind.MINUTES)
        .values_list("audience")
        .annotate(first=Min("issued_at"))
        .order_by("audience")
    )
    sent = [at for audience, at in first.items() if audience != Publication.Audience.PUBLIC and at]
    published = first.get(Publication.Audience.PUBLIC)
    return Minutes(last, _day(last.date), _at(min(sent, default=published)), _at(published))


def coming_meetings_with_items(meeting: Meeting) -> list[tuple[str, list[str]]]:
    """When and where the body meets next, with the titles of what has been postponed to each."""
    later = later_meetings(meeting)
    postponed: dict[int | None, list[str]] = {}
    open_items = AgendaItem.objects.filter(meeting__in=later, story__isnull=False, access=Access.OPEN).distinct()
    for item in open_items.order_by("position"):
        postponed.setdefault(item.meeting_id, []).append(item.title)
    return [(_when(one), postponed.get(one.pk, [])) for one in later]


def waiting_titles(meeting: Meeting) -> list[str]:
    """The titles of what waits in the body's pool."""
    waiting = AgendaItem.objects.filter(waits_in_id=meeting.body_id, access=Access.OPEN)
    return list(waiting.order_by("pk").values_list("title", flat=True))


def _when(meeting: Meeting) -> str:
    time = f" kl. {meeting.starts_at:%H.%M}" if meeting.starts_at else ""
    return f"{_day(meeting.date)}{time}{f', {meeting.place}' if meeting.place else ''}"


def _day(day: object) -> str:
    return str(date_format(day, "j. F Y"))  # type: ignore[arg-type]


def _at(at: datetime | None) -> str:
    return _day(localtime(at)) if at else ""
