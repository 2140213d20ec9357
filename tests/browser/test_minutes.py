"""Minutes in session with the keyboard: sentences at the cursor, saved and on to the next, panes and sheets; who came.

WCAG 2.1.1, 2.1.4, 2.4.3, 2.4.7.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from meetings.demo import cast
from meetings.models import AgendaItem, Attendance, Meeting
from meetings.queries.attendance import attendance_of
from tests.browser import scene
from tests.browser.test_keyboard import HERE, sight, tab_to
from tests.browser.window import NARROW, WIDE, Window

Open = Callable[..., Window]
MIDDLE = {"width": 1100, "height": 800}


@pytest.fixture
def session(portal: None) -> scene.Staged:
    """A meeting in session, nothing decided yet; each kind of item has its sentences."""
    staged = scene.plan().move("begynd-dagsorden")
    scene.write_agenda(staged)
    staged.move("udsend", "begynd-moede")
    profile = staged.meeting.body.council.profile
    profile.standard_sentences = {"B": ["Rådet besluttede som indstillet.", "Punktet blev udsat."]}
    profile.save()
    return staged


def minutes(session: scene.Staged, item: AgendaItem, query: str = "") -> str:
    return f"{session.own}foer-referat/{item.pk}/{query}"


def decision(item: AgendaItem) -> str:
    return str(AgendaItem.objects.values_list("decision", flat=True).get(pk=item.pk))


def until(page: Page, holds: Callable[[], bool]) -> None:
    """What the page sends by itself has arrived."""
    for _ in range(80):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.url}: it never came")


def says(page: Page, item: AgendaItem, html: str) -> None:
    until(page, lambda: decision(item) == html)
    expect(page.locator("#gemt-status")).to_contain_text("Gemt kl.")


def test_who_leaves_is_noted_from_the_keyboard_and_what_was_typed_is_kept(window: Open, session: scene.Staged) -> None:
    one = window(cast.KAREN, reduced_motion="reduce")
    page = one.go(minutes(session, session.items[0]))
    tab_to(page, "#id_decision")
    page.keyboard.type("Skrevet lige før.")
    tab_to(page, "#fremmoede_who")
    page.keyboard.type("Hanne")
    page.keyboard.press("Tab")
    page.keyboard.type("Gik")
    tab_to(page, "#fremmoede-her .rp-inline button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#fremmoede-her li")).to_contain_text(f"{cast.HANNE.name} (DA) gik under punktet.")
    assert decision(session.items[0]) == "<p>Skrevet lige før.</p>"
    tab_to(page, "#fremmoede-her li button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#fremmoede-her li")).to_have_count(0)


def test_a_decision_from_the_keyboard_and_on_to_the_next_item(window: Open, session: scene.Staged) -> None:
    first, second = session.items[:2]
    one = window(cast.KAREN, reduced_motion="reduce")
    page = one.go(minutes(session, first))
    tab_to(page, "#id_decision")
    page.keyboard.type("Før efter")
    for _ in range(len("efter")):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Alt+1")
    assert page.evaluate(HERE, "#id_decision")
    expect(page.locator("#id_decision")).to_have_text("Før Rådet besluttede som indstillet.efter")
    page.keyboard.type(" Og ")
    page.keyboard.press("Control+s")
    says(page, first, "<p>Før Rådet besluttede som indstillet. Og efter</p>")
    page.keyboard.type("så ")  # the cursor has not moved
    expect(page.locator("#id_decision")).to_have_text("Før Rådet besluttede som indstillet. Og så efter")
    page.keyboard.press("Control+s")
    says(page, first, "<p>Før Rådet besluttede som indstillet. Og så efter</p>")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".rp-title")).to_contain_text("VEU i regionen")
    expect(page).to_have_url(one.base + minutes(session, second))
    assert page.title().startswith(f"2 {second.title} – Referat: Ordinært møde den ")
    assert page.evaluate(HERE, "#id_decision")
    expect(page.locator(".rp-progress")).to_contain_text("1 af 5 punkter")
    expect(page.locator(".rp-progress")).to_contain_text("Kun de 4 manglende")
    expect(page.locator(".rp-row--on")).to_contain_text("VEU i regionen")
    assert one.asked == []
    page.keyboard.type("Nyt.")
    page.keyboard.press("Control+s")
    says(page, second, "<p>Nyt.</p>")
    page.go_back()
    expect(page.locator(".rp-title")).to_contain_text("Rekruttering")
    assert one.find_faults() == []


def test_a_sentence_goes_last_where_the_cursor_has_not_been(window: Open, session: scene.Staged) -> None:
    item = session.items[0]
    session.save(item, part="minutes", decision="<p>En.</p><p>To.</p>")
    page = window(cast.KAREN).go(minutes(session, item))
    page.keyboard.press("Alt+2")
    expect(page.locator("#id_decision p")).to_have_text(["En.", "To. Punktet blev udsat."])
    page.locator("[name=saetning]").first.click()  # and again with the mouse, after it
    expect(page.locator("#id_decision p").last).to_have_text("To. Punktet blev udsat. Rådet besluttede som indstillet.")
    says(page, item, "<p>En.</p><p>To. Punktet blev udsat. Rådet besluttede som indstillet.</p>")


def test_a_conflict_stops_on_the_way_to_the_next_item(window: Open, session: scene.Staged) -> None:
    first, second = session.items[:2]
    one = window(cast.KAREN)
    one.expected.add(409)
    page = one.go(minutes(session, first))
    session.save(first, part="minutes", decision="<p>Deres.</p>")
    page.locator("#id_decision").fill("Mit.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".merge__text")).to_have_text(["Deres.", "Mit."])
    expect(page.locator(".rp-title")).to_contain_text("Rekruttering")
    expect(page.locator("#id_decision")).to_have_text("Mit.")
    page.locator("#id_decision").focus()
    page.keyboard.press("Control+s")  # the merge is the person's own act: the button's
    expect(page.locator("#besked")).to_contain_text("Gemt.")
    assert decision(first) == "<p>Mit.</p>"
    page.keyboard.press("Control+Enter")
    expect(page.locator(".rp-title")).to_contain_text(second.title)
    assert one.asked == []


def test_only_the_missing_items_and_the_way_through_them(window: Open, session: scene.Staged) -> None:
    items = session.items
    session.save(items[1], part="minutes", decision="<p>Gjort.</p>")
    page = window(cast.KAREN).go(minutes(session, items[0]))
    page.click("text=Kun de 4 manglende")
    expect(page.locator(".rp-row__link")).to_have_count(4)
    assert page.url.endswith("?kun=manglende#disposition")
    page.locator("#id_decision").focus()
    page.keyboard.type("Ja.")
    page.keyboard.press("Control+s")
    says(page, items[0], "<p>Ja.</p>")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".rp-title")).to_contain_text(items[2].title)
    assert page.url.endswith("?kun=manglende")
    expect(page.locator(".rp-row__link")).to_have_count(3)
    page.click("text=Vis alle 5 punkter")
    expect(page.locator(".rp-row__link")).to_have_count(5)
    around = [f"Forrige punkt: 2 {items[1].title}", f"Næste punkt: 4 {items[3].title}"]
    expect(page.locator(".rp-next a")).to_have_text(around)


@pytest.mark.parametrize("size", [WIDE, MIDDLE, NARROW], ids=["wide", "middle", "narrow"])
def test_f6_goes_round_and_esc_closes_what_it_opened(window: Open, session: scene.Staged, size: dict[str, int]) -> None:
    one = window(cast.KAREN, viewport=size, reduced_motion="reduce")
    page = one.go(minutes(session, session.items[0]))
    for pane in ("#disposition", "#punkt", "#fremmoede", "#disposition"):
        page.keyboard.press("F6")
        assert page.evaluate(HERE, pane), pane
        expect(page.locator(pane)).to_be_visible()
        assert sight(page) == "", pane
    page.keyboard.press("Shift+F6")
    assert page.evaluate(HERE, "#fremmoede")
    assert one.find_faults() == []
    page.keyboard.press("Escape")
    if size is not WIDE:
        expect(page.locator("#fremmoede")).to_be_hidden()
        assert page.evaluate(HERE, "#punkt")
    page.keyboard.press("Tab")
    assert sight(page) == ""


def test_who_came_from_the_keyboard(window: Open, session: scene.Staged) -> None:
    meeting = Meeting.objects.get(pk=session.meeting.pk)
    keys = {one.name: one.key for one in attendance_of(meeting).expected}
    mikkel, oluf, karen = (keys[one.name] for one in (cast.MIKKEL, cast.OLUF, cast.KAREN))
    one = window(cast.KAREN, reduced_motion="reduce")
    page = one.go(f"{session.own}foer-referat/deltagere/")
    expect(page.locator(f"[name={oluf}]")).to_be_hidden()
    tab_to(page, f"[name={mikkel}]:checked")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")  # Afbud
    expect(page.locator(f"[name={oluf}]")).to_be_visible()
    tab_to(page, f"[name={oluf}]")
    page.keyboard.press("Space")
    tab_to(page, f"[name={karen}]")
    page.keyboard.press("Space")
    tab_to(page, "#id_present")
    page.keyboard.type("STAR - Inge Prøvesen")
    page.keyboard.press("Control+s")
    until(page, lambda: meeting.attendance.count() == 4)
    rows = list(meeting.attendance.values_list("name", "presence"))
    assert rows == [
        ("Mikkel Tornby", "EXCUSED"), ("Oluf Kildebæk", "PRESENT"), ("Inge Prøvesen", "PRESENT"),
        ("Karen Vinterberg", "PRESENT"),
    ]  # fmt: skip
    assert one.find_faults() == []
    page.locator(f"[name={mikkel}][value=PRESENT]").check(force=True)  # who is put down never hides
    expect(page.locator(f"[name={oluf}]")).to_be_visible()
    page.locator("[name=resten]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#fremmoede")).to_contain_text("1 af 6 medlemmer")
    page.locator("#gem").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#fremmoede")).to_contain_text("6 af 6 medlemmer. Rådet er beslutningsdygtigt (mindst 3).")
    assert meeting.attendance.filter(presence=Attendance.Presence.PRESENT).count() == 9
    assert one.asked == []


def test_the_rail_is_read_again_when_the_list_has_saved_itself(window: Open, session: scene.Staged) -> None:
    one = window(cast.KAREN)
    page = one.go(f"{session.own}foer-referat/deltagere/")
    page.locator("[value=PRESENT]").first.check(force=True)
    expect(page.locator("#gemt-status")).to_contain_text("Gemt kl.")
    page.evaluate("() => document.dispatchEvent(new CustomEvent('rar:saved'))")
    expect(page.locator("#fremmoede")).to_contain_text("1 af 6 medlemmer")
    expect(page.locator("[value=PRESENT]").first).to_be_checked()
