"""What differs between two lists: added, removed and changed courses, row by row."""

from collections.abc import Iterable
from dataclasses import dataclass

from positivlist.rules.courses import TYPES, Row, ects_text

NAMES = {"group": "erhvervsgruppe", "title": "titel", "code": "kode", "days": "dage", "ects": "ECTS", "note": "note"}


@dataclass(frozen=True)
class Change:
    """A course that both lists have, and not alike."""

    before: Row
    after: Row

    @property
    def words(self) -> list[str]:
        """ "dage: 5 bliver 7", one for each column that differs."""
        found = []
        for name, word in NAMES.items():
            old, new = _said(self.before, name), _said(self.after, name)
            if old != new:
                found.append(f"{word}: {old or 'intet'} bliver {new or 'intet'}")
        return found


def _said(row: Row, name: str) -> str:
    if name == "ects":
        return ects_text(row.ects)
    value = getattr(row, name)
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Differences:
    """From one list to another, in the order of the list where the row stands."""

    added: tuple[Row, ...] = ()
    removed: tuple[Row, ...] = ()
    changed: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    @property
    def count(self) -> int:
        """How many courses the difference touches."""
        return len(self.added) + len(self.removed) + len(self.changed)


def compare(before: Iterable[Row], after: Iterable[Row]) -> Differences:
    """What `after` has that `before` has not, what it no longer has, and what is written otherwise."""
    old, new = {row.key: row for row in before}, {row.key: row for row in after}
    return Differences(
        added=tuple(row for key, row in new.items() if key not in old),
        removed=tuple(row for key, row in old.items() if key not in new),
        changed=tuple(Change(old[key], row) for key, row in new.items() if key in old and old[key] != row),
    )


def rebased(old: Iterable[Row], new: Iterable[Row], rows: Iterable[Row]) -> list[Row]:
    """A proposal that was made from `old`, as it stands on `new`: what a round in between added, removed or changed is
    taken over, but for the courses that the proposal itself has touched."""
    base, mine = {row.key: row for row in old}, list(rows)
    between = compare(base.values(), new)
    gone = {row.key for row in between.removed}
    changed = {one.after.key: one.after for one in between.changed}
    kept = [
        changed.get(row.key, row) if base.get(row.key) == row else row
        for row in mine
        if not (row.key in gone and base.get(row.key) == row)
    ]
    there = {row.key for row in mine}
    return [*kept, *(row for row in between.added if row.key not in there)]


def types_said(rows: Iterable[Row]) -> str:
    """ "11 AMU, 4 akademi og 3 private": how many of each type, in the order of the types."""
    counts = dict.fromkeys(TYPES, 0)
    for row in rows:
        counts[row.type] += 1
    words = {"AMU": "AMU", "AKADEMI": "akademi", "PRIVAT": "private", "ANDEN": "andre"}
    return said_together([f"{count} {words[type]}" for type, count in counts.items() if count])


def said_together(parts: list[str]) -> str:
    """ "a", "a og b", "a, b og c"."""
    *head, last = parts or [""]
    return f"{', '.join(head)} og {last}" if head else last
