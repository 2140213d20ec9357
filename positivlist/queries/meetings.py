"""The council's meetings, as a round asks for them."""

from meetings.models import AgendaItem, Body, Meeting

State = Meeting.State


def open_agendas(council_id: int) -> list[Meeting]:
    """The council's own meetings whose agenda can still be written, the first first (two queries)."""
    found = Meeting.objects.filter(
        body__council=council_id, body__kind=Body.Kind.COUNCIL, state__in=[State.DRAFTING, State.DISPATCHED]
    )
    return list(found.select_related("body__council").prefetch_related("sections").order_by("date", "ordinal"))


def decision_items(council_id: int, limit: int = 100) -> list[tuple[int, str]]:
    """Items of the council's own meetings on which something can have been decided, the newest first."""
    items = AgendaItem.objects.filter(
        meeting__body__council=council_id, meeting__body__kind=Body.Kind.COUNCIL, decides=True
    ).exclude(meeting__state__in=[State.PLANNED, State.DRAFTING, State.CANCELLED])
    found = items.select_related("meeting").order_by("-meeting__date", "position")[:limit]
    return [(one.pk, f"{one.meeting.date:%d.%m.%Y}: {one.title}") for one in found]
