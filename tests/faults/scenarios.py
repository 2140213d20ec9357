"""What is done to the portal, one function each; it returns what was seen, and raises Fault when a promise broke."""

import os
import random
import signal
import time
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import connection

from meetings.models import Meeting
from rarportal.celery import app
from rarportal.core import errands
from rarportal.core.errands import LATE_AFTER, LEASE
from rarportal.core.models import Errand
from tests.faults.house import Fault, House, parent_of, wait
from tests.faults.stage import (
    AUDIENCES,
    Savers,
    Stage,
    check_late,
    check_marks,
    check_papers,
    courses_in,
    leftovers,
    wait_until_done,
)

LATE = LATE_AFTER.total_seconds() + 2
A_LEASE_AND_MORE = LEASE.total_seconds() + 60
NOT_WAITING = {"rendering", "preparing a file", "assembling"}  # points that a process only passes
RANDOM_KILLS = 4


def worker_killed_while_rendering(house: House, stage: Stage) -> str:
    """R7. SIGKILL at seven points of one errand's way, to the pool process, to Celery and to the whole worker."""
    return _killed_at_work(
        house,
        stage,
        "pdf",
        lambda point: stage.draft(items=15 if point == "rendering" else 3),
        ("taken", "pool process"),
        ("rendering", "pool process"),
        ("rendering", "Celery"),
        ("rendered", "Celery"),
        ("file written, not named", "pool process"),
        ("stored", "worker"),
        ("written, not committed", "everything"),
        ("done, not acknowledged", "pool process"),
    )


def worker_killed_while_bundling(house: House, stage: Stage) -> str:
    """R7, of the whole meeting material: SIGKILL while its files are made ready, put together, stored and named."""
    return _killed_at_work(
        house,
        stage,
        "bundle",
        lambda point: stage.draft(items=3, files=2),
        ("taken", "pool process"),
        ("preparing a file", "Celery"),
        ("a file prepared", "pool process"),
        ("rendered", "Celery"),
        ("assembling", "pool process"),
        ("file written, not named", "pool process"),
        ("stored", "worker"),
        ("written, not committed", "everything"),
        ("done, not acknowledged", "pool process"),
    )


def _killed_at_work(
    house: House, stage: Stage, kind: str, draft: Callable[[str], Meeting], *kills: tuple[str, str]
) -> str:
    """Each kill is one point on the way of an errand of this kind, and who is killed there."""
    killed = []
    stage.dispatch(stage.draft())
    wait_until_done(seconds=30)
    for point, victim in kills:
        meeting = draft(point)
        house.lay(f"{kind} {point}")
        before = set(Errand.objects.values_list("pk", flat=True))
        stage.dispatch(meeting)
        pool_process = house.caught(f"{kind} {point}", seconds=90)
        if point in NOT_WAITING:
            time.sleep(random.uniform(0.05, 0.5))
        _kill(house, pool_process, victim)
        killed += Errand.objects.exclude(pk__in=before)
    time.sleep(LATE)
    late = check_late(killed)
    took = wait_until_done(seconds=A_LEASE_AND_MORE)
    again = Errand.objects.filter(pk__in=[one.pk for one in killed], attempts__gt=1).count()
    papers = check_papers()
    if again < len(kills) - 1:  # what is done and not acknowledged stays done
        raise Fault(f"only {again} errands were taken again: the traps did not catch what they should")
    return (
        f"{len(kills)} kills; {late} errands shown as late; all done {LATE + took:.0f} s after the last kill, {again} "
        f"at the second try; {papers} PDFs, one each; {leftovers()} temporary files left behind"
    )


def _kill(house: House, pool_process: int, victim: str) -> None:
    celery = parent_of(pool_process)
    if victim == "pool process":
        os.kill(pool_process, signal.SIGKILL)
    elif victim == "Celery":
        os.kill(celery, signal.SIGKILL)
    elif victim == "worker":
        house.kill_worker()
    else:
        os.killpg(celery, signal.SIGKILL)
        house.kill_worker()
    if house.worker is None:
        wait(lambda: not house.processes(), seconds=25, what="no process of the killed worker left")
        house.start_worker()


def redis_stopped_while_publishing(house: House, stage: Stage) -> str:
    """R5. Seven agendas are dispatched while Redis is away: 21 PDFs, late and seen, then done without a hand."""
    drafts = [stage.draft() for _ in range(8)]
    usual = stage.dispatch(drafts.pop())
    wait_until_done(seconds=30)
    before = set(Errand.objects.values_list("pk", flat=True))
    house.stop_redis()
    slowest = max(stage.dispatch(draft) for draft in drafts)
    asked = Errand.objects.exclude(pk__in=before)
    if asked.count() != len(drafts) * AUDIENCES:
        raise Fault(f"{asked.count()} errands of {len(drafts)} dispatches")
    time.sleep(LATE)
    late = check_late(asked)
    house.start_redis()
    took = wait_until_done(seconds=60)
    return (
        f"dispatch took {slowest:.2f} s at most (usually {usual:.2f}), no error; {late} shown as late; "
        f"{check_papers()} PDFs, one each, {took:.0f} s after Redis was back"
    )


def redis_restarted_ten_times(house: House, stage: Stage) -> str:
    """R6, celery#10205. Stopped, or every client thrown out, at a random phase; errands before, in and between."""
    deaf = house.restarts()
    for number in range(10):
        meeting = stage.draft(items=1)
        for _ in range(5):
            stage.ask_mark()
        time.sleep(random.uniform(0, 1))
        if number % 3 == 2:
            redis.Redis.from_url(settings.REDIS_URL).client_kill_filter(_type="normal", skipme=True)
            stage.dispatch(meeting)
        else:
            house.stop_redis()
            stage.ask_mark()
            stage.dispatch(meeting)
            time.sleep(random.uniform(0, 2))
            house.start_redis()
        for _ in range(5):
            stage.ask_mark()
    took = wait_until_done(seconds=180)
    return (
        f"{check_marks()} errands with one effect each, {check_papers()} PDFs, one each, {took:.0f} s after the last; "
        f"Celery was found deaf {house.restarts() - deaf} times"
    )


def errand_delivered_twice(house: House, stage: Stage) -> str:
    """R8. The same message many times, while the errand runs and after it; and a message that is not ours."""
    slow = stage.ask_mark(milliseconds=2000)
    wait(lambda: _state(slow) == Errand.State.RUNNING, seconds=20, what="the errand runs")
    before = set(Errand.objects.values_list("pk", flat=True))
    stage.dispatch(stage.draft())
    papers = list(Errand.objects.exclude(pk__in=before))
    with app.producer_or_acquire() as producer:  # whoever can write to Redis must not be able to run code: T30
        producer.publish({"id": slow.pk}, serializer="pickle", routing_key=app.conf.task_default_queue)
    for _ in range(20):
        for errand in (slow, *papers):
            errands.wake(errand.pk)
    took = wait_until_done(seconds=30)
    for errand in (slow, *papers):
        errands.wake(errand.pk)
    after = stage.ask_mark()
    wait(lambda: _state(after) == Errand.State.DONE, seconds=20, what="the worker goes on")
    tries = {
        errand.pk: errand.attempts for errand in Errand.objects.filter(pk__in=[slow.pk, *[one.pk for one in papers]])
    }
    if set(tries.values()) != {1}:
        raise Fault(f"taken more than once: {tries}")
    return (
        f"4 errands delivered 22 times each, taken once each; a pickled message refused; "
        f"{check_marks()} effects, {check_papers()} PDFs, one each; {took:.0f} s"
    )


def _state(errand: Errand) -> str:
    return Errand.objects.values_list("state", flat=True).get(pk=errand.pk)


def postgres_restarted_during_saves(house: House, stage: Stage) -> str:
    """R10. Fast, immediate and by SIGKILL, under four people who save: nothing acknowledged is lost."""
    savers = Savers(stage, people=3)
    connection.close()  # this thread has no part in it
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        time.sleep(random.uniform(2, 3))
        house.stop_postgres(how=how)
        time.sleep(random.uniform(0.5, 1.5))
        house.start_postgres()
    time.sleep(3)
    savers.stop()
    took = wait_until_done(seconds=A_LEASE_AND_MORE + 60)
    savers.check()
    return (
        f"3 restarts; {savers.acknowledged} saves acknowledged and kept, {savers.refused} refused; {check_marks()} "
        f"effects, {check_papers()} PDFs, one each, {took:.0f} s after the last save"
    )


def worker_stops_when_told(house: House, stage: Stage) -> str:
    """SIGTERM: the errand at hand is done, the code is 0, nothing is left running."""
    errand = stage.ask_mark(milliseconds=1500)
    wait(lambda: _state(errand) == Errand.State.RUNNING, seconds=20, what="the errand runs")
    started = time.monotonic()
    code = house.stop_worker()
    took = time.monotonic() - started
    if code or _state(errand) != Errand.State.DONE:
        raise Fault(f"code {code}, the errand at hand is {_state(errand)}")
    if left := house.processes():
        raise Fault(f"left running: {left}")
    house.start_worker()
    check_marks()
    return f"code 0 after {took:.1f} s with the errand at hand done, no process left"


def process_killed_while_taking_courses_in(house: House, stage: Stage) -> str:
    """R22. SIGKILL at six points of an import of random courses, and at random moments: all or nothing, and again."""
    round, kept, took = stage.round(), 0, 0.0
    points = (
        "file read",
        "old courses deleted",
        "courses written",
        "edition raised",
        "logged, not committed",
        "committed, not answered",
    )
    for point in (*points, *[""] * RANDOM_KILLS):
        file, rows = stage.course_file()
        before = courses_in(round)
        after = before | {row.code: row for row in rows}
        if point:
            house.lay(f"import {point}")
        process = house.start("tests.faults.intake", str(round.pk), str(file))
        if point:
            house.caught(f"import {point}", seconds=60)
        else:
            time.sleep(random.uniform(0.5, 1) * took)
        process.kill()
        process.wait()
        found = courses_in(round)
        expected = (before, after) if not point else (after,) if point == points[-1] else (before,)
        if found not in expected:
            raise Fault(f"killed at {point or 'a random moment'}: {len(found)} courses of {len(before)}, {len(after)}")
        kept += found == after
        started = time.monotonic()
        code = house.start("tests.faults.intake", str(round.pk), str(file)).wait(60)
        took = time.monotonic() - started
        if code or courses_in(round) != after:
            raise Fault(f"killed at {point or 'a random moment'}, and the second try ended with {code}")
    return (
        f"{len(points) + RANDOM_KILLS} kills, {kept} after the commit; {len(after)} courses in the end, nothing half "
        "taken, and every second try gave the same"
    )


SCENARIOS = (
    redis_stopped_while_publishing,
    redis_restarted_ten_times,
    errand_delivered_twice,
    postgres_restarted_during_saves,
    worker_killed_while_rendering,
    worker_killed_while_bundling,
    process_killed_while_taking_courses_in,
    worker_stops_when_told,
)
