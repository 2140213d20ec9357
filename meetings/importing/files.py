"""A file that is to be imported: its lines, or why it cannot be read. A process reads PDF and Word (extract.py)."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from meetings.importing.lines import Line
from meetings.importing.plain_text import MAX_TEXT_BYTES, Refused, text_lines
from meetings.importing.tables import Unreadable
from rarportal.core.uploads import REASONS as CHECKED

PACKED = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # PDF, zip, Word before 2007
SECONDS = 35  # a little more than the process gives itself
HOUSE = Path(__file__).parents[2]  # where the packages stand
PASSED_ON = {"PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH"}
REASONS = {
    **CHECKED,
    "scanned": "PDF-filen er scannet: den er billeder uden tekst. Gem den som PDF fra Word, eller hent Word-filen.",
    "no-text": "Der er ingen tekst i filen.",
    "no-letters": "Skriften i PDF-filen kan ikke læses som bogstaver. Hent Word-filen i stedet.",
    "not-text": "Filen er ikke tekst, PDF eller Word (.docx).",
    "encoding": "Filens æ, ø og å er ødelagt: den er gemt med en forkert tegnkodning. Gem den som UTF-8.",
    "too-long": "Filen har for megen tekst til at være en dagsorden eller et referat.",
    "too-many-pages": "Filen har mere end 300 sider. Del den, så hvert møde har sin egen fil.",
    "xlsx": "Filen er et regneark (Excel), ikke et Word-dokument. Gem dagsordenen eller referatet som PDF eller .docx.",
    "pptx": "Filen er en præsentation (PowerPoint). Gem dagsordenen eller referatet som PDF eller .docx.",
    "broken": "Filen kan ikke læses. Gem den igen som PDF eller .docx.",
    "zip": "Filen er en zip-fil. Pak den ud, og hent filerne i den.",
    "unknown": "Filen er ikke tekst, PDF eller Word (.docx).",
}


@dataclass(frozen=True)
class Extracted:
    """The kind of a file (pdf, docx or txt), and its lines that have words."""

    kind: str
    lines: list[Line]


def extract(file: IO[bytes]) -> Extracted:
    """Read an open file on disk. Raises Unreadable with the reason in Danish, and within half a minute."""
    file.seek(0)
    begins = os.pread(file.fileno(), 8, 0)  # not through the file's buffer: the process reads the same open file
    if not begins.startswith(PACKED):
        try:
            return Extracted("txt", text_lines(file.read(MAX_TEXT_BYTES + 1)))
        except Refused as refused:
            raise Unreadable(REASONS[str(refused)]) from None
    try:
        done = subprocess.run(
            [sys.executable, "-m", "meetings.importing.extract"],
            stdin=file.fileno(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=HOUSE,
            env={name: value for name, value in os.environ.items() if name in PASSED_ON},
            timeout=SECONDS,
            check=False,
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {"refused": "too-much"}
    except subprocess.TimeoutExpired:
        answer = {"refused": "too-much"}
    if word := answer.get("refused"):
        raise Unreadable(REASONS.get(word, REASONS["broken"]))
    return Extracted(answer["kind"], [Line.kept(*line) for line in answer["lines"]])
