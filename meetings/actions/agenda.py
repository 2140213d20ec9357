"""Editing the agenda: sections and items, each field on its own version, never the last one wins."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from meetings import extensions
from meetings.actions.acting import changes, note, open_item, open_part
from meetings.actions.placing import room_for_last
from meetings.actions.versions import keep_versions
from meetings.models import TEXT_FIELDS, AgendaItem, AgendaSection, Presenter
from meetings.rules.lines import written_presenters
from meetings.rules.versions import mark_of
from meetings.workflow import AGENDA, MINUTES
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Conflict, Refusal, Stale, Unseen
from rarportal.core.richtext import clean

FIELDS = {
    AGENDA: (
        "title", "kind", "decides", "informs", "discusses", "presentation", "recommender", "access",
        "summary", "recommendation", "exposition", "next_steps", "background",
    ),
    MINUTES: ("decision", "outcome", "led_by_id"),
}  # fmt: skip


@transaction.atomic
def add_section(*, meeting_id: int, title: str, actor: Actor) -> AgendaSection:
    """A new last section. Raises Refusal when the agenda can't be edited now."""
    meeting = open_part(meeting_id=meeting_id, part=AGENDA, actor=actor)
    last = meeting.sections.aggregate(last=Max("position"))["last"] or 0
    section = AgendaSection.objects.create(meeting=meeting, position=last + 1, title=title.strip())
    note(meeting, actor, "Et afsnit blev tilføjet", section=section.pk)
    return section


@transaction.atomic
def add_item(*, meeting_id: int, title: str, actor: Actor, section_id: int | None = None) -> AgendaItem:
    """A new last item (of the section); before "Eventuelt" where the agenda ends with it."""
    meeting = open_part(meeting_id=meeting_id, part=AGENDA, actor=actor)
    if section_id and not meeting.sections.filter(pk=section_id).exists():
        raise Unseen
    place = room_for_last(meeting, section_id)
    item = AgendaItem.objects.create(meeting=meeting, section_id=section_id, position=place, title=title.strip())
    note(meeting, actor, "Et punkt blev tilføjet", item=item.pk)
    return item


@transaction.atomic
def save_item(
    *,
    item_id: int,
    part: str,
    values: Mapping[str, Any],
    seen: Mapping[str, str],
    actor: Actor,
    new_sitting: bool = False,
) -> AgendaItem:
    """Save the fields of one part of an item; texts are HTML and cleaned here. Versions are kept of every text.

    `seen` has for each field the mark (rules/versions.py) of the value that the form was made from. A field that
    still has it is not the writer's wish and is left alone: two people in different fields never conflict. One
    that somebody else has changed since is a conflict: nothing is saved and Stale carries both texts. Raises
    Refusal when the part can't be edited now, or when what hangs on the outcome speaks against it.
    With `new_sitting` the texts become versions of their own, whoever wrote last.
    """
    meeting, item = open_item(item_id=item_id, part=part, actor=actor)
    wanted = {field: values[field] for field in FIELDS[part] if field in values}
    wanted |= {field: clean(text) for field, text in wanted.items() if field in TEXT_FIELDS}
    changed = changes({field: getattr(item, field) for field in wanted}, wanted, seen)
    guards = extensions.decision_guards if "outcome" in changed else ()
    if faults := list(filter(None, (guard(item, changed["outcome"]) for guard in guards))):
        raise Refusal(*faults, code="outcome")
    if changed:
        keep_versions(item=item, changed=changed, actor=actor, new_sitting=new_sitting)
        for field, value in changed.items():
            setattr(item, field, value)
        item.save(update_fields=list(changed))
        note(meeting, actor, "Et punkt blev ændret", item=item.pk, fields=sorted(changed))
    if "outcome" in changed:
        for effect in extensions.decision_effects:
            effect(item=item, actor=actor)
    return item


@transaction.atomic
def save_presenters(
    *, item_id: int, presenters: Sequence[Mapping[str, str]], actor: Actor, seen: str = mark_of("")
) -> None:
    """Replace the item's presenters (name, title, organisation); rows without a name are left out.

    `seen` is the mark of the list as text (rules/lines.py) that the form was made from; without it, of none.
    Raises Stale when somebody else has changed the list since.
    """
    meeting, item = open_item(item_id=item_id, part=AGENDA, actor=actor)
    wanted = [{key: (row.get(key) or "").strip() for key in ("name", "title", "organisation")} for row in presenters]
    wanted = [row for row in wanted if row["name"]]
    mine = written_presenters(wanted)
    theirs = written_presenters(item.presenters.values("name", "title", "organisation"))
    if mine == theirs or mark_of(mine) == seen:
        return
    if seen != mark_of(theirs):
        raise Stale(Conflict(field="presenters", mine=mine, theirs=theirs))
    item.presenters.all().delete()
    Presenter.objects.bulk_create(Presenter(item=item, position=place, **row) for place, row in enumerate(wanted, 1))
    note(meeting, actor, "Oplægsholdere blev ændret", item=item.pk)


@transaction.atomic
def withdraw_item(*, item_id: int, withdrawn: bool, actor: Actor) -> AgendaItem:
    """*Træk punktet* (or take it up again): it keeps its number, with "Punktet er udgået"."""
    meeting, item = open_item(item_id=item_id, part=AGENDA, actor=actor)
    if item.withdrawn != withdrawn:
        item.withdrawn = withdrawn
        item.save(update_fields=["withdrawn"])
        note(meeting, actor, "Et punkt udgik" if withdrawn else "Et punkt blev taget op igen", item=item.pk)
    return item
