"""Real Chromium windows onto a live portal. Whatever a page complains of in any window fails the test.

A test that uses `window` gets the whole filled portal of its own; pages that only are looked at share one test.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext

from meetings.demo.cast import Player
from rarportal.core.models import User
from tests import desk
from tests.browser.window import WATCH, WIDE, Window


@pytest.fixture
def window(browser: Browser, live_server: Any, portal: None) -> Iterator[Callable[..., Window]]:
    """Opens windows: of one of the cast, signed in, or of a stranger; with or without JavaScript."""
    contexts: list[BrowserContext] = []
    windows: list[Window] = []

    def opened(player: Player | None = None, *, script: bool = True, **more: Any) -> Window:
        known = {"locale": "da-DK", "timezone_id": "Europe/Copenhagen", "viewport": WIDE}
        context = browser.new_context(java_script_enabled=script, **{**known, **more})
        context.set_default_timeout(10_000)
        context.add_init_script(WATCH)
        contexts.append(context)
        if player:
            sign_in(context, player, live_server.url)
        windows.append(Window(context, live_server.url))
        return windows[-1]

    yield opened
    for context in contexts:
        context.close()
    answered()
    assert not [trouble for one in windows for trouble in one.troubles]


def answered() -> None:
    """Wait for the requests that a page sends as it is left (what saves itself): the tables are emptied next."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(10)


def sign_in(context: BrowserContext, player: Player, base: str) -> None:
    """Give the browser a session, as the sign-in does."""
    client = Client()
    desk.sign_in(client, User.objects.get(email=player.email))
    name = portal_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])
