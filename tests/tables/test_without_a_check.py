"""Every check that a page asks for is needed: it is taken away, one at a time, and the table of addresses is wrong.

All checks end in `queries.standing.require()`. Here it lets everybody through while the one call that is taken away
stands on the stack. A POST may then be refused by the action behind it, which asks again: that check is tested where
the action is (`make mutants` takes those away).
"""

import ast
import logging
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from meetings.queries import standing
from rarportal.core.refusal import Forbidden, Unseen
from tests.staging import rolled_back
from tests.tables.test_addresses import ADDRESSES, TABLE, Stage, ask, prepare

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
REFUSED = ("another council's member", "a committee's member", "observer", "member", "administrator", "secretariat")
ELSEWHERE = {"view_as.py"}  # asked by a middleware, of a session: tests/behaviours/test_view_as.py
APPS = ("meetings", "positivlist")
TRIES = 8  # requests that the check refused, tried again without it


@dataclass(frozen=True)
class Check:
    """A call that names a capability, by its file and lines."""

    path: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{Path(self.path).relative_to(ROOT)}:{self.first}"

    def is_at(self, frame: FrameType) -> bool:
        return frame.f_code.co_filename == self.path and self.first <= frame.f_lineno <= self.last


def checks() -> Iterator[Check]:
    """Every call in views and queries that hands a capability on; `may(...)` alone decides about a button."""
    files = [path for app in APPS for room in ("views", "queries") for path in (ROOT / app / room).rglob("*.py")]
    for path in sorted(path for path in files if path.name not in ELSEWHERE):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") != "may":
                values = [*node.args, *(keyword.value for keyword in node.keywords)]
                if any(isinstance(one, ast.Attribute) and getattr(one.value, "id", "") == "Can" for one in values):
                    yield Check(str(path), node.lineno, node.end_lineno or node.lineno)


CHECKS = [*checks()]


@dataclass
class Gate:
    """`require`, with one check taken away; it remembers which checks refused."""

    gone: Check | None = None
    refusers: set[Check] = field(default_factory=set)

    def require(self, roles: Any, can: Any) -> None:
        frame: FrameType | None = sys._getframe(1)
        stack = []
        while frame:
            stack.append(frame)
            frame = frame.f_back
        if self.gone and any(self.gone.is_at(one) for one in stack):
            return
        try:
            ORIGINAL(roles, can)
        except (Forbidden, Unseen):
            self.refusers |= {check for check in CHECKS if any(check.is_at(one) for one in stack)}
            raise


ORIGINAL = standing.require


@pytest.fixture(scope="module")
def found(django_db_setup: None, django_db_blocker: Any) -> dict[Check, str]:
    """What became of the answers when each check was gone: "other", or "action" where the action still refused."""
    gate, result = Gate(), {}
    places = [module for name, module in [*sys.modules.items()] if name.startswith(APPS)]
    places = [module for module in places if getattr(module, "require", None) is ORIGINAL]
    logging.disable(logging.WARNING)
    with rolled_back(django_db_blocker), pytest.MonkeyPatch.context() as patch:
        stage = prepare()
        for module in places:
            patch.setattr(module, "require", gate.require)
        refused: dict[Check, list[tuple[Any, str, str, int]]] = {}
        for request in requests(stage):
            gate.refusers.clear()
            status = ask(*request).status_code
            for check in gate.refusers:
                refused.setdefault(check, []).append((*request, status))
        for check, tries in refused.items():
            gate.gone = check
            now = [(ask(client, method, url).status_code, was) for client, method, url, was in tries[:TRIES]]
            result[check] = "other" if any(status != was for status, was in now) else "action"
    logging.disable(logging.NOTSET)
    return result


def requests(stage: Stage) -> Iterator[tuple[Any, str, str]]:
    """Everything that these people may ask for, and may not."""
    for role in REFUSED:
        client = stage.client(role)
        for name, pattern in ADDRESSES:
            if name in TABLE:
                for method in ("GET", "POST"):
                    yield client, method, stage.url(name, pattern)


@pytest.mark.parametrize("check", CHECKS, ids=str)
def test_a_page_without_its_check_answers_otherwise(found: dict[Check, str], check: Check) -> None:
    assert check in found, f"nobody in the table is refused by {check}"


def test_most_checks_show_in_the_answer_itself(found: dict[Check, str]) -> None:
    """A page that is read has no action behind it that would ask again."""
    assert sum(what == "other" for what in found.values()) > len(CHECKS) / 2
