"""Whether a body can decide: how many of its members are there, and how many it takes (docs/domain.md).

A member's place counts once: when the member came, or when the personal substitute came instead.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A member's seat at a meeting; `came` is None while nobody has taken it down."""

    organisation: str
    came: bool | None = None
    stood_in: bool = False

    @property
    def is_filled(self) -> bool:
        """Whether somebody sits there."""
        return bool(self.came) or self.stood_in

    @property
    def is_open(self) -> bool:
        """Whether somebody may sit there still, as far as is known."""
        return self.came is None and not self.stood_in


@dataclass(frozen=True)
class Quorum:
    """How many of how many are there, how many it takes, and what is known by now."""

    present: int
    members: int
    needed: int
    unknown: int

    @property
    def holds(self) -> bool | None:
        """Whether the body can decide; None while those who are not taken down would make the difference."""
        if self.present >= self.needed:
            return True
        return None if self.present + self.unknown >= self.needed else False


def needed(members: int, percent: int) -> int:
    """The fewest members that are at least so many percent of the appointed: 11 of 21 at 50, and 10 of 20."""
    return -(-members * percent // 100)


def quorum(places: Sequence[Place], percent: int) -> Quorum:
    """The body's quorum by its council's setting (`DocumentProfile.quorum_percent`)."""
    return Quorum(
        present=sum(place.is_filled for place in places),
        members=len(places),
        needed=needed(len(places), percent),
        unknown=sum(place.is_open for place in places),
    )


def by_organisation(places: Iterable[Place]) -> list[tuple[str, int, int]]:
    """(organisation, present, members) in the order the organisations come in."""
    counted: dict[str, tuple[int, int]] = {}
    for place in places:
        present, members = counted.get(place.organisation, (0, 0))
        counted[place.organisation] = (present + place.is_filled, members + 1)
    return [(organisation, present, members) for organisation, (present, members) in counted.items()]
