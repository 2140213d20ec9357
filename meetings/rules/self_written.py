"""The texts that the portal writes itself, to be edited: which items they are for, and their words."""

from collections.abc import Iterable, Sequence
from html import escape

FOLLOW_UP, COMING = "FOLLOW_UP", "COMING"
TITLES = {"opfølgning på referat": FOLLOW_UP, "kommende møder": COMING}


def written_by_portal(title: str) -> str:
    """Which text the portal knows for an item with this title; "" for none (S0 items 2 and 9)."""
    return next((kind for words, kind in TITLES.items() if title.casefold().strip().startswith(words)), "")


def follow_up(*, meeting: str, sent: str, published: str) -> str:
    """Opfølgning på referat: when the minutes of the meeting were sent, and published. Days as "1. februar 2024"."""
    if not sent:
        return f"<p>Referatet af mødet den {escape(meeting)} er endnu ikke udsendt.</p>"
    text = f"<p>Referatet af mødet den {escape(meeting)} blev udsendt til rådets medlemmer den {escape(sent)}.</p>"
    if published:
        text += f"<p>Referatet blev offentliggjort på rådets hjemmeside den {escape(published)}.</p>"
    return text


def coming(*, meetings: Sequence[tuple[str, Sequence[str]]], waiting: Sequence[str]) -> str:
    """Kommende møder: when and where, with what has been postponed to each, and what waits for a day."""
    if not meetings:
        text = "<p>Der er endnu ikke planlagt flere møder.</p>"
    else:
        rows = (f"{when}: {', '.join(titles)}" if titles else when for when, titles in meetings)
        text = f"<p>De kommende møder er:</p>{_points(rows)}"
    if waiting:
        text += f"<p>Disse punkter venter på et senere møde:</p>{_points(waiting)}"
    return text


def _points(rows: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(row)}</li>' for row in rows)}</ul>"
