"""Names in Danish: their order (PostgreSQL here has no ICU), when two are the same, and an address made of one."""

import re
import unicodedata

LAST = {"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"}  # the three characters after z
LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
ALONE = {"ð": "d", "þ": "th", "ß": "ss", "ł": "l", "đ": "d"}


def sort_key(name: str) -> tuple[str, str]:
    """Where a name stands in a Danish list: ... z æ ø å, "aa" as å, "ü" as y; case and other accents don't count.

    The name itself comes second, so that the order is always the same (Dansk Sprognævn, Retskrivningsordbogen § 3).
    """
    letters = unicodedata.normalize("NFC", name).casefold().replace("aa", "å")
    return "".join(map(_letter, letters)), name


def _letter(letter: str) -> str:
    if letter in LAST:
        return LAST[letter]
    if letter == "ü":
        return "y"
    return ALONE.get(letter) or unicodedata.normalize("NFD", letter)[0]


def same_key(name: str) -> str:
    """Two names are the same when these are: case and number of spaces don't count."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def address_of(name: str) -> str:
    """A name as a part of an address: "Udvalg for læring" is "udvalg-for-laering"; "" when nothing is left."""
    plain = unicodedata.normalize("NFKD", name.strip().lower().translate(LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-")
