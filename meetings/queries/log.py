"""The log of a council: what was done in it, by whom, when and why."""

from datetime import date, timedelta

from django.db.models import QuerySet

from meetings.models import Council, Meeting
from rarportal.core.clock import midnight
from rarportal.core.models import LogEntry


def changes_of(
    council: Council,
    *,
    who: str = "",
    meeting: int | None = None,
    begins: date | None = None,
    ends: date | None = None,
    text: str = "",
) -> QuerySet[LogEntry]:
    """The council's entries, the newest first: by one person, of one meeting, between two days (both included),
    with a text in what was done or to which thing."""
    found = LogEntry.objects.filter(council_id=council.pk)
    if who:
        found = found.filter(actor_name=who)
    if meeting:
        found = found.filter(meeting_id=meeting)
    if begins:
        found = found.filter(at__gte=midnight(begins))
    if ends:
        found = found.filter(at__lt=midnight(ends + timedelta(days=1)))
    if text:
        found = found.filter(what__icontains=text) | found.filter(thing__icontains=text)
    return found.order_by("-at", "-pk")


def people_in_log(council: Council) -> list[str]:
    """The names of all who have done something in the council."""
    names = LogEntry.objects.filter(council_id=council.pk).order_by("actor_name").values_list("actor_name", flat=True)
    return list(names.distinct())


def meetings_in_log(council: Council) -> list[Meeting]:
    """The council's meetings of all its bodies, the newest first: the log names them by their number."""
    meetings = Meeting.objects.filter(body__council=council).select_related("body__council")
    return list(meetings.order_by("-date", "-ordinal", "body__name"))
