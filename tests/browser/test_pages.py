"""Every page there is, in every state that looks different, at 1440 and 320 pixels: axe, width, console, CSP, headings.

An address without a page here fails. Musts 9 and 10 of the portal's first slice; WCAG 2.0-2.2 A and AA.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.test import RequestFactory
from django.urls import get_resolver, resolve
from playwright.sync_api import Page

from meetings.actions.agenda import add_item
from meetings.actions.attachments import attach_file
from meetings.actions.erasure import erase_content
from meetings.actions.imports import begin_import
from meetings.actions.outline import delete_item
from meetings.demo import cast, loader
from meetings.models import (
    Body,
    Coverage,
    Invitation,
    Meeting,
    Membership,
    OfficeStaff,
    Organisation,
    Person,
    StandingItem,
)
from meetings.queries.imports import reading_of
from meetings.views import public
from rarportal.core import http
from rarportal.core.clock import now
from rarportal.core.models import Mail, User
from rarportal.core.routing import capability, walk
from tests import papers
from tests.browser import scene
from tests.browser.window import AXE, NARROW, WIDE, Window

KAREN, JONAS, HANNE, SANNE, ELLEN = cast.KAREN, cast.JONAS, cast.HANNE, cast.SANNE, cast.ELLEN
STRICT = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'", "font-src": "'self'",
    "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip
SAME_AS_ANOTHER = {
    "meetings:edit",
    "meetings:minutes",
    "meetings:paper",
    "meetings:member_paper",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_trust",
    "mfa_login_webauthn",  # sent to the sign-in
    "mfa_reauthenticate_webauthn",  # sent to the password: there is no key
}  # under a longer address
# saved or led on, not shown
FRAMING = re.compile(  # the agenda's editor, a paper, an import: where a PDF that the script has in memory is framed
    r"/(?:rediger/(\d+/)?|\d{4}-\d\d-\d\d(-\d+)?/(?:dagsorden|referat)/(v\d+/)?|hent/\d+/(?!kasser).*)([?#].*)?$"
)
FILES = {
    "meetings:references",
    "meetings:public_meeting",
    "meetings:preview",
    "meetings:earlier_file",
    "meetings:preview_item",
    "meetings:person_file",
    "meetings:own_file",
    "meetings:import_file",
    "meetings:import_lines",
    "meetings:original",
    "meetings:member_original",
}
OPEN_ALL = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
# As without htmx: the whole page comes back
POST = """([ending, values]) => {
  const posts = (one) => ending ? new URL(one.action).pathname.endsWith(ending) : !one.getAttribute("action");
  const form = [...document.forms].find((one) => one.method === "post" && posts(one));
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  form.submit();
}"""


@dataclass(frozen=True)
class Case:
    """A page as one of the cast sees it, perhaps after something has been done on it."""

    what: str
    who: cast.Player | None
    path: str
    status: int = 200
    act: Callable[[Page], Any] | None = None
    after: int | None = None  # the status that the act leads to


def post(ending: str, **values: str) -> Callable[[Page], None]:
    """Send a form of the page, whole."""

    def act(page: Page) -> None:
        with page.expect_navigation():
            page.evaluate(POST, [ending, values])

    return act


def press(selector: str, **fields: str) -> Callable[[Page], None]:
    """Fill in fields and press a button, with htmx where the page has it."""

    def act(page: Page) -> None:
        for name, text in fields.items():
            page.fill(f"#punkt-form #id_{name}", text)
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.click(selector)
        page.wait_for_load_state("networkidle")

    return act


def click(name: str, value: str) -> Callable[[Page], None]:
    """Press a button of a form, whole page."""

    def act(page: Page) -> None:
        with page.expect_navigation():
            page.click(f"button[name={name}][value='{value}']")

    return act


def plan_reform(page: Page) -> None:
    """Fill in the reform and ask what will happen."""
    page.check("label:has-text('Syddanmark') input")
    page.fill("[name=last]", "2027-12-31")
    page.fill("[name=name]", "Regionalt beskæftigelsesråd Sydvestdanmark")
    page.select_option("[name=office]", label="AMK Syd")
    with page.expect_navigation():
        page.click("text=Se, hvad der vil ske")


def first(model: Any, **which: Any) -> int:
    """The key of one of them."""
    return int(model.objects.filter(**which).order_by("pk").values_list("pk", flat=True)[0])


def afresh(path: str, act: Callable[[Page], None]) -> Callable[[Page], None]:
    """Without the cookies: who has begun to sign in one way is sent on to its next step."""

    def begin(page: Page) -> None:
        page.context.clear_cookies()
        page.goto(urljoin(page.url, path))
        act(page)

    return begin


def everybody_away(page: Page) -> None:
    """Every member has sent afbud, so that the substitutes are asked about."""
    for choice in page.locator("[value=EXCUSED]").all():
        choice.check(force=True)


def open_all(page: Page) -> None:
    """Everything that folds is unfolded."""
    page.evaluate(OPEN_ALL)


def public_cases(published: scene.Staged, supplement: scene.Staged, cancelled: scene.Staged) -> list[Case]:
    """Without a sign-in."""
    paper = f"{supplement.public}dagsorden/"
    return [
        Case("front", None, "/"),
        Case("front, with everything unfolded", None, "/?alt", act=open_all),
        Case("a council to come, with those it follows", None, "/rbr-oestdanmark/"),
        Case("a council", None, "/rar-oestjylland/"),
        Case("a council with a successor and nothing published", None, "/rar-bornholm/"),
        Case("a council's meetings", None, "/rar-sjaelland/moeder/"),
        Case("a council without meetings", None, "/rar-fyn/moeder/"),
        Case("the minutes of S2, PDF waiting", None, "/rar-oestjylland/moeder/2023-09-26/referat/", act=open_all),
        Case("an agenda in its second version, PDF ready", None, paper),
        Case("its older version, PDF failed", None, f"{paper}v1/"),
        Case("minutes, PDF late", None, f"{published.public}referat/"),
        Case("an erased paper", None, f"{published.public}dagsorden/v1/", 410),
        Case("a PDF of an erased paper", None, f"{published.public}dagsorden/v1.pdf", 410),
        Case("a PDF that waits", None, "/rar-oestjylland/moeder/2023-09-26/referat.pdf", 503),
        Case("a PDF that failed", None, f"{paper}v1.pdf", 503),
        Case("a bundle that failed", None, f"{paper}v1/samlet.pdf", 503),
        Case("an erased paper for Word", None, f"{published.public}dagsorden/v1.docx", 410),
        Case("an item alone that is not there", None, f"{paper}v1/punkt-99.pdf", 404),
        Case("a file that is not there", None, f"{paper.removesuffix('dagsorden/')}bilag/{'0' * 64}/x.pdf", 404),
        Case("no such address", None, "/findes/ikke/", 404),
        Case("a button's address, opened as a page", KAREN, "/vis-som/slut/", 405),
        Case("no such council", None, "/findes-ikke/", 404),
        Case("sign-in", None, "/konto/log-ind/"),
        Case("sign-in with nothing typed", None, "/konto/log-ind/", act=post("/log-ind/"), after=200),
        Case(
            "sign-in with a wrong password",
            None,
            "/konto/log-ind/",
            act=post("/log-ind/", login="karen@example.dk", password="forkert"),
            after=200,
        ),
        Case("an invitation", None, "/invitation/hemmelig/"),
        Case(
            "an invitation with a poor password",
            None,
            "/invitation/hemmelig/",
            act=post("", password="kort", again="lang"),
            after=422,
        ),
        Case("an invitation that is no use", None, "/invitation/findes-ej/", 410),
        Case("the demo's mails", None, "/demo/mail/"),
        Case("a closed account", None, "/konto/inactive/"),
        Case("a forgotten password", None, "/konto/password/reset/"),
        Case(
            "a forgotten password of no address",
            None,
            "/konto/password/reset/",
            act=post("/reset/", email="x"),
            after=200,
        ),
        Case("a forgotten password, mail sent", None, "/konto/password/reset/done/"),
        Case("a new password by a link that is no use", None, "/konto/password/reset/key/1-a-b/"),
        Case("a new password chosen", None, "/konto/password/reset/key/done/"),
        Case("another provider, cancelled", None, "/konto/forbindelser/login/cancelled/"),
        Case("another provider, failed", None, "/konto/forbindelser/login/error/", 401),
        Case("another provider, none set up", None, "/konto/oidc/login/login/", 404),
        Case("another provider's answer, none set up", None, "/konto/oidc/login/login/callback/", 404),
        Case("the device remembered, out of turn", None, "/konto/ekstra-sikkerhed/trust/"),
        Case("a passkey without JavaScript", None, "/konto/ekstra-sikkerhed/webauthn/login/"),
        Case(
            "a second factor asked for",
            None,
            "/konto/ekstra-sikkerhed/authenticate/",
            act=post("/log-ind/", login=cast.TORBEN.email, password=loader.PASSWORD),
            after=200,
        ),
        Case("a code by mail, out of turn", None, "/konto/login/code/confirm/"),
        Case("a code by mail", None, "/konto/login/code/"),
        Case(
            "a code by mail, to be written",
            None,
            "/konto/login/code/",
            act=afresh("/konto/login/code/", post("/login/code/", email=HANNE.email)),
            after=200,
        ),
        Case("a cancelled meeting in the list", None, f"/rar-oestjylland/moeder/?ud={cancelled.meeting.pk}"),
    ]


def import_cases() -> list[Case]:
    """*Hent eksisterende dokument*: S2 read from Word, with its doubts, and one with lines that have no place."""
    text, header = papers.seed("s2"), papers.HEADERS["s2"]
    told: dict[str, Any] = {"kind": "MINUTES", "actor": loader.actor(JONAS)}
    council = Body.objects.get(council__slug="rar-oestjylland", kind="COUNCIL").pk
    committee = Body.objects.get(council__slug="rar-oestjylland", slug="sagsudvalg").pk
    word = papers.docx(text, header)
    read = begin_import(body_id=council, file=word, filename="2022-09-26 referat.docx", day=date(2022, 9, 26), **told)
    loose = f"En linje, som ingen kender.\n\n{text}".encode()
    odd = begin_import(body_id=committee, file=loose, filename="referat.txt", day=date(2022, 9, 27), **told)
    own = "/mit/rar-oestjylland/raad/hent/"
    items = reading_of(read).document.items
    lines = f"{own}{read.pk}/linjer/"
    first = f"{lines}{items[0].line}/"
    return [
        Case("documents to be fetched", KAREN, "/mit/rar-sjaelland/raad/hent/"),
        Case("documents that wait", JONAS, own),
        Case("no document chosen", JONAS, own, act=post(""), after=422),
        Case("a document that was read", JONAS, f"{own}{read.pk}/", act=open_all),
        Case("a document with a line without a place", JONAS, f"/mit/rar-oestjylland/sagsudvalg/hent/{odd.pk}/"),
        Case("a document that is not taken in", JONAS, f"/mit/rar-oestjylland/sagsudvalg/hent/{odd.pk}/",
             act=post("/tag-ind/"), after=422),
        Case("a document without its date", JONAS, f"{own}{read.pk}/", act=post("", date=""), after=422),
        Case("an item that was read", JONAS, first),
        Case("an item with a long table", JONAS, f"{lines}{items[6].line}/"),
        Case("an item without a title", JONAS, first, act=press_item(title=""), after=422),
        Case("lines in no item", JONAS, f"{lines}0/"),
        Case("the names of a document", JONAS, f"{own}{read.pk}/deltagere/"),
    ]  # fmt: skip


def press_item(**fields: str) -> Callable[[Page], None]:
    """Fill in what is said of an item that was read, and save it."""

    def act(page: Page) -> None:
        for name, text in fields.items():
            page.fill(f"#id_{name}", text)
        with page.expect_navigation():
            page.click("button[value=item]")

    return act


def workspace_cases(draft: scene.Staged, supplement: scene.Staged, key: int, **states: scene.Staged) -> list[Case]:
    """Under /mit/."""
    setup, council = "/opsaetning/rar-sjaelland/", "/administration/raad/rar-fyn/"
    staff = "/administration/kontorer/amk-oest/ansatte/"
    item, session, sent = draft.items[0], states["session"], states["sent"]
    edit, minutes = f"{draft.own}rediger/{item.pk}/", f"{session.own}foer-referat/{session.items[0].pk}/"
    paper = f"{states['published'].own}referat/"
    setup, standing = "/opsaetning/rar-sjaelland/", StandingItem.objects.first()
    erase = f"{sent.own}slet-indhold/referat/v1/"
    gone = add_item(meeting_id=draft.meeting.pk, title="Skrevet ved en fejl", actor=draft.actor)
    delete_item(item_id=gone.pk, actor=draft.actor)
    pdf = scene.PDF.read_bytes()
    attach_file(title="Tal", filename="tal.pdf", data=pdf, access="OPEN", item_id=item.pk, actor=draft.actor)

    def in_between(staged: scene.Staged, part: str, **values: Any) -> Callable[[Page], None]:
        """Somebody else saves, then this page is sent."""
        field = next(iter(values))

        def act(page: Page) -> None:
            staged.save(staged.items[0], part=part, **values)
            post(f"/{staged.items[0].pk}/", **{field: "Mit"})(page)

        return act

    return [
        Case("the overview of a secretary, with troubles", KAREN, "/mit/"),
        Case("the overview of a member, the account unfolded", HANNE, "/mit/", act=open_all),
        Case("the overview of one who sits nowhere", ELLEN, "/mit/"),
        Case("a body's meetings for the secretariat", KAREN, "/mit/rar-sjaelland/raad/"),
        Case("a body's meetings for an observer", SANNE, "/mit/rar-sjaelland/raad/"),
        Case("a body without meetings", KAREN, "/mit/rar-bornholm/raad/"),
        Case("a new meeting", KAREN, "/mit/rar-sjaelland/raad/nyt-moede/"),
        Case(
            "a new meeting that ends before it begins",
            KAREN,
            "/mit/rar-sjaelland/raad/nyt-moede/",
            act=post("/nyt-moede/", date="2031-01-01", starts_at="12:00", ends_at="11:00"),
            after=422,
        ),
        Case("a meeting planned", KAREN, states["planned"].own),
        Case("a meeting in drafting, with a message", KAREN, draft.own),
        Case("a meeting in drafting for a member", HANNE, draft.own),
        Case("a meeting dispatched twice, PDFs in every state", JONAS, supplement.own, act=open_all),
        Case("a meeting in session", KAREN, session.own),
        Case("a meeting with its minutes in writing", KAREN, states["written"].own),
        Case("a meeting with its minutes sent", KAREN, sent.own),
        Case("a meeting published and partly erased", KAREN, states["published"].own),
        Case("a meeting published for a member", HANNE, states["published"].own),
        Case("a meeting cancelled", KAREN, states["cancelled"].own),
        Case("a meeting imported", KAREN, "/mit/rar-sjaelland/raad/2024-02-01/"),
        Case("a paper for its members", HANNE, paper),
        Case("a paper for an observer", SANNE, paper),
        Case("a paper's second version for its secretariat", JONAS, f"{supplement.own}dagsorden/v2/", act=open_all),
        Case("a paper's first version for its secretariat", JONAS, f"{supplement.own}dagsorden/v1/"),
        Case("a paper erased", HANNE, f"{states['published'].own}dagsorden/v1/", 410),
        Case("a PDF that waits, for members", HANNE, f"{sent.own}referat.pdf", 503),
        Case("a PDF that failed, for members", JONAS, f"{supplement.own}dagsorden/v1.pdf", 503),
        Case("a bundle that failed, for members", JONAS, f"{supplement.own}dagsorden/v1/samlet.pdf", 503),
        Case("an erased paper for Word, for members", HANNE, f"{states['published'].own}dagsorden/v1.docx", 410),
        Case("an item alone that is not there, for members", HANNE, f"{sent.own}referat/v1/punkt-99.docx", 404),
        Case("a file that is not there, for members", HANNE, f"{sent.own}bilag/{'0' * 64}/x.pdf", 404),
        Case("a draft's file that is not there", KAREN, f"{draft.own}rediger/bilag/999999/fil", 404),
        Case("the editor", KAREN, f"{draft.own}rediger/"),
        Case("the editor on an item, all unfolded", KAREN, edit, act=open_all),
        Case("the editor's list of items on a phone", KAREN, f"{edit}#disposition"),
        Case("the editor with sections and a withdrawn item", JONAS,
             f"{supplement.own}rediger/{next(one for one in supplement.items if one.withdrawn).pk}/", act=open_all),
        Case("the editor when the agenda is closed", KAREN, f"{session.own}rediger/{session.items[0].pk}/"),
        Case("the editor of an agenda without items", KAREN, f"{states['empty'].own}rediger/"),
        Case("the editor with an item deleted just now", KAREN, f"{edit}?slettet={gone.pk}", act=open_all),
        Case("the editor with too long a name of a section", JONAS,
             f"{supplement.own}rediger/", act=post("/titel/", title="x" * 300), after=422),
        Case("an item to be postponed", KAREN, f"{edit}udsaet/"),
        Case("an item to be postponed to nowhere", KAREN, f"{edit}udsaet/", act=post(""), after=422),
        Case("items to be fetched", KAREN, f"{draft.own}rediger/hent-punkter/", act=open_all),
        Case("no items to be fetched", KAREN, f"{draft.own}rediger/hent-punkter/", act=post(""), after=422),
        Case("the editor after saving", KAREN, edit, act=press("#gem", title="Ny titel")),
        Case("the editor with a fault, in place", KAREN, edit, act=press("#gem", title=""), after=200),
        Case("the editor with a fault, whole page", KAREN, edit, act=post(f"/rediger/{item.pk}/", title=""), after=422),
        Case("the editor with a conflict", KAREN, edit, act=in_between(draft, "agenda", title="Deres"), after=409),
        Case("the editor with a bad title of an attachment", KAREN, edit, act=post("/titel/", title=""), after=422),
        Case("the editor without the new version's file", KAREN, edit, act=post("/ny-version/"), after=422),
        Case("the editor with an attachment's title that another has changed", KAREN, edit,
             act=post("/titel/", title="Min", seen_title="0"), after=409),
        Case("the editor with a bad link", KAREN, edit, act=post("/bilag/", url="javascript:1"), after=422),
        Case("the editor with a new item without a title", KAREN, edit, act=post("/nyt-punkt/", title=""), after=422),
        Case("earlier versions of a text", KAREN, f"{edit}versioner/summary/"),
        Case("earlier versions of a text that has none", KAREN, f"{edit}versioner/background/"),
        Case("the minutes", KAREN, f"{session.own}foer-referat/"),
        Case("the minutes on an item", KAREN, minutes, act=open_all),
        Case("the minutes with a standard sentence", KAREN, minutes, act=lambda page: page.click("[name=saetning]")),
        Case("the minutes' attendance as a sheet", KAREN, f"{minutes}#fremmoede"),
        Case("the minutes' items that lack a decision", KAREN, f"{minutes}?kun=manglende#disposition"),
        Case("the minutes of a meeting with sections", JONAS,
             f"{states['their_session'].own}foer-referat/{states['their_session'].items[0].pk}/", act=open_all),
        Case("the minutes after saving", KAREN, minutes, act=press("#gem", decision="Ja.")),
        Case("the minutes with a conflict", KAREN, minutes,
             act=in_between(session, "minutes", decision="<p>Deres</p>"), after=409),
        Case("the minutes with somebody who left, and a fault beside", KAREN, minutes,
             act=post("/fremmoede/", who="", kind="LEFT"), after=422),
        Case("the minutes when they are closed", KAREN, f"{sent.own}foer-referat/"),
        Case("the minutes without items", KAREN, f"{states['empty'].own}foer-referat/"),
        Case("who took part", KAREN, f"{session.own}foer-referat/deltagere/"),
        Case("who took part, with the substitutes", KAREN, f"{session.own}foer-referat/deltagere/", act=everybody_away),
        Case("who took part, the rest put down as present", KAREN, f"{session.own}foer-referat/deltagere/",
             act=press("[name=resten]")),
        Case("who took part, with a fault", KAREN, f"{session.own}foer-referat/deltagere/",
             act=press("#gem", present=f"DA - {HANNE.name}"), after=200),
        Case("who took part, with a conflict", KAREN, f"{session.own}foer-referat/deltagere/",
             act=post("/deltagere/", seen_present="0", present="Min gæst"), after=409),
        Case("who took part, when the minutes are closed", KAREN, f"{sent.own}foer-referat/deltagere/"),
        Case("a move that asks why", KAREN, f"{draft.own}handling/udsend/"),
        Case("a move without the reason it asks for", KAREN, f"{draft.own}handling/aflys/", act=post(""), after=422),
        Case("a move that is stopped", KAREN, f"{states['empty'].own}handling/udsend/"),
        Case("a move without questions", KAREN, f"{states['planned'].own}handling/begynd-dagsorden/"),
        Case("a meeting to correct", KAREN, f"{draft.own}ret/"),
        Case("a meeting corrected wrongly", KAREN, f"{draft.own}ret/",
             act=post("", starts_at="12:00", ends_at="11:00"), after=422),
        Case("afbud on behalf of somebody", KAREN, f"{draft.own}afbud/paa-vegne/"),
        Case("afbud on behalf of nobody", KAREN, f"{draft.own}afbud/paa-vegne/", act=post("/paa-vegne/"), after=422),
        Case("a change of chair", KAREN, f"{session.own}skift-formand/"),
        Case("a change of chair to nobody", KAREN, f"{session.own}skift-formand/",
             act=post("/skift-formand/"), after=422),
        Case("as what to see the pages", KAREN, "/vis-som/"),
        Case("seeing for one who has no post", HANNE, "/vis-som/"),
        Case("erasing", KAREN, erase),
        Case("erasing without a reason", KAREN, erase, act=post("", reason=""), after=422),
        Case("a page that is not for members", HANNE, edit, 403),
        Case("nothing for this reader", cast.GUNNAR, draft.own, 404),
        Case("sign-out", KAREN, "/konto/log-ud/"),
        # one's own account
        Case("my account", cast.LONE, "/konto/"),
        Case("the second factor, none yet", cast.LONE, "/konto/ekstra-sikkerhed/"),
        Case("an app to set up", cast.LONE, "/konto/ekstra-sikkerhed/totp/activate/"),
        Case("an app with a wrong code", cast.LONE, "/konto/ekstra-sikkerhed/totp/activate/",
             act=post("/activate/", code="000000"), after=200),
        Case("a passkey to add", cast.LONE, "/konto/ekstra-sikkerhed/webauthn/add/"),
        Case("no key to show", cast.LONE, "/konto/ekstra-sikkerhed/webauthn/reauthenticate/"),
        Case("where I am signed in", cast.LONE, "/konto/sessioner/"),
        Case("other ways to sign in", cast.LONE, "/konto/forbindelser/"),
        Case("another password", cast.LONE, "/konto/password/change/"),
        Case("another password, wrongly", cast.LONE, "/konto/password/change/",
             act=post("/change/", oldpassword="x", password1="y", password2="z"), after=200),
        Case("the password again", cast.LONE, "/konto/reauthenticate/"),
        Case("the second factor, an app and a key", cast.TORBEN, "/konto/ekstra-sikkerhed/"),
        Case("the account of one who has it all", cast.TORBEN, "/konto/"),
        Case("an app to remove", cast.TORBEN, "/konto/ekstra-sikkerhed/totp/deactivate/"),
        Case("recovery codes", cast.TORBEN, "/konto/ekstra-sikkerhed/recovery-codes/"),
        Case("new recovery codes", cast.TORBEN, "/konto/ekstra-sikkerhed/recovery-codes/generate/"),
        Case("the app's code again", cast.TORBEN, "/konto/ekstra-sikkerhed/reauthenticate/"),
        Case("passkeys", cast.MIKKEL, "/konto/ekstra-sikkerhed/webauthn/"),
        Case("a passkey's name", cast.MIKKEL, f"/konto/ekstra-sikkerhed/webauthn/keys/{key}/edit/"),
        Case("a passkey to remove", cast.MIKKEL, f"/konto/ekstra-sikkerhed/webauthn/keys/{key}/remove/"),
        # Opsætning
        Case("the councils that an office serves", KAREN, "/opsaetning/"),
        Case("setting up for one who has no post", HANNE, "/opsaetning/"),
        Case("what a council sets up", KAREN, "/opsaetning/rar-sjaelland/"),
        Case("a document profile, all unfolded", KAREN, f"{setup}profil/", act=open_all),
        Case("a document profile with a field moved", KAREN, f"{setup}profil/", act=click("flyt", "ned:summary")),
        Case("a document profile with an example", JONAS, "/opsaetning/rar-oestjylland/profil/",
             act=click("eksempel", "1")),
        Case("a document profile with faults", KAREN, f"{setup}profil/",
             act=post("", heading_summary="", dispatch_days="400", order_B="Hvad"), after=422),
        Case("the standing items of each body", KAREN, f"{setup}faste-punkter/"),
        Case("a new standing item", KAREN, f"{setup}faste-punkter/raad/nyt/"),
        Case("a new standing item without a title", KAREN, f"{setup}faste-punkter/raad/nyt/", act=post(""), after=422),
        Case("a standing item", KAREN, f"{setup}faste-punkter/{standing.pk}/"),
        Case("deleting a standing item", KAREN, f"{setup}faste-punkter/{standing.pk}/slet/"),
        Case("the mail texts", KAREN, f"{setup}mailtekster/"),
        Case("a mail text", KAREN, f"{setup}mailtekster/invitation/"),
        Case("a mail text with an unknown placeholder", KAREN, f"{setup}mailtekster/suppleanten-spoerges/",
             act=post("", subject="{hvad}"), after=422),
        Case("the log of a council", KAREN, f"{setup}log/"),
        Case("the log with days the wrong way round", KAREN, f"{setup}log/?fra=2026-02-01&til=2026-01-01", 422),
        Case("bodies", KAREN, f"{setup}moedefora/"),
        Case("a committee without a name", KAREN, f"{setup}moedefora/", act=post(""), after=422),
        Case("a committee", KAREN, f"{setup}moedefora/positivlisteudvalg/"),
        Case("a body that stays", KAREN, f"{setup}moedefora/raad/", act=post("", name=""), after=422),
        Case("organisations", KAREN, f"{setup}organisationer/"),
        Case("an organisation twice", KAREN, f"{setup}organisationer/",
             act=post("", short_name="DA", name="Igen"), after=422),
        Case("an organisation", KAREN, f"{setup}organisationer/{first(Organisation)}/"),
        # administration
        Case("councils over time", ELLEN, "/administration/"),
        Case("a council as its administrator keeps it", ELLEN, f"{council}"),
        Case("a council that ends before it begins", ELLEN, f"{council}", act=post("", last="2001-01-01"), after=422),
        Case("a municipality's period", ELLEN, f"{council}kommuner/{first(Coverage, council__slug='rar-fyn')}/"),
        Case("seats that overlap", ELLEN, f"{council}pladser/", after=422,
             act=post("", organisation=str(first(Organisation)), seats="2", begins="2020-01-01")),
        Case("offices", ELLEN, "/administration/kontorer/"),
        Case("an office", ELLEN, "/administration/kontorer/amk-oest/"),
        Case("who begins in an office", ELLEN, f"{staff}", act=post(""), after=422),
        Case("an employment", ELLEN, f"{staff}{first(OfficeStaff, office__slug='amk-oest')}/"),
        Case("the reform", ELLEN, "/administration/reform/"),
        Case("the reform with nothing typed", ELLEN, "/administration/reform/", act=post(""), after=422),
        Case("the reform, shown before it is done", ELLEN, "/administration/reform/", act=plan_reform),
        *people_cases(),
    ]  # fmt: skip


def upload(data: str) -> Callable[[Page], None]:
    """Send a file by the page's form for files."""

    def act(page: Page) -> None:
        page.set_input_files("input[type=file]", {"name": "liste.csv", "mimeType": "text/csv", "buffer": data.encode()})
        with page.expect_navigation():
            page.click("form:has(input[type=file]) button[type=submit]")

    return act


def people_cases() -> list[Case]:
    """A council's people, seats and member lists; one's own data."""
    people = "/opsaetning/rar-sjaelland/personer/"
    mikkel = Membership.objects.get(person__user__email=cast.MIKKEL.email)
    person, seat = f"{people}{mikkel.person_id}/", f"{people}{mikkel.person_id}/pladser/{mikkel.pk}/"
    heading = "navn;e-mail;telefon;organisation;rolle;mødeforum;fra;til;suppleant for\n"
    sound = f"{scene.LONG};inge@eksempel.dk;12 34 56 78;DA;medlem;rådet;01-07-2026;;\n"
    faulty = "Bo;bo;;XX;konge;kantinen;i går;i morgen;Ingen\n"
    return [
        Case("a council's people", KAREN, people),
        Case("people whom nothing is known of", JONAS, "/opsaetning/rar-oestjylland/personer/?forum=raad"),
        Case("people of a body that is none", KAREN, f"{people}?forum=findes-ikke", 422),
        Case("who sat where", KAREN, f"{people}hvem-sad-hvor/"),
        Case("who sat in a body that is none", KAREN, f"{people}hvem-sad-hvor/?forum=findes-ikke", 422),
        Case("a new person", KAREN, f"{people}ny/"),
        Case("a new person with another's address", KAREN, f"{people}ny/",
             act=post("/ny/", name="Ny", email=cast.HANNE.email), after=422),
        Case("a member list", KAREN, f"{people}medlemsliste/"),
        Case("a member list without a file", KAREN, f"{people}medlemsliste/", act=post("/medlemsliste/"), after=422),
        Case("a member list before it is taken in", KAREN, f"{people}medlemsliste/", act=upload(heading + sound),
             after=200),
        Case("a member list with faults", KAREN, f"{people}medlemsliste/", act=upload(heading + sound + faulty),
             after=422),
        Case("a person", KAREN, person),
        Case("a person to correct", KAREN, f"{person}ret/"),
        Case("contact data on a person's behalf", KAREN, f"{person}paa-vegne/"),
        Case("contact data on nobody's word", KAREN, f"{person}paa-vegne/", act=post("/paa-vegne/"), after=422),
        Case("a person's data, about to be removed", KAREN, f"{person}fjern-kontaktoplysninger/"),
        Case("a person's data that must stay", KAREN, f"{person}fjern-kontaktoplysninger/", act=post(""), after=422),
        Case("a new seat", KAREN, f"{person}ny-plads/"),
        Case("a seat that overlaps", KAREN, f"{person}ny-plads/",
             act=post("/ny-plads/", begins="2026-07-01T10:00", ends="2026-07-01T09:00"), after=422),
        Case("a seat to correct", KAREN, seat),
        Case("a seat to end", KAREN, f"{seat}afslut/"),
        Case("a seat ended before it began", KAREN, f"{seat}afslut/", act=post("/afslut/", ends="2020-01-01T10:00"),
             after=422),
        Case("one's own data", HANNE, "/mit/mine-oplysninger/"),
        Case("one's own data with a wrong address", HANNE, "/mit/mine-oplysninger/",
             act=post("/mine-oplysninger/", email="hanne"), after=422),
        Case("one's own data without a seat", ELLEN, "/mit/mine-oplysninger/"),
    ]  # fmt: skip


def ways_in() -> int:
    """An invitation, a mail, Torben's app with its codes, and Mikkel's passkey, whose id is returned."""
    person = Person.objects.create(name="Asta Nymark", email="asta@example.dk")
    Invitation.objects.create(
        person=person, recipient=person.email, secret_sha256=hashlib.sha256(b"hemmelig").hexdigest(),
        sent_at=now(), expires_at=now() + timedelta(hours=48),
    )  # fmt: skip
    Mail.objects.create(kind="prøve", recipient=person.email, subject="En mail", body="Se http://localhost/x/ her")
    torben, mikkel = (User.objects.get(email=one.email) for one in (cast.TORBEN, cast.MIKKEL))
    TOTP.activate(torben, generate_totp_secret())
    RecoveryCodes.activate(torben)
    key = Authenticator.objects.create(user=mikkel, type=Authenticator.Type.WEBAUTHN, data={"name": "Blå USB-nøgle"})
    return int(key.pk)


@pytest.fixture
def cases(window: Any) -> list[Case]:
    """Meetings in every state, and all pages of them."""
    draft = scene.Staged(Meeting.objects.select_related("body__council").get(state="DRAFTING"), KAREN)
    supplement = scene.stage("DISPATCHED", by=JONAS, council="rar-oestjylland")
    scene.change_agenda(supplement)
    supplement.move("udsend-tillaeg")
    scene.pdf_failed(supplement.papers(version=1))
    scene.pdf_ready(supplement.papers(version=2, audience="PUBLIC"))
    scene.pdf_late(supplement.papers(version=2, audience="MEMBERS"))
    published = scene.stage("PUBLISHED")
    scene.pdf_late(published.papers(kind="MINUTES"))
    erase_content(meeting_id=published.meeting.pk, kind="AGENDA", version=1, reason="Prøve", actor=published.actor)
    cancelled = scene.plan(by=JONAS, council="rar-oestjylland").move("aflys")
    empty = scene.plan().move("begynd-dagsorden")
    states = {
        "planned": scene.plan(),
        "empty": empty,
        "session": scene.stage("IN_SESSION"),
        "their_session": scene.stage("IN_SESSION", by=JONAS, council="rar-oestjylland"),
        "written": scene.stage("MINUTES_DRAFT"),
        "sent": scene.stage("MINUTES_SENT"),
        "published": published,
        "cancelled": scene.plan().move("aflys"),
    }
    scene.pdf_failed(states["sent"].papers(kind="AGENDA"))
    return [
        *public_cases(published, supplement, cancelled),
        *workspace_cases(draft, supplement, ways_in(), **states),
        *import_cases(),
    ]


def test_every_page(window: Callable[..., Window], cases: list[Case], subtests: pytest.Subtests) -> None:
    covered = {resolve(urlsplit(case.path).path).view_name for case in cases if "findes" not in case.path}
    getting = {  # those of the positive list: test_positive_list.py
        name
        for name, entry in walk(get_resolver())
        if not name.startswith("positivlist:")
        and capability(entry.callback, name)
        and "GET" in getattr(entry.callback, "methods", ("GET",))
    }
    assert getting - covered - FILES == set(), "an address without a page here"
    windows: dict[cast.Player | None, Window] = {}
    titles: dict[str, str] = {}
    for case in cases:
        if case.who not in windows:
            windows[case.who] = window(case.who)
            windows[case.who].context.add_init_script(AXE)
        one = windows[case.who]
        with subtests.test(case.what):
            look_at(one, case)
            name = resolve(urlsplit(case.path).path).view_name if case.status == 200 else None
            if name not in {None, *SAME_AS_ANOTHER}:
                path = urlsplit(case.path).path
                assert titles.setdefault(one.page.title(), path) == path, "two pages with one title"


def look_at(one: Window, case: Case) -> None:
    """Open the page, do what is to be done, and look at it at both widths."""
    one.page.set_viewport_size(WIDE)
    page = one.go(case.path, status=case.status)
    check_policy(
        one.headers["content-security-policy"], framing=case.status in {200, 410} and bool(FRAMING.search(case.path))
    )
    if case.act:
        one.expected |= {403, 409, 422}
        case.act(page)
        assert one.status == (case.after or case.status)
    faults = page.evaluate("""() => [
      document.documentElement.lang === "da" ? "" : "not in Danish",
      document.querySelectorAll("h1").length === 1 ? "" : `${document.querySelectorAll("h1").length} h1`,
      document.title.length > 20 ? "" : "no title",
    ].filter(Boolean)""")
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        faults += [f"{size['width']}: {fault}" for fault in one.find_faults()]
    faults += one.troubles
    one.troubles.clear()
    assert faults == []


def check_policy(header: str, *, framing: bool) -> None:
    """Nothing but the portal's own files, nothing inline; some pages frame a PDF that their script has in memory."""
    framed = {"frame-src": "blob:"} if framing else {}
    assert dict(part.strip().split(" ", 1) for part in header.split(";")) == {**STRICT, **framed}


def test_pages_of_what_goes_wrong(window: Callable[..., Window], monkeypatch: pytest.MonkeyPatch) -> None:
    """400, 403 of a form from elsewhere, 429, 500, and 503 while the database is away."""
    one = window()

    def fail(error: Exception) -> Any:
        def view(*_: Any, **__: Any) -> Any:
            raise error

        return view

    for error, status in (
        (SuspiciousOperation("Prøve"), 400),
        (RuntimeError("Prøve"), 500),
        (OperationalError("Prøve"), 503),
    ):
        monkeypatch.setattr(public, "council_of", fail(error))
        look_at(one, Case("broken", None, "/rar-fyn/", status))
    monkeypatch.setattr(public, "council_of", lambda slug: fail(AssertionError)())
    one.expected |= {403, 429}
    page = one.go("/konto/log-ind/")
    page.evaluate("() => document.querySelector('[name=csrfmiddlewaretoken]').remove()")
    post("/log-ind/", login="karen@example.dk")(page)
    assert one.status == 403
    assert one.find_faults() == []
    too_many = http.too_many(RequestFactory().get("/"))
    one.page.route("**/for-mange/", lambda route: route.fulfill(
        status=429, headers={"content-type": "text/html; charset=utf-8"}, body=too_many.content))  # fmt: skip
    one.go("/for-mange/", status=429)
    assert one.find_faults() == []


def test_no_template_has_anything_inline() -> None:
    """The policy would stop it; here it says where."""
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:|hx-on|hx-vals=.js:", re.IGNORECASE
    )
    templates = Path(__file__).parents[2] / "templates"
    pages = [path for path in templates.rglob("*.html") if path.parent.name != "print"]  # paper has its own rules
    assert len(pages) > 40
    found = [f"{path}: {match[0]}" for path in pages for match in inline.finditer(path.read_text())]
    assert found == []
