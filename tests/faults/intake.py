"""A process that takes a file of courses in, as a web process does, and can be caught at points of its way.

python -m tests.faults.intake ROUND FILE
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django


def main(round_id: int, file: Path) -> None:
    """Read the file, and take all of it in."""
    django.setup()

    from meetings.queries.standing import actor_of
    from positivlist.actions import imports
    from positivlist.models import Course
    from positivlist.sources.courses import read_lines
    from positivlist.sources.spreadsheet import read_file
    from rarportal.core.models import User
    from tests.faults.stage import SECRETARY
    from tests.faults.tasks import trap

    def then_trap(act: Callable[..., Any], point: str) -> Callable[..., Any]:
        def acted(*given: Any, **named: Any) -> Any:
            done = act(*given, **named)
            trap(f"import {point}")
            return done

        return acted

    create = Course.objects.bulk_create

    def trap_then_create(*given: Any, **named: Any) -> Any:
        trap("import old courses deleted")
        return create(*given, **named)

    Course.objects.bulk_create = trap_then_create  # type: ignore[method-assign]
    imports.write_rows = then_trap(imports.write_rows, "courses written")
    imports.was_changed = then_trap(imports.was_changed, "edition raised")
    imports.note = then_trap(imports.note, "logged, not committed")

    lines = then_trap(read_lines, "file read")(read_file(file.read_bytes()))
    actor = actor_of(User.objects.get(email=SECRETARY))
    imports.take_in(round_id=round_id, lines=lines, replace=False, source=file.name, actor=actor)
    trap("import committed, not answered")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
