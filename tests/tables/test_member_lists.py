"""Member lists as they come: formats, headings, cells; what a list would do; and files that are weapons (T16)."""

import io
import resource
import zipfile
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest

from meetings.importing.member_lists import read_member_list, read_moment
from meetings.importing.planning import Known, KnownPerson, Planned, plan
from meetings.importing.tables import MAX_BYTES, Unreadable, read_table
from meetings.rules.memberships import Held

HEADING = "navn;e-mail;telefon;organisation;rolle;mødeforum;fra;til;suppleant for\n"
ROW = "Åse Prøveby;aase@eksempel.dk;12 34 56 78;DA;medlem;rådet;01-07-2026;;\n"
CELLS = ["Åse Prøveby", "aase@eksempel.dk", "12 34 56 78", "DA", "medlem", "rådet", "01-07-2026", "", ""]


def workbook(*rows: list[Any]) -> bytes:
    book, whole = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(whole)
    return whole.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        (HEADING + ROW).encode(),
        (HEADING + ROW).encode("utf-8-sig"),
        (HEADING + ROW).encode("cp1252"),
        (HEADING + ROW).encode("utf-16"),
        (HEADING + ROW).replace(";", ",").encode(),
        (HEADING + ROW).replace(";", "\t").replace("\n", "\r\n").encode(),
        (HEADING + ROW).replace("Åse Prøveby", '"Åse\n Prøveby"').encode(),
        workbook(HEADING.strip().split(";"), CELLS),
        workbook(HEADING.strip().split(";"), [*CELLS[:6], datetime(2026, 7, 1), None, None]),
        workbook(["Medlemmer af RAR Sjælland"], [], HEADING.strip().split(";"), CELLS),
    ],
)
def test_the_same_list_in_every_format(data: bytes) -> None:
    (line,) = read_member_list(read_table(data))
    assert [*line.cells.values()] == CELLS


def test_columns_come_in_any_order_under_usual_names() -> None:
    heading = "Funktion,Mobil,Medlem,Bemærkning,E-mailadresse,Udpeget af,Udvalg,Startdato,Slutdato"
    text = f"{heading}\nformand,1,Bo,x,b@x.dk,FH,råd,a,b\n"
    (line,) = read_member_list(read_table(text.encode()))
    assert line.cells == {
        "role": "formand", "phone": "1", "name": "Bo", "email": "b@x.dk", "organisation": "FH", "body": "råd",
        "begins": "a", "ends": "b",
    }  # fmt: skip
    assert line.number == 2


def test_a_formula_is_read_as_its_saved_value_and_a_number_as_a_number() -> None:
    rows = read_table(workbook(["navn", "telefon"], ['=HYPERLINK("http://x")', 12345678.0]))
    assert rows[1][:2] == ["", "12345678"]  # openpyxl saves no value with a formula; nothing is worked out here


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "navn"),
        (b"navn;rolle\n", "ingen linjer"),
        (b"rolle;fra\nmedlem;1\n", "en af dem skal"),
        (b"navn;e-mail;mail\nBo;a@b.dk;\n", "hedder det samme: e-mail"),
        (b'navn;rolle\n"Bo;medlem\n', "anf\u00f8rselstegn"),
        (b"\x00\x01\x02", "hverken"),
        (b"\xd0\xcf\x11\xe0rest", "gamle format"),
        (b"PK\x03\x04 not a zip", "Excel-projektmappe"),
        (b"x" * (MAX_BYTES + 1), "for stor"),
        (b"navn;rolle\n" + b"Bo;medlem\n" * 501, "mere end 500 linjer"),
        (b"navn\x81;\x8d\n", "tegn kan ikke"),
    ],
)
def test_a_file_that_is_no_member_list_is_told_why(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_member_list(read_table(data))


# -- weapons -------------------------------------------------------------------------------------------------------

SHEET = "xl/worksheets/sheet1.xml"


def repacked(**entries: bytes) -> bytes:
    """A sound workbook with some of its files replaced."""
    whole = io.BytesIO()
    sound = io.BytesIO(workbook(["navn", "rolle"], ["Bo", "medlem"]))
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in entries:
                new.writestr(name, old.read(name))
        for name, data in entries.items():
            new.writestr(name, data)
    return whole.getvalue()


def with_link() -> bytes:
    whole = io.BytesIO(workbook(["navn"]))
    with zipfile.ZipFile(whole, "a") as packed:
        link = zipfile.ZipInfo("xl/link")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
    return whole.getvalue()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
XML = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
CELL = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
WEAPONS = {
    "a file of zeros": repacked(**{"xl/media/x": bytes(60_000_000)}),
    "more entries than a workbook has": repacked(**{f"xl/{n}": b"x" for n in range(501)}),
    "a path out of it": repacked(**{"../x": b"x"}),
    "an absolute path": repacked(**{"/etc/x": b"x"}),
    "a link": with_link(),
    "a billion laughs": repacked(
        **{SHEET: f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>{XML.format(CELL.format(1, "&l9;"))}'.encode()}
    ),
    "a file from elsewhere": repacked(
        **{SHEET: f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{XML.format(CELL.format(1, "&e;"))}'.encode()}
    ),
    "a million rows": repacked(**{SHEET: XML.format("".join(f'<row r="{n}"/>' for n in range(1, 300_000))).encode()}),
    "a row far below": repacked(**{SHEET: XML.format(CELL.format(1, "navn") + CELL.format(1048576, "Bo")).encode()}),
    "half an XML": repacked(**{SHEET: b"<worksheet"}),
    "no workbook in it": repacked(**{"xl/workbook.xml": b"<x/>"}),
}


@pytest.mark.parametrize("what", WEAPONS)
def test_a_weapon_is_refused_in_little_memory(what: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Unreadable) as refused:
        read_member_list(read_table(WEAPONS[what]))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024  # kB
    assert "root:" not in str(refused.value)


# -- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_end", "utc"),
    [
        ("01-07-2026", False, "2026-06-30 22:00"),
        ("1.7.2026", False, "2026-06-30 22:00"),
        ("2026-07-01", False, "2026-06-30 22:00"),
        ("01/07/2026", True, "2026-07-01 22:00"),  # the last day, included
        ("31-12-2026", True, "2026-12-31 23:00"),
        ("01-07-2026 14:30", True, "2026-07-01 12:30"),
        ("01-07-2026 kl. 14.30", False, "2026-07-01 12:30"),
    ],
)
def test_a_date_in_a_cell(text: str, is_end: bool, utc: str) -> None:
    assert read_moment(text, is_end=is_end) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["i går", "31-02-2026", "01-07-26", "29-03-2026 02:30", "31-12-9999", "01-07-2026 25:00"]
)
def test_no_date_in_a_cell(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read_moment(text, is_end=True)


# -- what a list would do ----------------------------------------------------------------------------------------------

START = datetime(2022, 1, 1, tzinfo=UTC)
KNOWN = Known(
    people=(
        KnownPerson(1, "Hanne Rosenvang", "hanne@example.dk", "11"),
        KnownPerson(2, "Mette Hansen"),
        KnownPerson(3, "Mette Hansen"),
        KnownPerson(4, "Gunnar Fjordside", "gunnar@example.dk", is_ours=False),
    ),
    seats=(Held(50, 1, 7, "COUNCIL", "MEMBER", START, None, 90),),
    organisations={"da": 90, "fh": 91},
    organisation_names=("DA", "FH"),
    bodies={"": (7, "COUNCIL"), "rådet": (7, "COUNCIL"), "formandskabet": (8, "CHAIRMANSHIP")},
    body_names=("RAR Sjælland", "Formandskabet"),
)


def planned(*rows: str) -> list[Planned]:
    return plan(read_member_list(read_table((HEADING + "\n".join(rows)).encode())), KNOWN)


def faults(*rows: str) -> list[dict[str, str]]:
    return [one.line.faults for one in planned(*rows)]


LINES = {  # a row -> its news, or its faults and how they begin
    "Bo Ny;bo@x.dk;;FH;medlem;;01-07-2026;;": "ny person, ny plads",
    "Hanne Rosenvang;;;DA;medlem;rådet;01-01-2022 01:00;;": "",  # 01:00 is midnight in UTC
    "hanne rosenvang;HANNE@example.dk;22;DA;medlem;rådet;01-01-2022 01:00;;": "nyt telefonnummer",
    "Hanne Rosenvang;;;DA;næstformand;formandskabet;01-07-2026;;": "ny plads",
    "Gunnar Fjordside;gunnar@example.dk;99;DA;medlem;;01-07-2026;;": "ny plads",  # another council's: no contact data
    "Bo Ny;;;FH;suppleant;;01-07-2026;;Hanne Rosenvang": "ny person, ny plads",
    ";x@x.dk;;FH;medlem;;01-07-2026;;": {"name": "Skriv navnet"},
    "Bo;bo;;FH;medlem;;01-07-2026;;": {"email": "Det er ikke en e-mailadresse"},
    "Bo;hanne@example.dk;;FH;medlem;;01-07-2026;;": {"email": "Hanne Rosenvang har allerede"},
    "Bo;gunnar@example.dk;;FH;medlem;;01-07-2026;;": {"email": "En anden person i portalen har"},
    "Hanne Rosenvang;ny@x.dk;;DA;medlem;rådet;01-01-2022 01:00;;": {"email": "Hanne Rosenvang står med en anden"},
    "Mette Hansen;;;FH;medlem;;01-07-2026;;": {"name": "Flere personer i rådet har dette navn"},
    "Bo;;;XX;medlem;;01-07-2026;;": {"organisation": "Portalen kender ingen organisation"},
    "Bo;;;FH;konge;;01-07-2026;;": {"role": "Skriv formand"},
    "Bo;;;FH;medlem;kantinen;01-07-2026;;": {"body": "Rådet har intet mødeforum"},
    "Bo;;;FH;medlem;;;;": {"begins": "Skriv, hvornår"},
    "Bo;;;FH;medlem;;01-07-2026;30-06-2026;": {"ends": "Pladsen skal slutte"},
    "Bo;;;FH;medlem;;i går;i morgen;": {"begins": "Skriv en dato", "ends": "Skriv en dato"},
    "Bo;;;FH;suppleant;;01-07-2026;;": {"substitute_for": "Skriv, hvem"},
    "Bo;;;FH;suppleant;;01-07-2026;;Ingen": {"substitute_for": "Mødeforummet har intet medlem"},
    "Bo;;;FH;formand;formandskabet;01-07-2026;;": {"role": "Formand kan kun den være"},
    "Hanne Rosenvang;;;FH;tilforordnet;;01-07-2026;;": {"begins": "Personen har allerede en plads"},
    f"{'B' * 201};;;FH;medlem;;01-07-2026;;": {"name": "Højst 200"},
}


@pytest.mark.parametrize("row", LINES)
def test_what_a_line_would_do(row: str) -> None:
    (one,), said = planned(row), LINES[row]
    if isinstance(said, str):
        assert (one.line.faults, ", ".join(one.news)) == ({}, said)
    else:
        assert set(one.line.faults) == set(said)
        assert all(one.line.faults[where].startswith(beginning) for where, beginning in said.items())


def test_another_councils_person_gets_no_contact_data_from_a_list() -> None:
    (one,) = planned("Gunnar Fjordside;gunnar@example.dk;99;DA;medlem;;01-07-2026;;")
    assert (one.person, one.contact) == (4, {})


def test_lines_of_one_list_know_each_other() -> None:
    """A chair whose council seat is in the list too, and a substitute for somebody new."""
    lines = planned(
        "Ny Suppleant;;;FH;suppleant;;01-07-2026;;Ny Formand",
        "Ny Formand;;;FH;formand;formandskabet;01-07-2026;;",
        "Ny Formand;nf@x.dk;;FH;medlem;;01-07-2026;;",
    )
    assert [one.line.faults for one in lines] == [{}, {}, {}]
    assert lines[1].person == lines[2].person == "new:nf@x.dk"
    assert lines[0].seat is not None
    assert lines[0].seat.substitute_for == "line:4"


def test_doublets_and_two_people_with_one_address() -> None:
    same = "Bo Ny;bo@x.dk;;FH;medlem;;01-07-2026;;"
    assert faults(same, same) == [{}, {"name": "Linjen siger det samme som linje 2."}]
    two = faults(same, "Ib Ny;bo@x.dk;;FH;medlem;;01-07-2026;;")
    assert two[1]["email"] == "To personer har samme adresse: Bo Ny i linje 2."
    overlapping = faults(same, "Bo Ny;bo@x.dk;;FH;tilforordnet;;01-08-2026;;")
    assert all(fault["begins"].startswith("Personen har allerede en plads") for fault in overlapping)
