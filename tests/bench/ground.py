"""Where it is measured: engines, databases and servers of one run, in a temporary folder."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import psycopg

from rarportal.embedded import die_with_parent, engines, locked
from tests.bench import years

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
WORKERS = 2
YEARS = (1, 10, 100)


class Ground:
    """Use it in a `with`; outside it everything is stopped and gone."""

    def __init__(self) -> None:
        self.stack = ExitStack()
        self.ports: dict[int, int] = {}  # years of meetings -> the port of their server

    def __enter__(self) -> "Ground":
        self.folder = Path(tempfile.mkdtemp(prefix="rar-bench-"))
        self.stack.callback(shutil.rmtree, self.folder)
        self.stack.enter_context(locked(self.folder))
        self.running = self.stack.enter_context(engines(self.folder))
        for name in ("SITE_URL", "ALLOWED_HOSTS", "CONN_MAX_AGE", "RELEASE"):
            os.environ.pop(name, None)
        os.environ.update(
            DATABASE_URL=self.running.database_url,
            DATABASE_OWNER_URL=self.running.database_owner_url,
            REDIS_URL=self.running.redis_url,
            RAR_VAR=str(self.folder),
            SECRET_KEY="for the bench only",
            DEBUG="0",
            DEMO="1",
            DJANGO_SETTINGS_MODULE="tests.bench.settings",
        )
        return self

    def __exit__(self, *error: object) -> None:
        self.stack.close()

    def prepare(self) -> None:
        """Migrate, load the demo and make its PDFs in this process; Django loads here and stays."""
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)

        from meetings.demo import loader
        from rarportal.core import errands, pdf
        from rarportal.core.clock import now

        loader.load_councils()
        loader.load_people()
        loader.load_meetings()
        self.stack.callback(pdf.server().stop)
        for errand in errands.due(at=now()):
            if errands.run(errand.pk) != errands.DONE:
                raise RuntimeError(f"{errand} was not done.")
        connections.close_all()

    def serve(self) -> None:
        """A copy of the database and a server for each number of years."""
        for number in YEARS:
            name = f"demo_years_{number}"
            with psycopg.connect(self.running.database_owner_url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE rarportal_demo")
            years.fill(self._url(self.running.database_owner_url, name), years=number, last=date.today().year - 1)
            self.ports[number] = self._server(name)

    def _url(self, url: str, name: str) -> str:
        return url.replace("/rarportal_demo?", f"/{name}?")

    def _server(self, name: str) -> int:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(128)
            port: int = listener.getsockname()[1]
            environment = {
                **os.environ,
                "DATABASE_URL": self._url(self.running.database_url, name),
                "DATABASE_OWNER_URL": self._url(self.running.database_owner_url, name),
            }
            process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "rarportal.wsgi", "--preload", f"--workers={WORKERS}",
                 f"--bind=fd://{listener.fileno()}", "--log-level=warning", "--graceful-timeout=5",
                 "--no-control-socket"],
                cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, pass_fds=[listener.fileno()],
                start_new_session=True, preexec_fn=die_with_parent(signal.SIGTERM),
            )  # fmt: skip
        self.stack.callback(self._stop, process)
        self._wait(process, port)
        return port

    @staticmethod
    def _stop(process: "subprocess.Popen[bytes]") -> None:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    @staticmethod
    def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
        """Until the server answers. The kernel takes connections before that, so an answer is asked for."""
        deadline, said = time.monotonic() + START_SECONDS, b"nothing"
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(ConnectionError), socket.create_connection(("127.0.0.1", port)) as connection:
                connection.settimeout(START_SECONDS)
                connection.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
                said = connection.recv(12)
                if said.endswith(b"200"):
                    return
            time.sleep(0.05)
        raise RuntimeError(f"gunicorn gave no front page (it said {said.decode()}): the lines above may say why.")
