"""The one place that says what time it is. Rules take the moment as an argument; views and actions ask here."""

from datetime import date, datetime, time

from django.utils import timezone


def now() -> datetime:
    """The moment, with its zone."""
    return timezone.now()


def today() -> date:
    """The day in Copenhagen."""
    return timezone.localdate(now())


def midnight(day: date) -> datetime:
    """The moment at which a day begins in Copenhagen."""
    return timezone.make_aware(datetime.combine(day, time()))
