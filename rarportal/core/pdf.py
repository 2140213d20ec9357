"""HTML to PDF and Word, and many PDFs to one: the client's side of `pdfserver`, behind which the engines stand.

The first process of a family that needs a PDF starts a server for it, and so does whoever finds it gone. A family is
the processes of one session (`os.getsid`): the web server and its workers share one, Celery and its pool another. The
server goes when the process that started it goes.
"""

import atexit
import contextlib
import fcntl
import hashlib
import io
import json
import os
import select
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import pikepdf
from django.conf import settings

from rarportal.core.bundling import Part
from rarportal.core.pdfserver import (
    ASSEMBLE,
    DONE,
    LENGTH,
    MIB,
    MOST_FILES,
    PDF,
    PICTURE,
    PREPARE,
    READY,
    TOO_LARGE,
    TOO_LONG,
    UNUSABLE,
    WORD,
    Limits,
)

SOCKET_PATH_BYTES = 107  # sun_path of Linux holds 108 with the closing zero; a longer one is cut silently
START_SECONDS = 30  # a cold start takes 1-2 s
QUEUE_SECONDS = 50  # how long a document may wait for others, beside its own time
MOST_ATTACHED = MOST_FILES - 2  # of one bundle, beside the paper and what is made
REASONS = {  # why a file is not in the bundle
    "damaged": "filen er beskadiget",
    "encrypted": "filen er låst med adgangskode",
    "too-large": "filen er for stor",
}
PASSED_ON = {"PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV"}  # no secret among them


class RenderingFailed(Exception):
    """Nothing came of it. `reason` is a Danish sentence for the secretariat."""

    def __init__(self, reason: str, *, told: bool = False) -> None:
        """`told`: an engine has looked at the file and says why; else its limits ended it, or it crashed."""
        super().__init__(reason)
        self.reason, self.told = reason, told


class PdfServer:
    """The client's side of one server, known by its socket. Starts it when it is missing."""

    def __init__(self, *, path: Path, limits: Limits | None = None) -> None:
        self.path = path
        self.limits = limits or Limits()
        self.process: subprocess.Popen[bytes] | None = None
        self.starter = 0  # the process that may end it; a fork of ours has the same `process`
        atexit.register(self.stop)

    def render(self, html: str, *, job: bytes = PDF) -> bytes:
        """The PDF (or another job's result) of a whole HTML document. Raises RenderingFailed."""
        return self.ask(job, html.encode())

    def ask(self, job: bytes, data: bytes, files: Sequence[int] = ()) -> bytes:
        """What the server makes of what is sent, with open files beside it. Raises RenderingFailed."""
        if len(data) > self.limits.html_bytes:
            raise RenderingFailed(self._too_large())
        for _ in range(2):  # a server that went away under us is started once more
            try:
                status, payload = self._exchange(job, data, files)
            except TimeoutError:
                raise RenderingFailed("PDF-motoren er optaget af andre dokumenter.") from None
            except (OSError, EOFError):
                continue
            if status == DONE:
                return payload
            raise RenderingFailed(self._reason(status, payload.decode(errors="replace")), told=status == UNUSABLE)
        raise RenderingFailed("PDF-motoren gik ned to gange, mens dokumentet blev sat op.")

    def start(self) -> None:
        """See to it that the server is up. Raises RenderingFailed when it cannot start."""
        self._connect().close()

    def stop(self) -> None:
        """End the server, if it is this process that started it."""
        if self.process and self.starter == os.getpid():
            self._let_go(self.process)
            self.process = None

    def _exchange(self, job: bytes, data: bytes, files: Sequence[int]) -> tuple[bytes, bytes]:
        with self._connect() as connection:
            connection.settimeout(self.limits.wall_seconds + QUEUE_SECONDS)
            with contextlib.suppress(BrokenPipeError):  # refused unread: the answer says why
                socket.send_fds(connection, [job], files)
                connection.sendall(LENGTH.pack(len(data)) + data)
            with connection.makefile("rb") as answer:
                status, size = answer.read(1), answer.read(LENGTH.size)
                if len(size) < LENGTH.size:
                    raise EOFError
                payload = answer.read(*LENGTH.unpack(size))
        if len(payload) < LENGTH.unpack(size)[0]:
            raise EOFError
        return status, payload

    def _connect(self) -> socket.socket:
        with contextlib.suppress(OSError):
            return self._dial()
        with self._alone():
            with contextlib.suppress(OSError):
                return self._dial()  # another process has started it meanwhile
            self._start()
            return self._dial()

    def _dial(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(str(self.path))
        except OSError:
            connection.close()
            raise
        return connection

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Between processes and threads: nobody else is starting this server."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(self.path.parent / "pdf.lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _start(self) -> None:
        if self.process:
            self._let_go(self.process)
        self.path.unlink(missing_ok=True)  # left behind by a server that was killed
        options = [f"--{name.replace('_', '-')}={value}" for name, value in asdict(self.limits).items()]
        process = subprocess.Popen(
            [sys.executable, "-m", "rarportal.core.pdfserver", str(self.path), *options],
            cwd=settings.BASE_DIR,
            env={name: value for name, value in os.environ.items() if name in PASSED_ON},
            stdin=subprocess.PIPE,  # its end is the server's sign to go
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the starter
        )
        assert process.stdout
        ready, _, _ = select.select([process.stdout], [], [], START_SECONDS)
        if not ready or process.stdout.readline() != READY:
            self._let_go(process)
            raise RenderingFailed("PDF-motoren kan ikke starte. Serverens log siger hvorfor.")
        self.process, self.starter = process, os.getpid()

    @staticmethod
    def _let_go(process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _reason(self, status: bytes, word: str) -> str:
        if word == RecursionError.__name__:
            return "Dokumentet har for mange lag inden i hinanden til en PDF."
        if status == UNUSABLE:
            return REASONS.get(word, REASONS["damaged"])
        if status == TOO_LARGE:
            return self._too_large()
        if status == TOO_LONG:
            limits = f"{self.limits.cpu_seconds} sekunders regnetid, {self.limits.wall_seconds} sekunder i alt"
            return f"Det tog for lang tid at sætte dokumentet op som PDF (grænsen er {limits})."
        return f"PDF-motoren gik ned, mens dokumentet blev sat op ({word})."

    def _too_large(self) -> str:
        memory = self.limits.memory_bytes // MIB
        return f"Dokumentet er for stort til en PDF (grænsen er {self.limits.pages} sider og {memory} MB hukommelse)."


def socket_path(name: str) -> Path:
    """Where a socket called `name` lies: in RUN_DIR, or where that is too long in a folder of our own that is not."""
    wanted = Path(settings.RUN_DIR) / name
    if len(os.fsencode(wanted)) <= SOCKET_PATH_BYTES:
        return wanted
    digest = hashlib.sha256(os.fsencode(settings.RUN_DIR)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"rar-pdf-{os.geteuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.geteuid() or facts.st_mode & 0o077:
        raise RenderingFailed(f"Mappen {folder} tilhører en anden.")
    return folder / name


@cache
def server() -> PdfServer:
    """The server of this process's family."""
    return PdfServer(path=socket_path(f"pdf-{os.getsid(0)}.sock"))


def from_html(html: str) -> bytes:
    """The PDF of a whole HTML document that carries its own title, author, language and dates.

    PDF/A-3a and PDF/UA-1 with the bundled style sheets and fonts. The same HTML gives the same bytes (trust row R13).
    Raises RenderingFailed with a Danish reason: too large, took too long, crashed.
    """
    return server().render(html)


def to_word(html: str) -> bytes:
    """The same document for Word (.docx), with real headings, lists, tables and links. Raises RenderingFailed."""
    return server().render(html, job=WORD)


def page_count(made: bytes) -> int:
    """How many pages a PDF of ours has."""
    with pikepdf.open(io.BytesIO(made)) as opened:
        return len(opened.pages)


@dataclass(frozen=True)
class Prepared:
    """An attachment that may stand in a bundle: a file of its own, made from the one that was attached."""

    path: Path
    pages: int
    tagged: bool


def prepare(source: Path, target: Path, *, mark: str) -> Prepared:
    """Make a PDF from outside ready for a bundle; `mark` is no other's of the bundle. Raises RenderingFailed."""
    return _prepared(PREPARE, source, target, {"mark": mark})


def prepare_picture(source: Path, target: Path, *, title: str) -> Prepared:
    """Make a page of a picture, tagged as a figure called `title`. Raises RenderingFailed."""
    return _prepared(PICTURE, source, target, {"title": title})


def _prepared(job: bytes, source: Path, target: Path, asked: dict[str, str]) -> Prepared:
    with source.open("rb") as given, target.open("wb+") as made:
        facts = json.loads(server().ask(job, json.dumps(asked).encode(), [given.fileno(), made.fileno()]))
    return Prepared(target, facts["pages"], facts["tagged"])


def assemble(paper: Path, attached: Sequence[Path], target: Path, *, parts: Sequence[Part], title: str) -> None:
    """Put prepared attachments behind the paper that names them, at most MOST_ATTACHED. Raises RenderingFailed."""
    asked = {"title": title, "parts": [asdict(part) for part in parts]}
    with contextlib.ExitStack() as opened:
        sources = [opened.enter_context(path.open("rb")) for path in (paper, *attached)]
        made = opened.enter_context(target.open("wb+"))
        server().ask(ASSEMBLE, json.dumps(asked).encode(), [file.fileno() for file in (*sources, made)])
