"""The printed lines of a document, and how two of them are put together again. Pure Python."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)
HYPHENS = {"\xad": "-", "\x02": "-", "\ufffe": "-", "\u2010": "-", "\u2011": "-"}  # as PDF writes one at a line's end
URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")
AND = re.compile(r"(og|eller|samt)\b")


class Link(NamedTuple):
    """The words of a text, from `start` to before `end`, that lead to an address."""

    start: int
    end: int
    target: str


@dataclass(frozen=True)
class Line:
    """One line that has words. `gap` counts the empty lines before it.

    `leads` when a blank stands before its first word: a page began there, or a mark was lost on the way out of a PDF.
    """

    number: int  # in the file, from 1
    text: str  # without blanks at its ends; those within stay, a table's empty cells are made of them
    page: int = 1  # 0 for what Word keeps beside the pages, in headers and footers
    gap: int = 0
    leads: bool = False
    links: tuple[Link, ...] = ()  # that lie on words; an address that is printed is none

    @classmethod
    def kept(cls, number: int, text: str, page: int, gap: int, leads: bool, links: Sequence[Any] = ()) -> "Line":
        """A line as it was kept: the values of its fields, in their order."""
        return cls(number, text, page, gap, leads, tuple(Link(*one) for one in links))


def from_text(text: str, first_page: int = 1) -> list[Line]:
    """The lines of a text; a form feed begins a page."""
    found, page, gap = [], first_page, 0
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        page += raw.count("\f")
        seen = visible(raw.replace("\f", " "))
        if seen.strip():
            found.append(Line(number, seen.strip(), page, gap, seen[0] == " "))
            gap = 0
        else:
            gap += 1
    return found


def as_text(lines: Iterable[Line]) -> str:
    """The lines in a text, each at its number."""
    by_number = {line.number: line.text for line in lines}
    return "\n".join(by_number.get(number, "") for number in range(1, max(by_number, default=0) + 1))


def visible(text: str) -> str:
    """The text without characters that cannot be seen or kept; every blank but a tab is a space.

    Marks of a symbol font (U+F0B7, Word's bullet) are in a private area, and stay.
    """
    spelled = unicodedata.normalize("NFC", "".join(HYPHENS.get(letter, letter) for letter in text))
    spaced = (" " if letter.isspace() and letter != "\t" else letter for letter in spelled)
    return "".join(
        letter for letter in spaced if letter == "\t" or unicodedata.category(letter) not in {"Cc", "Cf", "Cs"}
    )


def join(before: str, after: str) -> str:
    """Two lines of one paragraph as one text.

    A hyphen at the end belongs to the break ("filkas-", "sen"), unless the word keeps it: "Midt-Nord", "VEU-indsats",
    "a-kasser", the hyphens of an address, and the suspended one of "AMU- og akademiniveau".
    """
    after = " ".join(after.split())
    if not before or not after:
        return before or after
    last = before.rsplit(None, 1)[-1]
    if "://" in last and (last.endswith("-") or (last.endswith("/") and re.fullmatch(r"\S*[./]\S*\w\S*", after))):
        return before + after
    if not last.endswith("-") or last == "-" or not after[0].isalnum():
        return f"{before} {after}"
    if AND.match(after):
        return f"{before} {after}"
    stem = re.split(r"[^\w]", last[:-1])[-1]
    kept = len(stem) < 2 or stem.isupper() or stem.isdigit() or not after[0].islower()
    return (before if kept else before[:-1]) + after


def joined(texts: Iterable[str]) -> str:
    """All of them as one text."""
    text = ""
    for one in texts:
        text = join(text, one)
    return text


def letters(text: str) -> str:
    """The normal form in which nothing may be lost: letters and figures alone."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def squeezed(text: str) -> str:
    """Without any blank: an address that was broken in two is found in it."""
    return "".join(text.split())


__all__ = ["MONTHS", "URL", "Line", "Link", "as_text", "from_text", "join", "joined", "letters", "squeezed", "visible"]
