"""Names in Danish: their order, and an address made of them."""

import re
import unicodedata

ORDER = {"æ": "{", "ø": "|", "å": "}", "aa": "}"}
LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def danish_order(name: str) -> str:
    """What names are sorted by: æ, ø, å after z, and aa as å (Aabenraa, Aalborg and Aarhus stand last)."""
    return re.sub("aa|æ|ø|å", lambda letter: ORDER[letter[0]], name.lower())


def address_of(name: str) -> str:
    """A name as a part of an address: "Udvalg for læring" is "udvalg-for-laering"; "" when nothing is left."""
    plain = unicodedata.normalize("NFKD", name.strip().lower().translate(LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-")
