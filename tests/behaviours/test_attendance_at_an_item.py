"""*Fremmøde ved dette punkt*: who comes, leaves or stands aside while the meeting is held, and if it can decide."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from meetings.actions.agenda import save_item
from meetings.actions.minutes import note_attendance_change, remove_attendance_change, save_attendance
from meetings.demo import cast, loader
from meetings.models import AgendaItem, AttendanceChange, Meeting, Person
from meetings.queries.attendance import attendance_of
from meetings.queries.insight import data_for_secretariat
from meetings.rendering.document import COPENHAGEN
from meetings.rules.versions import mark_of
from rarportal.core.refusal import Refusal
from tests.behaviours.test_attendance import answers, goes_on, key, own
from tests.behaviours.test_attendance import session as session
from tests.desk import Desk, Form, Page, said
from tests.staging import NOT_THE_SECRETARIAT

HERE = "#fremmoede-her"


@pytest.fixture
def four_came(session: Meeting) -> Meeting:
    """Four of six: just as many as it takes."""
    values = answers(session, hanne="PRESENT", torben="PRESENT", birgitte="PRESENT", lone="PRESENT")
    values |= answers(session, mikkel="EXCUSED", ditte="EXCUSED")
    seen = {field: mark_of(value) for field, value in attendance_of(session).values.items()}
    save_attendance(meeting_id=session.pk, values=values, seen=seen, actor=loader.actor(cast.KAREN))
    session.body.council.profile.quorum_percent = 60
    session.body.council.profile.save()
    return session


def item_of(meeting: Meeting, number: int) -> AgendaItem:
    found: AgendaItem = meeting.items.order_by("position")[number - 1]
    return found


def opened(meeting: Meeting, number: int) -> Page:
    return Desk(cast.KAREN).open(f"{own(meeting)}foer-referat/{item_of(meeting, number).pk}/")


def adding(page: Page) -> Form:
    """The form by which one more is noted."""
    (found,) = [form for form in page.forms("/fremmoede/") if "who" in form.fields]
    return found


def noted(meeting: Meeting, number: int, player: cast.Player, kind: str, at: str = "") -> Page:
    """What Karen sees when she has noted it by the page's form."""
    return adding(opened(meeting, number)).send(who=key(meeting, player), kind=kind, at=at)


def test_it_begins_as_the_meeting_did(four_came: Meeting) -> None:
    assert "4 af 6 medlemmer, som ved mødets start." in opened(four_came, 1).part(HERE)


def test_who_leaves_is_gone_from_there_on_and_the_quorum_with_them(four_came: Meeting) -> None:
    page = noted(four_came, 2, cast.HANNE, "LEFT", "14:06")
    assert "Hanne Rosenvang (DA) gik kl. 14.06." in page.part(HERE)
    assert "3 af 6 medlemmer. Rådet er ikke beslutningsdygtigt (mindst 4)." in page.part(HERE)
    assert "4 af 6" in page.part("#fremmoede")  # beside it stands what the meeting began with
    assert "som ved mødets start" in opened(four_came, 1).part(HERE)
    assert "3 af 6" in opened(four_came, 3).part(HERE)
    noted(four_came, 4, cast.HANNE, "CAME")
    assert "4 af 6 medlemmer. Rådet er beslutningsdygtigt (mindst 4)." in opened(four_came, 4).part(HERE)


def test_who_is_disqualified_is_missing_at_that_item_alone(four_came: Meeting) -> None:
    assert "3 af 6" in noted(four_came, 2, cast.TORBEN, "DISQUALIFIED").part(HERE)
    assert "4 af 6 medlemmer, som ved mødets start." in opened(four_came, 3).part(HERE)


def test_a_substitute_who_comes_fills_the_members_place(four_came: Meeting) -> None:
    assert "5 af 6" in noted(four_came, 2, cast.OLUF, "CAME").part(HERE)


def test_noted_again_the_hour_is_put_right_and_removed_it_is_gone(four_came: Meeting) -> None:
    noted(four_came, 2, cast.HANNE, "LEFT", "14:06")
    page = noted(four_came, 2, cast.HANNE, "LEFT", "14:16")
    assert page.part(HERE).count("Hanne Rosenvang (DA) gik") == 2  # the sentence, and the button that names it
    (form,) = [form for form in page.forms("/fremmoede/") if "who" not in form.fields]
    assert "som ved mødets start" in form.press("Fjern").part(HERE)
    assert not AttendanceChange.objects.exists()


def test_what_is_wrong_stands_beside_its_field(four_came: Meeting) -> None:
    page = adding(opened(four_came, 2)).send(who="", kind="LEFT", at="25:99")
    assert page.status == 422
    assert page.html.count('class="error"') == 2
    assert not AttendanceChange.objects.exists()


def test_the_minutes_say_it_to_whom_the_item_is_open(four_came: Meeting) -> None:
    karen = loader.actor(cast.KAREN)
    closed = four_came.items.get(title__startswith="VEU")
    who = key(four_came, cast.HANNE)
    note_attendance_change(item_id=item_of(four_came, 1).pk, who=who, kind="LEFT", at=time(14), actor=karen)
    note_attendance_change(item_id=closed.pk, who=who, kind="DISQUALIFIED", at=None, actor=karen)
    goes_on(four_came, "afslut-moede", "udsend-referat", "offentliggoer")
    shown = {
        player and player.known_as: Desk(player).open(url).text
        for player, url in (
            (cast.HANNE, f"{own(four_came)}referat/"),
            (None, f"/rar-sjaelland/moeder/{four_came.address}/referat/"),
        )
    }
    assert all("Hanne Rosenvang (DA) gik kl. 14.00." in text for text in shown.values())
    assert ["inhabil" in text for text in shown.values()] == [True, False]


def test_it_is_in_the_persons_file(four_came: Meeting) -> None:
    karen, hanne = loader.actor(cast.KAREN), Person.objects.get(name=cast.HANNE.name)
    who = key(four_came, cast.HANNE)
    note_attendance_change(item_id=item_of(four_came, 1).pk, who=who, kind="LEFT", at=time(14), actor=karen)
    file = data_for_secretariat(karen, council="rar-sjaelland", person=hanne.pk)
    assert "gik kl. 14.00" in str(file)


def decided(meeting: Meeting, number: int, at: datetime) -> None:
    """An item's decision, written at this moment."""
    values, seen = {"decision": "<p>Taget til efterretning.</p>"}, {"decision": mark_of("")}
    with time_machine.travel(at, tick=False):
        save_item(
            item_id=item_of(meeting, number).pk,
            part="minutes",
            values=values,
            seen=seen,
            actor=loader.actor(cast.KAREN),
        )


def test_the_meetings_course_stands_beside_by_the_clock(four_came: Meeting) -> None:
    karen, midnight = loader.actor(cast.KAREN), datetime.combine(four_came.date, time(), COPENHAGEN)
    decided(four_came, 2, midnight + timedelta(hours=14, minutes=20))
    decided(four_came, 3, midnight + timedelta(days=3, hours=9))  # written later: no part of it
    who = key(four_came, cast.HANNE)
    note_attendance_change(item_id=item_of(four_came, 2).pk, who=who, kind="LEFT", at=time(14, 6), actor=karen)
    note_attendance_change(item_id=item_of(four_came, 3).pk, who=who, kind="CAME", at=None, actor=karen)
    course = said(next(one for one in opened(four_came, 1).all("#fremmoede-indhold")[0].iter("ol")))
    second = item_of(four_came, 2)
    assert course == f"14.06 2: Hanne Rosenvang gik 14.20 2: {second.title}"


@NOT_THE_SECRETARIAT
def test_nobody_else_notes_or_removes_it(four_came: Meeting, player: cast.Player, error: type[Exception]) -> None:
    item, actor = item_of(four_came, 1), loader.actor(player)
    change: dict[str, Any] = {"item_id": item.pk, "actor": actor}
    with pytest.raises(error):
        note_attendance_change(who=key(four_came, cast.HANNE), kind="LEFT", at=None, **change)
    with pytest.raises(error):
        remove_attendance_change(change_id=1, **change)


def test_only_those_in_the_list_and_only_while_minutes_are_written(four_came: Meeting, draft: Meeting) -> None:
    item, karen = item_of(four_came, 1), loader.actor(cast.KAREN)
    with pytest.raises(Refusal, match="Vælg en"):
        note_attendance_change(item_id=item.pk, who="seat_0", kind="LEFT", at=None, actor=karen)
    goes_on(four_came, "afslut-moede", "udsend-referat", "offentliggoer")
    with pytest.raises(Refusal):
        note_attendance_change(item_id=item.pk, who=key(four_came, cast.HANNE), kind="LEFT", at=None, actor=karen)
