"""The positive list: 2,000 courses imported, shown, searched and written as Excel; versions; fifty answers at once.

In this process, with Django's own test client: times are those of the whole answer, without a server between.
"""

import io
import threading
import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

from tests.bench.ground import Ground
from tests.bench.report import Report, spread

COURSES, POSTS = 2_000, 50
FIRST = date(2020, 4, 1)
VERSIONS = {1: "rar-sjaelland", 10: "rar-hovedstaden", 100: "rar-bornholm"}  # Karen's office serves all three
TURNS = 4  # of the comparison, for each round that is asked for
OPEN = "/rar-sjaelland/positivliste/"
FLAT = 1.2


def measure(report: Report, ground: Ground, *, rounds: int) -> None:
    """Everything that is done with a long list, and what more versions cost."""
    from django.test import Client

    from positivlist.views import public
    from tests import rounds as stage

    report.head(f"A positive list of {COURSES} courses, in this process")
    rows = stage.many(COURSES)
    round = stage.begun([stage.ROWS[2]], day=date(2031, 4, 1))
    _import(report, round, rows)
    stage.published(rows, day=FIRST)
    client, page = Client(HTTP_HOST="localhost"), f"{OPEN}{FIRST}/"

    def fresh(url: str) -> None:
        public.MEMORY.pages.clear()
        assert client.get(url).status_code == 200

    report.line("the page, made", _ms(lambda: fresh(page), rounds))
    report.line("the page, in memory", _ms(lambda: client.get(page), rounds))
    report.line("a search", _ms(lambda: fresh(f"{page}?q=Kursus+nr.+7&type=AMU"), rounds))
    report.line("Gjaldt kurset den dag?", _ms(lambda: fresh(f"{OPEN}?kursus=10007&dag=2020-05-01"), rounds))
    ours, alone = [_times(act, rounds) for act in (lambda: fresh(f"{page[:-1]}.xlsx"), lambda: _library_alone(rows))]
    ratios = [mine / theirs for mine, theirs in zip(ours, alone, strict=True)]
    report.aimed(
        "Excel against the library alone, times as long", median(ratios), most=2,
        note=f"{spread(ratios)} {median(ours):.0f} ms against {median(alone):.0f} ms",
    )  # fmt: skip
    _versions(report, fresh, rounds)
    _answers(report)


def _import(report: Report, round: Any, rows: Any) -> None:
    from meetings.demo import cast, loader
    from positivlist.actions.imports import take_in
    from positivlist.rendering.files import excel
    from positivlist.rendering.snapshot import public
    from positivlist.sources.courses import read_lines
    from positivlist.sources.planning import plan
    from positivlist.sources.spreadsheet import read_file

    data = excel({"title": "x", "council": {"name": "x"}, "courses": [public(row) for row in rows]})
    groups = sorted({row.group for row in rows})
    began = time.perf_counter()
    tables = read_file(data)
    read = time.perf_counter()
    lines = read_lines(tables)
    planned = plan(lines, [], groups)
    shown = time.perf_counter()
    take_in(round_id=round.pk, lines=lines, replace=True, source="x", actor=loader.actor(cast.KAREN))
    done = time.perf_counter()
    assert len(planned) == COURSES
    assert not any(one.line.faults for one in planned)
    report.line("the Excel file read, in its own process", f"{1000 * (read - began):.0f} ms")
    report.line("planned for the preview", f"{1000 * (shown - read):.0f} ms")
    report.line("taken in", f"{1000 * (done - shown):.0f} ms")


def _versions(report: Report, fresh: Callable[[str], None], rounds: int) -> None:
    """The same list on three councils' pages, which differ in how many came after it; measured in turns."""
    from tests import rounds as stage

    for number, council in VERSIONS.items():
        if council != stage.SJAELLAND:  # it has the list
            stage.published(stage.many(COURSES), day=FIRST, council=council)
        for after in range(1, number):
            day = date(FIRST.year + 1 + after // 12, after % 12 + 1, 1)
            stage.published(stage.many(40), day=day, council=council)
    found: dict[int, list[float]] = {number: [] for number in VERSIONS}
    for turn in range(TURNS * rounds + 1):
        for number in [*VERSIONS][:: -1 if turn % 2 else 1]:
            (once,) = _times(lambda number=number: fresh(f"/{VERSIONS[number]}/positivliste/{FIRST}/"), 1)
            if turn:  # the first makes warm
                found[number].append(once)
    for number in [*VERSIONS][1:]:
        ratios = [many / one for many, one in zip(found[number], found[1], strict=True)]
        report.aimed(
            f"the page with {number} versions against 1, times as long", median(ratios), most=FLAT,
            note=f"{spread(ratios)} {median(found[number]):.0f} ms against {median(found[1]):.0f} ms",
        )  # fmt: skip


def _answers(report: Report) -> None:
    from django.db import connection

    from meetings.demo import cast, loader
    from positivlist.actions.approval import approve
    from positivlist.models import Approval
    from rarportal.core.refusal import Refusal
    from tests import rounds as stage

    round = stage.sent(day=date(2040, 4, 1))
    sha256 = stage.digest(round)
    actors = [loader.actor(player) for player in (cast.BIRGITTE, cast.TORBEN, cast.LONE)]
    barrier, times = threading.Barrier(POSTS), list[float]()

    def answer(place: int) -> None:
        barrier.wait()
        began = time.perf_counter()
        try:
            approve(round_id=round.pk, sha256=sha256, actor=actors[place % 3])
        except Refusal:
            pass
        finally:
            times.append(1000 * (time.perf_counter() - began))
            connection.close()

    threads = [threading.Thread(target=answer, args=(place,)) for place in range(POSTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    given, state = Approval.objects.filter(round=round).count(), stage.again(round).state
    report.line(f"{POSTS} answers at the same moment, median", f"{median(times):.0f} ms", spread(times, ".0f"))
    right = 2 <= given <= 3 and state == "APPROVED"
    note = f"aim 2 or 3 and one result, {'met' if right else 'MISSED'}"
    report.line("answers that count, and the round", f"{given}, {state}", note)


def _library_alone(rows: Any) -> None:
    """The same cells by XlsxWriter and nothing else."""
    import xlsxwriter

    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    sheet = book.add_worksheet()
    for line, row in enumerate(rows):
        sheet.write_row(line, 0, (row.group, row.title, row.type_name, row.code, row.days, "", row.note))
    book.close()


def _times(act: Callable[[], Any], rounds: int) -> list[float]:
    """Processor time of this process in milliseconds: a ratio that a busy machine does not move."""
    found = []
    for _ in range(rounds):
        began = time.process_time()
        act()
        found.append(1000 * (time.process_time() - began))
    return found


def _ms(act: Callable[[], Any], rounds: int) -> str:
    return f"{median(_times(act, rounds)):.1f} ms"
