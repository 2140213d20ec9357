"""`make run`: the whole portal on a bare machine, stopped by Ctrl-C.

Engines (embedded, unless DATABASE_URL and REDIS_URL name real ones), migrations and demo in this process, then the
web server and the worker beside each other. Everything started dies with this process, however it dies. What fails
says in one line what failed and what to do. The address is http://localhost:PORT/, with PORT (8000) from the
environment.
"""

import hashlib
import io
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from rarportal import embedded, machine
from rarportal.embedded import EngineFailed, engines, locked

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
STOP_SECONDS = 15
STOPPING = [signal.SIGINT, signal.SIGTERM]
if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # not under nohup
    STOPPING.append(signal.SIGHUP)


class CannotRun(Exception):
    """A line that says what failed and what to do."""


class Stopped(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal. Not an Exception: no library may take it for a fault and go on."""


def main() -> int:
    """Run until told to stop; the exit code."""
    for number in STOPPING:
        signal.signal(number, _stop)
    if "MAKELEVEL" in os.environ:  # a kill -9 of make, our parent then, stops us too
        embedded.LIBC.prctl(embedded.PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    os.chdir(ROOT)
    var = Path(os.environ.setdefault("RAR_VAR", str(ROOT / "var")))
    try:
        machine.see_to_pango()
        with ExitStack() as stack:
            stack.enter_context(locked(var))
            listener = stack.enter_context(_listener())
            _start_engines(stack, var)
            _set_environment(var, listener.getsockname()[1])
            _prepare()
            _serve(stack, listener)
    except Stopped:
        print("Stopped.")
        return 0
    except (CannotRun, EngineFailed, machine.Missing) as failure:
        print(f"make run: {failure}", file=sys.stderr)
        return 1
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)  # once is enough: a second Ctrl-C may not cut the stopping short
    raise Stopped


@contextmanager
def _listener() -> Iterator[socket.socket]:
    """The web server's socket, taken before anything is started, so that a port in use costs no wait."""
    port = os.environ.get("PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CannotRun(f"PORT={port} is no port number: `PORT=8123 make run`.")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with listener:
        try:
            listener.bind(("127.0.0.1", int(port)))
        except OSError as error:
            raise CannotRun(f"Port {port} cannot be used ({error.strerror}): `PORT=8123 make run`.") from None
        listener.listen(128)
        listener.set_inheritable(True)
        yield listener


def _start_engines(stack: ExitStack, var: Path) -> None:
    """Start what no URL names."""
    database, queue = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    if database and not os.environ.get("DATABASE_OWNER_URL"):
        raise CannotRun(
            "DATABASE_URL is set and DATABASE_OWNER_URL is not: set both, or neither (docs/deploy/deploy.md)."
        )
    running = stack.enter_context(engines(var, postgres=not database, redis=not queue))
    for line in running.described:
        print(line, flush=True)
    if running.database_url:
        os.environ.update(DATABASE_URL=running.database_url, DATABASE_OWNER_URL=running.database_owner_url)
        os.environ.setdefault("DEMO", "1")
    if running.redis_url:
        os.environ["REDIS_URL"] = running.redis_url


def _set_environment(var: Path, port: int) -> None:
    key = var / "secret-key"
    if not os.environ.get("SECRET_KEY"):
        if not key.exists():
            key.touch(mode=0o600)
            key.write_text(secrets.token_urlsafe(64))
        os.environ["SECRET_KEY"] = key.read_text()
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rarportal.settings")


def _prepare() -> None:
    """Migrate and collect the static files, in this process: another Django takes 1.2 s."""
    import django  # the environment must be set before
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import call_command
    from django.db.utils import OperationalError

    try:
        django.setup()
        call_command("migrate", database="owner", interactive=False, verbosity=0)
    except ImproperlyConfigured as error:
        raise CannotRun(str(error)) from error
    except OperationalError as error:
        raise CannotRun(f"The database does not answer: {str(error).splitlines()[0]}") from error
    _collect_static(Path(settings.STATIC_ROOT))


def _demo() -> str:
    """Load the demo, unless it is there; what it says: the sign-ins."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    said = io.StringIO()
    if settings.DEMO:
        call_command("demo", stdout=said, stage=os.environ.get("DEMO_STAGE", ""))
    connections.close_all()
    return said.getvalue()


def _collect_static(root: Path) -> None:
    """`collectstatic`, unless no file has changed since. Under the names of production, and uncompressed: on one
    machine compressing takes longer than it can save."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    found = (Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    facts = sorted((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in found)
    digest, stamp = hashlib.sha256(repr(facts).encode()).hexdigest(), root.with_name("static.stamp")
    if not stamp.exists() or stamp.read_text() != digest:
        stamp.unlink(missing_ok=True)
        plain = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
        settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(digest)


def _serve(stack: ExitStack, listener: socket.socket) -> None:
    """The web server and the worker, until one of them ends or we are told to stop."""
    python = [sys.executable, "-m"]
    children: list[subprocess.Popen[bytes]] = []
    stack.callback(_end, children)
    web = _child(
        children,
        [*python, "gunicorn", "rarportal.wsgi", "--preload", "--workers=2", f"--bind=fd://{listener.fileno()}",
         "--log-level=warning", "--graceful-timeout=5", "--no-control-socket"],
        listener.fileno(),
    )  # fmt: skip
    port = listener.getsockname()[1]
    listener.close()  # the web server's alone now: when it dies, so does the port
    sign_ins = _demo()  # while the web server loads
    _wait_for_page(f"http://127.0.0.1:{port}/", web)
    worker = _child(children, [sys.executable, "manage.py", "worker"])  # now, so as not to delay the first page
    print(f"\n{sign_ins}\nRAR-portalen: http://localhost:{port}/   (Ctrl-C stops it)", flush=True)
    while True:
        for name, child in (("web server", web), ("worker", worker)):
            if child.poll() is not None:
                raise CannotRun(f"The {name} stopped (code {child.returncode}): its last lines above say why.")
        time.sleep(0.2)


def _child(others: list[subprocess.Popen[bytes]], command: list[str], *keep: int) -> subprocess.Popen[bytes]:
    """Start in a session of its own, so that Ctrl-C reaches it once, from us; the kernel stops it when we die."""
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, start_new_session=True, pass_fds=keep,
        preexec_fn=embedded.die_with_parent(signal.SIGTERM),
    )  # fmt: skip
    others.append(child)
    return child


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """SIGTERM to all, and STOP_SECONDS later SIGKILL to what is left and what it started. The engines come after."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _wait_for_page(address: str, web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while web.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=START_SECONDS).close()  # noqa: S310  http, by _serve
        except urllib.error.HTTPError:
            return  # an answer, if not a good one: the server is up
        except OSError:
            if time.monotonic() > deadline:
                raise CannotRun(f"The web server gave no page in {START_SECONDS} seconds.") from None
            time.sleep(0.05)
        else:
            return
    raise CannotRun(f"The web server stopped (code {web.returncode}): its last lines above say why.")


if __name__ == "__main__":
    raise SystemExit(main())
