"""Rules, the permission matrix and the transition tables know neither Django nor Celery.

import-linter reads the import statements of each module; it does not see what a package's __init__ loads. Here they
are imported in a process where both are blocked.
"""

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PURE = ["rarportal.core.permissions", "rarportal.core.workflow", "rarportal.core.refusal"]
PURE_PACKAGES = ["meetings.rules", "positivlist.rules"]
BLOCKED = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "celery", "kombu"}:
            raise ImportError(f"{name} is loaded")

sys.meta_path.insert(0, Blocked())
"""


def pure_modules() -> list[str]:
    names = list(PURE)
    for package in PURE_PACKAGES:
        folder = ROOT / package.replace(".", "/")
        if folder.is_dir():
            names += [package, *(f"{package}.{module.name}" for module in pkgutil.iter_modules([str(folder)]))]
    return names


def load(*names: str) -> subprocess.CompletedProcess[str]:
    lines = "".join(f"import {name}\n" for name in names)
    return subprocess.run(
        [sys.executable, "-c", BLOCKED + lines], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_each_loads_without_django_and_celery() -> None:
    done = load(*pure_modules())
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("module", ["meetings.models", "rarportal.core.errands"])
def test_the_block_is_seen_by_what_does_load_them(module: str) -> None:
    assert "is loaded" in load(module).stderr
