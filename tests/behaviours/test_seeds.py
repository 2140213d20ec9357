"""The demo's two documents as they are taken in: every word in its order, and set as when they were set by hand.

That they are read as a person read them, from text, PDF and DOCX, is tests/tables/test_reading.py. Here stands what
becomes of the lines with the demo's answers: paragraphs, points, sub-headings, links and the table.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html import unescape
from html.parser import HTMLParser

import pytest

from meetings.demo.papers import DATA, PAPERS
from meetings.importing.document import Document, Item, assemble
from meetings.importing.lines import from_text
from meetings.importing.reading import best
from meetings.importing.rich import item_texts
from rarportal.core import richtext
from tests.truth import truth

NAMES = ("s0", "s2")
HEADING_WORDS = ("På mødet deltog:", "Fra sekretariatet:")
BROKEN_WORDS = {
    "kurs\nusnavn": "kursusnavn",
    "uddannel\nse": "uddannelse",
    "Varighe\nd": "Varighed",
}  # no hyphen


@cache
def meeting(name: str) -> Document:
    """A seed as the demo takes it in: read, and its questions answered."""
    reading = best(from_text((DATA / f"{name}.txt").read_text("utf-8")))
    assert reading is not None
    marks = [PAPERS[name].marks.get(line.number, mark) for line, mark in zip(reading.lines, reading.marks, strict=True)]
    return assemble(reading.lines, marks, reading.layout)


def item(name: str, number: str) -> Item:
    return next(each for each in meeting(name).items if each.number == number)


@cache
def texts(name: str) -> list[dict[str, str]]:
    """HTML of each item's fields, in the order of print."""
    return [item_texts(each) for each in meeting(name).items]


def text(name: str, number: str, field: str) -> str:
    return item_texts(item(name, number))[field]


def words(text: str) -> list[str]:
    """Words and marks of punctuation, but no bullet and no hyphen, whether at a line's end or not."""
    text = re.sub(r"(?<=\w)-[ ]*\n\s*(?=\w)", "", text)
    return re.findall(r"\w+|[^\w\s\uf0b7•-]", re.sub(r"(?<=\w)-+(?=\w)", "", text))


class _Plain(HTMLParser):
    """The text with the numbers and letters that ordered lists print."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.marks: list[Iterator[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.text += " "
        if tag in {"ul", "ol"}:
            letters = dict(attrs).get("type") == "a"
            self.marks.append(iter("" if tag == "ul" else "abcdefg" if letters else "123456789"))
        elif tag == "li":
            self.text += f"{mark}. " if (mark := next(self.marks[-1], "")) else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self.marks.pop()

    def handle_data(self, data: str) -> None:
        self.text += data


def plain(html: str) -> str:
    parser = _Plain()
    parser.feed(html)
    return parser.text


def printed_words(name: str) -> list[str]:
    """The seed's words in its own order, but furniture; the table's second half follows its first."""
    lines = dict(enumerate((DATA / f"{name}.txt").read_text("utf-8").split("\n"), start=1))
    loose = [link for each in truth(name)["items"] for link in each.get("loose_links", [])]
    for furniture in [*truth(name).get("furniture", []), *loose]:
        assert furniture["text" if "text" in furniture else "url"] == lines[furniture["line"]].strip()
        lines[furniture["line"]] = ""
    if name == "s2":
        lines[402] += "\n" + "\n".join(lines.pop(n) for n in range(423, 485))
    text = "\n".join(lines.values())
    for broken, whole in BROKEN_WORDS.items():
        text = re.sub(broken.replace("\n", r"\s*\n"), whole, text)
    return words(text)


def kept_words(name: str) -> Iterator[str]:
    """The result's words in the order of print, with the headings and marks that are structure there."""
    for section in meeting(name).sections:
        yield from words(f"{section.number}. {section.title}" if section.number else "")
        for each in section.items:
            kept = item_texts(each)
            yield from words(f"{each.prefix.strip()} {each.title} {f'({each.status})' if each.status else ''}")
            for field in each.fields:
                yield from words(field.heading + ":" * field.has_colon)
                if field.name == "attachments":
                    yield from words(each.no_attachments)
                    for one in each.attachments:
                        yield from words(f"{one.printed_label} {one.title} {one.url}")
                else:
                    yield from words(plain(kept[field.name]))
    for number, line in enumerate(meeting(name).people):
        before = meeting(name).people[number - 1].group
        if number == 0:
            yield from words(HEADING_WORDS[0])
        elif line.group == "secretariat" != before:
            yield from words(HEADING_WORDS[1])
        yield from words(f"{line.organisation} {line.name}")


@pytest.mark.parametrize("name", NAMES)
def test_every_word_is_there_in_order_and_none_is_invented(name: str) -> None:
    assert list(kept_words(name)) == printed_words(name)


@pytest.mark.parametrize("name", NAMES)
def test_html_passes_the_allow_list_unchanged(name: str) -> None:
    for each in texts(name):
        for html in each.values():
            assert richtext.clean(html) == html
            assert not re.search(r"[\uf0b7\xad]|  |<(p|li|h4)>\s|\s</|<(p|li|h4)></", html)


def test_the_course_table_is_one_table_of_18_rows_as_printed() -> None:
    exposition = text("s2", "2.2", "exposition")
    assert exposition.count("<table>") == 1
    assert exposition.count('<th scope="col">') == 6
    rows = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in exposition.split("<tr>")[2:]]
    courses = truth("s2")["items"][6]["courses"]
    assert [[unescape(cell) for cell in row] for row in rows] == [
        [str(value or "") for value in course.values()] for course in courses
    ]
    assert Counter(row[0] for row in rows) == truth("s2")["counts"]["course_groups"]
    assert Counter(row[2] for row in rows) == truth("s2")["counts"]["course_types"]
    assert [row[2:] for row in rows[-4:]] == [
        ["AMU", "44597", "", "5"],
        ["AMU", "44596", "", "5"],
        ["AMU", "42329", "", "5"],
        ["AMU", "42395", "", "15"],
    ]
    assert exposition.count('<th scope="row">') == 18
    assert "<caption>Kurser indstillet til optag" in exposition


def test_what_stands_between_the_table_s_halves_is_in_its_own_field() -> None:
    after = text("s2", "2.2", "exposition").split("</table>")[1]
    assert after.startswith("<h4>Forbrug på den regionale uddannelsespulje i kommunerne i RAR Østjylland</h4>")
    assert after.endswith(
        "<p>Tabellen herunder viser tilsagn til kommunerne, regional uddannelsespulje i 2023</p>"
        "<p>83% af det statslige tilskud til opkvalificering af ledige blev brugt i 2022.</p>"
    )
    assert text("s2", "2.2", "next_steps").endswith("på Rådets hjemmeside 1. oktober 2023.</p>")
    assert text("s2", "2.2", "background").startswith("<p>Den regionale positivliste udarbejdes")


@pytest.mark.parametrize(
    ("name", "number", "field", "part"),
    [
        ("s0", "2", "summary", "(via filkassen)"),
        ("s0", "5", "exposition", "i RAR-formandskabet den 19. januar"),
        ("s0", "7", "exposition", "børn. Samtidig har kommunerne"),
        ("s2", "1.3", "decision", "Arbejdsmarkedskontor Midt-Nord."),
        ("s2", "1.3", "decision", "fremtidens VEU-indsats."),
        ("s2", "2.2", "exposition", "Grundlæggende GVK-godkendt Vinylbelægning"),
        ("s2", "2.2", "exposition", "AMU- og akademiniveau"),
        ("s2", "2.3", "background", "i kommuner og a-kasser."),
        ("s2", "3.1", "exposition", "samle DH-repræsentanter og"),
        ("s2", "1.4", "exposition", "opdatere monitoreringsrapporten for"),
        (
            "s2",
            "1.4",
            "exposition",
            "Der er på forhånd sammen med baglandgruppen taget hensyn",
        ),  # over a page break
        ("s2", "1.4", "exposition", "via årshjul (bilag 1.4.)"),  # the printed number, fault included
        ("s2", "2.5", "exposition", "fra syv østjyske kommuner, der beskriver anvendelsen"),
        ("s2", "2.5", "exposition", "beskæftigelses-indsatsen"),  # a hyphen within a line stays
        ("s2", "2.4", "exposition", "<p>Baggrunden er, at sekretariatet"),  # no heading
        ("s2", "3.1", "background", "Link til analyse:</p>"),
        ("s2", "3.2", "exposition", "<h4>Anbefalinger:</h4><ul><li>at understøtte"),
    ],
)
def test_lines_are_joined_as_they_were_written(name: str, number: str, field: str, part: str) -> None:
    assert part in text(name, number, field)


@pytest.mark.parametrize(
    ("name", "blocks"),
    [
        ("s0", {"p": 79, "h4": 11, "ul": 9, "li": 27, "a": 1}),
        ("s2", {"p": 111, "h4": 4, "ul": 12, "ol": 3, "li": 52, "br": 3, "a": 3}),
    ],
)
def test_as_many_paragraphs_headings_and_points_as_when_set_by_hand(name: str, blocks: dict[str, int]) -> None:
    tags = Counter(tag for each in texts(name) for html in each.values() for tag in re.findall(r"<(\w+)", html))
    assert {tag: tags[tag] for tag in ("p", "h4", "ul", "ol", "li", "br", "a") if tags[tag]} == blocks


def test_numbered_subheadings_are_not_items() -> None:
    assert re.findall("<h4>(.*?)</h4>", text("s0", "8", "exposition"))[2:] == [
        "1. Vidensniveauet i jobcentre og a-kasser",
        "2. Styrket dialog i RAR om initiativer på handicapområdet",
        "3. Overgangen fra uddannelse",
    ]
    bullets = re.findall("<li>(.*?)</li>", text("s0", "4", "summary"))
    headings = re.findall("<h4>(.*?)</h4>", text("s0", "4", "exposition"))
    assert [heading.replace(" %", "%") for heading in headings] == bullets[:4]


def test_lists_nest() -> None:
    assert "<li>Temadrøftelse:<ul><li>Forslag fra formandskabet:" in text("s0", "9", "summary")
    calendar = text("s2", "1.4", "exposition")
    assert calendar.count("<ol>") == 1
    assert "frokost fra 12.30:<ul><li>Tirsdag d. 16. januar</li>" in calendar
    assert "<li>Onsdag d. 27. november</li></ul></li><li>Monitorering af" in calendar
    assert '<ol type="a"><li>Hvordan vi bygger bro' in text("s2", "2.1", "recommendation")


def test_the_loose_link_belongs_to_the_exposition() -> None:
    exposition = text("s0", "7", "exposition")
    assert f'<a href="{truth("s0")["items"][6]["loose_links"][0]["url"]}">VIVE</a>' in exposition
    assert not any(attachment.url for attachment in item("s0", "7").attachments)


def test_printed_numbers_and_labels_are_kept() -> None:
    assert [each.number for each in meeting("s2").sections[0].items] == ["1.1", "1.2", "1.2", "1.3", "1.4"]
    labels = [a.printed_label for each in meeting("s2").items for a in each.attachments if a.label]
    assert labels == ["1.2 -", "1.4 –", "2.1 –", "2.5 -", "3.2 -"]
    assert [a.label for a in item("s0", "5").attachments] == ["1)", "2)", "3)"]


def test_items_with_nothing_under_them() -> None:
    assert item_texts(item("s0", "10")) == {"decision": ""}  # "-" stands under the title, and under Bemærkninger
    assert item_texts(item("s2", "4.6")) == {}
