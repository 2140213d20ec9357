"""A stage that is built once for several tests, and the addresses there are: the tests' own walk, not the portal's."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from meetings.demo import cast
from rarportal.core.refusal import Forbidden, Unseen

# Who may not do what a council's secretariat does for RAR Sjælland, and how each is refused
NOT_THE_SECRETARIAT = pytest.mark.parametrize(
    ("player", "error"),
    [
        (cast.BIRGITTE, Forbidden),
        (cast.TORBEN, Forbidden),
        (cast.HANNE, Forbidden),
        (cast.SANNE, Forbidden),
        (cast.OLUF, Unseen),
        (cast.GUNNAR, Unseen),
        (cast.JONAS, Unseen),
        (cast.ELLEN, Unseen),
    ],
    ids=lambda value: getattr(value, "known_as", None) or value.__name__,
)


@contextmanager
def rolled_back(django_db_blocker: Any) -> Iterator[None]:
    """The filled portal for a fixture of a whole module; all that is done within is undone.

    The tests themselves then have plain data and no database. Errands may be run within, as in a `TestCase`.
    """
    with django_db_blocker.unblock():
        outermost = transaction.atomic()
        outermost._from_testcase = True  # a durable block may stand directly in it
        with outermost:
            yield
            transaction.set_rollback(True)


def addresses(resolver: URLResolver | None = None, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    """Every address there is: its name and its whole pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, prefix + str(entry.pattern), inner)
        else:
            assert isinstance(entry, URLPattern)
            yield f"{namespace}{entry.name}", prefix + str(entry.pattern)


def parts(pattern: str) -> list[str]:
    """The names of what varies in an address."""
    return re.findall(r"<(?:\w+:)?(\w+)>", pattern)


def written(pattern: str, values: Mapping[str, Any]) -> str:
    """The address with values in it."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), pattern)
