"""Signing in and out: password, code and reset by mail, one's own account, the demo's people, and the mails' rows."""

import re
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.conf import settings as settings_
from django.contrib.sessions.models import Session
from django.core import mail as sent_mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from meetings.demo import cast
from meetings.demo.loader import PASSWORD
from rarportal.core import errands
from rarportal.core.mail import post
from rarportal.core.models import Errand, Mail, User
from rarportal.core.routing import CLOSED, walk
from tests.desk import Desk, Page

LOGIN, LOGOUT = "/konto/log-ind/", "/konto/log-ud/"
WRONG = "E-mailadressen eller adgangskoden er ikke rigtig."


@pytest.fixture(autouse=True)
def no_attempts_before(portal: None, settings: Any) -> None:
    """Attempts are counted in the cache."""
    cache.clear()
    settings.EMAIL_BACKEND = "rarportal.core.mail.Backend"  # the tests' own keeps mails in memory


def attempt(email: str, password: str = PASSWORD, *, at: Desk | None = None, next_url: str = "") -> Page:
    """Open the page, type, send."""
    address = f"{LOGIN}?next={next_url}" if next_url else LOGIN
    return (at or Desk()).open(address).form(LOGIN).send(login=email, password=password)


def is_signed_in(desk: Desk) -> bool:
    return desk.status("/mit/") == 200


def test_the_page_is_danish_and_leads_to_the_overview() -> None:
    desk = Desk()
    page = desk.open(LOGIN)
    assert page.html.startswith('\n<!DOCTYPE html>\n<html lang="da">')
    assert {"E-mailadresse", "Adgangskode", "Log ind"} <= set(re.findall(r"[\w-]+(?: ind)?", page.text))
    done = attempt("karen@example.dk", at=desk)
    assert (done.status, done.url) == (200, "/mit/")
    assert "Karen Vinterberg" in done.text


def test_the_address_is_taken_whatever_its_case() -> None:
    assert attempt("  KAREN@Example.DK ").url == "/mit/"


def test_who_was_on_the_way_somewhere_gets_there() -> None:
    desk = Desk()
    page = desk.open("/mit/rar-sjaelland/raad/")
    assert page.url == f"{LOGIN}?next=/mit/rar-sjaelland/raad/"
    done = page.form(LOGIN).send(login="hanne@example.dk", password=PASSWORD)
    assert (done.status, done.url) == (200, "/mit/rar-sjaelland/raad/")


def test_a_wrong_guess_says_the_same_of_known_and_unknown_addresses() -> None:
    """Nothing tells whether somebody has a sign-in (trust row T25)."""
    User.objects.filter(email=cast.MIKKEL.email).update(is_active=False)
    said = set()
    for email in ("karen@example.dk", "findes-ikke@example.dk", cast.MIKKEL.email):
        cache.clear()
        page = attempt(email, "forkert kode")
        assert page.status == 200
        assert WRONG in page.text
        assert f'value="{email}"' in page.html  # the address stands, the password does not
        assert "forkert kode" not in page.html
        said.add(re.sub(r'value="[^"]*"', "", page.html))
    assert len(said) == 1
    assert not is_signed_in(page.desk)


def test_a_closed_account_does_not_get_in_with_the_right_password() -> None:
    User.objects.filter(email="karen@example.dk").update(is_active=False)
    page = attempt("karen@example.dk")
    assert not is_signed_in(page.desk)
    assert page.url in {LOGIN, "/konto/inactive/"}


def test_a_closed_account_is_out_at_its_next_click() -> None:
    """Trust row T28: no grace."""
    desk = attempt("karen@example.dk").desk
    assert is_signed_in(desk)
    User.objects.filter(email="karen@example.dk").update(is_active=False)
    assert not is_signed_in(desk)


@pytest.mark.parametrize(
    ("email", "password", "says"), [("", "", "Dette felt er påkrævet."), ("karen", "x", "Indtast en gyldig e-mail")]
)
def test_what_is_missing_is_said_in_danish(email: str, password: str, says: str) -> None:
    assert says in attempt(email, password).text


def bad_addresses() -> list[str]:
    """300 ways to write an address that leads elsewhere: schemes, slashes, blanks and hosts in all combinations."""
    starts = ["https://", "http://", "//", "///", "////", "/\\", "\\\\", "\\/", "https:", "https:/", "HtTpS://", "ftp://",
              "/\t/", "\t//", "\n//", " //", "\x00//", "/%5c", "javascript://", "data:text/html,", "//user@", "http://testserver@",
              "http://testserver.", "https:\\\\", "//localhost:1@", "blob:https://", "mailto:", "/\r\n/",
              "//%E2%80%AE", "//[::1]."]  # fmt: skip
    ends = ["evil.example", "evil.example/", "evil.example/mit/", "evil.example?testserver", "evil.example#testserver",
            "evil.example:80/", "evil.example\\@testserver", "evil.example%00.testserver", "EVIL.example",
            "evil.example/%2e%2e"]  # fmt: skip
    return [start + end for start in starts for end in ends]


def leads_away(location: str) -> bool:
    """Whether a browser at the portal would go to another host, or run something."""
    seen = re.sub(r"[\t\r\n]", "", location).strip("\x00 ").replace("\\", "/")
    return bool(re.match(r"[a-zA-Z][\w+.-]*:|//", seen)) and not seen.startswith("http://testserver/")


def test_no_way_in_or_out_leads_away(settings: Any) -> None:
    """Trust row T20: 300 addresses as the `next` of every form that takes one. Plone CVE-2020-7936, Indico 3.3.9."""
    addresses = bad_addresses()
    assert (len(addresses), len({*addresses})) == (300, 300)
    settings.ACCOUNT_RATE_LIMITS = False
    client = Client()
    hanne = User.objects.get(email="hanne@example.dk")
    went = 0
    for elsewhere in addresses:
        ways = (
            (LOGIN, {"login": "hanne@example.dk", "password": PASSWORD}),
            (LOGOUT, {}),
            (LOGIN, {"login": "hanne@example.dk", "password": PASSWORD}),
            ("/konto/reauthenticate/", {"password": PASSWORD}),
        )
        for url, fields in ways:
            for query in ("", f"?{urlencode({'next': elsewhere})}"):
                answer = client.post(f"{url}{query}", fields if query else {**fields, "next": elsewhere})
                if answer.status_code == 302:
                    went += 1
                    assert not leads_away(answer["Location"]), (url, elsewhere, answer["Location"])
        client.logout()
    client.force_login(hanne)
    for elsewhere in addresses:
        for url in (LOGIN, "/konto/login/code/", "/konto/ekstra-sikkerhed/webauthn/login/"):
            answer = client.get(url, {"next": elsewhere})  # who is signed in already is sent on
            assert not leads_away(answer.get("Location", "/")), (url, elsewhere)
    assert went > 1200
    assert leads_away("//evil.example")
    assert leads_away("/\\evil.example")


def test_a_code_by_mail_leads_home_whatever_next_says() -> None:
    for elsewhere in bad_addresses()[::30]:
        cache.clear()
        desk = Desk()
        page = desk.open(f"/konto/login/code/?{urlencode({'next': elsewhere})}")
        page = page.form("/login/code/").send(email="hanne@example.dk")
        form = page.form("/code/confirm/")
        answer = desk.client.post(
            form.action, {**form.values.dict(), "code": code_in(Mail.objects.first()), "next": elsewhere}
        )
        assert answer.status_code == 302
        assert not leads_away(answer["Location"])


def test_signing_out_is_a_post_and_ends_the_session() -> None:
    desk = attempt("karen@example.dk").desk
    asked = desk.open(LOGOUT)
    assert "Vil du logge ud af Rådsportalen?" in asked.text
    assert is_signed_in(desk)  # looking at the page changes nothing
    sessions = Session.objects.count()
    assert desk.client.post(LOGOUT).status_code == 403  # nor does another site's form
    assert is_signed_in(desk)
    done = desk.open("/mit/").form(LOGOUT).send()
    assert (done.status, done.url) == (200, "/")
    assert Session.objects.count() == sessions - 1
    assert not is_signed_in(desk)
    assert desk.client.get("/mit/")["Location"] == f"{LOGIN}?next=/mit/"


def test_signing_in_makes_a_new_session_and_tells_nobody() -> None:
    desk = Desk()
    page = attempt("karen@example.dk", at=desk)
    cookie = desk.client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["expires"] or cookie["max-age"]
    assert page.response["Cache-Control"] == "private, no-store"
    again = Desk(cast.KAREN)
    before = again.client.cookies["sessionid"].value
    again.open("/mit/").form(LOGOUT).send()
    attempt("karen@example.dk", at=again)
    assert again.client.cookies["sessionid"].value != before


@pytest.mark.parametrize("who", [None, cast.KAREN, cast.ELLEN])
def test_the_rest_of_allauth_is_closed(who: cast.Player | None) -> None:
    """Accounts are made by the secretariat: no sign-up, no change of address, for nobody."""
    desk = Desk(who)
    patterns = {name: entry for name, entry in walk(get_resolver()) if name in CLOSED}
    assert set(patterns) == CLOSED
    for name, entry in patterns.items():
        rest = re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]*>", "a-1", str(entry.pattern)).strip("^$")
        for method in (desk.client.get, desk.client.post):
            assert method(f"/konto/{rest}").status_code in {404, 403}, name
    assert User.objects.count() == len(cast.CAST)


def test_a_code_by_mail_signs_in_once() -> None:
    desk = Desk()
    page = desk.open(LOGIN)
    page = desk.open(page.links["Send mig en kode på mail"]).form("/login/code/").send(email="hanne@example.dk")
    assert "Vi har sendt en mail til hanne@example.dk." in page.text
    code = code_in(Mail.objects.get())
    done = page.form("/code/confirm/").send(code=code.lower())
    assert done.url == "/mit/"
    other = Desk()
    again = other.open("/konto/login/code/").form("/login/code/").send(email="hanne@example.dk")
    assert "Koden er ikke rigtig" in again.form("/code/confirm/").send(code=code).text  # the old one


def code_in(mail: Mail) -> str:
    """The code that stands on a line of its own."""
    (code,) = re.findall(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", mail.body, re.MULTILINE)
    return str(code)


def test_a_code_by_mail_is_no_use_after_a_quarter_of_an_hour() -> None:
    desk = Desk()
    page = desk.open("/konto/login/code/").form("/login/code/").send(email="hanne@example.dk")
    with time_machine.travel(timedelta(minutes=16) + timezone.now()):
        page.form("/code/confirm/").send(code=code_in(Mail.objects.get()))
        assert not is_signed_in(desk)


def reset_link(email: str = "hanne@example.dk", **headers: str) -> str:
    """Ask for a new password; the link of the mail."""
    desk = Desk()
    desk.client.defaults.update(headers)
    page = desk.open("/konto/password/reset/").form("/password/reset/").send(email=email)
    assert "Se efter en mail" in page.text
    (link,) = re.findall(r"\S+/password/reset/key/\S+", Mail.objects.first().body)
    return str(link).removeprefix(settings_.SITE_URL)


NEW = "fire nye tilfældige ord"


def choose(link: str, desk: Desk | None = None) -> Page:
    """Open a reset link and choose a password, when the page lets us."""
    page = (desk or Desk()).open(link)
    return page.form().send(password1=NEW, password2=NEW) if page.all("#id_password1") else page


def test_a_new_password_by_mail_works_once_and_ends_all_sessions() -> None:
    """Trust row T24, Decidim CVE-2023-48220."""
    elsewhere, link = Desk(cast.HANNE), reset_link()
    assert "Adgangskoden er ændret" in choose(link).text
    assert not is_signed_in(elsewhere)
    assert not is_signed_in(Desk())
    assert attempt("hanne@example.dk", NEW).url == "/mit/"
    assert "Linket virker ikke længere" in choose(link).text


@pytest.mark.parametrize(("hours", "works"), [(22, True), (26, False), (49, False)])
def test_a_reset_link_does_not_live_for_ever(hours: int, works: bool) -> None:
    """Trust row T24."""
    link = reset_link()
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        assert ("Adgangskoden er ændret" in choose(link).text) is works


def test_a_reset_link_is_worthless_after_a_change_of_password() -> None:
    first, second = reset_link(), reset_link()
    choose(second)
    assert "Linket virker ikke længere" in choose(first).text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "evil.example"])
def test_mails_name_only_the_portals_own_address(host: str, settings: Any) -> None:
    """Trust row T21, Indico CVE-2021-30185: a forged Host, with and without X-Forwarded-Host."""
    settings.SITE_URL = "https://raad.example.dk"
    forged = {"HTTP_HOST": host, "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_FORWARDED": "host=evil.example"}
    for address, ending in (("/konto/password/reset/", "reset/"), ("/konto/login/code/", "code/")):
        for email in ("hanne@example.dk", "findes-ikke@example.dk"):
            desk = Desk()
            desk.client.defaults.update(forged)
            page = desk.open(address)
            if host == "evil.example":
                assert page.status == 400
            else:
                page.form(ending).send(email=email)
    mails = [*Mail.objects.all()]
    assert len(mails) == (0 if host == "evil.example" else 4)
    for mail in mails:
        assert "evil" not in mail.subject + mail.body
        assert set(re.findall(r"https?://[^/\s]+", mail.subject + mail.body)) <= {"https://raad.example.dk"}
        assert host not in mail.subject + mail.body


def test_changing_the_password_ends_the_other_sessions() -> None:
    here, elsewhere = attempt("hanne@example.dk").desk, Desk(cast.HANNE)
    form = here.open("/konto/password/change/").form()
    wrong = form.send(oldpassword="forkert", password1=NEW, password2=NEW)
    assert "Skriv den adgangskode, du bruger nu." in wrong.text
    assert "for kort" in wrong.form().send(oldpassword=PASSWORD, password1="kort", password2="kort").text
    done = form.send(oldpassword=PASSWORD, password1=NEW, password2=NEW)
    assert (done.url, "Adgangskoden er skiftet." in done.text) == ("/konto/", True)
    assert not is_signed_in(elsewhere)
    assert is_signed_in(here)


def test_sessions_are_listed_and_ended() -> None:
    here, elsewhere = attempt("hanne@example.dk").desk, attempt("hanne@example.dk").desk
    page = here.open("/konto/sessioner/")
    assert page.text.count("Fra 127.0.0.1") == 2
    assert page.text.count("(denne browser)") == 1
    assert "Du er logget ud alle andre steder." in page.form("/sessioner/").send().text
    assert (is_signed_in(here), is_signed_in(elsewhere)) == (True, False)


def test_my_account_is_in_the_menu_and_says_how_it_stands() -> None:
    desk = Desk(cast.HANNE)
    page = desk.open(desk.open("/mit/").links["Min konto"])
    assert "Du logger ind som hanne@example.dk." in page.text
    assert "Ikke sat op endnu." in page.text
    assert "Skal bruges" not in page.text
    assert "Skal bruges, fordi du arbejder i et rådssekretariat." in Desk(cast.KAREN).open("/konto/").text


# -- the demo -------------------------------------------------------------------------------------------------------


def test_the_demo_signs_anybody_listed_in_with_both_factors() -> None:
    for player in cast.CAST:
        desk = Desk()
        page = desk.open(LOGIN)
        assert f"{player.name} " in page.text
        forms = [form for form in page.forms("/demo/log-ind/") if form.values["email"] == player.email]
        assert forms[0].send().url == "/mit/"
        assert player.name in desk.open("/mit/").text
        assert "(denne browser)" in desk.open("/konto/sessioner/").text
        if player.office:
            assert desk.status("/opsaetning/") == 200


def test_the_demo_says_so_on_every_page_and_shows_its_mails() -> None:
    reset_link()
    for url in ("/", LOGIN, "/demo/mail/", "/rar-sjaelland/"):
        assert "Demonstration. Personerne er opdigtede" in Desk().open(url).text
    assert "Demonstration. Personerne er opdigtede" in Desk(cast.KAREN).open("/mit/").text
    page = Desk().open("/demo/mail/")
    assert "Ny adgangskode til Rådsportalen" in page.text
    assert any("/password/reset/key/" in link for link in page.links.values())


def test_outside_the_demo_there_is_nothing_of_it(settings: Any) -> None:
    settings.DEMO = False
    for url in ("/", LOGIN):
        page = Desk().open(url)
        assert "Demonstration" not in page.text
        assert "hanne@example.dk" not in page.html
    assert Desk().status("/demo/mail/") == 404
    client = Client()
    assert client.post("/demo/log-ind/", {"email": "hanne@example.dk"}).status_code == 404
    assert "sessionid" not in client.cookies


def test_a_demo_session_owes_the_second_factor_once_the_demo_is_over(settings: Any) -> None:
    desk = Desk(cast.KAREN)
    settings.DEMO = False
    assert desk.open("/mit/").url == "/konto/ekstra-sikkerhed/"


# -- the mails' rows ------------------------------------------------------------------------------------------------


def test_a_mail_is_written_and_undone_with_its_change() -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        post(kind="prøve", recipient="a@example.dk", subject="Emne\nmere", body="Tekst")
        raise ZeroDivisionError
    assert (Mail.objects.count(), Errand.objects.filter(kind="mail").count()) == (0, 0)
    mail = post(kind="prøve", recipient="a@example.dk", subject="Emne\r\nBcc: b@example.dk", body="Tekst")
    assert mail.subject == "Emne Bcc: b@example.dk"
    assert Errand.objects.get(kind="mail").params == {"mail_id": mail.pk}


def test_a_mail_is_sent_once_and_its_text_is_not_kept(settings: Any) -> None:
    settings.MAIL_CARRIER, settings.DEMO = "django.core.mail.backends.locmem.EmailBackend", False
    mail = post(kind="prøve", recipient="a@example.dk", subject="Emne", body="Din kode: 1")
    errand = Errand.objects.get(kind="mail")
    assert errands.run(errand.pk) == errands.DONE
    errands.run(errand.pk)
    assert [(sent.to, sent.body) for sent in sent_mail.outbox] == [(["a@example.dk"], "Din kode: 1")]
    mail.refresh_from_db()
    assert (mail.state, mail.body) == (Mail.State.SENT, "")
