"""*Tjek*: the check list beside the editor and on the page that dispatches."""

from collections.abc import Collection
from typing import Any

from meetings.models import TEXT_FIELDS, AgendaItem, Meeting
from meetings.queries.agenda import Agenda
from meetings.queries.references import references
from meetings.rules.checks import Finding, ItemValues, findings
from meetings.views.viewer import link

ANCHORS = {"attachments": "bilag"}


def check_list(meeting: Meeting, agenda: Agenda, current: AgendaItem | None = None) -> dict[str, Any]:
    """What must be put right and what to look at, each with a link to its field."""
    items = {item.pk: item for item in agenda.items}
    known = references(agenda)
    found = findings(_values(item, known) for item in agenda.items)
    rows = [_row(meeting, items[one.item], one, current) for one in found]
    return {
        "must": [row for row in rows if row["must"]],
        "see": [row for row in rows if not row["must"]],
        "count": len(rows),
    }


def _values(item: AgendaItem, known: Collection[str]) -> ItemValues:
    return ItemValues(
        pk=item.pk,
        kind=item.kind,
        decides=item.decides,
        withdrawn=item.withdrawn,
        presentation=item.presentation,
        presenters=len(item.presenters.all()),
        labels=[attachment.label for attachment in item.attachments.all()],
        texts={field: getattr(item, field) for field in TEXT_FIELDS if field != "decision"},
        known=known,
    )


def _row(meeting: Meeting, item: AgendaItem, finding: Finding, current: AgendaItem | None) -> dict[str, Any]:
    return {
        "must": finding.must,
        "number": item.shown_number,
        "title": item.title,
        "sentence": finding.sentence,
        "here": current is not None and item.pk == current.pk,
        "url": f"{link('edit_item', meeting, item=item.pk)}#{ANCHORS.get(finding.field, f'id_{finding.field}')}",
    }
