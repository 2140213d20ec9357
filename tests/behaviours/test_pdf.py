"""The paper read back: what the PDF says, how it is tagged, and that it is the same every time (trust row R13)."""

import io
import re
from collections.abc import Callable
from typing import Any

import page
import pikepdf
import pytest

from meetings.rendering import document, extracts
from rarportal.core import pdf
from tests import reading, snapshots

DIGEST = "c0ffee" * 10 + "cafe"
SNAPSHOTS: dict[str, Callable[[], Any]] = {
    "agenda": snapshots.agenda,
    "minutes": snapshots.minutes,
    "decision": lambda: extracts.of_item(snapshots.minutes(), "punkt-2-1"),
    "attendance": lambda: extracts.attendance_list(snapshots.minutes()),
}


@pytest.fixture(scope="module")
def papers() -> dict[str, bytes]:
    """Every kind of paper as PDF."""
    return {name: pdf.from_html(document.paper(make(), digest=DIGEST)) for name, make in SNAPSHOTS.items()}


def on_paper(*parts: dict[str, str], **more: object) -> bytes:
    """A PDF of one item with the given parts."""
    snapshot = snapshots.agenda() | more
    snapshot["sections"] = [{"number": "", "title": "", "items": [snapshots.item("1", "Punkt", *parts)]}]
    return pdf.from_html(document.paper(snapshot, digest=DIGEST))


def assert_valid(paper: bytes) -> None:
    """PDF/UA-1 by page-validation, and what it claims to be: `make verapdf` holds it against PDF/A-3a too."""
    report = page.validate_pdf_bytes(paper, profile="ua1")
    assert not [(failure.rule_id, failure.message) for failure in report.failures]
    assert report.is_compliant
    with pikepdf.open(io.BytesIO(paper)) as opened, opened.open_metadata() as claims:
        assert claims["pdfuaid:part"] == "1"
        assert (claims["pdfaid:part"], claims["pdfaid:conformance"]) == ("3", "A")


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_it_is_accessible(papers: dict[str, bytes], name: str) -> None:
    assert_valid(papers[name])
    facts = reading.info(papers[name])
    assert facts["Tagged"] == "yes"
    assert facts["Title"] == SNAPSHOTS[name]()["title"]
    assert facts["Author"] == SNAPSHOTS[name]()["council"]["name"]
    with pikepdf.open(io.BytesIO(papers[name])) as opened:
        assert str(opened.Root.Lang) == "da"
        assert opened.Root.ViewerPreferences.DisplayDocTitle


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_page_and_pdf_say_the_same(papers: dict[str, bytes], name: str) -> None:
    """R13: word by word, whatever the kind of paper."""
    snapshot = SNAPSHOTS[name]()
    said = reading.article_text(document.article(snapshot))
    expected = f"{snapshot['council']['name']} {snapshot['title']} {said}"
    assert reading.said_on_paper(papers[name], digest=DIGEST) == reading.letters(expected)


def test_the_order_of_the_text_is_the_order_of_reading(papers: dict[str, bytes]) -> None:
    """Programs that know no tags read in the order of drawing: a heading in the column comes before its text."""
    words = " ".join(reading.tool("pdftotext", papers["minutes"], "-raw", "-f", "2").split())
    order = ("1.1 Dagsorden", "Sagen kort", "Formandskabet har", "Indstilling", "Det indstilles", "Beslutning Som")
    places = [words.index(text) for text in order]
    assert places == sorted(places)


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_only_the_bundled_fonts_are_in_it(papers: dict[str, bytes], name: str) -> None:
    lines = reading.tool("pdffonts", papers[name]).splitlines()[2:]
    assert lines
    assert all("+Plex" in line.split()[0] and line.split()[-5] == "yes" for line in lines), lines


def test_what_the_font_lacks_is_printed_otherwise() -> None:
    paper = on_paper(
        snapshots.part(
            "summary", "Sagen kort", "<p>\u2610 Ja \u2611 Nej a\u2010b \uf0b7 punkt 😀 漢 a\u2060kasse Ω</p>"
        ),
        running_header="Dagsorden \u2010 møde",
    )
    assert_valid(paper)
    assert len(reading.tool("pdffonts", paper).splitlines()) == 4  # two lines of heading, regular and semibold
    text = " ".join(reading.tool("pdftotext", paper).split())
    assert "[ ] Ja [x] Nej a-b • punkt [U+1F600] [U+6F22] a\u2060kasse Ω" in text or "akasse Ω" in text


def test_bookmarks_lead_to_sections_and_items(papers: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(papers["minutes"])) as opened, opened.open_outline() as outline:
        tree = [(entry.title, [child.title for child in entry.children]) for entry in outline.root]
    sections = [(title, children) for title, children in tree if title[0].isdigit()]
    assert sections == [
        ("1. RAR’s interne forhold", ["1.1 Dagsorden for dagens møde", "1.2 Forhandling om lejemål"]),
        (
            "2. Kvalificeret arbejdskraft til virksomhedernes behov i rette tid",
            ["2.1 Rådets mulige tilføjelser til positivlisten", "2.2 Eventuelt"],
        ),
    ]
    assert {"Indhold", "På mødet deltog", "Afbud"} <= {title for title, _ in tree}


def test_every_page_has_its_number_and_all_but_the_first_the_running_header(papers: dict[str, bytes]) -> None:
    header = snapshots.minutes()["running_header"]
    count = int(reading.info(papers["minutes"])["Pages"])
    assert count > 2
    for number in range(1, count + 1):
        text = reading.tool("pdftotext", papers["minutes"], "-layout", "-f", str(number), "-l", str(number))
        assert f"side {number} af {count}" in text
        assert (header in text) == (number > 1)
        assert "Medlemmernes udgave" in text


def test_the_contents_name_the_page_of_every_item(papers: dict[str, bytes]) -> None:
    first = reading.tool("pdftotext", papers["minutes"], "-layout", "-l", "1").split("Indhold")[1]
    for item in ("1.1", "1.2", "2.1", "2.2"):
        (line,) = [line.split() for line in first.splitlines() if line.split()[:1] == [item]]
        where = reading.tool("pdftotext", papers["minutes"], "-f", line[-1], "-l", line[-1])
        assert item in where.split()


def test_a_second_version_begins_with_what_is_changed(papers: dict[str, bytes]) -> None:
    """The change sheet is the first page, each change with the page that it is on; then the title page."""
    pages = [
        " ".join(reading.tool("pdftotext", papers["agenda"], "-layout", "-f", str(number), "-l", str(number)).split())
        for number in range(1, int(reading.info(papers["agenda"])["Pages"]) + 1)
    ]
    assert "Ændret siden version 1" in pages[0]
    assert "Kontrolsum" not in pages[0]
    assert f"Kontrolsum {DIGEST}" in pages[1]
    for change, where in (("Nyt punkt 7a: Ny pulje til opkvalificering", "7a."), ("Punkt 3 er udgået.", "3.")):
        (number,) = re.findall(rf"{re.escape(change)} (\d+)", pages[0])
        assert where in pages[int(number) - 1].split()
    assert "Mødets sted er ændret." in pages[0]


def test_a_link_holds_its_text_and_nothing_else(papers: dict[str, bytes]) -> None:
    """WeasyPrint makes an element in a link a second, untagged link."""
    targets = []
    with pikepdf.open(io.BytesIO(papers["minutes"])) as opened:
        for sheet in opened.pages:
            for annotation in sheet.get("/Annots", []):
                action = annotation.get("/A")
                if action is not None and "/URI" in action:
                    targets.append(str(action.URI))
    assert targets == ["https://star.dk/media/21194/", "https://star.dk/media/21194/a.pdf"]


def test_a_long_table_repeats_its_head() -> None:
    paper = on_paper(snapshots.part("exposition", "Sagen uddybet", snapshots.table(rows=80)))
    assert_valid(paper)
    assert " ".join(reading.paper_blocks(paper)).count("Kursuskode") == 1
    count = int(reading.info(paper)["Pages"])
    assert count >= 4
    for number in range(2, count):
        assert "Kursuskode" in reading.tool("pdftotext", paper, "-f", str(number), "-l", str(number))


def test_odd_but_allowed_text_stays_accessible() -> None:
    html = (
        "<h5>Lille</h5><p></p><ul><li><p>Et</p><p>To</p><ol start=3><li>Tre</li></ol></li></ul>"
        "<table><tr><td>Uden</td><td>hoved</td></tr><tr><th>Række</th><td>1</td></tr></table>"
        "<table><tr><td colspan=2>Bred</td></tr><tr><td>1</td><td><ul><li>2</li></ul></td></tr></table>"
        "<table><thead><tr><th rowspan=2>x</th><th colspan=2>Antal</th></tr><tr><th>a</th><th>b</th></tr></thead>"
        "<tr><td rowspan=2>1</td><td>2</td><td>3</td></tr><tr><td>4</td></tr><tr><td>5</td></tr></table>"
        "<p>Se <a href='https://star.dk'><strong>fed</strong> og<br><em>kursiv</em></a></p><h4>Sidst</h4>"
    )
    parts = [snapshots.part(field, field, html) for field in ("summary", "decision", "exposition")]
    assert_valid(on_paper(*parts))
    assert_valid(on_paper(*parts, layout="column"))


def test_danish_words_are_cut_where_danes_cut_them() -> None:
    """Pyphen's patterns make "forhold-stallet" of it; a hyphen that the font lacks would bring in another font."""
    words = "forholdstallet erhvervsuddannelserne resultatopfølgning arbejdsmarkedsrådet " * 60
    text = reading.tool("pdftotext", on_paper(snapshots.part("summary", "Sagen kort", f"<p>{words}</p>")), "-layout")
    cut = {line.split()[-1] for line in text.splitlines() if line.endswith("-")}
    assert cut
    assert cut <= {"forholds-", "erhvervs-", "erhvervsud-", "resultat-", "resultatop-", "arbejds-", "arbejdsmarkeds-"}


def test_the_same_paper_is_the_same_bytes(papers: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> None:
    """R13: also from another process, at another time; the dates are the document's own."""
    other = pdf.PdfServer(path=tmp_path_factory.mktemp("pdf") / "s")
    try:
        again = other.render(document.paper(snapshots.minutes(), digest=DIGEST))
    finally:
        other.stop()
    assert again == papers["minutes"]
    assert "Oct  3" in reading.info(again)["CreationDate"]
    assert reading.info(again)["CreationDate"] == reading.info(again)["ModDate"]
