"""How long contact data is kept after somebody has left the councils (databeskyttelsesforordningen art. 5, 1, e)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

# Half a year: the last minutes are approved, expenses are settled, and a new period has been appointed by then.
KEEP_CONTACT_FOR = timedelta(days=183)


def is_in_service(ends: Iterable[datetime | None], at: datetime) -> bool:
    """Whether a seat or a post goes on, or is still to come, at the moment (`ends` of all of them; None: no end)."""
    return any(end is None or end > at for end in ends)


def contact_is_due(ends: Iterable[datetime | None], at: datetime) -> bool:
    """Whether contact data must go: the last seat or post ended at least KEEP_CONTACT_FOR ago.

    Who never had any is not counted: the secretariat may have just registered them, and removes it by hand.
    """
    known = list(ends)
    return bool(known) and all(end is not None and end + KEEP_CONTACT_FOR <= at for end in known)
