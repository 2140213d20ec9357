"""A stage that is built once for several tests: they look at what was seen on it, and it leaves nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from meetings.models import Council
from tests.conftest import fill


@contextmanager
def rolled_back(django_db_blocker: Any) -> Iterator[None]:
    """The filled portal for a fixture of a whole module; all that is done within is undone.

    The tests themselves then have plain data and no database. Errands may be run within, as in a `TestCase`.
    """
    with django_db_blocker.unblock():
        outermost = transaction.atomic()
        outermost._from_testcase = True  # a durable block may stand directly in it
        with outermost:
            if not Council.objects.exists():  # a transactional test has emptied the tables
                fill()
            yield
            transaction.set_rollback(True)
