"""The one place that says what time it is. Rules take the moment as an argument; views and actions ask here."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The moment, with its zone."""
    return timezone.now()


def today() -> date:
    """The day in Copenhagen."""
    return timezone.localdate(now())
