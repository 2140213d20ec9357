"""Which addresses are links: the one allow-list for what people type into a link's field (trust row T11)."""

import re
from urllib.parse import urlsplit

SCHEMES = ("https", "http", "mailto")
HOST = re.compile(r"[\w-]+(\.[\w-]+)+\.?", re.ASCII)
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def is_link(address: str) -> bool:
    """Whether this is a whole address with a scheme of the list, a host or a mailbox, and nothing hidden in it."""
    if not address.isprintable() or any(letter.isspace() or letter in "<>\"'`\\{}|^" for letter in address):
        return False
    try:
        parts = urlsplit(address)
        if parts.scheme == "mailto":
            box, at, host = parts.path.partition("@")
            return bool(box and at and HOST.fullmatch(host)) and not parts.netloc
        host = (parts.hostname or "").encode("idna").decode()
        return (
            parts.scheme in SCHEMES
            and address[len(parts.scheme) :].startswith("://")
            and "@" not in parts.netloc
            and HOST.fullmatch(host) is not None
            and parts.port != 0
        )
    except ValueError:  # a port that is no number, a host that is none
        return False


def completed(typed: str) -> str:
    """The address as it is kept: https:// before one that was typed without a scheme ("rar.dk/side")."""
    address = typed.strip()
    return address if not address or SCHEME.match(address) or address.startswith("/") else f"https://{address}"
