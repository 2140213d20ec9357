"""Signing in and out: allauth's password page and nothing else of it, and nothing to learn from a wrong guess."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import get_resolver

from meetings.demo import cast
from meetings.demo.loader import PASSWORD
from rarportal.core.models import User
from rarportal.core.routing import CLOSED, walk
from tests.desk import Desk, Page

LOGIN, LOGOUT = "/konto/log-ind/", "/konto/log-ud/"
WRONG = "E-mailadressen eller adgangskoden er ikke rigtig."


@pytest.fixture(autouse=True)
def no_attempts_before(portal: None, settings: Any) -> None:
    """Attempts are counted in the cache; and a quick hash, for passwords are tried often here."""
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for user in User.objects.all():
        user.set_password(PASSWORD)
        user.save()


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


def test_guessing_is_slowed_down_in_danish() -> None:
    for _ in range(5):
        attempt("karen@example.dk", "forkert kode")
    assert "For mange forsøg. Vent fem minutter, og prøv igen." in attempt("karen@example.dk").text
    assert attempt("hanne@example.dk").url == "/mit/"  # another person is not shut out
    cache.clear()
    for number in range(40):
        answer = Desk().open(LOGIN).form(LOGIN).send(login=f"gaet-{number}@example.dk", password="x")
        if answer.status == 429:
            break
    assert answer.status == 429
    assert "Vent et minut, og prøv igen." in answer.text


def test_behind_the_proxy_one_visitor_s_guesses_do_not_stop_another_s(settings: Any) -> None:
    """Trust row T22: the last address is the proxy's word; what the visitor wrote before it counts for nothing."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def sign_in(came_from: str, email: str, password: str) -> Desk:
        desk = Desk()
        desk.client.defaults["HTTP_X_FORWARDED_FOR"] = came_from
        attempt(email, password, at=desk)
        return desk

    for number in range(11):
        sign_in(f"192.0.2.{number}, 203.0.113.7", f"gaet-{number}@example.dk", "x")
    assert not is_signed_in(sign_in("192.0.2.99, 203.0.113.7", "karen@example.dk", PASSWORD))
    assert is_signed_in(sign_in("203.0.113.8", "karen@example.dk", PASSWORD))


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "https:evil.example",
     "javascript:alert(1)", "http://testserver@evil.example/", "///evil.example", "/%09/evil.example",
     "\t//evil.example"],
)  # fmt: skip
def test_no_sign_in_leads_away(elsewhere: str) -> None:
    """Trust row T20. The `next` of the form is tried too, not only the address'."""
    desk = Desk()
    form = desk.open(f"{LOGIN}?{urlencode({'next': elsewhere})}").form(LOGIN)
    token = form.values["csrfmiddlewaretoken"]
    credentials = {"login": "karen@example.dk", "password": PASSWORD, "next": elsewhere}
    answer = desk.client.post(LOGIN, {**credentials, "csrfmiddlewaretoken": token})
    assert (answer.status_code, answer["Location"]) in {(302, "/mit/"), (302, "/%09/evil.example")}
    assert is_signed_in(desk)
    token = desk.open(LOGOUT).form(LOGOUT).values["csrfmiddlewaretoken"]
    answer = desk.client.post(LOGOUT, {"next": elsewhere, "csrfmiddlewaretoken": token})
    assert (answer.status_code, answer["Location"]) in {(302, "/"), (302, "/%09/evil.example")}


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
    """Accounts are made by the secretariat: no sign-up, no reset by mail, no change, for nobody."""
    desk = Desk(who)
    patterns = {name: entry for name, entry in walk(get_resolver()) if name in CLOSED}
    assert len(patterns) >= 13
    for name, entry in patterns.items():
        rest = re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]*>", "a-1", str(entry.pattern)).strip("^$")
        for method in (desk.client.get, desk.client.post):
            assert method(f"/konto/{rest}").status_code in {404, 403}, name
        assert desk.client.get(f"/konto/{rest}").status_code == 404, name
    assert User.objects.count() == len(cast.CAST)


def test_no_page_links_to_what_is_closed() -> None:
    for page in (Desk().open(LOGIN), Desk(cast.KAREN).open("/mit/"), Desk(cast.KAREN).open(LOGOUT)):
        accounts = {link.partition("#")[0] for link in page.links.values() if link.startswith("/konto/")}
        assert accounts <= {LOGIN, LOGOUT}
