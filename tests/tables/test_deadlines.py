"""Deadlines in days, at the turns of months, years and clocks. Trust row R17."""

from datetime import date

import pytest

from meetings.rules import deadlines

TABLE = [  # with the defaults: meeting, dispatch at the latest, minutes at the latest
    (date(2024, 2, 1), date(2024, 1, 24), date(2024, 2, 8)),  # S0
    (date(2023, 9, 26), date(2023, 9, 18), date(2023, 10, 3)),  # S2
    (date(2024, 3, 8), date(2024, 2, 29), date(2024, 3, 15)),  # a leap year
    (date(2025, 3, 8), date(2025, 2, 28), date(2025, 3, 15)),
    (date(2026, 1, 5), date(2025, 12, 28), date(2026, 1, 12)),  # over the year's end
    (date(2025, 12, 29), date(2025, 12, 21), date(2026, 1, 5)),
    (date(2026, 3, 29), date(2026, 3, 21), date(2026, 4, 5)),  # summer time begins: a day is a day
    (date(2026, 10, 25), date(2026, 10, 17), date(2026, 11, 1)),  # and ends
]


@pytest.mark.parametrize(("meeting", "dispatch", "minutes"), TABLE)
def test_the_last_days(meeting: date, dispatch: date, minutes: date) -> None:
    assert deadlines.dispatch_due(meeting, 8) == dispatch
    assert deadlines.minutes_due(meeting, 7) == minutes


@pytest.mark.parametrize(
    ("days", "dispatch", "minutes"),
    [(0, date(2024, 3, 1), date(2024, 3, 1)), (1, date(2024, 2, 29), date(2024, 3, 2)),
     (14, date(2024, 2, 16), date(2024, 3, 15)), (365, date(2023, 3, 2), date(2025, 3, 1))],
)  # fmt: skip
def test_how_many_days_is_the_councils_setting(days: int, dispatch: date, minutes: date) -> None:
    assert deadlines.dispatch_due(date(2024, 3, 1), days) == dispatch
    assert deadlines.minutes_due(date(2024, 3, 1), days) == minutes
