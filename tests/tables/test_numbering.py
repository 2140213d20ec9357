"""Numbers: computed while drafting, kept once frozen, labels and anchors. domain.md, "An agenda item"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.rules.numbering import (
    BY_ITEM,
    PLAIN,
    anchors,
    attachment_label,
    attachment_numbers,
    item_numbers,
    letters,
    section_numbers,
)

ITEMS = {  # frozen numbers in the order of the agenda ("" is new), prefix -> as they show
    "nothing": ([], "", []),
    "before the first dispatch": (["", "", ""], "", ["1", "2", "3"]),
    "in a section, before the first dispatch": (["", ""], "2.", ["2.1", "2.2"]),
    "all frozen": (["1", "2", "3"], "", ["1", "2", "3"]),
    "a new one after 7": (["6", "7", "", "8"], "", ["6", "7", "7a", "8"]),
    "two new ones after 7": (["7", "", "", "8"], "", ["7", "7a", "7b", "8"]),
    "a third after two frozen ones": (["7", "7a", "7b", "", "8"], "", ["7", "7a", "7b", "7c", "8"]),
    "one between 7 and a frozen 7a": (["7", "", "7a", "8"], "", ["7", "7b", "7a", "8"]),
    "a new first one": (["", "1", "2"], "", ["0a", "1", "2"]),
    "a new last one": (["1", "2", ""], "", ["1", "2", "2a"]),
    "a new one in a section": (["2.1", "", "2.2"], "2.", ["2.1", "2.1a", "2.2"]),
    "a new first one in a section": (["", "2.1"], "2.", ["2.0a", "2.1"]),
    "a section that is new after the first dispatch": (["", ""], "5.", ["5.1", "5.2"]),
    "moved after it was frozen": (["2", "1", ""], "", ["2", "1", "1a"]),
}


@pytest.mark.parametrize(("frozen", "prefix", "shown"), ITEMS.values(), ids=ITEMS)
def test_items_are_numbered(frozen: list[str], prefix: str, shown: list[str]) -> None:
    assert item_numbers(frozen, prefix=prefix) == shown


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.sampled_from(["", "3."]))
def test_frozen_numbers_stay_and_no_number_is_given_twice(kept: list[bool], prefix: str) -> None:
    dispatched = item_numbers([""] * len(kept), prefix=prefix)
    frozen = [number if keep else "" for number, keep in zip(dispatched, kept, strict=True)]
    shown = item_numbers(frozen, prefix=prefix)
    assert len(set(shown)) == len(shown)
    if any(kept):
        assert [number for number, keep in zip(shown, kept, strict=True) if keep] == [n for n in frozen if n]
    assert item_numbers(shown, prefix=prefix) == shown  # frozen as they show, they show as they are


def test_there_are_letters_enough() -> None:
    assert letters()[:3] == ["a", "b", "c"]
    assert letters()[25:28] == ["z", "aa", "ab"]
    assert len(set(letters())) == len(letters()) > 700
    assert item_numbers(["1", *[""] * 27])[-2:] == ["1z", "1aa"]


@pytest.mark.parametrize(
    ("frozen", "shown"),
    [
        ([], []),
        (["", ""], ["1", "2"]),
        (["1", "2", ""], ["1", "2", "3"]),
        (["1", "", "2"], ["1", "3", "2"]),  # after the first dispatch a new section takes the next free number
        (["2", "1"], ["2", "1"]),
        (["I", "2", ""], ["I", "2", "3"]),  # printed, by an import
    ],
)
def test_sections_are_numbered(frozen: list[str], shown: list[str]) -> None:
    assert section_numbers(frozen) == shown


@pytest.mark.parametrize(
    ("frozen", "shown"),
    [
        ([], []),
        ([None, None], [1, 2]),
        ([1, 2, None], [1, 2, 3]),
        ([1, None, 2], [1, 3, 2]),
        ([1, 3, None, None], [1, 3, 4, 5]),  # 2 was removed before it was dispatched; its number is not used again
    ],
)
def test_attachments_are_numbered(frozen: list[int | None], shown: list[int]) -> None:
    assert attachment_numbers(frozen) == shown


@pytest.mark.parametrize(
    ("style", "item", "number", "label"),
    [
        (PLAIN, "5", 1, "1)"),  # S0 item 5
        (PLAIN, "5", 2, "2)"),
        (BY_ITEM, "1.4", 1, "1.4 -"),  # S2 item 1.4
        (BY_ITEM, "1.4", 2, "1.4.2 -"),
    ],
)
def test_an_attachment_is_labelled_as_the_profile_has_it(style: str, item: str, number: int, label: str) -> None:
    assert attachment_label(style, item, number) == label


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (["1", "2"], ["punkt-1", "punkt-2"]),
        (["7", "7a"], ["punkt-7", "punkt-7a"]),
        (["1.1", "1.2", "1.2", "1.2"], ["punkt-1-1", "punkt-1-2", "punkt-1-2-b", "punkt-1-2-c"]),  # S2: 1.2 twice
    ],
)
def test_anchors_are_unique_even_where_printed_numbers_are_not(numbers: list[str], expected: list[str]) -> None:
    assert anchors(numbers) == expected
