"""From when until when a list holds (docs/domain.md): 1 April to 31 March, supplemented on 1 October."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

SPRING, SUPPLEMENT, BETWEEN = "SPRING", "SUPPLEMENT", "BETWEEN"
TEMPLATES = {SPRING: "årets liste (1. april)", SUPPLEMENT: "supplering (1. oktober)", BETWEEN: "ændring ind imellem"}
STARTS = {SPRING: (4, 1), SUPPLEMENT: (10, 1)}


def next_start(template: str, today: date) -> date | None:
    """The next 1 April or 1 October; None for a change in between, which has a day of its own."""
    if template not in STARTS:
        return None
    month, day = STARTS[template]
    this_year = date(today.year, month, day)
    return this_year if this_year > today else date(today.year + 1, month, day)


def year_ends(begins: date) -> date:
    """The last day of the list's year: the 31 March after it began."""
    return date(begins.year + (begins.month >= 4), 3, 31)


def last_day(begins: date, later: Iterable[date]) -> date:
    """The last day on which a list holds: the day before the next begins, or the end of its year if that is sooner."""
    following = [day - timedelta(days=1) for day in later if day > begins]
    return min([year_ends(begins), *following])


@dataclass(frozen=True)
class Step:
    """A step of a round: its name in code, in Danish, who has the ball, and when it is due before the list begins."""

    name: str
    title: str
    ball: str
    days_before: int
    may_be_skipped: bool = False


PROPOSAL, HEARING, APPROVAL, DECISION, PUBLICATION = "forslag", "hoering", "formandskab", "raad", "offentliggoerelse"
STEPS = (
    Step(HEARING, "Høring", "Høringsparterne", 60, may_be_skipped=True),
    Step(PROPOSAL, "Forslag", "Sekretariatet", 18),
    Step(APPROVAL, "Godkendelse", "Formandskabet", 16),
    Step(DECISION, "Beslutning", "Rådet", 5),
    Step(PUBLICATION, "Listen gælder", "Sekretariatet", 0),
)


def plan(begins: date) -> list[tuple[Step, date]]:
    """The steps with the last day of each, for a list that begins on this day."""
    return [(step, begins - timedelta(days=step.days_before)) for step in STEPS]
