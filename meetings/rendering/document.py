"""A snapshot to HTML: the article of the page, and the paper that becomes the PDF. Plain data in, text out; no ORM.

Both are made of the same prepared values, so that page and PDF say the same words (trust row R13). Text is escaped by
the templates; the fields' rich text is cleaned once more here (T8: on save and on render).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from meetings.rules.references import attachment_anchor, attachment_name
from rarportal.core import richtext
from rarportal.core.bundling import INSIDE

TEMPLATE_VERSION = "1"  # of the paper that new publications are printed on (docs/decisions/paper.md)
TEMPLATES = {"1": "print/document.html"}  # of every version that a publication has been printed on

Snapshot = dict[str, Any]
Values = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where in the bundle an attachment begins (0: it is not in it), and what its reader must know of it."""

    page: int
    remark: str = ""


@dataclass(frozen=True)
class Bundle:
    """What follows behind the agenda in the whole meeting material."""

    total: int  # pages in all
    places: Mapping[str, Place]  # by the attachment's anchor


KINDS = {"AGENDA": "Dagsorden", "MINUTES": "Referat"}
AUDIENCES = {"OBSERVERS": "Tilforordnedes udgave", "MEMBERS": "Medlemmernes udgave"}  # what is not the public's says so
DRAFT = "Udkast, ikke udsendt"
MARKS = {"B": "Beslutning", "O": "Orientering", "D": "Drøftelse"}
PRESENTATION = "oplæg"
EMPTY = "–"
CLOSED = {"CLOSED": "ikke offentligt", "MEMBERS_ONLY": "kun for medlemmer"}
MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli",
          "august", "september", "oktober", "november", "december")  # fmt: skip
WEEKDAYS = ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"]
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


# "punkt 2.1", "bilag 1.4"; not "bilag 2 til bekendtgørelsen", which is another paper's
REFERENCE = re.compile(
    r"\b(?P<what>[Pp]unkt|[Bb]ilag)[ \N{NO-BREAK SPACE}](?P<number>\d+(?:\.\d+)*[a-z]?)\b"
    r"(?!\.\d)(?! (?:i|af|på|fra|til)\b)"
)


def article(snapshot: Snapshot) -> str:
    """The finished HTML of the page's article: contents and items. It has no h1; the page around it gives the title."""
    return render_to_string("public/article.html", _values(snapshot, paper=False))


def paper(snapshot: Snapshot, *, digest: str, bundle: Bundle | None = None) -> str:
    """The whole HTML document of the PDF. `digest`: the publication's own SHA-256 in hex, printed in the title block.

    It is printed on the paper of its time: the snapshot says on which. `bundle`: what follows behind the paper, when
    it stands at the head of the whole meeting material.
    """
    values = {**_values(snapshot, paper=True, bundle=bundle), "digest": digest, "bundle": bundle}
    return render_to_string(TEMPLATES[paper_of(snapshot)], values)


def paper_of(snapshot: Mapping[str, Any]) -> str:
    """The version of the paper that a snapshot is printed on: that of its time."""
    return str(snapshot.get("paper", "1"))


def _values(snapshot: Snapshot, *, paper: bool, bundle: Bundle | None = None) -> Values:
    """Everything the two templates show, in the order in which they show it."""
    kind = snapshot.get("extract", KINDS[snapshot["kind"]])
    first, _, rest = snapshot["title"].partition(" ")
    title = (first, rest) if first == kind else (snapshot["title"], "")
    setting = _Setting(
        snapshot=snapshot, paper=paper, places=_places(snapshot), anchors=_anchors(snapshot), bundle=bundle
    )
    edition = AUDIENCES.get(snapshot["audience"], "")
    version = f"Version {snapshot['version']}" if not snapshot["imported"] else "Importeret"
    if snapshot.get("draft"):
        version = DRAFT
    return {
        "paper_version": paper_of(snapshot),
        "title": snapshot["title"],
        "title_kind": title[0],
        "title_rest": title[1],
        "kind": kind,
        "council": snapshot["council"]["name"],
        "running_header": snapshot["running_header"],
        "foot": " · ".join(part for part in (snapshot["body"]["name"], version, edition) if part),
        "dated": snapshot["issued_at"] or snapshot["meeting"]["date"],
        "layout": snapshot["layout"],
        "facts": _facts(snapshot, edition),
        "note": snapshot["note"],
        "original": _original(snapshot),
        "version": snapshot["version"],
        "version_before": snapshot.get("changed_since", snapshot["version"] - 1),
        "changes": snapshot["changes"],
        "sections": [
            _section(section, position, setting) for position, section in enumerate(snapshot["sections"], start=1)
        ],
        "has_contents": sum(len(section["items"]) for section in snapshot["sections"]) > 1,
        "has_marks": any(item.get("marks") for section in snapshot["sections"] for item in section["items"]),
        "leaders": snapshot.get("leaders", []),
        "attendance_heading": snapshot["attendance_heading"],
        "attendance": snapshot["attendance"],
        "excused": snapshot["excused"],
    }


def _facts(snapshot: Snapshot, edition: str) -> list[tuple[str, str]]:
    """The title block's lines: what is known, and nothing made up for what is not."""
    meeting = snapshot["meeting"]
    day = date.fromisoformat(meeting["date"])
    hours = "–".join(hour.replace(":", ".") for hour in (meeting["starts_at"], meeting["ends_at"]) if hour)
    issued = snapshot["issued_at"]
    public_minutes = snapshot["kind"] == "MINUTES" and snapshot["audience"] == "PUBLIC"
    lines = [
        ("Møde", meeting["kind"]),
        ("Forum", snapshot["body"]["name"] if snapshot["body"]["kind"] != "COUNCIL" else ""),
        ("Dato", f"{WEEKDAYS[day.weekday()].capitalize()} den {_day(day)}"),
        ("Tid", f"Kl. {hours}" if hours else ""),
        ("Sted", meeting["place"]),
        ("Oprindeligt udsendt", _day(date.fromisoformat(sent)) if (sent := _sent_before(snapshot)) else ""),
        (
            "Offentliggjort" if public_minutes else "Udsendt",
            _day(datetime.fromisoformat(issued).astimezone(COPENHAGEN).date()) if issued else "",
        ),
        ("Status", _status(snapshot)),
        ("Udgave", f"{edition}, ikke offentlig" if edition else ""),
        ("Udskrift af", snapshot.get("extract_of", "")),
    ]
    return [(label, text) for label, text in lines if text]


def _status(snapshot: Snapshot) -> str:
    """How far the paper is, and which version of it this is."""
    if snapshot.get("draft"):
        return DRAFT
    if snapshot["imported"]:
        return "Importeret"
    published = snapshot["kind"] == "MINUTES" and snapshot["audience"] == "PUBLIC"
    return f"{'Offentliggjort' if published else 'Udsendt'}, version {snapshot['version']}"


def _sent_before(snapshot: Snapshot) -> str:
    """The day on which an imported paper was sent out, where it is known."""
    return snapshot.get("original", {}).get("issued_on") or ""


def _original(snapshot: Snapshot) -> Values | None:
    """The file that an imported paper was read from, as a link."""
    original = snapshot.get("original", {})
    if not original.get("sha256"):
        return None
    suffix = original["filename"].rpartition(".")[2].upper()
    url = f"{_base(snapshot)}bilag/{original['sha256']}/{quote(original['filename'])}"
    return {"url": url, "meta": f"{suffix}, {_size(original['size'])}"}


def _day(day: date) -> str:
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True, kw_only=True)
class _Setting:
    """What all parts of one document know: whose it is, for page or paper, and where what can be referred to."""

    snapshot: Snapshot
    paper: bool
    places: dict[str, str]  # "punkt 2.1", "bilag 1.4" -> the anchor
    anchors: frozenset[str]  # all there are: an extract lacks what its texts may refer to
    bundle: Bundle | None


def _places(snapshot: Snapshot) -> dict[str, str]:
    """What a text may refer to by its number: items, and attachments by the name that is stamped on them.

    A number that stands twice (an imported paper's faults) leads nowhere, rather than to the wrong place.
    """
    found: dict[str, list[str]] = {}
    for item in (item for section in snapshot["sections"] for item in section["items"]):
        found.setdefault(f"punkt {item['number']}", []).append(item["anchor"])
        for place, attachment in enumerate(item.get("attachments", []), 1):
            name = attachment_name(attachment["label"], item["number"])
            if name:
                found.setdefault(f"bilag {name}", []).append(attachment_anchor(item["anchor"], place))
    return {name: anchors[0] for name, anchors in found.items() if len(anchors) == 1}


def _anchors(snapshot: Snapshot) -> frozenset[str]:
    items = [item for section in snapshot["sections"] for item in section["items"]]
    files = [
        attachment_anchor(item["anchor"], 1 + n) for item in items for n in range(len(item.get("attachments", [])))
    ]
    return frozenset([*(item["anchor"] for item in items), *files])


def _section(section: Values, position: int, setting: _Setting) -> Values:
    level = 3 if section["title"] else 2  # of the items' headings: none is jumped over
    return {
        "number": printed_number(section["number"]),
        "title": section["title"],
        "anchor": f"afsnit-{position}",
        "items": [_item(item, level, setting) for item in section["items"]],
    }


def printed_number(number: str) -> str:
    """As printed: 7 and 7a with a full stop, 1.2 without."""
    return number if "." in number or not number else f"{number}."


def _item(item: Values, level: int, setting: _Setting) -> Values:
    number = printed_number(item["number"])
    known = {"number": number, "anchor": item["anchor"], "level": level, "running": f"Punkt {item['number']}"}
    if item["redacted"]:
        return {**known, "title": "Lukket punkt", "closed": True}
    if item["withdrawn"]:
        return {**known, "title": item["title"], "withdrawn": True}
    files = [_attachment(attachment, place, item, setting) for place, attachment in enumerate(item["attachments"], 1)]
    return {
        **known,
        "title": item["title"],
        "marks": [(mark, MARKS[mark]) for mark in item["marks"] if mark in MARKS],
        "presentation": PRESENTATION in item["marks"],
        "access": CLOSED.get(item["access"], ""),
        "presenters": "; ".join(
            ", ".join(part for part in (who["name"], who["title"], who["organisation"]) if part)
            for who in item["presenters"]
        ),
        "attendance_changes": item.get("attendance_changes", []),
        "parts": [_part(part, item, files, level + 1, setting) for part in item["parts"]],
        "bundled": [file for file in files if setting.bundle and file["kind"] in {"file", "closed"}],
    }


def _part(part: Values, item: Values, files: list[Values], level: int, setting: _Setting) -> Values:
    known = {"field": part["field"], "heading": part["heading"], "level": level}
    if part["field"] == "attachments":
        return {**known, "attachments": files, "none": item["no_attachments"]}
    text = _Text(
        level=level + 1, name=item["number"], paper=setting.paper, places=setting.places, anchors=setting.anchors
    )
    decision = part["field"] == "decision"
    return {
        **known,
        "text": text.of(part["html"]),
        "decision": decision,
        "decided": decision and "B" in item["marks"] and bool(part["html"]),
        "outcome": item["outcome"] if decision else "",
        "pending": "" if decision and item["outcome"] else _pending(setting.snapshot) if decision else EMPTY,
    }


def _pending(snapshot: Snapshot) -> str:
    """What stands where no decision has been written."""
    if snapshot["imported"]:
        return EMPTY
    return "Følger i referatet." if snapshot["kind"] == "AGENDA" else "Intet noteret."


def _attachment(attachment: Values, place: int, item: Values, setting: _Setting) -> Values:
    label, anchor = attachment["label"], attachment_anchor(item["anchor"], place)
    known = {"label": label, "anchor": anchor, "name": attachment_name(attachment["label"], item["number"])}
    if attachment["redacted"]:
        return {**known, "title": "Lukket bilag", "kind": "closed"}
    meta = [CLOSED.get(attachment["access"], "")]
    url = ""
    if attachment["kind"] == "FILE" and attachment["sha256"]:
        url = f"{_base(setting.snapshot)}bilag/{attachment['sha256']}/{quote(attachment['filename'])}"
        suffix = attachment["filename"].rpartition(".")[2].upper() if "." in attachment["filename"] else "fil"
        meta += [suffix, _size(attachment["size"])]
    elif attachment["kind"] == "FILE":
        meta.append("filen er ikke i portalen")
    elif attachment["kind"] == "LINK" and urlsplit(attachment["url"]).scheme in richtext.SCHEMES:
        url = attachment["url"]
        meta.append(urlsplit(url).hostname or urlsplit(url).path)
    bundled = setting.bundle.places.get(anchor) if setting.bundle else None
    return {
        **known,
        "title": attachment["title"],
        "kind": attachment["kind"].lower() if url else "text",
        "url": url,
        "meta": ", ".join(part for part in (*meta, bundled.remark if bundled else "") if part),
        "remark": bundled.remark if bundled else "",
        "page": bundled.page if bundled else 0,
        "inside": f"{INSIDE}{anchor}" if bundled and bundled.page else "",
    }


def _base(snapshot: Snapshot) -> str:
    """The meeting's address, with a slash at the end: the public's own, or the one for those who sign in."""
    council, address = snapshot["council"]["slug"], snapshot["meeting"]["address"]
    if snapshot["audience"] == "PUBLIC":
        return f"/{council}/moeder/{address}/"
    return f"/mit/{council}/{snapshot['body']['slug']}/{address}/"


def _size(count: int) -> str:
    """A file's size in words: 34 kB, 1,2 MB."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1_000_000:.1f} MB".replace(".", ",")


class _Table:
    """One open table: every cell must find a heading (PDF/UA), so a first row without one becomes the heading."""

    def __init__(self, *, first_row: str) -> None:
        self.row = 0
        self.cell = "td"  # the open one
        self.headed_by_rows = bool(re.search(r"<th[ >]", first_row) and re.search(r"<td[ >]", first_row))

    def opened(self, tag: str, names: dict[str, str]) -> str:
        """The tag to be written for one that is opened in the table; a heading gets its scope in `names`."""
        if tag == "tr":
            self.row += 1
        if tag not in {"td", "th"}:
            return tag
        first = self.row == 1 and not self.headed_by_rows
        self.cell = "th" if first else tag
        if self.cell == "th":
            names.setdefault("scope", "col" if first else "row")
        return self.cell


class _Text(HTMLParser):
    """Fits the clean HTML of one field into a document: levels of headings, names for tables, what print needs."""

    def __init__(
        self, *, level: int, name: str, paper: bool, places: Mapping[str, str], anchors: frozenset[str]
    ) -> None:
        """`level`: of the first sub-heading. `name`: the item's number, to tell scrolling tables apart by.

        `places`: the anchors that "punkt 2.1" and "bilag 1.4" lead to. `anchors`: all of the document.
        """
        super().__init__(convert_charrefs=False)
        self.level, self.name, self.paper, self.places, self.anchors = level, name, paper, places, anchors
        self.out: list[str] = []
        self.levels: list[tuple[str, int]] = []  # the open sub-headings above: as written, as set
        self.tables: list[_Table] = []  # the open ones
        self.table_count = 0
        self.first_rows: list[str] = []
        self.in_link, self.leads, self.anchor = False, True, ""  # of the open link: whether, and where within the paper
        self.paragraph = 0  # where the open one begins in `out`

    def of(self, html: str) -> SafeString:
        """`html`, cleaned and fitted in."""
        clean = richtext.clean(html)
        self.first_rows = re.findall(r"(?s)(?=<table>(.*?)</tr>)", clean)
        self.feed(clean)
        self.close()
        return mark_safe("".join(self.out))  # noqa: S308  cleaned above; below nothing is added but fixed tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name: value or "" for name, value in attrs}
        if self.in_link and self.paper and tag != "a":
            self.out.append(" " if tag == "br" else "")  # an element in a link makes a second, untagged link in a PDF
            return
        if tag in {"h4", "h5"}:
            tag = self._heading(tag)
        elif tag == "a":
            href = names.get("href", "")
            self.in_link, self.leads = True, not href.startswith("#") or href[1:] in self.anchors
            self.anchor = href[1:] if href.startswith("#") and self.leads else ""
            if not self.leads:
                return
        elif tag == "table":
            self.tables.append(_Table(first_row=self.first_rows[self.table_count]))
            self.table_count += 1
        elif self.tables:
            tag = self.tables[-1].opened(tag, names)
        if not self.paper:
            if tag == "table":
                label = f"Tabel {self.table_count} i punkt {self.name}"
                self.out.append(f'<div class="scroll" role="region" aria-label="{escape(label)}" tabindex="0">')
            names |= {"table": {"class": "tbl"}, "ul": {"class": "bullets"}, "ol": {"class": "numbers"}}.get(tag, {})
        written = "".join(f' {name}="{escape(value)}"' for name, value in names.items())
        if tag == "p":
            self.paragraph = len(self.out)
        self.out.append(f"<{tag}{written}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.in_link = False
            self.out.append(f"</a>{self._page(self.anchor)}" if self.leads else "")
            return
        if self.in_link and self.paper:
            return
        if tag in {"h4", "h5"}:
            tag = f"h{self.levels[-1][1]}"
        elif tag == "table":
            self.tables.pop()
        elif tag == "p" and self.paper and "".join(self.out[self.paragraph + 1 :]).rstrip().endswith(":"):
            self.out[self.paragraph] = '<p class="lead">'
        elif tag in {"td", "th"} and self.tables:
            tag = self.tables[-1].cell
        self.out.append(f"</{tag}>" + ("</div>" if tag == "table" and not self.paper else ""))

    def handle_data(self, data: str) -> None:
        text = data if self.in_link else REFERENCE.sub(self._reference, data)
        self.out.append(_kept_together(text) if self.paper else text)

    def _reference(self, match: re.Match[str]) -> str:
        """ "bilag 1.4" as a link to it, and on paper with its page."""
        anchor = self.places.get(f"{match['what'].lower()} {match['number']}")
        if not anchor:
            return match[0]
        return f'<a href="#{anchor}">{match[0]}</a>{self._page(anchor)}'

    def _page(self, anchor: str) -> str:
        """Where a reference leads, on paper; "" for a link that leads elsewhere."""
        return f'<span class="page" data-at="#{anchor}"></span>' if self.paper and anchor else ""

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")

    def _heading(self, tag: str) -> str:
        """The first sub-heading one below the field's heading, a smaller one one lower: no level is jumped over."""
        while self.levels and self.levels[-1][0] >= tag:
            self.levels.pop()
        self.levels.append((tag, min(6, self.levels[-1][1] + 1 if self.levels else self.level)))
        return f"h{self.levels[-1][1]}"


def _kept_together(text: str) -> str:
    """`text` with no-break spaces where a line must not end: "den 1. april", "kl. 13", "80 %"."""
    text = re.sub(rf"(\d\.) (?=(?:{'|'.join(MONTHS)})\b)", "\\1\N{NO-BREAK SPACE}", text)
    text = re.sub(r"\b(den|d\.|pr\.|nr\.|kl\.|bilag|punkt) (?=\d)|(§) (?=\d)", "\\1\\2\N{NO-BREAK SPACE}", text)
    return re.sub(r"(?<=\d) (?=(?:%|kr\.|mio\.))", "\N{NO-BREAK SPACE}", text)
