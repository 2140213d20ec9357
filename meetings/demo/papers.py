"""The demo's two real documents, and what a secretary answers when the importer asks about their lines. Plain data.

S0 is the agenda of RAR Sjælland's meeting on 1 February 2024, S2 the minutes of RAR Østjylland's meeting on
26 September 2023, both as text taken out of a PDF, which has lost S2's bullets and does not tell where some
paragraphs end.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Paper:
    """A document of the demo; `marks` are the answers by the lines' numbers (meetings/importing/document.py)."""

    council: str
    kind: str  # AGENDA or MINUTES
    date: date
    filename: str
    marks: dict[int, str]


PAPERS = {
    "s0": Paper(
        council="rar-sjaelland",
        kind="AGENDA",
        date=date(2024, 2, 1),
        filename="s0.txt",
        marks=dict.fromkeys((214, 228, 240, 321, 453), "paragraph"),
    ),
    "s2": Paper(
        council="rar-oestjylland",
        kind="MINUTES",
        date=date(2023, 9, 26),
        filename="s2.txt",
        marks=dict.fromkeys((103, 823), "subheading") | {701: "paragraph", 704: "paragraph"},
    ),
}
