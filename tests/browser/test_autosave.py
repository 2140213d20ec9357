"""The editor saves itself, and what is not saved yet outlives the page, the connection and the session.

Trust rows R1 and R2.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from meetings.demo import cast
from meetings.models import AgendaItem, Meeting, OfficeStaff
from tests.browser import scene
from tests.browser.conftest import sign_in
from tests.browser.window import Window

Open = Callable[..., Window]
AWAY = "Ingen forbindelse. Det, du skriver, er gemt på denne computer."


def edit(draft: Meeting) -> tuple[scene.Staged, AgendaItem, str]:
    staged = scene.Staged(draft, cast.KAREN)
    item = staged.items[0]
    return staged, item, f"{staged.own}rediger/{item.pk}/"


def colleague(draft: Meeting) -> None:
    """Jonas works in Karen's office too."""
    karen = OfficeStaff.objects.get(person__user__email=cast.KAREN.email)
    jonas = OfficeStaff.objects.get(person__user__email=cast.JONAS.email)
    OfficeStaff.objects.create(person=jonas.person, office=karen.office, period=karen.period)


def saved(page: Page) -> None:
    expect(page.locator("#gemt-status")).to_contain_text("Gemt kl. ", timeout=8000)


def kept(page: Page) -> list[str]:
    return page.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('rar:'))")


def calm(one: Window) -> None:
    """The browser's own remarks that there was no connection."""
    one.context.pages[-1].wait_for_timeout(200)
    one.troubles = [line for line in one.troubles if "ERR_INTERNET_DISCONNECTED" not in line]


def text_of(item: AgendaItem, field: str = "summary") -> str:
    item.refresh_from_db()
    return str(getattr(item, field))


def test_typing_is_saved_by_itself_and_the_outline_follows(window: Open, draft: Meeting) -> None:
    _, item, url = edit(draft)
    one = window(cast.KAREN)
    page = one.go(url)
    page.locator("#id_summary").fill("Skrevet uden at trykke på noget.")
    saved(page)
    assert text_of(item) == "<p>Skrevet uden at trykke på noget.</p>"
    assert kept(page) == []
    page.fill("#punkt-form [name=title]", "Den nye titel")
    page.locator("#id_summary").focus()  # leaving the field is enough
    expect(page.locator(".rp-row--on")).to_contain_text("Den nye titel")
    page.locator("#id_summary").fill("Og på vej ud.")
    page.goto(one.base + "/mit/")
    page.wait_for_timeout(500)
    assert text_of(item) == "<p>Og på vej ud.</p>"
    assert one.asked == [], "what saves itself does not ask"


def test_a_killed_page_loses_nothing(window: Open, draft: Meeting) -> None:
    _, item, url = edit(draft)
    before = text_of(item)
    one = window(cast.KAREN)
    page = one.go(url)
    one.context.set_offline(True)
    page.locator("#id_summary").press_sequentially("Midt i en sætn")
    page.wait_for_timeout(400)
    page.close(run_before_unload=False)
    one.context.set_offline(False)
    assert text_of(item) == before
    again = Window(one.context, one.base)
    page = again.go(url)
    offer = page.locator("#beholdt")
    expect(offer).to_contain_text("Du har tekst, der ikke er gemt")
    offer.get_by_text("Vis teksten").click()
    expect(offer.locator(".rp-diff")).to_contain_text("Midt i en sætn")
    offer.get_by_role("button", name="Brug teksten").click()
    saved(page)
    assert "Midt i en sætn" in text_of(item)
    assert kept(page) == []
    expect(offer).to_be_hidden()
    calm(one)


def test_kept_text_is_never_shown_to_another_and_goes_with_the_sign_out(window: Open, draft: Meeting) -> None:
    colleague(draft)
    _, _, url = edit(draft)
    one = window(cast.KAREN)
    page = one.go(url)
    one.context.set_offline(True)
    page.locator("#id_summary").press_sequentially("Karens hemmelige kladde")
    expect(page.locator("#gemt-status")).to_have_text(AWAY, timeout=8000)
    assert len(kept(page)) == 1
    page.close(run_before_unload=False)
    one.context.set_offline(False)
    sign_in(one.context, cast.JONAS, one.base)
    other = Window(one.context, one.base)
    page = other.go(url)
    expect(page.locator("#beholdt")).to_be_hidden()
    assert "Karens hemmelige kladde" not in page.content()
    assert len(kept(page)) == 1
    sign_in(one.context, cast.KAREN, one.base)
    page = other.go(url)
    expect(page.locator("#beholdt")).to_be_visible()
    page.locator(".rp-top .rp-menu > summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Log ud").click()
    assert kept(page) == []
    calm(one)


def test_offline_and_signed_out_are_told_and_made_good(window: Open, draft: Meeting) -> None:
    _, item, url = edit(draft)
    one = window(cast.KAREN)
    page = one.go(url)
    one.context.set_offline(True)
    page.locator("#id_summary").fill("Skrevet uden forbindelse.")
    expect(page.locator("#gemt-status")).to_have_text(AWAY, timeout=8000)
    one.context.set_offline(False)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    saved(page)
    assert text_of(item) == "<p>Skrevet uden forbindelse.</p>"
    Session.objects.all().delete()
    page.locator("#id_summary").fill("Skrevet efter at sessionen var slut.")
    expect(page.locator("#gemt-status")).to_contain_text("Du er ikke længere logget ind", timeout=8000)
    sign_in(one.context, cast.KAREN, one.base)
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    saved(page)
    assert text_of(item) == "<p>Skrevet efter at sessionen var slut.</p>"
    calm(one)


def test_two_windows_in_one_field_get_both_texts_and_a_merge(window: Open, draft: Meeting) -> None:
    colleague(draft)
    _, item, url = edit(draft)
    karen, jonas = window(cast.KAREN), window(cast.JONAS)
    karen.go(url)
    jonas.go(url)
    jonas.expected.add(409)
    karen.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(karen.page.locator("#ogsaa-her")).to_have_text("Jonas Lysholm er også på punktet nu.")
    jonas.page.locator("#id_recommendation").fill("Jonas skriver i et andet felt.")
    karen.page.locator("#id_summary").fill("Karens <img src=x onerror=__pwned=1> tekst.")
    saved(karen.page)
    saved(jonas.page)
    jonas.page.locator("#id_summary").fill("Jonas' tekst.")
    expect(jonas.page.locator("#gemt-status")).to_contain_text("Ikke gemt: en anden har gemt", timeout=8000)
    expect(jonas.page.locator(".merge")).to_contain_text("Karens <img src=x onerror=__pwned=1> tekst.")
    expect(jonas.page.locator(".merge")).to_contain_text("Jonas' tekst.")
    expect(jonas.page.locator("#id_summary")).to_have_text("Jonas' tekst.")
    assert "Karens" in text_of(item), "not the last one wins"
    assert jonas.find_faults() == []
    jonas.page.locator("#id_summary").fill("Karens og Jonas' tekst.")
    jonas.page.wait_for_timeout(2500)
    assert "Karens og" not in text_of(item), "the merge is saved when its writer says so"
    jonas.page.click("#gem")
    expect(jonas.page.locator(".merge")).to_have_count(0)
    assert text_of(item) == "<p>Karens og Jonas' tekst.</p>"
    assert kept(jonas.page) == []


def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_saved(window: Open, draft: Meeting) -> None:
    _, item, url = edit(draft)
    one = window(cast.KAREN)
    one.expected.add(422)
    page = one.go(url)
    title = item.title
    page.fill("#punkt-form [name=title]", "")
    page.locator("#id_summary").fill("Gemmes alligevel.")
    expect(page.locator("#id_title_error")).to_be_visible(timeout=8000)
    page.wait_for_timeout(2500)
    assert (text_of(item), text_of(item, "title")) == ("<p>Gemmes alligevel.</p>", title)
    assert one.find_faults() == []
    page.fill("#punkt-form [name=title]", "Rettet titel")
    saved(page)
    expect(page.locator("#id_title_error")).to_have_count(0)
    assert text_of(item, "title") == "Rettet titel"


def test_the_decision_saves_itself(window: Open, draft: Meeting, **_: Any) -> None:
    staged, item, _ = edit(draft)
    staged.move("udsend", "begynd-moede")
    page = window(cast.KAREN).go(f"{staged.own}foer-referat/{item.pk}/")
    page.locator("#id_decision").fill("Rådet godkendte.")
    saved(page)
    assert text_of(item, "decision") == "<p>Rådet godkendte.</p>"
    expect(page.locator(".rp-progress")).to_contain_text("1 af")
