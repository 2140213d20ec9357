"""What the name of a file tells of the paper in it: "2024-02-01 dagsorden.pdf", "referat 26.09.2023.docx"."""

import re
from dataclasses import dataclass
from datetime import date

ISO = re.compile(r"(?<!\d)(\d{4})[-_. ]?(\d{2})[-_. ]?(\d{2})(?!\d)")
DANISH = re.compile(r"(?<!\d)(\d{1,2})[-_. ](\d{1,2})[-_. ](\d{4})(?!\d)")


@dataclass(frozen=True)
class Told:
    """The kind, an agenda unless the name says otherwise, and the day if it is in the name."""

    kind: str
    day: date | None


def told_by_name(name: str) -> Told:
    """Read a file's name."""
    kind = "MINUTES" if re.search(r"referat|beslutning", name, re.IGNORECASE) else "AGENDA"
    if found := ISO.search(name):
        parts = (int(found[1]), int(found[2]), int(found[3]))
    elif found := DANISH.search(name):
        parts = (int(found[3]), int(found[2]), int(found[1]))
    else:
        return Told(kind, None)
    try:
        return Told(kind, date(*parts))
    except ValueError:
        return Told(kind, None)
