"""The invented people of the demo and of the tests, as plain data. Pure Python.

The councils are real, and come from meetings/sources/data. In the demo RAR Sjælland goes on holding meetings after
its last day: an office serves its councils with no end.

The people are invented; none has a name of somebody in the two documents (test_seeds.py). All seats began on
SEATS_FROM and have no end, so that the demo works on any day.
"""

from dataclasses import dataclass
from datetime import date

SEATS_FROM = date(2022, 7, 1)


COUNCIL_BODY, CHAIRMANSHIP_BODY = "raad", "formandskab"  # slugs; every council has both
COMMITTEES = (  # council, slug, name: the committees named in S0 item 5 and S2 item 4.2
    ("rar-sjaelland", "positivlisteudvalg", "Positivlisteudvalget"),
    ("rar-oestjylland", "sagsudvalg", "Sagsudvalget"),
)


@dataclass(frozen=True)
class Seat:
    """A place in a body: `role` is CHAIR, VICE_CHAIR, MEMBER, SUBSTITUTE or OBSERVER."""

    council: str
    body: str
    role: str
    organisation: str = ""
    substitute_for: str = ""  # e-mail of the member


@dataclass(frozen=True)
class Player:
    """One invented person with a sign-in. `known_as` is what the list of sign-ins says, in Danish."""

    name: str
    email: str
    known_as: str
    seats: tuple[Seat, ...] = ()
    office: str = ""  # works there, and so is the secretariat of its councils
    is_administrator: bool = False

    @property
    def phone(self) -> str:
        """An invented number, the same every time; no Danish number begins with 00."""
        return f"00 00 {sum(self.email.encode()) % 90 + 10} {len(self.name) + 10}"


def _seats(organisation: str, *others: tuple[str, str], council: str = "rar-sjaelland") -> tuple[Seat, ...]:
    """A member's seat in the council, and the seats (body, role) that come with it."""
    bodies = ((COUNCIL_BODY, "MEMBER"), *others)
    return tuple(Seat(council, body, role, organisation) for body, role in bodies)


KAREN = Player("Karen Vinterberg", "karen@example.dk", "sekretær i AMK Øst", office="amk-oest")
JONAS = Player("Jonas Lysholm", "jonas@example.dk", "sekretær i AMK Midt-Nord", office="amk-midt-nord")
BIRGITTE = Player(
    "Birgitte Egelund",
    "birgitte@example.dk",
    "formand for RAR Sjælland",
    _seats("FH", (CHAIRMANSHIP_BODY, "CHAIR")),
)
TORBEN = Player(
    "Torben Aagreen",
    "torben@example.dk",
    "næstformand i RAR Sjælland (DA)",
    _seats("DA", (CHAIRMANSHIP_BODY, "VICE_CHAIR")),
)
LONE = Player(
    "Lone Damhus",
    "lone@example.dk",
    "næstformand i RAR Sjælland (kommune)",
    _seats("Kommune", (CHAIRMANSHIP_BODY, "VICE_CHAIR")),
)
HANNE = Player("Hanne Rosenvang", "hanne@example.dk", "medlem af RAR Sjælland (DA)", _seats("DA"))
MIKKEL = Player("Mikkel Tornby", "mikkel@example.dk", "medlem af RAR Sjælland (FH)", _seats("FH"))
DITTE = Player(
    "Ditte Strandmark",
    "ditte@example.dk",
    "medlem af RAR Sjælland (kommune) og af positivlisteudvalget",
    _seats("Kommune", ("positivlisteudvalg", "MEMBER")),
)
OLUF = Player(
    "Oluf Kildebæk",
    "oluf@example.dk",
    "suppleant i RAR Sjælland (FH)",
    (Seat("rar-sjaelland", COUNCIL_BODY, "SUBSTITUTE", "FH", substitute_for=MIKKEL.email),),
)
SANNE = Player(
    "Sanne Møllegård",
    "sanne@example.dk",
    "tilforordnet i RAR Sjælland",
    (Seat("rar-sjaelland", COUNCIL_BODY, "OBSERVER", "Erhvervshus"),),
)
GUNNAR = Player(
    "Gunnar Fjordside",
    "gunnar@example.dk",
    "medlem af RAR Østjylland (DA)",
    _seats("DA", council="rar-oestjylland"),
)
VIBEKE = Player(
    "Vibeke Høgh",
    "vibeke@example.dk",
    "formand for RAR Østjylland",
    _seats("FH", (CHAIRMANSHIP_BODY, "CHAIR"), council="rar-oestjylland"),
)
PREBEN = Player(
    "Preben Lillelund",
    "preben@example.dk",
    "næstformand i RAR Østjylland (DA)",
    _seats("DA", (CHAIRMANSHIP_BODY, "VICE_CHAIR"), council="rar-oestjylland"),
)
RIKKE = Player(
    "Rikke Solbjerg",
    "rikke@example.dk",
    "næstformand i RAR Østjylland (kommune)",
    _seats("Kommune", (CHAIRMANSHIP_BODY, "VICE_CHAIR"), council="rar-oestjylland"),
)
ELLEN = Player("Ellen Nørager", "ellen@example.dk", "administrator", is_administrator=True)

CAST = (KAREN, JONAS, BIRGITTE, TORBEN, LONE, HANNE, MIKKEL, DITTE, OLUF, SANNE, GUNNAR, VIBEKE, PREBEN, RIKKE, ELLEN)
