"""References in a text to items and attachments of the same agenda: links that print the number and follow it.

Stored as `<a href="punkt:31">punkt 5</a>` and `<a href="bilag:45">bilag 1</a>`, with the row's id: the words are what
was printed last, and are written anew wherever the text is shown. What it points at may be gone: then the words stay.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

SCHEMES = ("punkt", "bilag")
REFERENCE = re.compile(rf'<a href="((?:{"|".join(SCHEMES)}):\d{{1,18}})">(.*?)</a>', re.DOTALL)


@dataclass(frozen=True)
class Target:
    """What a reference prints, and the anchor that it leads to: "" where the reader has none."""

    words: str
    anchor: str = ""


def renumbered(html: str, targets: Mapping[str, Target]) -> str:
    """The cleaned text with the numbers of today; its references stay references."""

    def written(match: re.Match[str]) -> str:
        target = targets.get(match[1])
        return f'<a href="{match[1]}">{escape(target.words)}</a>' if target else match[0]

    return REFERENCE.sub(written, html)


def resolved(html: str, targets: Mapping[str, Target]) -> str:
    """The cleaned text for a reader: each reference as a link within the document, or as words alone."""

    def written(match: re.Match[str]) -> str:
        target = targets.get(match[1])
        if target is None:
            return match[2]
        words = escape(target.words)
        return f'<a href="#{target.anchor}">{words}</a>' if target.anchor else words

    return REFERENCE.sub(written, html)


def attachment_anchor(item_anchor: str, place: int) -> str:
    """The anchor of an item's attachment at a place from 1: one of its own also where printed numbers repeat."""
    return f"bilag-{item_anchor.removeprefix('punkt-')}-{place}"


def attachment_name(label: str, item_number: str) -> str:
    """What an attachment is called apart from its item: "1.4" or "1.4.2" as S2 prints it; "5.1" for "1)" of S0's 5.

    Empty for a printed line that has no number.
    """
    number = label.strip(" -)–")
    return f"{item_number}.{number}" if label.strip().endswith(")") else number


def attachment_words(label: str, item_number: str, *, own: bool) -> str:
    """What a reference prints: "bilag 1.4"; for S0's "2)" "bilag 2" in the text of its own item, else "bilag 5.2"."""
    return f"bilag {label.strip(' -)–') if own else attachment_name(label, item_number)}"


def lost(html: str, known: Iterable[str]) -> list[str]:
    """The words of the references in a cleaned text that lead nowhere in this agenda."""
    there = set(known)
    return [match[2] for match in REFERENCE.finditer(html) if match[1] not in there]
