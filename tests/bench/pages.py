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
    """The ratio of each round is that of its own loads, whose order changes from round to round."""
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
    _compare(report, f"http://127.0.0.1:{port}", f"If-None-Match: {etag}", rounds)


def _same(real: Answer, bare: Answer) -> None:
    """Both sides must do the same, or the ratio says nothing."""
    facts = []
    for answer in (real, bare):
        headers = {name: value for name, value in answer.headers.items() if name not in VARYING}
        facts.append((answer.status, answer.body, {**headers, "ETag": len(headers["ETag"])}))
    if facts[0] != facts[1]:
        raise WrongAnswer(f"The bare view answers otherwise than the page: {facts[0][2]} and {facts[1][2]}")


def _compare(report: Report, site: str, header: str, rounds: int) -> None:
    loads = {
        "bare page": (BARE, ""),
        "the page": (MINUTES, ""),
        "bare 304": (BARE_304, header),
        "the 304": (MINUTES, header),
    }
    for path, condition in loads.values():
        load.per_second(site + path, seconds=1, header=condition)
    figures: dict[str, list[float]] = {name: [] for name in loads}
    for number in range(rounds):
        for name in loads if number % 2 else reversed(loads):
            path, condition = loads[name]
            figures[name].append(load.per_second(site + path, seconds=SECONDS, header=condition))
    for name, rates in figures.items():
        report.line(name, f"{median(rates):.0f}/s", spread(rates, ".0f"))
    for one, other, least in (
        ("the page", "bare page", 0.6),
        ("the 304", "bare 304", 0.7),
        ("the 304", "bare page", 0.7),
    ):
        ratios = [rate / base for rate, base in zip(figures[one], figures[other], strict=True)]
        report.aimed(f"{one} against the {other}", median(ratios), least=least, note=spread(ratios))
