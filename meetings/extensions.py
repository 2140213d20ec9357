"""By which the app above joins in: plain callables, filled in its `AppConfig.ready()`, called where their names say.

meetings knows what is asked and never by whom it is answered. What acts is called inside the action's transaction, so
that it happens with the act or not at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from meetings.models import AgendaItem, Body, Council
from meetings.queries.standing import Holdings
from rarportal.core.permissions import Role
from rarportal.core.workflow import Table


@dataclass(frozen=True)
class OverviewLine:
    """Something that awaits a person on *Mit overblik*: by when, what, and where."""

    date: date
    text: str
    url: str


@dataclass(frozen=True)
class SetupSubject:
    """A subject of *Opsætning*: its address' name (the address takes the council), its title, what is done there."""

    name: str
    title: str
    text: str


# before an item's outcome is saved: a Danish sentence that speaks against it, or None
decision_guards: list[Callable[[AgendaItem, str], str | None]] = []
# when an item's outcome has been saved: effect(item=..., actor=...)
decision_effects: list[Callable[..., None]] = []
# what awaits the person who looks at Mit overblik
overview_lines: list[Callable[[Holdings], Sequence[OverviewLine]]] = []
# HTML for a council's public front page, "" for nothing
front_page_parts: list[Callable[[Council], str]] = []
# a link from a body's page: its words and its address, or None
body_links: list[Callable[[Body, frozenset[Role]], tuple[str, str] | None]] = []
setup_subjects: list[SetupSubject] = []
# stages of the demo, called when meetings' own are filled; each with the name that `manage.py demo --stage` was given
demo_stages: list[Callable[[str], Any]] = []
# tables of moves, with a heading, for docs/tables.md
tables: list[tuple[str, Table]] = []
