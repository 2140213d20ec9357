"""*Samlet mødemateriale*: 20 attachments of 20 pages, against pikepdf's plain joining, which drops the tags.

Of tagged attachments also against plain joining with their trees copied along unconnected: less than that no bundle
that keeps its tags can cost.
"""

import io
import time
from pathlib import Path
from statistics import median

from tests.bench.ground import Ground
from tests.bench.report import Report, spread

FILES, PAGES, MOST = 20, 20, 3.0


def measure(report: Report, ground: Ground, *, rounds: int) -> None:
    """With attachments that are tagged through and through, and with ones that are not tagged at all."""
    for tagged in (True, False):
        _measure(report, ground.folder, tagged=tagged, rounds=rounds)


def _measure(report: Report, folder: Path, *, tagged: bool, rounds: int) -> None:
    from rarportal.core import pdf
    from rarportal.core.bundling import Part

    source, paper, target = folder / "bilag.pdf", folder / "dagsorden.pdf", folder / "samlet.pdf"
    source.write_bytes(_attachment(tagged=tagged))
    paper.write_bytes(pdf.from_html(_html(1)))
    parts = [
        Part(anchor=f"bilag-1-{n}", label=f"Bilag 1.{n}", title="Bilag", item="punkt-1", heading="1. Punkt")
        for n in range(FILES)
    ]
    ready, ours, theirs, with_trees = [], [], [], []
    for _ in range(rounds):
        started = time.perf_counter()
        made = [pdf.prepare(source, folder / f"klar-{n}.pdf", mark=f"{n}-") for n in range(FILES)]
        ready.append(time.perf_counter() - started)
        attached = [one.path for one in made]
        started = time.perf_counter()
        pdf.assemble(paper, attached, target, parts=parts, title="Samlet")
        ours.append(time.perf_counter() - started)
        theirs.append(_plainly(paper, attached))
        if tagged:
            with_trees.append(_plainly(paper, attached, trees=True))
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    kind = "tagged" if tagged else "not tagged"
    report.head(f"A bundle of {FILES} attachments of {PAGES} pages, {kind}")
    report.line("attachments opened with limits and made ready", f"{median(ready):.2f} s", spread(ready))
    report.line("plain joining by pikepdf: no tags, stamps or links", f"{median(theirs):.2f} s", spread(theirs))
    report.line("ours", f"{median(ours):.2f} s", spread(ours))
    report.aimed("ours against plain joining", median(ratios), most=MOST, note=spread(ratios))
    if tagged:
        ratios = [one / other for one, other in zip(ours, with_trees, strict=True)]
        report.line("ours against plain joining that copies the trees", f"{median(ratios):.2f}", spread(ratios))


def _plainly(paper: Path, attached: list[Path], *, trees: bool = False) -> float:
    import pikepdf

    started = time.perf_counter()
    with pikepdf.open(paper) as whole:
        kept = pikepdf.Array()
        for path in attached:
            with pikepdf.open(path) as one:
                whole.add_pages_from(one)
                if trees:
                    kept.append(whole.copy_foreign(one.Root.StructTreeRoot))
        whole.Root.Trees = kept
        whole.save(io.BytesIO())
    return time.perf_counter() - started


def _html(pages: int) -> str:
    page = "<p>Rådet for den regionale uddannelsespulje drøftede indsatsen.</p>" * 24
    sheets = "".join(f'<section style="break-after: page"><h2>Del {n}</h2>{page}</section>' for n in range(pages))
    return f'<!doctype html><html lang="da"><title>Bilag</title><body>{sheets}'


def _attachment(*, tagged: bool) -> bytes:
    import pikepdf

    from rarportal.core import pdf

    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf.from_html(_html(PAGES)))) as opened:
        del opened.pages[PAGES:]
        if not tagged:
            del opened.Root["/StructTreeRoot"]
        opened.save(made)
    return made.getvalue()
