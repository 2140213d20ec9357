"""The outline that editor and minutes share: sections and items with marks, lock and what is missing."""

from collections.abc import Callable, Container
from typing import Any

from meetings.actions.agenda import FIELDS
from meetings.models import TEXT_FIELDS, AgendaItem
from meetings.queries.agenda import Agenda
from meetings.rendering.snapshot import headings_of, marks
from meetings.rules.checks import lacks_recommendation, lacks_summary
from meetings.workflow import AGENDA
from rarportal.core.refusal import Unseen


def choose_item(agenda: Agenda, pk: int | None) -> AgendaItem | None:
    """The asked item, or the first; None for an empty agenda. Raises Unseen for an item of another meeting."""
    if pk is None:
        return agenda.items[0] if agenda.items else None
    for item in agenda.items:
        if item.pk == pk:
            return item
    raise Unseen


def next_item(agenda: Agenda, item: AgendaItem) -> AgendaItem | None:
    """The item after this one, if there is one."""
    place = agenda.items.index(item) + 1
    return agenda.items[place] if place < len(agenda.items) else None


def item_texts(agenda: Agenda, item: AgendaItem) -> list[tuple[str, str]]:
    """An item's texts of the agenda under the profile's headings; what the profile does not print comes last."""
    headings = [(field, heading) for field, heading in headings_of(item, agenda.profile) if field in FIELDS[AGENDA]]
    printed = {field for field, _ in headings}
    return headings + [
        (field, str(AgendaItem._meta.get_field(field).verbose_name).capitalize())  # type: ignore[union-attr]
        for field in FIELDS[AGENDA]
        if field in TEXT_FIELDS and field not in printed
    ]


def outline(
    agenda: Agenda,
    url: Callable[[AgendaItem], str],
    current: AgendaItem | None,
    shown: Container[AgendaItem] | None = None,
) -> list[dict[str, Any]]:
    """The sections and items as the left column shows them; with `shown` only these, and the sections they are in."""
    return [
        {
            "pk": section.pk,
            "number": section.number,
            "title": section.title,
            "items": [
                {
                    "pk": item.pk,
                    "number": item.shown_number,
                    "title": item.title,
                    "marks": marks(item),
                    "access": item.access,
                    "access_text": item.get_access_display(),
                    "withdrawn": item.withdrawn,
                    "url": url(item),
                    "current": current is not None and item.pk == current.pk,
                    "missing": missing(item),
                    "done": bool(item.decision),
                }
                for item in section.items
                if shown is None or item in shown
            ],
        }
        for section in agenda.sections
        if shown is None or any(item in shown for item in section.items)
    ]


def current_row(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the outline only the chosen item's row."""
    rows = [{**section, "items": [row for row in section["items"] if row["current"]]} for section in sections]
    return [section for section in rows if section["items"]]


def missing(item: AgendaItem) -> list[str]:
    """What the item still lacks before dispatch."""
    lacks = ["Sagen kort"] if lacks_summary(item) else []
    return lacks + (["Indstilling"] if lacks_recommendation(item) else [])
