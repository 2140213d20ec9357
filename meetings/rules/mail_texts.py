"""The words of the portal's mails: standard texts, the placeholders of each kind, and how they are filled in.

A placeholder is looked up by its exact name. Text that people write never becomes a format string or a template:
`{event.__init__}` stands in the mail as it was written (trust row T14).
"""

import re
from collections.abc import Mapping

INVITATION, STAND_IN_ASKED, LIST_APPROVAL = "INVITATION", "STAND_IN_ASKED", "LIST_APPROVAL"

PLACEHOLDERS: dict[str, dict[str, tuple[str, str]]] = {  # kind -> name -> what it stands for, an example
    INVITATION: {
        "navn": ("modtagerens navn", "Hanne Rosenvang"),
        "raad": ("rådets navn", "RAR Sjælland"),
        "link": ("det personlige link, som gælder i 48 timer", "https://portalen.example.dk/invitation/eksempel/"),
    },
    STAND_IN_ASKED: {
        "navn": ("suppleantens navn", "Oluf Kildebæk"),
        "medlem": ("medlemmet, der har meldt afbud", "Mikkel Tornby"),
        "raad": ("rådets navn", "RAR Sjælland"),
        "moede": ("mødets navn", "RAR Sjællands møde den 1. februar 2024"),
        "dag": ("mødets dag", "torsdag den 1. februar 2024"),
        "tid": ("mødets tid", "kl. 13.00–16.00"),
        "sted": ("mødets sted", "Roskilde, mødelokale 2"),
        "link": ("link til mødet", "https://portalen.example.dk/mit/rar-sjaelland/raad/2024-02-01/"),
    },
    LIST_APPROVAL: {
        "navn": ("modtagerens navn", "Birgitte Egelund"),
        "raad": ("rådets navn", "RAR Sjælland"),
        "dag": ("dagen, listen skal gælde fra", "1. oktober 2024"),
        "frist": ("formandskabets frist", "15. september 2024"),
        "antal": ("hvor mange kurser der tilføjes, fjernes eller ændres", "18"),
        "link": ("link til listen", "https://portalen.example.dk/mit/rar-sjaelland/positivliste/1/godkend/"),
    },
}
REQUIRED = {INVITATION: ("link",), STAND_IN_ASKED: (), LIST_APPROVAL: ("link",)}
STANDARD: dict[str, tuple[str, str]] = {  # kind -> subject, text
    INVITATION: (
        "Invitation til Rådsportalen for {raad}",
        "Kære {navn}\n\n"
        "Du er inviteret til Rådsportalen, hvor {raad} har sine dagsordener og referater.\n\n"
        "Brug dette link første gang. Det er dit eget og kan bruges én gang inden for 48 timer:\n\n"
        "{link}\n\n"
        "Er linket udløbet, så bed sekretariatet om et nyt.\n\n"
        "Venlig hilsen\nSekretariatet for {raad}",
    ),
    STAND_IN_ASKED: (
        "Kan du deltage som suppleant {dag}?",
        "Kære {navn}\n\n"
        "{medlem} har meldt afbud til {moede}. Du er suppleant og bliver derfor spurgt, om du kan deltage.\n\n"
        "Tid: {dag}, {tid}\n"
        "Sted: {sted}\n\n"
        "Dagsordenen står på Rådsportalen:\n\n"
        "{link}\n\n"
        "Giv sekretariatet besked, hvis du er forhindret.\n\n"
        "Venlig hilsen\nSekretariatet for {raad}",
    ),
    LIST_APPROVAL: (
        "Godkend positivlisten senest {frist}",
        "Kære {navn}\n\n"
        "Sekretariatet har lavet et forslag til positivlisten for {raad}, som skal gælde fra {dag}. "
        "Ændringer i forhold til den gældende liste: {antal} kurser.\n\n"
        "Læs listen, og godkend den eller send den tilbage, senest {frist}:\n\n"
        "{link}\n\n"
        "Venlig hilsen\nSekretariatet for {raad}",
    ),
}
NAME = re.compile(r"\{([a-z_]+)\}")
ANYTHING_IN_BRACES = re.compile(r"\{[^{}]*\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each `{name}` that `values` has in its place; all else stands as it was written.

    One pass: a value that looks like a placeholder is not filled in again.
    """
    return NAME.sub(lambda found: values.get(found[1], found[0]), text)


def unknown(text: str, kind: str) -> list[str]:
    """What stands in braces and is no placeholder of this kind of mail, as written, each once."""
    known = {f"{{{name}}}" for name in PLACEHOLDERS[kind]}
    return [found for found in dict.fromkeys(ANYTHING_IN_BRACES.findall(text)) if found not in known]


def missing(text: str, kind: str) -> list[str]:
    """The placeholders that a mail of this kind makes no sense without, and that the text lacks."""
    return [f"{{{name}}}" for name in REQUIRED[kind] if f"{{{name}}}" not in text]


def examples(kind: str) -> dict[str, str]:
    """An example value for each placeholder, for the preview."""
    return {name: example for name, (_, example) in PLACEHOLDERS[kind].items()}
