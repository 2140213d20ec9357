"""Errands: asked with the change, done exactly once, visible when late or given up. Trust rows R4, R5, R8, R9.

Trust rows R6 and R7 (Redis restarted, worker killed) need real processes: tests/faults/.
"""

import json
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from kombu import Connection
from kombu.exceptions import ContentDisallowed
from kombu.pools import producers
from kombu.serialization import dumps, loads

from rarportal.celery import app, broker_url
from rarportal.core import clock, errands, jobs
from rarportal.core.errands import ATTEMPTS, LATE_AFTER, LEASE, ask, due, late, retry, run, sweep, take
from rarportal.core.models import Errand, LogEntry

pytestmark = pytest.mark.django_db(transaction=True)

State = Errand.State


@pytest.fixture(autouse=True)
def nothing_asked(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the kinds that a test registers, and none of the demo's errands."""
    monkeypatch.setattr(errands, "HANDLERS", {})
    Errand.objects.all().delete()


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The errands that Redis was told about; Redis itself is left out."""
    told: list[int] = []
    monkeypatch.setattr(errands.run_errand, "apply_async", lambda args, **_: told.append(args[0]))
    monkeypatch.setattr(errands, "unread", lambda: 0)
    return told


@pytest.fixture
def redis_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Lets the wake-ups go to another address."""

    def move(path: Path) -> None:
        options = app.conf.broker_transport_options
        elsewhere = Connection(f"redis+socket://{path}", transport_options=options)
        monkeypatch.setattr(app.amqp, "_producer_pool", producers[elsewhere])

    return move


def written(what: str) -> Callable[[], Any]:
    """An effect that can be counted."""
    return lambda: LogEntry.objects.create(what=what, actor_name="prøve")


def effects(what: str = "") -> int:
    entries = LogEntry.objects.filter(actor_name="prøve")
    return (entries.filter(what=what) if what else entries).count()


def asked(kind: str = "note", *, key: str = "note:1", **params: int) -> Errand:
    with transaction.atomic():
        return ask(kind, key=key, **params)


def register(kind: str, handler: Callable[..., Any]) -> None:
    errands.errand(kind)(handler)


def after(seconds: float) -> datetime:
    return clock.now() + timedelta(seconds=seconds)


class TestAsking:
    def test_the_same_key_is_the_same_errand(self, woken: list[int]) -> None:
        register("note", lambda *, thing_id: written("note"))
        first, second = asked(thing_id=1), asked(thing_id=1)
        assert first.pk == second.pk
        assert Errand.objects.count() == 1
        run(first.pk)
        run(asked(thing_id=1).pk)
        assert effects() == 1

    def test_the_same_key_asked_by_two_at_once_is_one_errand(self, woken: list[int]) -> None:
        register("note", lambda: written("note"))
        both = threading.Barrier(2, timeout=10)

        def act() -> None:
            with transaction.atomic():
                both.wait()
                ask("note", key="note:1")

        in_threads(act, act)
        assert Errand.objects.count() == 1

    def test_a_key_cannot_mean_two_things(self, woken: list[int]) -> None:
        register("note", lambda *, thing_id: written("note"))
        asked(thing_id=1)
        with pytest.raises(ValueError, match="another errand"):
            asked(thing_id=2)

    def test_a_rolled_back_change_leaves_no_errand_and_wakes_nobody(self, woken: list[int]) -> None:
        """R4: what was never decided is never sent."""
        register("note", lambda: written("note"))

        @transaction.atomic
        def change() -> None:
            ask("note", key="note:1")
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            change()
        assert not Errand.objects.exists()
        assert woken == []

    def test_the_worker_is_woken_after_the_commit_and_not_before(self, woken: list[int]) -> None:
        register("note", lambda: written("note"))
        with transaction.atomic():
            errand = ask("note", key="note:1")
            assert woken == []
        assert woken == [errand.pk]

    def test_redis_away_costs_no_error_and_no_wait(
        self, redis_at: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """R5: the change stands, and the row waits for the sweeper. With kombu's own settings: after 6.6 s."""
        register("note", lambda: written("note"))
        redis_at(tmp_path / "nobody.sock")
        naps: list[float] = []
        monkeypatch.setattr("kombu.utils.functional.sleep", naps.append)
        errand = asked()
        assert naps == []
        errand.refresh_from_db()
        assert errand.state == State.DUE
        assert errand in due(at=clock.now())
        assert sweep() is None

    def test_a_redis_that_hangs_does_not_hang_the_page(self, redis_at: Callable[[Path], None], tmp_path: Path) -> None:
        """R5, the other way to be away: it takes the connection and never answers."""
        register("note", lambda: written("note"))
        with socket.socket(socket.AF_UNIX) as deaf:
            deaf.bind(str(tmp_path / "deaf.sock"))
            deaf.listen(8)
            redis_at(tmp_path / "deaf.sock")
            in_threads(asked)  # for ever with kombu's own settings, two seconds with ours
        assert due(at=clock.now()).count() == 1

    def test_outside_the_transaction_of_a_change_it_is_refused(self) -> None:
        register("note", lambda: written("note"))
        with pytest.raises(RuntimeError, match="outside the transaction"):
            ask("note", key="note:1")

    def test_a_kind_that_nobody_runs_is_refused(self) -> None:
        with pytest.raises(LookupError, match="telegram"):
            asked("telegram")

    def test_content_is_refused_as_a_parameter(self) -> None:
        register("note", lambda **_: written("note"))
        with pytest.raises(TypeError, match="never content"):
            asked(text="Lukket punkt")  # type: ignore[arg-type]

    def test_two_handlers_of_one_kind_are_refused(self) -> None:
        register("note", lambda: written("note"))
        with pytest.raises(ValueError, match="Two handlers"):
            register("note", lambda: written("other"))


class TestRunning:
    def test_done_once_however_often_it_is_delivered(self, woken: list[int]) -> None:
        register("note", lambda: written("note"))
        errand = asked()
        assert [run(errand.pk) for _ in range(3)] == [State.DONE] * 3
        assert effects() == 1
        errand.refresh_from_db()
        assert (errand.attempts, errand.token, errand.lease_until, errand.last_error) == (1, None, None, "")
        assert errand.done_at is not None

    def test_delivered_twice_in_parallel_runs_once(self, woken: list[int]) -> None:
        """R8: the second finds the row taken and goes away, without waiting for the first."""
        runs: list[int] = []
        at_work, second_is_back = threading.Event(), threading.Event()

        def handler() -> errands.Effect:
            runs.append(1)
            at_work.set()
            assert second_is_back.wait(10)
            return written("note")

        register("note", handler)
        errand = asked()
        states: list[str | None] = []

        def second() -> None:
            assert at_work.wait(10)
            states.append(run(errand.pk))
            second_is_back.set()

        in_threads(lambda: run(errand.pk), second)
        assert (len(runs), effects(), states) == (1, 1, [State.RUNNING])
        assert run(errand.pk) == State.DONE

    def test_ten_deliveries_at_the_same_moment_run_once(self, woken: list[int]) -> None:
        register("note", lambda: written("note"))
        errand = asked()
        start = threading.Barrier(10, timeout=10)

        def deliver() -> None:
            start.wait()
            run(errand.pk)

        in_threads(*[deliver] * 10)
        assert effects() == 1

    def test_a_row_that_another_worker_is_taking_is_skipped_not_waited_for(self, woken: list[int]) -> None:
        register("note", lambda: written("note"))
        errand = asked()
        locked, looked = threading.Event(), threading.Event()

        def taker() -> None:
            with transaction.atomic():
                Errand.objects.select_for_update().get(pk=errand.pk)
                locked.set()
                assert looked.wait(10)

        def other() -> None:
            assert locked.wait(10)
            assert take(errand.pk, at=clock.now()) is None
            looked.set()

        in_threads(taker, other)

    def test_a_worker_past_its_lease_changes_nothing(self, woken: list[int]) -> None:
        """The fence: the errand was taken by another in the meantime, and that one's effect is the one."""
        handed_over: list[str | None] = []

        def handler() -> errands.Effect:
            if not handed_over:
                handed_over.append("")
                handed_over[0] = run(errand.pk, at=clock.now() + LEASE)
                return written("late")
            return written("in time")

        register("note", handler)
        errand = asked()
        assert run(errand.pk) == State.DONE
        assert handed_over == [State.DONE]
        assert (effects("in time"), effects("late")) == (1, 0)

    def test_a_late_failure_changes_nothing_either(self, woken: list[int]) -> None:
        calls: list[int] = []

        def handler() -> errands.Effect:
            calls.append(1)
            if len(calls) == 1:
                run(errand.pk, at=clock.now() + LEASE)
                raise OSError("too late")
            return written("in time")

        register("note", handler)
        errand = asked()
        assert run(errand.pk) == State.DONE
        assert Errand.objects.get().last_error == ""

    def test_a_live_lease_holds_and_a_dead_one_does_not(self, woken: list[int]) -> None:
        """R7: a killed worker's errand is taken again, once its lease has run out."""
        register("note", lambda: written("note"))
        errand = asked()
        assert take(errand.pk, at=clock.now())  # and the worker dies here
        assert run(errand.pk, at=after(LEASE.total_seconds() - 1)) == State.RUNNING
        assert run(errand.pk, at=after(LEASE.total_seconds() + 1)) == State.DONE
        assert effects() == 1
        assert Errand.objects.get().attempts == 2

    def test_effect_and_done_are_one(self, woken: list[int]) -> None:
        """An effect that fails half-way leaves nothing of itself, and the errand is not done."""

        def effect() -> None:
            written("half")()
            raise OSError("the disk is full")

        register("note", lambda: effect)
        errand = asked()
        assert run(errand.pk) == State.DUE
        assert effects() == 0
        assert Errand.objects.get().last_error == "OSError: the disk is full"

    def test_the_work_is_outside_any_transaction(self, woken: list[int]) -> None:
        """A slow rendering holds no lock, and others see that it is taken."""
        seen: list[bool] = []

        def handler() -> errands.Effect:
            seen.append(connection.in_atomic_block)
            return lambda: seen.append(connection.in_atomic_block)

        register("note", handler)
        run(asked().pk)
        assert seen == [False, True]

    def test_inside_a_transaction_it_refuses_to_run(self, woken: list[int]) -> None:
        register("note", lambda: written("note"))
        errand = asked()
        with pytest.raises(RuntimeError), transaction.atomic():
            run(errand.pk)

    def test_an_errand_that_is_no_more_is_no_error(self) -> None:
        assert run(0) is None


class TestFailing:
    def test_a_poisonous_one_is_parked_with_its_reason_and_the_others_flow(self, woken: list[int]) -> None:
        """R9: one of 101 always fails; the hundred are done, and after five tries it waits for a person."""
        poison = [1]

        def handler(*, thing_id: int) -> errands.Effect:
            if thing_id in poison:
                raise Unprintable("Tabellen er for bred.\nTraceback ...")
            return written("note")

        register("note", handler)
        for number in range(101):
            asked(key=f"note:{number}", thing_id=number)
        at = clock.now()
        for _ in range(ATTEMPTS + 2):
            for errand in due(at=at):
                run(errand.pk, at=at)
            at += timedelta(minutes=3)
        assert effects() == 100
        parked = Errand.objects.get(state=State.PARKED)
        assert (parked.attempts, parked.last_error) == (ATTEMPTS, "Tabellen er for bred.")
        assert Errand.objects.filter(state=State.DONE).count() == 100

        poison.clear()
        woken.clear()
        assert retry(parked)
        assert woken == [parked.pk]
        assert run(parked.pk) == State.DONE
        assert effects() == 101

    def test_each_try_waits_longer(self, woken: list[int]) -> None:
        def handler() -> errands.Effect:
            raise Unprintable("nej")

        register("note", handler)
        errand, at, waits = asked(), clock.now(), []
        for _ in range(ATTEMPTS - 1):
            assert run(errand.pk, at=at) == State.DUE
            errand.refresh_from_db()
            assert run(errand.pk, at=errand.due_at - timedelta(seconds=1)) == State.DUE
            waits.append((errand.due_at - at).total_seconds())
            at = errand.due_at
        assert waits == [2, 8, 30, 120]
        assert run(errand.pk, at=at) == State.PARKED
        assert run(errand.pk, at=at + timedelta(days=1)) == State.PARKED

    def test_one_that_kills_its_worker_every_time_is_parked_too(self, woken: list[int]) -> None:
        register("note", lambda: written("note"))
        errand, at = asked(), clock.now()
        for _ in range(ATTEMPTS):
            assert take(errand.pk, at=at)
            at += LEASE
        assert run(errand.pk, at=at) == State.PARKED
        assert "afbrudt 5 gange" in Errand.objects.get().last_error
        assert effects() == 0

    def test_a_kind_that_is_gone_after_an_upgrade_fails_with_a_sentence(self, woken: list[int]) -> None:
        register("note", lambda: written("note"))
        errand = asked()
        errands.HANDLERS.clear()
        assert run(errand.pk) == State.DUE
        assert Errand.objects.get().last_error == "LookupError: Ingen kan udføre et ærinde af slagsen 'note'."

    def test_only_a_parked_one_is_tried_again(self, woken: list[int]) -> None:
        register("note", lambda: written("note"))
        errand = asked()
        assert not retry(errand)
        run(errand.pk)
        assert not retry(errand)
        assert Errand.objects.get().state == State.DONE


class TestSeeing:
    def test_what_is_late_is_visible_whatever_the_reason(self, woken: list[int]) -> None:
        register("note", lambda: written("note"))
        waiting, left_behind, done = (asked(key=f"note:{number}") for number in range(3))
        assert take(left_behind.pk, at=clock.now())
        run(done.pk)
        assert list(late(at=clock.now())) == []
        assert set(late(at=after(LATE_AFTER.total_seconds() + 1))) == {waiting, left_behind}

    def test_the_sweeper_wakes_for_what_is_due_and_free(self, woken: list[int]) -> None:
        register("note", lambda: written("note"))
        waiting, held, done = (asked(key=f"note:{number}") for number in range(3))
        take(held.pk, at=clock.now())
        run(done.pk)
        woken.clear()
        assert sweep() == 1
        assert woken == [waiting.pk]
        assert sweep(at=after(LEASE.total_seconds() + 1)) == 2

    def test_a_backlog_is_swept_from_its_old_end_in_pieces(self, woken: list[int]) -> None:
        register("note", lambda: written("note"))
        rows = [asked(key=f"note:{number}") for number in range(errands.SWEPT_AT_ONCE + 5)]
        woken.clear()
        assert sweep() == errands.SWEPT_AT_ONCE
        assert woken == [row.pk for row in rows[: errands.SWEPT_AT_ONCE]]

    def test_what_lies_in_redis_already_is_not_added_to(
        self, woken: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A backlog swept every two seconds would drown the worker in wake-ups for rows it has done meanwhile."""
        register("note", lambda: written("note"))
        for number in range(5):
            asked(key=f"note:{number}")
        for lying, added in ((0, 5), (errands.SWEPT_AT_ONCE - 2, 2), (errands.SWEPT_AT_ONCE + 9, 0)):
            monkeypatch.setattr(errands, "unread", lambda lying=lying: lying)
            woken.clear()
            assert sweep() == added
            assert len(woken) == added

    def test_what_lies_in_redis_is_counted(self) -> None:
        register("note", lambda: written("note"))
        with app.connection_for_write() as broker, broker.SimpleQueue(app.conf.task_default_queue) as queue:
            queue.clear()
            asked(key="note:1")
            asked(key="note:2")
            assert errands.unread() == 2
            queue.clear()
            assert errands.unread() == 0

    def test_deaf_is_a_due_row_and_nobody_at_work(self, woken: list[int]) -> None:
        register("note", lambda: written("note"))
        at = after(60)
        assert not errands.unheard(since=at - timedelta(seconds=20), at=at)
        asked(key="note:1")
        assert errands.unheard(since=at - timedelta(seconds=20), at=at)
        assert not errands.unheard(since=at - timedelta(seconds=70), at=at)
        busy = asked(key="note:2")
        run(busy.pk, at=at)  # one that is just done speaks for the worker, and so does one at work
        assert not errands.unheard(since=at - timedelta(seconds=20), at=at)
        assert errands.unheard(since=at, at=after(80))
        take(asked(key="note:3").pk, at=at)
        assert not errands.unheard(since=at, at=after(80))


class TestMessages:
    def test_a_message_is_json_with_one_id_and_nothing_else(self) -> None:
        """T30: who reads Redis learns a number."""
        register("note", lambda *, thing_id: written("note"))
        with app.connection_for_write() as broker, broker.SimpleQueue(app.conf.task_default_queue) as queue:
            queue.clear()
            errand = asked(thing_id=4711)
            message = queue.get(timeout=5)
            message.ack()
        assert message.content_type == "application/json"
        args, kwargs, _embedded = json.loads(message.body)
        assert (args, kwargs) == ([errand.pk], {})
        assert message.headers["argsrepr"] == f"({errand.pk},)"
        assert message.headers["task"] == "rarportal.core.errands.run_errand"

    def test_only_json_is_accepted(self) -> None:
        """CVE-2021-23727: a pickled message would be code of whoever can reach Redis."""
        assert app.conf.accept_content == ["json"]
        content_type, encoding, body = dumps({"id": 1}, serializer="pickle")
        with pytest.raises(ContentDisallowed):
            loads(body, content_type, encoding, accept=app.conf.accept_content)

    def test_the_task_has_no_retries_and_keeps_no_result(self) -> None:
        assert not getattr(errands.run_errand, "autoretry_for", ())
        assert app.conf.result_backend is None
        assert app.conf.task_ignore_result
        assert app.conf.task_time_limit is None
        assert errands.run_errand.time_limit == LEASE.total_seconds()

    def test_every_job_of_beat_is_a_task(self) -> None:
        """Beat's schedule names them as strings: a wrong one would fail at night, in silence."""
        app.loader.import_default_modules()
        assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)

    @pytest.mark.parametrize(
        ("ours", "kombus"),
        [
            ("unix:///srv/run/redis.sock", "redis+socket:///srv/run/redis.sock"),
            ("unix:///srv/run/redis.sock?db=2", "redis+socket:///srv/run/redis.sock?virtual_host=2"),
            ("redis://:secret@redis:6379/1", "redis://:secret@redis:6379/1"),
            ("rediss://redis/0", "rediss://redis/0"),
        ],
    )
    def test_redis_by_any_of_its_addresses(self, ours: str, kombus: str) -> None:
        assert broker_url(ours) == kombus


class TestJobs:
    def test_expired_sessions_are_cleared_and_live_ones_kept(self) -> None:
        live, expired = SessionStore(), SessionStore()
        live.create()
        expired.create()
        Session.objects.filter(pk=expired.session_key).update(expire_date=after(-60))
        jobs.clear_expired_sessions()
        assert set(Session.objects.values_list("pk", flat=True)) == {live.session_key}

    def test_done_errands_are_pruned_after_thirty_days_and_parked_ones_never(self, woken: list[int]) -> None:
        register("note", lambda: written("note"))
        old, young, parked = (asked(key=f"note:{number}") for number in range(3))
        Errand.objects.filter(pk=old.pk).update(state=State.DONE, done_at=after(-31 * 86400))
        Errand.objects.filter(pk=young.pk).update(state=State.DONE, done_at=after(-29 * 86400))
        Errand.objects.filter(pk=parked.pk).update(state=State.PARKED, due_at=after(-90 * 86400))
        assert jobs.prune_done_errands() == 1
        assert set(Errand.objects.all()) == {young, parked}


class Unprintable(Exception):
    """A failure of our own, with a text for people."""


def in_threads(*acts: Callable[[], Any]) -> None:
    """Run the acts at the same time, each on a connection of its own; raises what the first failing one raised."""
    failures: list[BaseException] = []

    def guarded(act: Callable[[], Any]) -> None:
        try:
            act()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=(act,), daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    if failures:
        raise failures[0]
