"""Without JavaScript everything works: reading, writing, files, moves, refusals, and two people in one field."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from meetings.demo import cast
from meetings.models import Meeting
from tests.browser import scene
from tests.browser.window import Window

Open = Callable[..., Window]


def press(page: Page, name: str, *, within: str = "main") -> None:
    """Press a button or link; a page comes."""
    with page.expect_navigation():
        page.locator(within).get_by_role("button", name=name).or_(
            page.locator(within).get_by_role("link", name=name)
        ).first.click()


def test_writing_an_item(window: Open, draft: Meeting) -> None:
    staged = scene.Staged(draft, cast.KAREN)
    item = staged.items[4]
    one = window(cast.KAREN, script=False)
    page = one.go(staged.own)
    press(page, "Redigér dagsorden")
    press(page, item.title, within="#disposition")
    page.fill("#punkt-form [name=title]", "Uden script")
    page.fill("[name=summary]", "Et afsnit.\n\n- et\n- to")
    page.fill("[name=presenters]", "Inge Prøvesen, kontorchef, STAR")
    page.check("[name=informs]")
    page.select_option("[name=access]", "CLOSED")
    press(page, "Gem punktet")
    expect(page.locator("#besked")).to_have_text("Gemt.")
    item.refresh_from_db()
    assert (item.title, item.access, item.informs) == ("Uden script", "CLOSED", True)
    assert item.summary == "<p>Et afsnit.</p><ul><li>et</li><li>to</li></ul>"
    assert item.presenters.get().organisation == "STAR"

    # what is wrong is said at the top and at the field, and what was typed stands there
    one.expected.add(422)
    page.fill("#punkt-form [name=title]", "")
    page.fill("[name=summary]", "Det her må ikke gå tabt.")
    press(page, "Gem punktet")
    assert one.status == 422
    expect(page.get_by_role("alert")).to_contain_text("Titel")
    expect(page.locator("[name=summary]")).to_have_value("Det her må ikke gå tabt.")
    page.fill("#punkt-form [name=title]", "Uden script igen")
    press(page, "Gem punktet")
    item.refresh_from_db()
    assert item.summary == "<p>Det her må ikke gå tabt.</p>"

    # moved, and files
    press(page, "Op", within=".rp-row--on")
    assert [one.title for one in staged.items].index("Uden script igen") == 3
    page.locator("#nyt-bilag summary").click()
    page.set_input_files(
        "#nyt-bilag [type=file]", {"name": "notat.pdf", "mimeType": "application/pdf", "buffer": scene.PDF.read_bytes()}
    )
    page.fill("#nyt-bilag [name=title]", "Notatet")
    press(page, "Tilføj bilaget", within="#bilag")
    expect(page.locator("#bilag")).to_contain_text("Notatet")
    page.locator("#bilag li", has_text="Notatet").locator("select").select_option("MEMBERS_ONLY")
    press(page, "Skift adgang til bilag Notatet", within="#bilag")
    assert item.attachments.get(title="Notatet").access == "MEMBERS_ONLY"
    press(page, "Fjern bilag Notatet", within="#bilag")
    assert not item.attachments.filter(title="Notatet").exists()
    page.locator("#nyt-bilag summary").click()
    page.set_input_files(
        "#nyt-bilag [type=file]", {"name": "notat.pdf", "mimeType": "application/pdf", "buffer": b"MZ"}
    )
    press(page, "Tilføj bilaget", within="#bilag")
    assert one.status == 422
    expect(page.get_by_role("alert")).to_contain_text("Filen er et program")

    # a new item, on a page without the outline's sheet
    one.go(f"{staged.own}rediger/{item.pk}/")
    page.locator(".rp-add summary").click()
    page.fill(".rp-add [name=title]", "Et nyt punkt")
    press(page, "Tilføj punkt")
    expect(page.locator("#punkt-form [name=title]")).to_have_value("Et nyt punkt")
    press(page, "Træk punktet")
    expect(page.locator("#punkt")).to_contain_text("Punktet er udgået")
    press(page, "Tag punktet op igen")
    press(page, "Slet punktet")
    assert not staged.meeting.items.filter(title="Et nyt punkt").exists()


def test_two_people_in_one_field(window: Open, draft: Meeting) -> None:
    staged = scene.Staged(draft, cast.KAREN)
    item = staged.items[0]
    one = window(cast.KAREN, script=False)
    page = one.go(f"{staged.own}rediger/{item.pk}/")
    staged.save(item, summary="<p>Deres</p>")
    one.expected.add(409)
    page.fill("[name=summary]", "Mit")
    page.fill("#punkt-form [name=title]", "Titlen er kun min")
    press(page, "Gem punktet")
    assert one.status == 409
    sides = page.locator(".merge__text")
    expect(sides).to_have_text(["Deres", "Mit"])
    expect(page.locator("[name=summary]")).to_have_value("Mit")
    expect(page.locator("#punkt-form [name=title]")).to_have_value("Titlen er kun min")
    item.refresh_from_db()
    assert item.summary == "<p>Deres</p>"
    page.fill("[name=summary]", "Deres og mit")
    press(page, "Gem punktet")
    item.refresh_from_db()
    assert (item.summary, item.title) == ("<p>Deres og mit</p>", "Titlen er kun min")


def test_from_the_draft_to_the_published_minutes(window: Open, draft: Meeting) -> None:
    """With refusals on the way, and what the public reads in the end."""
    staged = scene.Staged(draft, cast.KAREN)
    one = window(cast.KAREN, script=False)
    one.expected.add(422)
    page = one.go(f"{staged.own}handling/aflys/")
    press(page, "Aflys mødet")
    assert one.status == 422
    expect(page.get_by_role("alert")).to_contain_text("Et aflyst møde kan ikke genoptages.")
    one.go(staged.own)
    for move, state in (
        ("Udsend dagsordenen", "Udsendt"),
        ("Begynd mødet", "I gang"),
        ("Afslut mødet", "Holdt, og referatet er under udarbejdelse"),
        ("Udsend referatet", "Holdt, og referatet er udsendt"),
        ("Offentliggør referatet", "Holdt, og referatet er offentliggjort"),
    ):
        press(page, move)
        if page.locator("#id_reason").count():
            page.fill("#id_reason", "Aftalt.")
        press(page, move)
        expect(page.locator(".rp-head .state")).to_have_text(state)
        if move == "Begynd mødet":
            press(page, "Skriv referat")
            page.fill("[name=decision]", "Rådet godkendte dagsordenen.")
            page.check("[name=outcome][value=AS_RECOMMENDED]", force=True)
            press(page, "Gem og gå til 2")
            expect(page.locator(".rp-title")).to_contain_text("Opfølgning på referat")
            page.click("[name=saetning] >> nth=0")
            expect(page.locator("[name=decision]")).not_to_have_value("")
            press(page, "Gem")
            press(page, "Hvem deltog")
            press(page, "Alle andre medlemmer er mødt")
            page.fill("[name=present]", "DA - Navn Navnesen")
            press(page, "Gem")
            press(page, "Mødet", within=".rp-tabs")
    stranger = window(script=False)
    page = stranger.go(f"{staged.public}referat/")
    expect(page.locator("main")).to_contain_text("Rådet godkendte dagsordenen.")
    expect(page.locator("main")).to_contain_text("Navn Navnesen")
    closed = staged.meeting.items.get(access="CLOSED")
    expect(page.locator("main")).not_to_contain_text(closed.title)
    page.get_by_role("link", name="Møder").first.click()
    expect(page.locator("h1")).to_have_text("Møder i RAR Sjælland")
