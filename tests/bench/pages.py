"""The public minutes of S2 at 8 connections, against a bare view with the same bytes behind the same middleware."""

from statistics import median

from tests.bench import load
from tests.bench.ground import Ground
from tests.bench.report import Report, spread
from tests.bench.visitor import Answer, Visitor, WrongAnswer

MINUTES = "/rar-oestjylland/moeder/2023-09-26/referat/"
BARE, BARE_304 = "/bench/side/", "/bench/304/"
SECONDS = 2  # of each load
VARYING = {"Date", "Server-Timing"}


def measure(report: Report, ground: Ground, *, rounds: int) -> None:
    """The ratio of each round is that of its own two loads, whose order changes from round to round."""
    port = ground.ports[10]
    for _ in range(8):
        real = Visitor(port).get(MINUTES)  # both processes have it in memory then
    (ground.folder / "bare.html").write_bytes(real.body)
    etag = real.headers["ETag"]
    _same(real, Visitor(port).get(BARE))
    unchanged = Visitor(port).get(MINUTES, **{"If-None-Match": etag})
    _same(unchanged, Visitor(port).get(BARE_304))

    tool = "wrk" if load.WRK else "our own generator, which takes processor time from the server"
    size = f"{len(real.body) // 1024} kB"
    report.head(f"S2's public minutes, {size}, {load.CONNECTIONS} connections by {tool}, 10 years of meetings")
    report.aimed("queries of a view", real.queries, most=1, figure=str(real.queries))
    _compare(report, f"http://127.0.0.1:{port}", "page", BARE, "", least=0.6, rounds=rounds)
    _compare(report, f"http://127.0.0.1:{port}", "304", BARE_304, f"If-None-Match: {etag}", least=0.7, rounds=rounds)


def _same(real: Answer, bare: Answer) -> None:
    """Both sides must do the same, or the ratio says nothing."""
    facts = []
    for answer in (real, bare):
        headers = {name: value for name, value in answer.headers.items() if name not in VARYING}
        facts.append((answer.status, answer.body, {**headers, "ETag": len(headers["ETag"])}))
    if facts[0] != facts[1]:
        raise WrongAnswer(f"The bare view answers otherwise than the page: {facts[0][2]} and {facts[1][2]}")


def _compare(report: Report, site: str, what: str, bare: str, header: str, *, least: float, rounds: int) -> None:
    for path in (bare, MINUTES):
        load.per_second(site + path, seconds=1, header=header)
    figures: dict[str, list[float]] = {bare: [], MINUTES: []}
    for number in range(rounds):
        for path in (bare, MINUTES) if number % 2 else (MINUTES, bare):
            figures[path].append(load.per_second(site + path, seconds=SECONDS, header=header))
    ratios = [real / base for real, base in zip(figures[MINUTES], figures[bare], strict=True)]
    for name, path in ((f"bare {what}", bare), (f"the {what}", MINUTES)):
        report.line(name, f"{median(figures[path]):.0f}/s", spread(figures[path], ".0f"))
    report.aimed(f"the {what} against the bare one", median(ratios), least=least, note=spread(ratios))
