"""A substitute who is asked to a meeting finds it, reads it, and is led nowhere else."""

import pytest

from meetings.demo import cast
from meetings.models import Meeting, Membership, StandIn
from tests.desk import Desk


@pytest.fixture
def asked(draft: Meeting) -> Meeting:
    """Oluf is asked to stand in for Mikkel at the meeting in drafting."""
    StandIn.objects.create(meeting=draft, membership=Membership.objects.get(person__user__email=cast.OLUF.email))
    return draft


def test_a_substitute_who_is_not_asked_sees_no_meeting(draft: Meeting) -> None:
    page = Desk(cast.OLUF).open("/mit/")
    assert (page.status, f"/raad/{draft.address}/" in page.html) == (200, False)


def test_a_substitute_who_is_asked_finds_the_meeting_on_the_overview_and_every_link_holds(asked: Meeting) -> None:
    desk = Desk(cast.OLUF)
    meeting = f"/mit/rar-sjaelland/raad/{asked.address}/"
    assert meeting in desk.open("/mit/").links.values()
    page = desk.open(meeting)
    assert page.status == 200
    own = {link for link in page.links.values() if link.startswith("/")}
    assert {link: desk.status(link) for link in own} == dict.fromkeys(own, 200)
    assert desk.status("/mit/rar-sjaelland/raad/") == 404


def test_one_whose_time_as_a_substitute_is_over_is_asked_no_longer(asked: Meeting) -> None:
    seat = Membership.objects.get(person__user__email=cast.OLUF.email)
    seat.period = (seat.period.lower, asked.stand_ins.get().asked_at)
    seat.save()
    page = Desk(cast.OLUF).open("/mit/")
    assert f"/raad/{asked.address}/" not in page.html
