"""The PDF server: WeasyPrint kept warm in one process, and a fork with limits for every document.

    python -m rarportal.core.pdfserver SOCKET

The parent imports WeasyPrint, reads the style sheet and the fonts, renders once and then only forks: a page takes
60 ms and not 1.1 s. A child renders one document under limits of memory, processor time, wall-clock time and file
size, answers on the connection and is gone; what kills it (trust row T13) is told to the client as a status.

A document can reach nothing: its fetcher refuses every address (T12: WeasyPrint's own follows redirects to local
files, CVE-2025-68616), only the bundled fonts are known (an empty fontconfig), and where the kernel allows it the
server stands in a network namespace without a network. It knows neither Django nor a setting or secret of the portal.
It stops when its standard input ends: that is a pipe whose other end is held by whoever started it.

Request: 8 bytes of length, then HTML in UTF-8. Answer: a status byte, 8 bytes of length, then the PDF or a
technical word.
"""

import argparse
import contextlib
import gc
import logging
import mmap
import os
import selectors
import shutil
import signal
import socket
import struct
import sys
import tempfile
import unicodedata
import warnings
from dataclasses import dataclass, fields
from html import escape
from itertools import accumulate
from pathlib import Path
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, SubElement

from rarportal.core.confined import limit, without_network

MIB = 1024 * 1024
LENGTH = struct.Struct(">Q")
DONE, TOO_LARGE, TOO_LONG, CRASHED = b"K", b"S", b"T", b"C"
READY = b"ready\n"

STATIC = Path(__file__).resolve().parents[2] / "static"
STYLE = "css/print.css"
FONTS = tuple(f"vendor/ibm-plex-sans/IBMPlexSans-{name}.woff2" for name in ("Regular", "Italic", "SemiBold"))
ADDRESS = "https://assets.invalid/"  # a name that cannot exist: the style sheet's own addresses start with it

MOST_COLUMNS = 100  # of a table that is filled up; a wider one is a trick
# Where the Danish patterns cut wrongly ("forhold-stallet"): stems with the cuts that are right, and their endings.
HYPHENATION = {
    "forholds-tal": ("", "let", "lene"),
    "erhvervs-ud-dannelse": ("", "n", "r", "rne"),
    "opkvalifi-cering": ("", "en", "s-forløb", "s-indsats"),
    "projekt-ansøgning": ("", "er", "erne"),
    "resultat-op-følgning": ("", "en"),
    "tilbage-melding": ("", "er", "erne"),
    "job-formidling": ("", "en"),
    "arbejds-markeds-råd": ("", "et", "ene"),
}
# What IBM Plex Sans lacks and what is printed instead; anything else it lacks is printed as its number in Unicode.
SUBSTITUTES = {
    **dict.fromkeys("\u2010\u2011\u2043", "-"),
    **dict.fromkeys("\uf0b7\uf0a7▪■●‣", "•"),
    **dict.fromkeys("◦○", "–"),
    "\u2610": "[ ]",
    "\u2611": "[x]",
    "\u2612": "[x]",
}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one rendering may use. S2, the longest document known, takes 1-2 s and 95 MB."""

    memory_bytes: int = 1536 * MIB  # address space; the warm parent itself has about a third of it
    cpu_seconds: int = 40
    wall_seconds: int = 50  # the errand's lease is 120 s
    pdf_bytes: int = 50 * MIB  # also of any file it writes
    html_bytes: int = 20 * MIB
    pages: int = 2000
    at_once: int = 4  # documents; the next ones wait in the socket's queue


class TooLarge(Exception):
    """The document is over a limit that is asked about, not enforced by the kernel."""


def assets() -> dict[str, bytes]:
    """The style sheet and the fonts by address: all that is ever read, once, before the first document."""
    return {ADDRESS + name: (STATIC / name).read_bytes() for name in (STYLE, *FONTS)}


class Paper:
    """WeasyPrint with the style sheet and the fonts loaded. One per process; imports WeasyPrint, which takes 0.9 s."""

    def __init__(self, *, given: dict[str, bytes], known: Any = None) -> None:
        """`given`: the assets by address. `known`: a fetcher for the documents in place of the one that refuses all."""
        logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # else documents write to our log
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "No fonts configured": there must be none but ours
            import weasyprint
            from weasyprint.css.counters import CounterStyle
            from weasyprint.text.fonts import FontConfiguration
        import pyphen
        from fontTools.ttLib import TTFont
        from weasyprint.urls import URLFetcher, URLFetcherResponse

        class OnlyGiven(URLFetcher):
            """Serves a dict and nothing else: it never opens anything."""

            def __init__(self, files: dict[str, bytes]) -> None:
                super().__init__(allowed_protocols=(), allow_redirects=False)
                self.files = files

            def fetch(self, url: str, headers: object = None) -> Any:
                if url not in self.files:
                    raise ValueError("not an asset")
                return URLFetcherResponse(url, self.files[url])

        self.html = weasyprint.HTML
        self.fetcher = known or OnlyGiven({})
        self.fonts = FontConfiguration()
        self.counters = CounterStyle()
        self.style = weasyprint.CSS(
            string=given[ADDRESS + STYLE].decode(),
            base_url=ADDRESS + STYLE,
            url_fetcher=OnlyGiven(given),
            font_config=self.fonts,
            counter_style=self.counters,
        )
        with TTFont(STATIC / FONTS[0]) as font:
            self.glyphs = frozenset(font.getBestCmap())
        danish = pyphen.Pyphen(lang="da").hd
        for word in (stem + ending for stem, endings in HYPHENATION.items() for ending in endings):
            ends = accumulate(len(part) for part in word.split("-")[:-1])
            danish.cache[word.replace("-", "")] = [pyphen.DataInt(end) for end in ends]

    def render(self, *, html: str, pages: int) -> bytes:
        """The PDF: tagged, PDF/UA-1, the same bytes for the same HTML. Raises TooLarge over `pages` pages."""
        source = self.html(string=html, url_fetcher=self.fetcher)
        for element in source.etree_element.iter():
            element.text = self.printable(element.text)
            element.tail = self.printable(element.tail)
            for name, value in element.attrib.items():
                if name.startswith("data-"):  # the running header and the foot
                    element.attrib[name] = self.printable(value)
        for table in list(source.etree_element.iter("table")):
            _fill_up(table)
        document = source.render(
            stylesheets=[self.style], font_config=self.fonts, counter_style=self.counters, pdf_variant="pdf/ua-1"
        )
        if len(document.pages) > pages:
            raise TooLarge
        pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=True, finisher=_tell_wide_headings)
        return pdf

    def printable(self, text: str | None) -> str | None:
        """`text` with a substitute for every character that has no glyph: an empty box would say nothing."""
        if not text or text.isascii():
            return text
        lacking = {letter for letter in set(text) if ord(letter) not in self.glyphs and not letter.isascii()}
        for letter in lacking:
            if unicodedata.category(letter) in {"Cf", "Zs", "Mn"}:
                continue  # joiners and spaces: drawn as nothing or as space
            plain = unicodedata.normalize("NFKC", letter)
            known = plain if all(ord(part) in self.glyphs for part in plain) else f"[U+{ord(letter):04X}]"
            text = text.replace(letter, SUBSTITUTES.get(letter, known))
        return text


def _fill_up(table: Element) -> None:
    """Give every row of a table as many columns as its widest: PDF/UA wants it square, and people's tables are not."""
    rows = [row for child in table for row in ([child] if child.tag == "tr" else child) if row.tag == "tr"]
    hanging: list[tuple[int, int]] = []  # cells that reach down into the next rows: how far, how wide
    widths = []
    for row in rows:
        cells = [(_span(cell, "rowspan"), _span(cell, "colspan")) for cell in row]
        widths.append(sum(width for _, width in (*cells, *hanging)))
        hanging = [(height - 1, width) for height, width in (*hanging, *cells) if height > 1]
    widest = max(widths, default=0)
    if widest <= MOST_COLUMNS:
        for row, width in zip(rows, widths, strict=True):
            for _ in range(widest - width):
                SubElement(row, "td")


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 5 else 1


def _tell_wide_headings(document: Any, pdf: Any) -> None:
    """Let a heading over several columns reach the cells below it: WeasyPrint connects only those of the first."""
    for entry in pdf.objects:
        kind = entry.get("S") if isinstance(entry, dict) else None
        if kind == "/TH" and "ColSpan" in entry["A"]:
            entry["A"]["Scope"] = "/Column"
        elif kind == "/TD" and not entry["A"].get("Headers"):
            entry["A"].pop("Headers", None)


WARM_UP = """<!doctype html><html lang="da"><title>Prøve</title><body class="column">
<header class="front"><h1>Prøve</h1></header>
<main><article class="item" data-running="Punkt 1">
<header class="item-head"><h2><span class="no">1.</span> Punkt</h2></header>
<section class="part decision"><h3>Beslutning</h3><div class="text">
<p>Arbejdsmarkedskontorets <em>beskæftigelsesindsats</em> og <strong>uddannelsespulje</strong>.</p><ul><li>Ét</li></ul>
<table><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>
</div></section></article></main>"""


def _read(connection: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        part = connection.recv(min(size - len(data), MIB))
        if not part:
            raise EOFError
        data += part
    return bytes(data)


def _work(connection: socket.socket, *, paper: Paper, limits: Limits) -> tuple[bytes, bytes]:
    """Read the request and render it, in the child."""
    try:
        (size,) = LENGTH.unpack(_read(connection, LENGTH.size))
        if size > limits.html_bytes:
            return TOO_LARGE, b"html"
        pdf = paper.render(html=_read(connection, size).decode(), pages=limits.pages)
        return (DONE, pdf) if len(pdf) <= limits.pdf_bytes else (TOO_LARGE, b"pdf")
    except (TooLarge, MemoryError, RecursionError) as error:
        return TOO_LARGE, type(error).__name__.encode()
    except Exception as error:  # whatever the engine raises is an answer: its class only, never the document's text
        return CRASHED, type(error).__name__.encode()


def _child(connection: socket.socket, *, paper: Paper, limits: Limits, answering: mmap.mmap) -> NoReturn:
    """Render one document under `limits` and leave. The kernel ends it by a signal when it goes beyond them."""
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
            file_bytes=limits.pdf_bytes,
        )
        status, payload = _work(connection, paper=paper, limits=limits)
        answering[0] = 1
        connection.sendall(status + LENGTH.pack(len(payload)) + payload)
        code = 0
    finally:
        os._exit(code)  # whatever happens here, the child must not go on as a second server


class Server:
    """The parent: accepts, forks, and answers for the children that were killed."""

    def __init__(self, *, path: str, paper: Paper, limits: Limits) -> None:
        self.path, self.paper, self.limits = path, paper, limits
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
            _child(connection, paper=self.paper, limits=self.limits, answering=answering)
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
        paper = Paper(given=assets())
        paper.render(html=WARM_UP, pages=limits.pages)
        gc.collect()
        gc.freeze()  # the children share these pages as long as nobody counts references in them
        Server(path=path, paper=paper, limits=limits).serve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        Path(path).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
