"""*Vis originalen ved siden af*, by the keyboard alone: at the import and at the published paper, PDF, text and Word.

What the PDF viewer shows is Chromium's own; asked is which bytes it got.
"""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from meetings.actions.imports import begin_import
from meetings.actions.taking_in import take_in
from meetings.demo import cast, loader
from meetings.models import Body, ImportDraft, Meeting, path_of
from meetings.queries.imports import reading_of
from tests import papers
from tests.browser.window import NARROW, Window

Open = Callable[..., Window]
PAPER = "/rar-oestjylland/moeder/2022-09-26/referat/"
KEPT = """
const made = URL.createObjectURL;
window.made = [];
URL.createObjectURL = (blob) => { window.made.push([blob.type, blob.size]); return made.call(URL, blob); };
"""
RUNNING = b"<script>parent.__pwned = 1; __pwned = 1</script><img src=x onerror='__pwned = 1'>"


def fetched(form: str, text: str = "") -> ImportDraft:
    """S2, or another text, fetched as a file of this form."""
    body = Body.objects.get(council__slug="rar-oestjylland", kind="COUNCIL")
    text = text or papers.seed("s2") + "\n "
    data = text.encode() if form == "txt" else getattr(papers, form)(text, papers.HEADERS["s2"])
    told = {"kind": "MINUTES", "day": date(2022, 9, 26), "actor": loader.actor(cast.JONAS)}
    return begin_import(body_id=body.pk, file=data, filename=f"referat.{form}", **told)


def taken_in(draft: ImportDraft) -> Meeting:
    return take_in(draft_id=draft.pk, actor=loader.actor(cast.JONAS), anyway=True)


def tab_to(page: Page, name: str) -> None:
    """By Tab alone."""
    wanted = page.get_by_role("button", name=name)
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"Tab never comes to {name}")


def opened(page: Page) -> None:
    tab_to(page, "Vis originalen ved siden af")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Originalen", exact=True)).to_be_focused()
    expect(page.locator("#originalen [role=status]")).to_be_empty()


def test_a_pdf_stands_beside_the_published_paper(window: Open) -> None:
    draft = fetched("pdf")
    meeting = taken_in(draft)
    assert meeting.address == "2022-09-26"
    one = window()
    one.page.add_init_script(KEPT)
    page = one.go(PAPER)
    assert page.locator("#originalen").is_hidden()
    opened(page)
    frame = page.locator("#originalen iframe")
    assert page.locator("#originalen").bounding_box()["x"] > 700  # type: ignore[index]
    assert (frame.get_attribute("src") or "").startswith("blob:")
    assert page.evaluate("() => window.made") == [["application/pdf", draft.size]]
    assert one.find_faults() == []
    tab_to_close(page)
    expect(page.get_by_role("button", name="Vis originalen ved siden af")).to_be_focused()
    expect(page.locator("#originalen")).to_be_hidden()


def tab_to_close(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hent filen")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Luk originalen")).to_be_focused()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("form", ["txt", "docx"])
def test_the_lines_of_text_and_word_stand_beside_with_their_numbers(window: Open, form: str) -> None:
    draft = fetched(form)
    taken_in(draft)
    one = window(cast.GUNNAR)
    page = one.go("/mit/rar-oestjylland/raad/2022-09-26/referat/")
    opened(page)
    lines = page.locator("#originalen li")
    expect(lines).to_have_count(len(draft.lines))
    assert lines.all_inner_texts()[3].split("\n")[0].strip() == str(draft.lines[3][0])
    assert " ".join(draft.lines[3][1].split()) in " ".join(lines.nth(3).inner_text().split())
    assert one.find_faults() == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Vis originalen ved siden af")).to_be_focused()


def test_what_a_text_says_is_never_run(window: Open) -> None:
    text = f"1. RAR’s interne forhold\n\n- 1.1. Dagsorden (B)\n\nSagen kort: {RUNNING.decode()}"
    taken_in(fetched("txt", text))
    page = window().go(PAPER)
    opened(page)
    expect(page.locator("#originalen li").last).to_contain_text("<script>")
    assert page.locator("#originalen li script, #originalen li img").count() == 0


def test_whatever_the_file_is_the_browser_is_told_that_it_is_a_pdf(window: Open) -> None:
    """A stored file that is a page with script after all is a PDF that cannot be read: nothing of it runs."""
    draft = fetched("pdf", f"{papers.seed('s2')}\n\nTil denne prøve alene.")
    taken_in(draft)
    path_of(draft.sha256).chmod(0o600)
    path_of(draft.sha256).write_bytes(b"<!doctype html>" + RUNNING)
    one = window()
    one.page.add_init_script(KEPT)
    page = one.go(PAPER)
    with page.expect_event("framenavigated", predicate=lambda frame: frame.url.startswith("blob:")):
        opened(page)
    page.wait_for_timeout(500)
    assert [kind for kind, _ in page.evaluate("() => window.made")] == ["application/pdf"]


def test_at_an_import_it_opens_where_the_item_begins_and_stays_open_to_the_next(window: Open) -> None:
    draft = fetched("pdf")
    items = reading_of(draft).document.items
    one = window(cast.JONAS)
    page = one.go(f"/mit/rar-oestjylland/raad/hent/{draft.pk}/linjer/{items[4].line}/")
    opened(page)
    first = next(line for line in draft.lines if line[0] == items[4].line)
    assert f"#page={first[2]}&" in (page.locator("#originalen iframe").get_attribute("src") or "")
    assert first[2] > 1
    assert one.find_faults() == []
    page.get_by_role("link", name="Næste punkt").press("Enter")
    expect(page.locator("#originalen iframe")).to_have_count(1)
    expect(page.get_by_role("heading", name="Originalen", exact=True)).not_to_be_focused()
    page.get_by_role("button", name="Luk originalen").press("Enter")
    page.get_by_role("link", name="Forrige punkt").press("Enter")
    page.wait_for_load_state()
    expect(page.locator("#originalen")).to_be_hidden()


@pytest.mark.parametrize("where", ["", "linjer/0/", "deltagere/"])
def test_every_page_of_an_import_has_it(window: Open, where: str) -> None:
    draft = fetched("docx")
    one = window(cast.JONAS)
    page = one.go(f"/mit/rar-oestjylland/raad/hent/{draft.pk}/{where}")
    opened(page)
    expect(page.locator("#originalen li")).to_have_count(len(draft.lines))
    assert one.find_faults() == []


def test_on_a_phone_and_without_script_there_is_the_download(window: Open) -> None:
    draft = fetched("pdf")
    taken_in(draft)
    for one in (window(viewport=NARROW), window(script=False)):
        page = one.go(PAPER)
        expect(page.get_by_role("button", name="Vis originalen ved siden af")).to_be_hidden()
        expect(page.locator("#originalen")).to_be_hidden()
        with page.expect_download() as got:
            page.get_by_role("link", name="Det oprindelige dokument").click()
        assert got.value.suggested_filename == "referat.pdf"


def test_an_original_that_cannot_be_had_is_said(window: Open) -> None:
    draft = fetched("pdf", f"{papers.seed('s2')}\n\nTil den anden prøve alene.")
    taken_in(draft)
    path_of(draft.sha256).unlink()
    one = window()
    one.expected.add(404)
    page = one.go(PAPER)
    tab_to(page, "Vis originalen ved siden af")
    page.keyboard.press("Enter")
    expect(page.locator("#originalen [role=status]")).to_have_text(
        "Originalen kan ikke vises her. Hent filen i stedet."
    )
