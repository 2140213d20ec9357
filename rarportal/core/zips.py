"""The one place that looks into a zip before anything of it is unpacked (trust rows T16, T17): Excel, Word, PowerPoint.

The central directory says how large the contents become; `zipfile` then unpacks no more of an entry than was said.
"""

import stat
import zipfile
from itertools import pairwise
from typing import IO

MAX_ENTRIES, MAX_UNPACKED, MAX_RATIO = 500, 50 * 1024 * 1024, 100
HEADER = 30  # bytes before an entry's name; no entry takes less


class Odd(ValueError):
    """A zip with what no document has: paths out of it, links, encrypted entries."""


class Bomb(ValueError):
    """A zip that becomes much larger than it is."""


def check(file: IO[bytes], *, unpacked: int = MAX_UNPACKED) -> list[zipfile.ZipInfo]:
    """The entries, none of them unpacked. Raises Bomb, Odd, or what zipfile raises at a broken file.

    `unpacked`: bytes that all of it may become.
    """
    with zipfile.ZipFile(file) as packed:
        entries = packed.infolist()
        size = packed.start_dir
    total = sum(entry.file_size for entry in entries)
    if (
        len(entries) > MAX_ENTRIES
        or total > unpacked
        or any(entry.file_size > MAX_RATIO * max(1, entry.compress_size) for entry in entries)
        or total > MAX_RATIO * max(1, size)
        or _overlap(entries)
    ):
        raise Bomb
    if len({entry.filename for entry in entries}) < len(entries) or any(map(_is_odd, entries)):
        raise Odd
    return entries


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether the same bytes are counted for several entries (Fifield's bomb)."""
    spans = sorted((entry.header_offset, entry.header_offset + HEADER + entry.compress_size) for entry in entries)
    return any(end > begin for (_, end), (begin, _) in pairwise(spans))


def _is_odd(entry: zipfile.ZipInfo) -> bool:
    path = entry.orig_filename.replace("\\", "/")
    return (
        path.startswith("/")
        or ".." in path.split("/")
        or "\0" in path
        or stat.S_ISLNK(entry.external_attr >> 16)
        or bool(entry.flag_bits & 1)
    )
