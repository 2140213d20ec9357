"""States and moves, the same for a meeting, a round or a hearing. Pure Python; takes any number of tables.

A table has a row per move. A guard answers `None` or a Danish sentence; the same sentence explains the
disabled button and the refusal. A stop holds always; a warning is passed with a reason ("send alligevel").
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rarportal.core.permissions import Can, Role, may
from rarportal.core.refusal import Forbidden, Refusal


@dataclass(frozen=True)
class Move:
    """Somebody's wish to make a transition: as what they stand, when, and why (needed to pass a warning)."""

    roles: frozenset[Role]
    at: datetime
    reason: str = ""


Guard = Callable[[Any, Move], str | None]


@dataclass(frozen=True)
class Transition:
    """One row of a table: from which states to which, with which capability and under which guards.

    `label` is the button's imperative, `done` what the log says afterwards.
    """

    name: str
    label: str
    done: str
    sources: frozenset[str]
    target: str
    can: Can
    stops: tuple[Guard, ...] = ()
    warnings: tuple[Guard, ...] = ()


@dataclass(frozen=True)
class Table:
    """All states of one kind of thing, with their Danish names, and all moves between them."""

    subject: str
    states: Mapping[str, str]
    transitions: tuple[Transition, ...]

    def __getitem__(self, name: str) -> Transition:
        return next(transition for transition in self.transitions if transition.name == name)

    def wrong_state(self, transition: Transition, state: str) -> str | None:
        """The sentence that says why a move is not open in this state, or None."""
        if state in transition.sources:
            return None
        needed = listed(self.states[source] for source in self.states if source in transition.sources)
        return f"{self.subject} er {self.states[state]}. »{transition.label}« kræver, at det er {needed}."


@dataclass(frozen=True)
class Objections:
    """What speaks against a move: stops always hold, warnings are passed with a reason."""

    stops: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def listed(words: Iterable[str]) -> str:
    """Danish enumeration: "a", "a eller b", "a, b eller c"."""
    *head, last = list(words)
    return f"{', '.join(head)} eller {last}" if head else last


def reasons_against(table: Table, transition: Transition, thing: Any, move: Move) -> Objections:
    """Everything that speaks against the move, all at once. The right is asked apart (`make`)."""
    wrong = table.wrong_state(transition, thing.state)
    if wrong:
        return Objections(stops=(wrong,))
    return Objections(
        stops=tuple(filter(None, (guard(thing, move) for guard in transition.stops))),
        warnings=tuple(filter(None, (guard(thing, move) for guard in transition.warnings))),
    )


def make(table: Table, transition: Transition, thing: Any, move: Move) -> None:
    """Make the move: the only place that assigns `.state`. The caller holds the row's lock and saves.

    Raises Forbidden without the capability, Refusal with every stop, and with every warning if no reason is given.
    """
    if not may(move.roles, transition.can):
        raise Forbidden
    against = reasons_against(table, transition, thing, move)
    if against.stops:
        raise Refusal(*against.stops, code="stopped")
    if against.warnings and not move.reason.strip():
        raise Refusal(*against.warnings, code="warned")
    thing.state = transition.target
