"""Rules of people and their seats as tables of values: Danish order, moments, seats, how long contact data is kept."""

from datetime import UTC, date, datetime, timedelta

import pytest

from meetings.rules.memberships import Allocated, Held, look_at
from meetings.rules.moments import NoMoment, day_of, moment
from meetings.rules.names import same_key, sort_key
from meetings.rules.retention import KEEP_CONTACT_FOR, contact_is_due, is_in_service

# -- names -----------------------------------------------------------------------------------------------------------


def test_sort_key() -> None:
    """Dansk Sprognævn: æ ø å last, aa as å, ü as y, other accents as their letter; case does not count."""
    ordered = [
        "André Berg", "Anna Pålsson", "Bente Yde", "Bente Ünal", "Bente Zahle", "charlotte", "Claus", "Zenia",
        "Ærø", "Øster", "Östlund", "Aagaard", "Aalund", "Åse",
    ]  # fmt: skip
    shuffled = ordered[1::2] + ordered[::2]
    assert sorted(shuffled, key=sort_key) == ordered


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Inge Prøvegaard", " inge  PRØVEGAARD ", True),
        ("Rene\u0301 Holm", "René Holm", True),  # the same letter, composed
        ("Inge Prøvegaard", "Inge Prøvegård", False),
    ],
)
def test_when_two_names_are_the_same(one: str, other: str, same: bool) -> None:
    assert (same_key(one) == same_key(other)) is same


# -- moments ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-01-15 12:00", "2026-01-15 11:00"),
        ("2026-07-15 12:00", "2026-07-15 10:00"),
        ("2026-03-29 01:59", "2026-03-29 00:59"),
        ("2026-03-29 03:00", "2026-03-29 01:00"),
        ("2026-10-25 01:59", "2026-10-24 23:59"),
        ("2026-10-25 03:00", "2026-10-25 02:00"),
    ],
)
def test_an_hour_in_copenhagen_is_one_moment(written: str, utc: str) -> None:
    assert moment(datetime.fromisoformat(written)) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-03-29 02:00", "Kl. 02.00 findes ikke den 29. marts 2026"),
        ("2026-03-29 02:59", "Kl. 02.59 findes ikke den 29. marts 2026"),
        ("2026-10-25 02:00", "Kl. 02.00 er der to gange den 25. oktober 2026"),
        ("2026-10-25 02:59", "Kl. 02.59 er der to gange den 25. oktober 2026"),
    ],
)
def test_an_hour_that_is_not_or_is_twice_is_asked_about(written: str, said: str) -> None:
    with pytest.raises(NoMoment, match=said):
        moment(datetime.fromisoformat(written))


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_a_day_has_the_hours_it_has(day: str, hours: int) -> None:
    begins, ends = day_of(date.fromisoformat(day))
    assert ends.astimezone(UTC) - begins.astimezone(UTC) == timedelta(hours=hours)


# -- seats -----------------------------------------------------------------------------------------------------------

RAAD, FORMANDSKAB = (1, "COUNCIL"), (2, "CHAIRMANSHIP")


def seat(
    key: int,
    person: str,
    role: str = "MEMBER",
    years: tuple[int, int | None] = (2022, None),
    *,
    body: tuple[int, str] = RAAD,
    organisation: str | None = None,
    instead_of: int | None = None,
) -> Held:
    """A seat from new year to new year."""
    begins, ends = (datetime(year, 1, 1, tzinfo=UTC) if year else None for year in years)
    return Held(key, person, *body, role, begins, ends, organisation, instead_of)


HANNE = seat(10, "hanne", organisation="DA")
MIKKEL = seat(11, "mikkel", years=(2020, 2024))
BIRGITTE = (seat(12, "birgitte"), seat(13, "birgitte", "CHAIR", body=FORMANDSKAB))
OLUF = seat(14, "oluf", "SUBSTITUTE", (2022, 2024), instead_of=11)
COUNCIL = [HANNE, MIKKEL, *BIRGITTE, OLUF]

SEATS: dict[str, tuple[Held, dict[str, str]]] = {  # what is wanted -> field: how the sentence begins
    "a new member": (seat(99, "ny"), {}),
    "an end before the start": (seat(99, "ny", years=(2024, 2023)), {"ends": "Pladsen skal slutte"}),
    "an end at the start": (seat(99, "ny", years=(2024, 2024)), {"ends": "Pladsen skal slutte"}),
    "two seats at once": (seat(99, "hanne", "OBSERVER", (2023, 2024)), {"begins": "Personen har allerede en plads"}),
    "a seat up to the next": (seat(99, "hanne", years=(2020, 2022)), {}),
    "a seat into the next": (seat(99, "hanne", years=(2020, 2023)), {"begins": "Personen har allerede en plads"}),
    "the same seat, corrected": (seat(10, "hanne", years=(2021, None)), {}),
    "a chair in the council itself": (seat(99, "ny", "CHAIR"), {"role": "Formand og næstformænd har deres plads i"}),
    "a plain member of the chairmanship": (seat(99, "hanne", body=FORMANDSKAB), {"role": "I formandskabet sidder kun"}),
    "a vice-chair who is a member": (seat(99, "hanne", "VICE_CHAIR", body=FORMANDSKAB), {}),
    "a vice-chair who is no member": (
        seat(99, "ny", "VICE_CHAIR", body=FORMANDSKAB), {"role": "Næstformand kan kun den være"}),
    "a vice-chair who is a substitute": (
        seat(99, "oluf", "VICE_CHAIR", (2022, 2024), body=FORMANDSKAB), {"role": "Næstformand kan kun den være"}),
    "a vice-chair for longer than a member": (
        seat(99, "mikkel", "VICE_CHAIR", (2022, None), body=FORMANDSKAB), {"role": "Næstformand kan kun den være"}),
    "a second chair": (
        seat(99, "hanne", "CHAIR", body=FORMANDSKAB), {"begins": "Der er allerede en formand i perioden: fra 01"}),
    "a substitute for nobody": (seat(99, "ny", "SUBSTITUTE"), {"substitute_for": "Skriv, hvem personen er"}),
    "a substitute for a member": (seat(99, "ny", "SUBSTITUTE", instead_of=10), {}),
    "a substitute for a substitute": (
        seat(99, "ny", "SUBSTITUTE", (2022, 2023), instead_of=14), {"substitute_for": "Vælg et medlem af det samme"}),
    "a substitute for another body's": (
        seat(99, "ny", "SUBSTITUTE", body=(3, "COMMITTEE"), instead_of=10), {"substitute_for": "Vælg et medlem"}),
    "a substitute for nothing known": (seat(99, "ny", "SUBSTITUTE", instead_of=77), {"substitute_for": "Vælg et"}),
    "a substitute for oneself": (
        seat(99, "mikkel", "SUBSTITUTE", (2025, None), instead_of=11), {"substitute_for": "Ingen kan være suppleant"}),
    "a substitute after the member": (
        seat(99, "ny", "SUBSTITUTE", (2024, None), instead_of=11), {"substitute_for": "Medlemmets plads ligger uden"}),
    "a member for somebody": (seat(99, "ny", instead_of=10), {"substitute_for": "Kun en suppleant er suppleant"}),
    "the chair's council seat ended": (seat(12, "birgitte", years=(2022, 2024)), {"ends": "Personen er formand fra"}),
    "the chair no longer a member": (seat(12, "birgitte", "OBSERVER"), {"role": "Personen er formand fra"}),
    "a member with a substitute made observer": (
        seat(11, "mikkel", "OBSERVER", (2020, 2024)), {"role": "Medlemmet har en suppleant"}),
    "a member's seat moved off the substitute's": (
        seat(11, "mikkel", years=(2020, 2022)), {"begins": "Medlemmets suppleant har sin plads"}),
}  # fmt: skip


@pytest.mark.parametrize("what", SEATS)
def test_what_speaks_against_a_seat(what: str) -> None:
    wanted, said = SEATS[what]
    found = look_at(wanted, COUNCIL)
    assert set(found.faults) == set(said)
    for where, beginning in said.items():
        assert found.faults[where].startswith(beginning)


def test_two_council_seats_in_a_row_carry_one_chair() -> None:
    two = [seat(1, "x", years=(2020, 2022)), seat(2, "x", years=(2022, None))]
    chair = seat(3, "x", "CHAIR", (2021, None), body=FORMANDSKAB)
    assert look_at(chair, two).faults == {}
    assert "role" in look_at(chair, [two[0], seat(2, "x", years=(2023, None))]).faults


@pytest.mark.parametrize(
    ("seats", "wanted", "warned"),
    [
        (2, seat(99, "ny", organisation="DA"), False),
        (1, seat(99, "ny", organisation="DA"), True),
        (1, seat(10, "hanne", organisation="DA"), False),  # the one who sits there already
        (1, seat(99, "ny", organisation="FH"), False),  # no number is known
        (1, seat(99, "ny", years=(2021, None), organisation="DA"), False),  # nobody had it when it begins
        (1, seat(99, "ny", years=(2030, None), organisation="DA"), False),  # the number is of 2015-2025
        (1, seat(99, "ny", "OBSERVER", organisation="DA"), False),
    ],
)
def test_more_members_than_an_organisation_has_is_a_warning(seats: int, wanted: Held, warned: bool) -> None:
    allocations = [Allocated("DA", seats, date(2015, 1, 1), date(2025, 3, 1))]
    found = look_at(wanted, COUNCIL, allocations, wanted.begins.date() if wanted.begins else None)
    assert found.faults == {}
    assert bool(found.warnings) is warned


# -- how long contact data is kept -------------------------------------------------------------------------------------

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LONG, JUST = NOW - KEEP_CONTACT_FOR, NOW - KEEP_CONTACT_FOR + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("ends", "due", "serving"),
    [
        ([], False, False),  # never had a seat
        ([None], False, True),
        ([NOW + timedelta(days=1)], False, True),
        ([NOW], False, False),
        ([JUST], False, False),
        ([LONG], True, False),
        ([LONG, JUST], False, False),
        ([LONG, None], False, True),
        ([LONG, LONG - timedelta(days=400)], True, False),
    ],
)
def test_contact_data_goes_half_a_year_after_the_last_seat(
    ends: list[datetime | None], due: bool, serving: bool
) -> None:
    assert contact_is_due(ends, NOW) is due
    assert is_in_service(ends, NOW) is serving
