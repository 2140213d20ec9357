"""The processes of one run: PostgreSQL, Redis and `manage.py worker`, each of which can be stopped and killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from rarportal.embedded import Running, die_with_parent, engines, locked

ROOT = Path(__file__).resolve().parents[2]


class Fault(Exception):
    """What was promised did not hold."""


class House:
    """A folder of its own in the system's temporary directory, and what runs on it. No other process is touched."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="rar-faults-"))
        self.traps = self.folder / "traps"
        self.traps.mkdir()
        self.lock = ExitStack()
        self.lock.enter_context(locked(self.folder))
        self.postgres: ExitStack | None = None
        self.redis: ExitStack | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        """Start the engines and say so in the environment that Django and the worker read."""
        database, queue = self.start_postgres(), self.start_redis()
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SITE_URL", "ALLOWED_HOSTS"):
            os.environ.pop(name, None)
        os.environ.update(
            DATABASE_URL=database.database_url,
            DATABASE_OWNER_URL=database.database_owner_url,
            REDIS_URL=queue.redis_url,
            RAR_VAR=str(self.folder),
            SECRET_KEY="for the faults only",
            DEBUG="0",
            DEMO="1",
            DJANGO_SETTINGS_MODULE="tests.faults.settings",
        )

    def close(self, *, keep: bool) -> None:
        """Stop everything; keep the folder with its logs when something failed."""
        if self.worker:
            self.kill_worker()
        for _ in range(100):
            if not self.processes():
                break
            time.sleep(0.1)
        for pid in self.processes():  # all of them name our own folder
            os.kill(pid, signal.SIGKILL)
        for engine in (self.redis, self.postgres, self.lock):
            if engine:
                engine.close()
        if not keep:
            shutil.rmtree(self.folder)

    def start_postgres(self) -> Running:
        """Start PostgreSQL on the run's own data, after whatever it went through."""
        self.postgres = ExitStack()
        return self.postgres.enter_context(engines(self.folder, redis=False))

    def stop_postgres(self, *, how: signal.Signals) -> None:
        """SIGINT: fast shutdown. SIGQUIT: immediate, as in a crash. SIGKILL: the crash itself."""
        if self.postgres:
            pid = int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0])
            os.kill(pid, how)
            self.postgres.close()
            self.postgres = None

    def start_redis(self) -> Running:
        """Start Redis, empty."""
        self.redis = ExitStack()
        return self.redis.enter_context(engines(self.folder, postgres=False))

    def stop_redis(self) -> None:
        """Stop Redis; what was in it is gone."""
        if self.redis:
            self.redis.close()
            self.redis = None

    def start_worker(self) -> None:
        """Start `manage.py worker` as the operator would."""
        with (self.folder / "log" / "worker.log").open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "manage.py", "worker"],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )

    def start(self, module: str, *words: str) -> subprocess.Popen[bytes]:
        """Start a Python module as a process of its own, on the run's engines."""
        with (self.folder / "log" / f"{module}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", module, *words],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent(signal.SIGKILL),
            )

    def stop_worker(self) -> int:
        """SIGTERM as the operator would send it; the exit code."""
        assert self.worker
        self.worker.terminate()
        code = self.worker.wait(30)
        self.worker = None
        return code

    def kill_worker(self) -> None:
        """SIGKILL to the watching process; what it started must go by itself."""
        assert self.worker
        self.worker.kill()
        self.worker.wait()
        self.worker = None

    def restarts(self) -> int:
        """How often the worker has found Celery deaf and started it again."""
        return (self.folder / "log" / "worker.log").read_text(errors="replace").count("although some wait: restart")

    def processes(self) -> dict[int, str]:
        """Every process that names the run's folder in its arguments, beside the engines: number -> arguments."""
        found = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdecimal():
                try:
                    words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                except OSError:
                    continue
                if str(self.folder) in words and "postgres" not in words and "redis" not in words:
                    found[int(folder.name)] = words
        return found

    def lay(self, point: str) -> None:
        """Lay a trap: the next process that comes to this point waits there to be killed."""
        (self.traps / f"{point}.set").touch()

    def caught(self, point: str, *, seconds: float) -> int:
        """The number of the process in the trap, waited for."""
        wait(lambda: bool(list(self.traps.glob(f"{point}.caught.*"))), seconds=seconds, what=f"a process at {point!r}")
        found = next(self.traps.glob(f"{point}.caught.*"))
        found.unlink()
        return int(found.name.rpartition(".")[2])


def wait(condition: Callable[[], bool], *, seconds: float, what: str) -> float:
    """Wait for a condition; how long it took, in seconds. Raises Fault when it did not come true in time."""
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > seconds:
            raise Fault(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.01 if seconds < 30 else 0.1)
    return time.monotonic() - started


def parent_of(pid: int) -> int:
    """The number of a process's parent."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
