"""Links that lie on words: in PDF and Word, over a line's end, on attachments, in tables; printed addresses win."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.importing.document import Document, assemble
from meetings.importing.doubts import doubts_of
from meetings.importing.extract import lines_of
from meetings.importing.lines import URL, Link, join
from meetings.importing.links import laid, line_of, marked, taken
from meetings.importing.reading import best
from meetings.importing.rich import html, item_texts
from tests import papers
from tests.truth import compared, told, truth

MADE: dict[str, Callable[..., bytes]] = {"pdf": papers.pdf, "docx": papers.docx}
PAGE, FILE, MAIL = "https://rar-bm.dk/a?b=1&c=2", "https://rar-bm.dk/media/1/rapport.pdf", "mailto:rar@star.dk"
TEXT = """1. RAR’s interne forhold

- 1.1. Dagsorden (B)

Sagen kort: Læs mere her, eller skriv til sekretariatet, som har skrevet den lange Rap-
port om vejledning. Her er intet.

\uf0b7 Et punkt om puljen

Bilag:
1.1 – Rapport fra sekretariatet
"""
LINKS = [
    ("mere her", PAGE),
    ("sekretariatet,", MAIL),
    ("den lange Rap-", FILE),
    ("port om", FILE),
    ("\uf0b7 Et punkt", PAGE),
    ("Rapport fra sekretariatet", FILE),
    ("intet", "javascript:alert(1)"),
    ("Dagsorden", "#bookmark"),
]


def read(data: bytes) -> Document:
    found = best(lines_of(BytesIO(data))[1])
    assert found is not None
    return assemble(found.lines, found.marks, found.layout)


@pytest.mark.parametrize("form", MADE)
def test_a_link_keeps_its_words_and_where_it_leads(form: str) -> None:
    made = read(MADE[form](TEXT, links=LINKS))
    (item,) = made.items
    assert item_texts(item)["summary"] == (
        f'<p>Læs <a href="{PAGE.replace("&", "&amp;")}">mere her</a>, eller skriv til '
        f'<a href="{MAIL}">sekretariatet,</a> som har skrevet <a href="{FILE}">den lange Rapport om</a> vejledning. '
        f'Her er intet.</p><ul><li><a href="{PAGE.replace("&", "&amp;")}">Et punkt</a> om puljen</li></ul>'
    )
    (attachment,) = item.attachments
    assert (attachment.kind, attachment.label, attachment.title, attachment.url) == (
        "LINK", "1.1", "Rapport fra sekretariatet", FILE,
    )  # fmt: skip
    assert item.loose_links == []


def addresses(text: str) -> list[tuple[str, str]]:
    """What a writer's program makes of every printed address: a link, on each of the lines that it was broken into."""
    found, lines = [], text.split("\n")
    for at, line in enumerate(lines):
        for one in URL.finditer(line):
            after = lines[at + 1].split(" ")[0] if at + 1 < len(lines) and line.rstrip().endswith(one[0]) else ""
            broken = one[0].endswith(("-", "/")) and after
            found.append((one[0], one[0] + after if broken else one[0]))
            if broken:
                found.append((after, one[0] + after))
    return found


@pytest.mark.parametrize("form", MADE)
@pytest.mark.parametrize("name", ["s0", "s2"])
def test_a_link_on_an_address_that_is_printed_is_not_another(name: str, form: str) -> None:
    """The seeds' links are printed twice; as annotations and Word's links they are there a third time."""
    text = papers.seed(name)
    on_words = addresses(text)
    assert on_words
    data = MADE[form](text, papers.HEADERS[name], links=on_words)
    found = best(lines_of(BytesIO(data))[1])
    assert found is not None
    assert sum(len(line.links) for line in found.lines) >= min(2, len(on_words))
    made = assemble(found.lines, found.marks, found.layout)
    known = compared(truth(name))
    assert told(found, made, name)["items"] == known["items"]
    plain = best(lines_of(BytesIO(MADE[form](text, papers.HEADERS[name])))[1])
    assert plain is not None
    without = assemble(plain.lines, plain.marks, plain.layout)
    assert [item_texts(item) for item in made.items] == [item_texts(item) for item in without.items]


def field(code: str, words: str) -> str:
    """A field of Word's as it is written: its code, and what is seen of it."""
    turn = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    half = len(code) // 2
    codes = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in (code[:half], code[half:]))
    return f"{turn.format('begin')}{codes}{turn.format('separate')}{papers.run(words)}{turn.format('end')}"


@pytest.mark.parametrize(
    ("xml", "target"),
    [
        (field(' HYPERLINK "https://a.dk/x" ', "her"), "https://a.dk/x"),
        (field(' HYPERLINK "https://a.dk/x" \\o "Tip" \\l "sted" ', "her"), "https://a.dk/x#sted"),
        (field(' HYPERLINK \\l "sted" ', "her"), ""),
        (field(" PAGEREF x ", "her"), ""),
        (field(' HYPERLINK "file:///C:/x.docx" ', "her"), ""),
        ('<w:fldSimple w:instr=" HYPERLINK &quot;http://a.dk/&quot; ">' + papers.run("her") + "</w:fldSimple>", "http://a.dk/"),
        (f'<w:hyperlink r:id="link0" w:anchor="sted">{papers.run("her")}</w:hyperlink>', f"{FILE}#sted"),
        (f'<w:hyperlink w:anchor="sted">{papers.run("her")}</w:hyperlink>', ""),
        (f'<w:hyperlink r:id="ukendt">{papers.run("her")}</w:hyperlink>', ""),
    ],
)  # fmt: skip
def test_links_as_word_writes_them(xml: str, target: str) -> None:
    body = f"<w:p>{papers.run('Se ')}{xml}{papers.run('.')}</w:p>"
    (line,) = lines_of(BytesIO(papers.package(body, links=[("her", FILE)])))[1]
    assert line.text == "Se her."
    assert line.links == ((Link(3, 6, target),) if target else ())


def test_links_in_a_table_and_in_a_footnote_of_word() -> None:
    cell = "<w:tc>{}</w:tc>"
    links = [("tallene", PAGE), ("Greve", FILE)]
    row = "".join(cell.format(papers.paragraph(text, links=links)) for text in ("Greve", "Se tallene", "3"))
    lines = lines_of(BytesIO(papers.package(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>", links=links)))[1]
    assert [(line.text, line.links) for line in lines] == [
        ("Greve\tSe tallene\t3", (Link(0, 5, FILE), Link(9, 16, PAGE))),
    ]
    text = TEXT.replace("\uf0b7 Et punkt om puljen", "Kommune\tTal\tRest\nGreve\tSe tallene\t3")
    made = read(papers.docx(text, links=links))
    exposition = html([block for one in made.items[0].fields for block in one.blocks])
    assert f'<a href="{FILE}">Greve</a>' in exposition
    assert f'>Se <a href="{PAGE.replace("&", "&amp;")}">tallene</a></td>' in exposition


def test_a_link_that_a_title_cannot_have_is_told() -> None:
    made = read(papers.docx(TEXT, links=[("Dagsorden", PAGE)]))
    assert [one.why for one in doubts_of(made) if PAGE in one.why] == [
        f"Titlen er et link til {PAGE}. En titel kan ikke have et: skal det med, så skriv det."
    ]


def test_what_a_word_of_an_attachment_leads_to_besides_is_not_lost() -> None:
    (item,) = read(papers.docx(TEXT, links=[("Rapport", FILE), ("sekretariatet", PAGE)])).items
    assert item.attachments[0].url == FILE
    assert [target for target, _ in item.loose_links] == [PAGE]


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("https://a.dk/x y", "https://a.dk/x%20y"),
        ("mailto:a@b.dk", "mailto:a@b.dk"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("http://[", ""),
        ("https:x", ""),
        ("https://a.dk/\"><script>", ""),
        (f"https://a.dk/{'x' * 1000}", ""),
        ("bilag:3", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_only_what_a_text_may_lead_to_is_kept(target: str, kept: str) -> None:
    assert taken(target) == kept


PRINTED = st.sampled_from(["Rådet", "VEU-", "filkas-", "og", "–", "(2023)", "her"])
WORDS = st.lists(st.tuples(PRINTED, st.sampled_from(["", PAGE, FILE])), min_size=1, max_size=8)


@given(rows=st.lists(WORDS, min_size=1, max_size=5))
def test_every_link_lies_on_its_own_words_however_the_lines_are_joined(rows: list[list[tuple[str, str]]]) -> None:
    made = [line_of(" ".join(marked(*one) for one in row), at, 1) for at, row in enumerate(rows, 1)]
    lines = [line for line in made if line]
    text = ""
    for line in lines:
        text = join(text, line.text)

    def bare(words: str) -> str:
        return re.sub(r"[\s-]", "", words)

    wanted: list[tuple[str, str]] = []
    for word, target in (one for row in rows for one in row):
        if target and wanted and wanted[-1][1] == target:
            wanted[-1] = (wanted[-1][0] + bare(word), target)
        else:
            wanted.append((bare(word), target))
    found = [(bare(text[one.start : one.end]), one.target) for one in laid(lines, text)]
    assert found == [one for one in wanted if one[1]]
