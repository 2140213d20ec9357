"""A document's lines by items, as they are put right."""

from dataclasses import dataclass

from meetings.importing import document as marks
from meetings.importing.lines import Line
from meetings.importing.reading import Reading

REST = 0  # the number of the segment with the lines that stand in no item


@dataclass
class Segment:
    """The lines between one item's title and the next, with the theme before it; `line` 0 for what is in no item."""

    line: int
    lines: list[tuple[Line, str]]


def segments_of(reading: Reading) -> list[Segment]:
    """Every line once, by items; what stands before the first item, and the attendance, is the rest."""
    rest = Segment(REST, [])
    found, here, waiting = [rest], rest, list[tuple[Line, str]]()
    in_theme = False
    for line, mark in zip(reading.lines, reading.marks, strict=True):
        if mark == marks.ITEM:
            here = Segment(line.number, waiting)
            found.append(here)
            waiting = []
        elif mark in {marks.PEOPLE, marks.PERSON}:
            here = rest
        in_theme = mark == marks.SECTION or (in_theme and mark == marks.GOES_ON)
        (waiting if in_theme else here.lines).append((line, mark))
    rest.lines += waiting
    return found


__all__ = ["REST", "Segment", "segments_of"]
