"""Who reads what, and from when: docs/domain.md's table of marks, and the embargo at its boundary instants."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from meetings.actions.agenda import add_item
from meetings.actions.moves import make_move, plan_meeting
from meetings.demo import cast, loader
from meetings.models import Body, DocumentProfile, Meeting
from meetings.rules.visibility import SEES, audience_of, audiences, public_from, sees
from rarportal.core.permissions import Actor, Role

ZONE = ZoneInfo("Europe/Copenhagen")
SECOND = timedelta(seconds=1)

MARKS = {  # mark -> public, observers, members
    "OPEN": (True, True, True),
    "CLOSED": (False, True, True),
    "MEMBERS_ONLY": (False, False, True),
}


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_is_read_by_whom_the_table_says(mark: str) -> None:
    assert tuple(sees(audience, mark) for audience in ("PUBLIC", "OBSERVERS", "MEMBERS")) == MARKS[mark]
    assert set(SEES) == set(MARKS)


def test_a_mark_that_nobody_knows_is_not_open() -> None:
    with pytest.raises(KeyError):
        sees("MEMBERS", "SECRET")


READS = {
    "CHAIR": "MEMBERS",
    "VICE_CHAIR": "MEMBERS",
    "MEMBER": "MEMBERS",
    "STAND_IN": "MEMBERS",
    "SECRETARIAT": "MEMBERS",
    "OBSERVER": "OBSERVERS",
    "COMMITTEE": None,
    "HEARING_PARTY": None,
    "ADMINISTRATOR": None,
    "PUBLIC": None,
}


@pytest.mark.parametrize("role", Role)
def test_a_role_reads_its_own_version(role: Role) -> None:
    assert audience_of(frozenset({role, Role.PUBLIC})) == READS[role.value]


def test_who_is_both_observer_and_member_reads_the_members_version() -> None:
    assert audience_of(frozenset({Role.OBSERVER, Role.MEMBER})) == "MEMBERS"


def test_chairmanship_and_committees_have_no_public_version() -> None:
    assert audiences(True) == ("PUBLIC", "OBSERVERS", "MEMBERS")
    assert audiences(False) == ("OBSERVERS", "MEMBERS")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("UTC"))  # type: ignore[misc, arg-type]


EMBARGO = [  # day of the meeting -> 23.59 in Copenhagen
    (date(2024, 2, 1), utc(2024, 2, 1, 22, 59)),
    (date(2024, 7, 1), utc(2024, 7, 1, 21, 59)),
    (date(2026, 3, 28), utc(2026, 3, 28, 22, 59)),  # the evening before summer time
    (date(2026, 3, 29), utc(2026, 3, 29, 21, 59)),  # the first evening of it
    (date(2026, 10, 24), utc(2026, 10, 24, 21, 59)),  # the last evening of it
    (date(2026, 10, 25), utc(2026, 10, 25, 22, 59)),  # the evening after it
    (date(2024, 2, 29), utc(2024, 2, 29, 22, 59)),
    (date(2025, 12, 31), utc(2025, 12, 31, 22, 59)),
]


@pytest.mark.parametrize(("day", "moment"), EMBARGO)
def test_an_agenda_is_public_when_its_day_is_almost_over(day: date, moment: datetime) -> None:
    dispatched = moment - timedelta(days=8)
    assert public_from("HELD", dispatched, day, ZONE) == moment
    assert public_from("DISPATCH", dispatched, day, ZONE) == dispatched


def test_an_agenda_is_never_public_before_it_is_dispatched() -> None:
    late = utc(2024, 2, 3, 8)
    assert public_from("HELD", late, date(2024, 2, 1), ZONE) == late


# -- the same on real meetings, as the public finds them ----------------------------------------------------------


@dataclass
class Council:
    """RAR Sjælland with one meeting, acted on at moments."""

    secretary: Actor
    meeting: Meeting

    def move(self, name: str, at: datetime) -> None:
        with time_machine.travel(at, tick=False):
            make_move(meeting_id=self.meeting.pk, name=name, actor=self.secretary, reason="prøve")

    def plan(self, day: date, at: datetime) -> None:
        with time_machine.travel(at, tick=False):
            self.meeting = plan_meeting(
                body_id=self.meeting.body_id,
                kind="ORDINARY",
                date=day,
                starts_at=None,
                ends_at=None,
                place="",
                actor=self.secretary,
            )
            make_move(meeting_id=self.meeting.pk, name="begynd-dagsorden", actor=self.secretary)
            add_item(meeting_id=self.meeting.pk, title="Et punkt", actor=self.secretary)

    def is_public(self, at: datetime) -> bool:
        """Whether a stranger reads the agenda; page, version, PDF and the council's list must say the same."""
        base = f"/rar-sjaelland/moeder/{self.meeting.address}/"
        with time_machine.travel(at, tick=False):
            stranger = Client()
            page = stranger.get(f"{base}dagsorden/").status_code
            others = [
                stranger.get(f"{base}dagsorden/v1/").status_code,
                stranger.get(f"{base}dagsorden.pdf").status_code,
            ]
            listed = f"{base}dagsorden/" in stranger.get("/rar-sjaelland/moeder/").content.decode()
            newest = f"{base}dagsorden/" in stranger.get("/rar-sjaelland/").content.decode()
        assert (page, *others) in {(200, 200, 503), (404, 404, 404)}  # no worker: the PDF is on its way
        assert listed == newest == (page == 200)
        return page == 200


@pytest.fixture
def council(portal: None) -> Council:
    body = Body.objects.get(council__slug="rar-sjaelland", kind="COUNCIL")
    Meeting.objects.filter(body=body, state="DRAFTING").delete()  # its agenda is not asked for
    return Council(loader.actor(cast.KAREN), Meeting(body=body))


def rule(public_at: str) -> None:
    DocumentProfile.objects.filter(council__slug="rar-sjaelland").update(public_at=public_at)


@pytest.mark.parametrize(("day", "moment"), [pair for pair in EMBARGO if pair[0].year > 2025])
def test_the_embargo_ends_at_23_59_and_not_a_second_before(council: Council, day: date, moment: datetime) -> None:
    dispatched = moment - timedelta(days=9)
    council.plan(day, dispatched - SECOND)
    council.move("udsend", dispatched)
    assert [council.is_public(at) for at in (dispatched, moment - SECOND, moment, moment + SECOND)] == [
        False,
        False,
        True,
        True,
    ]


DAY, SENT, NIGHT = date(2026, 3, 29), utc(2026, 3, 20, 9), utc(2026, 3, 29, 21, 59)


def test_the_embargo_ends_when_the_meeting_does(council: Council) -> None:
    council.plan(DAY, SENT - SECOND)
    council.move("udsend", SENT)
    council.move("begynd-moede", utc(2026, 3, 29, 11))
    ended = utc(2026, 3, 29, 14, 3)
    assert not council.is_public(ended - SECOND)
    council.move("afslut-moede", ended)
    assert [council.is_public(at) for at in (ended - SECOND, ended)] == [False, True]


def test_a_meeting_past_midnight_does_not_prolong_the_embargo(council: Council) -> None:
    council.plan(DAY, SENT - SECOND)
    council.move("udsend", SENT)
    council.move("begynd-moede", utc(2026, 3, 29, 20))
    council.move("afslut-moede", NIGHT + timedelta(hours=2))
    assert [council.is_public(at) for at in (NIGHT - SECOND, NIGHT)] == [False, True]


def test_a_second_version_does_not_prolong_the_embargo(council: Council) -> None:
    council.plan(DAY, SENT - SECOND)
    council.move("udsend", SENT)
    add_item(meeting_id=council.meeting.pk, title="Et til", actor=council.secretary)
    council.move("udsend-tillaeg", NIGHT - SECOND)
    assert [council.is_public(at) for at in (NIGHT - SECOND, NIGHT)] == [False, True]


def test_what_is_dispatched_after_its_day_is_public_at_once(council: Council) -> None:
    late = NIGHT + timedelta(days=1)
    council.plan(DAY, SENT)
    council.move("udsend", late)
    assert [council.is_public(at) for at in (late - SECOND, late)] == [False, True]


def test_a_cancelled_meeting_is_never_public(council: Council) -> None:
    council.plan(DAY, SENT - SECOND)
    council.move("udsend", SENT)
    council.move("aflys", SENT + SECOND)
    assert not any(council.is_public(at) for at in (SENT + 2 * SECOND, NIGHT, NIGHT + timedelta(days=400)))


def test_a_council_can_publish_at_dispatch_and_a_cancellation_hides_it_again(council: Council) -> None:
    rule("DISPATCH")
    council.plan(DAY, SENT - SECOND)
    council.move("udsend", SENT)
    assert [council.is_public(at) for at in (SENT - SECOND, SENT)] == [False, True]
    council.move("aflys", SENT + SECOND)
    assert not council.is_public(SENT + SECOND)


def test_minutes_are_public_when_they_are_published_and_not_when_they_are_sent(council: Council) -> None:
    council.plan(DAY, SENT - SECOND)
    council.move("udsend", SENT)
    for name in ("begynd-moede", "afslut-moede", "udsend-referat"):
        council.move(name, NIGHT)
    address = f"/rar-sjaelland/moeder/{council.meeting.address}/referat/"
    assert Client().get(address).status_code == 404
    council.move("offentliggoer", NIGHT + SECOND)
    assert Client().get(address).status_code == 200


def test_the_chairmanships_and_committees_papers_have_no_public_address(portal: None) -> None:
    """Not even under the council's own address, where a meeting of the council on that day would stand."""
    secretary = loader.actor(cast.KAREN)
    for body in Body.objects.filter(council__slug="rar-sjaelland").exclude(kind="COUNCIL"):
        closed = Council(secretary, Meeting(body=body))
        closed.plan(DAY, SENT)
        closed.move("udsend", SENT + SECOND)
        assert closed.meeting.publications.count() == 2
        assert not closed.is_public(NIGHT + timedelta(days=1))
