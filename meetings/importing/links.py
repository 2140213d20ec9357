"""Links that lie on words: how they come out of a file with its text, and where they lie when lines are joined."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from urllib.parse import urlsplit

from meetings.importing.lines import URL, Line, Link, visible
from rarportal.core.richtext import SCHEMES

LONGEST = 1000  # characters of an address, as an attachment's
BEGINS, ENDS = "\x0e", "\x0f"  # around a link while its text is read: no XML holds them, and of a PDF they are not kept
SIGN = re.compile(f"({BEGINS}[^{BEGINS}]*{BEGINS}|{ENDS})")


def taken(target: str) -> str:
    """An address as it is kept; "" for what is none, or leads to something that no text of the portal may."""
    spelled = "%20".join(visible(target).split())
    try:
        parts = urlsplit(spelled)
    except ValueError:
        return ""
    if parts.scheme not in SCHEMES or not (parts.netloc or parts.scheme == "mailto"):
        return ""
    return "" if len(spelled) > LONGEST or re.search(r"[<>\"]", spelled) else spelled


def marked(words: str, target: str) -> str:
    """The words with a link's signs around them, for `line_of`."""
    return f"{BEGINS}{target}{BEGINS}{words}{ENDS}" if target else words


def plain(raw: str) -> str:
    """Without the signs."""
    return SIGN.sub("", raw)


def line_of(raw: str, number: int, page: int, gap: int = 0) -> Line | None:
    """The line of a text that has the signs of links in it; None when it has no words."""
    text, target, start = "", "", 0
    links: list[Link] = []
    for part in SIGN.split(raw):
        if part.startswith(BEGINS):
            target, start = part[1:-1], len(text)
        elif part == ENDS:
            links.append(Link(start, len(text), target))
        else:
            text += visible(part)
    if not text.strip():
        return None
    cut = len(text) - len(text.lstrip())
    return Line(number, text.strip(), page, gap, text[0] == " ", tuple(_shifted(links, cut, text)))


def _shifted(links: Iterable[Link], cut: int, text: str) -> list[Link]:
    """As of the text without its first `cut` blanks; a link without a word is none."""
    found = []
    for link in links:
        words = text[link.start : link.end]
        start = link.start + len(words) - len(words.lstrip()) - cut
        if words.strip():
            found.append(Link(start, start + len(words.strip()), link.target))
    return found


def laid(lines: Iterable[Line], text: str) -> list[Link]:
    """Where the links of lines lie in the text that they were joined to: one that goes over a line's end is one.

    An address that is printed is its own link: what lies on it alone is left out. A link without a place in the text
    is (0, 0).
    """
    printed = [found.span() for found in URL.finditer(text)]
    return [one for one in _places(lines, text) if not any(_is_address(text, one, *span) for span in printed)]


def _is_address(text: str, link: Link, start: int, end: int) -> bool:
    if link.start >= end or start >= link.end:
        return False
    return not any(letter.isalnum() for letter in text[link.start : start] + text[end : link.end])


def _places(lines: Iterable[Line], text: str) -> list[Link]:
    """By letters and signs alone: blanks and hyphens may go where two lines are joined, and a mark or a heading from
    the front of the first."""
    spans: list[Link] = []
    printed = ""
    for line in lines:
        here = _counted(line.text)
        for link in line.links:
            start, end = (len(printed) + bisect_left(here, at) for at in (link.start, link.end))
            if spans and spans[-1].target == link.target and spans[-1].end == start:
                start = spans.pop().start
            spans.append(Link(start, end, link.target))
        printed += "".join(line.text[at] for at in here)
    places = _counted(text)
    cut = len(printed) - len(places)
    if not printed.endswith("".join(text[at] for at in places)):
        return [Link(0, 0, one.target) for one in spans]
    return [
        Link(places[max(one.start - cut, 0)], places[one.end - cut - 1] + 1, one.target)
        if one.end > max(cut, one.start)
        else Link(0, 0, one.target)
        for one in spans
    ]


def _counted(text: str) -> list[int]:
    return [at for at, letter in enumerate(text) if letter != "-" and not letter.isspace()]


def targets(lines: Iterable[Line]) -> list[str]:
    """Where the lines' links lead, each once."""
    return list(dict.fromkeys(link.target for line in lines for link in line.links))


__all__ = ["laid", "line_of", "marked", "plain", "taken", "targets"]
