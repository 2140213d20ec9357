"""The draft on paper, before anything is frozen: what *Forhåndsvis* shows. Nothing of it is stored."""

from meetings.models import AgendaItem, Meeting, Publication
from meetings.queries.agenda import Agenda
from meetings.rendering import document
from meetings.rendering.snapshot import snapshot


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
    return document.paper(data, digest="")
