"""Short papers made of a frozen one: *beslutningsudskrift* and *deltagerliste*. Plain data in, plain data out.

An extract is a snapshot too, so that page, PDF and Word set it as they set everything. What its reader may not see is
not in the snapshot that it is made of.
"""

from meetings.rendering.document import Snapshot, Values

ITEM = {"AGENDA": "Dagsordenspunkt", "MINUTES": "Beslutningsudskrift"}
ATTENDANCE, PEOPLE = "Deltagerliste", "deltagere"  # its title, and its name in addresses
OF_DECISION = ("summary", "recommendation", "decision", "next_steps")  # what it is about, and itself


def of_item(snapshot: Snapshot, anchor: str) -> Snapshot | None:
    """One item of an agenda, or the minutes' decision on it. None where there is no item to print at the anchor."""
    for section in snapshot["sections"]:
        for item in section["items"]:
            if item["anchor"] == anchor and has_extract(item):
                decided = snapshot["kind"] == "MINUTES"
                parts = [part for part in item["parts"] if not decided or part["field"] in OF_DECISION]
                alone = {"number": "", "title": "", "items": [{**item, "parts": parts}]}
                short = _short(snapshot, ITEM[snapshot["kind"]])
                return {**short, "sections": [alone], "attendance": [], "excused": []}
    return None


def has_extract(item: Values) -> bool:
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
