"""The editor of rich text, in a real browser: the toolbar by keyboard, tables, links, paste, and what is saved."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from meetings.demo import cast
from meetings.models import AgendaItem, Meeting
from tests.browser import scene
from tests.browser.window import NARROW, WIDE, Window, paste, settle

Open = Callable[..., Window]
WORD = (Path(__file__).parent / "word.html").read_text("utf-8")
FOCUSED = "() => document.activeElement.getAttribute('aria-label') || document.activeElement.id"
FIELD = "#id_exposition"


def open_item(window: Open, draft: Meeting, html: str = "", **how: object) -> tuple[Window, Page, AgendaItem]:
    """The page of an item with one text, the focus in its editor."""
    staged = scene.Staged(draft, cast.KAREN)
    item = staged.items[0]
    staged.save(item, exposition=html)
    item.refresh_from_db()
    one = window(cast.KAREN, reduced_motion="reduce", **how)
    page = one.go(f"{staged.own}rediger/{item.pk}/")
    page.focus(FIELD)
    return one, page, item


def written(page: Page) -> str:
    """What would be sent."""
    assert page.locator("[name=exposition_is_html]").input_value() == "1"
    return page.locator("[name=exposition]").input_value()


def saved(page: Page, item: AgendaItem) -> str:
    """What the portal keeps of it."""
    page.evaluate("""() => { window.settled = false; document.addEventListener("htmx:afterRequest",
      () => setTimeout(() => { window.settled = true; }, 60), { once: true }); }""")
    page.evaluate("() => document.getElementById('punkt-form').requestSubmit()")
    settle(page)
    item.refresh_from_db()
    return item.exposition


def tool(page: Page, name: str) -> None:
    """To the toolbar, with the arrows to a button, and press it."""
    page.keyboard.press("Alt+F10")
    for _ in range(20):
        if page.evaluate(FOCUSED) == name:
            page.keyboard.press("Enter")
            return
        page.keyboard.press("ArrowRight")
    raise AssertionError(f"the arrows do not lead to {name}")


def choose(page: Page, name: str) -> None:
    """In the open menu, with the arrows."""
    for _ in range(12):
        if page.evaluate("() => document.activeElement.textContent") == name:
            page.keyboard.press("Enter")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the menu has no {name}")


def test_writing_with_the_keyboard_alone(window: Open, draft: Meeting) -> None:
    one, page, item = open_item(window, draft)
    tool(page, "Overskrift")
    page.keyboard.type("Målgruppe")
    page.keyboard.press("Enter")
    page.keyboard.type("Et ")
    page.keyboard.press("Control+b")
    page.keyboard.type("fedt")
    page.keyboard.press("Control+b")
    page.keyboard.type(" ord")
    page.keyboard.press("Enter")
    tool(page, "Liste med a, b, c")
    page.keyboard.type("en")
    page.keyboard.press("Enter")
    page.keyboard.type("to")
    tool(page, "Ryk et niveau ind")
    assert page.evaluate(FOCUSED) == "id_exposition"  # back in the text, to go on writing
    tool(page, "Fortryd (Ctrl+Z)")
    tool(page, "Gentag (Ctrl+Y)")
    expected = '<h4>Målgruppe</h4><p>Et <strong>fedt</strong> ord</p><ol type="a"><li>en<ol><li>to</li></ol></li></ol>'
    assert written(page) == expected
    assert one.find_faults() == []
    assert saved(page, item) == expected
    expect(page.locator(f"{FIELD} strong")).to_have_text("fedt")  # the editor is there after the swap


def test_the_toolbar_is_one_stop_and_is_there_while_one_writes(window: Open, draft: Meeting) -> None:
    _, page, _ = open_item(window, draft)
    bar = page.get_by_role("toolbar", name="Formatering af Sagen uddybet")
    expect(bar).to_be_visible()
    expect(page.locator(".rp-tools:visible")).to_have_count(1)
    before = page.locator(FIELD).bounding_box()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED) == "Overskrift"
    page.keyboard.press("End")
    assert page.evaluate(FOCUSED) == "Gentag (Ctrl+Y)"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(FOCUSED) == "Underoverskrift"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(FOCUSED) == "Gentag (Ctrl+Y)"
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED) == "id_exposition"
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "id_next_steps"
    expect(bar).to_be_hidden()
    assert page.locator(FIELD).bounding_box() == before  # nothing jumps
    page.locator("label", has_text="Sagen uddybet").click()
    assert page.evaluate(FOCUSED) == "id_exposition"
    expect(page.get_by_role("textbox", name="Sagen uddybet")).to_be_focused()


def test_a_table_by_keyboard_and_out_of_it_again(window: Open, draft: Meeting) -> None:
    one, page, item = open_item(window, draft)
    tool(page, "Tabel")
    choose(page, "Indsæt tabel")
    for word in ("Kursus", "Antal", "By", "Truck", "18"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    for name in ("Slet kolonnen", "Slet rækken"):
        tool(page, "Tabel")
        choose(page, name)
    assert written(page) == (
        '<table><thead><tr><th scope="col">Kursus</th><th scope="col">Antal</th></tr></thead>'
        "<tbody><tr><td>Truck</td><td>18</td></tr></tbody></table>"
    )
    tool(page, "Tabel")
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED) == "Tabel"
    page.keyboard.press("Escape")
    tool(page, "Tabel")
    assert one.find_faults() == []
    choose(page, "Overskriftsrække til eller fra")
    assert "<th" not in written(page)
    paste(page, FIELD, "<table><tr><td>En tabel</td></tr></table>")
    assert written(page).count("<table") == 1  # its cells come into this one's

    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "id_next_steps"
    page.keyboard.press("Shift+Tab")
    for _ in range(9):
        page.keyboard.press("Tab")  # cell by cell, and after the last one out
    assert not page.evaluate("() => document.activeElement.matches('#id_exposition')")
    assert saved(page, item).count("<table>") == 1


def test_a_stored_table_keeps_what_the_editor_does_not_show_as_a_cell(window: Open, draft: Meeting) -> None:
    _, page, item = open_item(window, draft, scene.TEXTS["exposition"])
    stored = item.exposition
    assert "<caption>Kurser</caption>" in stored
    page.keyboard.press("Control+Home")
    page.keyboard.type("x")
    page.keyboard.press("Backspace")
    assert written(page) == stored


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_link(window: Open, draft: Meeting, size: dict[str, int]) -> None:
    one, page, item = open_item(window, draft, "<p>Se STAR</p>", viewport=size)
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.wait_for_timeout(100)  # the browser tells of a selection a little later
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Indsæt link")
    expect(dialog.get_by_label("Ord, der vises")).to_have_value("STAR")
    page.keyboard.type("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Skriv en webadresse")
    assert one.find_faults() == []
    dialog.get_by_label("Webadresse eller mailadresse").fill("www.star.dk/a?b=1&c=2")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    assert page.evaluate(FOCUSED) == "id_exposition"
    assert written(page) == '<p>Se <a href="https://www.star.dk/a?b=1&amp;c=2">STAR</a></p>'
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Ret linket")
    dialog.get_by_label("Ord, der vises").fill("Styrelsen")
    page.keyboard.press("Enter")
    assert saved(page, item) == '<p>Se <a href="https://www.star.dk/a?b=1&amp;c=2">Styrelsen</a></p>'
    page.focus(FIELD)
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(100)
    page.keyboard.press("Control+k")
    page.get_by_role("button", name="Fjern linket").click()
    assert written(page) == "<p>Se Styrelsen</p>"


def test_paste_from_word(window: Open, draft: Meeting) -> None:
    """Lists of three levels, smart tags, styles, a table and a picture; what is lost is said, the rest is kept."""
    one, page, item = open_item(window, draft)
    paste(page, FIELD, WORD)
    assert saved(page, item) == (
        "<h4>Målgruppe</h4><p>Sagen blev drøftet i Roskilde med <strong>fed</strong>, <strong>mere fed</strong>, "
        "<em>kursiv</em> og rød skrift.</p><h5>Under målgruppen</h5>"
        "<ul><li>Første punkt<ul><li>Under det første<ul><li>Dybt nede</li><li>Dybt nede igen</li></ul></li></ul></li>"
        "<li>Andet punkt</li></ul><p>Det indstilles, at rådet</p>"
        '<ol type="a"><li>godkender<ol><li>det første</li></ol></li><li>drøfter</li></ol>'
        "<table><tbody><tr><td>Kursus</td><td>Antal</td></tr><tr><td>Gaffeltruck</td><td>18</td></tr></tbody></table>"
    )
    paste(page, FIELD, WORD)
    expect(page.locator(".rp-rich__lost:visible")).to_have_text("Billeder og farver er ikke kommet med.")
    assert one.find_faults() == []


PASTED = {
    "a web page": (
        '<div class="x"><h2 style="color:#000">Nyt</h2><p>Et <b>fedt</b><br>ord</p><script>a()</script></div>',
        "<h4>Nyt</h4><p>Et <strong>fedt</strong><br>ord</p>",
        "",
    ),
    "headings by rank": ("<h1>En</h1><h3>To</h3><h1>Tre</h1>", "<h4>En</h4><h5>To</h5><h4>Tre</h4>", ""),
    "google's bold that is not": (
        '<b style="font-weight:normal"><p>Et <span style="font-weight:700">fedt</span> ord</p></b>',
        "<p>Et <strong>fedt</strong> ord</p>",
        "",
    ),
    "underlined and struck": ("<p><u>a</u> <s>b</s></p>", "<p>a b</p>", "Understregning og gennemstregning er ikke"),
    "a table in a table": (
        "<table><tr><td>A<table><tr><td>B</td><td>C</td></tr></table></td></tr></table>",
        "<table><tbody><tr><td><p>A</p><p>B C</p></td></tr></tbody></table>",
        "Tabeller inden i tabeller er ikke",
    ),
    "a file's address": ('<p><a href="file:///C:/x">her</a></p>', "<p>her</p>", "Links, der hverken er webadresser"),
    "letters": ('<ol style="list-style-type:lower-alpha"><li>x</li></ol>', '<ol type="a"><li>x</li></ol>', ""),
}  # fmt: skip


def test_paste_from_elsewhere(window: Open, draft: Meeting) -> None:
    _, page, _ = open_item(window, draft)
    told = page.locator(".rp-rich:focus-within .rp-rich__lost")
    for name, (html, kept, lost) in PASTED.items():
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        paste(page, FIELD, html)
        assert written(page) == kept, name
        assert told.inner_text().startswith(lost) if lost else told.inner_text() == "", name


def test_the_minutes_have_the_editor_and_their_sentences(window: Open, portal: None) -> None:
    staged = scene.stage("IN_SESSION", by=cast.KAREN)
    item = staged.items[0]
    one = window(cast.KAREN, reduced_motion="reduce")
    page = one.go(f"{staged.own}foer-referat/{item.pk}/")
    page.focus("#id_decision")
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+b")
    page.keyboard.type(" Enigt.")
    page.keyboard.press("Control+b")
    sentence = page.locator("[name=saetning]").first
    words = sentence.get_attribute("value") or ""
    sentence.click()
    expect(page.locator("#id_decision")).to_contain_text(words)
    page.click("#gem")
    expect(page.locator("#besked")).to_contain_text("Gemt.")
    item.refresh_from_db()
    assert item.decision == f"<p>Rådet godkendte.<strong> Enigt.</strong> {words}</p>"


def test_without_script_a_table_is_shown_and_the_rest_is_written(window: Open, draft: Meeting) -> None:
    staged = scene.Staged(draft, cast.KAREN)
    item = staged.items[0]
    staged.save(item, exposition=scene.TEXTS["exposition"])
    item.refresh_from_db()
    one = window(cast.KAREN, script=False)
    page = one.go(f"{staged.own}rediger/{item.pk}/")
    expect(page.locator(".rp-rich__shown table")).to_be_visible()
    expect(page.locator("[name=exposition]")).to_be_hidden()
    page.fill("[name=summary]", "Uden script.")
    with page.expect_navigation():
        page.click("#gem")
    before = item.exposition
    item.refresh_from_db()
    assert (item.summary, item.exposition) == ("<p>Uden script.</p>", before)


def test_a_link_to_an_item_prints_its_number_and_follows_it(window: Open, draft: Meeting) -> None:
    one, page, item = open_item(window, draft)
    page.keyboard.type("Se ")
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Indsæt link")
    choice = dialog.get_by_label("Til et punkt eller bilag i dagsordenen?")
    choice.wait_for()
    assert one.find_faults() == []
    third = draft.items.all()[2]
    choice.focus()
    choice.select_option(f"punkt:{third.pk}")
    expect(dialog.get_by_label("Webadresse eller mailadresse")).to_be_hidden()
    assert one.find_faults() == []
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "id_exposition"
    expected = f'<p>Se <a href="punkt:{third.pk}">punkt 3</a></p>'
    assert saved(page, item) == expected
    page.locator(f"#disposition [data-item='{third.pk}'] .rp-row__link").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(f"#disposition [data-item='{third.pk}']")).to_contain_text("2")
    page.reload()
    expect(page.locator(f"{FIELD} a")).to_have_text("punkt 2")
