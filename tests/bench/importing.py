"""A document read: S2 from text, PDF and DOCX, and 500 files of 20 pages, with the memory that reading them takes."""

import resource
import tempfile
import time
from statistics import median

from meetings.importing.document import assemble
from meetings.importing.files import extract
from meetings.importing.reading import best
from tests import papers
from tests.bench.report import Report, p95, spread

AIMS = {"text": 0.5, "PDF": 2.0, "DOCX": 2.0}  # seconds
FILES, PAGES = 500, 20
FLAT = 1.05  # the memory after the last file against that after the fiftieth


def measure(report: Report, *, rounds: int) -> None:
    """S2 in every form, then many files."""
    text, header = papers.seed("s2"), papers.HEADERS["s2"]
    made: dict[str, bytes] = {
        "text": text.encode(),
        "PDF": papers.pdf(text, header),
        "DOCX": papers.docx(text, header),
    }
    report.head(f"S2 read: file, process with limits, lines, document ({len(papers.pages_of(text))} pages)")
    for form, data in made.items():
        took = [_read(data) for _ in range(max(rounds, 3))]
        report.aimed(f"from {form}", median(took), most=AIMS[form], figure=f"{median(took):.2f} s", note=spread(took))
    _many(report)


def _read(data: bytes) -> float:
    """Seconds for one file, as the browser's upload or the command takes."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        reading = best(extract(file).lines)
    assert reading is not None
    assert len(assemble(reading.lines, reading.marks, reading.layout).items) > 1
    return time.perf_counter() - started


def _many(report: Report) -> None:
    """A folder of PDFs, each its own: S0 again and again until it has its pages."""
    text = papers.seed("s0")
    pages = papers.pages_of(text)
    filled = [pages[at % len(pages)] for at in range(PAGES)]
    report.head(f"{FILES} PDFs of {PAGES} pages, one after another")
    took, memory = [], []
    for number in range(FILES):
        data = papers.pdf(text, f"Dagsorden {number}", pages=filled)
        took.append(_read(data))
        memory.append(_resident())
    report.line("each", f"{median(took):.2f} s", f"{spread(took)}, 19 of 20 within {p95(took):.2f} s")
    report.aimed(
        "memory after the last file against the 50th", memory[-1] / memory[49], most=FLAT, note=f"{memory[-1]:.0f} MiB"
    )
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    report.line("the largest process that read one (of the limit of 768 MiB)", f"{children:.0f} MiB")


def _resident() -> float:
    """This process' own memory now, in MiB."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20
