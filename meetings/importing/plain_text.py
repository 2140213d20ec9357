"""A text file's lines. Wants no process of its own: decoding cannot become more than it is."""

import re

from meetings.importing.lines import Line, from_text

MAX_TEXT_BYTES, MAX_LETTERS = 4 * 1024 * 1024, 1_500_000
BROKEN = re.compile("Ã[¦¸¥†˜…]|\ufffd")  # æøå as UTF-8 that was read as something else
DOS = re.compile(r"[a-z][‘›†][a-z]")  # æøå of MS-DOS that was read as Windows'


class Refused(Exception):
    """Not a text that is taken; the word says why (files.REASONS)."""


def text_lines(data: bytes) -> list[Line]:
    """UTF-8, UTF-16 where the file says so, else what Windows writes in Denmark. Raises Refused."""
    if not data:
        raise Refused("empty")
    if len(data) > MAX_TEXT_BYTES:
        raise Refused("too-long")
    text = _decoded(data)
    odd = sum(text.count(chr(code)) for code in (*range(9), *range(14, 32)) if code != 12)
    if odd > len(text) / 100 or "\0" in text:
        raise Refused("not-text")
    if len(BROKEN.findall(text)) > 2 or len(DOS.findall(text)) > 2:
        raise Refused("encoding")
    if len(text) > MAX_LETTERS:
        raise Refused("too-long")
    lines = from_text(text)
    if not lines:
        raise Refused("no-text")
    return lines


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
