"""Paper: S2 against plain WeasyPrint on the same HTML, both warm; longer ones, previews, and memory over time."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.ground import ROOT, Ground
from tests.bench.report import Report, spread

MOST = 1.1
LENGTHS = (1, 2, 5, 10)
LINEAR = 1.3  # a page of the longest against a page of the shortest
PREVIEWS = {"an item": 0.2, "S0 whole": 1.2}  # seconds
RENDERINGS, FLAT_MB = 100, 8


def measure(report: Report, ground: Ground, *, rounds: int) -> None:
    """One rendering by each, in turns."""
    from django.db import connections

    from meetings.models import Publication, PublicationContent
    from meetings.rendering import document
    from meetings.tasks import render_publication
    from rarportal.core import pdf

    minutes = Publication.objects.get(meeting__date="2023-09-26", kind="MINUTES", audience="PUBLIC")
    content = PublicationContent.objects.get(pk=minutes.content_sha256)
    html = document.paper(json.loads(content.data), digest=minutes.sha256)
    plain = _Plain(html)
    data = b""
    ours, theirs, errands = [], [], []
    try:
        plain.render()
        pdf.from_html(html)
        for _ in range(rounds):
            started = time.perf_counter()
            data = pdf.from_html(html)
            ours.append(time.perf_counter() - started)
            theirs.append(plain.render())
            started = time.perf_counter()
            render_publication(publication_id=minutes.pk)
            errands.append(time.perf_counter() - started)
    finally:
        plain.stop()
        connections.close_all()
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    report.head(f"S2 to PDF, {len(html) // 1024} kB of HTML, {len(data) // 1024} kB of PDF/UA-1, warm")
    report.line("plain WeasyPrint in a process of its own", f"{median(theirs):.2f} s", spread(theirs))
    report.line("the PDF server", f"{median(ours):.2f} s", spread(ours))
    report.line("the errand: read, make the HTML, render, store", f"{median(errands):.2f} s", spread(errands))
    report.aimed("the PDF server against plain WeasyPrint", median(ratios), most=MOST, note=spread(ratios))
    _lengths(report, json.loads(content.data), rounds=min(rounds, 3))
    _previews(report, rounds=rounds)
    _memory(report)


def _lengths(report: Report, snapshot: dict[str, Any], *, rounds: int) -> None:
    """S2 with its sections again and again."""
    from meetings.rendering import document
    from rarportal.core import pdf

    per_page = []
    for times in LENGTHS:
        longer = snapshot | {"sections": snapshot["sections"] * times}
        html, seconds, data = document.paper(longer, digest=""), [], b""
        for _ in range(rounds):
            started = time.perf_counter()
            try:
                data = pdf.from_html(html)
            except pdf.RenderingFailed as failed:  # a busy machine
                report.line(f"{times} x S2", "-", failed.reason)
                return
            seconds.append(time.perf_counter() - started)
        pages = pdf.page_count(data)
        per_page.append(median(seconds) / pages)
        report.line(f"{times} x S2, {pages} pages", f"{median(seconds):.2f} s", f"{per_page[-1] * 1000:.0f} ms a page")
    report.aimed("a page of the longest against one of the shortest", per_page[-1] / per_page[0], most=LINEAR)


def _previews(report: Report, *, rounds: int) -> None:
    """What *Forhåndsvis* does, from the rows to the PDF: the demo's draft has S0's items."""
    from meetings.models import Meeting
    from meetings.queries.agenda import agenda_of
    from meetings.rendering.draft import draft_paper
    from rarportal.core import pdf

    meeting = Meeting.objects.select_related("body__council__profile").get(state=Meeting.State.DRAFTING)
    for what, most in PREVIEWS.items():
        seconds = []
        for _ in range(rounds + 1):
            started = time.perf_counter()
            agenda = agenda_of(meeting)
            pdf.from_html(draft_paper(meeting, agenda, agenda.items[1] if what == "an item" else None))
            seconds.append(time.perf_counter() - started)
        kept = seconds[1:]
        report.aimed(f"preview of {what}", median(kept), most=most, figure=f"{median(kept):.2f} s", note=spread(kept))


def _memory(report: Report) -> None:
    """Of the worker and of the PDF server, over many renderings."""
    from rarportal.core import pdf
    from rarportal.core.typeset import WARM_UP

    server = pdf.server()
    server.start()
    watched = {"this process": os.getpid()}
    if server.process:
        watched["the PDF server"] = server.process.pid
    before: dict[str, float] = {}
    for number in range(RENDERINGS + 10):
        if number == 10:
            before = {name: _megabytes(pid) for name, pid in watched.items()}
        pdf.from_html(WARM_UP)
    for name, pid in watched.items():
        grown, note = _megabytes(pid) - before[name], f"from {before[name]:.0f} MB"
        title = f"{name} after {RENDERINGS} renderings"
        report.aimed(title, grown, most=FLAT_MB, figure=f"+{grown:.1f} MB", note=note)


def _megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


class _Plain:
    """The other process: a line in, a rendering, a line out."""

    def __init__(self, html: str) -> None:
        command = [sys.executable, "-m", "tests.bench.plain", str(len(html.encode()))]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            start_new_session=True,  # as the PDF server: a busy kernel shares the processors out between sessions
        )  # fmt: skip
        assert self.process.stdin
        self.process.stdin.write(html.encode())

    def render(self) -> float:
        """Seconds of one rendering."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def stop(self) -> None:
        """It ends when nobody asks any more."""
        self.process.communicate(timeout=15)
