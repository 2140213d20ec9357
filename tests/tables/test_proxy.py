"""The proxy's file knows every address that has a session or lets somebody in (docs/deploy/nginx.conf)."""

import re
from pathlib import Path

from django.urls import get_resolver

from rarportal.core.permissions import Can
from rarportal.core.routing import capability, walk
from tests.staging import addresses

CONF = (Path(__file__).parents[2] / "docs/deploy/nginx.conf").read_text("utf-8")
PLACES = {match[1]: match[2] for match in re.finditer(r"location ~ (\S+) \{(.*?)\n    \}", CONF, re.DOTALL)}
ASKS = {name: capability(entry.callback, name) for name, entry in walk(get_resolver())}
DEMO = {"meetings:demo_sign_in"}  # not there outside the demo


def place_of(pattern: str) -> str:
    """What the proxy does at an address, beside handing it on."""
    path = "/" + pattern.replace("^", "")
    return "".join(what for where, what in PLACES.items() if re.match(where, path))


def test_pages_with_a_session_are_not_compressed() -> None:
    bare = [
        pattern
        for name, pattern in addresses()
        if ASKS[name] not in {None, Can.READ_PUBLIC} and name not in DEMO and "gzip off;" not in place_of(pattern)
    ]
    assert bare == []


def test_every_way_in_is_slowed_down() -> None:
    ways = [pattern for name, pattern in addresses() if ASKS[name] is Can.SIGN_IN and name not in DEMO]
    assert len(ways) > 10
    assert [pattern for pattern in ways if "limit_req zone=sign_in" not in place_of(pattern)] == []
