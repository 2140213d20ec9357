"""Short papers made of a frozen one: *beslutningsudskrift* and *deltagerliste*. Plain data in, plain data out.

An extract is a snapshot too, so that page, PDF and Word set it as they set everything. What its reader may not see is
not in the snapshot that it is made of.
"""

from meetings.rendering.document import Snapshot

DECISION, ATTENDANCE = "Beslutningsudskrift", "Deltagerliste"
SHOWN = ("summary", "recommendation", "decision", "next_steps")  # of the item: what the decision is about, and itself


def decision(snapshot: Snapshot, anchor: str) -> Snapshot | None:
    """The minutes' decision on one item, with what it rests on. None where there is no item to print at the anchor."""
    for section in snapshot["sections"]:
        for item in section["items"]:
            if item["anchor"] == anchor and has_extract(item):
                parts = [part for part in item["parts"] if part["field"] in SHOWN]
                alone = {"number": "", "title": "", "items": [{**item, "parts": parts}]}
                return {**_short(snapshot, DECISION), "sections": [alone], "attendance": [], "excused": []}
    return None


def has_extract(item: dict[str, object]) -> bool:
    """Whether an item has something to make an extract of for this reader."""
    return not item["redacted"] and not item["withdrawn"]


def attendance_list(snapshot: Snapshot) -> Snapshot | None:
    """Who took part and who was excused. None where nobody is named."""
    if not snapshot["attendance"] and not snapshot["excused"]:
        return None
    return {**_short(snapshot, ATTENDANCE), "sections": []}


def _short(snapshot: Snapshot, kind: str) -> Snapshot:
    meeting = snapshot["running_header"].partition(" - ")[2]
    return {
        **snapshot,
        "extract": kind,
        "extract_of": f"{snapshot['title']}, version {snapshot['version']}",
        "title": f"{kind} fra {meeting}",
        "running_header": f"{kind} - {meeting}",
        "note": "",
        "changes": [],
        "leaders": [],
    }
