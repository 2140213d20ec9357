"""The demo: both real documents stand on the public site with every word, and one meeting is being prepared.

That the seeds are read without loss from the printed text is tests/behaviours/test_seeds.py; here stands what the
public reads of them, held against the printed text and against `data/*.json`, which was read by hand.
"""

import re
from collections import Counter
from datetime import date, timedelta
from functools import cache
from io import StringIO
from typing import Any
from xml.etree.ElementTree import Element, tostring

import pytest
import time_machine
from django.core.management import CommandError, call_command

from meetings.demo import cast, loader
from meetings.models import (
    Access,
    AgendaItem,
    Attachment,
    Body,
    Council,
    Meeting,
    Membership,
    OfficeStaff,
    Person,
    Publication,
)
from rarportal.core.clock import today
from rarportal.core.models import LogEntry, User
from tests.behaviours.test_seeds import plain, printed_words, words
from tests.desk import Desk, Page, said
from tests.truth import truth

ADDRESSES = {"s0": "/rar-sjaelland/moeder/2024-02-01/dagsorden/", "s2": "/rar-oestjylland/moeder/2023-09-26/referat/"}
STRUCTURE = {
    "s0": {"/", ":", "."},  # of addresses and after headings
    # and what stands as a group's heading and as a mark's word instead of once on each line
    "s2": {"/", ":", ".", "(", ")", "+", "O", "B", "D", "oplæg", "DA", "FH", "Kommune"},
}


@cache
def opened(name: str) -> Page:
    """The public page, read once: nothing in this file changes it."""
    return Desk().open(ADDRESSES[name])


def items(name: str) -> list[Element]:
    return opened(name).all(".item")


def parts(item: Element) -> list[tuple[str, str, str]]:
    """Field, heading and text of each part of an item, with the letters that lists print."""
    found = []
    for part in item.iter("div"):
        names = (part.get("class") or "").split()
        if "part" in names:
            field = next(name.removeprefix("part-") for name in names if name.startswith("part-"))
            heading, *rest = list(part)
            text = "".join(plain(tostring(one, encoding="unicode", method="html")) for one in rest)
            found.append((field, said(heading), " ".join(text.split())))
    return found


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_public_reads_every_printed_word(portal: None, name: str) -> None:
    """Nothing of the printed document is missing but punctuation that has become structure."""
    html = opened(name).html
    html = html[html.index('<dl class="facts">') :]
    shown = Counter(words(plain(html)))
    for address in re.findall(r'href="(https?:[^"]*)"', html):
        shown.update(words(address))
    printed = Counter(printed_words(name))
    assert set(printed - shown) <= STRUCTURE[name]
    assert sum(printed.values()) > {"s0": 3000, "s2": 5000}[name]  # it is the whole document


@pytest.mark.parametrize("name", ADDRESSES)
def test_numbers_titles_headings_and_texts_are_in_the_printed_order(portal: None, name: str) -> None:
    for known, item in zip(truth(name)["items"], items(name), strict=True):
        number = known["number_printed"] + ("" if "." in known["number_printed"] else ".")
        heading = next(one for one in item.iter() if one.tag in {"h2", "h3"})
        assert said(heading) == f"{number} {known['title']}"
        fields = known["fields"]
        assert [(field, heading) for field, heading, _ in parts(item)] == [
            (field["field"], field["heading"]) for field in fields
        ]
        for field, (_, _, text) in zip(fields, parts(item), strict=True):
            first = words(field["first_words"])
            if field["field"] == "attachments":
                assert text.startswith(known["no_attachments_text"] or known["attachments"][0]["label"] or "")
            elif field["empty"]:
                assert text == "–"
            else:
                assert words(text)[: len(first)] == first


@pytest.mark.parametrize("name", ADDRESSES)
def test_attachments_are_listed_and_say_that_their_file_is_not_here(portal: None, name: str) -> None:
    for known, item in zip(truth(name)["items"], items(name), strict=True):
        shown = [one for one in item.iter("li") if (one.get("class") or "").startswith("file-")]
        assert len(shown) == len(known["attachments"])
        for attachment, line in zip(known["attachments"], shown, strict=True):
            assert attachment["title"] in said(line)
            links = [link.get("href") for link in line.iter("a")]
            assert links == ([attachment["url"]] if attachment.get("url") else [])
            assert ("filen er ikke i portalen" in said(line)) == (attachment["kind"] == "file")


@pytest.mark.parametrize("name", ADDRESSES)
def test_both_are_imported_and_public_at_once(portal: None, name: str) -> None:
    meeting = Meeting.objects.get(date=truth(name)["date"])
    assert meeting.get_state_display() == "importeret"
    assert "Importeret dokument: teksten og numrene er, som de er trykt i originalen." in opened(name).text
    assert {p.audience for p in meeting.publications.all()} == {"PUBLIC", "OBSERVERS", "MEMBERS"}
    assert [entry for entry in opened(name).links.values() if "/v2/" in entry] == []


def test_s0_is_flat_and_without_marks(portal: None) -> None:
    page = opened("s0")
    assert page.all(".sec") == page.all(".mark") == []
    assert [item.get("id") for item in items("s0")] == [f"punkt-{number}" for number in range(1, 11)]
    headings = Counter(heading for item in items("s0") for field, heading, _ in parts(item) if field == "decision")
    assert headings == truth("s0")["counts"]["decision_headings"] == {"Beslutning": 7, "Referat": 2, "Bemærkninger": 1}
    assert page.all("#deltog") == []
    assert "Dagsorden til RAR Sjællands møde den 1. februar 2024" in page.text


def test_s2_has_sections_and_marks(portal: None) -> None:
    page = opened("s2")
    titles = [said(next(section.iter("h2"))) for section in page.all(".sec")]
    assert titles == [f"{one['number']}. {one['title']}" for one in truth("s2")["sections"]]
    spelled = {"B": "BBeslutning", "O": "OOrientering", "D": "DDrøftelse", "oplæg": "Oplæg"}
    for known, item in zip(truth("s2")["items"], items("s2"), strict=True):
        marks = [said(mark) for mark in item.iter("span") if "mark" in classes(mark)]
        assert marks == [spelled[mark] for mark in re.split(r"\W+", known["status_printed"])]
    assert Counter(known["status_printed"] for known in truth("s2")["items"])["D + oplæg"] == 1
    assert "Referat af RAR Østjyllands møde den 26. september 2023" in page.text


def test_two_items_are_printed_as_1_2_and_can_be_told_apart(portal: None) -> None:
    """S2's own fault, kept: an imported document keeps the numbers that it was printed with."""
    anchors = [item.get("id") for item in items("s2")]
    assert anchors[:5] == ["punkt-1-1", "punkt-1-2", "punkt-1-2-b", "punkt-1-3", "punkt-1-4"]
    assert len(set(anchors)) == len(anchors) == 18
    page = opened("s2")
    assert page.part("#punkt-1-2").startswith("BBeslutning 1.2 Konstituering af Rådets Formandskab")
    assert page.part("#punkt-1-2-b").startswith("OOrientering 1.2 Referater")
    inside = {link.get("href") for link in page.tree.iter("a") if (link.get("href") or "").startswith("#punkt")}
    assert inside == {f"#{anchor}" for anchor in anchors}


def test_attendance_stands_at_the_end_of_s2(portal: None) -> None:
    block = opened("s2").all("#deltog")[0]
    assert said(next(block.iter("h2"))) == "På mødet deltog"
    groups = {
        said(group.find("h3")): [said(name) for name in group.iter("li")]
        for group in block.iter("div")
        if group.find("h3") is not None
    }
    counts = {heading.rpartition(" ")[0]: int(heading.rpartition(" ")[2]) for heading in groups}
    assert counts == {"DA": 4, "FH": 6, "Akademikerne": 1, "Kommune": 5, "Øvrige": 6, "Fra sekretariatet": 2}
    names = [name for group in groups.values() for name in group]
    assert len(names) == 24
    assert sorted(names) == sorted(person["name"] for person in truth("s2")["attendance"]["people"])


def test_the_table_of_18_courses(portal: None) -> None:
    (table,) = opened("s2").tree.iter("table")
    rows = [[said(cell) for cell in row] for row in table.find("tbody")]
    assert rows == [
        [str(value or "") for value in course.values()]
        for course in next(item for item in truth("s2")["items"] if item.get("courses"))["courses"]
    ]
    assert len(rows) == 18
    assert all(cell.get("scope") == "col" for cell in table.find("thead").iter("th"))


def test_the_meeting_in_drafting_has_the_texts_of_s0(draft: Meeting) -> None:
    assert draft.body.council.name == "RAR Sjælland"
    assert draft.date.weekday() < 5
    assert today() + timedelta(weeks=3) <= draft.date <= today() + timedelta(weeks=3, days=2)
    drafted = list(draft.items.all())
    assert [item.title for item in drafted] == [item["title"] for item in truth("s0")["items"]]
    assert [item.title for item in drafted if item.access != Access.OPEN] == ["VEU-indsatsen i 2024"]
    assert [item.number for item in drafted] == [""] * 10
    original = AgendaItem.objects.filter(meeting__date="2024-02-01")
    for field in ("summary", "recommendation", "exposition", "next_steps"):
        assert [getattr(item, field) for item in drafted] == list(original.values_list(field, flat=True))
    files = Attachment.objects.filter(item__meeting=draft, kind=Attachment.Kind.FILE)
    assert files.filter(access=Access.CLOSED).count() == 1
    assert files.exclude(sha256="").count() == files.count() == 10  # and one link
    assert Desk().status(f"/rar-sjaelland/moeder/{draft.address}/dagsorden/") == 404


@pytest.mark.parametrize(
    ("runs_on", "meets_on"),
    [
        ("2026-11-18", "2026-12-09"),
        ("2026-11-21", "2026-12-14"),  # a Saturday, and so on the Monday after
        ("2026-11-22", "2026-12-14"),
        ("2024-02-08", "2024-02-29"),
    ],
)
def test_it_is_three_weeks_ahead_on_a_weekday(portal: None, runs_on: str, meets_on: str) -> None:
    with time_machine.travel(f"{runs_on} 12:00 +01:00", tick=False):
        assert loader._weekday(today() + timedelta(weeks=loader.WEEKS_AHEAD)) == date.fromisoformat(meets_on)


def test_run_again_it_doubles_nothing_and_changes_nothing(draft: Meeting) -> None:
    tables = (User, Person, Council, Body, Membership, OfficeStaff, Meeting, AgendaItem, Attachment, Publication)
    draft.items.filter(position=1).update(title="Ændret af Karen")
    call_command("demo", stdout=StringIO())

    def count() -> dict[str, int]:
        return {table.__name__: table.objects.count() for table in (*tables, LogEntry)}

    before, told = count(), StringIO()
    call_command("demo", stdout=told)
    with time_machine.travel(today() + timedelta(days=400)):
        loader.load_meetings()
    assert count() == before
    assert all(before.values())
    assert draft.items.get(position=1).title == "Ændret af Karen"
    for player in cast.CAST:
        assert f"{player.email} " in told.getvalue()
    assert "Log ind med adgangskoden raadsportalen:" in told.getvalue()


def test_without_demo_it_refuses_and_does_nothing(db: None, settings: Any) -> None:
    settings.DEMO = False
    User.objects.filter(email=cast.KAREN.email).update(email="karen@kontor.dk")
    with pytest.raises(CommandError, match="made only with DEMO=1, never in a portal in use"):
        call_command("demo", stdout=StringIO())
    assert not User.objects.filter(email=cast.KAREN.email).exists()


def classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()
