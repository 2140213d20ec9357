"""Earlier versions of a text, and who has an item open: only the secretariat asks (the meeting came by READ_DRAFT)."""

from datetime import timedelta

from meetings.models import AgendaItem, FieldVersion, Meeting, Sitting
from rarportal.core.clock import now
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Unseen

FORGOTTEN = timedelta(seconds=60)


def draft_item(meeting: Meeting, pk: int) -> AgendaItem:
    """An item of the draft. Raises Unseen when it isn't this meeting's: the address must not lie."""
    item = meeting.items.filter(pk=pk).first()
    if item is None:
        raise Unseen
    return item


def versions_of(item: AgendaItem, field: str) -> list[FieldVersion]:
    """The versions of one field, the newest first."""
    return list(item.versions.filter(field=field))


def others_on(item: AgendaItem, actor: Actor) -> list[str]:
    """Who else has shown a sign of life on the item within the last minute, by name."""
    here = Sitting.objects.filter(item=item, seen_at__gt=now() - FORGOTTEN).exclude(user_id=actor.user_id or 0)
    return list(here.order_by("name").values_list("name", flat=True))
