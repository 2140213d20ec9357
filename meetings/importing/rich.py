"""The texts of a document that was read, as rich text of the portal's allow-list."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlsplit

from meetings.importing.document import Block, Item
from meetings.importing.lines import URL
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
    texts[place] = f"{texts.get(place, '')}<p>{link}{escape(address, quote=False)}</a></p>"


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
            out.append(f"</li><li>{inline(block.text)}")
        elif block.kind in {"p", "h4", "table"}:
            close(0)
            out.append(table(block.table) if block.table else f"<{block.kind}>{inline(block.text)}</{block.kind}>")
        else:
            if block.kind in open_lists:
                close(open_lists.index(block.kind))
            opening = ORDERED.get(block.kind, "<ul>")
            if count and count > 1:
                opening = f'{opening[:-1]} start="{count}">'
            open_lists.append(block.kind)
            out.append(f"{opening}<li>{inline(block.text)}")
        last = count or last
    close(0)
    return "".join(out)


def _count(block: Block) -> int | None:
    """The number of a numbered point, 1 for "a"; None for any other block."""
    if block.kind == "1" and (found := re.match(r"\d+", block.mark)):
        return int(found[0])
    return ord(block.mark[0]) - 96 if block.kind == "a" and block.mark else None


def inline(text: str) -> str:
    """Escaped, with its addresses as links and its line ends as new lines."""
    parts, end = [], 0
    for match in URL.finditer(text):
        address = escape(match[0])
        parts += [escape(text[end : match.start()], quote=False), f'<a href="{address}">{address}</a>']
        end = match.end()
    return "".join([*parts, escape(text[end:], quote=False)]).replace("\n", "<br>")


def table(made: Table) -> str:
    """A table with its title, the columns' titles and its rows; a course's title heads its row."""
    caption = f"<caption>{inline(made.caption)}</caption>" if made.caption else ""
    head = "".join(f'<th scope="col">{inline(title)}</th>' for title in made.columns)
    rows = ""
    for row in made.rows:
        cells = zip(made.keys, row, strict=True)
        rows += "<tr>" + "".join(_cell(key, inline(text)) for key, text in cells) + "</tr>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(key: str, text: str) -> str:
    return f'<th scope="row">{text}</th>' if key == "title" else f"<td>{text}</td>"


__all__ = ["TEXTS", "html", "inline", "item_texts", "table"]
