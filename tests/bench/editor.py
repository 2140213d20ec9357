"""The agenda editor's first view with 40 items and 100 attachments, and what a browser fetches for it."""

import gzip
import re
from statistics import median
from typing import Any

from tests.bench.ground import Ground
from tests.bench.report import Report, p95
from tests.bench.visitor import Visitor

ITEMS, ATTACHMENTS, VIEWS = 40, 100, 20


def measure(report: Report, ground: Ground, *, rounds: int) -> None:
    """The draft is filled as a secretary would fill it, by its own forms; against the draft as it was before."""
    from meetings.demo import cast, loader
    from meetings.models import Meeting

    draft = Meeting.objects.select_related("body__council").get(state=Meeting.State.DRAFTING)
    base = f"/mit/{draft.body.council.slug}/{draft.body.slug}/{draft.address}/rediger/"
    visitor = Visitor(ground.ports[1])
    visitor.sign_in(cast.KAREN.email, loader.PASSWORD)
    before = _views(visitor, base, rounds)
    items = _fill(visitor, base, draft)
    report.head(f"The editor's first view with {ITEMS} items and {ATTACHMENTS} attachments")
    after = _views(visitor, f"{base}{items[0]}/", rounds)
    report.line("in the server, median", f"{median(after):.1f} ms")
    report.line("19 of 20", f"{p95(after):.1f} ms")
    report.line(f"against {draft.items.count()} items", f"{median(after) / median(before):.2f}")
    page = visitor.get(f"{base}{items[0]}/")
    report.line("queries", str(page.queries))
    report.line("the page", f"{len(page.body) // 1000} kB", f"{len(gzip.compress(page.body)) // 1000} kB packed")
    for what, pattern in (("script", r'src="(/static/[^"]+\.js)"'), ("style", r'href="(/static/[^"]+\.css)"')):
        files = [visitor.get(path).body for path in re.findall(pattern, page.body.decode())]
        packed = sum(len(gzip.compress(body)) for body in files)
        report.line(what, f"{sum(map(len, files)) // 1000} kB", f"{packed // 1000} kB packed, {len(files)} files")


def _views(visitor: Visitor, path: str, rounds: int) -> list[float]:
    for _ in range(8):
        visitor.get(path)  # both processes have made it then
    return [visitor.get(path).milliseconds for _ in range(VIEWS * rounds)]


def _fill(visitor: Visitor, base: str, draft: Any) -> list[str]:
    """The numbers of all items' pages."""
    for number in range(ITEMS - draft.items.count()):
        page = visitor.get(base).body.decode()
        once = re.findall(r'name="engang" value="([^"]+)"', page)[0]
        visitor.post(f"{base}nyt-punkt/", {"title": f"Punkt til måling {number}", "engang": once})
    items = list(dict.fromkeys(re.findall(r"/rediger/(\d+)/", visitor.get(base).body.decode())))
    already = sum(item.attachments.count() for item in draft.items.all())
    for number in range(ATTACHMENTS - already):
        link = {"title": f"Bilag til måling {number}", "url": "https://eksempel.dk/bilag", "access": "OPEN"}
        visitor.post(f"{base}{items[number % len(items)]}/bilag/", link)
    return items
