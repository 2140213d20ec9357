"""The two real documents of the demo as plain data, all their text included. Pure Python.

S0 is the agenda of RAR Sjælland's meeting on 1 February 2024, S2 the minutes of RAR Østjylland's meeting on
26 September 2023, both as text taken out of a PDF. Where each item and field begins stands in `data/*.json`,
read by hand; the text itself is taken from the lines in between. What neither tells (which line is a sub-heading,
which bullets were lost) is the short list of `Hints` here: a loader of two documents, not an importer.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import date
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
BULLETS = {"\uf0b7": "bullet", "•": "bullet", "-": "dash"}
OL = {"1": "<ol>", "a": '<ol type="a">'}
URL = re.compile(r"https?://\S*[^\s.,;:)]")


@dataclass(frozen=True)
class SeedAttachment:
    """A printed attachment; none of the files are known, so a FILE is a title only. TEXT: its link is lost."""

    label: str  # as printed, "1)" or "1.4 –"; "" when it has none
    title: str
    kind: str  # FILE, LINK or TEXT
    url: str


@dataclass(frozen=True)
class SeedPresenter:
    """Who gives a presentation; "" for what is not printed."""

    name: str
    title: str
    organisation: str


@dataclass(frozen=True)
class SeedItem:
    """One item. `texts` has a key for each heading that is printed; a decision printed "-" is ""."""

    number: str  # as printed, faults included
    title: str
    kind: str  # ORDINARY, THEME, INFORMATION or ANY_OTHER_BUSINESS
    status_b: bool
    status_o: bool
    status_d: bool
    presentation: bool
    presenters: tuple[SeedPresenter, ...]
    recommender: str  # CHAIRMANSHIP, SECRETARIAT or "" for nobody named
    decision_heading: str  # "" when there is no such field
    texts: dict[str, str]  # field -> HTML of the allow-list, in the order of print
    attachments: tuple[SeedAttachment, ...]
    no_attachments_text: str  # the words printed for none; "" with no attachments: no heading is printed either


@dataclass(frozen=True)
class SeedSection:
    """A theme; the one section of a flat agenda has neither number nor title."""

    number: str
    title: str
    items: tuple[SeedItem, ...]


@dataclass(frozen=True)
class SeedAttendance:
    """One line of "På mødet deltog"."""

    organisation: str  # as printed, "" for none
    name: str
    group: str  # the heading to stand under: the organisation, "Øvrige" or "Fra sekretariatet"


@dataclass(frozen=True)
class SeedMeeting:
    """One finished document."""

    council_slug: str
    kind: str  # AGENDA or MINUTES
    date: date
    numbering: str  # FLAT or SECTIONS
    sections: tuple[SeedSection, ...]
    attendance: tuple[SeedAttendance, ...]
    excused: tuple[str, ...]

    @property
    def items(self) -> list[SeedItem]:
        """All items in the order of print."""
        return [item for section in self.sections for item in section.items]


@dataclass(frozen=True)
class Hints:
    """What the text of one seed alone does not tell.

    `lines`: by number, "h4" a sub-heading, "bullet" a point whose mark was lost on the way out of the PDF, "1" a
    numbered point (other lines begin with a date), "p" a new paragraph, "br" a new line, "join" neither.
    """

    lines: dict[int, str]
    soft: bool  # a hyphen at a line's end belongs to the break, not to the word ...
    odd_hyphens: frozenset[int]  # ... but on these lines it is the other way round
    loose_links: dict[int, tuple[str, str]] = field(default_factory=dict)  # item's line -> words, address
    table: range = range(0)  # lines of the course table, caption first
    table_rest: range = range(0)  # its second half, printed after another field
    table_caption: str = ""
    table_head: tuple[str, ...] = ()


HINTS = {
    "s0": Hints(
        lines=dict.fromkeys((108, 116, 132, 138, 391, 409, 471, 487, 495, 513, 529), "h4") | {397: "join"},
        soft=True,
        odd_hyphens=frozenset({214}),
        loose_links={340: ("VIVE", "https://www.vive.dk/da/temaer/mangel-paa-velfaerdsmedarbejdere/")},
    ),
    "s2": Hints(
        lines=dict.fromkeys((103, 403, 655, 823), "h4")
        | dict.fromkeys((118, 121, 125, 180, 182, 184, 186, 188, 692, 695, 954), "bullet")
        | {151: "1", 152: "br", 159: "1", 160: "br", 168: "1", 169: "br", 190: "1", 417: "p", 607: "p"},
        soft=False,
        odd_hyphens=frozenset({192}),
        table=range(304, 403),
        table_rest=range(423, 485),
        table_caption="Kurser indstillet til optag på positivlisten for den regionale uddannelsespulje "
        "pr. 1. oktober 2023",
        table_head=(
            "Erhvervsgruppe",
            "Uddannelsesforløb/kursusnavn/ kursustitel",
            "Type uddannelse",
            "Kursuskode (AMU-kode/ modulnr. Etc.)",
            "Varighed - dage",
            "Antal ECTS",
        ),
    ),
}
COUNCILS = {"RAR Sjælland": "rar-sjaelland", "RAR Østjylland": "rar-oestjylland"}
RECOMMENDERS = {
    None: "",
    "AMK": "SECRETARIAT",
    "sekretariatet": "SECRETARIAT",
    "formandskabet": "CHAIRMANSHIP",
}
KINDS = {"Eventuelt": "ANY_OTHER_BUSINESS", "Meddelelser": "INFORMATION", "Temadrøftelse": "THEME"}
GROUPS = {"no organisation printed": "Øvrige", "secretariat": "Fra sekretariatet"}


def read(name: str) -> SeedMeeting:
    """The document "s0" or "s2"; FileNotFoundError for any other name."""
    truth = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    printed = dict(enumerate((DATA / f"{name}.txt").read_text("utf-8").split("\n"), start=1))
    loose_links = [link for item in truth["items"] for link in item.get("loose_links", [])]
    for furniture in truth.get("furniture", []) + loose_links:  # page headers, repeated link annotations
        printed[furniture["line"]] = ""
    people = (truth["attendance"] or {}).get("people", [])
    starts = [x["line"] for x in [*truth["items"], *truth["sections"]]]
    end = people[0]["line"] - 2 if people else max(printed) + 1  # "På mødet deltog:"
    items = [
        _item(item, printed, min((s for s in starts if s > item["line"]), default=end), HINTS[name])
        for item in truth["items"]
    ]
    where = [item.get("section") for item in truth["items"]]
    sections = tuple(
        SeedSection(
            number=str(section["number"] or ""),
            title=section["title"],
            items=tuple(item for item, number in zip(items, where, strict=True) if number == section["number"]),
        )
        for section in truth["sections"] or [{"number": None, "title": ""}]
    )
    attendance = tuple(
        SeedAttendance(p["organisation"] or "", p["name"], GROUPS.get(p["group"]) or p["organisation"]) for p in people
    )
    return SeedMeeting(
        council_slug=COUNCILS[truth["council"]],
        kind=truth["kind"].upper(),
        date=date.fromisoformat(truth["date"]),
        numbering=truth["numbering"].upper(),
        sections=sections,
        attendance=attendance,
        excused=(),
    )


def _item(truth: dict[str, Any], printed: dict[int, str], end: int, hints: Hints) -> SeedItem:
    texts = {}
    stops = [*(heading["line"] for heading in truth["fields"]), end]
    for heading, (start, stop) in zip(truth["fields"], pairwise(stops), strict=True):
        lines = {n: printed[n] for n in range(start, stop)}
        lines[start] = lines[start].strip().removeprefix(heading["heading"]).removeprefix(":")
        if heading["field"] != "attachments":
            blocks = [] if heading["empty"] else _blocks(lines, hints)
            texts[heading["field"]] = _html(blocks, truth.get("courses", []), hints)
    if truth["line"] in hints.loose_links:
        words, address = hints.loose_links[truth["line"]]
        texts["exposition"] = texts["exposition"].replace(words, f'<a href="{address}">{words}</a>', 1)
    status = truth["status"]
    return SeedItem(
        number=truth["number_printed"],
        title=truth["title"],
        kind=KINDS.get(truth["title"].split(":")[0], "ORDINARY"),
        status_b=bool(status["B"]),
        status_o=bool(status["O"]),
        status_d=bool(status["D"]),
        presentation=bool(status["presentation"]),
        presenters=tuple(
            SeedPresenter(p["name"], p["title"] or "", p["organisation"] or "") for p in truth["presenters"]
        ),
        recommender=RECOMMENDERS[truth["recommender"]],
        decision_heading=next((f["heading"] for f in truth["fields"] if f["field"] == "decision"), ""),
        texts=texts,
        attachments=tuple(_attachment(a, printed, truth["line"], end) for a in truth["attachments"]),
        no_attachments_text=truth["no_attachments_text"] or "",
    )


def _attachment(truth: dict[str, Any], printed: dict[int, str], start: int, end: int) -> SeedAttachment:
    label = truth["label"] or ""
    if label and not label.endswith(")"):  # "1.4 – Årshjul": with the dash that is printed
        text = " ".join(printed[n] for n in range(start, end))
        label = re.findall(rf"Bilag:? +({re.escape(label)} [-–]) ", text)[0]
    return SeedAttachment(label, truth["title"], truth["kind"].upper(), truth.get("url") or "")


def _blocks(lines: dict[int, str], hints: Hints) -> list[tuple[str, str]]:
    """The field's lines put together: pairs of "p", "h4", "table" or a list's mark, and the text."""
    blocks: list[tuple[str, str]] = []
    before = 0  # the last line that was no blank
    for number, line in lines.items():
        words = " ".join(line.split())
        if number == hints.table.start:
            blocks.append(("table", ""))
        if not words or number in hints.table or number in hints.table_rest:
            continue
        mark, words = _mark(words, hints.lines.get(number, ""))
        kind, text = blocks[-1] if blocks else ("", "")
        # S0 has a blank after every line, so a paragraph must be told by its text; S2 has some in mid-sentence
        goes_on = number == before + 1 or text[-1:] not in {*".:?/"} or words[0].islower()
        if mark == "br":
            blocks[-1] = (kind, f"{text}\n{words}")
        elif mark != "join" and (mark or kind in {"", "h4", "table"} or not goes_on):
            blocks.append((mark or "p", words))
        elif text.endswith("-"):
            drop = hints.soft != (before in hints.odd_hyphens)
            blocks[-1] = (kind, (text[:-1] if drop else text) + words)
        else:
            blocks[-1] = (kind, f"{text} {words}")
        before = number
    return blocks


def _mark(words: str, hint: str) -> tuple[str, str]:
    """What a line opens by its hint or its own mark, "" for none; and the line without the mark."""
    if hint == "1" or (not hint and re.match("[a-c]\\. ", words)):
        return hint or "a", words[3:]
    if not hint and words[0] in BULLETS and words[1:2] == " ":
        return BULLETS[words[0]], words[2:]
    return hint, words


def _html(blocks: list[tuple[str, str]], courses: list[dict[str, Any]], hints: Hints) -> str:
    """The blocks as HTML. A mark that is not open yet opens a list, inside the point before it if there is one."""
    out: list[str] = []
    open_lists: list[str] = []

    def close(down_to: int) -> None:
        while len(open_lists) > down_to:
            out.append(f"</li></{'ol' if open_lists.pop() in OL else 'ul'}>")

    for kind, text in blocks:
        if kind in open_lists:
            close(open_lists.index(kind) + 1)
            out.append(f"</li><li>{_inline(text)}")
        elif kind in {"p", "h4", "table"}:
            close(0)
            out.append(_table(courses, hints) if kind == "table" else f"<{kind}>{_inline(text)}</{kind}>")
        else:
            open_lists.append(kind)
            out.append(f"{OL.get(kind, '<ul>')}<li>{_inline(text)}")
    close(0)
    return "".join(out)


def _inline(text: str) -> str:
    linked = URL.sub(lambda url: f'<a href="{url[0]}">{url[0]}</a>', escape(text, quote=False))
    return linked.replace("\n", "<br>")


def _table(courses: list[dict[str, Any]], hints: Hints) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in hints.table_head)
    rows = []
    for course in courses:
        group, title, *figures = (escape(str(value or ""), quote=False) for value in course.values())
        cells = "".join(f"<td>{figure}</td>" for figure in figures)
        rows.append(f'<tr><td>{group}</td><th scope="row">{title}</th>{cells}</tr>')
    caption = f"<caption>{hints.table_caption}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
