"""The keyboard alone: from the sign-in to published minutes, with the focus in sight all the way.

WCAG 2.1.1, 2.4.3, 2.4.7, 2.4.11.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from meetings.demo import cast
from meetings.demo.loader import PASSWORD
from meetings.models import Meeting
from tests.browser import scene
from tests.browser.window import NARROW, WIDE, Window, settle

# Where the focus is: lost, without a visible frame, out of the window, or covered; else ""
FOCUS = """() => {
  const one = document.activeElement;
  const name = one.outerHTML.slice(0, 120);
  if (one === document.body) return "lost";
  const framed = [one, one.nextElementSibling, one.closest(".rp-row")].filter(Boolean).some((place) => {
    const style = getComputedStyle(place);
    return style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2;
  });
  if (!framed) return `no frame: ${name}`;
  const box = one.getClientRects()[0];
  const out = box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth;
  if (out) return `out of sight: ${name}`;
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2);
  const inside = [box.top + 2, box.top + box.height / 2, box.bottom - 2].filter((y) => y > 0 && y < innerHeight);
  const seen = inside.some((y) => {
    const top = document.elementFromPoint(x, y);
    return top && [one, one.parentElement].some((own) => own.contains(top) || top.contains(own));
  });
  return seen ? "" : `covered: ${name}`;
}"""
HERE = "(selector) => document.activeElement.matches(selector)"
IN_FILES = "() => document.activeElement.closest('#bilag') !== null"
STOPS = 120


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; on the way it may never be lost or unseen."""
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        page.wait_for_timeout(15)  # a page that scrolls smoothly has begun to
        if page.evaluate(HERE, selector):
            assert sight(page) == ""
            return
    raise AssertionError(f"{page.url}: Tab does not lead to {selector}")


def sight(page: Page) -> str:
    """What is wrong with where the focus is, once the page has stopped scrolling."""
    for _ in range(20):
        if not (wrong := page.evaluate(FOCUS)):
            return ""
        page.wait_for_timeout(50)
    return wrong


def follow(page: Page, selector: str) -> None:
    """Tab to a link or button and press Enter; a new page comes."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sent(page: Page) -> None:
    """Press Enter where the focus is; htmx answers in place."""
    page.evaluate("""() => { window.settled = false; document.addEventListener("htmx:afterRequest",
      () => setTimeout(() => { window.settled = true; }, 60), { once: true }); }""")
    page.keyboard.press("Enter")
    settle(page)


def test_from_the_sign_in_to_published_minutes(window: Callable[..., Window], draft: Meeting) -> None:
    one = window(reduced_motion="reduce")
    page = one.go("/konto/log-ind/")
    page.keyboard.press("Tab")
    assert page.evaluate(HERE, ".skipnav")
    assert sight(page) == ""
    page.keyboard.press("Enter")
    assert page.evaluate(HERE, "main")
    tab_to(page, "#id_login")
    page.keyboard.type(cast.KAREN.email)
    tab_to(page, "#id_password")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    own = scene.Staged(draft, cast.KAREN).own
    follow(page, f"main a[href='{own}']")
    follow(page, f"a[href='{own}rediger/']")

    # the second skip link leads into the item; the title is changed and saved
    tab_to(page, ".skipnav[href='#punkt']")
    page.keyboard.press("Enter")
    assert page.evaluate(HERE, "#punkt")
    tab_to(page, "#id_title")
    page.keyboard.press("Control+A")
    page.keyboard.type("Velkommen")
    tab_to(page, "#gem")
    sent(page)
    assert page.evaluate(HERE, "#gem")
    expect(page.locator("#besked")).to_have_text("Gemt.")
    expect(page.locator("#disposition-liste")).to_contain_text("Velkommen")

    # dispatched too late, so with a reason: first without one
    follow(page, f".rp-tabs a[href='{own}']")
    Meeting.objects.filter(pk=draft.pk).update(date=scene.date.today())
    own = scene.Staged(Meeting.objects.select_related("body__council").get(pk=draft.pk), cast.KAREN).own
    one.go(own)
    follow(page, f"a[href='{own}handling/udsend/']")
    one.expected.add(422)
    follow(page, "main form [type=submit]")
    expect(page.get_by_role("alert")).to_be_visible()
    tab_to(page, "#id_reason")
    page.keyboard.type("Aftalt med formanden.")
    follow(page, "main form [type=submit]")
    expect(page.locator("#besked")).to_contain_text("Dagsordenen blev udsendt.")
    expect(page.locator(".rp-head .state")).to_have_text("Udsendt")

    # the meeting is held, and the minutes taken
    follow(page, f"a[href='{own}handling/begynd-moede/']")
    follow(page, "main form [type=submit]")
    follow(page, f"a[href='{own}foer-referat/']")
    tab_to(page, "[name=outcome]:checked")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#id_decision")
    page.keyboard.type("Rådet godkendte.")
    tab_to(page, "#gem")
    sent(page)
    assert page.evaluate(HERE, "#gem")
    expect(page.locator("#disposition-liste")).to_contain_text("1 af 10 punkter")
    follow(page, f".rp-tabs a[href='{own}']")
    for move in ("afslut-moede", "udsend-referat", "offentliggoer"):
        follow(page, f"a[href='{own}handling/{move}/']")
        if page.locator("#id_reason").count():
            tab_to(page, "#id_reason")
            page.keyboard.type("Resten var orientering.")
        follow(page, "main form [type=submit]")
    expect(page.locator(".rp-head .state")).to_have_text("Holdt, og referatet er offentliggjort")
    draft.refresh_from_db()
    assert draft.state == Meeting.State.PUBLISHED
    first = draft.items.first()
    assert ("godkendte" in first.decision, first.outcome) == (True, "AS_RECOMMENDED")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_focus_is_in_sight_on_every_stop(
    window: Callable[..., Window], draft: Meeting, size: dict[str, int]
) -> None:
    """Sticky bars and the sheet of items never cover it; opening what folds adds stops, and none is lost."""
    own = scene.Staged(draft, cast.KAREN).own
    item = draft.items.all()[4]
    one = window(cast.KAREN, viewport=size, reduced_motion="reduce")
    minutes = "/rar-oestjylland/moeder/2023-09-26/referat/"
    for path in ("/mit/", own, f"{own}rediger/{item.pk}/", *([minutes] if size is NARROW else [])):
        page = one.go(path)
        page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        wrong, stops, last = [], 0, None
        for _ in range(STOPS):
            page.keyboard.press("Tab")
            if page.evaluate("() => document.activeElement === document.body"):
                break  # round the window's own controls, and from the top again
            stops += 1
            if (fault := sight(page)) and fault != last:
                wrong.append(fault)
            last = fault
        assert wrong == [], path
        assert stops > 3, path


def test_after_a_swap_the_focus_is_where_one_goes_on(window: Callable[..., Window], draft: Meeting) -> None:
    own = scene.Staged(draft, cast.KAREN).own
    item = draft.items.all()[4]  # with attachments
    one = window(cast.KAREN, reduced_motion="reduce")
    one.expected |= {409, 422}
    page = one.go(f"{own}rediger/{item.pk}/")

    # a fault: the sentences, with a link to the field
    page.fill("#punkt-form #id_title", "")
    page.focus("#gem")
    sent(page)
    assert page.evaluate(HERE, "[role=alert]")
    tab_to(page, "[role=alert] a")
    page.keyboard.press("Enter")
    assert page.evaluate(HERE, "#id_title")
    page.keyboard.type("Titel igen")
    page.focus("#gem")
    sent(page)
    assert page.evaluate(HERE, "#gem")

    # a conflict: what it says
    scene.Staged(draft, cast.KAREN).save(item, title="Deres")
    page.fill("#punkt-form #id_title", "Min")
    page.focus("#gem")
    sent(page)
    assert page.evaluate(HERE, "[role=alert]")
    page.focus("#gem")
    sent(page)

    # moved: the button, so that one can press again
    page.focus("#flyt-ned")
    sent(page)
    assert page.evaluate(HERE, "#flyt-ned")

    # an attachment's access: its button
    page.select_option("#adgang-1", "CLOSED")
    page.focus("#skift-1")
    sent(page)
    assert page.evaluate(HERE, "#skift-1")

    # an attachment with a fault: what it says; then added, and removed: never nowhere
    page.focus("#nyt-bilag summary")
    page.keyboard.press("Enter")
    page.focus("#tilfoej-bilag")
    sent(page)
    assert page.evaluate(HERE, "[role=alert]")
    page.fill("#nyt-bilag [name=url]", "https://eksempel.dk/")
    page.focus("#tilfoej-bilag")
    sent(page)
    assert page.evaluate(IN_FILES)
    expect(page.locator("#bilag")).to_contain_text("https://eksempel.dk/")
    page.locator("#bilag button", has_text="Fjern").last.focus()
    sent(page)
    assert page.evaluate(IN_FILES)
