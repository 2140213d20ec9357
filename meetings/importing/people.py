"""Who a printed name is, among the people of the council. Nothing is guessed: what is like a name is a question."""

from collections.abc import Iterable
from dataclasses import dataclass

from meetings.rules.names import same_key

NEW, PRINTED = "new", "printed"  # make a person of it; keep it as it is printed


@dataclass(frozen=True)
class Likeness:
    """The one person whose name it is, or those whose name is like it."""

    person: int | None = None
    like: tuple[int, ...] = ()


def likeness(name: str, people: Iterable[tuple[int, str]]) -> Likeness:
    """Hold a printed name against (id, name) of the people."""
    known = list(people)
    same = [pk for pk, other in known if same_key(other) == same_key(name)]
    if len(same) == 1:
        return Likeness(person=same[0])
    return Likeness(like=tuple(same or (pk for pk, other in known if is_like(name, other))))


def is_like(name: str, other: str) -> bool:
    """Whether the two can be one person: "Jakob B. Wätjen" and "Jakob Beck Wätjen", "Ann Poulsen" and "Ann B. Poulsen".

    First and last name are the same, and what stands between does not speak against it.
    """
    mine, theirs = same_key(name).split(), same_key(other).split()
    if len(mine) < 2 or len(theirs) < 2 or mine[0] != theirs[0] or mine[-1] != theirs[-1]:
        return False
    return all(_agree(one, two) for one, two in zip(mine[1:-1], theirs[1:-1], strict=False))


def _agree(one: str, two: str) -> bool:
    short, long = sorted((one.rstrip("."), two.rstrip(".")), key=len)
    return long.startswith(short)
