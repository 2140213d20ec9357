"""The demo's two documents: nothing lost, nothing invented, and the structure that was read by hand."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from meetings.demo import seeds
from rarportal.core import richtext

NAMES = ("s0", "s2")
HEADING_WORDS = ("På mødet deltog:", "Fra sekretariatet:")
BROKEN_WORDS = {
    "kurs\nusnavn": "kursusnavn",
    "uddannel\nse": "uddannelse",
    "Varighe\nd": "Varighed",
}  # no hyphen


@cache
def truth(name: str) -> dict[str, Any]:
    return json.loads((seeds.DATA / f"{name}.json").read_text("utf-8"))


@cache
def meeting(name: str) -> seeds.SeedMeeting:
    return seeds.read(name)


def item(name: str, number: str) -> seeds.SeedItem:
    return next(each for each in meeting(name).items if each.number == number)


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
    lines = dict(enumerate((seeds.DATA / f"{name}.txt").read_text("utf-8").split("\n"), start=1))
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
    known = iter(truth(name)["items"])
    for section in meeting(name).sections:
        yield from words(f"{section.number}. {section.title}" if section.number else "")
        for each in section.items:
            structure = next(known)
            stop = "" if each.number == "2.5" else "."  # printed so
            status = f" ({structure['status_printed']})" if structure["status_printed"] else ""
            yield from words(f"{each.number}{stop} {each.title}{status}")
            for field in structure["fields"]:
                yield from words(field["heading"] + ":" * field.get("colon", False))
                if field["field"] == "attachments":
                    yield from words(each.no_attachments_text)
                    for attachment in each.attachments:
                        yield from words(f"{attachment.label} {attachment.title} {attachment.url}")
                else:
                    yield from words(plain(each.texts[field["field"]]))
    for number, line in enumerate(meeting(name).attendance):
        before = meeting(name).attendance[number - 1].group
        if number == 0:
            yield from words(HEADING_WORDS[0])
        elif line.group == "Fra sekretariatet" != before:
            yield from words(HEADING_WORDS[1])
        yield from words(f"{line.organisation} {line.name}")


@pytest.mark.parametrize("name", NAMES)
def test_every_word_is_there_in_order_and_none_is_invented(name: str) -> None:
    assert list(kept_words(name)) == printed_words(name)


@pytest.mark.parametrize("name", NAMES)
def test_text_and_structure_have_the_same_fields(name: str) -> None:
    for known, each in zip(truth(name)["items"], meeting(name).items, strict=True):
        fields = [field["field"] for field in known["fields"] if field["field"] != "attachments"]
        assert list(each.texts) == fields
        for field in known["fields"]:
            if field["field"] == "attachments":
                assert each.attachments or each.no_attachments_text == field["first_words"]
            elif field["empty"]:
                assert each.texts[field["field"]] == ""
            else:
                first = words(field["first_words"])
                assert words(plain(each.texts[field["field"]]))[: len(first)] == first
                if field["field"] in {"recommendation", "decision"}:
                    assert each.texts[field["field"]].count("<li>") == len(field.get("points", []))


@pytest.mark.parametrize("name", NAMES)
def test_item_data_equals_what_was_read_by_hand(name: str) -> None:
    recommenders = {
        "AMK": "SECRETARIAT",
        "sekretariatet": "SECRETARIAT",
        "formandskabet": "CHAIRMANSHIP",
        None: "",
    }
    for known, each in zip(truth(name)["items"], meeting(name).items, strict=True):
        assert (each.number, each.title) == (known["number_printed"], known["title"])
        marks = (each.status_b, each.status_o, each.status_d, each.presentation)
        assert marks == tuple(bool(known["status"][mark]) for mark in ("B", "O", "D", "presentation"))
        assert each.recommender == recommenders[known["recommender"]]
        assert [p.name for p in each.presenters] == [p["name"] for p in known["presenters"]]
        assert [a.title for a in each.attachments] == [a["title"] for a in known["attachments"]]
        assert each.no_attachments_text == (known["no_attachments_text"] or "")


@pytest.mark.parametrize("name", NAMES)
def test_html_passes_the_allow_list_unchanged(name: str) -> None:
    for each in meeting(name).items:
        for html in each.texts.values():
            assert richtext.clean(html) == html
            assert not re.search(r"[\uf0b7\xad]|  |<(p|li|h4)>\s|\s</|<(p|li|h4)></", html)


def test_s0_counts() -> None:
    agenda, counts = meeting("s0"), truth("s0")["counts"]
    assert (agenda.council_slug, agenda.kind, agenda.date) == ("rar-sjaelland", "AGENDA", date(2024, 2, 1))
    assert agenda.numbering == "FLAT"
    assert [(s.number, s.title) for s in agenda.sections] == [("", "")]
    assert len(agenda.items) == counts["items"] == 10
    assert sum(len(each.attachments) for each in agenda.items) == counts["attachments"] == 11
    assert [each.no_attachments_text for each in agenda.items].count("Ingen") == counts["items_with_ingen"] == 3
    without = [each for each in agenda.items if not each.attachments and not each.no_attachments_text]
    assert len(without) == counts["items_without_bilag_heading"] == 1
    for field in ("exposition", "next_steps"):
        assert sum(field in each.texts for each in agenda.items) == counts[field]
    assert Counter(each.decision_heading for each in agenda.items) == counts["decision_headings"]
    assert {each.texts["decision"] for each in agenda.items} == {""}
    assert [each.kind for each in agenda.items if each.kind != "ORDINARY"] == [
        "THEME",
        "INFORMATION",
        "ANY_OTHER_BUSINESS",
    ]
    assert agenda.attendance == ()


def test_s2_counts() -> None:
    minutes, counts = meeting("s2"), truth("s2")["counts"]
    assert (minutes.council_slug, minutes.kind, minutes.date) == (
        "rar-oestjylland",
        "MINUTES",
        date(2023, 9, 26),
    )
    assert minutes.numbering == "SECTIONS"
    assert [(s.number, len(s.items)) for s in minutes.sections] == [("1", 5), ("2", 5), ("3", 2), ("4", 6)]
    assert len(minutes.items) == counts["items"] == 18
    assert sum(each.status_b for each in minutes.items) == counts["with_B"]
    assert sum(each.status_o for each in minutes.items) == counts["with_O"]
    assert sum(each.status_d for each in minutes.items) == counts["with_D"]
    assert sum(each.presentation for each in minutes.items) == counts["with_presentation"]
    attachments = [attachment for each in minutes.items for attachment in each.attachments]
    assert sum(a.kind == "FILE" for a in attachments) == counts["numbered_file_attachments"]
    assert sum(a.kind == "LINK" for a in attachments) == counts["link_attachments"]
    assert sum(a.kind == "TEXT" for a in attachments) == counts["text_attachments"]
    assert (
        Counter(e.no_attachments_text for e in minutes.items if e.no_attachments_text) == counts["no_attachments_text"]
    )
    for field in ("next_steps", "background"):
        assert [each.number for each in minutes.items if field in each.texts] == counts[field]
    assert Counter(each.recommender for each in minutes.items) == {"": 7, "SECRETARIAT": 8, "CHAIRMANSHIP": 3}
    texts = "".join(html for each in minutes.items for html in each.texts.values())
    links = re.findall(r'<a href="([^"]*)">', texts)
    assert len(links) == counts["links_in_text"]
    assert len({*links, *(a.url for a in attachments if a.url)}) == counts["distinct_urls"]
    in_truth = [link["url"] for each in truth("s2")["items"] for link in each["links_in_text"]]
    assert links == in_truth
    assert [a.url or None for a in attachments] == [
        a.get("url") for each in truth("s2")["items"] for a in each["attachments"]
    ]


def test_attendance_is_24_lines_of_23_people() -> None:
    lines, known = meeting("s2").attendance, truth("s2")["attendance"]
    assert len(lines) == known["lines"] == 24
    assert len({line.name for line in lines}) == known["distinct_names"] == 23
    groups = {"Øvrige": "no organisation printed", "Fra sekretariatet": "secretariat"}
    assert Counter(groups.get(line.group, line.group) for line in lines) == known["counts"]
    assert [line.name for line in lines if line.name in known["printed_twice"]] == ["Ann B. Poulsen"] * 2
    assert meeting("s2").excused == ()


def test_the_course_table_is_one_table_of_18_rows_as_printed() -> None:
    exposition = item("s2", "2.2").texts["exposition"]
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
    each = item("s2", "2.2")
    after = each.texts["exposition"].split("</table>")[1]
    assert after.startswith("<h4>Forbrug på den regionale uddannelsespulje i kommunerne i RAR Østjylland</h4>")
    assert after.endswith(
        "<p>Tabellen herunder viser tilsagn til kommunerne, regional uddannelsespulje i 2023</p>"
        "<p>83% af det statslige tilskud til opkvalificering af ledige blev brugt i 2022.</p>"
    )
    assert each.texts["next_steps"].endswith("på Rådets hjemmeside 1. oktober 2023.</p>")
    assert each.texts["background"].startswith("<p>Den regionale positivliste udarbejdes")


@pytest.mark.parametrize(
    ("name", "number", "field", "text"),
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
def test_lines_are_joined_as_they_were_written(name: str, number: str, field: str, text: str) -> None:
    assert text in item(name, number).texts[field]


@pytest.mark.parametrize(
    ("name", "blocks"),
    [
        ("s0", {"p": 79, "h4": 11, "ul": 9, "li": 27, "a": 1}),
        ("s2", {"p": 111, "h4": 4, "ul": 12, "ol": 3, "li": 52, "br": 3, "a": 3}),
    ],
)
def test_as_many_paragraphs_headings_and_points_as_when_set_by_hand(name: str, blocks: dict[str, int]) -> None:
    tags = Counter(
        tag for each in meeting(name).items for html in each.texts.values() for tag in re.findall(r"<(\w+)", html)
    )
    assert {tag: tags[tag] for tag in ("p", "h4", "ul", "ol", "li", "br", "a") if tags[tag]} == blocks


def test_numbered_subheadings_are_not_items() -> None:
    assert re.findall("<h4>(.*?)</h4>", item("s0", "8").texts["exposition"])[2:] == [
        "1. Vidensniveauet i jobcentre og a-kasser",
        "2. Styrket dialog i RAR om initiativer på handicapområdet",
        "3. Overgangen fra uddannelse",
    ]
    bullets = re.findall("<li>(.*?)</li>", item("s0", "4").texts["summary"])
    headings = re.findall("<h4>(.*?)</h4>", item("s0", "4").texts["exposition"])
    assert [text.replace(" %", "%") for text in headings] == bullets[:4]


def test_lists_nest() -> None:
    assert "<li>Temadrøftelse:<ul><li>Forslag fra formandskabet:" in item("s0", "9").texts["summary"]
    calendar = item("s2", "1.4").texts["exposition"]
    assert calendar.count("<ol>") == 1
    assert "frokost fra 12.30:<ul><li>Tirsdag d. 16. januar</li>" in calendar
    assert "<li>Onsdag d. 27. november</li></ul></li><li>Monitorering af" in calendar
    assert '<ol type="a"><li>Hvordan vi bygger bro' in item("s2", "2.1").texts["recommendation"]


def test_the_loose_link_belongs_to_the_exposition() -> None:
    exposition = item("s0", "7").texts["exposition"]
    assert f'<a href="{truth("s0")["items"][6]["loose_links"][0]["url"]}">VIVE</a>' in exposition
    assert not any(attachment.url for attachment in item("s0", "7").attachments)


def test_printed_numbers_and_labels_are_kept() -> None:
    assert [each.number for each in meeting("s2").sections[0].items] == ["1.1", "1.2", "1.2", "1.3", "1.4"]
    labels = [a.label for each in meeting("s2").items for a in each.attachments if a.label]
    assert labels == ["1.2 -", "1.4 –", "2.1 –", "2.5 -", "3.2 -"]
    assert [a.label for a in item("s0", "5").attachments] == ["1)", "2)", "3)"]


def test_items_with_nothing_under_them() -> None:
    assert item("s0", "10").texts == {"decision": ""}  # "-" stands under the title, and under Bemærkninger
    assert item("s2", "4.6").texts == {}
    assert item("s2", "4.6").decision_heading == ""
