"""*Forhåndsvis* beside the editor: must 8. What the PDF viewer shows is Chromium's own; asked is which PDF it got."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from meetings.demo import cast
from meetings.models import Meeting
from tests.browser import scene
from tests.browser.window import NARROW, Window

Open = Callable[..., Window]
FRAME = ".rp-preview__frame"


def open_preview(window: Open, draft: Meeting) -> tuple[Window, Page, scene.Staged]:
    staged = scene.Staged(draft, cast.KAREN)
    one = window(cast.KAREN, reduced_motion="reduce")
    page = one.go(f"{staged.own}rediger/{staged.items[0].pk}/")
    page.get_by_role("link", name="Forhåndsvis punktet (PDF)").press("Enter")
    expect(page.locator(FRAME)).to_have_count(1)
    return one, page, staged


def shown(page: Page) -> str:
    """The address of the PDF that is in the frame."""
    return page.locator(FRAME).last.get_attribute("src") or ""


def test_the_pdf_stands_beside_the_item_and_follows_what_is_saved(window: Open, draft: Meeting) -> None:
    one, page, _ = open_preview(window, draft)
    expect(page.get_by_role("heading", name="Forhåndsvisning")).to_be_focused()
    first = shown(page)
    assert first.startswith("blob:")
    assert one.find_faults() == []
    with page.expect_response("**/udkast.pdf") as answer:
        page.focus("#id_summary")
        page.keyboard.type("Nyt. ")
    assert answer.value.ok
    assert answer.value.headers["content-type"] == "application/pdf"
    page.wait_for_function("old => document.querySelector('.rp-preview__frame:last-child').src !== old", arg=first)
    expect(page.locator(FRAME)).to_have_count(1)  # the old one went when the new one was there


def test_the_whole_agenda_opens_at_the_item(window: Open, draft: Meeting) -> None:
    _, page, staged = open_preview(window, draft)
    page.get_by_role("radio", name="Punktet").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.rp-preview__frame:last-child').src.includes('nameddest')")
    assert shown(page).endswith("nameddest=punkt-1")
    page.locator(".rp-row__link").nth(2).press("Enter")
    page.wait_for_function("() => document.querySelector('.rp-preview__frame:last-child').src.endsWith('punkt-3')")
    assert page.url.endswith(f"/rediger/{staged.items[2].pk}/#punkt") or f"/{staged.items[2].pk}/" in page.url


def test_escape_closes_it_and_the_focus_goes_back(window: Open, draft: Meeting) -> None:
    _, page, _ = open_preview(window, draft)
    page.get_by_role("button", name="Luk forhåndsvisningen").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#forhaandsvisning")).to_be_hidden()
    expect(page.get_by_role("link", name="Forhåndsvis punktet (PDF)")).to_be_focused()
    expect(page.locator("#tjek")).to_be_visible()


def test_a_rendering_that_fails_says_why_and_the_old_one_stays(window: Open, draft: Meeting) -> None:
    one, page, _ = open_preview(window, draft)
    first = shown(page)
    one.expected.add(503)
    page.route("**/udkast.pdf", lambda route: route.fulfill(
        status=503, content_type="text/html", body="<div id='afslag'><ul><li>PDF-tjenesten svarer ikke.</li></ul></div>"
    ))  # fmt: skip
    page.focus("#id_summary")
    page.keyboard.type("Nyt. ")
    expect(page.locator("#forhaandsvisning [role=status]")).to_have_text("PDF-tjenesten svarer ikke.")
    assert shown(page) == first


def test_on_a_phone_it_opens_in_a_tab_of_its_own(window: Open, draft: Meeting) -> None:
    staged = scene.Staged(draft, cast.KAREN)
    one = window(cast.KAREN, viewport=NARROW)
    page = one.go(f"{staged.own}rediger/{staged.items[0].pk}/")
    with one.context.expect_page():
        page.get_by_role("link", name="Forhåndsvis punktet (PDF)").click()
    expect(page.locator("#forhaandsvisning")).to_be_hidden()
