"""The rules of courses and lists as tables of values: what is wrong with a row, what differs, who has approved."""

from datetime import date
from decimal import Decimal

import pytest

from positivlist.rules.approval import CHAIR, EVERYBODY, MAJORITY, MAJORITY_WITH_CHAIR, Sitting, what_is_missing
from positivlist.rules.courses import Row, doublets, findings, matches, put_right
from positivlist.rules.differences import compare, rebased, types_said
from positivlist.rules.periods import last_day, next_start, plan, year_ends
from tests.rounds import MORE, ROWS

GROUP = "Bygge og anlæg"
FINDINGS = {  # type, code, days, ects -> the columns that are wrong, what puts them right
    ("AMU", "48906", 5, None): [],
    ("AMU", "48906", None, "5"): [("ects", "til-dage")],  # S2's last four courses
    ("AMU", "48906", None, "2.5"): [("days", "")],  # no whole number of days
    ("AMU", "48906", None, None): [("days", "")],
    ("AMU", "48906", 5, "5"): [("days", "")],
    ("AMU", "", 5, None): [("code", "")],
    ("AMU", "8906", 5, None): [("code", "foran-nul")],
    ("AMU", "489061", 5, None): [("code", "")],
    ("AMU", "4890a", 5, None): [("code", "")],
    ("AMU", "٤٨٩٠٦", 5, None): [("code", "")],  # digits, and not ours
    ("AMU", "48906", 0, None): [("days", "")],
    ("AMU", "48906", 261, None): [("days", "")],
    ("AKADEMI", "20510", None, "10"): [],
    ("AKADEMI", "20510", None, "2.5"): [],
    ("AKADEMI", "20510", 10, None): [("days", "til-ects")],
    ("AKADEMI", "20510", None, None): [("ects", "")],
    ("AKADEMI", "", None, "10"): [("code", "")],
    ("AKADEMI", "20510", None, "61"): [("ects", "")],
    ("PRIVAT", "", 30, None): [],
    ("PRIVAT", "20510", 30, None): [("code", "")],
    ("PRIVAT", "", None, "5"): [("ects", "til-dage")],
    ("PRIVAT", "", None, None): [("days", "")],
    ("ANDEN", "", 3, None): [],
    ("ANDEN", "ABC", None, "5"): [],
    ("ANDEN", "", None, None): [("days", "")],
    ("", "", 5, None): [("type", "")],
}


@pytest.mark.parametrize("given", FINDINGS, ids=str)
def test_what_is_wrong_with_a_row(given: tuple[str, str, int | None, str | None]) -> None:
    kind, code, days, ects = given
    row = Row(GROUP, "Kursus", kind, code, days, Decimal(ects) if ects else None)
    assert [(one.column, one.remedy) for one in findings(row, [GROUP])] == FINDINGS[given]


@pytest.mark.parametrize(
    ("row", "column"),
    [(Row("", "Kursus", "PRIVAT", days=1), "group"), (Row("Ukendt", "Kursus", "PRIVAT", days=1), "group"),
     (Row(GROUP, "", "PRIVAT", days=1), "title")],
)  # fmt: skip
def test_a_row_has_a_known_group_and_a_title(row: Row, column: str) -> None:
    assert [one.column for one in findings(row, [GROUP])] == [column]


def test_a_remedy_leaves_nothing_wrong_and_says_what_was_printed() -> None:
    before = Row(GROUP, "Træer og buske om sommeren", "AMU", "42395", None, Decimal(15))
    after = put_right(before, "til-dage")
    assert (after.days, after.ects, after.note) == (15, None, "trykt under ECTS")
    assert findings(after) == []
    assert put_right(Row(GROUP, "Modul", "AKADEMI", "20510", 10), "til-ects").ects == Decimal(10)
    assert put_right(Row(GROUP, "Kursus", "AMU", "8906", 5), "foran-nul").code == "08906"
    with pytest.raises(ValueError, match="til-dage"):
        put_right(after, "til-dage")


def test_a_code_or_a_title_that_stands_twice_is_told_at_the_second() -> None:
    rows = [*ROWS, Row(GROUP, "Et andet navn", "AMU", "48906", 5), Row(GROUP, "VIDEO  Producer", "PRIVAT", days=3)]
    found = doublets(enumerate(rows, 1))
    said = [found.sentence(row, place) for place, row in enumerate(rows, 1)]
    assert said[:3] == [None, None, None]
    assert said[3] == "Samme kursus står allerede i række 1: koden 48906 er den samme."
    assert said[4] == "Samme kursus står allerede i række 3: titlen er den samme."


def test_what_differs_is_told_row_by_row() -> None:
    longer = Row(GROUP, "Afslibning af trægulve", "AMU", "48906", 7)
    differs = compare(ROWS, [longer, ROWS[2], MORE])
    assert (differs.added, differs.removed, differs.count) == ((MORE,), (ROWS[1],), 3)
    assert [one.words for one in differs.changed] == [["dage: 5 bliver 7"]]
    assert not compare(ROWS, list(reversed(ROWS)))
    assert types_said([*ROWS, MORE]) == "2 AMU, 1 akademi og 1 private"


def test_a_round_goes_on_from_a_list_in_between_and_keeps_its_own_changes() -> None:
    old, between = (
        list(ROWS),
        [ROWS[0], Row("It og teleteknik", "Kunstig intelligens", "AKADEMI", "20235", ects=Decimal(5)), MORE],
    )
    mine_changed = Row(GROUP, "Afslibning af trægulve", "AMU", "48906", 9)
    new = Row(GROUP, "Mit nye", "AMU", "11111", 1)
    assert rebased(old, between, [mine_changed, *old[1:], new]) == [mine_changed, between[1], new, MORE]
    assert rebased(old, between, old) == between


@pytest.mark.parametrize(
    ("words", "group", "kind", "found"),
    [("", "", "", 3), ("trægulv", "", "", 1), ("TRÆGULVE 489", "", "", 1), ("48906", "", "", 1), ("ingen", "", "", 0),
     ("", "Akademisk arbejde", "", 1), ("", "", "AMU", 1), ("video", "", "AMU", 0)],
)  # fmt: skip
def test_a_search_finds_by_title_code_group_and_type(words: str, group: str, kind: str, found: int) -> None:
    assert sum(matches(row, words=words, group=group, type=kind) for row in ROWS) == found


BIRGITTE, TORBEN, LONE = Sitting(1, "Birgitte", True), Sitting(2, "Torben", False), Sitting(3, "Lone", False)
ALL, VACANT = (BIRGITTE, TORBEN, LONE), (TORBEN, LONE)  # with and without a chair
APPROVED = [  # rule, who sits, who has approved, who has drafted, whether that is enough
    (MAJORITY_WITH_CHAIR, ALL, {1, 2}, set(), True),
    (MAJORITY_WITH_CHAIR, ALL, {2, 3}, set(), False),
    (MAJORITY_WITH_CHAIR, ALL, {1}, set(), False),
    (MAJORITY_WITH_CHAIR, ALL, {1, 9}, set(), False),  # who no longer sits counts for nothing
    (MAJORITY_WITH_CHAIR, ALL, set(), set(), False),
    (MAJORITY_WITH_CHAIR, (BIRGITTE,), {1}, set(), True),
    (MAJORITY_WITH_CHAIR, VACANT, {2}, set(), False),
    (MAJORITY_WITH_CHAIR, VACANT, {2, 3}, set(), True),
    (MAJORITY_WITH_CHAIR, ALL, {1, 2}, {1}, True),
    (MAJORITY_WITH_CHAIR, ALL, {1, 2}, {1, 2}, False),
    (MAJORITY, ALL, {2, 3}, set(), True),
    (MAJORITY, ALL, {1}, set(), False),
    (EVERYBODY, ALL, {1, 2}, set(), False),
    (EVERYBODY, ALL, {1, 2, 3}, set(), True),
    (CHAIR, ALL, {1}, set(), True),
    (CHAIR, ALL, {1}, {1}, False),  # nobody approves alone what they drafted
    (CHAIR, ALL, {2, 3}, set(), False),
    (CHAIR, VACANT, {2}, set(), False),
    (CHAIR, VACANT, {2, 3}, set(), True),
    (MAJORITY, (), set(), set(), False),
]


@pytest.mark.parametrize(("rule", "sitting", "approved", "drafters", "enough"), APPROVED)
def test_when_the_chairmanship_has_approved(
    rule: str, sitting: tuple[Sitting, ...], approved: set[int], drafters: set[int], enough: bool
) -> None:
    missing = what_is_missing(rule=rule, sitting=sitting, approved=approved, drafters=drafters)
    assert (missing is None) is enough
    assert missing is None or missing.endswith(".")


@pytest.mark.parametrize(
    ("template", "today", "starts"),
    [("SPRING", date(2024, 1, 17), date(2024, 4, 1)), ("SPRING", date(2024, 4, 1), date(2025, 4, 1)),
     ("SUPPLEMENT", date(2023, 8, 31), date(2023, 10, 1)), ("BETWEEN", date(2023, 8, 31), None)],
)  # fmt: skip
def test_when_a_list_begins(template: str, today: date, starts: date | None) -> None:
    assert next_start(template, today) == starts


def test_a_list_holds_until_the_next_one_or_the_end_of_its_year() -> None:
    spring, supplement = date(2023, 4, 1), date(2023, 10, 1)
    assert year_ends(spring) == year_ends(supplement) == year_ends(date(2024, 3, 31)) == date(2024, 3, 31)
    assert last_day(spring, [spring, supplement]) == date(2023, 9, 30)
    assert last_day(supplement, [spring, supplement]) == date(2024, 3, 31)
    assert [due for _, due in plan(supplement)] == sorted(due for _, due in plan(supplement))
