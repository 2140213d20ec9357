"""Files in the browser: by choice and by drop, each with what became of it; a lost connection loses no other file."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from meetings.demo.cast import KAREN
from meetings.models import AgendaItem, Meeting
from tests.browser import scene
from tests.browser.window import Window
from tests.weapons import SVG, pdf

Editor = tuple[Window, Page, AgendaItem]


@pytest.fixture
def editor(window: Callable[..., Window], draft: Meeting) -> Editor:
    """Item 2's page with the form for attachments open."""
    staged = scene.Staged(draft, KAREN)
    item = staged.items[1]
    item.attachments.all().delete()
    one = window(KAREN)
    page = one.go(f"{staged.own}rediger/{item.pk}/")
    page.locator("#nyt-bilag summary").click()
    return one, page, item


def a_file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def titles(item: AgendaItem) -> list[str]:
    return list(item.attachments.order_by("position").values_list("title", flat=True))


def test_chosen_files_are_sent_one_by_one_and_each_has_its_line(editor: Editor) -> None:
    one, page, item = editor
    one.expected.add(422)
    page.fill("#punkt-form [name=title]", "Ikke gemt endnu")
    page.select_option("#nyt-bilag [name=access]", "CLOSED")
    page.set_input_files(
        "#nyt-bilag [type=file]", [a_file("a.pdf", pdf("a")), a_file("ond.svg", SVG), a_file("b.pdf", pdf("b"))]
    )
    expect(page.locator(".rp-sent li")).to_have_text(
        [
            "a.pdf: lagt på",
            "ond.svg: Filen er en webside, SVG eller XML og bliver ikke taget imod. Gem den som PDF.",
            "b.pdf: lagt på",
        ]
    )
    expect(page.locator(".rp-files > li")).to_have_count(2)
    assert titles(item) == ["a.pdf", "b.pdf"]
    assert set(item.attachments.values_list("access", flat=True)) == {"CLOSED"}
    expect(page.locator("#punkt-form [name=title]")).to_have_value("Ikke gemt endnu")
    page.locator(".rp-files > li").first.get_by_role("button", name="Ned").click()
    expect(page.locator(".rp-files > li").first).to_contain_text("b.pdf")
    expect(page.locator(".rp-sent li")).to_have_count(3)  # what became of them is still to be read


def test_dropped_files_are_taken(editor: Editor) -> None:
    _, page, item = editor
    dropped = page.evaluate_handle(
        """(text) => {
            const held = new DataTransfer();
            held.items.add(new File([text], "sluppet.pdf", {type: "application/pdf"}));
            return held;
        }""",
        pdf().decode(),
    )
    page.dispatch_event("#bilag", "drop", {"dataTransfer": dropped})
    expect(page.locator(".rp-sent li")).to_have_text(["sluppet.pdf: lagt på"])
    assert titles(item) == ["sluppet.pdf"]


def test_too_large_a_file_and_a_lost_connection_are_told(editor: Editor) -> None:
    one, page, item = editor
    page.evaluate("() => { document.querySelector('[data-upload]').dataset.upload = 1048576; }")
    page.set_input_files("#nyt-bilag [type=file]", [a_file("stor.pdf", b"x" * 1_100_000), a_file("a.pdf", pdf())])
    expect(page.locator(".rp-sent li")).to_have_text(["stor.pdf: Filen er større end 1 MB.", "a.pdf: lagt på"])
    one.context.set_offline(True)
    page.set_input_files("#nyt-bilag [type=file]", a_file("b.pdf", pdf("b")))
    expect(page.locator(".rp-sent li")).to_have_text(
        ["b.pdf: Forbindelsen blev afbrudt. Filen er ikke lagt på. Vælg den igen."]
    )
    one.context.set_offline(False)
    one.troubles[:] = [trouble for trouble in one.troubles if "ERR_INTERNET_DISCONNECTED" not in trouble]
    page.set_input_files("#nyt-bilag [type=file]", a_file("b.pdf", pdf("b")))
    expect(page.locator(".rp-sent li")).to_have_text(["b.pdf: lagt på"])
    assert titles(item) == ["a.pdf", "b.pdf"]
