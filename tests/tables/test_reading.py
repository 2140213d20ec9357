"""An importer's reading of a paper: both seeds as a person read them, whatever file they come in, and nothing lost."""

import random
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meetings.importing import document as marks
from meetings.importing.document import Document, Field, Item, assemble, words_of
from meetings.importing.doubts import doubts_of
from meetings.importing.extract import lines_of
from meetings.importing.layouts import layouts
from meetings.importing.lines import Line, from_text, join, letters
from meetings.importing.plain_text import text_lines
from meetings.importing.reading import Reading, best, printed_date, read
from tests import papers
from tests.truth import compared, told, truth

MADE: dict[str, Callable[[str, str], bytes]] = {
    "text": lambda text, header: text.encode(),
    "pdf": papers.pdf,
    "docx": papers.docx,
}
FORMS = [(name, form) for name in ("s0", "s2") for form in MADE]


@cache
def reading(name: str, form: str = "text") -> Reading:
    """A seed, read as a file of this form."""
    data = MADE[form](papers.seed(name), papers.HEADERS[name])
    lines = text_lines(data) if form == "text" else lines_of(BytesIO(data))[1]
    found = best(lines)
    assert found is not None
    return found


@cache
def document(name: str, form: str = "text") -> Document:
    made = reading(name, form)
    return assemble(made.lines, made.marks, made.layout)


def item(name: str, number: str) -> Item:
    return next(one for one in document(name).items if one.number == number)


def field(name: str, number: str, wanted: str) -> Field:
    found = item(name, number).of(wanted)
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_a_seed_is_read_as_a_person_read_it(name: str, form: str) -> None:
    known = compared(truth(name))
    found = told(reading(name, form), document(name, form), name)
    for number, (theirs, ours) in enumerate(zip(known["items"], found["items"], strict=True)):
        assert ours == theirs, number
    assert found["sections"] == known["sections"]
    assert found["numbering"] == known["numbering"]
    if known["attendance"]:
        known["attendance"].pop("note", None)
    assert found["attendance"] == known["attendance"]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_the_layout_is_the_council_s_own(name: str, form: str) -> None:
    assert reading(name, form).layout.name == truth(name)["council"]


def test_the_date_is_found_in_the_page_header() -> None:
    assert str(printed_date(reading("s2"))) == truth("s2")["date"]
    assert str(printed_date(reading("s0"))) == truth("s0")["date"]  # "Dagsorden til rådsmødet 1. februar 2024"


def test_furniture_is_what_the_page_repeats_and_nothing_else() -> None:
    assert sorted(line.text for line in document("s2").furniture) == sorted(
        one["text"] for one in truth("s2")["furniture"]
    )
    assert document("s0").furniture == []


@pytest.mark.parametrize("form", ["pdf", "docx"])
@pytest.mark.parametrize("name", ["s0", "s2"])
def test_a_header_and_a_number_on_every_page_are_furniture(name: str, form: str) -> None:
    pages = papers.pages_of(papers.seed(name))
    found = Counter(line.text for line in document(name, form).furniture)
    assert found[papers.HEADERS[name]] >= len(pages)
    assert {str(number) for number in range(1, len(pages) + 1)} <= {*found}


def test_what_else_a_person_read_stands_in_the_lists() -> None:
    """The chairmanship of item 1.2, the dispensations, next year's meetings, and S0's figures: read, not computed."""
    points = [block.text.split(", ") for block in field("s2", "1.2", "decision").blocks if block.kind == "dash"]
    assert [{"name": name, "role": role.lower()} for name, role in points] == truth("s2")["chairmanship_after_item_1_2"]
    dispensations = [
        re.fullmatch(r"(.+ Kommune) – (\d+) personer", block.text) for block in field("s2", "2.5", "exposition").blocks
    ]
    assert [{"kommune": one[1], "persons": int(one[2])} for one in dispensations if one] == truth("s2")["dispensations"]
    plan = [block.text for block in field("s2", "1.4", "exposition").blocks if block.kind == "bullet"]
    days = [re.findall(r"d\. (\d+)\. (\w+)", text)[0] for text in plan]
    assert [f"2024-{MONTHS[month]:02}-{int(day):02}" for day, month in days] == truth("s2")["meeting_plan_2024"]
    figures, text = truth("s0")["figures"]["item5"], field("s0", "5", "exposition").printed
    read_here = [
        re.search(rf"{word}", text)
        for word in (r"\((\d+)\), hvor", r"indstilles (\d+) at", r"(\d+) stil\w+ vurderes ikke")
    ]
    assert [int(one[1]) for one in read_here if one] == [figures["candidates"], figures["yes"], figures["no"]]
    assert figures["turned_down"][0] in text
    figures, text = truth("s0")["figures"]["item6"], field("s0", "6", "exposition").printed
    words = (r"indeholder (\d+)", r"I alt (\d+)", r"heraf (\d+)", r"(\d+) af disse", r"dermed (\d+)")
    known = ("siri_list_size", "shortage", "higher_education", "already_listed", "left")
    assert [int(one[1]) for one in (re.search(word, text) for word in words) if one] == [
        figures[name] for name in known
    ]
    assert f"stillingsbetegnelse: {figures['left_title']}." in text
    assert f"dækket af stillingsbetegnelsen ”{figures['covered_by']}”" in text


MONTHS = {"januar": 1, "marts": 3, "juni": 6, "september": 9, "november": 11}


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("via filkas-", "sen) den 20.", "via filkassen) den 20."),
        ("i RAR-", "formandskabet den 19.", "i RAR-formandskabet den 19."),
        ("Arbejdsmarkedskontor Midt-", "Nord.", "Arbejdsmarkedskontor Midt-Nord."),
        ("fremtidens VEU-", "indsats", "fremtidens VEU-indsats"),
        ("Grundlæggende GVK-", "godkendt", "Grundlæggende GVK-godkendt"),
        ("i kommuner og a-", "kasser.", "i kommuner og a-kasser."),
        ("samle DH-", "repræsentanter", "samle DH-repræsentanter"),
        ("opdatere monitorerings-", "rapporten", "opdatere monitoreringsrapporten"),
        ("her: https://rar-bm.dk/media/21191/rar-", "oestjyllands.pdf", "her: https://rar-bm.dk/media/21191/rar-oestjyllands.pdf"),
        ("på AMU-", "og akademiniveau", "på AMU- og akademiniveau"),
        ("1-", "3. kvartal", "1-3. kvartal"),
        ("RAR-regi –", "og kaster", "RAR-regi – og kaster"),
        ("drøftelse og", "Nord", "drøftelse og Nord"),
    ],
)  # fmt: skip
def test_a_hyphen_belongs_to_the_break_or_to_the_word(first: str, second: str, whole: str) -> None:
    assert join(first, second) == whole


@pytest.mark.parametrize(
    ("name", "number", "wanted", "text"),
    [
        ("s0", "8", "exposition", "1. Vidensniveauet i jobcentre og a-kasser"),  # a sub-heading, no item
        ("s2", "2.4", "exposition", "Baggrunden er, at sekretariatet"),  # no heading
        ("s2", "1.4", "exposition", "1. Videre samspil med kommunerens"),  # no section
        ("s2", "1.4", "exposition", "baglandgruppen taget hensyn"),  # over a page's end
    ],
)
def test_what_looks_like_a_title_or_a_heading_is_text(name: str, number: str, wanted: str, text: str) -> None:
    assert text in field(name, number, wanted).printed


def doubted(name: str, words: str) -> list[int]:
    doubts = [*reading(name).doubts, *doubts_of(document(name))]
    return sorted(one.line for one in doubts if words in one.why)


def test_what_is_unsure_is_said_at_its_line() -> None:
    assert doubted("s2", "Nummeret 1.2 er trykt 2 gange") == [20, 47]
    assert doubted("s2", "uden organisation") == [992, 994, 996, 998, 1000, 1002]
    assert doubted("s2", "Ann B. Poulsen står 2 gange") == [964, 994]
    assert doubted("s2", "kolonnen ECTS") == [457, 466, 475, 484]
    assert doubted("s2", "tabel eller et billede") == [413]
    assert doubted("s2", "Linket er måske gået tabt") == [956]
    assert {118, 121, 125, 692, 695, 954} <= {*doubted("s2", "mistet sit tegn")}
    assert doubted("s0", "står for sig selv") == [436]


def test_the_table_of_courses_is_one_though_a_field_stands_in_it() -> None:
    blocks = field("s2", "2.2", "exposition").blocks
    (table,) = [block.table for block in blocks if block.table]
    assert len(table.rows) == 18
    assert table.caption.startswith("Kurser indstillet til optag på positivlisten")
    assert table.columns[1] == "Uddannelsesforløb/kursusnavn/ kursustitel"
    after = [block.text for block in blocks[[block.kind for block in blocks].index("table") + 1 :]]
    assert after[0] == "Forbrug på den regionale uddannelsespulje i kommunerne i RAR Østjylland"
    assert field("s2", "2.2", "next_steps").printed.endswith("på Rådets hjemmeside 1. oktober 2023.")


# A third layout is a description


THIRD = """Dagsorden til møde i Eksempelrådet den 4. marts 2025
Fortroligt indtil mødet

Punkt 1: Godkendelse af dagsorden [Til beslutning]

Resumé: Rådet skal godkende dagsordenen.

Anbefaling: Formandskabet indstiller, at dagsordenen godkendes.

Konklusion: Godkendt.

Materiale: Der er ingen bilag.

Punkt 2: En længere titel, som går over
to linjer [Til drøftelse]

Resumé: Sekretariatet fortæller om
 virksomhedsindsatsen.

Baggrund og vurdering:

a. det første
b. det andet

Materiale:
Bilag 1: Notat om indsatsen
Bilag 2: Tal fra
2024

Til stede var:

DA - Per Hansen
Mette Sørensen
"""


def test_a_third_layout_is_a_short_description() -> None:
    """meetings/importing/data/eksempel.toml: no code knows it."""
    made = best(from_text(THIRD))
    assert made is not None
    assert made.layout.slug == "eksempel"
    found = assemble(made.lines, made.marks, made.layout)
    assert [(one.number, one.title, one.marks) for one in found.items] == [
        ("1", "Godkendelse af dagsorden", {"B"}),
        ("2", "En længere titel, som går over to linjer", {"D"}),
    ]
    one, two = found.items
    assert [each.heading for each in one.fields] == ["Resumé", "Anbefaling", "Konklusion", "Materiale"]
    assert (one.recommender, one.no_attachments) == ("CHAIRMANSHIP", "Der er ingen bilag.")
    assert [(each.label, each.title) for each in two.attachments] == [
        ("1:", "Notat om indsatsen"),
        ("2:", "Tal fra 2024"),
    ]
    exposition = two.of("exposition")
    assert exposition is not None
    assert [block.kind for block in exposition.blocks] == ["a", "a"]
    assert [each.name for each in found.people] == ["Per Hansen", "Mette Sørensen"]
    assert [line.text for line in found.furniture] == THIRD.splitlines()[:2]
    assert str(printed_date(made)) == "2025-03-04"


def test_a_novel_has_no_items() -> None:
    words = "Der var engang en konge, som havde tre døtre. Den yngste sad ved vinduet og så ud."
    assert best(from_text("\n".join([words] * 500))) is None


# Nothing lost


def missing(lines: list[Line], made: Document) -> Counter[str]:
    """The letters that are printed and not in the document."""
    printed = Counter(letters("".join(line.text for line in lines)))
    return printed - Counter(letters("".join(words_of(made))))


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_every_line_of_a_seed_is_somewhere_in_the_document(name: str, form: str) -> None:
    made = letters("".join(words_of(document(name, form))))
    for line in reading(name, form).lines:
        if reading(name, form).marks[reading(name, form).lines.index(line)] != marks.TABLE:
            assert letters(line.text) in made, line
    assert missing(reading(name, form).lines, document(name, form)) == Counter()
    assert document(name, form).unplaced == []


@pytest.mark.parametrize("name", ["s0", "s2"])
def test_nothing_is_invented(name: str) -> None:
    printed = Counter(letters("".join(line.text for line in reading(name).lines)))
    assert Counter(letters("".join(words_of(document(name))))) - printed == Counter()


PRINTED = """Sagen kort|Sagen kort: Kort|Indstilling|Beslutning Rådet|Bemærkninger|Bilag|Bilag: 1.1 - Et|Ingen|-||
Intet bilag til dette punkt.|1. Første|2. Andet punkt|- 1.1. Et punkt (B)|- 1.2 Et til|1) Et bilag|- et punkt|\f
\uf0b7 et andet|a. bogstav|På mødet deltog:|DA - Per Hansen|Fra sekretariatet:|Afbud|17|Side 3 af 9|Akademisk|arbejde
Microsoft 365|Privat   30|AMU 48906 5|filkas-|Tabellen herunder|Erhvervsgruppe|celle\tcelle|(O)|(D + oplæg)
Punkt 1: Et punkt|Resumé: Kort|Bilag 1: Et|https://rar-bm.dk/a/|https://rar-bm.dk/b-"""
FRAGMENTS = st.one_of(st.sampled_from(re.split(r"[|\n]", PRINTED)), st.text(max_size=60))


@given(
    fragments=st.lists(st.tuples(st.sampled_from(["", " ", "   "]), FRAGMENTS), max_size=60),
    layout=st.sampled_from([*layouts()]),
)
def test_no_letter_is_lost_whatever_is_printed(fragments: list[tuple[str, str]], layout: str) -> None:
    lines = from_text("\n".join(blank + text for blank, text in fragments))
    made = read(lines, layouts()[layout])
    assert set(made.marks) <= {*marks.MARKS}
    assert missing(lines, assemble(made.lines, made.marks, made.layout)) == Counter()


@example(seed=14589036240513373262348839550976, layout="eksempel", name="s0")  # a table behind "-" under attachments
@given(seed=st.integers(), layout=st.sampled_from([*layouts()]), name=st.sampled_from(["s0", "s2"]))
def test_no_letter_is_lost_whatever_a_secretary_makes_of_the_lines(seed: int, layout: str, name: str) -> None:
    chance = random.Random(seed)
    lines = reading(name).lines
    start = chance.randrange(len(lines))
    some = lines[start : start + 80]
    given_marks = [chance.choice(marks.MARKS) for _ in some]
    assert missing(some, assemble(some, given_marks, layouts()[layout])) == Counter()


# Word: what it does not write down, and what it hides


NUMBERING = f"""<w:numbering {papers.W}><w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
</w:numbering>"""


def numbered(text: str, number: int, level: int = 0) -> str:
    told_level = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
    return papers.paragraph(text, told_level)


def word(body: str, **parts: str) -> list[str]:
    return [line.text for line in lines_of(BytesIO(papers.package(body, **parts)))[1]]


def test_numbers_and_bullets_of_word_are_counted_out() -> None:
    body = [
        numbered("Et", 1),
        numbered("under", 1, 1),
        numbered("mere", 1, 1),
        numbered("To", 1),
        numbered("under", 1, 1),
    ]
    assert word("".join([*body, numbered("prik", 2)]), numbering=NUMBERING) == [
        *("1. Et", "a. under", "b. mere", "2. To", "a. under"), "\uf0b7 prik",
    ]  # fmt: skip


def cell(text: str) -> str:
    return f"<w:tc>{papers.paragraph(text)}</w:tc>"


def test_tables_of_word_are_rows_and_a_row_of_two_is_a_heading_with_its_text() -> None:
    rows = [["Sagen kort", "Rådet drøfter."], ["Kommune", "Tilsagn", "Rest"], ["Greve", "12", "3"]]
    xml = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    assert word(f"<w:tbl>{xml}</w:tbl>") == ["Sagen kort  Rådet drøfter.", "Kommune\tTilsagn\tRest", "Greve\t12\t3"]


def test_what_a_tracked_change_has_struck_out_is_not_there() -> None:
    kept, gone = (
        papers.paragraph("Det her er teksten."),
        "<w:p><w:del><w:r><w:delText>hemmeligt</w:delText></w:r></w:del></w:p>",
    )
    assert word(kept + gone) == ["Det her er teksten."]


def test_headers_and_footers_of_word_are_furniture_and_a_footnote_stands_where_it_is_referred_to() -> None:
    part = f"<w:hdr {papers.W}>{papers.paragraph('RAR Fyn')}</w:hdr>"
    note = f'<w:footnotes {papers.W}><w:footnote w:id="2">{papers.paragraph("Fra 2023.")}</w:footnote></w:footnotes>'
    mark = '<w:footnoteReference w:id="2"/>'
    text = f"<w:p><w:r><w:t>Tallene</w:t></w:r><w:r>{mark}</w:r><w:r><w:t> er nye.</w:t></w:r></w:p>"
    body = papers.paragraph("1. Et punkt") + papers.paragraph("") + papers.paragraph("Sagen kort") + text
    found = best(lines_of(BytesIO(papers.package(body, header1=part, footer2=part, footnotes=note)))[1])
    assert found is not None
    made = assemble(found.lines, found.marks, found.layout)
    assert [line.text for line in made.furniture] == ["RAR Fyn", "RAR Fyn"]
    assert [block.text for one in made.items[0].fields for block in one.blocks] == ["Tallene (Fra 2023.) er nye."]


@pytest.mark.parametrize("value", [None, {}, []])
def test_nothing_to_read_is_no_reading(value: Any) -> None:
    assert best(value or []) is None
