"""Whether a body can decide, and how many are there by organisation."""

import pytest

from meetings.rules.quorum import Place, by_organisation, needed, quorum

CAME, AWAY, UNKNOWN = Place("DA", came=True), Place("DA", came=False), Place("DA")
STOOD_IN, BOTH, EARLY = Place("DA", False, True), Place("DA", True, True), Place("DA", None, True)


@pytest.mark.parametrize(
    ("members", "percent", "fewest"),
    [
        (21, 50, 11),  # S2's council, by the default
        (20, 50, 10),  # half of them is enough
        (1, 50, 1),
        (3, 50, 2),
        (21, 67, 15),
        (21, 100, 21),
        (21, 1, 1),
        (21, 0, 0),  # the council asks for nobody
        (0, 50, 0),
    ],
)
def test_the_fewest_who_can_decide(members: int, percent: int, fewest: int) -> None:
    assert needed(members, percent) == fewest


@pytest.mark.parametrize(
    ("places", "present", "unknown", "holds"),
    [
        ([CAME] * 11 + [AWAY] * 10, 11, 0, True),
        ([CAME] * 10 + [AWAY] * 11, 10, 0, False),
        ([CAME] * 10 + [STOOD_IN] + [AWAY] * 10, 11, 0, True),  # a substitute counts when the member is away
        ([CAME] * 9 + [BOTH] + [AWAY] * 11, 10, 0, False),  # and not beside the member
        (
            [CAME] * 10 + [EARLY] + [UNKNOWN] * 10,
            11,
            10,
            True,
        ),  # whoever stands in is there
        ([CAME] * 10 + [UNKNOWN] + [AWAY] * 10, 10, 1, None),  # one more would be enough
        ([CAME] * 9 + [UNKNOWN] + [AWAY] * 11, 9, 1, False),  # one more would not
        ([UNKNOWN] * 21, 0, 21, None),
        ([AWAY] * 21, 0, 0, False),
        ([], 0, 0, True),
    ],
)
def test_whether_half_of_the_members_are_there(
    places: list[Place], present: int, unknown: int, holds: bool | None
) -> None:
    found = quorum(places, 50)
    assert (found.present, found.members, found.unknown, found.holds) == (present, len(places), unknown, holds)


def test_the_council_s_own_setting_counts() -> None:
    places = [CAME] * 14 + [AWAY] * 7
    assert quorum(places, 50).holds is True
    assert (quorum(places, 67).needed, quorum(places, 67).holds) == (15, False)


def test_who_is_there_by_organisation_in_the_order_of_the_seats() -> None:
    """S2: four of six for DA, and nobody for Lederne."""
    places = [Place("DA", True)] * 4 + [Place("DA", False)] * 2 + [Place("FH", True)] * 6
    places += [Place("Lederne", False), Place("Kommune", False, stood_in=True), Place("DA")]
    assert by_organisation(places) == [("DA", 4, 7), ("FH", 6, 6), ("Lederne", 0, 1), ("Kommune", 1, 1)]
