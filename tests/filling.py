"""The filled portal: made once per process by the portal's own actions, and laid out anew after a transactional test.

Such a test commits, so Django would empty every table after it; making the portal again takes seconds, writing back
what stood there a tenth of one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction
from django.test import TransactionTestCase

from meetings.demo import loader


@contextmanager
def filled() -> Iterator[None]:
    """Everything the demo has, at the start of every test."""
    loader.load_councils()
    loader.load_people()
    loader.load_meetings()
    kept = dict(_rows())

    def lay_out(_: Any) -> None:
        with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(kept)}")
            for table, rows in kept.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)
        ContentType.objects.clear_cache()

    with mock.patch.object(TransactionTestCase, "_fixture_teardown", lay_out):
        yield


def _rows() -> Iterator[tuple[str, bytes]]:
    """Every table with its rows, as PostgreSQL's COPY writes them."""
    connection = connections["owner"]
    with connection.cursor() as cursor:
        for name in connection.introspection.django_table_names(only_existing=True, include_views=False):
            table = connection.ops.quote_name(name)
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                yield table, b"".join(copy)
