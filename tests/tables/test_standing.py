"""As what somebody stands: `standing()` as a table, to the minute and to the day. Trust row T28."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from meetings.rules.standing import Place, Post, Seat, holds, is_seated, standing
from rarportal.core.permissions import Role

ZONE = ZoneInfo("Europe/Copenhagen")
BEGINS = datetime(2022, 7, 1, tzinfo=ZONE)
ENDS = datetime(2026, 6, 30, 14, 30, tzinfo=ZONE)  # a chair can change in the middle of a meeting (S2 item 1.2)
INSIDE = datetime(2024, 2, 1, 13, tzinfo=ZONE)
MINUTE = timedelta(minutes=1)

COUNCIL = Place(body_id=1, kind="COUNCIL", council_id=10)
CHAIRMANSHIP = Place(body_id=2, kind="CHAIRMANSHIP", council_id=10)
COMMITTEE = Place(body_id=3, kind="COMMITTEE", council_id=10)
OTHER_COMMITTEE = Place(body_id=4, kind="COMMITTEE", council_id=10)
ELSEWHERE = Place(body_id=5, kind="COUNCIL", council_id=20)
PLACES = {
    "council": COUNCIL,
    "chairmanship": CHAIRMANSHIP,
    "committee": COMMITTEE,
    "other committee": OTHER_COMMITTEE,
    "elsewhere": ELSEWHERE,
}


def seat(place: Place, role: str, begins: datetime | None = BEGINS, ends: datetime | None = ENDS) -> Seat:
    return Seat(membership_id=7, place=place, role=role, begins=begins, ends=ends)


def roles(place: Place, *seats: Seat, at: datetime = INSIDE, **more: object) -> set[str]:
    """What is more than the public, by name."""
    found = standing(place=place, at=at, day=at.astimezone(ZONE).date(), seats=seats, **more)  # type: ignore[arg-type]
    assert Role.PUBLIC in found
    return {role.value for role in found - {Role.PUBLIC}}


# seat held: body, role                 asked about: council        chairmanship    committee      other  elsewhere
TABLE = {
    ("council", "MEMBER"):              ("MEMBER",                  "",             "",            "",    ""),
    ("council", "OBSERVER"):            ("OBSERVER",                "",             "",            "",    ""),
    ("council", "SUBSTITUTE"):          ("",                        "",             "",            "",    ""),
    ("council", "CHAIR"):               ("CHAIR",                   "",             "",            "",    ""),
    ("council", "VICE_CHAIR"):          ("VICE_CHAIR",              "",             "",            "",    ""),
    ("chairmanship", "CHAIR"):          ("CHAIR",                   "CHAIR",        "",            "",    ""),
    ("chairmanship", "VICE_CHAIR"):     ("VICE_CHAIR",              "VICE_CHAIR",   "",            "",    ""),
    ("chairmanship", "MEMBER"):         ("",                        "MEMBER",       "",            "",    ""),
    ("chairmanship", "SUBSTITUTE"):     ("",                        "",             "",            "",    ""),
    ("chairmanship", "OBSERVER"):       ("",                        "OBSERVER",     "",            "",    ""),
    ("committee", "CHAIR"):             ("COMMITTEE",               "",             "CHAIR",       "",    ""),
    ("committee", "VICE_CHAIR"):        ("COMMITTEE",               "",             "VICE_CHAIR",  "",    ""),
    ("committee", "MEMBER"):            ("COMMITTEE",               "",             "MEMBER",      "",    ""),
    ("committee", "OBSERVER"):          ("COMMITTEE",               "",             "OBSERVER",    "",    ""),
    ("committee", "SUBSTITUTE"):        ("",                        "",             "",            "",    ""),
    ("elsewhere", "MEMBER"):            ("",                        "",             "",            "",    "MEMBER"),
    ("elsewhere", "OBSERVER"):          ("",                        "",             "",            "",    "OBSERVER"),
    ("elsewhere", "CHAIR"):             ("",                        "",             "",            "",    "CHAIR"),
}  # fmt: skip


@pytest.mark.parametrize(("where", "role"), TABLE)
def test_a_seat_counts_for_its_body_and_where_the_table_says(where: str, role: str) -> None:
    found = tuple(",".join(sorted(roles(place, seat(PLACES[where], role)))) for place in PLACES.values())
    assert found == TABLE[where, role]


@pytest.mark.parametrize(("where", "role"), TABLE)
@pytest.mark.parametrize("at", [BEGINS - MINUTE, ENDS, ENDS + MINUTE])
def test_a_seat_counts_for_nothing_outside_its_period(where: str, role: str, at: datetime) -> None:
    for place in PLACES.values():
        assert roles(place, seat(PLACES[where], role), at=at, asked=frozenset({7})) == set()


BOUNDARIES = {
    "a minute before it begins": (BEGINS - MINUTE, False),
    "when it begins": (BEGINS, True),
    "a minute before it ends": (ENDS - MINUTE, True),
    "a microsecond before it ends": (ENDS - timedelta(microseconds=1), True),
    "when it ends": (ENDS, False),
    "a minute after it has ended": (ENDS + MINUTE, False),
}


@pytest.mark.parametrize(("at", "counts"), BOUNDARIES.values(), ids=BOUNDARIES)
def test_a_seat_begins_and_ends_to_the_minute(at: datetime, counts: bool) -> None:
    assert roles(COUNCIL, seat(COUNCIL, "MEMBER"), at=at) == ({"MEMBER"} if counts else set())
    assert holds(BEGINS, ENDS, at) is counts


@pytest.mark.parametrize(
    ("begins", "ends", "counts"),
    [(None, None, True), (BEGINS, None, True), (None, ENDS, True), (None, BEGINS, False), (ENDS, None, False)],
)
def test_a_period_without_begin_or_end_goes_on(begins: datetime | None, ends: datetime | None, counts: bool) -> None:
    assert roles(COUNCIL, seat(COUNCIL, "MEMBER", begins, ends)) == ({"MEMBER"} if counts else set())


def test_there_is_never_a_moment_with_two_chairs_or_none() -> None:
    leaving, coming = seat(CHAIRMANSHIP, "CHAIR", BEGINS, ENDS), seat(CHAIRMANSHIP, "CHAIR", ENDS, None)
    for minutes in range(-3, 4):
        at = ENDS + minutes * MINUTE
        assert (roles(COUNCIL, leaving, at=at) == {"CHAIR"}) + (roles(COUNCIL, coming, at=at) == {"CHAIR"}) == 1


@pytest.mark.parametrize(
    ("where", "asked", "expected"),
    [
        ("council", {7}, ("STAND_IN", "", "", "", "")),
        ("council", {8}, ("", "", "", "", "")),  # somebody else was asked
        ("council", set(), ("", "", "", "", "")),
        ("chairmanship", {7}, ("", "STAND_IN", "", "", "")),  # is no chair of the council by that
        ("committee", {7}, ("", "", "STAND_IN", "", "")),
        ("elsewhere", {7}, ("", "", "", "", "STAND_IN")),
    ],
)
def test_a_substitute_stands_in_only_where_asked(where: str, asked: set[int], expected: tuple[str, ...]) -> None:
    one = seat(PLACES[where], "SUBSTITUTE")
    found = tuple(",".join(sorted(roles(place, one, asked=frozenset(asked)))) for place in PLACES.values())
    assert found == expected


def test_being_asked_gives_nothing_to_other_seats() -> None:
    assert roles(COUNCIL, seat(COUNCIL, "OBSERVER"), asked=frozenset({7})) == {"OBSERVER"}


EMPLOYED = (datetime(2024, 1, 8, 8, tzinfo=ZONE), datetime(2024, 12, 31, 16, tzinfo=ZONE))
SERVED = (date(2024, 1, 1), date(2024, 7, 1))  # the last day is 30 June


def post(council: int = 10) -> Post:
    return Post(council, *EMPLOYED, *SERVED)


POSTS = {
    "served, not yet employed": (EMPLOYED[0] - MINUTE, False),
    "from the first minute of the employment": (EMPLOYED[0], True),
    "the last minute of the last day of the service": (datetime(2024, 6, 30, 23, 59, tzinfo=ZONE), True),
    "midnight after it": (datetime(2024, 7, 1, tzinfo=ZONE), False),
    "employed, but another office serves": (datetime(2024, 9, 1, tzinfo=ZONE), False),
    "when the employment has ended": (EMPLOYED[1], False),
}


@pytest.mark.parametrize(("at", "counts"), POSTS.values(), ids=POSTS)
def test_office_staff_is_the_secretariat_while_employed_and_while_the_office_serves(at: datetime, counts: bool) -> None:
    for place in (COUNCIL, CHAIRMANSHIP, COMMITTEE):
        assert roles(place, at=at, posts=[post()]) == ({"SECRETARIAT"} if counts else set())


def test_the_day_of_a_service_is_copenhagens_and_not_utcs() -> None:
    """22.30 UTC on 30 June is 0.30 on 1 July here: the service has ended."""
    at = datetime(2024, 6, 30, 22, 30, tzinfo=ZoneInfo("UTC"))
    assert at.date() < SERVED[1]
    assert roles(COUNCIL, at=at, posts=[post()]) == set()


def test_an_office_is_the_secretariat_of_no_other_council() -> None:
    at = datetime(2024, 3, 1, tzinfo=ZONE)
    assert roles(ELSEWHERE, at=at, posts=[post()]) == set()
    assert roles(ELSEWHERE, at=at, posts=[post(), post(council=20)]) == {"SECRETARIAT"}


def test_an_administrator_is_one_everywhere_and_nothing_more() -> None:
    for place in PLACES.values():
        assert roles(place, is_administrator=True) == {"ADMINISTRATOR"}


def test_several_seats_add_up() -> None:
    held = (seat(COUNCIL, "MEMBER"), seat(CHAIRMANSHIP, "CHAIR"), seat(COMMITTEE, "MEMBER"))
    assert roles(COUNCIL, *held, is_administrator=True) == {"MEMBER", "CHAIR", "COMMITTEE", "ADMINISTRATOR"}
    assert roles(CHAIRMANSHIP, *held) == {"CHAIR"}
    assert roles(COMMITTEE, *held) == {"MEMBER"}


SEATED = {"CHAIR", "VICE_CHAIR", "MEMBER", "STAND_IN", "OBSERVER", "COMMITTEE", "SECRETARIAT", "HEARING_PARTY"}


@pytest.mark.parametrize("role", Role)
def test_a_stranger_and_an_administrator_have_no_place(role: Role) -> None:
    assert is_seated(frozenset({role, Role.PUBLIC})) is (role.value in SEATED)
