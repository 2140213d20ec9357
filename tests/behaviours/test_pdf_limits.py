"""What a hostile or monstrous document can do to the PDF server: nothing that lasts (trust rows T12, T13)."""

import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings

from rarportal.core import pdf, pdfserver, typeset
from rarportal.core.pdfserver import LENGTH, MIB, Limits
from tests import reading, snapshots

PAGE = '<!doctype html><html lang="da"><title>Side</title><body><p>Hej</p>{}</body></html>'
SMALL = Limits(memory_bytes=300 * MIB, cpu_seconds=2, wall_seconds=3, html_bytes=2 * MIB, pages=5, at_once=2)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pdf.PdfServer]:
    """A server with small limits."""
    server = pdf.PdfServer(path=tmp_path_factory.mktemp("pdf") / "s", limits=SMALL)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def visits() -> Iterator[tuple[str, list[str]]]:
    """The address of a web server on this machine, and what it was asked for; /away sends on to a local file."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302 if self.path.startswith("/away") else 200)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=web.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{web.server_port}", asked
    web.shutdown()
    thread.join()
    web.server_close()


def hostile(address: str) -> str:
    """A document that asks for what is not its own, in every way that the engine knows."""
    return PAGE.format(f"""
        <link rel="stylesheet" href="{address}/style.css"><link rel="attachment" href="file:///etc/passwd">
        <link rel="attachment" href="{address}/away"><a rel="attachment" href="file:///etc/passwd">Bilag</a>
        <style>@import url({address}/import.css); @font-face {{ font-family: x; src: url({address}/font) }}
        p {{ font-family: x; background: url({address}/background) }}
        li {{ list-style-image: url({address}/li) }}</style>
        <img src="{address}/img" alt="x"><img src="{address}/away/img" alt="x"><img src="file:///etc/passwd" alt="x">
        <object data="{address}/object"></object><embed src="{address}/embed"><ul><li>Punkt</li></ul>
        <svg width="9" height="9"><image href="{address}/svg" width="9" height="9"/><use href="{address}/use#a"/></svg>
        <img src="https://assets.invalid/css/print.css" alt="x">""")


def attached(paper: bytes) -> list[str]:
    """The names of the files inside a PDF."""
    with pikepdf.open(io.BytesIO(paper)) as opened:
        annotations = [a for sheet in opened.pages for a in sheet.get("/Annots", []) if a.Subtype == "/FileAttachment"]
        return [*opened.attachments, *("annotation" for _ in annotations)]


def test_a_document_reaches_nothing(small: pdf.PdfServer, visits: tuple[str, list[str]]) -> None:
    """T12: WeasyPrint CVE-2025-68616 (a redirect past the check), GHSA-35jj-wx47-4w8r (a local file attached)."""
    address, asked = visits
    paper = small.render(hostile(address))
    assert "Hej" in reading.tool("pdftotext", paper)
    assert not attached(paper)
    assert b"root:" not in paper
    assert not asked


@pytest.mark.parametrize("guarded", [True, False])
def test_it_is_the_fetcher_that_keeps_the_wall(visits: tuple[str, list[str]], guarded: bool) -> None:
    """The same without the server's network namespace; and with WeasyPrint's own fetcher the document gets through."""
    from weasyprint.urls import URLFetcher

    address, asked = visits
    known = None if guarded else URLFetcher()
    paper = typeset.Paper(given=typeset.assets(), known=known).render(html=hostile(address), pages=5)
    assert (len(asked) > 3) is not guarded
    assert bool(attached(paper)) is not guarded


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<p>Hej med dig" * 60_000, "for stort|for lang tid"),
        (snapshots.table(rows=5_000), "for stort|for lang tid"),
        ("<div>" * 500 + "x", "mange lag"),
        ("<p>x</p>" * 600, "for stort"),  # more than five pages
        ("x" * (SMALL.html_bytes + 1), "for stort"),
    ],
    ids=["60,000 paragraphs", "5,000 rows", "500 levels", "pages", "html"],
)
def test_a_monster_fails_with_a_reason_and_the_next_page_comes(small: pdf.PdfServer, body: str, reason: str) -> None:
    began = time.monotonic()
    with pytest.raises(pdf.RenderingFailed, match=reason):
        small.render(PAGE.format(body))
    assert time.monotonic() - began < SMALL.wall_seconds + 3
    assert small.render(PAGE.format(""))


@pytest.mark.parametrize("body", ["<p>Hej med dig" * 60_000, snapshots.table(rows=3_000), "<ul><li>" * 600 + "x"])
def test_a_monster_for_word_fails_with_a_reason_too(small: pdf.PdfServer, body: str) -> None:
    with pytest.raises(pdf.RenderingFailed, match=r"for stort|for lang tid|mange lag"):
        small.render(PAGE.format(body), job=pdfserver.WORD)
    assert small.render(PAGE.format(""), job=pdfserver.WORD).startswith(b"PK")


def test_huge_measures_are_drawn_or_refused_but_never_hang(small: pdf.PdfServer) -> None:
    body = '<div style="width:1e9px;height:1e9px">x</div><table style="width:1e9px"><tr><td colspan=99999999>x</table>'
    with contextlib.suppress(pdf.RenderingFailed):
        assert small.render(PAGE.format(body)).startswith(b"%PDF")
    assert small.render(PAGE.format(""))


@pytest.mark.parametrize(
    ("limits", "body", "reason"),
    [
        (Limits(memory_bytes=250 * MIB), "<pre>" + "å" * 2_000_000, "250 MB hukommelse"),
        (Limits(cpu_seconds=1), "<p>Hej med dig" * 60_000, "1 sekunders regnetid"),
        (Limits(wall_seconds=1), "<p>Hej med dig" * 60_000, "1 sekunder i alt"),
    ],
    ids=["memory", "processor", "clock"],
)
def test_each_limit_ends_a_document(tmp_path: Path, limits: Limits, body: str, reason: str) -> None:
    server = pdf.PdfServer(path=tmp_path / "s", limits=limits)
    try:
        with pytest.raises(pdf.RenderingFailed, match=reason):
            server.render(PAGE.format(body))
        assert server.render(PAGE.format(""))
    finally:
        server.stop()


def test_silent_clients_do_not_keep_others_waiting_for_good(small: pdf.PdfServer) -> None:
    """As many as may be at work connect and say nothing; the clock ends them."""
    silent = []
    for _ in range(SMALL.at_once):
        silent.append(socket.socket(socket.AF_UNIX))
        silent[-1].connect(str(small.path))
    assert small.render(PAGE.format(""))
    for client in silent:
        with client:
            assert client.recv(1) == pdfserver.TOO_LONG


def test_half_a_request_and_rubbish_are_survived(small: pdf.PdfServer) -> None:
    for request in (
        b"",
        b"abc",
        b"P" + LENGTH.pack(10) + b"abc",
        b"P" + LENGTH.pack(2) + b"\xff\xfe",
        b"B" + LENGTH.pack(2) + b"{}",
    ):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(small.path))
            client.sendall(request)
            client.shutdown(socket.SHUT_WR)
            assert client.recv(1) == pdfserver.CRASHED
    assert small.render(PAGE.format(""))


def gone(pid: int, *, seconds: float = 3) -> bool:
    """Whether a process ends within some seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def test_a_killed_server_is_started_again(tmp_path: Path) -> None:
    server = pdf.PdfServer(path=tmp_path / "s")
    try:
        server.start()
        first = server.process
        assert first
        first.kill()
        first.wait()
        assert server.render(PAGE.format(""))
        assert server.process
        assert server.process.pid != first.pid
    finally:
        server.stop()
    assert not list(tmp_path.glob("s.fonts"))
    assert not (tmp_path / "s").exists()


def test_many_who_ask_at_once_start_one_server(tmp_path: Path) -> None:
    servers = [pdf.PdfServer(path=tmp_path / "s") for _ in range(4)]
    papers: list[bytes] = []
    threads = [threading.Thread(target=lambda s=s: papers.append(s.render(PAGE.format("")))) for s in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(papers) == 4
    assert sum(server.process is not None for server in servers) == 1
    for server in servers:
        server.stop()


def test_the_server_goes_with_its_starter_and_knows_no_secret(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from django.conf import settings;"
        " settings.configure(BASE_DIR=os.getcwd()); from rarportal.core import pdf;"
        f" s = pdf.PdfServer(path=Path({str(tmp_path / 's')!r})); s.start(); print(s.process.pid, flush=True);"
        " sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=settings.BASE_DIR,
    ) as starter:
        assert starter.stdout
        pid = int(starter.stdout.readline())
        known = Path(f"/proc/{pid}/environ").read_bytes()
        assert b"SECRET_KEY" not in known
        assert b"DATABASE" not in known
        starter.send_signal(signal.SIGKILL)
        starter.wait()
    assert gone(pid)


def test_a_server_that_cannot_start_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(pdf.RenderingFailed, match="kan ikke starte"):
        pdf.PdfServer(path=tmp_path / "s").render(PAGE.format(""))


def test_a_long_path_gets_a_private_folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux cuts a socket's path at 107 bytes without a word."""
    settings.RUN_DIR = tmp_path / "kort"
    assert pdf.socket_path("s") == settings.RUN_DIR / "s"
    settings.RUN_DIR = tmp_path / ("å" * 60)
    monkeypatch.setattr(pdf.tempfile, "gettempdir", lambda: "/tmp")
    path = pdf.socket_path("s")
    try:
        assert len(os.fsencode(path)) <= pdf.SOCKET_PATH_BYTES
        assert path.parent.stat().st_mode & 0o777 == 0o700
        path.parent.chmod(0o755)
        with pytest.raises(pdf.RenderingFailed):
            pdf.socket_path("s")
    finally:
        path.parent.rmdir()


def test_the_server_needs_no_django() -> None:
    program = "import sys; import rarportal.core.pdfserver; sys.exit('django' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=settings.BASE_DIR, timeout=20)
