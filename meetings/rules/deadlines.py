"""Deadlines of a meeting, counted in days; how many is the council's setting (DocumentProfile)."""

from datetime import date, timedelta


def dispatch_due(meeting_day: date, days: int) -> date:
    """The last day to dispatch the agenda: `days` before the meeting."""
    return meeting_day - timedelta(days=days)


def minutes_due(meeting_day: date, days: int) -> date:
    """The last day to send the minutes: `days` after the meeting (S0 item 2: a week)."""
    return meeting_day + timedelta(days=days)
