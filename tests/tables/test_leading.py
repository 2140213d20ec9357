"""Who led the meeting, as the minutes say it."""

import pytest

from meetings.rules.leading import led_by

A, B = "Birgitte Egelund", "Torben Aagreen"


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([], []),
        ([("1", ""), ("2", "")], []),
        ([("1", A)], [f"Mødet blev ledet af {A}."]),
        ([("1", A), ("2", A), ("3", A)], [f"Mødet blev ledet af {A}."]),
        # S2 item 1.2: the new chair takes over for the rest of the meeting
        (
            [("1.1", A), ("1.2", A), ("1.3", B), ("4.6", B)],
            [f"Punkt 1.1-1.2 blev ledet af {A}.", f"Punkt 1.3-4.6 blev ledet af {B}."],
        ),
        (
            [("1", A), ("2", B), ("3", A)],
            [f"Punkt 1 blev ledet af {A}.", f"Punkt 2 blev ledet af {B}.", f"Punkt 3 blev ledet af {A}."],
        ),
        ([("1", ""), ("2", A)], [f"Punkt 2 blev ledet af {A}."]),
    ],
)  # fmt: skip
def test_who_led_is_told_in_as_few_words_as_it_takes(items: list[tuple[str, str]], said: list[str]) -> None:
    assert led_by(items) == said
