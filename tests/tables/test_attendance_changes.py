"""Who is there at an item: coming and leaving hold from there on, disqualification at the item alone."""

from dataclasses import dataclass
from datetime import time

import pytest

from meetings.rules.attendance_changes import CAME, DISQUALIFIED, LEFT, holding_at, words


@dataclass(frozen=True)
class Noted:
    kind: str
    who: str


NOTED = {
    1: [Noted(LEFT, "Hanne")],
    2: [Noted(DISQUALIFIED, "Torben"), Noted(CAME, "Mikkel")],
    4: [Noted(CAME, "Hanne")],
}
HOLDS = {
    1: ["Hanne LEFT"],
    2: ["Hanne LEFT", "Torben DISQUALIFIED", "Mikkel CAME"],
    3: ["Hanne LEFT", "Mikkel CAME"],
    4: ["Hanne LEFT", "Mikkel CAME", "Hanne CAME"],
}


@pytest.mark.parametrize("item", HOLDS)
def test_what_holds_at_an_item(item: int) -> None:
    assert [f"{one.who} {one.kind}" for one in holding_at(item, [1, 2, 3, 4], NOTED)] == HOLDS[item]


def test_the_order_is_that_in_which_the_items_are_taken() -> None:
    assert [one.who for one in holding_at(1, [4, 1, 2, 3], NOTED)] == ["Hanne", "Hanne"]


@pytest.mark.parametrize(
    ("group", "kind", "at", "printed"),
    [
        ("DA", LEFT, time(14, 6), "Hanne Rosenvang (DA) gik kl. 14.06."),
        ("DA", CAME, time(9, 30), "Hanne Rosenvang (DA) kom kl. 09.30."),
        ("", LEFT, None, "Hanne Rosenvang gik under punktet."),
        ("DA", DISQUALIFIED, time(14, 6), "Hanne Rosenvang (DA) var inhabil og deltog ikke i punktet."),
    ],
)
def test_as_the_minutes_print_it(group: str, kind: str, at: time | None, printed: str) -> None:
    assert words(name="Hanne Rosenvang", group=group, kind=kind, at=at) == printed
