"""Reading a document's lines by a layout: what each line is, and where that cannot be told for certain.

What is read here is a proposal. It is marked where it is unsure, and the secretariat puts it right in the preview.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from meetings.importing import document as marks
from meetings.importing.document import POINT_MARK
from meetings.importing.doubts import Doubt
from meetings.importing.furniture import find_furniture
from meetings.importing.layouts import Heading, Layout, layouts
from meetings.importing.lines import MONTHS, URL, Line
from meetings.importing.printed_tables import heading_lines, rows_of

DAY = re.compile(rf"\b(\d{{1,2}})\. ({'|'.join(MONTHS)}) (\d{{4}})\b")
NUMBERED = re.compile(rf"(\d{{1,2}})\. (?!{'|'.join(MONTHS)})[A-ZÆØÅ]")
LETTERED = re.compile(r"([a-zæøå])[.)] ")
HANGING = re.compile(  # a line that ends so goes on, whatever comes next
    r"(?:,|-|–|/|\b(?:og|eller|samt|som|der|at|i|på|til|for|af|med|om|fra|ved|den|det|de|en|et|er|har|kan|skal|RAR|mio|pr))$"
)
CLOSED = re.compile(r"[.:?!](?:[”\"’')]*)$")
SLACK = 3  # characters by which the printed width may be misjudged


@dataclass
class Reading:
    """The lines with a mark for each, and the doubts there are."""

    layout: Layout
    lines: list[Line]
    marks: list[str]
    doubts: list[Doubt] = field(default_factory=list)  # of the reading itself; doubts_of() has those of the result


def read(lines: Sequence[Line], layout: Layout) -> Reading:
    """What each line is, by one layout."""
    furniture = find_furniture(lines, layout)
    reading = Reading(layout, list(lines), [marks.FURNITURE if at in furniture else "" for at in range(len(lines))])
    _Reader(reading).read()
    return reading


def best(lines: Sequence[Line], council: str = "") -> Reading | None:
    """The reading by the council's own layout if that finds items, else by the one that finds most, or None."""
    own = (read(lines, layout) for layout in layouts().values() if layout.council and layout.council == council)
    if (first := next(own, None)) and marks.ITEM in first.marks:
        return first
    readings = [read(lines, layout) for layout in layouts().values()]
    return max((one for one in readings if marks.ITEM in one.marks), key=_found, default=None)


def _found(reading: Reading) -> int:
    return sum(mark == marks.ITEM or mark.startswith(marks.FIELD) for mark in reading.marks)


def days(lines: Sequence[Line]) -> list[date]:
    """Every day that is written out, in the order of print."""
    found = []
    for line in lines:
        for day, month, year in DAY.findall(line.text):
            try:
                found.append(date(int(year), MONTHS.index(month) + 1, int(day)))
            except ValueError:
                continue
    return found


def printed_date(reading: Reading) -> date | None:
    """The meeting's day: of the page headers and the document's title, else the first that is said of the meeting."""
    header = [line for line, mark in zip(reading.lines, reading.marks, strict=True) if mark == marks.FURNITURE]
    meeting = [line for line in reading.lines if re.search(r"møde", line.text)]
    return next(iter([*days(header), *days(meeting)]), None)


class _Reader:
    """Goes through the lines that are no furniture, in order."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.layout = reading.layout
        self.at = [at for at, mark in enumerate(reading.marks) if not mark]  # where the lines are that are left
        self.lines = [reading.lines[at] for at in self.at]
        self.marks = [""] * len(self.lines)
        self.width = _width([line for line in self.lines if self.layout.heading(line.text) is None])
        self.fields: set[str] = set()
        self.field = ""
        self.expected = 1

    def read(self) -> None:
        """Mark them all, and doubt."""
        where = "front"
        for here, line in enumerate(self.lines):
            if self._is_section(here):
                self.marks[here], where = marks.SECTION, "section"
            elif self._is_item(here):
                self.marks[here], where = marks.ITEM, "title"
                self.fields, self.field, self.expected = set(), "", self.expected + 1
            elif where != "front" and self.layout.people_heading(line.text) is not None:
                self.marks[here], where = marks.PEOPLE, "people"
            elif where == "people":
                self.marks[here] = marks.PERSON if _is_name(line.text) else marks.UNPLACED
            elif where == "front":
                self.marks[here] = marks.FURNITURE if self.layout.front.match(line.text) else marks.UNPLACED
            elif where == "section":
                self.marks[here] = marks.GOES_ON
            elif (heading := self._heading(line)) is not None:
                self.marks[here], where = marks.FIELD + heading.field, "body"
                self.fields.add(heading.field)
                self.field = heading.field
            elif where == "title" and self._title_goes_on(here):
                self.marks[here] = marks.GOES_ON
            else:
                where = "body"
                self.marks[here] = self._body(here)
        self._tables()
        for at, mark in zip(self.at, self.marks, strict=True):
            self.reading.marks[at] = mark

    def _doubt(self, here: int, why: str) -> None:
        self.reading.doubts.append(Doubt(self.lines[here].number, why))

    # Sections, items, titles and headings

    def _is_section(self, here: int) -> bool:
        """A theme is followed by an item of its own number: "1. Videre samspil" is not."""
        found = self.layout.section.match(self.lines[here].text) if self.layout.section else None
        if found is None or self.layout.item is None:
            return False
        for line in self.lines[here + 1 : here + 3]:
            if item := self.layout.item.match(line.text):
                return item["number"].split(".")[0] == found["number"]
        return False

    def _is_item(self, here: int) -> bool:
        found = self.layout.item.match(self.lines[here].text) if self.layout.item else None
        if found is None or self.layout.item_is_certain:
            return found is not None
        near = [self.layout.heading(line.text) for line in self.lines[here + 1 : here + 4]]
        first = next((one.field for one in near if one), None)
        if first == next(iter(self.layout.headings)):
            return True
        return found["number"] == str(self.expected) and first not in {None, "attachments"}

    def _title_goes_on(self, here: int) -> bool:
        """Over a line's end, and to the status that closes a title where one is printed."""
        line, start = self.lines[here], here - 1
        while self.marks[start] != marks.ITEM:
            start -= 1
        title = " ".join(one.text for one in self.lines[start:here])
        if self.layout.status:
            ahead = " ".join(one.text for one in self.lines[start : here + 3])
            closes = self.layout.status_of(title)[1] == "" and any(
                self.layout.status_of(one.text)[1] for one in self.lines[here : here + 2]
            )
            return closes and len(ahead) < 400
        return line.gap == 0 and here - start < 4 and line.text not in self.layout.empty

    def _heading(self, line: Line) -> Heading | None:
        """A field's heading, once for each item."""
        found = self.layout.heading(line.text)
        return None if found is None or found.field in self.fields else found

    # The lines of a field

    def _body(self, here: int) -> str:
        line = self.lines[here]
        if self.field == "attachments":
            return self._attachment(here)
        before = self.marks[here - 1]
        begins = before == marks.ITEM or self._is_bare_heading(here - 1)
        if self._is_point(here):
            return marks.SUBHEADING if NUMBERED.match(line.text) and self._stands_alone(here) else marks.POINT
        if not begins and self._goes_on(here):
            return marks.GOES_ON
        if not begins and line.gap == 0 and line.page == self.lines[here - 1].page and before != marks.SUBHEADING:
            return marks.BREAK
        if self._may_be_lost_point(here):
            self._doubt(here, "Et punkt i en liste, der har mistet sit tegn, eller et nyt afsnit?")
            return marks.POINT
        if self._stands_alone(here):
            return marks.SUBHEADING
        if line.leads and not begins and line.page == self.lines[here - 1].page:
            self._doubt(here, "Et nyt afsnit, eller et punkt i en liste, der har mistet sit tegn?")
        return marks.PARAGRAPH

    def _is_bare_heading(self, here: int) -> bool:
        found = self.layout.heading(self.lines[here].text)
        return self.marks[here].startswith(marks.FIELD) and found is not None and not found.rest

    def _is_point(self, here: int) -> bool:
        """A line with a mark of its own. A date ("1. april") is none, nor is a figure out of order."""
        line = self.lines[here]
        found = POINT_MARK.match(line.text)
        if found is None:
            return False
        sign = found["mark"]
        if sign[0].isdigit():
            number = NUMBERED.match(line.text)
            return number is not None and int(number[1]) == self._last_number(here, NUMBERED) + 1 and line.gap > 0
        if sign == "–" and line.gap == 0 and line.text[found.end()].islower():
            return False  # a dash in a sentence that was broken before it
        if letter := LETTERED.match(line.text):
            return ord(letter[1]) == (self._last_number(here, LETTERED) or ord("a") - 1) + 1
        return True

    def _last_number(self, here: int, pattern: re.Pattern[str]) -> int:
        """The number or letter of the last point of this kind in the same field; 0 for none."""
        for at in range(here - 1, -1, -1):
            if self.marks[at].startswith(marks.FIELD) or self.marks[at] == marks.ITEM:
                return 0
            found = pattern.match(self.lines[at].text)
            if found and self.marks[at] in {marks.POINT, marks.SUBHEADING}:
                return int(found[1]) if found[1].isdigit() else ord(found[1])
        return 0

    def _goes_on(self, here: int) -> bool:
        """Whether the line is a part of the paragraph or point before it.

        A paragraph ends where its last line is closed and the next word would have had room on it.
        """
        line, before = self.lines[here], self.lines[here - 1]
        first = line.text.split()[0]
        if first[0].islower() or HANGING.search(before.text):
            return True
        turned = line.page != before.page
        if self.marks[here - 1] == marks.SUBHEADING:
            return False
        if line.gap >= 3 and not turned:
            return False
        room = len(before.text) + 1 + len(first) <= self.width - SLACK
        closed = CLOSED.search(before.text) is not None or before.text.endswith("/")
        if line.gap == 0 and not turned:
            return not (
                closed and room and self.marks[here - 1] == marks.POINT and NUMBERED.match(before.text)
            ) and not (room and self.marks[here - 1] == marks.POINT and NUMBERED.match(before.text) and not line.leads)
        if closed and not room and not line.leads and not self.layout.in_front:
            if len(line.text) < self.width / 2 and (self._stands_alone(here) or line.text.endswith(":")):
                return False
            self._doubt(here, "Fortsætter afsnittet, eller begynder et nyt?")
            return True
        return not closed and not room

    def _stands_alone(self, here: int) -> bool:
        """A short line without a full stop, between blanks, and a sentence after it: a sub-heading."""
        line = self.lines[here]
        if here + 1 == len(self.lines) or CLOSED.search(line.text) or HANGING.search(line.text):
            return False
        if line.gap == 0 and not line.leads:
            return False
        after = self.lines[here + 1]
        first = after.text.split()[0]
        ends = self._heading(after) or self._is_item(here + 1) or self._is_section(here + 1)
        is_point = POINT_MARK.match(after.text) and not NUMBERED.match(after.text)
        tight = after.gap == 0 and (NUMBERED.match(line.text) is not None or not self.layout.in_front)
        if ends or is_point or first[0].islower() or tight:
            return False
        return len(line.text) + 1 + len(first) <= self.width - SLACK

    def _may_be_lost_point(self, here: int) -> bool:
        """Bullets that were lost are a blank before the first word, as continued paragraphs are: a question.

        After a colon, or in a list whose bullets are lost, it is more likely a point.
        """
        line, before = self.lines[here], self.lines[here - 1]
        if not line.leads or line.page != before.page or self._is_bare_heading(here - 1):
            return False
        start = here - 1
        while start > 0 and self.marks[start] in {marks.GOES_ON, marks.BREAK}:
            start -= 1
        sign = POINT_MARK.match(self.lines[start].text)
        in_list = self.marks[start] == marks.POINT and (sign is None or marks.BULLETS.get(sign["mark"]) == "bullet")
        return before.text.endswith(":") or in_list

    def _attachment(self, here: int) -> str:
        line, before = self.lines[here], self.lines[here - 1]
        if line.text in self.layout.no_attachments:
            return marks.NO_ATTACHMENTS
        if self.layout.attachment and self.layout.attachment.match(line.text):
            return marks.ATTACHMENT
        starts = self._is_bare_heading(here - 1)
        if starts:
            return marks.ATTACHMENT
        address = re.search(r"https?://\S*$", before.text)
        if URL.match(line.text):
            return marks.GOES_ON if before.text.endswith(":") else marks.ATTACHMENT
        if (address and before.text.endswith(("-", "/"))) or line.text[0].islower() or (line.gap == 0 and not address):
            return marks.GOES_ON
        if self.layout.attachment and self._begins_labelled(here) and line.gap == 0:
            return marks.GOES_ON
        return marks.ATTACHMENT

    def _begins_labelled(self, here: int) -> bool:
        return bool(self.layout.attachment and self.layout.attachment.match(self.lines[here - 1].text))

    # Tables that are broken into lines

    def _tables(self) -> None:
        starts = [at for at, mark in enumerate(self.marks) if mark == marks.ITEM]
        for start, end in pairwise([*starts, len(self.marks)]):
            for described in self.layout.tables:
                rows = rows_of(self.lines[start:end], described)
                if not rows:
                    continue
                for row in rows:
                    for at in row.lines:
                        self.marks[start + at] = marks.TABLE
                    self._doubt_figures(start + row.lines[-1], row.cells)
                heading = heading_lines(self.lines[start:end], described)
                for at in heading:
                    self.marks[start + at] = marks.TABLE
                if heading:
                    self._caption(start + heading[0] - 1)
                self._after_table(start, end)
            self._tabs(start, end)

    def _tabs(self, start: int, end: int) -> None:
        """Rows of a table in Word have tabs between their cells."""
        for at in range(start, end):
            if "\t" in self.lines[at].text and self.marks[at] in {marks.PARAGRAPH, marks.GOES_ON, marks.SUBHEADING}:
                self.marks[at] = marks.TABLE
        self._after_table(start, end)

    def _caption(self, last: int) -> None:
        """The paragraph before the columns' titles is the table's title, when it is no sentence."""
        if CLOSED.search(self.lines[last].text):
            return
        while self.marks[last] == marks.GOES_ON:
            self.marks[last] = marks.TABLE
            last -= 1
        if self.marks[last] in {marks.PARAGRAPH, marks.SUBHEADING}:
            self.marks[last] = marks.TABLE

    def _after_table(self, start: int, end: int) -> None:
        """What stands after a table begins anew."""
        for at in range(start + 1, end):
            if self.marks[at] in {marks.GOES_ON, marks.BREAK} and self.marks[at - 1] == marks.TABLE:
                self.marks[at] = marks.SUBHEADING if self._stands_alone(at) else marks.PARAGRAPH

    def _doubt_figures(self, here: int, cells: list[str]) -> None:
        _, _, kind, code, days_cell, ects = cells
        if kind == "AMU" and ects and not days_cell:
            self._doubt(here, f"AMU {code} har sin varighed i kolonnen ECTS. Den står, som den er trykt.")


def _is_name(text: str) -> bool:
    return len(text) <= 80 and not text.endswith((".", "?")) and len(text.split()) <= 10


def _width(lines: Sequence[Line]) -> int:
    """How many characters the widest lines have, but for the few that are out of the ordinary."""
    lengths = sorted(len(line.text) for line in lines if "\t" not in line.text and "://" not in line.text)
    return lengths[int(len(lengths) * 0.98)] if lengths else 0
