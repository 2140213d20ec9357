"""References in a text to items and attachments of the same agenda: links that print the number and follow it.

Stored as `<a href="punkt:31">punkt 5</a>` and `<a href="bilag:45">bilag 1</a>`, with the row's id: the words are what
was printed last, and are written anew wherever the text is shown. What it points at may be gone: then the words stay.
"""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from html import escape

SCHEMES = ("punkt", "bilag")
REFERENCE = re.compile(rf'<a href="((?:{"|".join(SCHEMES)}):\d{{1,18}})">(.*?)</a>', re.DOTALL)
WITHIN = re.compile(r'<a href="#([^"]*)">(.*?)</a>', re.DOTALL)


@dataclass(frozen=True)
class Target:
    """What a reference prints, and the anchor that it leads to: "" where the reader has none."""

    words: str
    anchor: str = ""


def named_in(html: str) -> set[str]:
    """The keys ("punkt:31") of what a cleaned text refers to."""
    return {match[1] for match in REFERENCE.finditer(html)}


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


def within(html: str, anchors: Set[str]) -> str:
    """The resolved text for an extract of the document: links to what the extract lacks are words alone."""
    return WITHIN.sub(lambda match: match[0] if match[1] in anchors else match[2], html)


def attachment_words(label: str, item_number: str, *, own: bool) -> str:
    """ "bilag 1.4" for the printed label "1.4 -", which says its item; "bilag 2" for "2)" within the text's own item,
    and "bilag 2 til punkt 5" elsewhere."""
    words = f"bilag {label.strip(' -)–')}"
    return f"{words} til punkt {item_number}" if label.endswith(")") and not own else words


def lost(html: str, known: Iterable[str]) -> list[str]:
    """The words of the references in a cleaned text that lead nowhere in this agenda."""
    there = set(known)
    return [match[2] for match in REFERENCE.finditer(html) if match[1] not in there]
