"""What a reference in a text prints, as tables of values. Must 2 of the editor."""

import pytest

from meetings.rules.references import Target, attachment_words, lost, renumbered, resolved

ITEM, FILE = '<a href="punkt:31">punkt 5</a>', '<a href="bilag:45">bilag 1</a>'
TEXT = f"<p>Se {ITEM} og {FILE}.</p>"
TARGETS = {"punkt:31": Target("punkt 6", "punkt-6"), "bilag:45": Target("et lukket bilag")}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (TEXT, '<p>Se <a href="#punkt-6">punkt 6</a> og et lukket bilag.</p>'),
        ('<p><a href="punkt:99">punkt 7</a></p>', "<p>punkt 7</p>"),  # gone: the words stay
        ('<p><a href="https://rar.dk">punkt 5</a></p>', '<p><a href="https://rar.dk">punkt 5</a></p>'),
        ("<p>punkt:31</p>", "<p>punkt:31</p>"),
    ],
)
def test_a_reader_gets_the_number_of_today_as_a_link(html: str, expected: str) -> None:
    assert resolved(html, TARGETS) == expected


def test_in_the_editor_a_reference_stays_one_and_is_written_anew() -> None:
    assert renumbered(TEXT, TARGETS) == TEXT.replace("punkt 5", "punkt 6").replace("bilag 1", "et lukket bilag")


def test_what_is_printed_is_escaped() -> None:
    assert resolved(ITEM, {"punkt:31": Target("<b>")}) == "&lt;b&gt;"


def test_what_leads_nowhere_is_told() -> None:
    assert lost(TEXT, {"punkt:31"}) == ["bilag 1"]
    assert lost(TEXT, {"punkt:31", "bilag:45"}) == []


@pytest.mark.parametrize(
    ("label", "number", "own", "words"),
    [
        ("2)", "5", True, "bilag 2"),
        ("2)", "5", False, "bilag 5.2"),
        ("5)", "5", False, "bilag 5.5"),
        ("1.4 -", "1.4", True, "bilag 1.4"),
        ("1.4.2 -", "1.4", False, "bilag 1.4.2"),
        ("4 -", "4", False, "bilag 4"),
    ],
)
def test_an_attachment_is_named_as_the_profile_numbers_it(label: str, number: str, own: bool, words: str) -> None:
    assert attachment_words(label, number, own=own) == words
