"""What is new in version 2 of a paper, as a plain list, from the two frozen snapshots of one audience."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Snapshot = Mapping[str, Any]


def changes(before: Snapshot, after: Snapshot) -> list[dict[str, str]]:
    """One Danish sentence ("text") for each change, with the anchor of what it is about, or "".

    Both snapshots are redacted already: nothing closed can show.
    """
    found = [("", text) for text in _meeting(before["meeting"], after["meeting"])]
    old = {item["anchor"]: item for item in _items(before)}
    new = [*_items(after)]
    for item in new:
        found += [(item["anchor"], text) for text in _item(old.get(item["anchor"]), item)]
    found += [("", text) for text in _sections(before, after)]
    if [item["anchor"] for item in new if item["anchor"] in old] != [a for a in old if a in {i["anchor"] for i in new}]:
        found.append(("", "Rækkefølgen af punkter er ændret."))
    if (before["attendance"], before["excused"]) != (after["attendance"], after["excused"]):
        found.append(("deltog" if after["attendance"] else "", "Listen over deltagere er ændret."))
    return [{"anchor": anchor, "text": text} for anchor, text in found]


def _items(snapshot: Snapshot) -> Iterator[Mapping[str, Any]]:
    for section in snapshot["sections"]:
        yield from section["items"]


def _meeting(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for field, sentence in (
        ("date", "Mødets dato er ændret."),
        ("starts_at", "Mødets begyndelse er ændret."),
        ("ends_at", "Mødets sluttidspunkt er ændret."),
        ("place", "Mødets sted er ændret."),
    ):
        if old[field] != new[field]:
            yield sentence


def _sections(before: Snapshot, after: Snapshot) -> Iterator[str]:
    old = {section["number"]: section["title"] for section in before["sections"]}
    for section in after["sections"]:
        if section["number"] and section["number"] not in old:
            yield f"Nyt afsnit {section['number']}: {section['title']}."
        elif section["number"] and old[section["number"]] != section["title"]:
            yield f"Afsnit {section['number']}: Titlen er ændret."


def _item(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> Iterator[str]:
    name = f"Punkt {new['number']}"
    if old is None:
        yield f"Nyt punkt {new['number']}: {'Lukket punkt' if new['redacted'] else new['title']}."
    elif new["redacted"] or old["redacted"]:
        if new["redacted"] != old["redacted"]:
            yield f"{name} er {'lukket' if new['redacted'] else 'åbnet'}."
    elif new["withdrawn"]:
        if not old["withdrawn"]:
            yield f"{name} er udgået."
    elif old["withdrawn"]:
        yield f"{name} er taget op igen."  # all of it is there again: no list of its parts
    else:
        yield from (f"{name}: {what} er ændret." for what in _differences(old, new))
        yield from _attachments(name, old.get("attachments", []), new["attachments"])


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    if old["title"] != new["title"]:
        yield "Titlen"
    if old["access"] != new["access"]:
        yield "Adgangen"
    if old.get("marks", []) != new["marks"]:
        yield "Status"
    if old.get("presenters", []) != new["presenters"]:
        yield "Oplægsholdere"
    if old.get("outcome", "") != new["outcome"]:
        yield "Udfald"
    if old.get("attendance_changes", []) != new.get("attendance_changes", []):
        yield "Fremmødet"
    texts = {part["field"]: part.get("html") for part in old.get("parts", [])}
    for part in new["parts"]:
        if "html" in part and part["html"] != (texts.get(part["field"]) or ""):
            yield part["heading"]
    present = {part["field"] for part in new["parts"]}
    yield from (part["heading"] for part in old.get("parts", []) if part.get("html") and part["field"] not in present)


def _attachments(name: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    before = {attachment["label"]: attachment for attachment in old}
    for attachment in new:
        earlier = before.pop(attachment["label"], None)
        label = attachment["label"].rstrip(" -)")
        if earlier is None:
            yield f"{name}: Bilag {label} er tilføjet."
        elif earlier != attachment:
            yield f"{name}: Bilag {label} er ændret."
    yield from (f"{name}: Bilag {label.rstrip(' -)')} er fjernet." for label in before)
