"""The standing items of a council's bodies, and which of them an agenda lacks."""

from django.db.models import Prefetch

from meetings.models import Body, Council, Meeting, StandingItem
from meetings.queries.standing import council_for
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Unseen


def bodies_with_standing_items(council: Council) -> list[Body]:
    """The council's bodies that still hold meetings, each with its standing items in order (two queries)."""
    items = Prefetch("standing_items", StandingItem.objects.order_by("position"))
    order = {kind: place for place, kind in enumerate(Body.Kind.values)}
    bodies = council.bodies.filter(ended_on__isnull=True).prefetch_related(items)
    return sorted(bodies, key=lambda body: (order[body.kind], body.name))


def standing_item_for(actor: Actor, *, council: str, pk: int) -> StandingItem:
    """A standing item of the council. Raises Unseen or Forbidden without the right, Unseen when there is none."""
    found, _ = council_for(actor, council=council, can=Can.SET_UP)
    item = StandingItem.objects.select_related("body__council").filter(pk=pk, body__council=found).first()
    if item is None:
        raise Unseen
    return item


def body_of(council: Council, slug: str) -> Body:
    """A body of the council by its address. Raises Unseen when there is none."""
    body = council.bodies.filter(slug=slug).first()
    if body is None:
        raise Unseen
    return body


def missing_standing_items(meeting: Meeting, titles: list[str] | None = None) -> list[StandingItem]:
    """The standing items of the meeting's body that the agenda has none of, told by title; no agenda lacks a template.

    `titles`: those of the agenda, where they are known already; else they are read.
    """
    if titles is None:
        titles = list(meeting.items.values_list("title", flat=True))
    there = {title.casefold() for title in titles}
    items = StandingItem.objects.filter(body_id=meeting.body_id, is_template=False)
    return [item for item in items if item.title.casefold() not in there]
