"""The outline by keyboard and by hand: Alt and the arrows, dragging, opening beside the list, back and forward."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from meetings.demo import cast
from meetings.models import Meeting
from tests.browser import scene
from tests.browser.window import Window

FOCUSED = "() => document.activeElement.id"
ORDER = "() => [...document.querySelectorAll('.rp-row[data-item]')].map((row) => Number(row.dataset.item))"


def order(meeting: Meeting) -> list[int]:
    return list(meeting.items.order_by("position").values_list("pk", flat=True))


def pressed(page: Page, keys: str) -> None:
    with page.expect_response(lambda response: response.request.method == "GET" and "/rediger/" in response.url):
        page.keyboard.press(keys)
    page.wait_for_load_state("networkidle")


def test_rows_are_moved_by_keys_and_the_focus_follows(window: Callable[..., Window], draft: Meeting) -> None:
    items = order(draft)
    page = window(cast.KAREN, reduced_motion="reduce").go(f"{scene.Staged(draft, cast.KAREN).own}rediger/{items[0]}/")
    page.fill("#punkt-form #id_title", "Ikke gemt endnu")
    page.focus(f"#raekke-{items[0]}")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(FOCUSED) == f"raekke-{items[1]}"
    pressed(page, "Alt+ArrowDown")
    expect(page.locator("#besked")).to_have_text("Punkt 2 er flyttet til 3.")
    assert order(draft)[:4] == [items[0], items[2], items[1], items[3]]
    assert page.evaluate(ORDER) == order(draft)
    assert page.evaluate(FOCUSED) == f"raekke-{items[1]}"
    pressed(page, "Alt+ArrowUp")
    expect(page.locator("#besked")).to_have_text("Punkt 3 er flyttet til 2.")
    assert order(draft) == items
    assert page.evaluate(FOCUSED) == f"raekke-{items[1]}"
    assert page.input_value("#punkt-form #id_title") == "Ikke gemt endnu", "nothing typed is lost"
    expect(page.locator(".rp-row--on")).to_have_attribute("data-item", str(items[0]))


def test_a_row_opens_beside_the_list_and_back_and_forward_work(window: Callable[..., Window], draft: Meeting) -> None:
    items, own = order(draft), scene.Staged(draft, cast.KAREN).own
    page = window(cast.KAREN, reduced_motion="reduce").go(f"{own}rediger/{items[0]}/")
    page.evaluate("() => { window.still = true; }")
    page.focus(f"#raekke-{items[3]}")
    pressed(page, "Enter")
    assert page.url.endswith(f"/rediger/{items[3]}/")
    assert page.evaluate("() => window.still"), "the page is the same, only the item is another"
    assert page.evaluate(FOCUSED) == "punkt-h"
    title = draft.items.get(pk=items[3]).title
    expect(page.locator("#punkt-form #id_title")).to_have_value(title)
    assert title in page.title()
    expect(page.locator(".rp-row--on")).to_have_attribute("data-item", str(items[3]))
    page.go_back()
    expect(page.locator("#punkt-form #id_title")).to_have_value(draft.items.get(pk=items[0]).title)
    expect(page.locator(".rp-row--on")).to_have_attribute("data-item", str(items[0]))
    page.go_forward()
    expect(page.locator("#punkt-form #id_title")).to_have_value(title)


def test_a_row_is_dragged(window: Callable[..., Window], draft: Meeting) -> None:
    items = order(draft)
    page = window(cast.KAREN, reduced_motion="reduce").go(f"{scene.Staged(draft, cast.KAREN).own}rediger/{items[0]}/")
    with page.expect_response(lambda response: response.url.endswith("/flyt/")):
        page.drag_and_drop(f"[data-item='{items[4]}']", f"[data-item='{items[2]}']", target_position={"x": 40, "y": 4})
    expect(page.locator("#besked")).to_have_text("Punkt 5 er flyttet til 3.")
    assert order(draft)[:5] == [items[0], items[1], items[4], items[2], items[3]]
    assert page.evaluate(ORDER) == order(draft)


def test_a_row_that_cannot_be_dropped_goes_back(window: Callable[..., Window], draft: Meeting) -> None:
    items = order(draft)
    one = window(cast.KAREN, reduced_motion="reduce")
    page = one.go(f"{scene.Staged(draft, cast.KAREN).own}rediger/{items[0]}/")
    draft.items.filter(pk=items[4]).update(meeting=None, deleted_from=draft, deleted_at=draft.date.isoformat() + "T00Z")
    one.expected.add(404)
    with page.expect_response(lambda response: response.url.endswith("/flyt/")):
        page.drag_and_drop(f"[data-item='{items[4]}']", f"[data-item='{items[2]}']", target_position={"x": 40, "y": 4})
    expect(page.locator("#besked")).to_contain_text("Punktet findes ikke længere.")
    assert page.evaluate(ORDER) == items
