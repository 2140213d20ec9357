"""Mail texts: placeholders by exact name, nothing else. Trust row T14 (pretix CVE-2026-2415, Plone CVE-2017-5524)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.models import MailText
from meetings.rules.mail_texts import PLACEHOLDERS, REQUIRED, STANDARD, examples, fill, missing, unknown

KINDS = [*STANDARD]
FILLED = [  # text, with {navn} = Hanne, {link} = https://x.dk/{navn}
    ("Kære {navn}", "Kære Hanne"),
    ("{navn}{navn}", "HanneHanne"),
    ("{link}", "https://x.dk/{navn}"),  # a value is not filled in again
    ("{{navn}}", "{Hanne}"),
    ("{navn.__class__}", "{navn.__class__}"),
    ("{event.__init__.__globals__}", "{event.__init__.__globals__}"),
    ("{navn!r} {navn:>10} {0} {} {navn[0]}", "{navn!r} {navn:>10} {0} {} {navn[0]}"),
    ("{{ navn }} {% load x %} %(navn)s $navn", "{{ navn }} {% load x %} %(navn)s $navn"),
    ("{Navn} { navn } {navn", "{Navn} { navn } {navn"),
    ("{ukendt}", "{ukendt}"),
]


@pytest.mark.parametrize(("text", "filled"), FILLED)
def test_a_placeholder_is_looked_up_by_its_exact_name(text: str, filled: str) -> None:
    assert fill(text, {"navn": "Hanne", "link": "https://x.dk/{navn}"}) == filled


BITS = st.sampled_from(["{", "}", ".", "_", "__class__", "navn", "link", "!r", ":", "%", "$", "[0]", " ", "æ", "\n"])


@given(st.lists(BITS, max_size=30).map("".join))
def test_text_with_braces_dots_and_dunders_stands_as_it_was_written(text: str) -> None:
    """Taken apart by the placeholder, what is left of the filled text is what was written."""
    assert fill(text, {"navn": "Hanne"}).split("Hanne") == text.split("{navn}")
    assert fill(text, {}) == text


@given(st.dictionaries(st.sampled_from(["navn", "link"]), st.text(), min_size=2))
def test_values_are_put_in_as_they_are(values: dict[str, str]) -> None:
    assert fill("{navn}|{link}", values) == f"{values['navn']}|{values['link']}"


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("Kære {navn} i {raad}", []),
        ("{sted} {sted} {navn}", ["{sted}"]),
        ("{event.__init__} {} {navn }", ["{event.__init__}", "{}", "{navn }"]),
        ("en { alene", []),
    ],
)
def test_what_is_no_placeholder_of_an_invitation_is_named(text: str, strange: list[str]) -> None:
    assert unknown(text, "INVITATION") == strange


@pytest.mark.parametrize("kind", KINDS)
def test_the_standard_texts_are_right(kind: str) -> None:
    subject, body = STANDARD[kind]
    assert unknown(subject + body, kind) == []
    assert missing(body, kind) == []
    assert "{" not in fill(subject + body, examples(kind))
    assert len(subject) <= MailText._meta.get_field("subject").max_length
    assert body == "\n".join(line.rstrip() for line in body.splitlines())  # as a form gives it back


def test_every_kind_of_mail_has_its_words() -> None:
    assert set(KINDS) == set(MailText.Kind.values) == set(PLACEHOLDERS) == set(REQUIRED)


def test_an_invitation_needs_its_link() -> None:
    assert missing("Kære {navn}", "INVITATION") == ["{link}"]
    assert missing("Kære {navn}", "STAND_IN_ASKED") == []
