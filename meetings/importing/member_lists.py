"""A member list: which column is which, and what a cell means."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from meetings.importing.tables import Unreadable
from meetings.rules.moments import moment

COLUMNS: dict[str, tuple[str, frozenset[str]]] = {  # key -> title, and the names that lists are known to use
    "name": ("navn", frozenset({"navn", "fulde navn", "medlem", "person"})),
    "email": ("e-mail", frozenset({"e-mail", "email", "mail", "e-mailadresse", "emailadresse", "mailadresse"})),
    "phone": (
        "telefon",
        frozenset({"telefon", "tlf", "tlf.", "telefonnummer", "telefonnr", "telefonnr.", "mobil", "mobilnummer"}),
    ),
    "organisation": (
        "organisation",
        frozenset({"organisation", "org", "org.", "indstillet af", "udpeget af", "indstillende organisation"}),
    ),
    "role": ("rolle", frozenset({"rolle", "funktion", "post"})),
    "body": ("mødeforum", frozenset({"mødeforum", "moedeforum", "forum", "udvalg", "råd", "råd/udvalg"})),
    "begins": ("fra", frozenset({"fra", "fra dato", "fradato", "startdato", "start", "tiltrådt", "indtrådt"})),
    "ends": ("til", frozenset({"til", "til dato", "tildato", "slutdato", "slut", "fratrådt", "udtrådt"})),
    "substitute_for": ("suppleant for", frozenset({"suppleant for", "suppleant for:", "stedfortræder for"})),
}
ROLES = {
    "formand": "CHAIR",
    "næstformand": "VICE_CHAIR",
    "medlem": "MEMBER",
    "suppleant": "SUBSTITUTE",
    "stedfortræder": "SUBSTITUTE",
    "tilforordnet": "OBSERVER",
    "observatør": "OBSERVER",
}
DAY = re.compile(
    r"(?:(\d{1,2})[-./](\d{1,2})[-./](\d{4})|(\d{4})-(\d{2})-(\d{2}))"
    r"(?:[ T](?:kl\.? ?)?(\d{1,2})[.:](\d{2})(?:[.:]00)?)?"
)


@dataclass
class Line:
    """One line of the list: its number in the file, its cells by key, and what is wrong with each."""

    number: int
    cells: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)

    def fault(self, column: str, sentence: str) -> None:
        """Keep a cell's first fault."""
        self.faults.setdefault(column, sentence)


def read_member_list(rows: list[list[str]]) -> list[Line]:
    """The lines under the heading, which may stand below a title. Raises Unreadable without one, or without lines."""
    found = ((place, _columns(row)) for place, row in enumerate(rows[:10]))
    heading = next(((place, known) for place, known in found if "name" in known.values() and len(known) > 1), None)
    if heading is None:
        raise Unreadable("Listen skal have en linje med overskrifter, og en af dem skal være »navn«.")
    place, columns = heading
    twice = {COLUMNS[key][0] for key in columns.values() if [*columns.values()].count(key) > 1}
    if twice:
        raise Unreadable(f"To kolonner hedder det samme: {', '.join(sorted(twice))}.")
    lines = [
        Line(number, {key: row[at] if at < len(row) else "" for at, key in columns.items()})
        for number, row in enumerate(rows[place + 1 :], place + 2)
        if any(row)
    ]
    if not lines:
        raise Unreadable("Der er ingen linjer under overskrifterne.")
    return lines


def _columns(row: list[str]) -> dict[int, str]:
    """The places of the columns that are known."""
    names = {name: key for key, (_, known) in COLUMNS.items() for name in known}
    return {at: names[word.casefold()] for at, word in enumerate(row) if word.casefold() in names}


def read_moment(text: str, *, is_end: bool) -> datetime:
    """ "01-07-2022", "1.7.2022 14:30" or "2022-07-01" as a moment in Copenhagen.

    A day alone begins at midnight; as an end it is the last day, included. Raises ValueError with a sentence.
    """
    match = DAY.fullmatch(text)
    if match is None:
        raise ValueError("Skriv en dato som 01-07-2022, gerne med klokkeslæt: 01-07-2022 14:30.")
    day, month, year, iso_year, iso_month, iso_day, hour, minute = match.groups()
    try:
        written = datetime(  # noqa: DTZ001  the zone comes with moment()
            int(year or iso_year), int(month or iso_month), int(day or iso_day), int(hour or 0), int(minute or 0)
        )
        if is_end and hour is None:
            written += timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise ValueError("Datoen findes ikke.") from error
    return moment(written)


__all__ = ["COLUMNS", "ROLES", "Line", "read_member_list", "read_moment"]
