"""The document profile as a form of single lines: headings and their order, what differs by item kind or mark.

A *case* is an item kind or a mark (B, O, D). Where both have something of their own, the kind goes before the mark,
and B before O before D. Fields are called by the names below, whatever heading a council prints over them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Headings = list[tuple[str, str]]

NAMES = {
    "summary": "Sagen kort",
    "recommendation": "Indstilling",
    "decision": "Beslutning",
    "exposition": "Sagsfremstilling",
    "next_steps": "Videre proces",
    "background": "Baggrund",
    "attachments": "Bilag",
}
FIELDS = tuple(NAMES)
CASES = {
    "THEME": "Tema",
    "INFORMATION": "Meddelelser",
    "ANY_OTHER_BUSINESS": "Eventuelt",
    "B": "B – beslutning",
    "O": "O – orientering",
    "D": "D – drøftelse",
}
SENTENCE_CASES = {"ORDINARY": "Almindelige punkter", **CASES}
DAYS = ("item_wish_days", "dispatch_days", "minutes_days", "remarks_days")
MOST_DAYS, MOST_PERCENT, LONGEST_HEADING, LONGEST_SENTENCE = 365, 100, 60, 300
PLAIN = (
    "numbering", "layout", "attachment_style", "no_attachments", "shows_status", "public_at", *DAYS, "quorum_percent",
)  # fmt: skip


def headings_of(profile: Mapping[str, Any], *, kind: str, marks: Iterable[str]) -> Headings:
    """The fields of an item in the order of print, each with its heading.

    `profile` has "headings", "decision_headings" and "heading_orders". A field that an order of its own does not
    name follows after those it names, so that no text is lost.
    """
    cases = [kind, *marks]
    own = _first(profile["decision_headings"], cases)
    headings = {field: own if own and field == "decision" else heading for field, heading in profile["headings"]}
    order = [field for field in _first(profile["heading_orders"], cases) or [] if field in headings]
    return [(field, headings[field]) for field in [*order, *(one for one in headings if one not in order)]]


def _first(table: Mapping[str, Any], cases: Iterable[str]) -> Any:
    return next((table[case] for case in cases if table.get(case)), None)


def sentences_of(sentences: Mapping[str, Sequence[str]], *, kind: str, marks: Iterable[str]) -> list[str]:
    """The standard sentences for an item: those of its kind, then those of each of its marks, none twice."""
    return list(dict.fromkeys(text for case in (kind, *marks) for text in sentences.get(case, [])))


def read_order(text: str) -> list[str]:
    """The fields named in "Sagen kort, Beslutning". Raises ValueError with a Danish sentence."""
    fields: list[str] = []
    by_name = {name.casefold(): field for field, name in NAMES.items()}
    for name in filter(None, (part.strip() for part in text.split(","))):
        field = by_name.get(name.casefold())
        if field is None:
            raise ValueError(f"»{name}« er ikke et felt. Felterne er {', '.join(NAMES.values())}.")
        if field in fields:
            raise ValueError(f"{NAMES[field]} står der to gange.")
        fields.append(field)
    return fields


def written_order(fields: Iterable[str]) -> str:
    """The names of the fields, as `read_order` reads them."""
    return ", ".join(NAMES[field] for field in fields)


def shifted(order: Sequence[str], field: str, *, up: bool) -> list[str]:
    """*Flyt op* and *Flyt ned*: the field has changed places with its neighbour; at the edge nothing happens."""
    moved = list(order)
    if field in moved:
        here = moved.index(field)
        there = here - 1 if up else here + 1
        if 0 <= there < len(moved):
            moved[here], moved[there] = moved[there], moved[here]
    return moved


def read_sentences(text: str) -> list[str]:
    """A sentence a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def to_lines(profile: Mapping[str, Any]) -> dict[str, Any]:
    """The profile as single values, one for each field of the form; `from_lines` is the way back."""
    printed = dict(profile["headings"])
    order = [*printed, *(field for field in FIELDS if field not in printed)]
    lines: dict[str, Any] = {"order": written_order(order)}
    for field in FIELDS:
        lines |= {f"prints_{field}": field in printed, f"heading_{field}": printed.get(field, NAMES[field])}
    for case in CASES:
        lines[f"decision_{case}"] = profile["decision_headings"].get(case, "")
        lines[f"order_{case}"] = written_order(profile["heading_orders"].get(case, []))
    for case in SENTENCE_CASES:
        lines[f"sentences_{case}"] = "\n".join(profile["standard_sentences"].get(case, []))
    return lines | {name: profile[name] for name in PLAIN}


def tidy(lines: Mapping[str, Any]) -> dict[str, Any]:
    """The lines without what makes no difference: spaces and empty lines."""
    tidied = {name: " ".join(value.split()) if isinstance(value, str) else value for name, value in lines.items()}
    return tidied | {
        name: "\n".join(" ".join(one.split()) for one in read_sentences(value))
        for name, value in lines.items()
        if name.startswith("sentences_")
    }


def troubles(lines: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with each line, as a Danish sentence by the line's name; nothing is wrong when it is empty."""
    found = {name: "Feltet findes ikke." for name in lines if name not in LINES}
    orders = {name: _order_trouble(str(lines[name])) for name in ("order", *(f"order_{case}" for case in CASES))}
    found |= {name: sentence for name, sentence in orders.items() if sentence}
    found |= _heading_troubles(lines)
    for name in DAYS:
        if not _within(lines[name], MOST_DAYS):
            found[name] = f"Skriv et helt antal dage fra 0 til {MOST_DAYS}."
    if not _within(lines["quorum_percent"], MOST_PERCENT):
        found["quorum_percent"] = f"Skriv et helt tal fra 0 til {MOST_PERCENT}."
    for case in SENTENCE_CASES:
        if any(len(one) > LONGEST_SENTENCE for one in read_sentences(lines[f"sentences_{case}"])):
            found[f"sentences_{case}"] = f"En sætning kan højst have {LONGEST_SENTENCE} tegn."
    return found


def _order_trouble(text: str) -> str:
    try:
        read_order(text)
    except ValueError as fault:
        return str(fault)
    return ""


def _heading_troubles(lines: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    printed = [field for field in FIELDS if lines[f"prints_{field}"]]
    if not printed:
        found["order"] = "Mindst ét felt skal med."
    seen: dict[str, str] = {}
    for field in printed:
        heading = lines[f"heading_{field}"]
        if not heading:
            found[f"heading_{field}"] = "Skriv en overskrift, eller lad feltet udgå."
        elif other := seen.get(heading.casefold()):
            found[f"heading_{field}"] = f"{NAMES[other]} har allerede den overskrift."
        seen[heading.casefold()] = field
    names = [*(f"heading_{field}" for field in FIELDS), *(f"decision_{case}" for case in CASES)]
    too_long = f"En overskrift kan højst have {LONGEST_HEADING} tegn."
    return found | {name: too_long for name in names if len(lines[name]) > LONGEST_HEADING}


def _within(value: Any, most: int) -> bool:
    return isinstance(value, int) and 0 <= value <= most


def from_lines(lines: Mapping[str, Any]) -> dict[str, Any]:
    """The profile's fields from lines in which `troubles` finds nothing."""
    order = read_order(lines["order"])
    order += [field for field in FIELDS if field not in order]
    return {
        "headings": [[field, lines[f"heading_{field}"]] for field in order if lines[f"prints_{field}"]],
        "decision_headings": {case: own for case in CASES if (own := lines[f"decision_{case}"])},
        "heading_orders": {case: own for case in CASES if (own := read_order(lines[f"order_{case}"]))},
        "standard_sentences": {
            case: own for case in SENTENCE_CASES if (own := read_sentences(lines[f"sentences_{case}"]))
        },
        **{name: lines[name] for name in PLAIN},
    }


LINES = (
    "order",
    *(f"{part}_{field}" for field in FIELDS for part in ("prints", "heading")),
    *(f"{part}_{case}" for case in CASES for part in ("decision", "order")),
    *(f"sentences_{case}" for case in SENTENCE_CASES),
    *PLAIN,
)
