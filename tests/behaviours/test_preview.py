"""*Forhåndsvis*: the draft on paper, for the secretariat alone; nothing is stored."""

import pytest

from meetings.demo import cast
from meetings.models import Meeting, Publication, Rendition
from rarportal.core import pdf
from rarportal.core.models import Errand
from tests.desk import Desk
from tests.reading import tool


def own(draft: Meeting) -> str:
    return f"/mit/rar-sjaelland/raad/{draft.address}/rediger/"


def text(draft: Meeting, url: str, who: cast.Player = cast.KAREN) -> str:
    answer = Desk(who).client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "private, no-store"
    return " ".join(tool("pdftotext", answer.content).split())


def test_the_agenda_as_it_stands_now_and_nothing_is_stored(draft: Meeting) -> None:
    draft.items.filter(position=1).update(title="Et helt nyt punkt")
    asked = Errand.objects.count()
    said = text(draft, f"{own(draft)}udkast.pdf")
    assert "Udkast, ikke udsendt" in said
    assert "Et helt nyt punkt" in said
    assert "VEU" in said  # closed to the public: it is the members' edition
    assert (Publication.objects.filter(meeting=draft).count(), Rendition.objects.count()) == (0, 0)
    assert Errand.objects.count() == asked


def test_one_item_alone(draft: Meeting) -> None:
    items = list(draft.items.order_by("position"))
    said = text(draft, f"{own(draft)}{items[4].pk}/udkast.pdf")
    assert items[4].title.split()[0] in said
    assert items[6].title not in said
    assert "Indhold" not in said  # one item needs no contents


def test_the_editor_leads_to_both(draft: Meeting) -> None:
    item = draft.items.get(position=5)
    links = Desk(cast.KAREN).open(f"{own(draft)}{item.pk}/").links.values()
    assert {f"{own(draft)}udkast.pdf", f"{own(draft)}{item.pk}/udkast.pdf"} <= set(links)


def test_an_item_of_another_meeting_is_not_there(draft: Meeting, s0: Meeting) -> None:
    foreign = s0.items.order_by("position")[0]
    assert Desk(cast.KAREN).status(f"{own(draft)}{foreign.pk}/udkast.pdf") == 404


def test_a_rendering_that_fails_says_why(draft: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(html: str) -> bytes:
        raise pdf.RenderingFailed("Dokumentet er for stort.")

    monkeypatch.setattr(pdf, "from_html", fail)
    page = Desk(cast.KAREN).open(f"{own(draft)}udkast.pdf")
    assert (page.status, "Dokumentet er for stort." in page.text, "Prøv igen" in page.text) == (503, True, True)
