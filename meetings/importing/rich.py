"""The texts of a document that was read, as rich text of the portal's allow-list."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlsplit

from meetings.importing.document import Block, Item
from meetings.importing.lines import URL, Link
from meetings.importing.links import laid
from meetings.importing.printed_tables import Table

ORDERED = {"1": "<ol>", "a": '<ol type="a">'}
TEXTS = ("summary", "recommendation", "decision", "exposition", "next_steps", "background")


def item_texts(item: Item, printed: Iterable[str] = TEXTS) -> dict[str, str]:
    """HTML of an item's fields, a key for each that is printed.

    `printed` are the fields that the council's papers have: a field that they lack goes into the exposition under its
    own heading (or the last field there is), so that no text disappears. What stands without a heading comes first in
    the summary; a link that is printed for itself is laid on the word that it is the address of, or comes last.
    """
    known = [*printed]
    texts = {}
    if item.body and any(re.search(r"\w", block.text) for block in item.body):
        texts["summary"] = html(item.body)
    for one in item.fields:
        if one.name == "attachments":
            continue
        if one.name in known or not known:
            texts[one.name] = texts.get(one.name, "") + html(one.blocks)
        elif one.blocks:
            place = "exposition" if "exposition" in known else known[-1]
            texts[place] = f"{texts.get(place, '')}<h4>{escape(one.heading, quote=False)}</h4>{html(one.blocks)}"
    for address, _ in item.loose_links:
        _lay(texts, address)
    return texts


def _lay(texts: dict[str, str], address: str) -> None:
    host = (urlsplit(address).hostname or "").removeprefix("www.").split(".")[0]
    link = f'<a href="{escape(address)}">'
    for name, text in texts.items():
        found = re.search(rf"\b{re.escape(host)}\b(?![^<]*</a>)", text, re.IGNORECASE) if host else None
        if found:
            texts[name] = f"{text[: found.start()]}{link}{found[0]}</a>{text[found.end() :]}"
            return
    place = "exposition" if "exposition" in texts else next(reversed(texts), "summary")
    texts[place] = f"{texts.get(place, '')}<p>{_address(address)}</p>"


def html(blocks: Sequence[Block]) -> str:
    """The blocks as HTML. A mark that is not open yet opens a list, inside the point before it if there is one."""
    out: list[str] = []
    open_lists: list[str] = []

    def close(down_to: int) -> None:
        while len(open_lists) > down_to:
            out.append(f"</li></{'ol' if open_lists.pop() in ORDERED else 'ul'}>")

    last = 0
    for block in blocks:
        count = _count(block)
        if block.kind in open_lists and (count is None or count == last + 1 or block.kind != open_lists[0]):
            close(open_lists.index(block.kind) + 1)
            out.append(f"</li><li>{_text(block)}")
        elif block.kind in {"p", "h4", "table"}:
            close(0)
            out.append(_table(block) if block.table else f"<{block.kind}>{_text(block)}</{block.kind}>")
        else:
            if block.kind in open_lists:
                close(open_lists.index(block.kind))
            opening = ORDERED.get(block.kind, "<ul>")
            if count and count > 1:
                opening = f'{opening[:-1]} start="{count}">'
            open_lists.append(block.kind)
            out.append(f"{opening}<li>{_text(block)}")
        last = count or last
    close(0)
    return "".join(out)


def _count(block: Block) -> int | None:
    """The number of a numbered point, 1 for "a"; None for any other block."""
    if block.kind == "1" and (found := re.match(r"\d+", block.mark)):
        return int(found[0])
    return ord(block.mark[0]) - 96 if block.kind == "a" and block.mark else None


def _text(block: Block) -> str:
    """The block's text with its links; one whose words are not in it stands after it as an address."""
    links = laid(block.lines, block.text)
    there = {link.target for link in links if link.end}
    lost = [link.target for link in links if link.target not in there]
    return " ".join([inline(block.text, links), *map(_address, dict.fromkeys(lost))])


def _address(target: str) -> str:
    return f'<a href="{escape(target)}">{escape(target.removeprefix("mailto:"), quote=False)}</a>'


def inline(text: str, links: Sequence[Link] = ()) -> str:
    """Escaped, with these links and the addresses that are printed elsewhere, and its line ends as new lines."""
    spans = [one for one in links if one.end]
    for found in URL.finditer(text):
        if not any(one.start < found.end() and found.start() < one.end for one in spans):
            spans.append(Link(*found.span(), found[0]))
    parts, end = [], 0
    for start, stop, target in sorted(spans):
        words = escape(text[start:stop], quote=False)
        parts += [escape(text[end:start], quote=False), f'<a href="{escape(target)}">{words}</a>']
        end = stop
    return "".join([*parts, escape(text[end:], quote=False)]).replace("\n", "<br>")


def _table(block: Block) -> str:
    """The block's table. Its cells are put together of words from here and there: a link is found by its words."""
    assert block.table
    words = [
        (line.text[link.start : link.end], link.target) for line in block.lines for link in laid([line], line.text)
    ]
    made, lost = _cells(block.table, words)
    return made + "".join(f"<p>{_address(target)}</p>" for target in dict.fromkeys(lost))


def _cells(made: Table, words: list[tuple[str, str]]) -> tuple[str, list[str]]:
    waiting, found = [*words], set()

    def linked(text: str) -> str:
        links: list[Link] = []
        for one in [*waiting]:
            at = text.find(one[0])
            if at >= 0 and not any(at < link.end and link.start < at + len(one[0]) for link in links):
                links.append(Link(at, at + len(one[0]), one[1]))
                waiting.remove(one)
                found.add(one[1])
        return inline(text, links)

    caption = f"<caption>{linked(made.caption)}</caption>" if made.caption else ""
    head = "".join(f'<th scope="col">{linked(title)}</th>' for title in made.columns)
    rows = ""
    for row in made.rows:
        cells = zip(made.keys, row, strict=True)
        rows += "<tr>" + "".join(_cell(key, linked(text)) for key, text in cells) + "</tr>"
    lost = [target for _, target in waiting if target not in found]
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>", lost


def _cell(key: str, text: str) -> str:
    return f'<th scope="row">{text}</th>' if key == "title" else f"<td>{text}</td>"


__all__ = ["TEXTS", "html", "inline", "item_texts"]
