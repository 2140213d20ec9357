"""`manage.py show_tables`: writes docs/tables.md, the two tables that a lawyer can read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from meetings import extensions
from meetings.workflow import EDITABLE, MEETING
from rarportal.core.permissions import MATRIX, Can, Role
from rarportal.core.workflow import Guard, Table

ROLES = {
    Role.CHAIR: "formand",
    Role.VICE_CHAIR: "næstformand",
    Role.MEMBER: "medlem",
    Role.STAND_IN: "stedfortræder",
    Role.OBSERVER: "tilforordnet",
    Role.COMMITTEE: "udvalgsmedlem",
    Role.SECRETARIAT: "sekretariat",
    Role.HEARING_PARTY: "høringspart",
    Role.ADMINISTRATOR: "administrator",
    Role.PUBLIC: "offentlighed",
}


class Command(BaseCommand):
    """The permission matrix and the tables of moves, as they are in the code."""

    help = "Write docs/tables.md from the permission matrix and the tables of moves."

    def handle(self, *args: Any, **options: Any) -> None:
        """Overwrite the committed copy; a test holds it against the code."""
        (Path(settings.BASE_DIR) / "docs" / "tables.md").write_text(text(), encoding="utf-8")


def text() -> str:
    """The whole page."""
    return "\n".join(
        [
            "# The two tables",
            "",
            "Written by `manage.py show_tables` from `rarportal/core/permissions.py` and each app's `workflow.py`.",
            "Do not edit: a test holds this copy against the code.",
            "",
            "## Who may do what",
            "",
            "A role is what a person stands as for one body at one moment (`meetings/rules/standing.py`).",
            "All but the first two capabilities ask for a sign-in.",
            "",
            *_matrix(),
            "",
            "## Mødets vej",
            "",
            *_drawing(MEETING),
            "",
            *_moves(MEETING),
            "",
            *_from_above(),
            "## What may be edited when",
            "",
            "| part | state | capability |",
            "|---|---|---|",
            *(
                f"| {part} | {MEETING.states[state]} | {can.value} |"
                for part, states in EDITABLE.items()
                for state, can in states.items()
            ),
            "",
        ]
    )


def _from_above() -> Iterator[str]:
    for heading, table in extensions.tables:
        yield from (f"## {heading}", "", *_drawing(table), "", *_moves(table), "")


def _matrix() -> Iterator[str]:
    yield f"| | {' | '.join(ROLES.values())} |"
    yield "|---" * (len(ROLES) + 1) + "|"
    for can in Can:
        yield f"| {can.value} | {' | '.join('ja' if role in MATRIX[can] else '' for role in ROLES)} |"


def _drawing(table: Table) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for code, name in table.states.items():
        yield f"    {code}: {name}"
    for one in table.transitions:
        for source in table.states:
            if source in one.sources:
                yield f"    {source} --> {one.target}: {one.label}"
    yield "```"


def _moves(table: Table) -> Iterator[str]:
    yield "| move | from | to | capability | stops | warnings (passed with a reason) |"
    yield "|---|---|---|---|---|---|"
    for one in table.transitions:
        sources = ", ".join(name for code, name in table.states.items() if code in one.sources)
        yield (
            f"| {one.label} | {sources} | {table.states[one.target]} | {one.can.value} "
            f"| {_guards(one.stops)} | {_guards(one.warnings)} |"
        )


def _guards(guards: tuple[Guard, ...]) -> str:
    return " ".join((guard.__doc__ or "").split("\n")[0] for guard in guards)
