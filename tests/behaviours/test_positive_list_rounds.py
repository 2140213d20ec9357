"""A round with the secretariat: written in place, imported all or nothing, taken back, decided, authorised."""

import io
import threading
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection

from meetings.actions.agenda import save_item
from meetings.actions.moves import make_move, plan_meeting
from meetings.demo import cast, loader
from meetings.models import AgendaItem, Body, Meeting
from meetings.rules.versions import mark_of
from positivlist.actions import imports
from positivlist.actions.deciding import authorise, decide_under_authorisation, end_authorisation, put_on_agenda
from positivlist.actions.imports import take_back, take_in
from positivlist.actions.publishing import decided_of, publish
from positivlist.actions.rounds import move, settle_step
from positivlist.models import Course, CourseImport, ListRound
from positivlist.sources.courses import Line, read_lines
from positivlist.sources.spreadsheet import read_paste
from rarportal.core.clock import today
from rarportal.core.refusal import Refusal, Unseen
from tests import rounds
from tests.desk import Desk, Form, Page
from tests.rounds import MORE, ROWS
from tests.staging import NOT_THE_SECRETARIAT

HOME = "/mit/rar-sjaelland/positivliste/"
KAREN = cast.KAREN


@pytest.fixture
def round(portal: None) -> ListRound:
    """With the secretariat, three courses."""
    return rounds.begun()


def at(round: ListRound, part: str = "") -> str:
    return f"{HOME}{round.pk}/{part}"


def table(page: Page) -> Form:
    """The form that is the table of courses."""
    (form,) = [form for form in page.forms() if "n1-title" in form.fields]
    return form


def lines(*texts: str) -> list[Line]:
    return read_lines([read_paste("\n".join(texts))], heading=False)


# -- in place -------------------------------------------------------------------------------------------------------


def test_courses_are_written_in_place_without_a_script(round: ListRound) -> None:
    first, second, third = round.courses.all()
    form = table(Desk(KAREN).open(at(round, "kurser/")))
    done = form.send(
        **{
            f"r{first.pk}-days": "6", f"r{third.pk}-remove": True, "n1-group": "Bygge og anlæg",
            "n1-title": "Vinylbelægning", "n1-type": "AMU", "n1-code": "48918", "n1-days": "7 dage",
        }
    )  # fmt: skip
    assert done.status == 200, done.text
    assert [(one.title, one.days) for one in round.courses.all()] == [
        ("Afslibning af trægulve", 6), ("Kunstig intelligens", None), ("Vinylbelægning", 7),
    ]  # fmt: skip
    assert rounds.again(round).edition == 2
    assert second.row == ROWS[1]


def test_what_cannot_be_read_comes_back_as_it_was_typed(round: ListRound) -> None:
    first = round.courses.first()
    done = table(Desk(KAREN).open(at(round, "kurser/"))).send(**{f"r{first.pk}-days": "en uge", "n1-title": "Halvt"})
    assert done.status == 422
    assert "Skriv dage som et helt tal." in done.text
    form = table(done)
    assert form.values[f"r{first.pk}-days"] == "en uge"
    assert form.values["n1-title"] == "Halvt"
    assert [one.row for one in round.courses.all()] == list(ROWS)


def test_two_secretaries_cannot_overwrite_each_other(round: ListRound) -> None:
    first = round.courses.first()
    mine, hers = (table(Desk(KAREN).open(at(round, "kurser/"))) for _ in range(2))
    assert hers.send(**{f"r{first.pk}-days": "9"}).status == 200
    done = mine.send(**{f"r{first.pk}-days": "4"})
    assert done.status == 409
    assert "En anden har ændret de samme kurser" in done.text
    assert "9 dage" in done.text
    assert round.courses.first().days == 9
    assert table(done).values[f"r{first.pk}-days"] == "4"
    assert table(done).send().status == 200
    assert round.courses.first().days == 4


def test_a_faulty_course_is_kept_and_stops_the_sending(round: ListRound) -> None:
    rounds.change(round, rounds.Row("Bygge og anlæg", "Uden kode", "AMU", "", 3))
    page = Desk(KAREN).open(at(round, "kurser/?vis=fejl"))
    assert "AMU-kurser har en kode på fem cifre." in page.text
    assert "1 kursus skal rettes først" in Desk(KAREN).open(at(round)).text
    assert Desk(KAREN).client.post(at(round, "send/")).status_code == 403  # without the token
    assert rounds.again(round).state == "PROPOSING"


def test_a_row_is_put_right_and_what_else_was_typed_is_saved_too(round: ListRound) -> None:
    rounds.change(round, rounds.Row("Bygge og anlæg", "Træpleje", "AMU", "42329", None, rounds.Decimal(5)))
    first, last = round.courses.first(), round.courses.last()
    page = Desk(KAREN).open(at(round, "kurser/"))
    done = table(page).press("Flyt til dage", **{f"r{first.pk}-days": "8"})
    assert done.status == 200, done.text
    assert round.courses.first().days == 8
    right = round.courses.last()
    assert (right.pk, right.days, right.ects, right.note) == (last.pk, 5, None, "trykt under ECTS")
    assert right.printed == {"code": "42329", "days": None, "ects": "5"}


@NOT_THE_SECRETARIAT
def test_only_the_secretariat_writes(round: ListRound, player: cast.Player, error: type[Exception]) -> None:
    actor = loader.actor(player)
    acts: list[Any] = [
        lambda: take_in(
            round_id=round.pk, lines=lines("Bygge og anlæg\tA\tPrivat\t\t1\t"), replace=False, source="x", actor=actor
        ),
        lambda: settle_step(round_id=round.pk, step="hoering", done_on=None, skipped_because="x", actor=actor),
        lambda: move(round_id=round.pk, name="opgiv", reason="x", actor=actor),
        lambda: put_on_agenda(round_id=round.pk, meeting_id=1, section_id=None, actor=actor),
        lambda: decide_under_authorisation(round_id=round.pk, actor=actor),
    ]
    for act in acts:
        with pytest.raises(error):
            act()
    assert rounds.again(round).edition == 1


# -- imports --------------------------------------------------------------------------------------------------------

NEW, KNOWN, CHANGED = (
    "Bygge og anlæg\tVinylbelægning\tAMU\t48918\t7\t",
    "Bygge og anlæg\tAfslibning af trægulve\tAMU\t48906\t5\t",
    "It og teleteknik\tKunstig intelligens\tAkademi\t20235\t\t7,5",
)


def test_an_import_says_per_row_what_it_will_do_and_does_all_of_it(round: ListRound) -> None:
    page = Desk(KAREN).open(at(round, "hent/")).form().send(pasted="\n".join([NEW, KNOWN, CHANGED]))
    assert "Nyt kursus" in page.text
    assert "Står der allerede" in page.text
    assert "ECTS: 10 bliver 7,5 Ændres" in page.text
    assert Course.objects.filter(round=round).count() == 3
    assert page.forms()[0].press("Tag rækkerne ind").status == 200
    assert [one.title for one in round.courses.all()] == [*(row.title for row in ROWS), "Vinylbelægning"]
    assert round.courses.get(code="20235").ects == rounds.Decimal("7.5")


def test_one_faulty_row_stops_the_whole_import_and_can_be_mended_there(round: ListRound) -> None:
    page = Desk(KAREN).open(at(round, "hent/")).form().send(pasted=f"{NEW}\nUkendt\tKursus\tAMU\t11111\t3\t")
    assert page.status == 422
    assert "En række skal rettes" in page.text
    assert "Række 2, kolonne 1: Portalen kender ingen erhvervsgruppe, der hedder »Ukendt«." in page.text
    again = page.forms()[0].press("Kontrollér igen", **{"2-group": "Bygge og anlæg"})
    assert again.status == 200, again.text
    assert again.forms()[0].press("Tag rækkerne ind").status == 200
    assert round.courses.count() == 5


def test_a_file_replaces_the_whole_list_when_that_is_asked_for(round: ListRound) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["Kursustitel", "Type", "Dage", "Erhvervsgruppe"],
        ["Motion design", "Privat", 25, "Akademisk arbejde"],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    page = Desk(KAREN).open(at(round, "hent/")).form().send(file=("liste.xlsx", out.getvalue()), replace=True)
    assert "Kurser, der ikke er med, fjernes fra listen" in page.text
    page.forms()[0].press("Tag rækkerne ind")
    assert [one.title for one in round.courses.all()] == ["Motion design"]


def test_an_import_is_taken_back(round: ListRound) -> None:
    made = take_in(round_id=round.pk, lines=lines(NEW, CHANGED), replace=True, source="x", actor=loader.actor(KAREN))
    assert round.courses.count() == 2
    page = Desk(KAREN).open(at(round, "kurser/"))
    done = page.form(f"hent/{made.pk}/tag-tilbage/").send()
    assert "Importen er taget tilbage" in done.text
    assert [one.row for one in round.courses.all()] == list(ROWS)
    with pytest.raises(Refusal, match="allerede taget tilbage"):
        take_back(round_id=round.pk, import_id=made.pk, actor=loader.actor(KAREN))


def test_an_import_is_not_taken_back_over_what_was_written_since(round: ListRound) -> None:
    made = take_in(round_id=round.pk, lines=lines(NEW), replace=False, source="x", actor=loader.actor(KAREN))
    rounds.change(round, rounds.Row("Bygge og anlæg", "Nyt", "PRIVAT", "", 2))
    with pytest.raises(Refusal, match="Kurserne er ændret, siden importen"):
        take_back(round_id=round.pk, import_id=made.pk, actor=loader.actor(KAREN))
    with pytest.raises(Unseen):
        take_back(round_id=round.pk, import_id=10**9, actor=loader.actor(KAREN))


@pytest.mark.django_db(transaction=True)
def test_an_import_that_dies_half_way_leaves_nothing(portal: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """R22: killed after the rows are written; tried again it gives the same result."""
    round = rounds.begun()

    def die(*args: Any, **more: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(imports, "note", die)
        with pytest.raises(KeyboardInterrupt):
            take_in(round_id=round.pk, lines=lines(NEW), replace=False, source="x", actor=loader.actor(KAREN))
    assert [one.row for one in round.courses.all()] == list(ROWS)
    assert (rounds.again(round).edition, CourseImport.objects.count()) == (1, 0)
    for _ in range(2):
        take_in(round_id=round.pk, lines=lines(NEW), replace=False, source="x", actor=loader.actor(KAREN))
    assert [one.row for one in round.courses.all()] == [*ROWS, MORE]


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_give_each_course_once(portal: None) -> None:
    round = rounds.begun()

    def run() -> None:
        take_in(round_id=round.pk, lines=lines(NEW), replace=False, source="x", actor=loader.actor(KAREN))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.row for one in round.courses.all()] == [*ROWS, MORE]


# -- the decision ---------------------------------------------------------------------------------------------------


def a_meeting(day: date) -> Meeting:
    """A council meeting in drafting."""
    body = Body.objects.get(council__slug="rar-sjaelland", kind="COUNCIL")
    meeting = plan_meeting(
        body_id=body.pk, kind="ORDINARY", date=day, starts_at=None, ends_at=None, place="", actor=loader.actor(KAREN)
    )
    make_move(meeting_id=meeting.pk, name="begynd-dagsorden", actor=loader.actor(KAREN))
    return meeting


def hold(meeting: Meeting) -> None:
    """Dispatched and begun."""
    for name in ("udsend", "begynd-moede"):
        make_move(meeting_id=meeting.pk, name=name, actor=loader.actor(KAREN), reason="prøve")


def decide(item: AgendaItem, outcome: str) -> None:
    item.refresh_from_db()
    seen = {"outcome": mark_of(item.outcome)}
    save_item(item_id=item.pk, part="minutes", values={"outcome": outcome}, seen=seen, actor=loader.actor(KAREN))


@pytest.fixture
def on_agenda(portal: None) -> ListRound:
    """On the agenda of a meeting that is in session."""
    meeting = a_meeting(date(2031, 9, 26))
    round = rounds.on_agenda(meeting)
    hold(meeting)
    return rounds.again(round)


def test_the_decision_moves_the_round_and_a_changed_outcome_moves_it_back(on_agenda: ListRound) -> None:
    item = on_agenda.item
    for outcome, state, decided in (
        ("AS_RECOMMENDED", "DECIDED", date(2031, 9, 26)),
        ("POSTPONED", "ON_AGENDA", None),
        ("REJECTED", "REJECTED", date(2031, 9, 26)),
        ("", "ON_AGENDA", None),
    ):
        decide(item, outcome)
        now = rounds.again(on_agenda)
        assert (now.state, now.decided_on) == (state, decided), outcome


def test_amended_rows_are_asked_for_first(on_agenda: ListRound) -> None:
    item = on_agenda.item
    with pytest.raises(Refusal, match="skriv først ændringerne ind"):
        decide(item, "AMENDED")
    item.refresh_from_db()
    assert item.outcome == ""
    rounds.change(on_agenda, MORE)
    with pytest.raises(Refusal, match="Udfaldet er da »Ændret«"):
        decide(item, "AS_RECOMMENDED")
    decide(item, "AMENDED")
    assert rounds.again(on_agenda).state == "DECIDED"


def test_the_outcome_of_a_published_list_stands(on_agenda: ListRound) -> None:
    decide(on_agenda.item, "AS_RECOMMENDED")
    decided = decided_of(rounds.again(on_agenda))
    assert decided is not None
    assert (decided.meeting, decided.number, decided.anchor) == ("2031-09-26", "1", "punkt-1")
    publish(round_id=on_agenda.pk, actor=loader.actor(KAREN))
    with pytest.raises(Refusal, match="Listen er offentliggjort efter dette punkt"):
        decide(on_agenda.item, "REJECTED")


def test_a_list_does_not_hold_before_it_is_decided(portal: None) -> None:
    late = a_meeting(date(2031, 10, 2))
    round = rounds.approved(day=date(2031, 10, 1))
    with pytest.raises(
        Refusal, match=r"Listen skal gælde fra 1\. oktober 2031, men beslutningen er først fra 2\. oktober"
    ):
        put_on_agenda(round_id=round.pk, meeting_id=late.pk, section_id=None, actor=loader.actor(KAREN))
    assert not late.items.exists()
    assert rounds.again(round).state == "APPROVED"


def test_another_councils_meeting_is_none(portal: None, s2: Meeting) -> None:
    with pytest.raises(Unseen):
        put_on_agenda(round_id=rounds.approved().pk, meeting_id=s2.pk, section_id=None, actor=loader.actor(KAREN))


def test_the_item_and_the_round_know_each_other(on_agenda: ListRound) -> None:
    page = Desk(KAREN).open(at(on_agenda))
    assert on_agenda.item.title in page.links
    assert f"/rar-sjaelland/positivliste/{on_agenda.in_force_from}/" in on_agenda.item.next_steps


def test_an_authorisation_lets_the_chairmanships_approval_decide(portal: None, s0: Meeting, settings: Any) -> None:
    settings.DEMO_TODAY = date(2024, 3, 1)
    item = s0.items.filter(position=5).get()
    round = rounds.approved(day=date(2024, 4, 1))
    with pytest.raises(Refusal, match="ikke bemyndiget"):
        decide_under_authorisation(round_id=round.pk, actor=loader.actor(KAREN))
    given = authorise(
        council="rar-sjaelland", item_id=item.pk, scope="Enkelte kurser indtil næste møde", begins=date(2024, 2, 1),
        ends=date(2024, 6, 30), actor=loader.actor(KAREN),
    )  # fmt: skip
    decided = decide_under_authorisation(round_id=round.pk, actor=loader.actor(KAREN))
    assert (decided.state, decided.decided_on, decided.authorisation) == ("DECIDED", today(), given)
    told = decided_of(rounds.again(round))
    assert told is not None
    assert (told.by, told.authorisation, told.number) == ("formandskabet", given.scope, "5")


def test_an_authorisation_has_an_end_and_no_beginning_before_its_decision(portal: None, s0: Meeting) -> None:
    item, actor = s0.items.first(), loader.actor(KAREN)
    known = {"council": "rar-sjaelland", "item_id": item.pk, "scope": "x", "actor": actor}
    with pytest.raises(Refusal, match="før rådet gav den"):
        authorise(begins=s0.date - timedelta(days=1), ends=s0.date, **known)
    with pytest.raises(Refusal, match="slutter, før den begynder"):
        authorise(begins=s0.date, ends=s0.date - timedelta(days=1), **known)
    given = authorise(begins=s0.date, ends=s0.date, **known)
    with pytest.raises(Refusal, match="hvorfor"):
        end_authorisation(council="rar-sjaelland", authorisation_id=given.pk, reason=" ", actor=actor)
    end_authorisation(council="rar-sjaelland", authorisation_id=given.pk, reason="Rådet ville selv.", actor=actor)
    assert "Ophørt: Rådet ville selv." in Desk(KAREN).open(f"{HOME}bemyndigelser/").text


def test_a_step_is_skipped_only_with_a_reason(round: ListRound) -> None:
    settle_step(round_id=round.pk, step="hoering", done_on=None, skipped_because=" ", actor=loader.actor(KAREN))
    assert "Trinnet »Høring« er hverken sket eller sprunget over" in Desk(KAREN).open(at(round)).text
    with pytest.raises(Unseen):
        settle_step(round_id=round.pk, step="formandskab", done_on=None, skipped_because="x", actor=loader.actor(KAREN))
