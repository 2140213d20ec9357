"""The agenda's editor with the keyboard alone: the keys that it shares with the minutes (static/js/keys.js)."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from meetings.demo import cast
from meetings.models import Meeting
from tests.browser import scene
from tests.browser.window import Window

Open = Callable[..., Window]
WHERE = "() => document.activeElement.closest('[data-pane]')?.id"


def open_first(window: Open, draft: Meeting) -> tuple[Page, scene.Staged]:
    staged = scene.Staged(draft, cast.KAREN)
    return window(cast.KAREN, reduced_motion="reduce").go(f"{staged.own}rediger/{staged.items[0].pk}/"), staged


def test_ctrl_enter_saves_and_goes_to_the_next_item(window: Open, draft: Meeting) -> None:
    page, staged = open_first(window, draft)
    page.focus("#id_summary")
    page.keyboard.type("Først. ")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/rediger/{staged.items[1].pk}/**")
    assert "Først." in staged.items[0].summary
    expect(page.locator(".rp-row--on")).to_contain_text(staged.items[1].title)
    page.go_back()
    expect(page.locator("#punkt-form [name=title]")).to_have_value(staged.items[0].title)


def test_ctrl_s_saves_at_once(window: Open, draft: Meeting) -> None:
    page, staged = open_first(window, draft)
    page.focus("#id_summary")
    page.keyboard.type("Nu. ")
    with page.expect_response(lambda answer: answer.request.method == "POST", timeout=1500):  # not after two seconds
        page.keyboard.press("Control+s")
    expect(page.locator("#gemt-synligt")).to_contain_text("Gemt kl.")
    assert "Nu." in staged.items[0].summary


def test_f6_goes_round_list_item_and_check_list_or_preview(window: Open, draft: Meeting) -> None:
    page, _ = open_first(window, draft)
    page.focus("#id_summary")
    seen = []
    for _ in range(3):
        page.keyboard.press("F6")
        seen.append(page.evaluate(WHERE))
    assert seen == ["tjek", "disposition", "punkt"]
    page.get_by_role("link", name="Forhåndsvis punktet (PDF)").press("Enter")
    expect(page.get_by_role("heading", name="Forhåndsvisning")).to_be_focused()
    page.keyboard.press("F6")
    assert page.evaluate(WHERE) == "disposition"
    page.keyboard.press("Shift+F6")
    assert page.evaluate(WHERE) == "forhaandsvisning"


def test_a_new_item_by_keyboard_has_the_focus(window: Open, draft: Meeting) -> None:
    page, staged = open_first(window, draft)
    page.locator("summary", has_text="Nyt punkt").press("Enter")
    expect(page.locator(":focus")).to_have_attribute("name", "title")
    page.keyboard.type("Skrevet uden mus")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "punkt"
    assert "Skrevet uden mus" in [item.title for item in staged.items]
