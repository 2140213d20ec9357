"""Rich text: one allow-list on the way in and on the way out, and a plain-text form for text areas.

The plain form is what a secretary types without the editor: a blank line between paragraphs, "- " before
bullets, "1." or "a." before the points of a list of at least two, "## " before a sub-heading.
"""

import re
from html import escape
from html.parser import HTMLParser

import nh3

TAGS = {
    *("p", "br", "strong", "em", "ul", "ol", "li", "a", "h4", "h5"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),  # nh3 lets lang and title through on every tag unless told otherwise
    "a": {"href"},
    "ol": {"type", "start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
TABLE_TAG = re.compile(r"</?(?:table|caption|thead|tbody|tr|t[hd])\b")
LOST_TAGS = {
    "billeder": {"img", "picture", "svg", "canvas"},
    "film og lyd": {"video", "audio"},
    "indlejrede sider": {"iframe", "object", "embed"},
    "felter og knapper": {"input", "select", "textarea", "button"},
    "understregning": {"u", "ins"},
    "gennemstregning": {"s", "strike", "del"},
    "hævet og sænket skrift": {"sub", "sup"},
    "formler": {"math"},
    "script": {"script"},
}
NESTED, FOREIGN = "tabeller inden i tabeller", "links, der hverken er webadresser eller mailadresser,"
COLOUR = re.compile(  # of a style, but those that ordinary text has
    r"(?:^|[;\s])(?:color|background(?:-color)?)\s*:\s*"
    r"(?!inherit|black|windowtext|transparent|none|white|#0{3,6}\b|#f{3,6}\b|\s)",
    re.IGNORECASE,
)
SCHEMES = {"https", "http", "mailto"}
REFERENCES = {"punkt", "bilag"}  # to an item or an attachment, by its id; resolved before anybody reads them
URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")


def clean(html: str) -> str:
    """The allowed part of `html`: no script, style, class, image or foreign scheme (trust row T8), and no table in
    a table, which neither a screen reader nor the paper can follow."""
    cleaned = _allowed(html)
    return _allowed(_unnested(cleaned)) if cleaned.count("<table>") > 1 else cleaned


def _allowed(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES | REFERENCES,
        link_rel=None,
        clean_content_tags={"script", "style"},
    )


def _unnested(html: str) -> str:
    """Clean HTML without the tables that stand in a table: their cells' text stays, a line for each row."""
    depth, parts = 0, []
    for part in re.split(r"(</?(?:table|caption|thead|tbody|tr|t[hd])\b[^>]*>)", html):
        depth += part == "<table>"
        inner = depth > 1 and TABLE_TAG.match(part)
        parts.append({"</tr>": "<br>", "</td>": " ", "</th>": " "}.get(part, "") if inner else part)
        depth -= part == "</table>"
    return "".join(parts)


class _Losses(HTMLParser):
    """Notes what `clean` takes out that its writer would miss; not fonts and sizes, which nobody expects to keep."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[str] = set()
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.found.update(what for what, tags in LOST_TAGS.items() if tag in tags)
        if COLOUR.search(values.get("style", "")) or {"color", "bgcolor"} & {*values}:
            self.found.add("farver")
        if tag == "a" and "href=" not in _allowed(f'<a href="{escape(values.get("href", "https:"))}">x</a>'):
            self.found.add(FOREIGN)
        self.depth += tag == "table"
        if self.depth > 1:
            self.found.add(NESTED)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "table" and self.depth > 0


def lost(html: str) -> str:
    """What `clean` takes out of `html`, in a Danish sentence: "Billeder og farver er ikke kommet med."; or ""."""
    parser = _Losses()
    parser.feed(html)
    parser.close()
    order = [*LOST_TAGS, "farver", NESTED, FOREIGN]
    found = [what for what in order if what in parser.found]
    if not found:
        return ""
    named = " og ".join(filter(None, [", ".join(found[:-1]), found[-1]]))
    return f"{named[0].upper()}{named[1:]} er ikke kommet med."


def from_text(text: str) -> str:
    """Clean HTML of what was typed in a text area."""
    lines = [line.strip() for line in re.split(r"\r\n?|\n", text.replace("\0", ""))]
    blocks = re.split(r"\n\n+", "\n".join(lines).strip())
    return clean("".join(_block(block.split("\n")) for block in blocks if block))


def _block(lines: list[str]) -> str:
    if len(lines) == 1 and lines[0].startswith("## "):
        return f"<h4>{_inline(lines[0][3:].strip())}</h4>"
    for opening, closing, marks in (
        ("<ul>", "</ul>", ["- "] * len(lines)),
        ("<ol>", "</ol>", [f"{n}. " for n in range(1, len(lines) + 1)]),
        ('<ol type="a">', "</ol>", [f"{chr(96 + n)}. " for n in range(1, min(len(lines), 26) + 1)]),
    ):
        single = marks[0] != "- " and len(lines) == 1  # "1. april 2024 ..." is a date, not a list
        if not single and len(marks) == len(lines) and all(map(str.startswith, lines, marks)):
            points = (f"<li>{_inline(line[len(mark) :].strip())}</li>" for line, mark in zip(lines, marks, strict=True))
            return opening + "".join(points) + closing
    return "<p>" + "<br>".join(map(_inline, lines)) + "</p>"


def _inline(text: str) -> str:
    parts, end = [], 0
    for match in URL.finditer(text):
        address = escape(match[0])
        parts += [escape(text[end : match.start()], quote=False), f'<a href="{address}">{address}</a>']
        end = match.end()
    return "".join([*parts, escape(text[end:], quote=False)])


class _PlainText(HTMLParser):
    """Writes the plain form; `to_text` checks by writing it back, so this need not know what it can't say."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.marks: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"p", "h4", "ul", "ol", "table"} and self.text:
            self.text += "\n\n"
        if tag == "ul":
            self.marks.append([])
        elif tag == "ol":
            letters = dict(attrs).get("type") == "a"
            self.marks.append([f"{chr(97 + n) if letters else n + 1}. " for n in range(26 if letters else 999)])
        elif tag == "li" and self.marks:
            self.text += "" if self.text.endswith("\n\n") or not self.text else "\n"
            self.text += self.marks[-1].pop(0) if self.marks[-1] else "- "
        elif tag == "h4":
            self.text += "## "
        elif tag == "br":
            self.text += "\n"

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self.marks:
            self.marks.pop()
        elif tag in {"td", "th", "tr", "caption"}:
            self.text += " " if tag in {"td", "th"} else "\n"

    def handle_data(self, data: str) -> None:
        self.text += data


def to_text(html: str) -> str | None:
    """The plain form of `html`, or None when it holds what plain text cannot say (a table, bold, nesting)."""
    parser = _PlainText()
    parser.feed(html)
    return parser.text if from_text(parser.text) == clean(html) else None


def readable(html: str) -> str:
    """The words of cleaned `html` for reading and comparing: a line for a block, " | " between a table's cells."""
    parser = _PlainText()
    parser.feed(re.sub(r"</t[dh]>\s*<t[dh]\b[^>]*>", " | ", clean(html)))
    return re.sub(r" +\n", "\n", parser.text).strip()
