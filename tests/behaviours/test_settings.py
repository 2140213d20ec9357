"""A portal with wrong settings does not start, and says which one in one line. Trust row R18.

The many wrong values are read in one process of their own, as `rarportal/settings.py` alone; that a refusal there
stops each way of starting is tried with real processes.
"""

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RIGHT = {
    "DATABASE_URL": "postgresql://rar_app:hemmelig-app@db/rarportal",
    "DATABASE_OWNER_URL": "postgresql://rar_owner@db/rarportal",
    "REDIS_URL": "redis://redis:6379/0",
    "SECRET_KEY": "p7Lr2-fJx0cVb9QmZt4Ww8Yh1Ns6Kd3Ge5Ra_UoTqXiBvEzCq3n",
    "SITE_URL": "https://raad.example.dk",
    "ALLOWED_HOSTS": "raad.example.dk",
    "MAIL_URL": "smtp://portal:hemmelig-mail@mail.example.dk:587?tls=1",
}
OIDC = {
    "OIDC_NAME": "MitID Erhverv",
    "OIDC_SERVER_URL": "https://broker.example.dk",
    "OIDC_CLIENT_ID": "raad",
    "OIDC_SECRET": "hemmelig-oidc",
}
DEMO_DATABASE = {
    "DATABASE_URL": "postgresql://rar_app@db/rarportal_demo",
    "DATABASE_OWNER_URL": "postgresql://rar_owner@db/rarportal_demo",
}
READER = """
import json, os, runpy, sys
from django.core.exceptions import ImproperlyConfigured
said = []
for environment in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(environment)
    try:
        runpy.run_path("rarportal/settings.py")
        said.append(None)
    except ImproperlyConfigured as wrong:
        said.append(str(wrong))
    except BaseException as crash:
        said.append(f"crash: {crash!r}")
json.dump(said, sys.stdout)
"""
RANDOM = "at random"
WRONG: dict[str, tuple[dict[str, str | None], str]] = {
    "a demo's clock in production": ({"DEMO_TODAY": "2023-09-13"}, "DEMO_TODAY is the clock of a demo"),
    "a demo's clock that is no day": ({"DEMO": "1", "DEMO_TODAY": "i går"}, "DEMO_TODAY must be a day"),
    **{
        f"{name} missing": ({name: None}, f"{name} is not set")
        for name in ("SECRET_KEY", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
    },
    **{f"{name} blank": ({name: "  "}, f"{name} is not set") for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL")},
    **{
        f"{name}={value}": ({name: value}, f"{name} must be 0 or 1, not '{value}'.")
        for name in ("DEBUG", "DEMO")
        for value in ("true", "false", "yes", "2", "-1")
    },
    **{
        f"{name}={value}": ({name: value}, f"{name} must be a whole number, not '{value}'.")
        for name in ("CONN_MAX_AGE", "UPLOAD_LIMIT", "UPLOAD_QUOTA")
        for value in ("ti", "-1", "1.5", "25 MB")
    },
    "SECRET_KEY short": ({"SECRET_KEY": RIGHT["SECRET_KEY"][:49]}, "at least 50 characters"),
    "SECRET_KEY of one letter": ({"SECRET_KEY": "x" * 60}, RANDOM),
    "SECRET_KEY of a word": ({"SECRET_KEY": "changeme" * 8}, RANDOM),
    "SECRET_KEY of startproject": ({"SECRET_KEY": "django-insecure-" + RIGHT["SECRET_KEY"]}, RANDOM),
    "SITE_URL missing": ({"SITE_URL": None}, "SITE_URL must begin with https://"),
    "SITE_URL http": ({"SITE_URL": "http://raad.example.dk"}, "SITE_URL must begin with https://"),
    "SITE_URL without scheme": ({"SITE_URL": "raad.example.dk"}, "SITE_URL must be the address alone"),
    "SITE_URL without host": ({"SITE_URL": "https://"}, "SITE_URL must be the address alone"),
    "SITE_URL with a path": ({"SITE_URL": "https://raad.example.dk/portal"}, "SITE_URL must be the address alone"),
    "SITE_URL of another scheme": ({"SITE_URL": "ftp://raad.example.dk"}, "SITE_URL must be the address alone"),
    "DEBUG on a server": ({"DEBUG": "1"}, "DEBUG=1 is for one's own machine"),
    "ALLOWED_HOSTS missing": ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS must name the host of SITE_URL"),
    "ALLOWED_HOSTS of another": ({"ALLOWED_HOSTS": "xraad.example.dk,example.dk"}, "ALLOWED_HOSTS must name the host"),
    "ALLOWED_HOSTS everything": ({"ALLOWED_HOSTS": "raad.example.dk,*"}, "ALLOWED_HOSTS must name the hosts"),
    "ALLOWED_HOSTS only commas": ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS must name the host of SITE_URL"),
    "DATABASE_URL no URL": ({"DATABASE_URL": "rarportal"}, "DATABASE_URL is no address of PostgreSQL"),
    "DATABASE_URL of another kind": (
        {"DATABASE_URL": "mysql://rar_app:hemmelig-app@db/x"},
        "DATABASE_URL is no address",
    ),
    "DATABASE_URL without a user": ({"DATABASE_URL": "postgresql://db/rarportal"}, "DATABASE_URL must name user."),
    "DATABASE_URL without a database": ({"DATABASE_URL": "postgresql://rar_app@db"}, "DATABASE_URL must name dbname."),
    "the application as owner": ({"DATABASE_URL": "postgresql://rar_owner@db/rarportal"}, "may not own the tables"),
    "two databases": ({"DATABASE_OWNER_URL": "postgresql://rar_owner@db/another"}, "name different databases"),
    "MAIL_URL missing": ({"MAIL_URL": None}, "MAIL_URL is not set: codes and invitations go by mail"),
    **{
        f"MAIL_URL={value}": ({"MAIL_URL": value}, "MAIL_URL is no address of a mail server")
        for value in ("mail.example.dk", "http://mail.example.dk", "smtp://", "smtp://mail:port", "smtp://mail/inbox")
    },
    **{
        f"{name} alone missing": ({**OIDC, name: None}, "OIDC_SERVER_URL, OIDC_CLIENT_ID and OIDC_SECRET: set all four")
        for name in OIDC
    },
    "OIDC_SERVER_URL without TLS": ({**OIDC, "OIDC_SERVER_URL": "http://x.example"}, "must begin with https://"),
    "OIDC_STRONG=yes": ({"OIDC_STRONG": "yes"}, "OIDC_STRONG must be 0 or 1"),
    "DEMO on the real database": ({"DEMO": "1"}, "DEMO=1 needs a database of its own, with demo in its name"),
    "REDIS_URL of another kind": ({"REDIS_URL": "amqp://redis"}, "REDIS_URL is no address of Redis"),
    "REDIS_URL without scheme": ({"REDIS_URL": "redis:6379"}, "REDIS_URL is no address of Redis"),
}
GOOD: dict[str, dict[str, str | None]] = {
    "production": {},
    "a name and its subdomains": {"ALLOWED_HOSTS": ".example.dk"},
    "one of several hosts": {"ALLOWED_HOSTS": "www.example.dk, raad.example.dk"},
    "a slash at the end": {"SITE_URL": "https://raad.example.dk/"},
    "another port": {"SITE_URL": "https://raad.example.dk:8443"},
    "redis by TLS": {"REDIS_URL": "rediss://redis:6380/1"},
    "redis by a socket": {"REDIS_URL": "unix:///run/redis.sock?db=1"},
    "postgresql with parameters": {"DATABASE_URL": RIGHT["DATABASE_URL"] + "?sslmode=verify-full"},
    "numbers": {"CONN_MAX_AGE": "0", "UPLOAD_LIMIT": "1048576"},
    "mail by TLS from the start": {"MAIL_URL": "smtps://mail.example.dk"},
    "OpenID Connect": {**OIDC, "OIDC_STRONG": "1"},
    "the demo at home": {
        **DEMO_DATABASE,
        "DEMO": "1",
        "MAIL_URL": None,
        "SITE_URL": None,
        "ALLOWED_HOSTS": None,
        "SECRET_KEY": "short",
    },
    "somebody's own machine": {
        "DEBUG": "1",
        "MAIL_URL": None,
        "SITE_URL": None,
        "ALLOWED_HOSTS": None,
        "SECRET_KEY": "short",
    },
}


def environment(changes: dict[str, str | None]) -> dict[str, str]:
    """Production's right settings with the changes; None takes one away."""
    return {name: value for name, value in {**RIGHT, **changes}.items() if value is not None}


@cache
def outcomes() -> dict[str, str | None]:
    """What reading the settings says in each case; None where they are taken."""
    cases = {name: changes for name, (changes, _) in WRONG.items()} | GOOD
    done = subprocess.run(
        [sys.executable, "-c", READER], input=json.dumps([environment(changes) for changes in cases.values()]),
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return dict(zip(cases, json.loads(done.stdout), strict=True))


def start(*command: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """One way of starting a part of the portal, with these settings and no others."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command], env={**kept, "PYTHONWARNINGS": "ignore", **environment(changes)},
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_setting_is_refused_with_a_line_that_names_it(case: str) -> None:
    changes, expected = WRONG[case]
    said = outcomes()[case]
    assert said is not None, "it was taken"
    assert not said.startswith("crash")
    assert expected in said
    assert "\n" not in said
    assert any(name in said for name in changes)
    assert "hemmelig" not in said
    assert RIGHT["SECRET_KEY"][:20] not in said


@pytest.mark.parametrize("case", GOOD)
def test_right_settings_are_taken(case: str) -> None:
    assert outcomes()[case] is None


@pytest.mark.parametrize("command", ["check", "migrate", "worker"])
def test_manage_py_says_one_line_and_starts_nothing(command: str) -> None:
    done = start("manage.py", command, DEBUG="true")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "manage.py: DEBUG must be 0 or 1, not 'true'.\n"


def test_gunicorn_does_not_start() -> None:
    done = start("-m", "gunicorn", "--check-config", "rarportal.wsgi", SITE_URL="http://raad.example.dk")
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].endswith("SITE_URL must begin with https:// in production.")


def test_gunicorn_takes_the_right_settings() -> None:
    done = start("-m", "gunicorn", "--check-config", "rarportal.wsgi")
    assert (done.returncode, done.stderr) == (0, "")


def test_django_has_nothing_to_warn_of_in_production() -> None:
    done = start("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout + done.stderr


def test_every_variable_that_is_read_stands_in_the_deployment_page() -> None:
    source = (ROOT / "rarportal" / "settings.py").read_text("utf-8")
    read = set(re.findall(r'\b(?:text|flag|number|words|database)\("([A-Z_]+)"', source))
    assert {"SECRET_KEY", "DATABASE_URL", "UPLOAD_LIMIT", "DEMO"} <= read
    page = (ROOT / "docs" / "deploy" / "deploy.md").read_text("utf-8")
    assert {name for name in read if f"| `{name}` |" not in page} == set()
