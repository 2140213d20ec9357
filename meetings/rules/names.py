"""Danish alphabetical order, and when two written names are the same. PostgreSQL here has no ICU."""

import unicodedata

LAST = {"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"}  # the three characters after z
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
