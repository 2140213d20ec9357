"""The positive list in real windows: every page at both widths, and the supplement of 1 October 2023 the whole way.

The chairmanship has a phone; the vice-chair's has no JavaScript.
"""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import get_resolver, resolve
from playwright.sync_api import Page, expect

from meetings.demo import cast
from meetings.demo.loader import actor
from meetings.models import Meeting
from positivlist.actions.approval import approve
from positivlist.actions.erasure import erase_list
from positivlist.demo import loader
from positivlist.models import ListRound
from rarportal.core.routing import walk
from tests import rounds
from tests.browser.test_pages import Case, look_at, open_all, post
from tests.browser.window import NARROW, Window
from tests.scenarios.test_a_positive_list import pasted

Open = Callable[..., Window]
FILES = {"positivlist:file", "positivlist:schema", "positivlist:proposal"}
PHONE = {"width": 390, "height": 800}


def cases() -> list[Case]:
    """A list that holds, one that is over, and rounds in every state."""
    home, setup = "/mit/rar-sjaelland/positivliste/", "/opsaetning/rar-sjaelland/positivliste/"
    open_ = "/rar-sjaelland/positivliste/"
    erased = rounds.published(day=date(2025, 4, 1))
    rounds.published(day=date(2026, 4, 1))
    erase_list(list_id=erased.pk, reason="Et navn.", actor=actor(cast.KAREN))
    rounds.published([*rounds.ROWS[1:], rounds.MORE], day=date(2026, 10, 1))
    wrong = rounds.Row("Bygge og anlæg", "Træpleje", "AMU", "42329", None, rounds.Decimal(5))
    new = rounds.begun([*rounds.ROWS, wrong], day=date(2031, 4, 1))
    sent = rounds.sent(day=date(2031, 7, 1))
    approved = rounds.approved(day=date(2031, 10, 1))
    twice = rounds.sent(day=date(2031, 8, 1))
    at = f"{home}{new.pk}/"
    return [
        Case("all lists", None, "/positivlister/"),
        Case("the list that holds", None, open_),
        Case("a list that is over", None, f"{open_}2026-04-01/"),
        Case("a search", None, f"{open_}2026-10-01/?q=vinyl&type=AMU"),
        Case("a search that finds nothing", None, f"{open_}2026-10-01/?q=findes+ikke"),
        Case("whether a course held that day", None, f"{open_}?kursus=48918&dag=2026-11-15"),
        Case("whether one did not", None, f"{open_}?kursus=48918&dag=2020-11-15"),
        Case("a day that is none", None, f"{open_}?kursus=48918&dag=x"),
        Case("a council without a list", None, "/rar-fyn/positivliste/"),
        Case("a list that is erased", None, f"{open_}2025-04-01/", 410),
        Case("whether one held on a day whose list is erased", None, f"{open_}?kursus=48918&dag=2025-11-15"),
        Case("a list that is not there", None, f"{open_}1999-01-01/", 404),
        Case("rounds", cast.KAREN, home),
        Case("rounds for the chair", cast.BIRGITTE, home),
        Case("a new round", cast.KAREN, f"{home}ny-runde/"),
        Case("a new round on a day that is over", cast.KAREN, f"{home}ny-runde/",
             act=post("", in_force_from="2020-01-01"), after=422),
        Case("authorisations", cast.KAREN, f"{home}bemyndigelser/"),
        Case("an authorisation of nothing", cast.KAREN, f"{home}bemyndigelser/", act=post(""), after=422),
        Case("a round with the secretariat", cast.KAREN, at, act=open_all),
        Case("a round with the chairmanship", cast.KAREN, f"{home}{sent.pk}/"),
        Case("a round approved", cast.KAREN, f"{home}{approved.pk}/"),
        Case("erasing", cast.KAREN, f"{home}2026-04-01/slet-indhold/"),
        Case("erasing without a reason", cast.KAREN, f"{home}2026-04-01/slet-indhold/", act=post(""), after=422),
        Case("a round whose list is erased", cast.KAREN, f"{home}{erased.round_id}/"),
        Case("the approval of a list that is erased", cast.TORBEN, f"{home}{erased.round_id}/godkend/"),
        Case("courses in place, one to put right", cast.KAREN, f"{at}kurser/"),
        Case("courses that cannot be read", cast.KAREN, f"{at}kurser/",
             act=lambda page: fill_and_send(page, "-days", "en uge"), after=422),
        Case("courses with the chairmanship", cast.KAREN, f"{home}{sent.pk}/kurser/"),
        Case("courses that are closed", cast.KAREN, f"{home}{approved.pk}/kurser/"),
        Case("an import", cast.KAREN, f"{at}hent/"),
        Case("an import of nothing", cast.KAREN, f"{at}hent/", act=post(""), after=422),
        Case("an import before it is taken in", cast.KAREN, f"{at}hent/", act=post("", pasted=pasted()), after=200),
        Case("an import with a fault", cast.KAREN, f"{at}hent/", act=post("", pasted="x\ty\tz\t1\t2\t3"), after=422),
        Case("day and background", cast.KAREN, f"{at}oplysninger/"),
        Case("a step", cast.KAREN, f"{at}trin/hoering/"),
        Case("giving up", cast.KAREN, f"{at}handling/opgiv/"),
        Case("giving up without a reason", cast.KAREN, f"{at}handling/opgiv/", act=post(""), after=422),
        Case("the approval", cast.TORBEN, f"{home}{sent.pk}/godkend/", act=open_all),
        Case("the approval of a list that has changed", cast.TORBEN, f"{home}{sent.pk}/godkend/",
             act=lambda page: (rounds.change(sent, rounds.MORE), post("", sha256="0" * 64)(page)), after=409),
        Case("an answer that comes twice", cast.TORBEN, f"{home}{twice.pk}/godkend/",
             act=lambda page: (answer(twice), post("")(page)), after=409),
        Case("sending back without a reason", cast.TORBEN, f"{home}{sent.pk}/godkend/", act=post("/send-tilbage/"),
             after=422),
        Case("an answer for somebody", cast.KAREN, f"{home}{sent.pk}/paa-vegne/"),
        Case("an answer for nobody", cast.KAREN, f"{home}{sent.pk}/paa-vegne/", act=post(""), after=422),
        Case("which agenda", cast.KAREN, f"{home}{approved.pk}/dagsorden/"),
        Case("not for members", cast.HANNE, at, 403),
        Case("what is set up", cast.KAREN, setup),
        Case("a member's front page, and the council's", None, "/rar-sjaelland/"),
    ]  # fmt: skip


def answer(round: ListRound) -> None:
    """Torben approves in another window."""
    approve(round_id=round.pk, sha256=rounds.digest(round), actor=actor(cast.TORBEN))


def fill_and_send(page: Page, ending: str, text: str) -> None:
    """Type in a row's field and save the table."""
    page.locator(f"[name$='{ending}']").first.fill(text)
    with page.expect_navigation():
        page.click("text=Gem ændringer")


def test_every_page_of_the_positive_list(window: Open, portal: None, subtests: pytest.Subtests) -> None:
    windows: dict[cast.Player | None, Window] = {}
    found = cases()
    covered = {resolve(urlsplit(case.path).path).view_name for case in found}
    getting = {
        name
        for name, entry in walk(get_resolver())
        if name.startswith("positivlist:") and "GET" in getattr(entry.callback, "methods", ())
    }
    assert getting - covered - FILES == set(), "an address without a page here"
    for case in found:
        if case.who not in windows:
            windows[case.who] = window(case.who)
        with subtests.test(case.what):
            look_at(windows[case.who], case)


@pytest.fixture
def round(portal: None, settings: Any) -> ListRound:
    """The stage »runde«, on 31 August 2023."""
    settings.DEMO_TODAY = date(2023, 8, 31)
    loader.load("runde")
    return ListRound.objects.get(council__slug="rar-oestjylland")


def press(page: Page, words: str, within: str = "main") -> None:
    """Press a button or link; a page comes."""
    with page.expect_navigation():
        page.locator(within).get_by_role("button", name=words).or_(
            page.locator(within).get_by_role("link", name=words)
        ).first.click()


def test_the_supplement_of_1_october_2023_in_the_browser(window: Open, round: ListRound, settings: Any) -> None:
    at = f"/mit/rar-oestjylland/positivliste/{round.pk}/"
    jonas = window(cast.JONAS)
    page = jonas.go(f"{at}hent/")
    page.fill("[name=pasted]", pasted())
    press(page, "Se, hvad rækkerne gør")
    press(page, "Tag rækkerne ind")
    expect(page.locator(".pl-row--odd")).to_have_count(4)
    press(page, "Flyt til dage: ret alle 4")
    expect(page.locator(".pl-row--odd")).to_have_count(0)

    # by keyboard: a row's title is changed back and forth, and the form sent with Enter
    first = page.locator("[name$='-title']").first
    first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.name").endswith("-type")
    page.go_back()
    jonas.go(f"{at}trin/hoering/")
    page.fill("[name=skipped_because]", "Ingen nye stillingsbetegnelser (formandskabet 30. august).")
    press(page, "Gem")
    press(page, "Send til formandskabet")

    settings.DEMO_TODAY = date(2023, 9, 13)
    for player, script, said in (
        (cast.PREBEN, False, "Din godkendelse er skrevet ned."),
        (cast.VIBEKE, True, "Formandskabet har godkendt listen."),
    ):
        phone = window(player, script=script, viewport=PHONE)
        screen = phone.go(f"{at}godkend/")
        expect(screen.locator(".pl-course--plus")).to_have_count(18)
        with screen.expect_navigation():
            screen.locator(".pl-sticky").get_by_role("button").click()
        expect(screen.locator("#besked")).to_have_text(said)

    jonas.go(at)
    press(page, "Sæt på rådets dagsorden")
    press(page, "Lav punktet")
    meeting = Meeting.objects.get(body__council__slug="rar-oestjylland", date="2023-09-26", ordinal=2)
    item = meeting.items.get()
    own = f"/mit/rar-oestjylland/raad/{meeting.address}/"

    def move(label: str) -> None:
        jonas.go(own)
        press(page, label)
        if page.locator("[name=reason]").count():
            page.fill("[name=reason]", "Aftalt med formanden.")
        press(page, label)

    move("Udsend dagsordenen")
    settings.DEMO_TODAY = date(2023, 9, 26)
    move("Begynd mødet")
    plain = window(cast.JONAS, script=False)
    written = plain.go(f"{own}foer-referat/{item.pk}/")
    written.fill("[name=decision]", "Rådet besluttede at optage de 18 supplerende kurser.")
    written.locator("[name=outcome][value=AS_RECOMMENDED]").check(force=True)
    press(written, "Gem")
    round.refresh_from_db()
    assert (round.state, round.decided_on) == ("DECIDED", date(2023, 9, 26))

    settings.DEMO_TODAY = date(2023, 10, 1)
    jonas.go(at)
    press(page, "Offentliggør listen")
    everybody = window(viewport=NARROW)
    screen = everybody.go("/rar-oestjylland/positivliste/")
    rows = screen.locator(".courses-row")
    expect(rows).to_have_count(18)
    assert [rows.nth(place).locator("td").nth(2).inner_text().strip() for place in range(14, 18)] == [
        "5 dage",
        "5 dage",
        "5 dage",
        "15 dage",
    ]
    expect(screen.locator(".courses-note")).to_have_text(["trykt under ECTS"] * 4)
    expect(screen.get_by_text("Gælder 1. oktober 2023 til 31. marts 2024")).to_be_visible()
    assert everybody.find_faults() == []
    screen.fill("[name=q]", "træ")
    press(screen, "Vis kurser")
    assert "q=tr%C3%A6" in screen.url
    screen.fill("[name=kursus]", "20510")
    screen.fill("[name=dag]", "2023-11-15")
    press(screen, "Slå op")
    expect(screen.get_by_text("Ja, den 15. november 2023 stod kurset på en liste")).to_be_visible()
