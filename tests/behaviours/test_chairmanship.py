"""A new chair takes over in the middle of a meeting (S2 item 1.2): rights, record and log change at the minute."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from meetings.actions.chairmanship import change_chair
from meetings.actions.moves import make_move, plan_meeting
from meetings.demo import cast, loader
from meetings.models import Body, Meeting, Membership, Person
from rarportal.core.refusal import Forbidden, Refusal, Unseen
from tests.desk import Desk

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
ROOM = "/mit/rar-sjaelland/formandskab/"


@pytest.fixture
def session(draft: Meeting) -> Iterator[Meeting]:
    """The demo's meeting, in session at 14.00 of its day."""
    secretary = loader.actor(cast.KAREN)
    at = datetime.combine(draft.date, datetime.min.time(), COPENHAGEN) + timedelta(hours=14)
    with time_machine.travel(at, tick=False):
        for move in ("udsend", "begynd-moede"):
            make_move(meeting_id=draft.pk, name=move, actor=secretary, reason="Prøve")
        yield draft


def person(player: cast.Player) -> Person:
    return Person.objects.get(user__email=player.email)


def moment(session: Meeting, hour: int, minute: int) -> datetime:
    return datetime(session.date.year, session.date.month, session.date.day, hour, minute, tzinfo=COPENHAGEN)


def change(session: Meeting, to: cast.Player, at: datetime, by: cast.Player = cast.KAREN, **more: object) -> Membership:
    known = {"from_item_id": None, "old_chair_stays": False, "reason": ""}
    return change_chair(
        meeting_id=session.pk, person_id=person(to).pk, at=at, actor=loader.actor(by), **{**known, **more}
    )  # fmt: skip


def chairs() -> list[tuple[str, str]]:
    seats = Membership.objects.filter(body__council__slug="rar-sjaelland", body__kind="CHAIRMANSHIP")
    return sorted((seat.person.name, seat.role) for seat in seats.filter(period__upper_inf=True))


def test_rights_begin_and_end_at_the_minute(session: Meeting) -> None:
    change(session, cast.MIKKEL, moment(session, 13, 42))
    for minute, old, new in ((41, 200, 404), (42, 404, 200), (43, 404, 200)):
        with time_machine.travel(moment(session, 13, minute), tick=False):
            assert (Desk(cast.BIRGITTE).status(ROOM), Desk(cast.MIKKEL).status(ROOM)) == (old, new)
    assert ("Mikkel Tornby", "CHAIR") in chairs()
    assert "Birgitte Egelund" not in {name for name, _ in chairs()}


def test_the_old_chair_stays_as_vice_chair_and_a_vice_chair_moves_up(session: Meeting) -> None:
    change(session, cast.TORBEN, moment(session, 13, 30), old_chair_stays=True)
    assert chairs() == [("Birgitte Egelund", "VICE_CHAIR"), ("Lone Damhus", "VICE_CHAIR"), ("Torben Aagreen", "CHAIR")]


def test_who_led_is_recorded_item_by_item_and_printed(session: Meeting) -> None:
    items = list(session.items.order_by("position"))
    desk = Desk(cast.KAREN)
    page = desk.open(f"/mit/rar-sjaelland/raad/{session.address}/skift-formand/")
    assert "Birgitte Egelund er formand nu." in page.text
    done = page.form("skift-formand/").send(
        person=str(person(cast.MIKKEL).pk), at=f"{session.date}T13:42", from_item=str(items[2].pk)
    )
    assert "Formanden er skiftet." in done.text
    assert {item.led_by.name for item in session.items.filter(position__lte=2)} == {"Birgitte Egelund"}
    assert {item.led_by.name for item in session.items.filter(position__gte=3)} == {"Mikkel Tornby"}
    for move in ("afslut-moede", "udsend-referat"):
        make_move(meeting_id=session.pk, name=move, actor=loader.actor(cast.KAREN), reason="Prøve")
    minutes = Desk(cast.HANNE).open(f"/mit/rar-sjaelland/raad/{session.address}/referat/").text
    assert "Punkt 1-2 blev ledet af Birgitte Egelund." in minutes
    assert "Punkt 3-10 blev ledet af Mikkel Tornby." in minutes


def test_the_leader_of_one_item_is_corrected_in_the_minutes(session: Meeting) -> None:
    item = session.items.order_by("position")[4]
    url = f"/mit/rar-sjaelland/raad/{session.address}/foer-referat/{item.pk}/"
    Desk(cast.KAREN).open(url).form(url).send(led_by_id=str(person(cast.LONE).pk))
    item.refresh_from_db()
    assert item.led_by == person(cast.LONE)


@pytest.mark.parametrize(
    ("to", "hour", "said"),
    [
        (cast.BIRGITTE, 13, "Birgitte Egelund er allerede formand."),
        (cast.SANNE, 13, "En formand udpeges blandt rådets medlemmer."),  # an observer
        (cast.OLUF, 13, "En formand udpeges blandt rådets medlemmer."),  # a substitute
        (cast.GUNNAR, 13, "En formand udpeges blandt rådets medlemmer."),  # sits in another council
        (cast.MIKKEL, 15, "Tidspunktet er ikke kommet endnu."),
    ],
)
def test_what_speaks_against_it(session: Meeting, to: cast.Player, hour: int, said: str) -> None:
    before = chairs()
    with pytest.raises(Refusal, match=said):
        change(session, to, moment(session, hour, 0))
    assert chairs() == before


def test_a_change_before_the_meeting_or_before_a_later_one_is_refused(session: Meeting) -> None:
    with pytest.raises(Refusal, match="Tidspunktet ligger før mødets dag"):
        change(session, cast.MIKKEL, moment(session, 13, 0) - timedelta(days=1))
    change(session, cast.MIKKEL, moment(session, 13, 30))
    for minute in (0, 30):
        with pytest.raises(Refusal, match="Der er allerede en formand, som tiltræder"):
            change(session, cast.HANNE, moment(session, 13, minute))


def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(session: Meeting) -> None:
    url = f"/mit/rar-sjaelland/raad/{session.address}/skift-formand/"
    page = (
        Desk(cast.KAREN)
        .open(url)
        .form(url)
        .send(person=str(person(cast.BIRGITTE).pk), at=f"{session.date}T13:42", reason="Udtrådt")
    )
    assert (page.status, "Birgitte Egelund er allerede formand." in page.text) == (422, True)
    assert 'value="Udtrådt"' in page.html


@pytest.mark.parametrize(
    ("player", "error"),
    [(cast.BIRGITTE, Forbidden), (cast.HANNE, Forbidden), (cast.JONAS, Unseen), (cast.ELLEN, Unseen)],
    ids=lambda value: getattr(value, "name", None) or value.__name__,
)
def test_the_secretariat_alone_records_it(session: Meeting, player: cast.Player, error: type[Exception]) -> None:
    with pytest.raises(error):
        change(session, cast.MIKKEL, moment(session, 13, 0), by=player)


def test_a_committee_has_no_change_of_the_council_s_chair(portal: None) -> None:
    body = Body.objects.get(council__slug="rar-sjaelland", slug="positivlisteudvalg")
    karen = loader.actor(cast.KAREN)
    meeting = plan_meeting(
        body_id=body.pk, kind="ORDINARY", date=datetime.now(COPENHAGEN).date(), starts_at=None, ends_at=None,
        place="", actor=karen,
    )  # fmt: skip
    Meeting.objects.filter(pk=meeting.pk).update(state="IN_SESSION")
    assert Desk(cast.KAREN).status(f"/mit/rar-sjaelland/positivlisteudvalg/{meeting.address}/skift-formand/") == 404
