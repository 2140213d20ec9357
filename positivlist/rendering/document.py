"""A published list to HTML: the article of the page, and the paper that becomes the PDF. Plain data in, text out."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format

from meetings.rendering.document import paper_of
from positivlist.rules.courses import Row, grouped, row_of
from positivlist.rules.differences import Change, types_said

TEMPLATE_VERSION = "1"  # of the paper: one higher with every change that shows in a PDF

Snapshot = Mapping[str, Any]


def article(snapshot: Snapshot) -> str:
    """The finished HTML of the whole list: a table by occupational group. The page around it gives the title."""
    return table([row_of(course) for course in snapshot["courses"]], snapshot)


def table(rows: Sequence[Row], snapshot: Snapshot) -> str:
    """The same table for some of the courses: what a search has found."""
    added = {_key(course) for course in snapshot["added"]} if snapshot["version_before"] else set()
    context = {
        "caption": f"Kurser på {snapshot['title'][0].lower()}{snapshot['title'][1:]}",
        "groups": [
            {"name": name, "rows": [{"course": row, "is_new": row.key in added} for row in found]}
            for name, found in grouped(rows).items()
        ],
    }
    return render_to_string("positivlist/table.html", context)


def paper(snapshot: Snapshot, *, digest: str) -> str:
    """The HTML document of the PDF. `digest`: the publication's own SHA-256 in hex, printed in the title block.

    Of a proposal it is the digest to which the chairmanship's answers are bound; what it changes stands first.
    """
    rows = [row_of(course) for course in snapshot["courses"]]
    begins = _day(snapshot["in_force_from"])
    name = snapshot["council"]["name"]
    is_draft = bool(snapshot.get("draft"))
    kind = "Forslag til positivliste" if is_draft else "Positivliste"
    context = {
        "title": snapshot["title"],
        "paper_version": paper_of(snapshot),
        "title_kind": kind,
        "title_rest": "for den regionale uddannelsespulje",
        "layout": "list",
        "council": name,
        "dated": snapshot["in_force_from"],
        "running_header": f"{kind} – {name}, gældende fra {begins}",
        "foot": f"{name} · {kind} pr. {begins}",
        "facts": facts(snapshot),
        "note": snapshot["note"],
        "groups": [
            {"anchor": f"gruppe-{place}", "name": group, "rows": found}
            for place, (group, found) in enumerate(grouped(rows).items(), 1)
        ],
        "differences": _differences(snapshot) if is_draft and snapshot["version_before"] else [],
        "removed": [] if is_draft else [row_of(course) for course in snapshot["removed"]],
        "notes": any(row.note for row in rows),
        "digest": digest,
    }
    return render_to_string("print/list.html", context)


def facts(snapshot: Snapshot) -> list[tuple[str, str]]:
    """What the title block says: from when until when, by what decision, and how much."""
    rows = [row_of(course) for course in snapshot["courses"]]
    groups = len(grouped(rows))
    lines = [
        *([("Status", f"Forslag, udgave {snapshot['version']}. Ikke besluttet")] if snapshot.get("draft") else []),
        ("Gælder fra", _day(snapshot["in_force_from"])),
        ("Gælder til", f"{_day(snapshot['in_force_to'])}, hvis der ikke kommer en ny liste før"),
    ]
    if decided := decided_text(snapshot):
        lines.append(("Besluttet", decided))
    lines.append(
        (
            "Omfang",
            f"{len(rows)} kurser i {groups} erhvervsgruppe{'' if groups == 1 else 'r'}: {types_said(rows)}",
        )
    )
    if snapshot["version_before"]:
        lines.append(("Forskelle" if snapshot.get("draft") else "Siden sidst", changes_text(snapshot)))
    return lines


def _differences(snapshot: Snapshot) -> list[tuple[str, list[str]]]:
    """What a proposal adds, removes and changes, a line for each course."""
    changes = [Change(row_of(one["before"]), row_of(one["after"])) for one in snapshot["changed"]]
    found = [
        ("Tilføjes", [_line(row_of(course)) for course in snapshot["added"]]),
        ("Fjernes", [_line(row_of(course)) for course in snapshot["removed"]]),
        ("Ændres", [f"{one.after.title}: {'; '.join(one.words)}" for one in changes]),
    ]
    return [(heading, lines) for heading, lines in found if lines]


def _line(row: Row) -> str:
    """ "Vinylbelægning, AMU 48918, 7 dage"."""
    return ", ".join(filter(None, (row.title, f"{row.type_name} {row.code}".strip(), row.length)))


def decided_text(snapshot: Snapshot) -> str:
    """ "Rådets møde den 26. september 2023, punkt 2.2", or the chairmanship under an authorisation."""
    decided = snapshot["decided"]
    if not decided:
        return ""
    day, number = _day(decided["on"]), f", punkt {decided['number']}" if decided["number"] else ""
    if decided["by"] == "formandskabet":
        return f"Formandskabet den {day} efter rådets bemyndigelse: {decided['authorisation']}"
    return f"Rådets møde den {day}{number}"


def changes_text(snapshot: Snapshot) -> str:
    """ "18 kurser tilføjet, 2 fjernet, 1 ændret"; "Ingen ændringer" where there are none."""
    counts = (("added", "tilføjet"), ("removed", "fjernet"), ("changed", "ændret"))
    found = [(len(snapshot[name]), word) for name, word in counts if snapshot[name]]
    if not found:
        return "Ingen ændringer"
    (first, word), *rest = found
    said = f"{first} {'kursus' if first == 1 else 'kurser'} {word}"
    return ", ".join([said, *(f"{count} {other}" for count, other in rest)])


def _key(course: Mapping[str, Any]) -> tuple[str, str]:
    return row_of(course).key


def _day(iso: str) -> str:
    return date_format(date.fromisoformat(iso), "j. F Y")
