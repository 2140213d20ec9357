"""What is typed is never lost: faults, conflicts, refusals, an ended session, a portal that is away, leaving."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib.sessions.models import Session
from django.db import OperationalError
from playwright.sync_api import Page, expect

from meetings.actions import agenda as act
from meetings.demo import cast
from meetings.demo.loader import PASSWORD
from meetings.models import Meeting
from tests.browser import scene
from tests.browser.window import Window, settle

Open = Callable[..., Window]
MINE = "Det her har jeg skrevet på længe.\n\n- og det må\n- ikke gå tabt"  # as in a text area
STORED = "<p>Det her har jeg skrevet på længe.</p><ul><li>og det må</li><li>ikke gå tabt</li></ul>"

SHOWN = "Det her har jeg skrevet på længe.\n\nog det må\n\nikke gå tabt"  # as the browser gives the editor's text


def write(page: Page, text: str) -> None:
    """Type into the editor of the first text, in place of what stands there: "- " begins a list there too."""
    page.click("#id_summary")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    for line in text.replace("\n- ", "\n").replace("\n\nog", "\n- og").split("\n"):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")


def save(page: Page) -> None:
    """Press the button and wait for what htmx makes of the answer."""
    page.evaluate("""() => { window.settled = false; document.addEventListener("htmx:afterRequest",
      () => setTimeout(() => { window.settled = true; }, 60), { once: true }); }""")
    page.click("#gem")
    settle(page)


def test_whatever_comes_in_answer_the_text_stands_there_still(window: Open, draft: Meeting, monkeypatch: Any) -> None:
    staged = scene.Staged(draft, cast.KAREN)
    item = staged.items[0]
    one = window(cast.KAREN)
    one.page.route("**/js/autosave.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page = one.go(f"{staged.own}rediger/{item.pk}/")  # the button alone: nothing saves itself in between
    summary, besked = page.locator("#id_summary"), page.locator("#besked")

    def kept(status: int, *words: str) -> None:
        one.expected.add(status)
        save(page)
        expect(summary).to_have_js_property("innerText", SHOWN)
        for word in words:
            expect(page.locator("main")).to_contain_text(word)
        page.evaluate("() => { document.getElementById('besked').replaceChildren(); }")

    write(page, MINE)
    page.fill("#punkt-form [name=title]", "")
    kept(422, "Der er noget, der skal rettes")
    page.fill("#punkt-form [name=title]", "Titel")

    staged.save(item, summary="<p>Deres</p>")
    kept(409, "To udgaver", "Deres")
    staged.save(item, summary="<p>Deres igen</p>")
    kept(409, "Deres igen")

    with monkeypatch.context() as broken:
        broken.setattr(act, "save_item", _raises(RuntimeError("Prøve")))
        kept(500, "Der er sket en fejl hos os")
        broken.setattr(act, "save_item", _raises(OperationalError("Prøve")))
        kept(503, "Portalen er optaget et øjeblik")

    one.context.set_offline(True)
    page.click("#gem")
    expect(besked).to_contain_text("Ingen forbindelse til portalen")
    assert page.evaluate("() => document.activeElement.id") == "besked"
    expect(summary).to_have_js_property("innerText", SHOWN)
    one.troubles = [line for line in one.troubles if not re.search("ERR_INTERNET|htmx:", line)]
    one.context.set_offline(False)

    # the session is over: signed in again in another tab, the same page saves
    Session.objects.all().delete()
    kept(200, "Du er ikke længere logget ind")
    other = Window(one.context, one.base)
    other.go("/konto/log-ind/")
    other.page.fill("#id_login", cast.KAREN.email)
    other.page.fill("#id_password", PASSWORD)
    with other.page.expect_navigation():
        other.page.click("main [type=submit]")
    assert other.troubles == []
    save(page)
    expect(besked).to_have_text("Gemt.")
    item.refresh_from_db()
    assert item.summary == STORED
    assert one.asked == []


def _raises(error: Exception) -> Callable[..., None]:
    def act(**_: Any) -> None:
        raise error

    return act


def test_the_meeting_closes_while_one_writes(window: Open, draft: Meeting) -> None:
    staged = scene.Staged(draft, cast.KAREN)
    one = window(cast.KAREN)
    one.expected.add(422)
    page = one.go(f"{staged.own}rediger/{staged.items[0].pk}/")
    write(page, MINE)
    staged.move("aflys")
    save(page)
    expect(page.locator("#id_summary")).to_have_js_property("innerText", SHOWN)
    expect(page.get_by_role("alert")).to_contain_text("Det blev ikke gemt")


def test_leaving_asks_as_long_as_something_is_not_saved(window: Open, draft: Meeting) -> None:
    staged = scene.Staged(draft, cast.KAREN)
    edit = f"{staged.own}rediger/{staged.items[0].pk}/"
    one = window(cast.KAREN)
    one.expected.add(422)
    page = one.go(edit)

    def asks() -> bool:
        before = len(one.asked)
        page.goto(one.base + "/mit/")
        page.goto(one.base + edit)
        return len(one.asked) > before

    assert not asks()  # only read
    page.locator("#id_summary").press_sequentially("x")
    assert not asks()  # it saves itself on the way out
    page.locator("#id_summary").press_sequentially("x")
    save(page)
    assert not asks()  # saved
    page.fill("#punkt-form [name=title]", "")
    save(page)
    assert asks()  # not saved: a fault
    page.locator("#id_summary").press_sequentially("x")
    page.fill("#punkt-form [name=title]", "")
    page.evaluate("() => document.getElementById('punkt-form').removeAttribute('hx-post')")
    page.locator("#nyt-bilag summary").click()
    page.locator("#nyt-bilag [name=title]").press_sequentially("x")
    assert asks()  # a form beside it
    page.goto(one.base + "/mit/rar-sjaelland/raad/nyt-moede/")
    page.fill("[name=place]", "Roskilde")
    with page.expect_navigation():
        page.click("main [type=submit]")
    before = len(one.asked)
    page.goto(one.base + "/mit/")
    assert one.status == 200
    assert len(one.asked) == before + 1, "a new meeting that was sent back"


def test_going_back_to_a_page_that_was_refused_finds_the_text(window: Open, draft: Meeting) -> None:
    """As the page of the refusal promises to those without JavaScript."""
    staged = scene.Staged(draft, cast.KAREN)
    one = window(cast.KAREN, script=False)
    page = one.go(f"{staged.own}rediger/{staged.items[0].pk}/")
    page.fill("[name=summary]", MINE)
    Session.objects.all().delete()
    with page.expect_navigation():
        page.click("#gem")
    expect(page.locator("h1")).to_have_text("Log ind")
    page.fill("#id_login", cast.KAREN.email)
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.click("main [type=submit]")
    for _ in range(2):
        page.go_back()
    expect(page.locator("[name=summary]")).to_have_value(MINE)
