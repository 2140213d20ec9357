"""The portal that every test stands in: the demo's councils and cast, both seeds, and one meeting in drafting.

The people are the demo's one invented cast (meetings/demo/cast.py): Karen writes, Birgitte chairs, Hanne is a member,
Sanne observes, Oluf stands in, Gunnar sits in another council, Ellen administers. Made by tests/filling.py.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import Client
from hypothesis import settings

from meetings.demo import cast
from meetings.models import Meeting
from rarportal.core.models import User
from tests.desk import sign_in
from tests.filling import filled

settings.register_profile("untimed", deadline=None)  # on a busy machine a slow example is no fault
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(filled())
        yield


@pytest.fixture
def portal(db: None) -> None:
    """The filled portal."""


@pytest.fixture
def draft(portal: None) -> Meeting:
    """RAR Sjælland's invented meeting in drafting: S0's ten items, VEU closed, one attachment of item 5 closed."""
    return Meeting.objects.select_related("body__council").get(state=Meeting.State.DRAFTING)


@pytest.fixture
def s0(portal: None) -> Meeting:
    """RAR Sjælland's agenda of 1 February 2024, imported."""
    return Meeting.objects.select_related("body__council").get(date="2024-02-01")


@pytest.fixture
def s2(portal: None) -> Meeting:
    """RAR Østjylland's minutes of 26 September 2023, imported."""
    return Meeting.objects.select_related("body__council").get(date="2023-09-26")


@pytest.fixture
def browse(portal: None) -> Callable[[cast.Player | None], Client]:
    """A browser in which one of the cast is signed in; None is a stranger."""

    def client(player: cast.Player | None) -> Client:
        made = Client()
        if player:
            sign_in(made, User.objects.get(email=player.email))
        return made

    return client
