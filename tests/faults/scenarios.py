"""What is done to the portal, one function each; it returns what was seen, and raises Fault when a promise broke."""

import os
import random
import signal
import time

import redis
from django.conf import settings
from django.db import connection

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
    leftovers,
    wait_until_done,
)

LATE = LATE_AFTER.total_seconds() + 2
A_LEASE_AND_MORE = LEASE.total_seconds() + 60


def worker_killed_while_rendering(house: House, stage: Stage) -> str:
    """R7. SIGKILL at seven points of one errand's way, to the pool process, to Celery and to the whole worker."""
    killed = []
    stage.dispatch(stage.draft())
    wait_until_done(seconds=30)
    for point, victim in (
        ("taken", "pool process"),
        ("rendering", "pool process"),
        ("rendering", "Celery"),
        ("rendered", "Celery"),
        ("file written, not named", "pool process"),
        ("stored", "worker"),
        ("written, not committed", "everything"),
        ("done, not acknowledged", "pool process"),
    ):
        house.lay(point)
        before = set(Errand.objects.values_list("pk", flat=True))
        stage.dispatch(stage.draft(items=15 if point == "rendering" else 3))
        pool_process = house.caught(point, seconds=90)
        if point == "rendering":
            time.sleep(random.uniform(0.05, 0.5))
        _kill(house, pool_process, victim)
        killed += Errand.objects.exclude(pk__in=before)
    time.sleep(LATE)
    late = check_late(killed)
    took = wait_until_done(seconds=A_LEASE_AND_MORE)
    again = Errand.objects.filter(attempts__gt=1).count()
    papers = check_papers()
    if again < 7:
        raise Fault(f"only {again} errands were taken again: the traps did not catch what they should")
    return (
        f"8 kills; {late} errands shown as late; all done {LATE + took:.0f} s after the last kill, {again} at the "
        f"second try; {papers} PDFs, one each; {leftovers()} temporary files left behind"
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


SCENARIOS = (
    redis_stopped_while_publishing,
    redis_restarted_ten_times,
    errand_delivered_twice,
    postgres_restarted_during_saves,
    worker_killed_while_rendering,
    worker_stops_when_told,
)
