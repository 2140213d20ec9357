"""Where items can be taken from, and where they can be postponed to: pool, earlier and later meetings, templates."""

from django.db.models import Exists, OuterRef

from meetings.models import AgendaItem, Meeting, Postponement, StandingItem
from meetings.workflow import AGENDA, EDITABLE

EARLIER = 12  # meetings to choose from


def waiting_items(meeting: Meeting) -> list[AgendaItem]:
    """The items that wait in the pool of the meeting's body, the longest first, each with its story."""
    waiting = AgendaItem.objects.filter(waits_in_id=meeting.body_id)
    return list(waiting.prefetch_related("story__from_meeting").order_by("pk"))


def earlier_meetings(meeting: Meeting) -> list[Meeting]:
    """The body's meetings before this one that have items, the last first."""
    items = AgendaItem.objects.filter(meeting=OuterRef("pk"))
    before = Meeting.objects.filter(Exists(items), body_id=meeting.body_id, date__lte=meeting.date)
    return list(before.exclude(pk=meeting.pk).order_by("-date", "-ordinal")[:EARLIER])


def templates_of(meeting: Meeting) -> list[StandingItem]:
    """The templates of the meeting's body."""
    return list(StandingItem.objects.filter(body_id=meeting.body_id, is_template=True))


def later_meetings(meeting: Meeting) -> list[Meeting]:
    """The body's meetings that an item can be postponed to: later, planned or with an agenda that can be edited."""
    states = [Meeting.State.PLANNED, *EDITABLE[AGENDA]]
    later = Meeting.objects.filter(body_id=meeting.body_id, date__gte=meeting.date, state__in=states)
    return list(later.exclude(pk=meeting.pk).order_by("date", "ordinal"))


def story_of(item: AgendaItem) -> list[Postponement]:
    """Which meetings the item has been postponed from, the first first."""
    return list(item.story.select_related("from_meeting__body__council"))
