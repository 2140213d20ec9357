"""Attempts at signing in: counted in PostgreSQL per account and per address; nothing to learn. Trust rows T22, T25."""

import re
import threading
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth import hashers
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetings.demo import cast, loader
from meetings.demo.loader import PASSWORD
from rarportal.core.models import Counter, Mail, User
from tests.desk import Desk, Form

LOGIN, LOGOUT = "/konto/log-ind/", "/konto/log-ud/"
HANNE, UNKNOWN = cast.HANNE.email, "findes-ikke@example.dk"
WAIT = "For mange forsøg. Vent et kvarter, og prøv igen."


def quick(settings: Any) -> None:
    """Nobody has tried anything yet."""
    cache.clear()
    settings.EMAIL_BACKEND = "rarportal.core.mail.Backend"


@pytest.fixture
def counted(portal: None, settings: Any) -> None:
    quick(settings)


def attempt(email: str, password: str = PASSWORD, *, ip: str = "192.0.2.1", **headers: str) -> Client:
    """One POST of the sign-in page, from an address."""
    client = Client(REMOTE_ADDR=ip, **headers)
    client.last = client.post(LOGIN, {"login": email, "password": password})  # type: ignore[attr-defined]
    return client


def is_in(client: Client) -> bool:
    return client.get("/mit/").status_code == 200


def said(client: Client) -> str:
    text: str = client.last.content.decode()  # type: ignore[attr-defined]
    return text


@pytest.mark.usefixtures("counted")
def test_the_eleventh_try_is_refused_even_with_the_right_password() -> None:
    """Per account, wherever the tries come from."""
    for number in range(10):
        assert "ikke rigtig" in said(attempt(HANNE, "forkert", ip=f"192.0.2.{number + 1}"))
    late = attempt(HANNE, ip="192.0.2.99")
    assert WAIT in said(late)
    assert not is_in(late)
    assert is_in(attempt(cast.MIKKEL.email, loader.PASSWORD, ip="192.0.2.99"))  # another person is not shut out


@pytest.mark.usefixtures("counted")
def test_the_account_is_the_same_whatever_its_case_and_the_portals_name() -> None:
    names = ("testserver", "localhost", "127.0.0.1", "[::1]")
    for number in range(10):
        email = HANNE.upper() if number % 2 else f" {HANNE}"
        attempt(email, "forkert", ip=f"192.0.2.{number + 1}", HTTP_HOST=names[number % 4])
    assert not is_in(attempt(HANNE, ip="192.0.2.99"))


@pytest.mark.usefixtures("counted")
def test_an_address_that_guesses_at_many_accounts_is_stopped() -> None:
    for number in range(20):
        attempt(f"gaet-{number}@example.dk", "forkert")
    assert not is_in(attempt(HANNE))
    assert is_in(attempt(HANNE, ip="192.0.2.2"))


@pytest.mark.usefixtures("counted")
def test_a_flood_is_answered_429_in_danish() -> None:
    for number in range(31):
        client = attempt(f"gaet-{number}@example.dk", "x")
    assert client.last.status_code == 429  # type: ignore[attr-defined]
    assert "Vent et minut, og prøv igen." in said(client)


@pytest.mark.usefixtures("counted")
def test_a_right_password_in_between_does_not_begin_the_count_anew() -> None:
    for number in range(9):
        attempt(HANNE, "forkert", ip=f"192.0.2.{number + 1}")
    assert is_in(attempt(HANNE, ip="192.0.2.50"))
    attempt(HANNE, "forkert", ip="192.0.2.51")
    assert not is_in(attempt(HANNE, ip="192.0.2.52"))


@pytest.mark.usefixtures("counted")
def test_the_counts_are_rows_of_the_database() -> None:
    """They outlive Redis, and hold for all processes. No address stands in them in the clear."""
    attempt(HANNE, "forkert")
    rows = Counter.objects.filter(key__contains="login_failed")
    assert rows.count() == 2
    assert not rows.filter(key__contains="hanne").exists()
    assert is_in(attempt(HANNE))
    Counter.objects.all().delete()


FORGED = (
    *[{name: "198.51.100.7"} for name in (
        "HTTP_X_REAL_IP", "HTTP_CLIENT_IP", "HTTP_X_CLIENT_IP", "HTTP_FORWARDED_FOR", "HTTP_X_FORWARDED",
        "HTTP_X_CLUSTER_CLIENT_IP", "HTTP_TRUE_CLIENT_IP", "HTTP_CF_CONNECTING_IP", "HTTP_FASTLY_CLIENT_IP",
        "HTTP_X_ORIGINATING_IP", "HTTP_X_REMOTE_IP", "HTTP_X_REMOTE_ADDR", "HTTP_X_HOST", "HTTP_VIA")],
    {"HTTP_FORWARDED": "for=198.51.100.7"},
    *[{"HTTP_X_FORWARDED_FOR": f"{before}203.0.113.7"} for before in (
        "", "198.51.100.7, ", "198.51.100.7, 198.51.100.8, ", "::1, ", "127.0.0.1,", "unknown, ", ", ")],
)  # fmt: skip


@pytest.mark.usefixtures("counted")
def test_no_header_of_the_visitors_own_hides_where_the_guesses_come_from(settings: Any) -> None:
    """Trust row T22, pretix CVE-2023-44463: the last address is the proxy's word, and the only one that counts."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert len(FORGED) >= 20
    for number, headers in enumerate(FORGED[:20]):
        attempt(f"gaet-{number}@example.dk", "x", **{"HTTP_X_FORWARDED_FOR": "203.0.113.7", **headers})
    for headers in FORGED:
        late = attempt(HANNE, **{"HTTP_X_FORWARDED_FOR": "203.0.113.7", **headers})
        assert not is_in(late), headers
    cache.delete("none")
    assert is_in(attempt(HANNE, HTTP_X_FORWARDED_FOR="203.0.113.8"))


# -- nothing to learn -----------------------------------------------------------------------------------------------


def work(form: Form, fields: dict[str, str]) -> dict[str, Any]:
    """What sending a form costs: runs of the hash, queries by kind, mails; and the page that it ends on."""
    desk = form.page.desk
    cache.clear()
    Mail.objects.all().delete()
    real, runs = hashers.MD5PasswordHasher.encode, []

    def encode(self: Any, password: str, salt: str) -> str:
        runs.append(password)
        return real(self, password, salt)

    with mock.patch.object(hashers.MD5PasswordHasher, "encode", encode), CaptureQueriesContext(connection) as asked:
        answer = desk.client.post(form.action, {**form.values.dict(), **fields})
    page = desk.open(answer["Location"]) if answer.status_code == 302 else desk.shown(answer, form.action)
    touched = sorted(
        re.sub(r"\W.*", "", one["sql"].lstrip())
        + " "
        + ",".join(re.findall(r'(?:FROM|INTO|UPDATE) "?(\w+)', one["sql"]))
        for one in asked.captured_queries
    )
    return {
        "hashes": len(runs),
        "queries": touched,
        "mails": Mail.objects.count(),
        "text": page.text.replace(HANNE, "X").replace(UNKNOWN, "X"),
        "url": page.url,
    }


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize(
    ("url", "fields"),
    [
        (LOGIN, {"login": "X", "password": "forkert"}),
        ("/konto/login/code/", {"email": "X"}),
        ("/konto/password/reset/", {"email": "X"}),
    ],
    ids=["password", "code", "reset"],
)
def test_known_and_unknown_addresses_get_the_same_words_and_cost_the_same(
    url: str, fields: dict[str, str], settings: Any
) -> None:
    """Trust row T25, Django CVE-2024-39329, Wagtail CVE-2023-45809."""
    settings.DEMO = False  # it lists its people

    def costs(email: str) -> dict[str, Any]:
        return work(Desk().open(url).form(), {name: value.replace("X", email) for name, value in fields.items()})

    costs(HANNE)  # what is loaded once
    known, unknown = costs(HANNE), costs(UNKNOWN)
    User.objects.filter(email=HANNE).update(is_active=False)
    closed = costs(HANNE)
    for key in ("hashes", "mails", "text", "url", "queries"):
        assert known[key] == unknown[key] == closed[key], key
    assert (known["hashes"], known["mails"]) == ((1, 0) if url == LOGIN else (0, 1))


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("email", [HANNE, UNKNOWN])
@pytest.mark.parametrize("url", ["/konto/login/code/", "/konto/password/reset/"])
def test_mails_that_anybody_can_ask_for_are_few(url: str, email: str) -> None:
    for number in range(9):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(url, {"email": email})
    assert Mail.objects.count() == 5


# -- at the same instant --------------------------------------------------------------------------------------------


def at_once(acts: list[Callable[[], None]]) -> None:
    """All of them, each in a thread with a connection of its own."""
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        ready.wait()
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def people(transactional_db: None, settings: Any) -> None:
    loader.load_councils()
    loader.load_people()
    quick(settings)


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_instant_are_counted_one_by_one(people: None) -> None:
    """Forty from forty addresses: no more than ten ever reach the password."""
    reached: list[str] = []
    real = User.check_password

    def check(self: User, raw_password: str) -> bool:
        reached.append(raw_password)
        return bool(real(self, raw_password))

    with mock.patch.object(User, "check_password", check):
        at_once([lambda ip=f"198.51.100.{n}": attempt(HANNE, "forkert", ip=ip) for n in range(40)])  # type: ignore[misc]
    assert 1 <= len(reached) <= 10
    assert not is_in(attempt(HANNE)) or len(reached) < 10


@pytest.mark.django_db(transaction=True)
def test_guesses_at_a_code_by_mail_at_the_same_instant_are_counted_too(people: None) -> None:
    """allauth counts them in the session, which requests sent at once do not share; ours counts in the database."""
    client = Client()
    client.post("/konto/login/code/", {"email": HANNE})
    cookie = client.cookies["sessionid"].value
    answers: list[str] = []

    def guess() -> None:
        one = Client()
        one.cookies["sessionid"] = cookie
        answers.append(one.post("/konto/login/code/confirm/", {"code": "AAAA-AAAA"}).content.decode())

    at_once([guess for _ in range(20)])
    assert sum("Koden er ikke rigtig" in one for one in answers) <= 5


@pytest.mark.django_db(transaction=True)
def test_only_one_of_many_adds_what_is_not_there(people: None) -> None:
    """What allauth's lock stands on: also when an old one has expired."""
    got: list[bool] = []
    acts = [lambda: got.append(cache.add("laas", True, timeout=60))] * 16
    at_once(acts)
    assert got.count(True) == 1
    cache.set("laas", 1, timeout=-1)
    at_once(acts)
    assert got.count(True) == 2


@pytest.mark.usefixtures("counted")
def test_the_table_keeps_what_django_expects_of_a_cache() -> None:
    cache.set("a", [1.5, 2], timeout=60)
    assert cache.get("a") == [1.5, 2]
    assert cache.get("b", "nothing") == "nothing"
    assert not cache.add("a", 1)
    assert cache.touch("a", 1)
    assert cache.delete("a")
    assert not cache.delete("a")
    cache.set("c", 1, timeout=None)
    cache.set("d", 1, timeout=0)
    assert (cache.get("c"), cache.get("d")) == (1, None)
    cache.clear()
    assert not Counter.objects.exists()
