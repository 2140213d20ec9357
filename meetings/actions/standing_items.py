"""A body's standing items: kept by the secretariat, and put into an agenda that is being written."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from meetings.actions.acting import changes, note, open_part
from meetings.models import AgendaItem, Body, Meeting, StandingItem
from meetings.queries.standing import holdings_of, require
from meetings.queries.standing_items import missing_standing_items, standing_item_for
from meetings.workflow import AGENDA
from rarportal.core.log import record
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal, Unseen
from rarportal.core.richtext import clean

TEXTS = ("summary", "recommendation")
FIELDS = ("title", "kind", "decides", "informs", "discusses", "recommender", "access", *TEXTS)
SAVED = (*FIELDS, "is_template")
ANY_OTHER_BUSINESS = AgendaItem.Kind.ANY_OTHER_BUSINESS


def _open_body(body_id: int, actor: Actor) -> Body:
    """The body, locked. Raises Unseen or Forbidden without the right."""
    body = Body.objects.select_for_update(of=("self",)).select_related("council").filter(pk=body_id).first()
    if body is None:
        raise Unseen
    require(holdings_of(actor).roles(body), Can.SET_UP)
    return body


def _open_item(item_id: int, council: str, actor: Actor) -> StandingItem:
    """The standing item with its body locked. Raises Unseen when it is gone, or another council's."""
    _open_body(standing_item_for(actor, council=council, pk=item_id).body_id, actor)
    return standing_item_for(actor, council=council, pk=item_id)  # as it is now that nobody else can change it


def _note(body: Body, actor: Actor, what: str, thing: str) -> None:
    record(what=what, actor=actor, council_id=body.council_id, thing=f"{body.name}: {thing}"[:200])


def _wanted(values: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {field: values[field] for field in SAVED if field in values}
    return wanted | {field: clean(text) for field, text in wanted.items() if field in TEXTS}


@transaction.atomic
def add_standing_item(*, body_id: int, values: Mapping[str, Any], actor: Actor) -> StandingItem:
    """A new last standing item of a body. Raises Refusal when the body has one with that title."""
    body = _open_body(body_id, actor)
    wanted = _wanted(values)
    _refuse_double(body, wanted["title"])
    last = body.standing_items.aggregate(last=Max("position"))["last"] or 0
    item = StandingItem.objects.create(body=body, position=last + 1, **wanted)
    _note(body, actor, "Et fast punkt blev tilføjet", item.title)
    return item


def _refuse_double(body: Body, title: str, own: int = 0) -> None:
    if body.standing_items.filter(title__iexact=title).exclude(pk=own).exists():
        raise Refusal(f"{body.name} har allerede et fast punkt med titlen »{title}«.", code="double")


@transaction.atomic
def save_standing_item(
    *, council: str, item_id: int, values: Mapping[str, Any], seen: Mapping[str, str], actor: Actor
) -> StandingItem:
    """Save what the writer has changed. Raises Stale where somebody else was first, Refusal for a title in use."""
    item = _open_item(item_id, council, actor)
    wanted = _wanted(values)
    changed = changes({field: getattr(item, field) for field in wanted}, wanted, seen)
    if "title" in changed:
        _refuse_double(item.body, changed["title"], own=item.pk)
    if changed:
        for field, value in changed.items():
            setattr(item, field, value)
        item.save(update_fields=list(changed))
        _note(item.body, actor, "Et fast punkt blev ændret", item.title)
    return item


@transaction.atomic
def shift_standing_item(*, council: str, item_id: int, up: bool, actor: Actor) -> StandingItem:
    """*Flyt op/ned*: change places with the neighbour; at the edge nothing happens."""
    item = _open_item(item_id, council, actor)
    beside = item.body.standing_items
    other = (
        beside.filter(position__lt=item.position).last() if up else beside.filter(position__gt=item.position).first()
    )
    if other:
        item.position, other.position = other.position, item.position
        item.save(update_fields=["position"])
        other.save(update_fields=["position"])
        _note(item.body, actor, "Et fast punkt blev flyttet", item.title)
    return item


@transaction.atomic
def delete_standing_item(*, council: str, item_id: int, actor: Actor) -> None:
    """Delete a standing item; agendas that have it keep it."""
    item = _open_item(item_id, council, actor)
    _note(item.body, actor, "Et fast punkt blev slettet", item.title)
    item.delete()


@transaction.atomic
def insert_standing_items(*, meeting_id: int, actor: Actor) -> list[AgendaItem]:
    """Put the body's standing items that the agenda lacks (by title) into it, each after the one before it.

    The first stand at the beginning, any other business at the end; in an agenda with sections in its first and
    its last. Raises Refusal when the agenda is not being written, or lacks none.
    """
    meeting = open_part(meeting_id=meeting_id, part=AGENDA, actor=actor)
    if meeting.state != Meeting.State.DRAFTING:
        raise Refusal("Faste punkter indsættes, mens dagsordenen er under udarbejdelse.", code="state")
    lacking = {item.pk for item in missing_standing_items(meeting)}
    if not lacking:
        raise Refusal("Dagsordenen har allerede de faste punkter.", code="none")
    items, sections = list(meeting.items.order_by("position")), list(meeting.sections.all())
    ends = (sections[0], sections[-1]) if sections else (None, None)
    place, added = 0, []
    for standing in meeting.body.standing_items.filter(is_template=False):
        if standing.pk in lacking:
            last = standing.kind == ANY_OTHER_BUSINESS
            own = {field: getattr(standing, field) for field in FIELDS}
            item = AgendaItem(meeting=meeting, position=0, section=ends[last], **own)
            added.append(item)
            items.insert(len(items) if last else place, item)
            place += not last
        else:
            title = standing.title.casefold()
            place = 1 + next(n for n, item in enumerate(items) if item.title.casefold() == title)
    for position, item in enumerate(items, 1):
        item.position = position
    AgendaItem.objects.bulk_update([item for item in items if item.pk], ["position"])
    AgendaItem.objects.bulk_create(added)
    note(meeting, actor, "Faste punkter blev indsat", items=[item.pk for item in added])
    return added
