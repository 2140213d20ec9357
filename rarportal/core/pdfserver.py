"""The PDF server: the engines kept warm in one process, and a fork with limits for every document.

    python -m rarportal.core.pdfserver SOCKET

The parent imports the engines (typeset.py: WeasyPrint; word.py: python-docx; attached.py, bundling.py: pikepdf), reads
the style sheets and the fonts, renders once and then only forks: a page takes 60 ms and not 1.1 s. A child does one job
under limits of memory, processor time, wall-clock time and file size, answers on the connection and is gone; what kills
it (trust row T13) is told to the client as a status.

A document can reach nothing: its fetcher refuses every address (T12: WeasyPrint's own follows redirects to local
files, CVE-2025-68616), only the bundled fonts are known (an empty fontconfig), and where the kernel allows it the
server stands in a network namespace without a network. It knows neither Django nor a setting or secret of the portal.
It stops when its standard input ends: that is a pipe whose other end is held by whoever started it.

Request: a byte that says which job, with open files beside it; 8 bytes of length; then HTML in UTF-8, or JSON about the
files. Files come as open ones: a child learns no path. Answer: a status byte, 8 bytes of length, then what was made, or
a technical word.
"""

import argparse
import contextlib
import gc
import json
import mmap
import os
import selectors
import shutil
import signal
import socket
import struct
import sys
import tempfile
from dataclasses import dataclass, fields
from html import escape
from pathlib import Path
from typing import Any, NoReturn

from rarportal.core.attached import Unusable, picture, prepare
from rarportal.core.bundling import Part, assemble
from rarportal.core.confined import limit, without_network
from rarportal.core.stamp import Stamp
from rarportal.core.typeset import STAMP_FONT, STATIC, WARM_UP, Paper, TooLarge, assets
from rarportal.core.word import to_docx

MIB = 1024 * 1024
LENGTH = struct.Struct(">Q")
DONE, TOO_LARGE, TOO_LONG, CRASHED, UNUSABLE = b"K", b"S", b"T", b"C", b"U"
PDF, WORD, PREPARE, PICTURE, ASSEMBLE = b"P", b"W", b"A", b"I", b"B"  # the jobs
MOST_FILES = 200  # with one request: the kernel passes 253
READY = b"ready\n"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one job may use. S2, the longest document known, takes 1-2 s and 95 MB."""

    memory_bytes: int = 1536 * MIB  # address space; the warm parent itself has about a third of it
    cpu_seconds: int = 40
    wall_seconds: int = 50  # the errand's lease is 120 s
    pdf_bytes: int = 50 * MIB
    file_bytes: int = 300 * MIB  # of any file it writes: a bundle is the largest
    html_bytes: int = 20 * MIB
    pages: int = 2000
    at_once: int = 4  # documents; the next ones wait in the socket's queue


def _read(connection: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        part = connection.recv(min(size - len(data), MIB))
        if not part:
            raise EOFError
        data += part
    return bytes(data)


class Workshop:
    """The engines, and the jobs that they do: each gets what was sent and the open files, and returns what it made."""

    def __init__(self) -> None:
        self.paper = Paper(given=assets())
        self.stamp = Stamp(STATIC / STAMP_FONT)
        self.paper.render(html=WARM_UP, pages=9)
        to_docx(self.paper.tree(WARM_UP))

    def do(self, job: bytes, sent: bytes, files: list[int], limits: Limits) -> bytes:
        """One job. Raises TooLarge, Unusable, or whatever the engine raises."""
        if job == PDF:
            made = self.paper.render(html=sent.decode(), pages=limits.pages)
        elif job == WORD:
            made = to_docx(self.paper.tree(sent.decode()))
        else:
            made = json.dumps(self._with_files(job, json.loads(sent), files, limits)).encode()
        if len(made) > limits.pdf_bytes:
            raise TooLarge
        return made

    def _with_files(self, job: bytes, asked: dict[str, Any], files: list[int], limits: Limits) -> dict[str, Any]:
        """The jobs that read files and write the last one; what they answer is about it."""
        with contextlib.ExitStack() as opened:
            *sources, target = [
                opened.enter_context(os.fdopen(file, "rb+" if file == files[-1] else "rb")) for file in files
            ]
            for file in (*sources, target):
                file.seek(0)  # the sender's place is ours too, and this may be a second try
            target.truncate()
            if job == PREPARE:
                return prepare(sources[0], target, mark=asked["mark"], most_pages=limits.pages)
            if job == PICTURE:
                return picture(sources[0], target, title=asked["title"])
            paper, *attached = sources
            parts = [Part(**part) for part in asked["parts"]]
            assemble(paper, attached, target, parts=parts, title=asked["title"], stamp=self.stamp)
            return {}


def _work(connection: socket.socket, *, workshop: Workshop, limits: Limits) -> tuple[bytes, bytes]:
    """Read the request and do it, in the child."""
    try:
        job, files, _, _ = socket.recv_fds(connection, 1, MOST_FILES)
        if not job:
            raise EOFError
        (size,) = LENGTH.unpack(_read(connection, LENGTH.size))
        if size > limits.html_bytes:
            return TOO_LARGE, b"html"
        return DONE, workshop.do(job, _read(connection, size), list(files), limits)
    except (TooLarge, MemoryError, RecursionError) as error:
        return TOO_LARGE, type(error).__name__.encode()
    except Unusable as error:
        return UNUSABLE, str(error).encode()
    except Exception as error:  # whatever the engine raises is an answer: its class only, never the document's text
        return CRASHED, type(error).__name__.encode()


def _child(connection: socket.socket, *, workshop: Workshop, limits: Limits, answering: mmap.mmap) -> NoReturn:
    """Do one job under `limits` and leave. The kernel ends it by a signal when it goes beyond them."""
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())  # a dying engine's cries are no log lines
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        limit(
            memory_bytes=limits.memory_bytes,
            cpu_seconds=limits.cpu_seconds,
            wall_seconds=limits.wall_seconds,
            file_bytes=limits.file_bytes,
        )
        status, payload = _work(connection, workshop=workshop, limits=limits)
        answering[0] = 1
        connection.sendall(status + LENGTH.pack(len(payload)) + payload)
        code = 0
    finally:
        os._exit(code)  # whatever happens here, the child must not go on as a second server


class Server:
    """The parent: accepts, forks, and answers for the children that were killed."""

    def __init__(self, *, path: str, workshop: Workshop, limits: Limits) -> None:
        self.path, self.workshop, self.limits = path, workshop, limits
        self.children: dict[int, tuple[socket.socket, mmap.mmap]] = {}
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.selector = selectors.DefaultSelector()

    def serve(self) -> None:
        """Until standard input ends or SIGTERM comes."""
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to wake up
        woken, wake = socket.socketpair()
        woken.setblocking(False)
        wake.setblocking(False)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        os.umask(0o177)
        self.listener.bind(self.path)
        self.listener.listen(64)
        self.listener.setblocking(False)
        self.selector.register(woken, selectors.EVENT_READ)
        self.selector.register(sys.stdin.fileno(), selectors.EVENT_READ)
        sys.stdout.buffer.write(READY)
        sys.stdout.buffer.flush()
        try:
            self._loop(woken)
        finally:
            signal.set_wakeup_fd(-1)

    def _loop(self, woken: socket.socket) -> None:
        while True:
            self._listen(len(self.children) < self.limits.at_once)
            for key, _ in self.selector.select():
                if key.fileobj is self.listener:
                    self._accept()
                elif key.fileobj is woken:
                    woken.recv(4096)
                elif not os.read(sys.stdin.fileno(), 4096):
                    return
            self._reap()

    def _listen(self, wanted: bool) -> None:
        listening = self.listener in self.selector.get_map()
        if wanted and not listening:
            self.selector.register(self.listener, selectors.EVENT_READ)
        elif listening and not wanted:
            self.selector.unregister(self.listener)

    def _accept(self) -> None:
        try:
            connection, _ = self.listener.accept()
        except OSError:  # the client has gone again
            return
        connection.setblocking(True)
        answering = mmap.mmap(-1, 1)  # shared: has the child begun to answer?
        pid = os.fork()
        if pid == 0:
            _child(connection, workshop=self.workshop, limits=self.limits, answering=answering)
        self.children[pid] = (connection, answering)

    def _reap(self) -> None:
        for pid in tuple(self.children):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended:
                continue
            connection, answering = self.children.pop(pid)
            with connection, answering, contextlib.suppress(OSError):
                if status and not answering[0]:
                    kind, word = _cause(status)
                    connection.sendall(kind + LENGTH.pack(len(word)) + word)


def _cause(status: int) -> tuple[bytes, bytes]:
    """Why a child ended without an answer, from its wait status."""
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    word = signal.Signals(number).name.encode() if number else b"exit"
    if number in {signal.SIGALRM, signal.SIGXCPU}:
        return TOO_LONG, word
    # Pango aborts when it gets no memory; SIGKILL is the kernel out of memory
    return (TOO_LARGE if number in {signal.SIGXFSZ, signal.SIGTRAP, signal.SIGKILL} else CRASHED), word


def main() -> None:
    """Serve on the socket named by the first argument; the limits can be set, e.g. `--wall-seconds 2`."""
    parser = argparse.ArgumentParser(description="Renders HTML to PDF for the portal.")
    parser.add_argument("socket")
    for field in fields(Limits):
        parser.add_argument("--" + field.name.replace("_", "-"), type=int, default=field.default)
    given = vars(parser.parse_args())
    path = given.pop("socket")
    folder = Path(path + ".fonts")  # not the system's temporary folder: that is swept while we run
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        tempfile.tempdir = str(folder)
        (folder / "fonts.conf").write_text(f"<fontconfig><cachedir>{escape(str(folder))}/cache</cachedir></fontconfig>")
        os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
        without_network()  # a second wall behind the fetcher
        limits = Limits(**given)
        workshop = Workshop()
        gc.collect()
        gc.freeze()  # the children share these pages as long as nobody counts references in them
        Server(path=path, workshop=workshop, limits=limits).serve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        Path(path).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
