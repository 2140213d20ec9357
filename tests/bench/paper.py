"""S2 to PDF by the portal's warm PDF server, against plain WeasyPrint on the same HTML in a warm process."""

import json
import subprocess
import sys
import time
from statistics import median

from tests.bench.ground import ROOT, Ground
from tests.bench.report import Report, spread

MOST = 1.15


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
