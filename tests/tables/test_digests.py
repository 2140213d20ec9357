"""The chain's arithmetic: one spelling, and a digest that no fact can change under. Trust row R12."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.rules.chain import FACTS, canonical, content_digest, files_named, link_digest

LINK = {
    "council": "rar-sjaelland",
    "sequence": 3,
    "meeting": 12,
    "kind": "AGENDA",
    "version": 1,
    "audience": "PUBLIC",
    "issued_at": "2024-01-24T08:00:00+00:00",
    "issued_by": "Karen Vinterberg",
    "content_sha256": "ab" * 32,
    "previous_sha256": "cd" * 32,
}


def test_every_fact_of_a_link_is_in_its_digest() -> None:
    assert set(FACTS) == set(LINK)
    digests = {link_digest(LINK)} | {link_digest(LINK | {name: f"{value}x"}) for name, value in LINK.items()}
    assert len(digests) == len(FACTS) + 1


def test_a_link_without_one_of_its_facts_has_no_digest() -> None:
    for name in FACTS:
        with pytest.raises(KeyError):
            link_digest({fact: value for fact, value in LINK.items() if fact != name})


def test_a_links_digest_can_be_computed_by_anybody() -> None:
    """SHA-256 of the facts as JSON, keys sorted, no blanks, UTF-8. Pinned: links that are out must go on to hold."""
    said = json.dumps(LINK, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert link_digest(LINK) == hashlib.sha256(said).hexdigest()
    assert link_digest(LINK) == "4f3ac204068dec57e324adfa2700d487c6aec4fa1f9fbe02cbfe9846d98a6e22"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(json_values)
def test_data_has_one_spelling_and_reads_back(data: object) -> None:
    assert json.loads(canonical(data)) == data
    assert canonical(json.loads(canonical(data))) == canonical(data)


def test_the_order_of_keys_does_not_count_and_danish_letters_are_themselves() -> None:
    assert canonical({"b": 1, "a": "æøå"}) == canonical({"a": "æøå", "b": 1}) == '{"a":"æøå","b":1}'


def test_a_character_moved_from_data_to_page_changes_the_digest() -> None:
    assert content_digest("ab", "c") != content_digest("a", "bc")
    assert content_digest("ab", "c") == hashlib.sha256(b"2\nabc").hexdigest()


def test_the_files_of_a_paper_are_named_and_closed_ones_are_not() -> None:
    items = [
        {"attachments": [{"sha256": "a" * 64}, {"redacted": True}, {"sha256": ""}]},
        {"redacted": True},
        {"attachments": [{"sha256": "b" * 64}]},
    ]
    assert files_named(canonical({"sections": [{"items": items}]})) == {"a" * 64, "b" * 64}
