"""Attendance item by item: who came or left at one, or was disqualified (inhabil). docs/decisions/attendance.md"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import time
from typing import Protocol, TypeVar

CAME, LEFT, DISQUALIFIED = "CAME", "LEFT", "DISQUALIFIED"


class Change(Protocol):
    """What is asked of a change."""

    @property
    def kind(self) -> str:
        """CAME, LEFT or DISQUALIFIED."""


AnyChange = TypeVar("AnyChange", bound=Change)


def holding_at(item: int, order: Iterable[int], noted: Mapping[int, Sequence[AnyChange]]) -> Iterator[AnyChange]:
    """The changes that hold at an item, the earliest first: who came or left up to it, and who takes no part in it.

    `order` has all items as they are taken, `noted` the changes by item.
    """
    for each in order:
        yield from (change for change in noted.get(each, ()) if change.kind != DISQUALIFIED or each == item)
        if each == item:
            return


def words(*, name: str, group: str, kind: str, at: time | None) -> str:
    """As the minutes print it: "Hanne Rosenvang (DA) gik kl. 14.16." """
    who = f"{name} ({group})" if group else name
    if kind == DISQUALIFIED:
        return f"{who} var inhabil og deltog ikke i punktet."
    return f"{who} {'kom' if kind == CAME else 'gik'} {f'kl. {at:%H.%M}' if at else 'under punktet'}."
