"""Deadlines of a meeting, in days (docs/domain.md's defaults: dispatch 8 before, minutes 7 after)."""

from datetime import date, timedelta

DISPATCH_DAYS = 8  # before the meeting
MINUTES_DAYS = 7  # after it: S0 item 2, "senest en uge efter mødets afholdelse"


def dispatch_due(meeting_day: date) -> date:
    """The last day to dispatch the agenda."""
    return meeting_day - timedelta(days=DISPATCH_DAYS)


def minutes_due(meeting_day: date) -> date:
    """The last day to send the minutes."""
    return meeting_day + timedelta(days=MINUTES_DAYS)
