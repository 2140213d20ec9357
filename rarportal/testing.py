"""The pytest plugin: engines, database aliases and Chromium for the tests. pyproject.toml loads it by `-p`.

It works at import, since pytest-django reads the settings before any conftest.py. Without DATABASE_URL it
starts PostgreSQL, without REDIS_URL Redis, below var-test/, in the first place that no other run holds, and
says so in the environment; xdist's workers inherit that, and so share one server.
docs/decisions/embedded-engines.md
"""

import atexit
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from rarportal.embedded import EngineFailed, engines, locked

ROOT = Path(__file__).resolve().parent.parent
PLACES = 8  # runs at one time
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def prepare_environment() -> ExitStack:
    """Start what is missing and set the environment that the settings read. Raises EngineFailed."""
    stack = ExitStack()
    missing = {name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)}
    if "DATABASE_URL" not in missing and not os.environ.get("DATABASE_OWNER_URL"):
        raise EngineFailed("DATABASE_URL is set and DATABASE_OWNER_URL is not: set both, or neither.")
    if missing:
        var = _own_place(stack)
        running = stack.enter_context(
            engines(var, postgres="DATABASE_URL" in missing, redis="REDIS_URL" in missing, durable=False)
        )
        if running.database_url:
            os.environ.update(DATABASE_URL=running.database_url, DATABASE_OWNER_URL=running.database_owner_url)
        if running.redis_url:
            os.environ["REDIS_URL"] = running.redis_url
        os.environ.setdefault("RAR_VAR", str(var))
    for name, value in {
        "RAR_VAR": str(ROOT / "var-test"),
        "SECRET_KEY": "for tests only, and long enough to be taken for a key in production",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1],testserver",
        "SITE_URL": "http://testserver",
        "DEBUG": "0",
        "DEMO": "1",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright's loop runs in the thread that asks the database
    }.items():
        os.environ.setdefault(name, value)
    return stack


def _own_place(stack: ExitStack) -> Path:
    for number in range(1, PLACES + 1):
        var = ROOT / "var-test" / str(number)
        try:
            stack.enter_context(locked(var))
        except EngineFailed:
            if number == PLACES or not os.access(var, os.W_OK):
                raise
        else:
            return var
    raise AssertionError("the loop returns or raises")


try:
    atexit.register(prepare_environment().close)
except EngineFailed as failure:
    raise SystemExit(f"The tests cannot start. {failure}") from None


def chromium() -> str | None:
    """The browser that the machine has; none is downloaded."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Fixtures:
    """Fixtures that take the place of pytest-django's and pytest-playwright's own."""

    @pytest.fixture(scope="session")
    @classmethod
    def django_db_setup(cls, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
        """End all sessions that threads have left behind, and see them gone, before the test database is dropped."""
        from django.db import connections

        yield
        with django_db_blocker.unblock():
            for alias in connections:
                with connections[alias].cursor() as cursor:
                    cursor.execute(
                        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
                    )
        connections.close_all()

    @pytest.fixture(scope="session")
    @classmethod
    def browser_type_launch_args(cls) -> dict[str, Any]:
        """The machine's Chromium; Playwright's own is never downloaded."""
        return {"executable_path": chromium(), "headless": True, "args": CHROMIUM_ARGUMENTS}

    @pytest.fixture(scope="session")
    @classmethod
    def browser_context_args(cls) -> dict[str, Any]:
        """A Dane at a desk."""
        viewport = {"width": 1440, "height": 900}
        return {"locale": "da-DK", "timezone_id": "Europe/Copenhagen", "viewport": viewport}


def pytest_configure(config: pytest.Config) -> None:
    """Serve static files under their plain names, where they are written; and let passwords be checked quickly.

    A sign-in is slow on purpose, for those who guess; not here.
    """
    from django.conf import settings  # Django may not load before the environment above

    config.pluginmanager.register(Fixtures())  # after the other plugins' fixtures, hence in their place
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name both database aliases in every test with a database, and mark what stands below tests/browser.

    "default" is a mirror of "owner": with "default" alone the test database is not made, and a transactional
    test is never flushed, so that its rows leak into the next one.
    """
    for item in items:
        if (ROOT / "tests" / "browser") in item.path.parents:
            item.add_marker("browser")
        marker = item.get_closest_marker("django_db")
        if marker or DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            known = marker.kwargs if marker else {}
            arguments = {**known, "databases": ["default", "owner"]}
            again = pytest.mark.django_db(*(marker.args if marker else ()), **arguments)
            item.add_marker(again, append=False)
        if hasattr(getattr(item, "cls", None), "databases"):
            item.cls.databases = {"default", "owner"}  # type: ignore[attr-defined]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give a file's tests to one worker, since they share what its module's fixtures make (the canary's crawl takes
    minutes); browser tests, which share nothing, one by one and last, so that both workers end together.

    xdist's own groups (`--dist loadgroup`) do nothing under pytest 9.2.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return nodeid if nodeid.startswith("tests/browser/") else nodeid.partition("::")[0]

    return ByFile(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A browser test without a browser has failed: nobody saw that the page works."""
    if item.get_closest_marker("browser") and chromium() is None:
        pytest.fail("No Chromium on PATH: `sudo apt-get install -y chromium`, then again.", pytrace=False)
