"""In the worker's processes: an errand whose effect can be counted, and traps at the points where a kill hurts."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from rarportal.core import errands, pdf
from rarportal.core.models import Errand, LogEntry

TRAPS = Path(settings.VAR_DIR) / "traps"
MARK = "Prøve: mærket blev sat"


def trap(point: str, *, wait: bool = True) -> None:
    """Where the harness has laid a trap, the first process that comes by tells its number and waits to be killed."""
    try:
        os.rename(TRAPS / f"{point}.set", TRAPS / f"{point}.caught.{os.getpid()}")
    except FileNotFoundError:
        return
    if wait:
        time.sleep(600)


def trap_at_work(point: str, *, wait: bool = True) -> None:
    """A trap on the way of an errand of one kind: "pdf rendered"."""
    if taken := errands.AT_WORK.get():
        trap(f"{taken.kind} {point}", wait=wait)


@errands.errand("mark")
def mark(*, number: int, milliseconds: int) -> errands.Effect:
    """Work for a while, then leave a mark that nothing keeps from being left twice but the errand itself."""
    time.sleep(milliseconds / 1000)
    return lambda: LogEntry.objects.create(what=MARK, actor_name="prøve", thing=str(number))


JOBS = {  # what the PDF server is asked for: the points before and after
    pdf.PDF: ("rendering", "rendered"),
    pdf.PREPARE: ("preparing a file", "a file prepared"),
    pdf.ASSEMBLE: ("assembling", "assembled"),
}


def _trapped(kind: str, handler: errands.Handler) -> errands.Handler:
    def trapped(**params: int) -> errands.Effect:
        trap_at_work("taken")
        effect = handler(**params)
        trap_at_work("stored")

        def effect_then_trap() -> None:
            effect()
            trap(f"{kind} written, not committed")

        return effect_then_trap

    return trapped


def _lay_traps() -> None:
    ask, replace, run = pdf.PdfServer.ask, os.replace, errands.run

    def trapped_ask(server: pdf.PdfServer, job: bytes, data: bytes, files: Sequence[int] = ()) -> bytes:
        before, after = JOBS[job]
        trap_at_work(before, wait=False)
        made = ask(server, job, data, files)
        trap_at_work(after)
        return made

    def trapped_replace(source: Any, target: Any) -> None:
        if settings.FILES_DIR in Path(target).parents:
            trap_at_work("file written, not named")
        replace(source, target)

    def trapped_run(errand_id: int) -> str | None:
        state = run(errand_id)
        kind = Errand.objects.values_list("kind", flat=True).get(pk=errand_id)
        trap(f"{kind} done, not acknowledged")
        return state

    for kind in ("pdf", "bundle"):
        errands.HANDLERS[kind] = _trapped(kind, errands.HANDLERS[kind])
    pdf.PdfServer.ask = trapped_ask  # type: ignore[method-assign]
    os.replace = trapped_replace  # type: ignore[assignment]
    errands.run = trapped_run  # type: ignore[assignment]


_lay_traps()
