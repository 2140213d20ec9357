"""The document profile as lines: headings and order by kind and mark, what is wrong with it, and the way back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.demo.loader import OESTJYLLAND, SJAELLAND
from meetings.rules import profile

DAYS = {"item_wish_days": 14, "dispatch_days": 8, "minutes_days": 7, "remarks_days": 7, "quorum_percent": 50}
ORDERED: dict[str, Any] = {
    "headings": [["summary", "Kort"], ["decision", "Beslutning"], ["exposition", "Langt"]],
    "decision_headings": {"THEME": "Referat", "B": "Afgørelse", "O": "Taget til efterretning"},
    "heading_orders": {"THEME": ["decision", "summary"], "D": ["exposition", "background", "decision"]},
}
USUAL = [("summary", "Kort"), ("decision", "Beslutning"), ("exposition", "Langt")]
HEADINGS = [  # kind, marks, what is printed
    ("ORDINARY", [], USUAL),
    ("ORDINARY", ["B"], [("summary", "Kort"), ("decision", "Afgørelse"), ("exposition", "Langt")]),
    ("ORDINARY", ["O", "D"], [("exposition", "Langt"), ("decision", "Taget til efterretning"), ("summary", "Kort")]),
    ("ORDINARY", ["B", "O"], [("summary", "Kort"), ("decision", "Afgørelse"), ("exposition", "Langt")]),
    ("ORDINARY", ["oplæg"], USUAL),
    ("THEME", ["B", "D"], [("decision", "Referat"), ("summary", "Kort"), ("exposition", "Langt")]),
    ("INFORMATION", [], USUAL),
]


@pytest.mark.parametrize(("kind", "marks", "printed"), HEADINGS)
def test_the_kind_goes_before_the_mark_and_b_before_o_before_d(
    kind: str, marks: list[str], printed: list[tuple[str, str]]
) -> None:
    assert profile.headings_of(ORDERED, kind=kind, marks=marks) == printed


def test_sentences_are_those_of_the_kind_and_of_each_mark_none_twice() -> None:
    sentences = {"ORDINARY": ["Godkendt.", "Udsat."], "O": ["Taget til efterretning.", "Udsat."], "D": ["Drøftet."]}
    found = profile.sentences_of(sentences, kind="ORDINARY", marks=["O"])
    assert found == ["Godkendt.", "Udsat.", "Taget til efterretning."]
    assert profile.sentences_of(sentences, kind="THEME", marks=[]) == []


@pytest.mark.parametrize("stored", [SJAELLAND, OESTJYLLAND])
def test_a_profile_comes_back_from_its_lines_as_it_was(stored: dict[str, Any]) -> None:
    whole = {**DAYS, "heading_orders": {"B": ["decision", "summary"]}, **stored}
    lines = profile.to_lines(whole)
    assert set(lines) == set(profile.LINES)
    assert profile.tidy(lines) == lines
    assert profile.troubles(lines) == {}
    assert profile.from_lines(lines) == whole


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", []),
        ("Sagen kort, Beslutning", ["summary", "decision"]),
        (" bilag ,, SAGEN KORT ", ["attachments", "summary"]),
    ],
)
def test_an_order_is_read_by_the_names_of_the_fields(text: str, fields: list[str]) -> None:
    assert profile.read_order(text) == fields
    assert profile.read_order(profile.written_order(fields)) == fields


@pytest.mark.parametrize(
    ("field", "up", "order"),
    [("a", True, "abc"), ("a", False, "bac"), ("b", True, "bac"), ("c", False, "abc"), ("x", True, "abc")],
)
def test_a_field_changes_places_with_its_neighbour(field: str, up: bool, order: str) -> None:
    assert profile.shifted("abc", field, up=up) == [*order]


FAULTS = {  # what is typed -> where, and what is said
    "an empty heading": ({"heading_summary": ""}, "heading_summary", "Skriv en overskrift, eller lad feltet udgå."),
    "a heading used twice": (
        {"heading_attachments": "indstilling"}, "heading_attachments", "Indstilling har allerede den overskrift.",
    ),
    "a long heading": ({"heading_summary": "x" * 61}, "heading_summary", "En overskrift kan højst have 60 tegn."),
    "a long decision heading": ({"decision_B": "x" * 61}, "decision_B", "En overskrift kan højst have 60 tegn."),
    "a field twice": ({"order_B": "Bilag, Sagen kort, bilag"}, "order_B", "Bilag står der to gange."),
    "a field twice in the whole order": ({"order": "Bilag, Bilag"}, "order", "Bilag står der to gange."),
    "an unknown field": (
        {"order_O": "Bilag, Budget"}, "order_O",
        "»Budget« er ikke et felt. Felterne er Sagen kort, Indstilling, Beslutning, Sagsfremstilling, Videre proces, "
        "Baggrund, Bilag.",
    ),
    "nothing printed": ({f"prints_{field}": False for field in profile.FIELDS}, "order", "Mindst ét felt skal med."),
    "days below none": ({"minutes_days": -1}, "minutes_days", "Skriv et helt antal dage fra 0 til 365."),
    "too many days": ({"dispatch_days": 366}, "dispatch_days", "Skriv et helt antal dage fra 0 til 365."),
    "days that are no number": ({"remarks_days": "syv"}, "remarks_days", "Skriv et helt antal dage fra 0 til 365."),
    "more than everybody": ({"quorum_percent": 101}, "quorum_percent", "Skriv et helt tal fra 0 til 100."),
    "an unknown mark": ({"decision_X": "Beslutning"}, "decision_X", "Feltet findes ikke."),
    "a long sentence": ({"sentences_B": "x" * 301}, "sentences_B", "En sætning kan højst have 300 tegn."),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_what_is_wrong_is_said_beside_its_cause(what: str) -> None:
    typed, where, sentence = FAULTS[what]
    lines = profile.to_lines({**DAYS, "heading_orders": {}, **SJAELLAND})
    assert profile.troubles({**lines, **typed}) == {where: sentence}


def test_the_largest_values_are_right() -> None:
    lines = profile.to_lines({**DAYS, "heading_orders": {}, **SJAELLAND})
    typed = {"dispatch_days": 365, "minutes_days": 0, "quorum_percent": 100, "heading_summary": "x" * 60}
    assert profile.troubles({**lines, **typed}) == {}


def test_what_is_left_out_needs_no_heading() -> None:
    lines = profile.to_lines({**DAYS, "heading_orders": {}, **SJAELLAND})
    lines |= {"prints_summary": False, "heading_summary": ""}
    assert profile.troubles(lines) == {}
    assert "summary" not in dict(profile.from_lines(lines)["headings"])


@given(st.permutations(profile.FIELDS), st.sets(st.sampled_from(profile.FIELDS), min_size=1))
def test_any_order_of_any_fields_is_kept(order: list[str], printed: set[str]) -> None:
    headings = [[field, profile.NAMES[field]] for field in order if field in printed]
    stored = {**DAYS, **SJAELLAND, "headings": headings, "heading_orders": {}}
    assert profile.from_lines(profile.to_lines(stored))["headings"] == headings
