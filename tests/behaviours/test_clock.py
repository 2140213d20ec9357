"""The one place that says what day it is, and the demo's day."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from rarportal.core import clock


def test_the_demo_stands_on_its_day_at_the_real_hour(settings: Any) -> None:
    real = timezone.localtime()
    assert clock.today() == real.date()
    settings.DEMO_TODAY = date(2023, 8, 31)
    assert clock.today() == date(2023, 8, 31)
    shown = timezone.localtime(clock.now())
    apart = timedelta(hours=shown.hour - real.hour, minutes=shown.minute - real.minute)
    assert abs(apart) <= timedelta(minutes=1) or real.hour == 23
