"""The embedded engines: one starter at a time, no orphans, and up again whatever happened before.

Seen in trials of the wheels' own starters, hence here: a second start told "ready" by the first one's server, Redis
listening under a name cut off at 107 bytes, "lock file already exists" after kill -9 of everything.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

from rarportal import embedded
from rarportal.embedded import EngineFailed
from rarportal.roles import make_roles

STARTER = """
import sys
from pathlib import Path
from rarportal.embedded import engines, locked
var = Path(sys.argv[1])
with locked(var), engines(var, durable=False) as running:
    print(running.database_url, running.database_owner_url, running.redis_url, flush=True)
    sys.stdin.read()
"""


class Started:
    """A process of its own that has started the engines in `var` and waits."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.process = subprocess.Popen(
            [sys.executable, "-c", STARTER, str(var)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        self.app, self.owner, self.queue = self.process.stdout.readline().split()

    def end(self) -> None:
        self.process.communicate(timeout=20)  # the end of its input ends it


@contextmanager
def started(var: Path) -> Iterator[Started]:
    one = Started(var)
    try:
        yield one
    finally:
        one.end()


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for the module: making it takes half a second."""
    return tmp_path_factory.mktemp("embedded") / "var"


def servers(var: Path) -> list[int]:
    """The processes whose command names the folder: engines, and no starter."""
    mine, name = [], str(embedded.socket_folder(var))
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if name in command or (f"-D {var}" in command and "postgres" in command):
            mine.append(int(process.name))
    return mine


def wait_for_none(var: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while servers(var):
        assert time.monotonic() < deadline, f"left behind: {servers(var)}"
        time.sleep(0.05)


def test_both_engines_answer_and_the_application_is_not_the_owner(var: Path) -> None:
    with started(var) as one:
        with psycopg.connect(one.app) as connection:
            role, can_make, folded = connection.execute(
                "SELECT current_user, rolcreatedb OR rolsuper OR rolcreaterole, lower('ÆØÅ') FROM pg_roles"
                " WHERE rolname = current_user"
            ).fetchone()
        with psycopg.connect(one.owner) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("rar_owner",)
        assert (role, can_make, folded) == ("rar_app", False, "æøå")
        assert redis.Redis.from_url(one.queue).ping()
        for folder in (var, embedded.socket_folder(var), var / "postgres"):
            assert folder.stat().st_mode & 0o077 == 0
    assert not servers(var)


def test_a_second_starter_is_refused_and_told_who_holds_the_folder(var: Path) -> None:
    with started(var) as one:
        with pytest.raises(EngineFailed, match=f"Process {one.process.pid} already uses"), embedded.locked(var):
            pytest.fail("two held the folder")
        assert redis.Redis.from_url(one.queue).ping()


def test_kill_9_of_the_starter_leaves_no_engine_and_loses_no_row(var: Path) -> None:
    one = Started(var)
    with psycopg.connect(one.owner) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('møde')")
    one.process.kill()
    one.process.communicate()
    wait_for_none(var, 5)
    with started(var) as again, psycopg.connect(again.owner) as connection:
        assert connection.execute("SELECT word FROM kept LIMIT 1").fetchone() == ("møde",)


def test_kill_9_of_everything_at_once_does_not_stop_the_next_start(var: Path) -> None:
    one = Started(var)
    for pid in servers(var):
        os.kill(pid, signal.SIGKILL)
    one.process.kill()
    one.process.communicate()
    assert (var / "postgres" / "postmaster.pid").exists()
    with started(var) as again, psycopg.connect(again.app) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_stale_lock_may_name_a_living_process_that_is_not_postgresql(var: Path) -> None:
    with started(var):
        written = (var / "postgres" / "postmaster.pid").read_text().splitlines()
    (var / "postgres" / "postmaster.pid").write_text("\n".join([str(os.getpid()), *written[1:]]) + "\n")
    (embedded.socket_folder(var) / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    with started(var) as again, psycopg.connect(again.app) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_long_path_with_spaces_and_danish_letters_works(tmp_path: Path) -> None:
    var = tmp_path / "Fælles drev" / ("mødereferater og " * 6) / "var"
    with started(var) as one:
        sockets = embedded.socket_folder(var)
        assert len(os.fsencode(sockets)) < 80
        assert str(sockets).isascii()
        assert sorted(path.name for path in sockets.iterdir()) == [".s.PGSQL.5432", ".s.PGSQL.5432.lock", "redis.sock"]
        with psycopg.connect(one.app) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == ("rarportal_demo",)
        assert redis.Redis.from_url(one.queue).ping()
    sockets.rmdir()


def test_a_socket_folder_that_somebody_else_laid_out_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded.tempfile, "gettempdir", lambda: str(tmp_path))
    folder = embedded.socket_folder(tmp_path / "with space")
    folder.rmdir()
    (tmp_path / "elsewhere").mkdir()
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EngineFailed, match="is not a folder of ours"):
        embedded.socket_folder(tmp_path / "with space")


def test_without_a_binary_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(embedded.shutil, "which", lambda name: None)
    with pytest.raises(EngineFailed, match="apt-get install redis-server"):
        embedded._redis_binary()
    monkeypatch.setattr(embedded, "_major", lambda folder: 13)
    with pytest.raises(EngineFailed, match="apt-get install postgresql"):
        embedded._postgres_binaries()


def test_data_of_another_major_version_is_named_and_left_alone(var: Path, tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("9.6\n")
    with (
        pytest.raises(EngineFailed, match=r"made by PostgreSQL 9\.6, here is 1\d: `make reset`"),
        embedded.engines(tmp_path, redis=False),
    ):
        pytest.fail("it started")


def test_make_roles_may_be_run_again_and_takes_a_new_password(var: Path) -> None:
    with started(var) as one:
        superuser = one.app.replace("rar_app@/rarportal_demo", "postgres@/postgres")

        def urls(word: str) -> dict[str, str]:
            host = one.app.partition("@/rarportal_demo")[2]
            return {
                "superuser": superuser,
                "owner": f"postgresql://anna_owner:{word}@/anna{host}",
                "app": f"postgresql://anna_app:{word}@/anna{host}",
            }

        assert make_roles(**urls("one")) == ["role anna_owner: made", "role anna_app: made", "database anna: made"]
        with psycopg.connect(superuser) as connection:
            first = connection.execute("SELECT rolname, rolpassword FROM pg_authid WHERE rolname ~ 'anna'").fetchall()
        assert make_roles(**urls("two"))[0] == "role anna_owner: was there"
        with psycopg.connect(superuser) as connection:
            then = connection.execute("SELECT rolname, rolpassword FROM pg_authid WHERE rolname ~ 'anna'").fetchall()
            rights = connection.execute(
                "SELECT rolname, rolcreatedb, rolsuper, pg_has_role(rolname, 'anna_owner', 'member') FROM pg_roles"
                " WHERE rolname ~ 'anna' ORDER BY rolname"
            ).fetchall()
            connection.execute("GRANT anna_owner TO anna_app")
        with pytest.raises(ValueError, match="REVOKE anna_owner FROM anna_app"):
            make_roles(**urls("two"))
        with pytest.raises(ValueError, match="postgres may do everything"):
            make_roles(**{**urls("two"), "app": superuser.replace("/postgres?", "/anna?")})
        assert len({password for _, password in first + then}) == 4
        assert rights == [("anna_app", False, False, False), ("anna_owner", True, False, True)]


@pytest.mark.parametrize(
    ("owner", "app", "why"),
    [
        ("postgresql://one@/x", "postgresql://one@/x", "the same user"),
        ("postgresql://one@/x", "postgresql://two@/y", "different databases"),
        ("postgresql:///x", "postgresql://two@/x", "DATABASE_OWNER_URL must name a user"),
    ],
)
def test_two_urls_that_are_no_pair_are_refused(owner: str, app: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        make_roles(superuser="postgresql://nobody@/nowhere", owner=owner, app=app)
