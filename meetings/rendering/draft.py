"""The draft on paper, before anything is frozen: what *Forhåndsvis* shows. Nothing of it is stored."""

from typing import Any

from meetings.models import AgendaItem, Meeting, Publication
from meetings.queries.agenda import Agenda
from meetings.rendering import document
from meetings.rendering.snapshot import snapshot
from meetings.rules.references import within


def draft_paper(meeting: Meeting, agenda: Agenda, item: AgendaItem | None = None) -> str:
    """The HTML of the agenda as the members would get it now, or of one item of it (`.anchor` as in the agenda)."""
    data = snapshot(
        meeting,
        agenda,
        kind=Publication.Kind.AGENDA,
        audience=Publication.Audience.MEMBERS,
        version=1,
        issued_at=None,
    )
    data["draft"] = True
    if item is not None:
        for section in data["sections"]:
            section["items"] = [one for one in section["items"] if one["anchor"] == item.anchor]
        data["sections"] = [section for section in data["sections"] if section["items"]]
        _keep_links_within(data)
    return document.paper(data, digest="")


def _keep_links_within(data: dict[str, Any]) -> None:
    """References to what the extract lacks are words alone: a link in a PDF must lead somewhere."""
    items = [item for section in data["sections"] for item in section["items"] if "parts" in item]
    anchors = {one["anchor"] for item in items for one in (item, *item["attachments"])}
    for item in items:
        item["parts"] = [
            {**part, "html": within(part["html"], anchors)} if "html" in part else part for part in item["parts"]
        ]
