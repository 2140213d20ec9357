"""The occupational groups (erhvervsgrupper), as data/erhvervsgrupper.csv has them: name and Jobnet's code."""

import csv
from pathlib import Path

FILE = Path(__file__).parent / "data" / "erhvervsgrupper.csv"


def read() -> list[tuple[str, str]]:
    """Name and code of every group, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as opened:
        return [(row["navn"], row["jobnet_kode"]) for row in csv.DictReader(opened)]
