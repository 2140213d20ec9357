"""`manage.py worker`: does the errands, and stays up.

It starts Celery's worker with beat as a child, wakes it for due rows every two seconds, and starts it again
when it has died or gone deaf (celery#10205: consumers that never come back after a Redis restart). It asks
only the `Errand` table, never Celery: a full pool looks deaf to a ping.
"""

import os
import signal
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils import timezone

from rarportal.core import clock, errands
from rarportal.embedded import die_with_parent

SWEEP_EVERY = 2  # seconds
DEAF_AFTER = timedelta(seconds=20)  # Celery's own reconnecting takes 2, 4, 6 ... seconds: less cries wolf
# Celery warns of root because a pickled message would run as root; ours are JSON (rarportal/celery.py).
QUIET_ABOUT_ROOT = "ignore:You're running the worker with superuser privileges"
STOP_WITHIN = 10  # seconds for the errands that are running
NOT_SOONER_THAN = timedelta(seconds=5)  # between two starts of a child that dies at once


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT, and then ends with 0 when the errands at hand are done."""

    help = "Udfører ærinder (PDF m.m.): starter Celery, finder det, der venter, og holder det i gang."
    requires_system_checks: list[str] = []  # they are of the web's addresses and templates: wsgi makes them

    def add_arguments(self, parser: CommandParser) -> None:
        """How many errands at a time."""
        parser.add_argument("--concurrency", type=int, default=2, help="ærinder ad gangen (2)")

    def handle(self, *args: Any, concurrency: int, **options: Any) -> None:
        """Start, look every two seconds, stop."""
        stopping = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopping.set())
        worker = Worker(concurrency=concurrency, say=self.say)
        worker.start()
        try:
            while not stopping.wait(SWEEP_EVERY):
                worker.look(at=clock.now())
        finally:
            worker.stop()
            connections.close_all()

    def say(self, line: str) -> None:
        """One line on standard error, beside Celery's own."""
        self.stderr.write(f"{timezone.localtime():%Y-%m-%d %H:%M:%S} worker: {line}", ending="\n")
        self.stderr.flush()


class Worker:
    """Celery's worker as a child process, and what is known about it."""

    def __init__(self, *, concurrency: int, say: Any) -> None:
        self.concurrency = concurrency
        self.say = say
        self.child: subprocess.Popen[bytes] | None = None
        self.started = self.should_hear_since = clock.now()
        self.away: dict[str, bool] = {}

    def start(self) -> None:
        """Start the child in a session of its own: Ctrl-C in a terminal reaches it once, through us."""
        schedule = settings.VAR_DIR / "beat" / "schedule"
        schedule.parent.mkdir(parents=True, exist_ok=True)
        self.child = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "--app", "rarportal.celery", "--quiet", "worker"),
                *("--beat", "--schedule", str(schedule), "--loglevel", "WARNING"),
                *("--concurrency", str(self.concurrency), "--without-mingle", "--without-gossip"),
            ],
            cwd=settings.BASE_DIR,
            env={**os.environ, "PYTHONWARNINGS": QUIET_ABOUT_ROOT, "CELERY_SKIP_CHECKS": "1"},
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGQUIT),  # at once: nobody would be left to lose patience
        )
        self.started = self.should_hear_since = clock.now()

    def stop(self) -> None:
        """SIGTERM lets the errands at hand be done; what is left after ten seconds is killed."""
        if self.child is None:
            return
        self.child.terminate()
        try:
            self.child.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.say(f"Celery did not stop within {STOP_WITHIN} seconds and is killed.")
        self.sweep_up()

    def sweep_up(self) -> None:
        """Kill what is left of the child's process group: no pool process and no beat stays an orphan."""
        if self.child is not None:
            try:
                os.killpg(self.child.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.child.wait()

    def look(self, *, at: datetime) -> None:
        """One look: is the child there, does it hear, and what is due? PostgreSQL and Redis may be away."""
        if self.child is not None and self.child.poll() is not None and at - self.started > NOT_SOONER_THAN:
            self.say(f"Celery has ended ({self.child.returncode}); it is started again.")
            self.sweep_up()
            self.start()
        try:
            close_old_connections()
            self.wake(at=at)
        except (DatabaseError, InterfaceError) as error:
            self.tell("PostgreSQL", away=errands.one_line(error))
        else:
            self.tell("PostgreSQL", away="")

    def wake(self, *, at: datetime) -> None:
        """Wake the child for due rows; restart it when one has waited although Redis took the wake-ups."""
        waiting = errands.due(at=at).exists()
        if waiting:
            heard = errands.sweep(at=at) is not None
            self.tell("Redis", away="" if heard else "errands wait in their rows")
            if not heard:
                self.should_hear_since = at
        since = at - DEAF_AFTER
        if waiting and self.should_hear_since < since and errands.unheard(since=since, at=at):
            self.say(f"No errand was taken for {DEAF_AFTER.seconds} seconds although some wait: restart.")
            self.stop()
            self.start()

    def tell(self, engine: str, *, away: str) -> None:
        """One line when an engine goes and one when it is back, not one every two seconds."""
        if bool(away) != self.away.get(engine, False):
            self.say(f"{engine} is away, trying on: {away}" if away else f"{engine} answers again.")
        self.away[engine] = bool(away)
