"""What a person read in the two seeds, and a reading written in the same form.

Compared is all but the numbers of lines, the numbers that the portal would compute, remarks, and the counts.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from meetings.importing.document import Block, Document, Field, Item
from meetings.importing.lines import URL
from meetings.importing.reading import Reading

NOT_COMPARED = {"line", "number_after", "label_after", "notes", "note", "recommender_note", "counts", "date_from"}
SIGNS = {"\uf0b7": "U+F0B7"}


@cache
def truth(name: str) -> dict[str, Any]:
    """What was read by hand, whole."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text("utf-8"))


def compared(value: Any) -> Any:
    """Without what is not compared."""
    if isinstance(value, dict):
        return {key: compared(one) for key, one in value.items() if key not in NOT_COMPARED}
    return [compared(one) for one in value] if isinstance(value, list) else value


def _words(text: str, count: int = 8) -> str:
    return " ".join(text.replace("\uf0b7", "•").split()[:count])


def _field(one: Field, layout_prints_colon: bool) -> dict[str, Any]:
    empty = one.name != "attachments" and not one.blocks
    told: dict[str, Any] = {
        "heading": one.heading,
        "field": one.name,
        "empty": empty,
        "first_words": _words(one.printed),
    }
    if layout_prints_colon:
        told["colon"] = one.has_colon
    if empty:
        told["printed"] = one.printed
    points = [SIGNS.get(block.mark, block.mark) for block in one.blocks if _is_point(block)]
    if points and one.name in {"recommendation", "decision"}:
        told["points"] = points
    return told


def _is_point(block: Block) -> bool:
    return block.kind not in {"p", "h4", "table"}


def _item(item: Item, document: Document) -> dict[str, Any]:
    prints_status = document.layout.status is not None
    recommendation = item.of("recommendation")
    decision = item.of("decision")
    named = {"AMK": "AMK", "Sekretariatet": "sekretariatet", "Formandskabet": "formandskabet"}
    told: dict[str, Any] = {
        "number_printed": item.number,
        "title": item.title,
        "status_printed": item.status or None,
        "status": {mark: mark in item.marks if prints_status else None for mark in ("B", "O", "D", "presentation")},
        "recommender": named.get(item.recommender_printed),
        "recommendation_first_words": _words(recommendation.printed) if recommendation else None,
        "fields": [_field(one, document.layout.in_front) for one in item.fields],
        "no_attachments_text": item.no_attachments or None,
        "attachments": [_attachment(one) for one in item.attachments],
        "presenters": [
            {"name": one.name, "title": one.title or None, "organisation": one.organisation or None}
            for one in item.presenters
        ],
    }
    if document.layout.in_front:
        told["section"] = next(int(s.number) for s in document.sections if item in s.items)
        told["links_in_text"] = links(item)
    else:
        told["decision_heading"] = decision.heading if decision else None
        told["body_without_heading"] = " ".join(block.text for block in item.body) or None
        told["loose_links"] = [{"url": url} for url, _ in item.loose_links]
    if courses := _courses(item):
        told["courses"] = courses
    return told


def _attachment(one: Any) -> dict[str, Any]:
    told = {"label": one.label or None, "title": one.title, "kind": one.kind.lower()}
    if one.kind != "FILE":
        told["url"] = one.url or None
    return told


def links(item: Item) -> list[dict[str, str]]:
    """The addresses in an item's texts, with their fields."""
    return [
        {"field": one.name, "url": url}
        for one in item.fields
        if one.name != "attachments"
        for block in one.blocks
        for url in URL.findall(block.text)
    ]


def _courses(item: Item) -> list[dict[str, Any]]:
    tables = [block.table for one in item.fields for block in one.blocks if block.table]
    return [
        {
            key: (int(cell) if key in {"days", "ects"} else cell) if cell else None
            for key, cell in zip(table.keys, row, strict=True)
        }
        for table in tables
        for row in table.rows
    ]


def told(reading: Reading, document: Document, name: str) -> dict[str, Any]:
    """The reading in the truth's form; of what the truth says beyond, only what is read (figures, see the tests)."""
    has_people = bool(document.people)
    return {
        "numbering": document.layout.numbering.lower(),
        "sections": [
            {"number": int(one.number), "title": one.title, "items": len(one.items)}
            for one in document.sections
            if one.title
        ],
        "items": [_item(item, document) for item in document.items],
        "attendance": _attendance(document) if has_people else None,
    }


def _attendance(document: Document) -> dict[str, Any]:
    people = [
        {
            "organisation": one.organisation or None,
            "name": one.name,
            "group": "no organisation printed" if one.group == "members" and not one.organisation else one.group,
        }
        for one in document.people
    ]
    names = [one.name for one in document.people]
    return {
        "lines": len(people),
        "distinct_names": len({*names}),
        "printed_twice": sorted({name for name in names if names.count(name) > 1}),
        "people": people,
    }
