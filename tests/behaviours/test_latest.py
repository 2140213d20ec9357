"""What the public pages list as published last, and what they answer when the reader has the page already."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from meetings.models import Council, Erasure, Meeting, Publication
from meetings.queries.meetings import public_meetings
from meetings.queries.publications import latest_public
from rarportal.core.clock import now

Kind = Publication.Kind


@pytest.fixture
def again(s0: Meeting) -> Publication:
    """A second version of the agenda S0 for the public."""
    link = Publication.objects.get(meeting=s0, audience=Publication.Audience.PUBLIC)
    link.pk, link.version, link.sequence, link.sha256 = None, 2, link.sequence + 100, "f" * 64
    link.save(force_insert=True)
    return link


def listed(**wanted: int) -> list[tuple[int, str, int]]:
    return [(paper.meeting_id, paper.kind, paper.version) for paper in latest_public(**wanted)]


def test_each_paper_once_in_its_newest_version_by_the_day_of_the_meeting(
    s0: Meeting, s2: Meeting, again: Publication
) -> None:
    assert listed() == [(s0.pk, Kind.AGENDA, 2), (s2.pk, Kind.MINUTES, 1)]
    assert listed(limit=1) == [(s0.pk, Kind.AGENDA, 2)]
    assert listed(council_id=s2.body.council_id) == [(s2.pk, Kind.MINUTES, 1)]


def test_an_erased_version_is_not_listed(s0: Meeting, s2: Meeting, again: Publication) -> None:
    Erasure.objects.create(publication=again, at=now(), by="Karen", reason="fejl")
    assert listed() == [(s0.pk, Kind.AGENDA, 1), (s2.pk, Kind.MINUTES, 1)]


def test_an_agenda_is_not_listed_before_its_embargo_ends(s0: Meeting, s2: Meeting) -> None:
    Meeting.objects.filter(pk=s0.pk).update(public_from=now() + timedelta(days=1))
    assert listed() == [(s2.pk, Kind.MINUTES, 1)]


def test_the_list_of_meetings_says_which_papers_are_public(s0: Meeting, again: Publication, draft: Meeting) -> None:
    council = Council.objects.get(pk=s0.body.council_id)
    kinds = {meeting.pk: set(meeting.kinds_out) for meeting in public_meetings(council)}
    assert kinds == {draft.pk: set(), s0.pk: {Kind.AGENDA}}


@pytest.mark.parametrize("paper", ["referat/", "referat/v1/"])
def test_a_304_carries_the_headers_of_the_page(browse: Callable[..., Client], s2: Meeting, paper: str) -> None:
    address, anybody = f"/rar-oestjylland/moeder/2023-09-26/{paper}", browse(None)
    page = anybody.get(address)
    unchanged = anybody.get(address, headers={"If-None-Match": page["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    for name in ("ETag", "Cache-Control", "Content-Security-Policy"):
        assert unchanged[name] == page[name]
    assert not unchanged.cookies
