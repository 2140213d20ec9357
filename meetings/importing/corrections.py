"""What a secretary has put right of a document that was read, beyond the marks of its lines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from meetings.importing.document import Document, Item, Presenter, assemble
from meetings.importing.doubts import Doubt, doubts_of
from meetings.importing.lines import Line
from meetings.importing.reading import Reading
from meetings.rules.lines import read_presenters, written_presenters

STATUS = {"decides": "B", "informs": "O", "discusses": "D", "presentation": "presentation"}
LIMITS = {"number": 10, "title": 300, "label": 20, "url": 1000, "name": 200, "theme": 200, "none": 100}  # characters
FIELDS = ("number", "title", "kind", *STATUS, "recommender", "access", "presenters")


def values_of(item: Item) -> dict[str, Any]:
    """What an item's form shows."""
    return {
        "number": item.number,
        "title": item.title,
        "kind": item.kind,
        **{name: mark in item.marks for name, mark in STATUS.items()},
        "recommender": item.recommender,
        "access": item.access,
        "presenters": written_presenters(vars(one) for one in item.presenters),
    }


def changed_values(item: Item, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from what was read: only that is kept."""
    read = values_of(item)
    return {name: wanted[name] for name in FIELDS if name in wanted and wanted[name] != read[name]}


def put_right(document: Document, items: Mapping[str, Mapping[str, Any]]) -> Document:
    """The document with each item's corrections, found by the line of its title."""
    for item in document.items:
        told = items.get(str(item.line), {})
        for name in ("number", "title", "kind", "recommender", "access"):
            if name in told:
                setattr(item, name, told[name])
        for name, mark in STATUS.items():
            if name in told:
                item.marks = item.marks | {mark} if told[name] else item.marks - {mark}
        if "presenters" in told:
            item.presenters = [Presenter(**row) for row in read_presenters(told["presenters"])]
    return document


@dataclass
class Draft:
    """A reading as it stands: the marked lines, what was put right, and what is still unsure."""

    reading: Reading
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    settled: list[int] = field(default_factory=list)

    @property
    def document(self) -> Document:
        """What would be taken in."""
        return put_right(self.as_read, self.items)

    @property
    def as_read(self) -> Document:
        """What the marks alone make."""
        return assemble(self.reading.lines, self.reading.marks, self.reading.layout)

    def doubts(self, document: Document) -> list[Doubt]:
        """All that nobody has looked at, by line."""
        found = [*self.reading.doubts, *doubts_of(document)]
        return sorted((one for one in found if one.line not in self.settled), key=lambda one: one.line)


def counts(draft: Draft) -> dict[str, int]:
    """What a list of imports tells of each."""
    document = draft.document
    return {
        "items": len(document.items),
        "attachments": sum(len(one.attachments) for one in document.items),
        "people": len(document.people),
        "unplaced": len(document.unplaced),
        "doubts": len(draft.doubts(document)),
    }


def faults(document: Document) -> list[str]:
    """What cannot be taken in as it is, in Danish: too long for its column, or without a title."""
    found = []
    if not document.items:
        found.append("Der er ingen punkter.")
    for section in document.sections:
        if len(section.title) > LIMITS["theme"]:
            found.append(_too_long("Temaets titel", section.title, "theme", section.line))
    for item in document.items:
        named = f"Punkt {item.number or '(uden nummer)'}"
        if not item.title:
            found.append(f"{named} har ingen titel (linje {item.line}).")
        if item.recommender not in {"", "CHAIRMANSHIP", "SECRETARIAT", "COMMITTEE"}:
            found.append(f"{named}: vælg, hvem der indstiller.")
        checked = [
            ("Nummeret", item.number, "number"),
            ("Titlen", item.title, "title"),
            ("Teksten for »ingen bilag«", item.no_attachments, "none"),
        ]
        for one in item.attachments:
            checked += [
                ("Et bilags nummer", one.printed_label, "label"),
                ("Et bilags titel", one.title, "title"),
                ("Et bilags link", one.url, "url"),
            ]
        found += [
            f"{named}: {_too_long(what, text, limit, item.line)}"
            for what, text, limit in checked
            if len(text) > LIMITS[limit]
        ]
    found += [
        _too_long("Et navn", one.name, "name", one.line) for one in document.people if len(one.name) > LIMITS["name"]
    ]
    return found


def _too_long(what: str, text: str, limit: str, line: int) -> str:
    return f"{what} har {len(text)} tegn, og der er plads til {LIMITS[limit]} (linje {line}). Del linjen op."


def lines_as_data(lines: Iterable[Line]) -> list[list[Any]]:
    """The lines as they are kept."""
    return [[*vars(line).values()] for line in lines]
