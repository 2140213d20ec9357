"""Log lines: one JSON object per event whatever was sent, and nobody's data in them. Trust row T31.

Django CVE-2025-48432: line ends and escape codes of a request's path in its log.
"""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from meetings.demo import cast
from rarportal.core.lines import JsonLine, scrubbed
from tests.desk import sign_in

EVIL = "a\r\nINFO forged\n\x1b[31mred\x1b[0m\x85\u2028b\x00\x07"
CPR, MAIL = ("010190-1234", "0101901234", "010190 1234", "010190–1234"), "fortrolig.person@example.dk"
SECRET = "kanarie-KT7qLm2Zx9Vb4Rn6Ws8Yd3Hf5Jg1Pc0"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the portal writes, all of it, by its own formatter."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLine())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def events(stream: io.StringIO) -> list[dict[str, Any]]:
    """Each line is one event."""
    return [json.loads(line) for line in stream.getvalue().split("\n")[:-1]]


def test_the_settings_write_such_lines(settings: Any) -> None:
    assert settings.LOGGING["formatters"]["json"] == {"()": "rarportal.core.lines.JsonLine"}
    assert settings.LOGGING["root"]["handlers"] == ["console"]
    assert settings.LOGGING["handlers"]["console"]["formatter"] == "json"
    names = [name for name, logger in logging.Logger.manager.loggerDict.items() if isinstance(logger, logging.Logger)]
    own = {name for name in names for one in logging.getLogger(name).handlers if type(one) is logging.StreamHandler}
    assert {name for name in own if name.startswith(("django", "allauth", "rarportal", "meetings"))} <= {
        "django.server"
    }


def test_an_event_is_one_line_whatever_it_says(lines: io.StringIO) -> None:
    log = logging.getLogger("prøve")
    log.warning(EVIL)
    log.warning("sagde %s og %r", EVIL, EVIL)
    try:
        raise ValueError(EVIL)
    except ValueError:
        log.exception("gik galt: %s", EVIL)
    found = events(lines)
    assert len(found) == 3
    assert all(line.isascii() and "\x1b" not in line and "\r" not in line for line in lines.getvalue().split("\n"))
    assert found[0]["message"].startswith("a\r\nINFO forged")  # kept, as data
    assert "ValueError" in found[2]["exception"]


def places(poison: str) -> list[tuple[str, dict[str, Any]]]:
    """Thirty places of a request to put it: path, query, headers, cookies, fields and file names."""
    said = quote(poison)
    header = poison.replace("\r", " ").replace("\n", " ").replace("\x00", " ")
    paths = ["/{}/", "/rar-sjaelland/{}/", "/mit/{}/", "/mit/rar-sjaelland/{}/", "/invitation/{}/",
             "/konto/password/reset/key/1-{}/", "/konto/oidc/{}/login/", "/rar-sjaelland/moeder/{}/dagsorden/",
             "/opsaetning/{}/", "/konto/{}", "/findes-ikke?x={}", "/konto/log-ind/?next={}", "/konto/log-ind/?token={}",
             "/?code={}&state={}", "/demo/mail/?side={}"]  # fmt: skip
    headers = ["HTTP_USER_AGENT", "HTTP_REFERER", "HTTP_HOST", "HTTP_X_FORWARDED_FOR", "HTTP_ORIGIN", "HTTP_ACCEPT",
               "HTTP_AUTHORIZATION", "HTTP_COOKIE", "HTTP_X_FORWARDED_HOST", "HTTP_IF_NONE_MATCH"]  # fmt: skip
    asked: list[tuple[str, dict[str, Any]]] = [(path.replace("{}", said), {}) for path in paths]
    asked += [("/findes-ikke/", {name: header}) for name in headers]
    for field in ("login", "password", "email", "next", "code", "csrfmiddlewaretoken"):
        asked.append(("/konto/log-ind/", {"data": {"login": "x@example.dk", "password": "x", field: poison}}))
    return asked


def send(asked: list[tuple[str, dict[str, Any]]]) -> None:
    """All of them, with and without CSRF's check, by a visitor and by a member."""
    from rarportal.core.models import User

    member = Client(raise_request_exception=False)
    sign_in(member, User.objects.get(email=cast.HANNE.email))
    for client in (Client(enforce_csrf_checks=True, raise_request_exception=False), member):
        for url, extra in asked:
            if "data" in extra:
                client.post(url, extra["data"])
            else:
                client.get(url, **extra)
                client.post(url, {"x": "y"}, **extra)


def test_no_request_can_write_a_line_of_its_own(portal: None, lines: io.StringIO) -> None:
    asked = places(EVIL)
    assert len(asked) >= 30
    send(asked)
    found = events(lines)
    assert len(found) > 30
    for event, line in zip(found, lines.getvalue().split("\n"), strict=False):
        assert set(event) <= {"at", "level", "logger", "message", "exception"}
        assert line.isascii()
        assert "\x1b" not in line
    assert not any(event["message"].startswith("INFO forged") for event in found)


@pytest.mark.parametrize("canary", [*CPR, MAIL, SECRET])
def test_no_request_leaves_anybodys_data_in_the_log(portal: None, lines: io.StringIO, canary: str) -> None:
    send(places(canary))
    assert len(events(lines)) > 30
    everything = lines.getvalue()
    for form in (canary, quote(canary), canary.lower()):
        assert form not in everything


@pytest.mark.parametrize(
    "text",
    [
        f"Not Found: /person/{MAIL}/", f"login={quote(MAIL)}&x=1", f"{{'email': '{MAIL}'}}", f"<{MAIL}>",
        "CPR 010190-1234.", "cpr=0101901234&x", "(010190 1234)", "010190%201234",
        f"password={SECRET}", "password: hemmelig1", "{'password': 'hemmelig1'}", '{"token": "hemmelig1"}',
        "Cookie: sessionid=hemmelig1", "Authorization: Bearer hemmelig1", "api_key=hemmelig1", "?code=hemmelig1&x",
        "postgresql://rar_app:hemmelig1@db/x", "smtp://u:hemmelig1@mail", "/invitation/hemmelig1/",
        "/konto/password/reset/key/1-hemmelig1/", "adgangskode=hemmelig1",
    ],
)  # fmt: skip
def test_what_is_scrubbed(text: str) -> None:
    left = scrubbed(text)
    for secret in ("hemmelig1", "fortrolig", "010190", "1901234", SECRET):
        assert secret not in left


@pytest.mark.parametrize(
    "text",
    ["Not Found: /rar-sjaelland/moeder/2024-02-01/dagsorden/", "Errand 1234567 took 12.5 s", "kl. 10.30 den 26.09.2023",
     "Method Not Allowed (POST): /mit/", "port 5432", "version 65.21.1"],
)  # fmt: skip
def test_what_is_not(text: str) -> None:
    assert scrubbed(text) == text


def test_a_fault_says_where_and_not_what_was_typed(lines: io.StringIO) -> None:
    try:
        raise KeyError(MAIL, CPR[0])
    except KeyError:
        logging.getLogger("django.request").error("Internal Server Error: /x/", exc_info=True)
    (event,) = events(lines)
    assert "test_logs.py" in event["exception"]
    assert "KeyError" in event["exception"]
    assert MAIL not in lines.getvalue()
    assert CPR[0] not in lines.getvalue()
