"""Errands: work done after a change (render, send, fetch), never lost and never done twice.

A change writes an `Errand` row in its own transaction: **the row is the queue**. Redis only wakes the worker;
a wake-up that fails is swallowed, and `manage.py worker` sweeps due rows. A worker *takes* a row with a lease
and a token of its own, works outside any transaction, and then writes the effect and "done" in one
transaction that is refused when the token is no longer its own. So the errand of a killed worker is taken
again, and a slow worker's late answer changes nothing.

An app registers who runs a kind of errand, in its tasks module:

    @errand("pdf")
    def render_publication(*, publication_id: int) -> Effect:
        file = ...                               # slow work; may be repeated
        return lambda: Rendition.objects...      # quick writes; happen exactly once
"""

import logging
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q, QuerySet

from rarportal.celery import app
from rarportal.core import clock
from rarportal.core.models import Errand

logger = logging.getLogger(__name__)

Effect = Callable[[], Any]
Handler = Callable[..., Effect]

LEASE = timedelta(seconds=120)  # how long a worker may hold an errand before another may take it
BACKOFF = tuple(timedelta(seconds=wait) for wait in (2, 8, 30, 120))  # before the second to the fifth attempt
ATTEMPTS = len(BACKOFF) + 1  # then it is parked, and waits for a person
LATE_AFTER = timedelta(seconds=30)  # due for longer than this is shown to people as late
SWEPT_AT_ONCE = 50  # wake-ups in Redis at a time: the same backlog, swept again and again, would drown the worker

DUE, RUNNING, DONE, PARKED = Errand.State.DUE, Errand.State.RUNNING, Errand.State.DONE, Errand.State.PARKED

HANDLERS: dict[str, Handler] = {}
AT_WORK: ContextVar[Errand | None] = ContextVar("AT_WORK", default=None)  # whose handler is running here


def errand(kind: str) -> Callable[[Handler], Handler]:
    """Register who runs errands of this kind. The handler gets the errand's params and returns its effect."""

    def register(handler: Handler) -> Handler:
        if kind in HANDLERS:
            raise ValueError(f"Two handlers for errands of kind {kind!r}.")
        HANDLERS[kind] = handler
        return handler

    return register


def ask(kind: str, *, key: str, **params: int) -> Errand:
    """Ask for work, inside the transaction of the change that needs it; the same key is the same errand.

    Rolled back with the change. After the commit the worker is woken; when Redis is away the errand waits in
    its row. Raises LookupError for a kind nobody runs, TypeError for a parameter that is not an id (content
    would leak into the queue and go stale), ValueError when the key is taken by another errand, and
    RuntimeError outside a transaction.
    """
    if kind not in HANDLERS:
        raise LookupError(f"Nobody runs errands of kind {kind!r}.")
    if any(type(value) is not int for value in params.values()):
        raise TypeError(f"Errand {key!r}: parameters are ids (int), never content.")
    if not connection.in_atomic_block:
        raise RuntimeError(f"Errand {key!r} was asked for outside the transaction of a change.")
    Errand.objects.bulk_create([Errand(kind=kind, key=key, params=params, due_at=clock.now())], ignore_conflicts=True)
    asked = Errand.objects.get(key=key)
    if (asked.kind, asked.params) != (kind, params):
        raise ValueError(f"The key {key!r} belongs to another errand.")
    transaction.on_commit(partial(wake, asked.pk))
    return asked


def wake(errand_id: int, *, loudness: int = logging.WARNING) -> bool:
    """Tell a worker that a row is due; whether Redis took it. Never raises: the row is safe without."""
    try:
        run_errand.apply_async((errand_id,), retry=False)
    except Exception as error:  # nothing about Redis may fail a change that is committed
        logger.log(loudness, "Errand %s waits for the sweeper, Redis is away: %s", errand_id, one_line(error))
        return False
    return True


def due(*, at: datetime) -> QuerySet[Errand]:
    """The errands that may be taken now: due and free, or left behind by a worker whose lease has run out."""
    free = Q(state=DUE, due_at__lte=at) | Q(state=RUNNING, lease_until__lte=at)
    return Errand.objects.filter(free).order_by("due_at", "pk")


def late(*, at: datetime) -> QuerySet[Errand]:
    """What people must see: not done although due for more than LATE_AFTER, whatever the reason."""
    waiting = Errand.objects.filter(state__in=[DUE, RUNNING], due_at__lt=at - LATE_AFTER)
    return waiting.order_by("due_at", "pk")


def unheard(*, since: datetime, at: datetime) -> bool:
    """Whether a row has been free since then while nobody did any: the workers must be deaf."""
    at_work = Q(state=RUNNING, lease_until__gt=at) | Q(state=DONE, done_at__gt=since)
    return due(at=since).exists() and not Errand.objects.filter(at_work).exists()


def sweep(*, at: datetime | None = None) -> int | None:
    """Wake the workers for the oldest due rows; returns for how many, None when Redis is away. Never raises."""
    lying = unread()
    if lying is None:
        return None
    rows = due(at=at or clock.now()).values_list("pk", flat=True)[: max(0, SWEPT_AT_ONCE - lying)]
    return len(rows) if all(wake(errand_id, loudness=logging.DEBUG) for errand_id in rows) else None


def unread() -> int | None:
    """How many wake-ups lie in Redis, taken by nobody; None when it is away. Never raises."""
    try:
        with app.producer_or_acquire() as producer:
            return producer.channel.queue_declare(queue=app.conf.task_default_queue).message_count
    except Exception as error:  # as in wake()
        logger.debug("Redis is away: %s", one_line(error))
        return None


def retry(errand: Errand) -> bool:
    """*Prøv igen*: make a parked errand due again, with all its attempts; whether it was parked."""
    again = Errand.objects.filter(pk=errand.pk, state=PARKED).update(
        state=DUE, attempts=0, due_at=clock.now(), last_error=""
    )
    if again:
        transaction.on_commit(partial(wake, errand.pk))
    return bool(again)


def run(errand_id: int, *, at: datetime | None = None) -> str | None:
    """Do an errand if it is due and free; returns its state afterwards, None if there is no such row.

    Called outside any transaction: what was taken must be seen by others while the work goes on.
    """
    taken = take(errand_id, at=at or clock.now())
    if taken:
        try:
            finish(taken, work(taken), at=at or clock.now())
        except Exception as error:  # an errand may fail in any way; the row keeps the reason, others flow
            fail(taken, error, at=at or clock.now())
    return Errand.objects.filter(pk=errand_id).values_list("state", flat=True).first()


def take(errand_id: int, *, at: datetime) -> Errand | None:
    """Take a due and free row: lease, token and attempt are committed before any work. None if it isn't free.

    A row that has used up its attempts without an answer killed its worker each time: it is parked here.
    """
    with transaction.atomic(durable=True):
        taken = due(at=at).select_for_update(skip_locked=True).filter(pk=errand_id).first()
        if taken is None:
            return None
        worn_out = taken.attempts >= ATTEMPTS
        if worn_out:
            taken.state, taken.lease_until, taken.token = PARKED, None, None
            taken.last_error = f"Arbejdet blev afbrudt {taken.attempts} gange uden svar."
        else:
            taken.state, taken.lease_until, taken.token = RUNNING, at + LEASE, uuid.uuid4()
            taken.attempts += 1
        taken.save(update_fields=["state", "lease_until", "token", "attempts", "last_error"])
    return None if worn_out else taken


def work(taken: Errand) -> Effect:
    """The slow part, outside any transaction. Raises whatever the handler raises."""
    if taken.kind not in HANDLERS:
        raise LookupError(f"Ingen kan udføre et ærinde af slagsen {taken.kind!r}.")
    mine = AT_WORK.set(taken)
    try:
        return HANDLERS[taken.kind](**taken.params)
    finally:
        AT_WORK.reset(mine)


def report(step: int, steps: int) -> None:
    """Called by a handler at work: so many of its steps are done. People see it at once; nothing outside an errand."""
    if taken := AT_WORK.get():
        Errand.objects.filter(pk=taken.pk, token=taken.token).update(step=step, steps=steps)


def finish(taken: Errand, effect: Effect, *, at: datetime) -> bool:
    """The effect and "done" in one transaction; nothing at all when the token is no longer our own."""
    with transaction.atomic():
        mine = Errand.objects.filter(pk=taken.pk, token=taken.token).update(
            state=DONE, done_at=at, lease_until=None, token=None, last_error=""
        )
        if mine:
            effect()
    return bool(mine)


def fail(taken: Errand, error: Exception, *, at: datetime) -> None:
    """Keep the reason, and try again later or park; nothing when the token is no longer our own."""
    connection.close_if_unusable_or_obsolete()  # the error may be PostgreSQL's going away: write on a new one
    parked = taken.attempts >= ATTEMPTS
    Errand.objects.filter(pk=taken.pk, token=taken.token).update(
        state=PARKED if parked else DUE,
        due_at=at if parked else at + BACKOFF[taken.attempts - 1],
        lease_until=None,
        token=None,
        last_error=one_line(error),
    )
    logger.log(
        logging.ERROR if parked else logging.WARNING,
        "Errand %s (%s), attempt %s of %s%s: %s",
        taken.pk, taken.kind, taken.attempts, ATTEMPTS, ", parked" if parked else "", one_line(error),
    )  # fmt: skip


def one_line(error: Exception) -> str:
    """The first line of an error, at most 300 characters; our own errors are written for people to read."""
    text = (str(error).strip().splitlines() or [""])[0][:300]
    return text if text and type(error).__module__ != "builtins" else f"{type(error).__name__}: {text}"


@app.task(
    name="rarportal.core.errands.run_errand",
    soft_time_limit=LEASE.total_seconds() - 10,  # an error in the handler, kept like any other
    time_limit=LEASE.total_seconds(),  # then the process is killed, as its lease has run out
)
def run_errand(errand_id: int) -> None:
    """Celery's one task. It gets an id, never content, and has no retries of its own: the row has them."""
    try:
        run(errand_id)
    except (OperationalError, InterfaceError) as error:  # its lease runs out, and it is taken again
        logger.warning("Errand %s is left to its lease, PostgreSQL is away: %s", errand_id, one_line(error))
