"""The words of the texts that the portal writes itself (S0 items 2 and 9)."""

from collections.abc import Sequence

import pytest

from meetings.rules.self_written import coming, follow_up, written_by_portal


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Opfølgning på referat af møde 13.12.2023", "FOLLOW_UP"),
        ("OPFØLGNING PÅ REFERAT", "FOLLOW_UP"),
        ("Kommende møder i RAR Sjælland", "COMING"),
        ("Kommende konference", ""),
        ("Godkendelse af dagsorden", ""),
        ("", ""),
    ],
)
def test_the_title_says_which_text(title: str, kind: str) -> None:
    assert written_by_portal(title) == kind


SENT = "<p>Referatet af mødet den 1. maj 2024 blev udsendt til rådets medlemmer den 6. maj 2024.</p>"


@pytest.mark.parametrize(
    ("sent", "published", "html"),
    [
        ("", "", "<p>Referatet af mødet den 1. maj 2024 er endnu ikke udsendt.</p>"),
        ("6. maj 2024", "", SENT),
        (
            "6. maj 2024",
            "14. maj 2024",
            f"{SENT}<p>Referatet blev offentliggjort på rådets hjemmeside den 14. maj 2024.</p>",
        ),
    ],
)
def test_what_became_of_the_minutes(sent: str, published: str, html: str) -> None:
    assert follow_up(meeting="1. maj 2024", sent=sent, published=published) == html


@pytest.mark.parametrize(
    ("meetings", "waiting", "html"),
    [
        ([], [], "<p>Der er endnu ikke planlagt flere møder.</p>"),
        (
            [("1. maj 2024", []), ("2. juni 2024", ["A", "B & C"])],
            [],
            "<p>De kommende møder er:</p><ul><li>1. maj 2024</li><li>2. juni 2024: A, B &amp; C</li></ul>",
        ),
        (
            [],
            ["<b>"],
            "<p>Der er endnu ikke planlagt flere møder.</p>"
            "<p>Disse punkter venter på et senere møde:</p><ul><li>&lt;b&gt;</li></ul>",
        ),
    ],
)
def test_when_one_meets_and_what_waits(
    meetings: Sequence[tuple[str, Sequence[str]]], waiting: Sequence[str], html: str
) -> None:
    assert coming(meetings=meetings, waiting=waiting) == html
