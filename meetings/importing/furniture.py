"""What a page has besides its text: headers, page numbers, and links that a PDF's annotations repeat."""

import re
from collections import Counter
from collections.abc import Sequence

from meetings.importing.layouts import Layout
from meetings.importing.lines import URL, Line, squeezed

PAGE_NUMBER = re.compile(r"(?:Side |S\. )?\d{1,4}(?: ?(?:af|/) ?\d{1,4})?")
EDGE, REPEATED = 2, 3  # lines at a page's top and foot; on how many pages one stands to be furniture


def find_furniture(lines: Sequence[Line], layout: Layout) -> set[int]:
    """The places of the lines that belong to the pages and not to the text."""
    edges = _edges(lines)
    often = Counter(_shape(lines[at].text) for at in edges)
    found = set()
    for at, line in enumerate(lines):
        known = line.page == 0 or any(pattern.search(line.text) for pattern in layout.furniture)
        if known or (at in edges and often[_shape(line.text)] >= REPEATED and not _is_structure(line.text, layout)):
            found.add(at)
    for at, line in enumerate(lines):
        beside = at - 1 in found or at + 1 in found
        if PAGE_NUMBER.fullmatch(line.text) and (beside or (at in edges and _counts_up(lines, at))):
            found.add(at)
    return found | _repeated_links(lines, found)


def _edges(lines: Sequence[Line]) -> set[int]:
    """The first and last lines of each page, where there is more than one page."""
    pages: dict[int, list[int]] = {}
    for at, line in enumerate(lines):
        if line.page:
            pages.setdefault(line.page, []).append(at)
    if len(pages) < 2:
        return set()
    return {at for page in pages.values() for at in (*page[:EDGE], *page[-EDGE:])}


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _is_structure(text: str, layout: Layout) -> bool:
    """A heading or an attachment's line may stand at the top of many pages."""
    return layout.heading(text) is not None or text in layout.no_attachments or text in layout.empty


def _counts_up(lines: Sequence[Line], at: int) -> bool:
    figure = re.search(r"\d+", lines[at].text)
    return figure is not None and int(figure[0]) == lines[at].page


def _repeated_links(lines: Sequence[Line], furniture: set[int]) -> set[int]:
    """Addresses alone on their lines at the end of a page, each printed before: the page's link annotations."""
    seen, run = "", list[int]()
    found = set[int]()
    for at, line in enumerate(lines):
        if at in furniture:
            continue
        if run and (line.leads or line.page != lines[run[-1]].page):
            found.update(run)
        address = URL.fullmatch(line.text)
        run = [*run, at] if address and squeezed(line.text) in seen else []
        seen += squeezed(line.text)
    return found.union(run)
