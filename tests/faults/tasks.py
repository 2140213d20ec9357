"""In the worker's processes: an errand whose effect can be counted, and traps at the points where a kill hurts."""

import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from rarportal.core import errands, pdf
from rarportal.core.models import LogEntry

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


@errands.errand("mark")
def mark(*, number: int, milliseconds: int) -> errands.Effect:
    """Work for a while, then leave a mark that nothing keeps from being left twice but the errand itself."""
    time.sleep(milliseconds / 1000)
    return lambda: LogEntry.objects.create(what=MARK, actor_name="prøve", thing=str(number))


def _lay_traps() -> None:
    render, render_on_server, replace, run = errands.HANDLERS["pdf"], pdf.PdfServer.render, os.replace, errands.run

    def trapped(**params: int) -> errands.Effect:
        trap("taken")
        effect = render(**params)
        trap("stored")

        def effect_then_trap() -> None:
            effect()
            trap("written, not committed")

        return effect_then_trap

    def trapped_rendering(server: pdf.PdfServer, html: str) -> bytes:
        trap("rendering", wait=False)
        paper = render_on_server(server, html)
        trap("rendered")
        return paper

    def trapped_replace(source: Any, target: Any) -> None:
        if settings.FILES_DIR in Path(target).parents:
            trap("file written, not named")
        replace(source, target)

    def trapped_run(errand_id: int) -> str | None:
        state = run(errand_id)
        trap("done, not acknowledged")
        return state

    errands.HANDLERS["pdf"] = trapped
    pdf.PdfServer.render = trapped_rendering  # type: ignore[method-assign]
    os.replace = trapped_replace  # type: ignore[assignment]
    errands.run = trapped_run  # type: ignore[assignment]


_lay_traps()
