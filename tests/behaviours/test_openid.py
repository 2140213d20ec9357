"""OpenID Connect by settings: bound by the provider's subject, never by an e-mail address.

The provider is our own; nothing leaves the machine.
"""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache

from meetings.demo import cast
from meetings.demo.loader import PASSWORD
from rarportal.core.models import User
from tests.desk import Desk, Page

SERVER = "https://broker.example.dk"
LOGIN, CALLBACK, BOUND = "/konto/oidc/login/login/", "/konto/oidc/login/login/callback/", "/konto/forbindelser/"


class Answer:
    """What the provider says."""

    status_code, headers = 200, {"content-type": "application/json"}

    def __init__(self, said: dict[str, Any]) -> None:
        self.said = said

    def json(self) -> dict[str, Any]:
        return self.said

    def raise_for_status(self) -> None:
        """It is well."""


class Provider:
    """A broker: it vouches for whoever `claims` says."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"sub": "mitid-1"}
        self.asked: list[str] = []

    def __enter__(self) -> "Provider":
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing to close."""

    def get(self, url: str, **kwargs: Any) -> Answer:
        self.asked.append(url)
        return Answer(
            {
                "issuer": SERVER,
                "authorization_endpoint": f"{SERVER}/authorize",
                "token_endpoint": f"{SERVER}/token",
                "userinfo_endpoint": f"{SERVER}/userinfo",
                "jwks_uri": f"{SERVER}/keys",
            }
        )

    def request(self, method: str, url: str, **kwargs: Any) -> Answer:
        self.asked.append(url)
        if url != f"{SERVER}/token":
            return self.get(url)
        claims = {"iss": SERVER, "aud": "raad", "exp": 4102444800, "iat": 1, **self.claims}
        token = jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": "1"})
        return Answer({"access_token": "t", "token_type": "Bearer", "id_token": token})


@pytest.fixture
def provider(portal: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Provider:
    cache.clear()
    settings.OIDC_NAME = "MitID Erhverv"
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "login", "name": "MitID Erhverv", "client_id": "raad", "secret": "s",
                    "settings": {"server_url": SERVER, "fetch_userinfo": False, "oauth_pkce_enabled": True},
                }
            ],
            "SCOPE": ["openid"],
        }
    }  # fmt: skip
    made = Provider()
    monkeypatch.setattr(DefaultSocialAccountAdapter, "get_requests_session", lambda self: made)
    return made


def there_and_back(desk: Desk, page: Page) -> Page:
    """Press the provider's button, and come back from it."""
    (form,) = page.forms("/oidc/login/login/")
    away = desk.client.post(form.action, form.values.dict())
    assert away["Location"].startswith(f"{SERVER}/authorize?")
    asked = parse_qs(urlsplit(away["Location"]).query)
    assert asked["scope"] == ["openid"]
    assert asked["redirect_uri"] == [f"http://testserver{CALLBACK}"]
    assert asked["code_challenge_method"] == ["S256"]
    return desk.open(f"{CALLBACK}?code=abc&state={asked['state'][0]}")


def sign_in(desk: Desk | None = None) -> Page:
    desk = desk or Desk()
    return there_and_back(desk, desk.open("/konto/log-ind/"))


def bind(player: cast.Player) -> Page:
    """From *Min konto*."""
    desk = Desk(player)
    page = desk.open(desk.open("/konto/").links["MitID Erhverv"])
    return there_and_back(desk, page)


def test_a_person_binds_it_and_signs_in_with_it(provider: Provider) -> None:
    page = bind(cast.HANNE)
    assert (page.url, "Forbindelsen er knyttet til din konto." in page.text) == (BOUND, True)
    done = sign_in()
    assert done.url == "/mit/"
    assert cast.HANNE.name in done.text


@pytest.mark.parametrize("email", [cast.HANNE.email, "ny@example.dk", ""])
def test_an_unknown_subject_is_refused_whatever_address_it_brings(provider: Provider, email: str) -> None:
    """Never by e-mail, verified or not."""
    provider.claims = {"sub": "mitid-2", "email": email, "email_verified": True, "name": cast.HANNE.name}
    users = User.objects.count()
    page = sign_in()
    assert page.status == 403
    assert "MitID Erhverv kender dig, men Rådsportalen gør ikke endnu." in page.text
    assert page.desk.status("/mit/") == 302
    assert (User.objects.count(), SocialAccount.objects.count()) == (users, 0)


def test_nothing_is_kept_of_what_it_tells_but_the_subject(provider: Provider) -> None:
    provider.claims = {"sub": "mitid-1", "cpr": "010190-1234", "email": "privat@example.dk", "name": "Hanne"}
    bind(cast.HANNE)
    sign_in()
    assert SocialAccount.objects.get().extra_data == {"sub": "mitid-1"}
    assert User.objects.get(email=cast.HANNE.email)
    assert f"{SERVER}/userinfo" not in provider.asked


def test_a_subject_is_bound_to_one_account(provider: Provider) -> None:
    bind(cast.HANNE)
    assert "Den hører allerede til en anden konto i Rådsportalen." in bind(cast.MIKKEL).text
    assert SocialAccount.objects.get().user.email == cast.HANNE.email


def test_it_can_be_unbound(provider: Provider) -> None:
    bind(cast.HANNE)
    page = Desk(cast.HANNE).open(BOUND).form("/forbindelser/").send()
    assert "Forbindelsen er fjernet." in page.text
    assert sign_in().status == 403


@pytest.mark.parametrize(("strong", "arrives"), [(False, "/konto/ekstra-sikkerhed/"), (True, "/mit/")])
def test_it_counts_as_both_factors_only_when_the_settings_say_so(
    provider: Provider, settings: Any, strong: bool, arrives: str
) -> None:
    bind(cast.KAREN)
    settings.DEMO, settings.OIDC_STRONG = False, strong
    assert sign_in().url == arrives


def test_half_a_session_cannot_bind_itself_a_way_in(provider: Provider, settings: Any) -> None:
    """Trust row T23: binding would be a door past the second factor."""
    settings.DEMO, settings.OIDC_STRONG = False, True
    desk = Desk()
    desk.open("/konto/log-ind/").form("/log-ind/").send(login=cast.KAREN.email, password=PASSWORD)
    answer = desk.client.get(f"{LOGIN}?process=connect")
    assert answer["Location"] == "/konto/ekstra-sikkerhed/"
    assert not SocialAccount.objects.exists()


def test_a_closed_account_stays_closed(provider: Provider) -> None:
    bind(cast.HANNE)
    User.objects.filter(email=cast.HANNE.email).update(is_active=False)
    assert sign_in().desk.status("/mit/") == 302


def test_an_answer_nobody_asked_for_is_no_sign_in(provider: Provider) -> None:
    bind(cast.HANNE)
    page = Desk().open(f"{CALLBACK}?code=abc&state=forged")
    assert page.status == 401
    assert "Det lykkedes ikke at logge ind" in page.text


def test_without_settings_there_is_nothing_of_it(portal: None) -> None:
    assert "MitID" not in Desk().open("/konto/log-ind/").text
    assert Desk().status(LOGIN) == 404
