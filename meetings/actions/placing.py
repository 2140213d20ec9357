"""Room in the order of an agenda's items."""

from collections.abc import Sequence

from django.db.models import Max

from meetings.models import AgendaItem, Meeting


def room_for_last(meeting: Meeting, section_id: int | None) -> int:
    """The position of a new last item (of the section), before an "Eventuelt" at its end; the rest make room."""
    items = list(meeting.items.filter(section_id=section_id) if section_id else meeting.items.all())
    if items:
        place = items[-1].position + (items[-1].kind != AgendaItem.Kind.ANY_OTHER_BUSINESS)
    else:
        place = (meeting.items.aggregate(last=Max("position"))["last"] or 0) + 1
    make_room(meeting, place)
    return place


def make_room(meeting: Meeting, place: int) -> None:
    """Move what stands at this position, and after it, one on."""
    later = list(meeting.items.filter(position__gte=place))
    for item in later:
        item.position += 1
    AgendaItem.objects.bulk_update(later, ["position"])


def put_in_order(items: Sequence[AgendaItem]) -> None:
    """Positions 1, 2, 3 in this order, and the section that each says."""
    for position, item in enumerate(items, 1):
        item.position = position
    AgendaItem.objects.bulk_update(items, ["position", "section"])
