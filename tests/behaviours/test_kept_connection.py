"""The database connection that a web process keeps between requests (rarportal/core/postgresql)."""

import time
from typing import Any

import pytest
from django.db import close_old_connections, connections
from django.db.backends.postgresql import base


@pytest.fixture
def kept(transactional_db: None) -> Any:
    """The application's connection, open since an earlier request."""
    connection = connections["default"]
    connection.ensure_connection()
    return connection


def end_session(connection: Any) -> None:
    """PostgreSQL ends the session, as when it is restarted."""
    session = connection.connection.info.backend_pid
    another = connection.copy()
    with another.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [session])
        while cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [session]).fetchone():
            time.sleep(0.01)
    another.close()


def test_a_living_connection_is_not_asked(kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(self: Any) -> bool:
        raise AssertionError("a round trip")

    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", asked)
    assert kept.is_usable()


def test_a_request_after_a_restart_gets_a_new_connection(kept: Any) -> None:
    before = kept.connection
    end_session(kept)

    close_old_connections()  # as each request begins

    with kept.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert before.closed
    assert kept.connection is not before


def test_a_query_that_recurs_is_prepared(kept: Any) -> None:
    with kept.cursor() as cursor:
        for number in range(4):
            cursor.execute("SELECT %s::int AS prepared_here", [number])
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%prepared_here'", [])
        assert cursor.fetchone() == (1,)
