"""The map of councils from its files: eight, five, then four; loaded again after a correction; refused when wrong."""

import shutil
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from meetings.models import Body, Council, Coverage, DocumentProfile, Municipality, SeatAllocation
from meetings.sources.councils import DATA

pytestmark = pytest.mark.usefixtures("portal")
Edit = Callable[..., Path]


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """A copy of the files in which one text of one file is another."""
    folder = Path(shutil.copytree(DATA, tmp_path / "data"))

    def edit(name: str, old: str, new: str) -> Path:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")
        return folder

    return edit


def load(folder: Path = DATA) -> str:
    told = StringIO()
    call_command("load_councils", str(folder), stdout=told)
    return told.getvalue()


def everything() -> list[Any]:
    models = (Council, Coverage, SeatAllocation, Municipality, Body, DocumentProfile)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize(
    ("day", "count", "kind"),
    [
        (date(2014, 12, 31), 0, ""),
        (date(2015, 1, 1), 8, "LABOUR_MARKET"),
        (date(2025, 2, 28), 8, "LABOUR_MARKET"),
        (date(2025, 3, 1), 5, "EMPLOYMENT"),
        (date(2026, 12, 31), 5, "EMPLOYMENT"),
        (date(2027, 1, 1), 4, "EMPLOYMENT"),
    ],
)
def test_the_map_on_a_day(day: date, count: int, kind: str) -> None:
    councils = Council.objects.filter(period__contains=day)
    assert len(councils) == count
    assert {council.kind for council in councils} == ({kind} if kind else set())
    assert Coverage.objects.filter(council__in=councils, period__contains=day).count() == (98 if count else 0)


def test_every_council_has_what_it_needs() -> None:
    for council in Council.objects.all():
        assert {body.kind for body in council.bodies.all()} >= {"COUNCIL", "CHAIRMANSHIP"}
        assert council.profile.headings
        assert council.services.get().office
    seats = SeatAllocation.objects.filter(council__slug="rar-fyn")
    assert sum(row.seats for row in seats) == 21
    assert not SeatAllocation.objects.filter(council__kind="EMPLOYMENT").exists()


def test_loading_again_changes_nothing() -> None:
    before = everything()
    assert load().startswith("I alt ")
    assert everything() == before


def test_a_correction_is_loaded_and_said(edited: Edit) -> None:
    edited("raad.csv", "RAR Fyn", "RAR Fyn og øerne")
    edited("pladser.csv", "rar-fyn,DA,6", "rar-fyn,DA,5")
    edited("daekning.csv", "0492,rar-fyn,2015-01-01", "0492,rar-sydjylland,2015-01-01")
    told = load(edited("naboer.csv", "rar-sjaelland,rar-fyn,rar-bm.dk (2021)\n", ""))
    assert "rettet: RAR Fyn og øerne" in told
    assert "rettet: RAR Fyn og øerne, pladser: 1" in told
    assert "fjernet: RAR Fyn og øerne, kommuner: 1" in told
    assert "tilføjet: RAR Sydjylland, kommuner: 1" in told
    assert "fjernet: RAR Sjælland, naboer: 1" in told
    fyn = Council.objects.get(slug="rar-fyn")
    assert fyn.name == "RAR Fyn og øerne"
    assert {body.name for body in fyn.bodies.all()} == {"RAR Fyn og øerne", "Formandskabet for RAR Fyn og øerne"}
    assert fyn.coverage.count() == 9


def test_a_period_can_move_from_one_municipality_row_to_the_next(edited: Edit) -> None:
    edited("daekning.csv", "0810,rar-nordjylland,2015-01-01,2025-02-28", "0810,rar-nordjylland,2015-01-01,2025-03-31")
    load(edited("daekning.csv", "0810,rbr-nordjylland,2025-03-01", "0810,rbr-nordjylland,2025-04-01"))
    rows = Coverage.objects.filter(municipality__code="0810").order_by("period")
    assert [row.period.lower for row in rows] == [date(2015, 1, 1), date(2025, 4, 1)]


def test_what_the_files_no_longer_have_goes_unless_something_hangs_on_it(edited: Edit) -> None:
    edited("naboer.csv", "rar-sjaelland,rar-bornholm,rar-bm.dk (2021)\n", "")
    for name in ("daekning.csv", "pladser.csv", "betjening.csv", "raad.csv"):
        for slug in ("rar-bornholm", "rar-sjaelland"):
            folder = edited("naboer.csv", "raad", "raad")
            rows = (folder / name).read_text("utf-8").splitlines(keepends=True)
            (folder / name).write_text(
                "".join(row for row in rows if not row.startswith(f"{slug},") and f",{slug}," not in row), "utf-8"
            )
    (folder / "naboer.csv").write_text("raad,nabo,grundlag\n", "utf-8")
    told = load(folder)
    assert "fjernet: RAR Bornholm" in told
    assert "beholdt: RAR Sjælland (det har møder)" in told
    assert not Council.objects.filter(slug="rar-bornholm").exists()
    assert Council.objects.get(slug="rar-sjaelland").coverage.count() == 17


def test_what_a_secretariat_has_set_up_stays(edited: Edit) -> None:
    council = Council.objects.get(slug="rar-fyn")
    DocumentProfile.objects.filter(council=council).update(no_attachments="Intet.")
    Body.objects.create(council=council, kind="COMMITTEE", slug="udvalg", name="Udvalget")
    Body.objects.filter(council=council, kind="CHAIRMANSHIP").update(name="Formandsgruppen")
    load(edited("raad.csv", "RAR Fyn", "RAR Fyn og øerne"))
    assert DocumentProfile.objects.get(council=council).no_attachments == "Intet."
    assert {body.name for body in council.bodies.all()} == {"RAR Fyn og øerne", "Formandsgruppen", "Udvalget"}


FAULTS = [
    (
        "raad.csv",
        "rar-fyn,RAR Fyn,arbejdsmarkedsråd,2015-01-01,2025-02-28",
        "rar-fyn,RAR Fyn,arbejdsmarkedsråd,2025-03-01,2015-01-01",
        "raad.csv, linje 6: perioden slutter, før den begynder.",
    ),
    (
        "raad.csv",
        "rbr-syddanmark,antaget",
        "rbr-ingensteds,antaget",
        "raad.csv, linje 5: rbr-ingensteds er en ukendt efterfølger.",
    ),
    ("raad.csv", "rar-nordjylland,RAR", "rar-fyn,RAR", "raad.csv, linje 6: rar-fyn står også i linje 2."),
    (
        "raad.csv",
        "RAR Fyn,arbejdsmarkedsråd",
        "RAR Fyn,arbejdsråd",
        "raad.csv, linje 6: arten skal være arbejdsmarkedsråd eller beskæftigelsesråd, ikke arbejdsråd.",
    ),
    ("kommuner.csv", "0101,København", "0101,København,x", "kommuner.csv, linje 2: der er for mange kolonner."),
    ("raad.csv", "rbr-syddanmark,Regionalt", ",Regionalt", "raad.csv, linje 12: der mangler adresse."),
    (
        "raad.csv",
        "2025-03-01,,,antaget",
        "2025-01-01,,,antaget",
        "raad.csv, linje 5: efterfølgeren rbr-syddanmark begynder, før rådet er slut.",
    ),
    (
        "daekning.csv",
        "0101,rar-hovedstaden",
        "0102,rar-hovedstaden",
        "daekning.csv, linje 2: 0102 er en ukendt kommunekode.",
    ),
    (
        "daekning.csv",
        "0101,rar-hovedstaden,2015-01-01,2025-02-28",
        "0101,rar-hovedstaden,2015-01-01,2025-03-01",
        "daekning.csv, linje 100: 0101 har en periode, der overlapper linje 2.",
    ),
    (
        "kommuner.csv",
        "0101,København",
        "101,København",
        "kommuner.csv, linje 2: en kommunekode har fire cifre, ikke 101.",
    ),
    ("betjening.csv", "amk-syd,rar-fyn", "amk-nord,rar-fyn", "betjening.csv, linje 6: amk-nord er et ukendt kontor."),
    ("pladser.csv", "rar-fyn,DA,6", "rar-fyn,DA,seks", "antallet af pladser skal være et tal, ikke seks."),
    ("pladser.csv", "rar-fyn,DA,6,2015-01-01", "rar-fyn,DA,6,1. januar", "datoer skrives som 2025-03-01."),
    ("naboer.csv", "rar-sjaelland,rar-fyn", "rar-fyn,rar-fyn", "naboer.csv, linje 4: et råd er ikke sin egen nabo."),
    (
        "organisationer.csv",
        "kort_navn,navn",
        "navn,kort_navn",
        "organisationer.csv, linje 1: kolonnerne skal være kort_navn, navn, note.",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "sentence"), FAULTS)
def test_a_faulty_row_is_refused_with_file_and_line(edited: Edit, name: str, old: str, new: str, sentence: str) -> None:
    before = everything()
    edited("raad.csv", "RAR Bornholm", "RAR Bornholm og Christiansø")  # would be a correction
    with pytest.raises(CommandError) as refused:
        load(edited(name, old, new))
    assert sentence in str(refused.value)
    assert everything() == before
