"""An invented item as a profile sets it: what the secretariat sees before it saves the profile. Nothing is stored."""

from datetime import date, time
from typing import Any

from meetings.models import AgendaItem, AgendaSection, Attachment, Body, Council, DocumentProfile, Meeting, Presenter
from meetings.queries.agenda import numbered
from meetings.rendering.document import article
from meetings.rendering.snapshot import snapshot

ITEMS: tuple[dict[str, Any], ...] = (
    {
        "title": "Flere i uddannelse inden for bygge og anlæg",
        "decides": True,
        "presentation": True,
        "recommender": AgendaItem.Recommender.CHAIRMANSHIP,
        "outcome": AgendaItem.Outcome.AS_RECOMMENDED,
        "summary": "<p>Virksomhederne i området mangler faglærte, og færre unge søger ind på uddannelserne.</p>",
        "recommendation": "<p>Formandskabet indstiller, at rådet godkender forslaget til indsats.</p>",
        "decision": "<p>Rådet godkendte forslaget som indstillet.</p>",
        "exposition": "<p>Sekretariatet har talt med skoler, jobcentre og a-kasser om tre forløb.</p>",
        "next_steps": "<p>Sekretariatet melder tilbage på det næste møde.</p>",
        "background": "<p>Rådet drøftede emnet første gang i foråret.</p>",
    },
    {
        "title": "Orientering fra sekretariatet",
        "kind": AgendaItem.Kind.INFORMATION,
        "informs": True,
        "summary": "<p>Nyt fra ministeriet og fra de øvrige råd.</p>",
        "decision": "<p>Rådet tog orienteringen til efterretning.</p>",
    },
    {
        "title": "Tema: Vejen fra ufaglært til faglært",
        "kind": AgendaItem.Kind.THEME,
        "discusses": True,
        "summary": "<p>Oplæg og drøftelse.</p>",
        "decision": "<p>Rådet drøftede oplægget.</p>",
    },
    {"title": "Eventuelt", "kind": AgendaItem.Kind.ANY_OTHER_BUSINESS, "decision": "<p>Der var intet.</p>"},
)


def example(profile: DocumentProfile) -> str:
    """The article of four invented items' minutes under the profile."""
    council = Council(pk=0, slug="eksempel", name="Eksempelrådet")
    body = Body(pk=0, council=council, kind=Body.Kind.COUNCIL, slug="raad", name=council.name)
    meeting = Meeting(pk=0, body=body, date=date(2024, 2, 1), starts_at=time(13), ends_at=time(16), place="Roskilde")
    _hold(meeting, attendance=[])
    sections = [AgendaSection(pk=1, meeting=meeting, position=1, title="Kvalificeret arbejdskraft")]
    items = [_item(meeting, sections[0], place, values) for place, values in enumerate(ITEMS, 1)]
    agenda = numbered(profile, sections, items)
    return article(snapshot(meeting, agenda, kind="MINUTES", audience="PUBLIC", version=1, issued_at=None))


def _item(meeting: Meeting, section: AgendaSection, place: int, values: dict[str, Any]) -> AgendaItem:
    item = AgendaItem(pk=place, meeting=meeting, section=section, position=place, **values)
    presenters = [Presenter(name="Inge Prøvesen", title="kontorchef", organisation="STAR")]
    files = [Attachment(pk=one, position=one, kind="TEXT", title=f"Bilag om tal {one}") for one in (1, 2)]
    _hold(item, presenters=presenters if item.presentation else [], attachments=files if place == 1 else [])
    return item


def _hold(thing: Meeting | AgendaItem, **rows: list[Any]) -> None:
    """What the thing's relations answer, without a database."""
    thing._prefetched_objects_cache = rows  # type: ignore[union-attr]  # as prefetch_related leaves it
