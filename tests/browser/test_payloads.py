"""A hundred and forty ways to run script in somebody else's page, in every field at once, on every page that shows one.

Trust rows T8 and T9: stored in texts, titles, names, files and links, and on both sides of a conflict. A payload that
runs sets window.__pwned; one that only the policy stops raises `securitypolicyviolation`: both fail (window.py).
"""

from collections.abc import Callable, Iterable

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from meetings.demo import cast
from meetings.models import (
    TEXT_FIELDS,
    AgendaItem,
    AgendaSection,
    Attachment,
    Attendance,
    Body,
    Meeting,
    Person,
    Presenter,
    PublicationContent,
)
from rarportal.core.richtext import from_text, to_text
from tests.browser import scene
from tests.browser.payloads import ADDRESSES, PAYLOADS
from tests.browser.window import NARROW, OVERFLOWS, WIDE, Window, paste

JONAS = cast.JONAS
CORPUS = "\n\n".join(PAYLOADS)
# Whatever stands on a page that the portal has not put there itself
FOREIGN = """() => {
  const elements = "iframe, object, embed, base, style, template, math, marquee, video, audio, picture, source, img,"
    + "keygen, xmp, noscript, dialog, meta[http-equiv], xss, x, [popover], link:not([href^='/static/']),"
    + "script:not([src^='/static/'])";
  const drawn = ["svg", "use", "rect", "path"];
  const url = (value) => new URL(value, location.href);
  const wrong = ({ name, value }) => /^on|^style$|^srcdoc$|^formaction$|^hx-on|^data-hx|^background$/.test(name)
    || (name === "href" && !["http:", "https:", "mailto:"].includes(url(value).protocol))
    || (/^(src|action|hx-get|hx-post)$/.test(name) && url(value).origin !== location.origin)
    || (name.startsWith("hx-") && value.includes("__pwned"));
  const foreign = (one) => one.closest("svg") ? !drawn.includes(one.localName) : one.matches(elements);
  return [...document.querySelectorAll("*")].filter((one) => foreign(one) || [...one.attributes].some(wrong))
    .map((one) => one.outerHTML.slice(0, 200));
}"""


def chunks(payloads: Iterable[str], size: int) -> list[str]:
    """Payloads put together, each string at most `size` long."""
    found = [""]
    for payload in payloads:
        if len(found[-1]) + len(payload) > size:
            found.append("")
        found[-1] += payload
    return found


def poison(staged: scene.Staged) -> None:
    """Every field has payloads, past all that cleans on the way in: nothing may rest on that alone."""
    meeting = staged.meeting
    Meeting.objects.filter(pk=meeting.pk).update(place=chunks(PAYLOADS, 200)[0])
    Body.objects.filter(pk=meeting.body_id).update(name=f"Raad {PAYLOADS[0]}{PAYLOADS[9]}")
    Person.objects.filter(user__email=JONAS.email).update(name=chunks(PAYLOADS, 200)[2])
    AgendaSection.objects.filter(meeting=meeting).update(title=chunks(PAYLOADS, 200)[3])
    section = staged.items[0].section
    for position, title in enumerate(chunks(PAYLOADS, 300), 100):
        AgendaItem.objects.create(meeting=meeting, section=section, position=position, title=title, decides=True)
    first = staged.items[0]
    AgendaItem.objects.filter(pk=first.pk).update(**dict.fromkeys(TEXT_FIELDS, CORPUS))
    AgendaItem.objects.filter(pk=staged.items[3].pk).update(**dict.fromkeys(TEXT_FIELDS, from_text(CORPUS)))
    for position, words in enumerate(chunks(PAYLOADS, 200), 10):
        row = {"position": position, "title": words}
        Presenter.objects.create(item=first, name=words, organisation=words, **row)
        known = {"size": 5, "sha256": "0" * 64} if position % 2 else {}
        Attachment.objects.create(item=first, kind="FILE", filename=words, **row, **known)
    for position, url in enumerate(ADDRESSES, 1000):
        Attachment.objects.create(item=first, kind="LINK", title=url, url=url, position=position)


def look(one: Window, *paths: str, also: Callable[[Page], None] = lambda page: None) -> None:
    """Open pages with everything unfolded; nothing foreign stands on them, and they are no wider than the window."""
    for path in paths:
        page = one.go(path)
        also(page)
        see(page)


def see(page: Page) -> None:
    """The page as it is now."""
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.set_viewport_size(NARROW)
    assert page.evaluate(FOREIGN) + page.evaluate(OVERFLOWS) == [], page.url
    page.set_viewport_size(WIDE)


def test_payloads_on_the_way_to_the_public(window: Callable[..., Window], portal: None) -> None:
    staged = scene.stage("DRAFTING", by=JONAS, council="rar-oestjylland")
    poison(staged)
    own, first, typed = staged.own, staged.items[0], staged.items[3]
    one, member, stranger = window(JONAS), window(cast.GUNNAR), window()
    one.expected |= {404, 409, 422}
    look(one, f"{own}rediger/{first.pk}/", f"{own}rediger/{typed.pk}/", own, "/mit/", f"{own}handling/udsend/")
    look(one, "/mit/rar-oestjylland/raad/", "/mit/rar-oestjylland/raad/nyt-moede/")
    expect(one.go(f"{own}rediger/{typed.pk}/").locator("[name=summary]")).to_have_value(
        to_text(from_text(CORPUS)) or ""
    )

    scene.make_move(meeting_id=staged.meeting.pk, name="udsend", actor=staged.actor, reason=CORPUS[:2000])
    scene.change_agenda(staged)
    AgendaItem.objects.filter(pk=staged.items[4].pk).update(title=chunks(PAYLOADS, 300)[5])
    staged.move("udsend-tillaeg")  # what has changed names titles
    look(stranger, f"{staged.public}dagsorden/", f"{staged.public}dagsorden/v1/", "/rar-oestjylland/moeder/", "/")
    look(member, f"{own}dagsorden/", own, "/mit/")
    look(one, own, f"{own}handling/begynd-moede/", f"{own}slet-indhold/dagsorden/v1/")

    staged.move("begynd-moede")
    AgendaItem.objects.filter(meeting=staged.meeting).exclude(pk=first.pk).update(decision=from_text(CORPUS[:4000]))
    for position, words in enumerate(PAYLOADS, 10):
        Attendance.objects.create(meeting=staged.meeting, position=position, name=words, group=words[:100])
    look(one, f"{own}foer-referat/{first.pk}/", f"{own}foer-referat/{typed.pk}/", f"{own}foer-referat/deltagere/")
    staged.move("afslut-moede", "udsend-referat", "offentliggoer")
    look(stranger, f"{staged.public}referat/", "/rar-oestjylland/")
    look(member, f"{own}referat/")

    # and without a policy to help
    bare = window(bypass_csp=True)
    for content in PublicationContent.objects.filter(pk__in=staged.papers().values("content_sha256")):
        bare.page.set_content(f"<!doctype html><title>x</title>{content.html}")
        bare.page.wait_for_timeout(50)
    look(bare, f"{staged.public}referat/", f"{staged.public}dagsorden/v2/")


def test_payloads_on_both_sides_of_a_conflict(window: Callable[..., Window], portal: None) -> None:
    """Indico 3.3.13, Plone CVE-2021-33513: where two texts are compared, in place and as a whole page."""
    staged = scene.stage("IN_SESSION", by=JONAS, council="rar-oestjylland")
    AgendaItem.objects.filter(meeting=staged.meeting).update(decision="")
    item, title = staged.items[0], chunks(PAYLOADS, 300)
    mine = "\n\n".join(reversed(PAYLOADS))
    for script in (True, False):
        one = window(JONAS, script=script)
        one.expected |= {409, 422}
        page = one.go(f"{staged.own}foer-referat/{item.pk}/")
        staged.save(item, part="minutes", decision=from_text(CORPUS + str(script)))
        page.fill("#id_decision", mine)  # the editor, and without script the text area
        page.click("#gem")
        expect(page.locator(".merge__text")).to_have_count(2)
        if script:
            expect(page.locator("#id_decision")).to_contain_text(PAYLOADS[0])
        else:
            expect(page.locator("#id_decision")).to_have_value(mine)
        see(page)
    staged = scene.plan(by=JONAS, council="rar-oestjylland").move("begynd-dagsorden")
    scene.write_agenda(staged)
    item = staged.items[1]
    one = window(JONAS)
    one.expected |= {409, 422}
    page = one.go(f"{staged.own}rediger/{item.pk}/")
    staged.save(item, title=title[0], summary=from_text(CORPUS), next_steps=from_text(CORPUS[:2000]))
    page.fill("#punkt-form [name=title]", title[1])
    page.focus("#id_summary")
    expect(page.locator(".merge")).to_have_count(1)  # the title was sent by itself as it was left
    see(page)
    page.fill("#id_summary", mine)
    page.fill("#id_next_steps", mine)
    page.fill("[name=presenters]", mine)
    page.click("#gem")
    expect(page.locator(".merge")).to_have_count(2)  # nobody else touched the presenters
    see(page)
    page.fill("#nyt-bilag [name=title]", title[2])
    page.fill("#nyt-bilag [name=url]", "javascript:window.__pwned=1")
    page.evaluate("() => document.querySelector('#tilfoej-bilag').click()")
    expect(page.locator("#nyt-bilag [role=alert]")).to_be_visible()
    see(page)


def test_payloads_that_are_pasted(window: Callable[..., Window], draft: Meeting) -> None:
    """Into the editor, from a page or a document that is hostile; and stored, and shown in a conflict as markup."""
    staged = scene.Staged(draft, cast.KAREN)
    item = staged.items[0]
    one = window(cast.KAREN)
    one.expected |= {409}
    page = one.go(f"{staged.own}rediger/{item.pk}/")
    for payload in [*PAYLOADS, *(f'<a href="{url}">x</a>' for url in ADDRESSES), "".join(PAYLOADS)]:
        paste(page, "#id_summary", payload)
    see(page)
    markup = "<p><strong>Deres</strong></p>" + "".join(PAYLOADS)
    AgendaItem.objects.filter(pk=item.pk).update(summary=markup)
    page.focus("#id_summary")
    page.keyboard.type("Mit. ")  # what was pasted may have saved itself by now
    page.click("#gem")
    expect(page.locator(".merge__text").first.locator("strong").first).to_have_text("Deres")
    see(page)


pieces = st.sampled_from(
    [*PAYLOADS, "<", ">", '"', "'", "`", "/", "=", "&", "&lt;", "--", "<!--", "]]>", "{{", "%}", "\n", "- ", "## "]
)
made = st.lists(pieces | st.text(max_size=6), max_size=8).map("".join)


def test_payloads_made_up(window: Callable[..., Window], draft: Meeting) -> None:
    """Pieces put together at random; some hundred in each of a few pages."""
    staged = scene.Staged(draft, cast.KAREN)
    item = staged.items[0]
    one, edit = window(cast.KAREN), f"{staged.own}rediger/{item.pk}/"

    @settings(
        max_examples=4,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
        database=None,
        derandomize=True,
    )
    @given(st.lists(made, min_size=100, max_size=120))
    def shown(texts: list[str]) -> None:
        words = "\n\n".join(texts).replace("\0", "").encode("utf-8", "ignore").decode()
        AgendaItem.objects.filter(pk=item.pk).update(
            **dict.fromkeys(TEXT_FIELDS, from_text(words)), title=words[:300], recommender=""
        )
        look(one, edit)
        AgendaItem.objects.filter(pk=item.pk).update(**dict.fromkeys(TEXT_FIELDS, words))  # as HTML
        look(one, edit)

    shown()
