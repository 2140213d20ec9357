"""The lines of a file that somebody uploads, taken out in a process with limits (trust rows T10, T16).

    python -m meetings.importing.extract < FILE

Writes JSON: `{"kind": "pdf", "lines": [[number, text, page, gap, leads, links], ...]}`, or `{"refused": "scanned"}`
with a word of `files.REASONS`. Like `core/filecheck.py` it knows neither Django nor a setting, has no network, and
learns no path.
"""

import json
import os
import sys
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from meetings.importing.lines import Line
from meetings.importing.pdf_lines import pdf_lines
from meetings.importing.plain_text import BROKEN, MAX_LETTERS
from meetings.importing.word_lines import word_lines
from rarportal.core.confined import limit, without_network
from rarportal.core.filecheck import Refused, kind_of

MIB = 1024 * 1024
MEMORY_BYTES, CPU_SECONDS, WALL_SECONDS, FILE_BYTES = 768 * MIB, 20, 30, 16 * MIB
WORDS_PER_PAGE = 5  # fewer, and the page is a picture


def lines_of(file: BinaryIO) -> tuple[str, list[Line]]:
    """The kind of an open file (pdf or docx) and its lines. Raises Refused, or whatever a parser raises."""
    with TemporaryFile() as out:
        kind = kind_of(file, out)
    file.seek(0)
    if kind not in {"pdf", "docx"}:
        raise Refused(kind)
    lines = list(pdf_lines(file) if kind == "pdf" else word_lines(file))
    words = sum(len(line.text.split()) for line in lines)
    if not lines or (kind == "pdf" and words < WORDS_PER_PAGE * lines[-1].page):
        raise Refused("scanned" if kind == "pdf" else "no-text")
    if sum(len(BROKEN.findall(line.text)) for line in lines) > words / 20:
        raise Refused("no-letters")
    if sum(len(line.text) for line in lines) > MAX_LETTERS:
        raise Refused("too-long")
    return kind, lines


def main() -> None:
    """Say which lines the file on standard input has."""
    without_network()
    limit(memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS, file_bytes=FILE_BYTES)
    with os.fdopen(0, "rb") as file:
        answer: dict[str, Any]
        try:
            kind, lines = lines_of(file)
            answer = {"kind": kind, "lines": [[*vars(line).values()] for line in lines]}
        except Refused as refused:
            answer = {"refused": str(refused)}
        except (MemoryError, RecursionError):
            answer = {"refused": "too-much"}
        except Exception:  # whatever a parser raises is an answer
            answer = {"refused": "broken"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
