"""The one place that says what time it is. Rules take the moment as an argument; views and actions ask here."""

from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The moment, with its zone. A demo may stand on another day (DEMO_TODAY); the hour is always the real one."""
    at = timezone.now()
    if settings.DEMO_TODAY is None:
        return at
    return timezone.make_aware(datetime.combine(settings.DEMO_TODAY, timezone.localtime(at).time()))


def today() -> date:
    """The day in Copenhagen."""
    return timezone.localdate(now())


def midnight(day: date) -> datetime:
    """The moment at which a day begins in Copenhagen."""
    return timezone.make_aware(datetime.combine(day, time()))
