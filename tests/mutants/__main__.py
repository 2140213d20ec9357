"""`make mutants`: in a copy of the project, each capability that an action asks for becomes one that everybody has.

One at a time. (The pages' own checks are taken away in the test suite: tests/tables/test_without_a_check.py.)

Prints a line per check; ends with 1 when the tests stay green without one of them. ARGS: parts of file names, to try
only those. Some minutes for each ten checks.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rarportal.core.permissions import EVERYBODY, MATRIX, Can

ROOT = Path(__file__).parents[2]
WHERE = ("meetings/actions", "positivlist/actions")
ASKED = re.compile(r"(?<=can=)Can\.[A-Z_]+|(?<=, )Can\.[A-Z_]+(?=\))")
OPEN = "Can.READ_PUBLIC"
# the first that turns red is enough: cheap ones that ask everything first
TESTS = ("tests/tables/test_moves.py", "tests/behaviours", "tests/tables/test_addresses.py", "tests/scenarios")
COPIES = 2  # at work side by side


def checks(only: list[str]) -> Iterator[tuple[Path, int, int]]:
    """Where a capability is asked: file, and the position of its name in the file."""
    for folder in WHERE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT)
            if only and not any(part in str(name) for part in only):
                continue
            for match in ASKED.finditer(path.read_text("utf-8")):
                if MATRIX[Can[match[0].removeprefix("Can.")]] != EVERYBODY:  # what everybody may has no check to miss
                    yield name, match.start(), match.end()


def survives(copy: Path, name: Path, start: int, end: int) -> bool:
    """Whether the tests stay green when this check asks nothing."""
    whole = (ROOT / name).read_text("utf-8")
    (copy / name).write_text(whole[:start] + OPEN + whole[end:], "utf-8")
    try:
        return all(
            subprocess.run(
                [str(ROOT / ".venv/bin/python"), "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", test],
                cwd=copy, capture_output=True, check=False,
            ).returncode == 0
            for test in TESTS
        )  # fmt: skip
    finally:
        (copy / name).write_text(whole, "utf-8")


def main(only: list[str]) -> int:
    """Try them all; the number of survivors decides."""
    found = list(checks(only))
    left: list[str] = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(COPIES) as workers:
        copies = [Path(folder) / str(number) for number in range(COPIES)]
        for copy in copies:
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv", ".git", "var", "var-test", "*cache*"))

        def work(number: int) -> list[str]:
            mine = []
            for name, start, end in found[number::COPIES]:
                text = (ROOT / name).read_text("utf-8")
                where = f"{name}:{text.count(chr(10), 0, start) + 1} {text[start:end]}"
                alive = survives(copies[number], name, start, end)
                print(f"{'SURVIVES' if alive else 'found   '} {where}", flush=True)
                mine += [where] if alive else []
            return mine

        for mine in workers.map(work, range(COPIES)):
            left += mine
    print(f"{len(found) - len(left)} of {len(found)} checks are missed by a test when they are gone.")
    return int(bool(left))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
