"""Write the files, have them converted, and hold every cell against what was put in."""

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

from positivlist.rendering.files import HEADINGS, TITLES, comma_separated, excel
from rarportal.core import office
from tests import weapons

DANISH_CSV = "Text - txt - csv (StarCalc):59,34,76,1"  # semicolon, quotation mark, UTF-8, from the first line
AS_SHOWN = f"{DANISH_CSV},,0,false,true"  # each cell as it is shown
TEXTS = (0, 1, 3, 6)  # the columns that people write text in
SECONDS = 120


def convert(folder: Path, name: str, *words: str) -> None:
    """Open a file and save it as another."""
    profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
    command = [office.PROGRAM, "--headless", "--norestore", "--nolockcheck", profile, *words, "--outdir", str(folder)]
    subprocess.run([*command, str(folder / name)], capture_output=True, check=True, timeout=SECONDS)


def from_excel(folder: Path) -> list[list[str]]:
    """The rows that LibreOffice shows of our Excel file."""
    (folder / "liste.xlsx").write_bytes(excel(weapons.listed()))
    convert(folder, "liste.xlsx", "--convert-to", f"csv:{AS_SHOWN}")
    with (folder / "liste.csv").open(newline="", encoding="utf-8") as opened:
        return list(csv.reader(opened, delimiter=";"))


def from_csv(folder: Path) -> tuple[list[list[str]], list[list[str]], int]:
    """The rows of our CSV file, what LibreOffice reads of them, and how many of its cells are formulas or links."""
    (folder / "andet.csv").write_bytes(comma_separated(weapons.listed()))
    with (folder / "andet.csv").open(newline="", encoding="utf-8-sig") as opened:
        written = list(csv.reader(opened, delimiter=";"))
    convert(folder, "andet.csv", f"--infilter={DANISH_CSV}", "--convert-to", "xlsx")
    rows = list(openpyxl.load_workbook(folder / "andet.xlsx").active.iter_rows())
    alive = sum(cell.data_type == "f" or cell.hyperlink is not None for row in rows for cell in row)
    return written, [[str(cell.value or "") for cell in row] for row in rows], alive


def main() -> int:
    """0 when every text came through as text."""
    if not office.is_here():
        raise SystemExit("LibreOffice did not run: there is none. Type: apt-get install -y libreoffice-calc-nogui")
    with tempfile.TemporaryDirectory() as name:
        shown, (written, read, alive) = from_excel(Path(name)), from_csv(Path(name))
    wrong = [f"{alive} formulas or links in CSV"] if alive else []
    if shown[0] != list(TITLES) or read[0] != list(HEADINGS):
        wrong.append(f"the headings: {shown[0]}, {read[0]}")
    for text, in_excel, ours, in_csv in zip(weapons.FORMULAS, shown[1:], written[1:], read[1:], strict=True):
        for place in TEXTS:
            if in_excel[place] != text:
                wrong.append(f"{text!r} is {in_excel[place]!r} in Excel")
            if ours[place].startswith("'") and in_csv[place] != ours[place].replace("\r", "\n"):
                wrong.append(f"{ours[place]!r} is {in_csv[place]!r} in CSV")
    count = len(weapons.FORMULAS) * len(TEXTS)
    print("\n".join(wrong) or f"{count} cells as LibreOffice shows them: Excel word by word, nothing alive in CSV.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
