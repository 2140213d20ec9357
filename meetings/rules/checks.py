"""What the check list (*Tjek*) finds in an agenda before dispatch, on plain values.

Strong findings stand under "Skal rettes", weak ones under "Se efter". None of them stops a dispatch: what the moves ask
a reason for is told by the two first rules here (meetings/workflow.py), so that list and moves never disagree.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Protocol

from meetings.rules.references import lost

ANY_OTHER_BUSINESS = "ANY_OTHER_BUSINESS"
EMPTY_LINK_TEXTS = {
    "her",
    "klik her",
    "tryk her",
    "se her",
    "læs her",
    "link",
    "dette link",
    "læs mere",
    "læs mere her",
}
CLICK_HERE = re.compile(r"\b(?:klik|tryk) her\b", re.IGNORECASE)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
NUMBERED = re.compile(r"\bbilag (?:nr\. ?)?(\d+(?:\.\d+)*)", re.IGNORECASE)
NAMED = re.compile(r"\b(?:jf\.|se|vedlagte?|vedhæftede?|fremgår af) bilag", re.IGNORECASE)


class Checked(Protocol):
    """An item as the rules about whole fields see it; in a protocol, so that a row of the database is one too."""

    @property
    def kind(self) -> str: ...
    @property
    def decides(self) -> bool: ...
    @property
    def withdrawn(self) -> bool: ...
    @property
    def summary(self) -> str: ...
    @property
    def recommendation(self) -> str: ...


@dataclass(frozen=True)
class Finding:
    """One thing to look at: in which item and field, whether it must be put right, and the sentence."""

    item: int
    field: str
    must: bool
    sentence: str


@dataclass(frozen=True)
class ItemValues:
    """An item as the check list reads it: `texts` are HTML by field, `labels` the attachments' printed numbers, `known`
    what a reference can lead to (rules/references.py)."""

    pk: int
    kind: str
    decides: bool
    withdrawn: bool
    presentation: bool
    presenters: int
    labels: Sequence[str]
    texts: Mapping[str, str]
    known: Collection[str] = ()

    @property
    def summary(self) -> str:
        """Sagen kort."""
        return self.texts.get("summary", "")

    @property
    def recommendation(self) -> str:
        """Indstilling."""
        return self.texts.get("recommendation", "")


def lacks_recommendation(item: Checked) -> bool:
    """An item for decision (B) says what is recommended."""
    return bool(item.decides and not item.recommendation and not item.withdrawn)


def lacks_summary(item: Checked) -> bool:
    """Every item but any other business has its "Sagen kort"."""
    return not item.summary and not item.withdrawn and item.kind != ANY_OTHER_BUSINESS


def findings(items: Iterable[ItemValues]) -> list[Finding]:
    """Everything to look at, in the agenda's order; a withdrawn item has nothing."""
    return [finding for item in items if not item.withdrawn for finding in _of(item)]


def _of(item: ItemValues) -> list[Finding]:
    found = []
    if lacks_summary(item):
        found.append(Finding(item.pk, "summary", True, "Sagen kort er tom."))
    if lacks_recommendation(item):
        found.append(Finding(item.pk, "recommendation", True, "Punktet er til beslutning og har ingen indstilling."))
    if item.presentation and not item.presenters:
        found.append(Finding(item.pk, "presenters", False, "Der er oplæg, men ingen oplægsholder."))
    for field, html in item.texts.items():
        text = _Text(html)
        found += [Finding(item.pk, field, must, sentence) for must, sentence in text.found]
        found += [Finding(item.pk, field, False, sentence) for sentence in _lost_attachments(text.words, item.labels)]
        found += [
            Finding(item.pk, field, True, f"Henvisningen »{words}« fører ingen steder hen: det er ikke i dagsordenen.")
            for words in lost(html, item.known)
        ]
    return found


def _lost_attachments(words: str, labels: Sequence[str]) -> list[str]:
    """Attachments that a text names and the item doesn't have."""
    there = {label.strip(" -)") for label in labels} | {str(place) for place, _ in enumerate(labels, 1)}
    named = dict.fromkeys(number for number in NUMBERED.findall(words) if number not in there)
    lost = [f"Teksten nævner bilag {number}, som punktet ikke har." for number in named]
    if not labels and not lost and NAMED.search(words):
        lost.append("Teksten henviser til et bilag, men punktet har ingen.")
    return lost


class _Text(HTMLParser):
    """Reads one text: its words, and what is wrong with its links, tables and headings."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words, self.link, self.loose = "", "", ""
        self.in_link, self.headers, self.level = False, 0, 3
        self.found: list[tuple[bool, str]] = []
        self.feed(html)
        self.close()
        if CLICK_HERE.search(self.loose):
            self.found.append((False, "Teksten siger »klik her«, men der er intet link."))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.in_link, self.link = True, ""
        elif tag == "table":
            self.headers = 0
        elif tag == "th":
            self.headers += 1
        elif tag in {"h4", "h5"}:
            level = int(tag[1])
            if level > self.level + 1:
                self.found.append((False, "En underoverskrift springer et niveau over."))
            self.level = level
        if tag in {"p", "li", "br", "td", "th", "h4", "h5"}:
            self._say(" " if tag == "br" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.in_link:
            self.in_link = False
            self._judge(" ".join(self.link.split()))
        elif tag == "table" and not self.headers:
            self.found.append((True, "En tabel har ingen overskrifter til sine kolonner."))

    def handle_data(self, data: str) -> None:
        self._say(data)
        if self.in_link:
            self.link += data
        else:
            self.loose += data

    def _say(self, words: str) -> None:
        self.words += words

    def _judge(self, text: str) -> None:
        if text.casefold().strip(" .:»«") in EMPTY_LINK_TEXTS:
            self.found.append((True, f"Linket »{text}« siger ikke, hvor det fører hen."))
        elif not text:
            self.found.append((True, "Et link har ingen tekst."))
        elif ADDRESS.fullmatch(text):
            self.found.append((False, f"Et link vises som en adresse: {text[:80]}. Skriv, hvad det fører til."))
