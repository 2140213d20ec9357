"""Run the scenarios and print what was seen; the exit code is 0 when every promise held."""

import logging
import sys
import textwrap
import time

from tests.faults.house import Fault, House


def main(words: list[str]) -> int:
    """Run those scenarios whose name contains one of the words, or all."""
    house = House()
    failed = 0
    try:
        house.open()
        scenarios, stage = _prepare()
        house.start_worker()
        for scenario in scenarios:
            name = scenario.__name__.replace("_", " ")
            if words and not any(word in name for word in words):
                continue
            started = time.monotonic()
            try:
                held, seen = True, scenario(house, stage)
            except Fault as fault:
                held, seen = False, str(fault)
                failed += 1
            _tell(name, held, time.monotonic() - started, seen)
            if not held:
                break  # what follows would stand on what is broken
    finally:
        kept = failed > 0 or sys.exc_info()[0] is not None
        house.close(keep=kept)
        if kept:
            print(f"Logs and data: {house.folder}")
    return 1 if failed else 0


def _prepare():
    """Migrate as the owner and set the stage. Django may load only now: the engines are in the environment."""
    import django
    from django.core.management import call_command

    django.setup()
    logging.getLogger("rarportal.core.errands").setLevel(logging.ERROR)  # here Redis is away on purpose
    call_command("migrate", database="owner", interactive=False, verbosity=0)

    from tests.faults.scenarios import SCENARIOS
    from tests.faults.stage import Stage

    return SCENARIOS, Stage()


def _tell(name: str, held: bool, seconds: float, seen: str) -> None:
    first, *rest = textwrap.wrap(seen, 78)
    print(f"{'held  ' if held else 'BROKEN'} {name:36} {seconds:5.0f} s  {first}")
    for line in rest:
        print(f"{'':53}{line}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
