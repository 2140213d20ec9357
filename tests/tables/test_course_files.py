"""Files of courses: what is read, and files made to hurt. Trust rows T15, T16, R22; nothing here asks the database."""

import csv
import io
import json
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from positivlist.rendering.files import comma_separated, excel
from positivlist.rules.courses import Row, row_of
from positivlist.sources.courses import Line, read_days, read_ects, read_lines
from positivlist.sources.planning import plan
from positivlist.sources.spreadsheet import Unreadable, read_file, read_paste
from tests import weapons

CELLS = st.one_of(  # what people write, and what they do not
    st.text(st.characters(blacklist_characters="\t\n\r", blacklist_categories=["Cs"]), max_size=20),
    st.sampled_from(
        ["Bygge og anlæg", "AMU", "privat", "Akademi", "48906", "5", "5 dage", "7,5", "-", "", "\0", "x" * 400]
    ),
)
HEAD = ["Erhvervsgruppe", "Kursustitel", "Type", "Kursuskode", "Dage", "ECTS"]
ROW = ["Bygge og anlæg", "Gulve", "AMU", "48906", 5, None]
GROUPS = ["Bygge og anlæg", "Akademisk arbejde"]


def book(*rows: list[Any], title: str = "Kurser", then: Any = None) -> bytes:
    """A workbook with one sheet of these rows."""
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    if then:
        then(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def lines(data: bytes) -> list[Line]:
    return read_lines(read_file(data))


def faults(data: bytes) -> list[str]:
    """Every sentence, of lines that are planned."""
    return [said for one in plan(lines(data), [], GROUPS) for said in one.line.faults.values()]


def test_excel_and_csv_say_the_same() -> None:
    text = "\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in (HEAD, ROW))
    for data in (
        book(HEAD, ROW),
        text.encode(),
        text.encode("cp1252"),
        text.encode("utf-16"),
        b"\xef\xbb\xbf" + text.encode(),
    ):
        (one,) = plan(lines(data), [], GROUPS)
        assert one.row == Row("Bygge og anlæg", "Gulve", "AMU", "48906", 5)
        assert one.line.faults == {}


def test_a_heading_may_stand_below_a_title_and_on_another_sheet() -> None:
    def more(made: Any) -> None:
        sheet = made.create_sheet("Liste")
        for row in (
            ["Positivliste 2023"],
            [],
            ["Kode", "Kursus", "Uddannelsestype"],
            ["20510", "Omstilling", "akademi"],
        ):
            sheet.append(row)

    (one,) = lines(book(["Til orientering"], title="Forside", then=more))
    assert (one.number, one.cells["title"], one.cells["code"]) == (4, "Omstilling", "20510")
    assert one.places["code"] == "Ark »Liste«, celle A4"


def test_rows_are_pasted_with_and_without_a_heading() -> None:
    plain = "\t".join("" if cell is None else str(cell) for cell in ROW)
    for text in (plain, "\t".join(HEAD) + "\n" + plain):
        (one,) = plan(read_lines([read_paste(text)], heading=False), [], GROUPS)
        assert one.row == Row("Bygge og anlæg", "Gulve", "AMU", "48906", 5)


def test_a_code_that_is_a_number_keeps_the_zeros_that_are_shown() -> None:
    def as_number(made: Any) -> None:
        made.active["D2"].number_format = "00000"

    (one,) = lines(book(HEAD, [*ROW[:3], 8906, 5, None], then=as_number))
    assert one.cells["code"] == "08906"
    (one,) = plan(lines(book(HEAD, [*ROW[:3], 8906, 5, None])), [], GROUPS)
    assert [warning.remedy for warning in one.warnings] == ["foran-nul"]


def merged(made: Any) -> None:
    made.active.merge_cells("A2:A3")


def formula(made: Any) -> None:
    made.active["E2"] = "=2+3"


def dated(made: Any) -> None:
    made.active["D2"] = __import__("datetime").date(2023, 10, 1)


def wrong(made: Any) -> None:
    made.active["E2"] = "#REF!"
    made.active["E2"].data_type = "e"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (merged, "Ark »Kurser«, celle A2: Cellerne A2:A3 er flettet sammen."),
        (formula, "Ark »Kurser«, celle E2: Her står en formel."),
        (dated, "Ark »Kurser«, celle D2: Her står en dato, ikke en værdi."),
        (wrong, "Ark »Kurser«, celle E2: Her står en fejl fra regnearket."),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_odd_is_told_with_its_sheet_and_cell(spoil: Any, said: str) -> None:
    found = faults(book(HEAD, ROW, [*ROW[:3], "48907", 5, None], then=spoil))
    assert any(sentence.startswith(said) for sentence in found), found


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["Bygge", *ROW[1:]], "Ark »Kurser«, celle A2: Portalen kender ingen erhvervsgruppe, der hedder »Bygge«."),
        ([ROW[0], "", *ROW[2:]], "Ark »Kurser«, celle B2: Skriv kursets titel."),
        ([*ROW[:2], "Kursus", *ROW[3:]], "Ark »Kurser«, celle C2: Skriv typen"),
        ([*ROW[:4], "en uge", None], "Ark »Kurser«, celle E2: Skriv dage som et helt tal."),
        ([*ROW[:4], None, "5 point"], "Ark »Kurser«, celle F2: Skriv ECTS som et tal"),
        ([ROW[0], "x" * 301, *ROW[2:]], "Ark »Kurser«, celle B2: Højst 300 tegn."),
    ],
)
def test_a_cell_that_is_no_value_is_told_at_its_cell(cells: list[Any], said: str) -> None:
    assert any(sentence.startswith(said) for sentence in faults(book(HEAD, cells))), faults(book(HEAD, cells))


def test_two_rows_with_one_code_are_told_at_the_second() -> None:
    assert faults(book(HEAD, ROW, [*ROW[:1], "Et andet", *ROW[2:]])) == [
        "Ark »Kurser«, celle D3: Samme kursus står allerede i række 2: koden 48906 er den samme."
    ]


def test_a_hidden_sheet_is_not_read_and_told_of() -> None:
    def hide(made: Any) -> None:
        made.create_sheet("Løn").append(["hemmeligt"])
        made["Løn"].sheet_state = "hidden"

    (table,) = read_file(book(HEAD, ROW, then=hide))
    assert table.remarks == ["Skjulte ark er ikke læst: »Løn«."]
    assert "hemmeligt" not in str(table)


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in parts.items():
            zipped.writestr(name, data)
    return out.getvalue()


def million_rows() -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = made.add_worksheet("Kurser")
    for row in range(150_000):
        sheet.write_row(row, 0, ["Bygge og anlæg", f"Kursus {row}", "AMU", "48906", 5])
    made.close()
    return out.getvalue()


def laughs(data: bytes) -> bytes:
    """The workbook with an entity bomb in its sheet."""
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("sheet1.xml"):
                text = bomb.encode() + text.replace(b"Kursustitel", b"&b;")
            new.writestr(name, text)
    return out.getvalue()


HOSTILE = {
    "empty": lambda: b"",
    "noise": lambda: bytes(range(256)) * 40,
    "binary": lambda: b"\0" * 5000,
    "old Excel": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "a zip of something else": lambda: packed(a=b"x"),
    "a bomb": lambda: packed(a=b"\0" * 200_000_000),
    "a cut-off workbook": lambda: book(HEAD, ROW)[:-200],
    "entities": lambda: laughs(book(HEAD, ROW)),
    "150,000 rows": million_rows,
    "a long CSV": lambda: "\n".join([";".join(HEAD), *["x;y;AMU;48906;5;"] * 20_000]).encode(),
    "too large": lambda: b"a" * (5 * 1024 * 1024 + 1),
    "an open quotation mark": lambda: b'Kursustitel;Kode\n"aldrig lukket;1\n',
    "one enormous cell": lambda: b"Kursustitel;Kode\n" + b"x" * 4_000_000 + b";1\n",
    "no heading": lambda: book(["a", "b"], ["c", "d"]),
    "only a heading": lambda: book(HEAD),
    "two columns of one name": lambda: book([*HEAD, "kode"], [*ROW, "1"]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_made_to_hurt_is_refused_in_danish_within_seconds(name: str) -> None:
    """T16: openpyxl CVE-2017-5992, zip and XML bombs; within the limits of a process of its own."""
    data, began = HOSTILE[name](), time.monotonic()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Unreadable) as refused:
        lines(data)
    assert str(refused.value).endswith(".")
    assert time.monotonic() - began < 25  # what the reading process gives itself
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 80_000  # kilobytes, of this process


def test_the_reading_process_knows_no_settings_and_no_secret() -> None:
    """It starts without Django's settings, and ends with one line of JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "positivlist.sources.reader"], input=b"a;b\n", capture_output=True, env={}, check=False
    )
    assert done.returncode == 0
    assert done.stdout.startswith(b'{"tables"')


NUMBERS = {"": None, "-": None, "5": 5, "5 dage": 5, "5,0": 5, "12": 12}


@pytest.mark.parametrize("text", NUMBERS)
def test_days_as_people_write_them(text: str) -> None:
    assert read_days(text) == NUMBERS[text]


@pytest.mark.parametrize("text", ["2,5", "-3", "5 uger", "1e3", "9999"])
def test_what_is_no_number_of_days(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        read_days(text)


@pytest.mark.parametrize(
    ("text", "points"), [("", ""), ("5", "5"), ("7,5", "7.5"), ("2.5 ECTS", "2.5"), ("10,00", "10.0")]
)
def test_points_as_people_write_them(text: str, points: str) -> None:
    found = read_ects(text)
    assert ("" if found is None else str(found)) == points


def columns(row: Sequence[Any]) -> list[Any]:
    """Of a list's row those columns that people write text in."""
    return [row[0], row[1], row[3], row[6]]


def test_what_looks_like_a_formula_is_text_in_excel() -> None:
    """T15: Indico 2.2.3, ActiveAdmin GHSA-xhvv-3jww-c487, InvenTree GHSA-7rq4-qcpw-74gq."""
    data = excel(weapons.listed())
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    rows = [columns(row) for row in sheet.iter_rows(min_row=2)]
    assert [[cell.value.replace("_x000D_", "\r") for cell in row] for row in rows] == [
        [x] * 4 for x in weapons.FORMULAS
    ]
    assert {cell.data_type for row in rows for cell in row} == {"s"}
    assert {cell.hyperlink for row in rows for cell in row} == {None}
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert b"<f>" not in opened.read("xl/worksheets/sheet1.xml")


def test_what_looks_like_a_formula_is_text_in_csv() -> None:
    """T15, spree GHSA-xf4v-w5x5-pv79. What is harmless stands as it is, so that a code keeps its zero."""
    text = comma_separated(weapons.listed()).decode("utf-8-sig")
    rows = [columns(row) for row in list(csv.reader(io.StringIO(text), delimiter=";"))[1:]]
    for row, harmful in zip(rows, weapons.FORMULAS, strict=True):
        is_harmless = harmful[0] not in "=＝+＋-－@＠\t\r|%"
        wanted = harmful if is_harmless else f"'{harmful.replace('|', chr(92) + '|')}"
        assert row == [wanted] * 4


def test_whatever_stands_in_the_cells_a_line_is_a_course_or_says_what_is_wrong() -> None:
    """R22: what is planned without a fault is a row that the list can keep and read back."""

    @given(st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=5))
    def fuzz(rows: list[list[str]]) -> None:
        text = "\n".join("\t".join(cells) for cells in rows)
        try:
            read = read_lines([read_paste(text)], heading=False)
        except Unreadable:
            return
        for one in plan(read, [], GROUPS):
            assert (one.row is None) <= bool(one.line.faults)
            if not one.line.faults:
                assert one.row is not None
                assert one.row.group in GROUPS
                assert 0 < len(one.row.title) <= 300
                assert "\0" not in json.dumps(one.row.plain(), ensure_ascii=False)
                assert row_of(one.row.plain()) == one.row

    fuzz()
