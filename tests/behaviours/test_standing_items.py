"""Standing items: kept for each body, and put into an agenda that is being written."""

import pytest

from meetings.actions.agenda import add_item, add_section
from meetings.actions.moves import make_move, plan_meeting
from meetings.actions.standing_items import add_standing_item, insert_standing_items, save_standing_item
from meetings.demo import cast, loader
from meetings.models import Body, Meeting, StandingItem
from rarportal.core.clock import today
from rarportal.core.models import LogEntry
from rarportal.core.refusal import Forbidden, Refusal, Unseen
from tests.desk import Desk

LIST = "/opsaetning/rar-sjaelland/faste-punkter/"
FIVE = ["Godkendelse af dagsorden", "Opfølgning på referat", "Meddelelser", "Kommende møder", "Eventuelt"]
NEW = {"title": "Økonomi", "kind": "ORDINARY", "access": "OPEN"}


@pytest.fixture
def council(portal: None) -> Body:
    return Body.objects.get(council__slug="rar-sjaelland", kind="COUNCIL")


def titles(body: Body) -> list[str]:
    return list(body.standing_items.values_list("title", flat=True))


def new_agenda(body: Body, *items: str, by: cast.Player = cast.KAREN) -> Meeting:
    """A meeting in drafting with these items."""
    known = {"kind": "ORDINARY", "date": today(), "starts_at": None, "ends_at": None, "place": ""}
    meeting = plan_meeting(body_id=body.pk, actor=loader.actor(by), **known)
    make_move(meeting_id=meeting.pk, name="begynd-dagsorden", actor=loader.actor(by))
    for title in items:
        add_item(meeting_id=meeting.pk, title=title, actor=loader.actor(by))
    return meeting


def agenda(meeting: Meeting) -> list[str]:
    return list(meeting.items.order_by("position").values_list("title", flat=True))


def editor(meeting: Meeting) -> str:
    return f"/mit/{meeting.body.council.slug}/{meeting.body.slug}/{meeting.address}/rediger/"


def test_the_demo_has_the_five_of_the_domain_and_its_draft_is_as_it_was(draft: Meeting, council: Body) -> None:
    chairmanship = Body.objects.get(council__slug="rar-sjaelland", kind="CHAIRMANSHIP")
    assert titles(council) == titles(chairmanship) == FIVE
    assert draft.items.count() == 10
    loader.load_councils()
    assert titles(council) == FIVE, "run again, nothing doubles"


def test_an_item_is_written_changed_moved_and_deleted_with_a_question(council: Body) -> None:
    karen = Desk(cast.KAREN)
    done = karen.open(f"{LIST}raad/nyt/").form().send(title=" Økonomi  i året ", summary="Tal.", decides=True)
    assert done.status == 200
    assert titles(council) == [*FIVE, "Økonomi i året"]
    item = council.standing_items.last()
    assert (item.summary, item.decides, item.access) == ("<p>Tal.</p>", True, "OPEN")
    assert karen.open(f"{LIST}{item.pk}/").form().send(title="Økonomi", access="MEMBERS_ONLY").status == 200
    moved = karen.open(LIST).form(f"/{item.pk}/flyt/").press("Op")
    assert moved.status == 200
    assert titles(council) == [*FIVE[:4], "Økonomi", "Eventuelt"]
    asked = karen.open(f"{LIST}{item.pk}/slet/")
    assert "Økonomi" in asked.text
    assert "Økonomi" in titles(council), "asking deletes nothing"
    assert asked.form().send().status == 200
    assert titles(council) == FIVE
    said = list(LogEntry.objects.filter(what__contains="fast punkt").values_list("what", "thing"))
    assert said[::-1] == [
        ("Et fast punkt blev tilføjet", "RAR Sjælland: Økonomi i året"),
        ("Et fast punkt blev ændret", "RAR Sjælland: Økonomi"),
        ("Et fast punkt blev flyttet", "RAR Sjælland: Økonomi"),
        ("Et fast punkt blev slettet", "RAR Sjælland: Økonomi"),
    ]


def test_at_the_edges_nothing_moves(council: Body) -> None:
    karen = Desk(cast.KAREN)
    first, last = council.standing_items.first(), council.standing_items.last()
    karen.open(LIST).form(f"/{first.pk}/flyt/").press("Op")
    karen.open(LIST).form(f"/{last.pk}/flyt/").press("Ned")
    assert titles(council) == FIVE


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": " "}, "Dette felt er påkrævet."),
        ({"title": "x" * 301}, "højst"),
        ({"title": "eventuelt"}, "RAR Sjælland har allerede et fast punkt med titlen »eventuelt«."),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(council: Body, typed: dict[str, str], sentence: str) -> None:
    page = Desk(cast.KAREN).open(f"{LIST}raad/nyt/").form().send(**typed, summary="Det skrevne.")
    assert page.status == 422
    assert sentence in page.text
    assert page.form().values["summary"] == "Det skrevne."
    assert titles(council) == FIVE


def test_another_items_title_is_refused_when_an_item_is_changed(council: Body) -> None:
    item = council.standing_items.first()
    page = Desk(cast.KAREN).open(f"{LIST}{item.pk}/").form().send(title="Meddelelser")
    assert page.status == 422
    assert titles(council) == FIVE


def test_two_secretaries_cannot_overwrite_each_other(council: Body) -> None:
    item = council.standing_items.first()
    first, second = (Desk(cast.KAREN).open(f"{LIST}{item.pk}/").form() for _ in range(2))
    assert first.send(title="Dagsordenen").status == 200
    conflict = second.send(title="Godkendelse", summary="Min.")
    assert conflict.status == 409
    assert "Dagsordenen" in conflict.part(".merge")
    assert StandingItem.objects.get(pk=item.pk).title == "Dagsordenen"
    assert conflict.form().send().status == 200
    item.refresh_from_db()
    assert (item.title, item.summary) == ("Godkendelse", "<p>Min.</p>")


def test_what_was_typed_is_shown_when_somebody_has_deleted_the_item(council: Body) -> None:
    item = council.standing_items.first()
    form = Desk(cast.KAREN).open(f"{LIST}{item.pk}/").form()
    item.delete()
    gone = form.send(title="Min titel", summary="Min tekst.")
    assert gone.status == 404
    assert "findes ikke længere" in gone.text
    assert "Min titel" in gone.text
    assert "Min tekst." in gone.text


@pytest.mark.parametrize(
    ("who", "error"), [(cast.HANNE, Forbidden), (cast.JONAS, Unseen), (cast.BIRGITTE, Forbidden), (cast.ELLEN, Unseen)]
)
def test_only_the_councils_own_secretariat_keeps_them(council: Body, who: cast.Player, error: type[Exception]) -> None:
    actor, item = loader.actor(who), council.standing_items.first()
    with pytest.raises(error):
        add_standing_item(body_id=council.pk, values=NEW, actor=actor)
    with pytest.raises(error):
        save_standing_item(council="rar-sjaelland", item_id=item.pk, values=NEW, seen={}, actor=actor)
    assert titles(council) == FIVE


def test_an_item_is_not_found_under_another_councils_address(council: Body) -> None:
    """pretix CVE-2026-5600: Karen serves both councils, and the address must not lie."""
    item, karen = council.standing_items.first(), Desk(cast.KAREN)
    assert karen.status(f"/opsaetning/rar-bornholm/faste-punkter/{item.pk}/") == 404
    assert karen.status(f"/opsaetning/rar-bornholm/faste-punkter/{item.pk}/slet/") == 404
    assert karen.status("/opsaetning/rar-bornholm/faste-punkter/positivlisteudvalg/nyt/") == 404


# -- into an agenda -------------------------------------------------------------------------------------------------


def test_an_empty_agenda_gets_them_all_in_their_order(council: Body) -> None:
    meeting = new_agenda(council)
    page = Desk(cast.KAREN).open(editor(meeting))
    after = page.form("/rediger/faste-punkter/").press("Indsæt faste punkter")
    assert "5 faste punkter er indsat." in after.text
    assert agenda(meeting) == FIVE
    assert not after.has_form("/rediger/faste-punkter/"), "they are in"
    first = meeting.items.order_by("position")[0]
    assert (first.decides, first.kind) == (True, "ORDINARY")
    assert "godkendes" in first.recommendation


AGENDAS = [  # what is there, what becomes of it
    (["Sag"], [*FIVE[:4], "Sag", "Eventuelt"]),
    (["GODKENDELSE AF DAGSORDEN", "Sag", "eventuelt"],
     ["GODKENDELSE AF DAGSORDEN", *FIVE[1:4], "Sag", "eventuelt"]),
    (["Sag", "Meddelelser", "En til"],
     [*FIVE[:2], "Sag", "Meddelelser", "Kommende møder", "En til", "Eventuelt"]),
    (FIVE[1:], FIVE),
]  # fmt: skip


@pytest.mark.parametrize(("there", "becomes"), AGENDAS)
def test_only_those_that_are_lacking_are_put_in_each_after_the_one_before(
    council: Body, there: list[str], becomes: list[str]
) -> None:
    meeting = new_agenda(council, *there)
    insert_standing_items(meeting_id=meeting.pk, actor=loader.actor(cast.KAREN))
    assert agenda(meeting) == becomes
    assert list(meeting.items.order_by("position").values_list("position", flat=True)) == [*range(1, len(becomes) + 1)]
    with pytest.raises(Refusal, match="allerede"):
        insert_standing_items(meeting_id=meeting.pk, actor=loader.actor(cast.KAREN))


def test_with_sections_they_stand_in_the_first_and_the_last(portal: None) -> None:
    body = Body.objects.get(council__slug="rar-oestjylland", kind="COUNCIL")
    jonas = loader.actor(cast.JONAS)
    meeting = new_agenda(body, by=cast.JONAS)
    sections = [add_section(meeting_id=meeting.pk, title=title, actor=jonas) for title in ("Først", "Sidst")]
    for title, kind in (("Dagsorden", "ORDINARY"), ("Eventuelt", "ANY_OTHER_BUSINESS")):
        add_standing_item(body_id=body.pk, values={**NEW, "title": title, "kind": kind}, actor=jonas)
    insert_standing_items(meeting_id=meeting.pk, actor=jonas)
    assert [(item.title, item.section) for item in meeting.items.order_by("position")] == [
        ("Dagsorden", sections[0]),
        ("Eventuelt", sections[1]),
    ]


def test_a_body_without_standing_items_has_no_button(portal: None) -> None:
    meeting = new_agenda(Body.objects.get(slug="positivlisteudvalg"))
    assert not Desk(cast.KAREN).open(editor(meeting)).has_form("/rediger/faste-punkter/")


def test_only_while_the_agenda_is_written_and_only_the_secretariat(council: Body) -> None:
    meeting = new_agenda(council, "Sag")
    for who in (cast.HANNE, cast.BIRGITTE):
        with pytest.raises(Forbidden):
            insert_standing_items(meeting_id=meeting.pk, actor=loader.actor(who))
    with pytest.raises(Unseen):
        insert_standing_items(meeting_id=meeting.pk, actor=loader.actor(cast.JONAS))
    make_move(meeting_id=meeting.pk, name="udsend", actor=loader.actor(cast.KAREN), reason="prøve")
    assert not Desk(cast.KAREN).open(editor(meeting)).has_form("/rediger/faste-punkter/")
    with pytest.raises(Refusal, match="under udarbejdelse"):
        insert_standing_items(meeting_id=meeting.pk, actor=loader.actor(cast.KAREN))
    assert agenda(meeting) == ["Sag"]
