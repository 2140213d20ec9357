"""Word, and what can be had alone: what a Word file holds, and who gets what of a paper."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from django.test import Client
from docx.oxml.ns import qn

from meetings.actions.moves import make_move
from meetings.demo import cast, loader
from meetings.models import Meeting, PublicationContent
from meetings.rendering import document, extracts
from meetings.views import papers
from rarportal.core import pdf
from rarportal.core.clock import now
from rarportal.core.uploads import KINDS
from tests import reading, snapshots

MAKES: dict[str, Callable[[], Any]] = {
    "agenda": snapshots.agenda,
    "minutes": snapshots.minutes,
    "item": lambda: extracts.of_item(snapshots.agenda(), "punkt-2"),
    "decision": lambda: extracts.of_item(snapshots.minutes(), "punkt-2-1"),
}
BROWSE = Callable[[cast.Player | None], Client]


def word(snapshot: dict[str, Any]) -> Any:
    """The Word document of a snapshot, opened."""
    return docx.Document(io.BytesIO(pdf.to_word(document.paper(snapshot, digest="c0ffee"))))


@pytest.fixture(scope="module")
def minutes() -> Any:
    """The minutes, opened."""
    return word(snapshots.minutes())


def said(opened: Any) -> str:
    """Every letter of its body, in its order; what Word numbers itself is not text."""
    return reading.letters("".join(text.text or "" for text in opened.element.body.iter(qn("w:t"))))


@pytest.mark.parametrize("name", MAKES)
def test_word_says_what_the_page_says(name: str) -> None:
    """R13: the same snapshot, word by word."""
    snapshot = MAKES[name]()
    article = reading.article_text(document.article(snapshot))
    text = said(word(snapshot | {"changes": []})).replace("Kontrolsumc0ffee", "")
    assert text == reading.letters(f"{snapshot['council']['name']} {snapshot['title']} {article}")


def test_headings_are_words_own(minutes: Any) -> None:
    found = [(one.style.name, one.text) for one in minutes.paragraphs if one.style.name.startswith("Heading")]
    assert ("Heading 2", "1. RAR’s interne forhold") in found
    assert ("Heading 3", "1.1 Dagsorden for dagens møde") in found
    assert ("Heading 4", "Beslutning Som indstillet") in found
    assert ("Heading 5", "Økonomi") in found
    levels = [int(name[-1]) for name, _ in found]
    assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))


def test_lists_count_for_themselves() -> None:
    html = (
        "<ol><li>Et<ul><li>under</li></ul></li><li>To</li></ol>"
        '<ol type="a" start="3"><li>C</li></ol><ol><li>Et igen</li></ol>'
    )
    one = snapshots.item("1", "Punkt", snapshots.part("summary", "Sagen kort", html))
    opened = word(snapshots.agenda() | {"sections": [{"number": "", "title": "", "items": [one]}]})
    places = {
        one.text: (one._p.pPr.numPr.ilvl.val, one._p.pPr.numPr.numId.val)
        for one in opened.paragraphs
        if one._p.pPr is not None and one._p.pPr.numPr is not None
    }
    assert set(places) == {"Et", "under", "To", "C", "Et igen"}
    assert places["Et"] == places["To"]
    assert places["under"][0] == 1
    assert len({number for _, number in places.values()}) == 4
    numbering = opened.part.numbering_part.element
    (num,) = (one for one in numbering.num_lst if one.numId == places["C"][1])
    assert num.lvlOverride_lst[0].startOverride.val == 3
    wanted = str(num.abstractNumId.val)
    (abstract,) = (one for one in numbering if one.get(qn("w:abstractNumId")) == wanted)
    assert abstract.find(f"{qn('w:lvl')}/{qn('w:numFmt')}").get(qn("w:val")) == "lowerLetter"


def test_a_table_repeats_its_head_and_keeps_its_cells_together(minutes: Any) -> None:
    table = next(one for one in minutes.tables if one.cell(0, 0).text == "Erhvervsgruppe")
    assert (len(table.rows), len(table.columns)) == (1 + len(snapshots.COURSES), 6)
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    wide = snapshots.part(
        "summary",
        "Sagen kort",
        "<table><tr><th rowspan=2>x</th><th colspan=2>Antal</th></tr><tr><th>a</th><th>b</th></tr>"
        "<tr><td>1</td><td>2</td><td>3</td></tr></table>",
    )
    one = snapshots.item("1", "Punkt", wide)
    opened = word(snapshots.agenda() | {"sections": [{"number": "", "title": "", "items": [one]}]})
    spanned = opened.tables[-1]
    assert spanned.cell(0, 0)._tc is spanned.cell(1, 0)._tc
    assert spanned.cell(0, 1)._tc is spanned.cell(0, 2)._tc
    assert spanned.cell(2, 2).text == "3"


def test_links_lead_out_and_inside() -> None:
    snapshot = snapshots.minutes()
    snapshot["sections"][0]["items"][0]["parts"][0]["html"] = "<p>Se bilag 2.1.</p>"
    opened = word(snapshot)
    links = list(opened.element.body.iter(qn("w:hyperlink")))
    targets = {opened.part.rels[one.get(qn("r:id"))].target_ref for one in links if one.get(qn("r:id"))}
    assert targets == {"https://star.dk/media/21194/", "https://star.dk/media/21194/a.pdf"}
    (inside,) = (one.get(qn("w:anchor")) for one in links if one.get(qn("w:anchor")))
    assert inside in {one.get(qn("w:name")) for one in opened.element.body.iter(qn("w:bookmarkStart"))}


def test_it_is_danish_and_tells_whose_it_is(minutes: Any) -> None:
    assert minutes.core_properties.title == snapshots.minutes()["title"]
    assert minutes.core_properties.author == "RAR Østjylland"
    assert minutes.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "da-DK"
    section = minutes.sections[0]
    assert section.header.paragraphs[0].text == snapshots.minutes()["running_header"]
    assert "Medlemmernes udgave" in section.footer.paragraphs[0].text


def test_the_same_document_is_the_same_bytes() -> None:
    html = document.paper(snapshots.minutes(), digest="c0ffee")
    assert pdf.to_word(html) == pdf.to_word(html)


def test_hostile_text_is_text() -> None:
    """T12: nothing is fetched, no field runs, and what XML cannot hold does not break it."""
    bad = '<p>\x00\x0b{DDEAUTO c:\\\\x} <a href="https://x.dk/?a=&quot;&gt;">Klik</a> &lt;w:p&gt;</p>'
    one = snapshots.item("1", "Punkt\ufffe", snapshots.part("summary", "Sagen kort", bad))
    data = pdf.to_word(
        document.paper(snapshots.agenda() | {"sections": [{"number": "", "title": "", "items": [one]}]}, digest="")
    )
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        text = packed.read("word/document.xml").decode()
    assert "DDEAUTO" in text
    assert "instrText" not in text  # fields: only in the foot, page numbers
    assert "&lt;w:p&gt;" in text


# -- who gets what --------------------------------------------------------------------------------------------------


@pytest.fixture
def out(draft: Meeting) -> Meeting:
    """The demo's draft, dispatched: VEU is closed, and so is one attachment."""
    make_move(meeting_id=draft.pk, name="udsend", actor=loader.actor(cast.KAREN), reason="prøve")
    draft.refresh_from_db()
    papers.MEMORY.pages.clear()
    return draft


def closed_item(meeting: Meeting) -> str:
    """The anchor of the item that is closed."""
    link = meeting.publications.get(kind="AGENDA", audience="MEMBERS")
    data = json.loads(PublicationContent.objects.get(pk=link.content_sha256).data)
    return next(one["anchor"] for section in data["sections"] for one in section["items"] if one["access"] == "CLOSED")


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_closed_item_alone_is_for_those_who_may_read_it(out: Meeting, browse: BROWSE, form: str) -> None:
    mine = f"/mit/rar-sjaelland/raad/{out.address}/dagsorden/v1"
    anchor = closed_item(out)
    answer = browse(cast.SANNE).get(f"{mine}/{anchor}.{form}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == KINDS[form]
    assert browse(cast.SANNE).get(f"{mine}/punkt-99.{form}").status_code == 404
    assert browse(cast.SANNE).get(f"{mine}/deltagere.{form}").status_code == 404  # an agenda has none
    assert browse(cast.GUNNAR).get(f"{mine}/{anchor}.{form}").status_code == 404
    Meeting.objects.filter(pk=out.pk).update(public_from=now())
    public = f"/rar-sjaelland/moeder/{out.address}/dagsorden/v1"
    assert browse(None).get(f"{public}/{anchor}.{form}").status_code == 404
    assert browse(None).get(f"{public}/punkt-1.{form}").status_code == 200


def test_what_is_asked_for_again_is_not_made_again(
    out: Meeting, browse: BROWSE, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, client = f"/mit/rar-sjaelland/raad/{out.address}/dagsorden/v1/punkt-1.pdf", browse(cast.HANNE)
    first = client.get(url)
    assert first["Content-Disposition"].startswith(f'inline; filename="dagsorden-{out.address}-punkt-1-v1.pdf')
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    monkeypatch.setattr(pdf, "server", lambda: pytest.fail("made again"))
    assert client.get(url).content == first.content


def test_a_printout_that_fails_says_why(out: Meeting, browse: BROWSE, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(html: str) -> bytes:
        raise pdf.RenderingFailed("Dokumentet er for stort.")

    monkeypatch.setattr("meetings.views.printouts.MAKERS", {"pdf": fail, "docx": fail})
    answer = browse(cast.HANNE).get(f"/mit/rar-sjaelland/raad/{out.address}/dagsorden/v1.docx")
    assert answer.status_code == 503
    assert "Dokumentet er for stort." in answer.content.decode()
