"""The log of a council: newest first, in pages, by person, meeting, days and words; nobody can change it."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from meetings.demo import cast, loader
from meetings.models import Council, Meeting
from rarportal.core.log import record
from rarportal.core.models import LogEntry
from rarportal.core.permissions import Behalf, Source
from tests.desk import Desk, Page

LOG = "/opsaetning/rar-sjaelland/log/"
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@pytest.fixture
def council(portal: None) -> Council:
    """RAR Sjælland."""
    return Council.objects.get(slug="rar-sjaelland")


def enter(council: Council, what: str, *, who: str = "Karen Vinterberg", **more: object) -> LogEntry:
    actor = replace(loader.actor(cast.KAREN), name=who)
    return record(what=what, actor=actor, council_id=council.pk, **more)  # type: ignore[arg-type]


def shown(page: Page) -> list[str]:
    return [" ".join("".join(one.itertext()).split()) for one in page.all(".rp-log")[0].iter("li")]


def find(**asked: str) -> Page:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return Desk(cast.KAREN).open(f"{LOG}?{query}")


def test_the_newest_is_first_and_another_councils_are_not_there(council: Council) -> None:
    enter(council, "Prøve ældst")
    enter(council, "Prøve nyest", thing="punkt 5", reason="Fordi.")
    enter(Council.objects.get(slug="rar-bornholm"), "Bornholms")
    page = find(tekst="pr%C3%B8ve")
    first, second = shown(page)
    assert "Prøve nyest: punkt 5 · Karen Vinterberg" in first
    assert "Begrundelse: Fordi." in first
    assert "Prøve ældst" in second
    assert "Bornholms" not in Desk(cast.KAREN).open(LOG).text


def test_it_says_on_whose_behalf_how_and_when_it_was_told(council: Council, draft: Meeting) -> None:
    told = Behalf(person_id=1, name="Hanne Rosenvang", source=Source.TELEPHONE, told_on=date(2026, 3, 5))
    actor = replace(loader.actor(cast.KAREN), behalf=told)
    record(what="Afbud blev meldt", actor=actor, council_id=council.pk, meeting_id=draft.pk)
    (row,) = shown(find(tekst="afbud"))
    assert "Afbud blev meldt · Karen Vinterberg" in row
    assert "På vegne af Hanne Rosenvang, oplyst ved telefon den 5. marts 2026" in row
    page = find(tekst="afbud")
    assert any(url.endswith(f"/mit/rar-sjaelland/raad/{draft.address}/") for url in page.links.values())


def test_it_is_found_by_person_meeting_and_words(council: Council, draft: Meeting) -> None:
    enter(council, "Et fund", who="Bodil Prøve")
    enter(council, "Et fund", who="Anders Prøve", thing="noget SÆRLIGT")
    enter(council, "Et fund", who="Anders Prøve", meeting_id=draft.pk)
    assert len(shown(find(tekst="et%20fund"))) == 3
    assert len(shown(find(hvem="Bodil%20Pr%C3%B8ve"))) == 1
    assert len(shown(find(hvem="Anders%20Pr%C3%B8ve", moede=str(draft.pk)))) == 1
    assert len(shown(find(tekst="s%C3%A6rligt"))) == 1
    assert "Ingen ændringer passer" in find(tekst="findes%20ikke").text


def test_both_days_are_included_and_a_day_is_copenhagens(council: Council) -> None:
    for name, moment in {
        "før": (2026, 3, 28, 23, 59), "begynder": (2026, 3, 29, 0, 0), "slutter": (2026, 3, 29, 23, 59),
        "efter": (2026, 3, 30, 0, 0),
    }.items():  # fmt: skip
        with time_machine.travel(datetime(*moment, tzinfo=COPENHAGEN), tick=False):
            enter(council, f"Prøve {name}")
    rows = shown(find(fra="2026-03-29", til="2026-03-29", tekst="Pr%C3%B8ve"))
    assert ["begynder" in row or "slutter" in row for row in rows] == [True, True]


@pytest.mark.parametrize(
    "asked",
    [
        {"fra": "i-g%C3%A5r"}, {"til": "2026-02-30"}, {"fra": "2026-03-02", "til": "2026-03-01"},
        {"til": "9999-12-31"}, {"fra": "0001-01-01"}, {"moede": "999999999"}, {"moede": "x"}, {"hvem": "Ingen"},
        {"tekst": "x" * 101}, {"tekst": "%00"},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_said(council: Council, asked: dict[str, str]) -> None:
    page = find(**asked)
    assert page.status == 422
    assert "Der er noget, der skal rettes" in page.text
    assert not page.all(".rp-log")


def test_it_comes_in_pages_that_keep_what_was_asked_for(council: Council) -> None:
    for n in range(60):
        enter(council, f"Side {n}", who="Bodil Prøve")
    first = find(hvem="Bodil%20Pr%C3%B8ve")
    assert "60 ændringer" in first.text
    assert len(shown(first)) == 50
    second = first.desk.open(first.links["Næste side"])
    assert len(shown(second)) == 10
    assert "Side 9 " in f"{shown(second)[0]} "


@pytest.mark.parametrize(
    ("who", "status"), [(cast.KAREN, 200), (cast.JONAS, 404), (cast.HANNE, 403), (cast.ELLEN, 404)]
)
def test_only_the_councils_own_secretariat_reads_it(portal: None, who: cast.Player, status: int) -> None:
    assert Desk(who).status(LOG) == status
