"""Who is on an item now: a sign of life from the editor, every twenty seconds while it is in sight."""

from django.db import transaction

from meetings.models import Meeting, Sitting
from meetings.queries.editing import FORGOTTEN, draft_item
from meetings.queries.standing import require, roles_in
from rarportal.core.clock import now
from rarportal.core.permissions import Actor, Can


@transaction.atomic
def sit_down(*, meeting: Meeting, item_id: int, actor: Actor) -> None:
    """Say that the actor has the item open. Locks nothing and is not logged: it changes nothing of the meeting.

    Raises Unseen when the item isn't there, Forbidden without the right.
    """
    require(roles_in(meeting, actor), Can.READ_DRAFT)
    item, at = draft_item(meeting, item_id), now()
    Sitting.objects.bulk_create(
        [Sitting(item=item, user_id=actor.user_id or 0, name=actor.name, seen_at=at)],
        update_conflicts=True,
        unique_fields=["item", "user"],
        update_fields=["name", "seen_at"],
    )
    Sitting.objects.filter(item__meeting=meeting, seen_at__lt=at - FORGOTTEN).delete()
