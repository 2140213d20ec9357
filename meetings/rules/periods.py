"""Periods of days: half-open in code and in the database, with the last day included for those who read and type."""

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """From a day until (and without) another; None is without a start or an end."""

    begins: date | None
    ends: date | None

    def __contains__(self, day: date) -> bool:
        return (self.begins is None or self.begins <= day) and (self.ends is None or day < self.ends)

    @property
    def last(self) -> date | None:
        """The last day, included."""
        return self.ends - DAY if self.ends else None

    @property
    def is_backwards(self) -> bool:
        """Whether it would hold no day at all."""
        return self.begins is not None and self.ends is not None and self.ends <= self.begins

    def is_within(self, other: "Days") -> bool:
        """Whether every day of it is one of the other's too."""
        begins_within = other.begins is None or (self.begins is not None and other.begins <= self.begins)
        return begins_within and (other.ends is None or (self.ends is not None and self.ends <= other.ends))


def from_last_day(begins: date | None, last: date | None) -> Days:
    """A period as people type it: its last day is included."""
    return Days(begins, last + DAY if last else None)
