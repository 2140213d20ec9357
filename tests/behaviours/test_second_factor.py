"""The second factor: of whom it is demanded, that no other door leads past it, and how it is set up. Trust row T23.

wagtail-2fa CVE-2019-16766, django-mfa3 CVE-2022-24857, django-two-factor-auth CVE-2020-15105,
django-mfa2 CVE-2022-42731.
"""

import re
import time
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from meetings.demo import cast
from meetings.demo.loader import PASSWORD
from meetings.models import Membership, OfficeStaff, Person
from rarportal.core.models import Mail, User
from tests.desk import Desk, Page
from tests.tables import test_addresses

LOGIN, INDEX = "/konto/log-ind/", "/konto/ekstra-sikkerhed/"
DEMANDED = (cast.KAREN, cast.JONAS, cast.BIRGITTE, cast.TORBEN, cast.LONE, cast.ELLEN)
FREE = (cast.HANNE, cast.MIKKEL, cast.DITTE, cast.OLUF, cast.SANNE, cast.GUNNAR)


@pytest.fixture(autouse=True)
def in_earnest(portal: None, settings: Any) -> None:
    """Not the demo: its sign-ins count as both factors."""
    cache.clear()
    settings.DEMO = False
    settings.EMAIL_BACKEND = "rarportal.core.mail.Backend"


def sign_in(player: cast.Player, desk: Desk | None = None) -> Page:
    """With the password."""
    return (desk or Desk()).open(LOGIN).form(LOGIN).send(login=player.email, password=PASSWORD)


def code(secret: str, at: float | None = None) -> str:
    """What the app shows."""
    return str(format_hotp_value(hotp_value(secret, int((at or time.time()) // 30))))


def set_up(page: Page) -> tuple[Desk, str]:
    """From the page that demands it: the password again, the app, the first code. Returns the app's secret."""
    page = page.desk.open(page.links["Sæt en app op"])
    page = page.form("/reauthenticate/").send(password=PASSWORD)
    (secret,) = re.findall(r'class="secret">([A-Z2-7]+)<', page.html)
    page = page.form("/totp/activate/").send(code=code(secret))
    assert "Nødkoder" in page.text
    assert len(re.findall(r"<li><code>\d{8}</code></li>", page.html)) == 10
    return page.desk, secret


@pytest.mark.parametrize("player", DEMANDED, ids=lambda one: one.email.partition("@")[0])
def test_it_is_demanded_of_secretariat_chairmanship_and_administrators(player: cast.Player) -> None:
    page = sign_in(player)
    assert page.url == INDEX
    assert re.search(r"Du skal sætte en ekstra sikkerhed op, fordi du (arbejder|sidder|er) ", page.text)
    desk, _ = set_up(page)
    assert desk.open("/mit/").url == "/mit/"


@pytest.mark.parametrize("player", FREE, ids=lambda one: one.email.partition("@")[0])
def test_it_is_not_demanded_of_others(player: cast.Player) -> None:
    assert sign_in(player).url == "/mit/"


def test_a_post_or_a_chair_that_has_ended_or_not_begun_demands_nothing() -> None:
    at = timezone.now()
    for rows in (OfficeStaff.objects.filter(person__name=cast.KAREN.name), Membership.objects.filter(
            person__name=cast.BIRGITTE.name, role="CHAIR")):  # fmt: skip
        rows.update(period=(at - timedelta(days=9), at - timedelta(seconds=1)))
    assert sign_in(cast.KAREN).url == "/mit/"
    assert sign_in(cast.BIRGITTE).url == "/mit/"


def test_a_session_older_than_the_chair_owes_it_at_the_next_click() -> None:
    """No door leads past: the demand is asked on each request."""
    desk = sign_in(cast.HANNE).desk
    assert desk.status("/mit/") == 200
    Membership.objects.filter(person__name=cast.HANNE.name).update(role="VICE_CHAIR")
    assert desk.open("/mit/").url == INDEX


REACHED = {  # what a session that owes its second factor reaches, and with which answer
    "mfa_index": 200, "mfa_activate_totp": 302, "mfa_add_webauthn": 302, "account_reauthenticate": 200,
    "mfa_reauthenticate": 302, "mfa_reauthenticate_webauthn": 302, "account_login": 302, "account_logout": 200,
}  # fmt: skip
PUBLIC = {
    "meetings:front", "meetings:council", "meetings:meetings", "meetings:public_meeting", "meetings:paper",
    "meetings:pdf", "meetings:version", "meetings:version_pdf", "meetings:file",
    "meetings:bundle", "meetings:word", "meetings:printout", "meetings:original",
    "positivlist:lists", "positivlist:schema", "positivlist:list", "positivlist:version", "positivlist:file",
}  # fmt: skip


def test_half_a_session_reaches_only_the_pages_of_the_second_factor() -> None:
    """Every address x method, on real objects. A redirect to the second factor is all that it gets."""
    stage = test_addresses.prepare()
    half = Client()
    half.force_login(stage.users["secretariat"])  # type: ignore[arg-type]  # no record of a second factor
    asked = 0
    for name, pattern in test_addresses.ADDRESSES:
        url = stage.url(name, pattern)
        for method in ("GET", "POST"):
            answer = test_addresses.ask(half, method, url)
            if name in PUBLIC:
                found = 302 if name == "meetings:public_meeting" else 200  # which leads on to the newest paper
                assert answer.status_code == (found if method == "GET" else 405), name
            elif name == "meetings:demo_mail":
                assert answer.status_code in {404, 405}
            elif name in test_addresses.SHUT:
                assert answer.status_code == 404, name
            elif name in REACHED:
                assert method == "POST" or answer.status_code == REACHED[name], name
            else:
                assert (answer.status_code, answer["Location"]) == (302, INDEX), (method, name)
                asked += 1
    assert asked > 100


def test_between_password_and_code_nobody_is_signed_in() -> None:
    _, secret = set_up(sign_in(cast.KAREN))
    stage = test_addresses.prepare()
    desk = Desk()
    assert sign_in(cast.KAREN, desk).url == f"{INDEX}authenticate/"
    for name, pattern in test_addresses.ADDRESSES:
        if name in test_addresses.TABLE and test_addresses.TABLE[name].lowest != test_addresses.ANYBODY:
            answer = desk.client.get(stage.url(name, pattern))
            assert (answer.status_code, answer["Location"][:15]) == (302, LOGIN), name
    assert secret not in str([one.get_decoded() for one in Session.objects.all()])


def test_half_a_session_cannot_add_a_factor_beside_the_one_it_does_not_show() -> None:
    set_up(sign_in(cast.KAREN))
    half = Client()
    half.force_login(User.objects.get(email=cast.KAREN.email))
    for page in ("", "totp/activate/", "webauthn/add/", "webauthn/", "recovery-codes/", "recovery-codes/generate/"):
        for ask in (half.get, half.post):
            assert ask(f"{INDEX}{page}")["Location"].startswith(f"{INDEX}reauthenticate/?next="), page
    assert half.get("/konto/forbindelser/")["Location"].startswith(f"{INDEX}reauthenticate/")


def wait_for_the_next_code() -> Any:
    """Half a minute later."""
    return time_machine.travel(timezone.now() + timedelta(seconds=31), tick=False)


def test_a_code_is_used_once() -> None:
    _, secret = set_up(sign_in(cast.KAREN))
    with wait_for_the_next_code():
        first = sign_in(cast.KAREN).forms("/authenticate/")[0].send(code=code(secret))
        assert first.url == f"{INDEX}trust/"
        again = sign_in(cast.KAREN).forms("/authenticate/")[0].send(code=code(secret))
        assert "Koden er ikke rigtig, eller den er brugt eller for gammel." in again.text
        assert again.desk.status("/mit/") == 302


def test_a_recovery_code_stands_in_once() -> None:
    set_up(sign_in(cast.KAREN))
    wrapped = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap()
    spare = wrapped.get_unused_codes()[0]
    page = sign_in(cast.KAREN).forms("/authenticate/")[0].send(code=spare)
    assert page.form("/trust/").press("Nej, spørg hver gang").url == "/mit/"
    assert "Koden er ikke rigtig" in sign_in(cast.KAREN).forms("/authenticate/")[0].send(code=spare).text


def test_the_device_is_remembered_for_thirty_days_and_no_longer() -> None:
    _, secret = set_up(sign_in(cast.KAREN))
    with wait_for_the_next_code():
        page = sign_in(cast.KAREN).forms("/authenticate/")[0].send(code=code(secret))
        desk = page.form("/trust/").press("Husk den i 30 dage").desk
    desk.open("/mit/").form("/log-ud/").send()
    for days, asked in ((29, False), (31, True)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            cache.clear()
            page = sign_in(cast.KAREN, desk)
            assert (page.url == f"{INDEX}authenticate/") is asked
            if not asked:
                assert desk.open("/mit/rar-sjaelland/raad/").status == 200
                desk.open("/mit/").form("/log-ud/").send()
    assert sign_in(cast.KAREN).url == f"{INDEX}authenticate/"  # another device


def test_a_reset_by_mail_does_not_drop_it() -> None:
    """Trust row T23: the reset is another door."""
    set_up(sign_in(cast.KAREN))
    desk = Desk()
    desk.open("/konto/password/reset/").form("/reset/").send(email=cast.KAREN.email)
    (link,) = re.findall(r"/konto/password/reset/key/\S+", Mail.objects.first().body)
    desk.open(link).form().send(password1="fire nye tilfældige ord", password2="fire nye tilfældige ord")
    assert desk.status("/mit/") == 302
    page = desk.open(LOGIN).form(LOGIN).send(login=cast.KAREN.email, password="fire nye tilfældige ord")
    assert page.url == f"{INDEX}authenticate/"


def test_a_code_by_mail_is_one_factor_only() -> None:
    set_up(sign_in(cast.KAREN))
    desk = Desk()
    page = desk.open("/konto/login/code/").form("/login/code/").send(email=cast.KAREN.email)
    (sent,) = re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", Mail.objects.first().body, re.MULTILINE)
    assert page.form("/confirm/").send(code=sent).url == f"{INDEX}authenticate/"
    assert sign_in(cast.JONAS).url == INDEX


def test_the_last_one_stays_while_it_is_demanded() -> None:
    desk, _ = set_up(sign_in(cast.KAREN))
    page = desk.open(f"{INDEX}totp/deactivate/")
    assert "Du kan ikke fjerne din sidste ekstra sikkerhed" in page.form("/deactivate/").send().text
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).count() == 1
    OfficeStaff.objects.all().delete()
    desk.open(f"{INDEX}totp/deactivate/").form("/deactivate/").send()
    assert not Authenticator.objects.exists()


def test_no_session_holds_a_password() -> None:
    """django-two-factor-auth CVE-2020-15105."""
    page = sign_in(cast.KAREN)
    set_up(page)
    sign_in(cast.KAREN)
    sign_in(cast.HANNE).desk.open("/konto/password/change/").form().send(
        oldpassword=PASSWORD, password1="x", password2="x"
    )
    assert Session.objects.count() >= 3
    assert PASSWORD not in str([one.get_decoded() for one in Session.objects.all()])


def test_guesses_at_the_code_are_counted_for_the_account() -> None:
    _, secret = set_up(sign_in(cast.KAREN))
    with wait_for_the_next_code():
        for _ in range(10):
            sign_in(cast.KAREN).forms("/authenticate/")[0].send(code="000000")
        page = sign_in(cast.KAREN).forms("/authenticate/")[0].send(code=code(secret))
        assert "For mange forsøg" in page.text


def test_an_ended_membership_is_out_at_the_next_request() -> None:
    """Trust row T28, Nextcloud CVE-2021-32726: no grace, to the second, by the clock of Copenhagen."""
    desk = sign_in(cast.HANNE).desk
    url = "/mit/rar-sjaelland/raad/"
    assert desk.status(url) == 200
    seat = Membership.objects.get(person__name=cast.HANNE.name)
    ends = timezone.now() + timedelta(hours=2)
    seat.period = (seat.period.lower, ends)
    seat.save()
    for seconds, status in ((-1, 200), (0, 404), (1, 404)):
        with time_machine.travel(ends + timedelta(seconds=seconds), tick=False):
            assert desk.status(url) == status


@pytest.mark.parametrize(("night", "hours"), [("2027-03-28", 23), ("2026-10-25", 25)])
def test_a_day_ends_at_midnight_in_copenhagen_also_when_the_clock_changes(night: str, hours: int) -> None:
    """Trust row T28 over both nights: the seat ends as its last day does."""
    begins = timezone.make_aware(datetime.combine(date.fromisoformat(night), clock.min))
    ends = timezone.make_aware(datetime.combine(date.fromisoformat(night) + timedelta(days=1), clock.min))
    assert ends.timestamp() - begins.timestamp() == hours * 3600
    seat = Membership.objects.get(person__name=cast.HANNE.name)
    Membership.objects.filter(pk=seat.pk).update(period=(seat.period.lower, ends))
    user = Person.objects.get(name=cast.HANNE.name).user
    for moment, status in ((ends - timedelta(seconds=1), 200), (ends, 404)):
        with time_machine.travel(moment, tick=False):
            client = Client()
            client.force_login(user)  # type: ignore[arg-type]
            assert client.get("/mit/rar-sjaelland/raad/").status_code == status


def test_a_closed_account_is_out_of_all_its_sessions() -> None:
    """Trust row T28."""
    desks = [sign_in(cast.HANNE).desk for _ in range(3)]
    User.objects.filter(email=cast.HANNE.email).update(is_active=False)
    assert [desk.status("/mit/") for desk in desks] == [302] * 3
