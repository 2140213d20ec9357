"""A document as it was read: items with their fields, attachments and people, put together from marked lines.

A *reading* is nothing but lines, each with one mark that says what it is. Everything else follows from them, so no
word can be lost, and a secretary puts a reading right by giving a line another mark.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from meetings.importing.layouts import Layout
from meetings.importing.lines import URL, Line, join
from meetings.importing.links import laid, targets
from meetings.importing.printed_tables import Table, read_table

SECTION, ITEM, FIELD, INTO = "section", "item", "field:", "in:"
PARAGRAPH, GOES_ON, BREAK, SUBHEADING, POINT = "paragraph", "goes-on", "break", "subheading", "point"
TABLE, ATTACHMENT, NO_ATTACHMENTS = "table", "attachment", "none"
PEOPLE, PERSON = "people", "person"
FURNITURE, UNPLACED = "furniture", "unplaced"

FIELDS = ("summary", "recommendation", "decision", "exposition", "next_steps", "background", "attachments")
MARKS = (
    *(SECTION, ITEM, *(FIELD + name for name in FIELDS), PARAGRAPH, GOES_ON, BREAK, SUBHEADING, POINT, TABLE),
    *(ATTACHMENT, NO_ATTACHMENTS, *(INTO + name for name in FIELDS[:-1]), PEOPLE, PERSON, FURNITURE, UNPLACED),
)
POINT_MARK = re.compile(r"(?P<mark>[\uf0b7•●▪–-]|\d{1,2}[.)]|[a-zæøå][.)])\s+")
BULLETS = {"\uf0b7": "bullet", "•": "bullet", "●": "bullet", "▪": "bullet", "-": "dash", "–": "dash"}


@dataclass
class Block:
    """A paragraph "p", a sub-heading "h4", a "table", or a point: "bullet", "dash", "1", "a". `mark` as printed."""

    kind: str
    text: str = ""
    mark: str = ""
    lines: list[Line] = field(default_factory=list)
    table: Table | None = None


@dataclass
class Field:
    """A field of an item under the heading that is printed; `blocks` is empty when only "-" or nothing is."""

    name: str
    heading: str
    line: int
    has_colon: bool = False
    blocks: list[Block] = field(default_factory=list)
    printed: str = ""  # its words in order, with the marks of points
    repeated: list[str] = field(default_factory=list)  # its heading where it is printed again


@dataclass
class Attachment:
    """A printed attachment. LINK has an address, TEXT is one whose file or link is lost, FILE a title only."""

    title: str
    line: int
    label: str = ""  # "1)", "1.4": as a reference has it
    printed_label: str = ""  # "1.4 –": with the dash that is printed
    kind: str = "FILE"
    url: str = ""
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Presenter:
    """Who gives a presentation; "" for what is not printed."""

    name: str
    title: str = ""
    organisation: str = ""


@dataclass
class Item:
    """One item, its number as printed, faults included. `body` stands under the title without a heading."""

    title: str
    line: int
    number: str = ""
    prefix: str = ""  # what stands before the title: "- 1.1.", "Punkt 1:"
    status: str = ""  # as printed: "D + oplæg"
    marks: set[str] = field(default_factory=set)
    kind: str = "ORDINARY"
    access: str = "OPEN"
    recommender: str = ""
    recommender_printed: str = ""
    fields: list[Field] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    loose_links: list[tuple[str, int]] = field(default_factory=list)  # stand at attachments, and belong to none
    no_attachments: str = ""
    presenters: list[Presenter] = field(default_factory=list)
    title_lines: list[Line] = field(default_factory=list)

    def of(self, name: str) -> Field | None:
        """The field by its name, if it is printed."""
        return next((one for one in self.fields if one.name == name), None)


@dataclass
class Section:
    """A theme; the one section of a flat agenda has neither number nor title."""

    number: str = ""
    title: str = ""
    line: int = 0
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class Present:
    """A line of the attendance: `group` is "members", "secretariat", "observers" or "excused"."""

    name: str
    line: int
    organisation: str = ""
    group: str = "members"


@dataclass
class Document:
    """All of it. What belongs to no item is in `unplaced` or `furniture`, line by line."""

    layout: Layout
    sections: list[Section] = field(default_factory=list)
    people: list[Present] = field(default_factory=list)
    people_headings: list[Line] = field(default_factory=list)
    unplaced: list[Line] = field(default_factory=list)
    furniture: list[Line] = field(default_factory=list)

    @property
    def items(self) -> list[Item]:
        """All items in the order of print."""
        return [item for section in self.sections for item in section.items]


def assemble(lines: Sequence[Line], marks: Sequence[str], layout: Layout) -> Document:
    """The document that marked lines make. Every line ends up in it once."""
    builder = _Builder(layout)
    for line, mark in zip(lines, marks, strict=True):
        builder.take(line, mark)
    for item in builder.document.items:
        _finish(item, layout)
    return builder.document


class _Builder:
    """Takes the lines one by one; knows what is open."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.document = Document(layout)
        self.item: Item | None = None
        self.field: Field | None = None
        self.group = "members"
        self.open: Section | Item | Block | Attachment | None = None  # what a line that goes on is added to

    def take(self, line: Line, mark: str) -> None:
        """Put one line where its mark says; what has no place is unplaced."""
        if mark == FURNITURE:
            self.document.furniture.append(line)
        elif mark == SECTION:
            self._section(line)
        elif mark == ITEM:
            self._item(line)
        elif mark in {PEOPLE, PERSON}:
            self._people(line, mark)
        elif mark == GOES_ON and self.open is not None:
            self._go_on(line)
        elif self.item is None or mark == UNPLACED:
            self.document.unplaced.append(line)
            self.open = None
        elif mark.startswith(FIELD):
            self._field(line, mark.removeprefix(FIELD))
        elif mark.startswith(INTO):
            self._block(line, "p", into=mark.removeprefix(INTO))
        elif mark in {ATTACHMENT, NO_ATTACHMENTS}:
            self._attachment(line, line.text, mark)
        elif mark == TABLE:
            self._table(line)
        else:
            self._text(line, line.text, mark)

    def _section(self, line: Line) -> None:
        found = self.layout.section.match(line.text) if self.layout.section else None
        number, title = (found["number"], found["title"]) if found else ("", line.text)
        section = Section(number, title.strip(), line.number)
        self.document.sections.append(section)
        self.open, self.item, self.field = section, None, None

    def _item(self, line: Line) -> None:
        found = self.layout.item.match(line.text) if self.layout.item else None
        item = Item(line.text, line.number, title_lines=[line])
        if found:
            item.title, item.number, item.prefix = found["title"], found["number"], line.text[: found.start("title")]
        if not self.document.sections:
            self.document.sections.append(Section())
        self.document.sections[-1].items.append(item)
        self.open, self.item, self.field = item, item, None

    def _people(self, line: Line, mark: str) -> None:
        heading = self.layout.people_heading(line.text)
        self.item, self.field, self.open = None, None, None
        if mark == PEOPLE and heading is not None:
            self.group = heading or "members"
            self.document.people_headings.append(line)
        elif found := self.layout.person.match(line.text):
            person = Present(" ".join(found["name"].split()), line.number, found["organisation"] or "", self.group)
            self.document.people.append(person)

    def _field(self, line: Line, name: str) -> None:
        assert self.item is not None
        found = self.layout.heading(line.text)
        if found is None or found.field != name:
            printed, colon, rest = self.layout.headings.get(name, [name])[0], False, line.text
        else:
            printed, colon, rest = found.printed, found.has_colon, found.rest
        self.field = self.item.of(name)
        if self.field is None:
            self.field = Field(name, printed, line.number, colon)
            self.item.fields.append(self.field)
        elif found is not None:
            self.field.repeated.append(printed)
        self.open = None
        if rest and name == "attachments":
            self._attachment(line, rest, NO_ATTACHMENTS if rest in self.layout.no_attachments else ATTACHMENT)
        elif rest:
            self._text(line, rest, POINT if POINT_MARK.match(rest) and not self.layout.in_front else PARAGRAPH)

    def _blocks(self, into: str = "") -> list[Block]:
        assert self.item is not None
        if into:
            found = self.item.of(into)
            if found is None:
                found = Field(into, self.layout.headings.get(into, [into])[0], 0)
                self.item.fields.append(found)
            return found.blocks
        return self.field.blocks if self.field else self.item.body

    def _block(self, line: Line, kind: str, *, into: str = "") -> None:
        block = Block(kind, " ".join(line.text.split()), lines=[line])
        self._blocks(into).append(block)
        self.open = block

    def _text(self, line: Line, text: str, mark: str) -> None:
        """A paragraph, sub-heading, point or new line; whatever else is a paragraph."""
        text = " ".join(text.split())
        if self.field and self.field.name == "attachments":
            self._attachment(line, text, ATTACHMENT)
            return
        if mark == BREAK and isinstance(self.open, Block):
            self.open.text += f"\n{text}"
            self.open.lines.append(line)
            return
        printed = POINT_MARK.match(text) if mark == POINT else None
        kind = {SUBHEADING: "h4", POINT: "bullet"}.get(mark, "p")
        if printed:
            sign = printed["mark"]
            kind = BULLETS.get(sign) or ("1" if sign[0].isdigit() else "a")
            text = text[printed.end() :]
        block = Block(kind, text, printed["mark"] if printed else "", [line])
        self._blocks().append(block)
        self.open = block

    def _attachment(self, line: Line, text: str, mark: str) -> None:
        assert self.item is not None
        text = " ".join(text.split())
        if mark == NO_ATTACHMENTS:
            self.item.no_attachments, self.open = f"{self.item.no_attachments} {text}".strip(), None
            self.item.loose_links += [(target, line.number) for target in targets([line])]
            return
        found = self.layout.attachment.match(text) if self.layout.attachment else None
        if found:
            one = Attachment(found["title"], line.number, found["label"], text[: found.start("title")].strip())
        elif (address := URL.fullmatch(text)) and not text.endswith("-"):
            last = self.item.attachments[-1] if self.item.attachments else None
            if last and not last.url and not URL.search(last.title) and _is_link_title(last.title):
                last.title, self.open = f"{last.title} {text}", last
                last.lines.append(line)
                return
            self.item.loose_links.append((address[0], line.number))
            self.open = None
            return
        else:
            one = Attachment(text, line.number)
        one.lines.append(line)
        self.item.attachments.append(one)
        self.open = one

    def _table(self, line: Line) -> None:
        """Into the item's table, wherever its first half stands: a table may be cut in two by a page."""
        assert self.item is not None
        places = [self.item.body, *(one.blocks for one in self.item.fields)]
        known = next((block for blocks in places for block in blocks if block.kind == "table"), None)
        if known is None:
            known = Block("table")
            self._blocks().append(known)
        known.lines.append(line)
        self.open = None

    def _go_on(self, line: Line) -> None:
        if isinstance(self.open, Section | Item | Attachment):
            self.open.title = join(self.open.title, line.text)
            if isinstance(self.open, Item):
                self.open.title_lines.append(line)
            elif isinstance(self.open, Attachment):
                self.open.lines.append(line)
        elif isinstance(self.open, Block):
            self.open.text = join(self.open.text, line.text)
            self.open.lines.append(line)


def _is_link_title(title: str) -> bool:
    return title.endswith(":") or bool(re.search(r"\blinks?\b", title, re.IGNORECASE))


def _finish(item: Item, layout: Layout) -> None:
    """What follows from an item's lines together: status, tables, links, who recommends and who presents."""
    item.title, item.status = layout.status_of(" ".join(item.title.split()))
    item.marks = layout.marks_of(item.status)
    item.kind = next((kind for begins, kind in layout.kinds.items() if item.title.startswith(begins)), "ORDINARY")
    for blocks in (item.body, *(one.blocks for one in item.fields)):
        for block in blocks:
            if block.kind == "table":
                block.table = read_table(block.lines, layout.tables)
                block.text = block.table.caption
    for one in item.attachments:
        item.loose_links += [(target, one.line) for target in _link(one)]
    for each in item.fields:
        each.printed = _printed(each, item)
        if each.printed in layout.empty and not any(block.kind == "table" for block in each.blocks):
            each.blocks = []
    if recommendation := item.of("recommendation"):
        item.recommender_printed, item.recommender = _recommender(recommendation.printed, layout.recommenders)
    item.presenters = _presenters(item, layout)


def _link(one: Attachment) -> list[str]:
    """The address of an attachment: the one that is printed, else the one that lies on its words. Says what is left."""
    address = URL.search(one.title)
    beneath = [*dict.fromkeys(link.target for link in laid(one.lines, one.title))]
    if address:
        one.url, one.kind = address[0], "LINK"
        one.title = " ".join(f"{one.title[: address.start()]} {one.title[address.end() :]}".split()) or one.url
    elif pages := [target for target in beneath if target.startswith("http")]:
        one.url, one.kind = pages[0], "LINK"
    elif not one.label:
        one.kind = "TEXT"
    return [target for target in beneath if target != one.url]


def _printed(one: Field, item: Item) -> str:
    if one.name != "attachments":
        return " ".join(f"{block.mark} {block.text}".strip() for block in one.blocks)
    listed = [f"{a.printed_label} {a.title} {a.url}".strip() for a in item.attachments]
    return " ".join([item.no_attachments, *listed]).strip()


def _recommender(text: str, named: Mapping[str, str]) -> tuple[str, str]:
    """The words that are printed before "indstiller", and who that is."""
    for words, who in named.items():
        if re.match(rf"{re.escape(words)}(?: Øst| Midt-Nord| Syd)? indstiller\b", text):
            return words, who
    return "", ""


def _presenters(item: Item, layout: Layout) -> list[Presenter]:
    """Who is said to give a presentation, each name once, with most of what is told."""
    if not (item.kind == "THEME" or "presentation" in item.marks or not layout.status):
        return []
    text = "\n".join(block.text for one in item.fields for block in one.blocks)
    found: dict[str, tuple[int, Presenter]] = {}
    for pattern in layout.presenters:
        for match in pattern.finditer(text):
            told = Presenter(**{"title": "", "organisation": "", **match.groupdict()})
            found.setdefault(told.name, (match.start("name"), told))
    return [told for _, told in sorted(found.values(), key=lambda one: one[0])]


def words_of(document: Document) -> Iterable[str]:
    """Every text of the document, for holding it against what is printed."""
    for section in document.sections:
        yield f"{section.number} {section.title}"
        for item in section.items:
            yield f"{item.prefix} {item.title} {item.status}"
            yield from _words_of_blocks(item.body)
            for one in item.fields:
                yield from (one.heading, *one.repeated)
                yield from _words_of_blocks(one.blocks)
            yield item.no_attachments
            yield from (f"{each.printed_label} {each.title} {each.url}" for each in item.attachments)
            yield from (address for address, _ in item.loose_links)
    yield from (f"{each.organisation} {each.name}" for each in document.people)
    yield from (line.text for line in (*document.people_headings, *document.unplaced, *document.furniture))


def _words_of_blocks(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        yield f"{block.mark} {block.text}"
        if block.table:
            yield " ".join(block.table.columns)
            yield from (" ".join(row) for row in block.table.rows)
