"""Measure and print."""

import argparse
import os
import platform
import time

from tests.bench import bundle, editor, growth, importing, install, lists, pages, paper, saving
from tests.bench.ground import Ground
from tests.bench.report import Report

MEASURES = {
    "pages": pages.measure,
    "growth": growth.measure,
    "paper": paper.measure,
    "bundle": bundle.measure,
    "saving": saving.measure,
    "editor": editor.measure,
    "lists": lists.measure,
}
ALONE = {"importing", "install"}  # need no portal beside them


def main() -> None:
    """All measures, or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Figures and ratios, with their aims.")
    parser.add_argument(
        "measures", nargs="*", metavar="MEASURE", help=f"{', '.join(MEASURES)}, importing (all), install"
    )
    parser.add_argument("--rounds", type=int, default=5, help="of each comparison (5)")
    parser.add_argument("--install", action="store_true", help="also install: the first start in an empty folder")
    given = parser.parse_args()
    wanted = set(given.measures or {*MEASURES, "importing"}) | ({"install"} if given.install else set())
    if unknown := wanted - {*MEASURES, *ALONE}:
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")
    report, started = Report(), time.monotonic()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}", end="")
    if wanted & set(MEASURES):
        with Ground() as ground:
            print(f", {', '.join(ground.running.described)}", flush=True)
            ground.prepare()
            ground.serve()
            for name, measure in MEASURES.items():
                if name in wanted:
                    measure(report, ground, rounds=given.rounds)
    if "importing" in wanted:
        importing.measure(report, rounds=given.rounds)
    if "install" in wanted:
        install.measure(report)
    print(f"\nLoad at the end {os.getloadavg()[0]:.1f}; {time.monotonic() - started:.0f} s in all.")


if __name__ == "__main__":
    main()
