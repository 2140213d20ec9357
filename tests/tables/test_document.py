"""What an article and a paper hold, and what they don't: pure text, no PDF and no database."""

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.rendering import document
from rarportal.core import typeset
from tests import reading, snapshots

Snapshot = dict[str, Any]


def both(snapshot: Snapshot) -> tuple[str, str]:
    """The article and the paper."""
    return document.article(snapshot), document.paper(snapshot, digest="0" * 64)


def alone(item: dict[str, Any], **more: Any) -> Snapshot:
    """An agenda with one item."""
    return snapshots.agenda() | {"sections": [{"number": "", "title": "", "items": [item]}]} | more


@pytest.mark.parametrize("make", [snapshots.agenda, snapshots.minutes])
def test_rendering_changes_nothing_in_the_snapshot(make: Any) -> None:
    snapshot = make()
    both(snapshot)
    assert snapshot == make()
    json.dumps(snapshot)  # plain data


@pytest.mark.parametrize("make", [snapshots.agenda, snapshots.minutes])
def test_no_heading_level_is_jumped_over(make: Any) -> None:
    article, paper = both(make())
    assert reading.headings(paper)[0] == 1
    for levels in ([1, *reading.headings(article)], reading.headings(paper)):
        assert all(after - before <= 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize(
    ("section", "written", "levels"),
    [
        ("", "<h4>A</h4><h5>B</h5><h4>C</h4>", [2, 3, 4, 5, 4]),
        ("", "<h5>A</h5><h4>B</h4><h5>C</h5>", [2, 3, 4, 4, 5]),
        ("Afsnit", "<h4>A</h4><h5>B</h5>", [2, 3, 4, 5, 6]),
    ],
)
def test_sub_headings_stand_below_their_field(section: str, written: str, levels: list[int]) -> None:
    snapshot = alone(snapshots.item("1", "Punkt", snapshots.part("summary", "Sagen kort", written)), changes=[])
    snapshot["sections"][0]["title"] = section
    article, _ = both(snapshot)
    assert reading.headings(article)[1:] == levels  # after "Indhold"


@pytest.mark.parametrize("make", [snapshots.agenda, snapshots.minutes])
def test_every_link_in_the_contents_meets_one_anchor(make: Any) -> None:
    for html in both(make()):
        anchors = re.findall(r'\bid="([^"]+)"', html)
        assert len(anchors) == len(set(anchors))
        assert set(re.findall(r'href="#([^"]+)"', html)) <= set(anchors)
        assert {"punkt-1", "punkt-2"} <= set(anchors) or {"punkt-1-1", "punkt-2-2"} <= set(anchors)


def test_a_closed_item_is_a_number_and_two_words() -> None:
    for html in both(alone({"number": "7", "anchor": "punkt-7", "redacted": True}, changes=[])):
        assert "7. Lukket punkt" in reading.article_text(html)
        assert "Sagen kort" not in html
        assert 'class="marks"' not in html


def test_a_withdrawn_item_keeps_its_number_and_title() -> None:
    for html in both(snapshots.agenda()):
        assert "3. Besøg på Jobtorvet Punktet er udgået" in reading.article_text(html)


def test_a_closed_attachment_keeps_its_number_alone() -> None:
    for html in both(snapshots.agenda()):
        assert "3) Lukket bilag" in reading.article_text(html)


def test_a_file_that_the_portal_lacks_is_named_without_a_link() -> None:
    for html in both(snapshots.agenda()):
        assert "4) Skema, kun på papir (filen er ikke i portalen)" in reading.article_text(html)
        assert "<a" not in re.search(r"<li[^>]*>[^/]*4\) Skema", html)[0]  # type: ignore[index]


@pytest.mark.parametrize(
    ("audience", "address"),
    [
        ("PUBLIC", "/rar-sjaelland/moeder/2024-02-01/bilag/"),
        ("OBSERVERS", "/mit/rar-sjaelland/raad/2024-02-01/bilag/"),
        ("MEMBERS", "/mit/rar-sjaelland/raad/2024-02-01/bilag/"),
    ],
)
def test_files_lie_below_the_audience_s_own_address(audience: str, address: str) -> None:
    article = document.article(snapshots.agenda() | {"audience": audience})
    assert f'href="{address}{"ab" * 32}/oversigt%20%C3%A6%C3%B8%C3%A5.pdf"' in article
    assert article.count("/bilag/") == 1


def test_marks_are_shown_where_the_document_has_them_and_nowhere_else() -> None:
    for html in both(snapshots.agenda()):
        assert "mark-" not in html
        assert "Orientering" not in html
    for html in both(snapshots.minutes()):
        assert all(f"mark-{letter}" in html for letter in "bod")
        assert "Oplæg" in html


def test_a_closed_item_says_so_to_those_who_may_read_it() -> None:
    for html in both(snapshots.minutes()):
        assert "Lukket punkt: ikke offentligt" in html
        assert "kun for medlemmer, PDF, 34 kB" in html


def test_the_edition_is_named_unless_it_is_the_public_s() -> None:
    for html in both(snapshots.minutes()):
        assert "Medlemmernes udgave, ikke offentlig" in html
    for html in both(snapshots.agenda()):
        assert "udgave" not in html


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "Beslutning Følger i referatet."),
        ({"kind": "MINUTES"}, "Beslutning Intet noteret."),
        ({"imported": True}, "Beslutning –"),
    ],
)
def test_a_decision_not_yet_taken(changed: dict[str, Any], words: str) -> None:
    for html in both(alone(snapshots.item("1", "Punkt", snapshots.part("decision", "Beslutning")), **changed)):
        assert words in reading.article_text(html)


def test_changes_and_notes() -> None:
    """Each change leads to its item: on the page at its head, on paper on a sheet of its own before everything."""
    article, paper = both(snapshots.agenda() | {"note": "Importeret <2024>"})
    for html in (article, paper):
        assert "Importeret <2024>" in reading.article_text(html)
        assert "Ændret siden version 1" in html
        for text, anchor in (
            ("Nyt punkt 7a: Ny pulje til opkvalificering", "punkt-7a"),
            ("Punkt 3 er udgået.", "punkt-3"),
        ):
            assert f'<a href="#{anchor}">{text}</a>' in html
    assert paper.index('class="sheet"') < paper.index('class="front"')
    assert 'class="sheet"' not in document.paper(snapshots.minutes(), digest="")


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("Se bilag 2.1.", ("bilag 2.1", "bilag-2-1-1")),
        ("se Bilag 2.1.2, som", ("Bilag 2.1.2", "bilag-2-1-2")),
        ("som under punkt 1.1 i dag", None),  # of another paper
        ("jf. punkt 1.1.", ("punkt 1.1", "punkt-1-1")),
        ("jf. punkt 1.1.4", None),
        ("jf. punkt 9.9.", None),
        ("bilag 2 til bekendtgørelsen", None),
        ("standpunkt 1.1", None),
    ],
)
def test_a_reference_in_a_text_leads_to_what_it_names(text: str, linked: tuple[str, str] | None) -> None:
    """On paper with its page; what the document does not have stays text."""
    snapshot = snapshots.minutes()
    snapshot["sections"][0]["items"][0]["parts"][0]["html"] = f"<p>{text}</p>"
    article, paper = both(snapshot)
    links = re.findall(r'<a href="#([^"]+)">((?:punkt|bilag|Bilag)[^<]*)</a>', article)
    assert links == ([(linked[1], linked[0])] if linked else [])
    for html in (article, paper):
        assert not linked or f'id="{linked[1]}"' in html
    assert (f'data-at="#{linked[1]}"></span>' in paper) if linked else True


def test_a_number_that_stands_twice_leads_nowhere() -> None:
    """S2 prints two items as 1.2: better no link than one to the wrong item."""
    snapshot = snapshots.minutes()
    first, second = snapshot["sections"][0]["items"]
    second |= {"number": "1.1", "anchor": "punkt-1-1-b"}
    first["parts"][0]["html"] = "<p>Se punkt 1.1.</p>"
    assert 'href="#punkt-1-1">punkt' not in document.article(snapshot)


def test_a_paper_is_printed_on_the_paper_of_its_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any
) -> None:
    """A publication keeps the template it was issued on, whatever comes after it; new ones get the newest."""
    before = document.paper(snapshots.minutes(), digest="")
    (tmp_path / "second.html").write_text("Ny side: {{ title }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    monkeypatch.setitem(document.TEMPLATES, "2", "second.html")
    assert document.paper(snapshots.minutes() | {"paper": "1"}, digest="") == before
    assert document.paper(snapshots.minutes() | {"paper": "2"}, digest="").startswith("Ny side: Referat")
    assert set(typeset.STYLES) == {"1"}


def test_what_is_not_known_is_not_printed() -> None:
    for html in both(snapshots.minutes()):
        assert "Kl." not in html
        assert "Sted" not in html


def test_a_foreign_scheme_is_no_link() -> None:
    bad = snapshots.attachment("1)", "Klik", "LINK", url="javascript:alert(1)")
    item = snapshots.item("1", "Punkt", snapshots.part("attachments", "Bilag"), attachments=[bad])
    for html in both(alone(item)):
        assert "javascript" not in html
        assert "1) Klik" in reading.article_text(html)


def test_nested_lists_are_kept_to_the_last_level() -> None:
    html = "<ul><li>" * 400 + "bunden" + "</li></ul>" * 400
    for text in both(alone(snapshots.item("1", "Punkt", snapshots.part("summary", "Sagen kort", html)))):
        assert "bunden" in text
        assert text.count("<ul") == text.count("</ul>") >= 400


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<tr><td>A</td></tr><tr><td>1</td></tr>", ["th col", "td"]),
        ("<tr><th>A</th></tr><tr><th>B</th></tr>", ["th col", "th row"]),
        ("<tr><th>A</th><td>1</td></tr><tr><th>B</th><td>2</td></tr>", ["th row", "td", "th row", "td"]),
        ("<thead><tr><td>A</td></tr></thead><tr><td>1</td></tr>", ["th col", "td"]),
        ("<tr><td><table><tr><td>i</td></tr></table></td></tr><tr><td>1</td></tr>", ["th col", "td"]),
    ],
)
def test_every_cell_of_a_table_has_a_heading(written: str, shown: list[str]) -> None:
    part = snapshots.part("summary", "Sagen kort", f"<table>{written}</table>")
    article, _ = both(alone(snapshots.item("1", "Punkt", part)))
    cells = re.findall(r"<(t[dh])(?: scope=\"(\w+)\")?>", article)
    assert [" ".join(cell).strip() for cell in cells] == shown
    assert article.count("<th ") == article.count("</th>")


class Tags(HTMLParser):
    """Every tag with its attributes' names, and every address."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.addresses: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {tag, *(name for name, _ in attrs)}
        self.addresses |= {value or "" for name, value in attrs if name in {"href", "src"}}


PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<a href='javascript:alert(1)'>x</a>",
    "<p style='background:url(//evil.example)'>x",
    "<table><tr><td><math><style><img src onerror=alert(1)>",
    "</div></article><iframe srcdoc='<script>'>",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--><script>alert(1)</script>-->",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PAYLOADS) | st.text(max_size=12), min_size=1, max_size=6).map("".join))
def test_nothing_written_by_people_becomes_markup_that_is_not_allowed(text: str) -> None:
    """Trust row T8, on the way out: whatever stands in a snapshot, rich text included."""
    plain = both(alone(snapshots.item("1", "Titel", snapshots.part("summary", "Sagen kort", "<p>x</p>"))))
    known = {name for html in plain for name in Tags(html).seen} | Tags(document.article(snapshots.minutes())).seen
    known |= Tags(document.paper(snapshots.minutes(), digest="")).seen
    known |= {"ol", "type", "start", "em", "h4", "h5", "h6", "colspan", "rowspan", "br"}
    file = snapshots.attachment(text, text, filename=text, sha256="ab" * 32, size=1)
    hostile = snapshots.item(
        text,
        text,
        snapshots.part("summary", text, text),
        snapshots.part("attachments", text),
        attachments=[file],
        outcome=text,
    )
    snapshot = alone(hostile, changes=[text], note=text, title=text, running_header=text, excused=[text])
    snapshot["council"] = {"slug": "rar-sjaelland", "name": text}
    for html in both(snapshot):
        tags = Tags(html)
        assert tags.seen <= known
        assert all(re.match(r"#|/rar-sjaelland/|https?:|mailto:", address) for address in tags.addresses)
