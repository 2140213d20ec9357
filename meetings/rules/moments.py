"""Moments as people write them: a day and an hour in Copenhagen, also in the nights when clocks change (R17)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip


class NoMoment(ValueError):
    """A time on the clock that never was, or was twice; says so in Danish."""


def moment(written: datetime) -> datetime:
    """The moment that a day and an hour without a zone mean in Copenhagen.

    Raises NoMoment for an hour that the night in March leaves out, and for one that the night in October has
    twice: a guess would give or take an hour of somebody's rights, so the secretariat is asked to write another.
    """
    first, second = (written.replace(tzinfo=COPENHAGEN, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    clock, day = f"{written:%H.%M}", f"{written.day}. {MONTHS[written.month - 1]} {written.year}"
    if first.astimezone(ZoneInfo("UTC")).astimezone(COPENHAGEN).replace(tzinfo=None) != written:
        raise NoMoment(
            f"Kl. {clock} findes ikke den {day}: uret stilles frem fra 02.00 til 03.00. Skriv kl. 03.00 eller senere."
        )
    raise NoMoment(
        f"Kl. {clock} er der to gange den {day}: uret stilles tilbage fra 03.00 til 02.00. "
        "Skriv et tidspunkt før kl. 02.00 eller fra kl. 03.00."
    )


def day_of(day: date) -> tuple[datetime, datetime]:
    """The day in Copenhagen as a half-open period, of 23, 24 or 25 hours."""
    return (
        datetime.combine(day, time(), COPENHAGEN),
        datetime.combine(day + timedelta(days=1), time(), COPENHAGEN),
    )
