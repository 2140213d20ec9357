"""A council's document profile: what the secretariat sets holds for drafts, and never for what is published."""

from typing import Any

import pytest

from meetings.actions.moves import make_move, moves_of
from meetings.actions.profile import save_profile
from meetings.demo import cast, loader
from meetings.models import AgendaItem, Council, DocumentProfile, Meeting, PublicationContent
from meetings.queries.standing import roles_in
from meetings.rules.profile import to_lines
from meetings.rules.versions import mark_of
from rarportal.core.clock import today
from rarportal.core.models import LogEntry
from rarportal.core.refusal import Forbidden, Refusal, Unseen
from tests.desk import Desk, Form, Page

PAGE = "/opsaetning/rar-sjaelland/profil/"


def stored() -> DocumentProfile:
    return DocumentProfile.objects.get(council__slug="rar-sjaelland")


def opened(desk: Desk | None = None) -> Form:
    return (desk or Desk(cast.KAREN)).open(PAGE).form()


def set_profile(**values: Any) -> None:
    """As somebody who has just opened it."""
    lines = to_lines(vars(stored()))
    seen = {name: mark_of(lines[name]) for name in values}
    save_profile(council="rar-sjaelland", values=values, seen=seen, actor=loader.actor(cast.KAREN))


def goes_on(meeting: Meeting, *names: str) -> None:
    for name in names:
        make_move(meeting_id=meeting.pk, name=name, actor=loader.actor(cast.KAREN), reason="prøve")


def fields_of(page: Page) -> list[str]:
    """The names of the fields, in the order in which the page has them."""
    return [row.split(" Overskrift")[0] for row in map(page_words, page.all(".rp-heading-row"))]


def page_words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def test_a_page_that_is_sent_back_untouched_changes_nothing(portal: None) -> None:
    before, entries = to_lines(vars(stored())), LogEntry.objects.count()
    assert opened().send().status == 200
    assert to_lines(vars(stored())) == before
    assert LogEntry.objects.count() == entries


def test_headings_marks_sentences_and_deadlines_are_saved_and_logged(portal: None) -> None:
    changes = {
        "heading_summary": "Kort fortalt", "prints_next_steps": False, "decision_O": "Referat",
        "order_B": "Beslutning, Sagen kort", "sentences_B": "Rådet godkendte.\n\n  Rådet  afviste. ",
        "dispatch_days": "10", "public_at": "DISPATCH", "shows_status": True, "no_attachments": "Intet bilag",
    }  # fmt: skip
    assert "Gemt" in opened().send(**changes).text
    profile = stored()
    assert profile.headings[0] == ["summary", "Kort fortalt"]
    assert "next_steps" not in dict(profile.headings)
    assert profile.decision_headings["O"] == "Referat"
    assert profile.heading_orders == {"B": ["decision", "summary"]}
    assert profile.standard_sentences["B"] == ["Rådet godkendte.", "Rådet afviste."]
    assert (profile.dispatch_days, profile.public_at) == (10, "DISPATCH")
    assert (profile.shows_status, profile.no_attachments) == (True, "Intet bilag")
    entry = LogEntry.objects.first()
    assert (entry.what, entry.actor_name) == ("Dokumentprofilen blev ændret", "Karen Vinterberg")
    assert entry.detail == {"fields": sorted(changes)}


def test_a_field_is_moved_without_script_and_nothing_is_saved_before_it_is_asked_for(portal: None) -> None:
    before = stored().headings
    page = Desk(cast.KAREN).open(PAGE)
    assert fields_of(page)[:2] == ["Sagen kort", "Indstilling"]
    moved = page.form().send(flyt="ned:summary", heading_summary="Kort")
    assert moved.status == 200
    assert fields_of(moved)[:2] == ["Indstilling", "Sagen kort"]
    assert moved.form().values["heading_summary"] == "Kort"
    assert stored().headings == before
    assert moved.form().send().status == 200
    assert [field for field, _ in stored().headings][:2] == ["recommendation", "summary"]
    assert stored().headings[1] == ["summary", "Kort"]


def test_the_example_shows_the_profile_as_it_is_typed(portal: None) -> None:
    before = to_lines(vars(stored()))
    shown = opened().send(
        eksempel="1", heading_exposition="Hele historien", decision_THEME="Drøftelse", no_attachments="Uden bilag",
        shows_status=True, numbering="SECTIONS", attachment_style="BY_ITEM", prints_recommendation=False,
    )  # fmt: skip
    assert shown.status == 200
    words = shown.part("#eksempel")
    for said in ("Hele historien", "Drøftelse Rådet drøftede oplægget.", "Uden bilag", "Orientering", "1.1 - Bilag"):
        assert said in words
    assert "Indstilling" not in words
    assert to_lines(vars(stored())) == before
    assert not Council.objects.filter(slug="eksempel").exists()


FAULTS = {
    "an empty heading": ({"heading_summary": " "}, "Skriv en overskrift"),
    "a field twice": ({"order_B": "Bilag, Bilag"}, "Bilag står der to gange."),
    "a forged order": ({"order": "Bilag, Bilag"}, "Bilag står der to gange."),
    "days that are no number": ({"dispatch_days": "otte"}, "Indtast et heltal."),
    "more than a year": ({"dispatch_days": "366"}, "Skriv et helt antal dage fra 0 til 365."),
    "a number beyond all bounds": ({"minutes_days": "9" * 30}, "Skriv et helt antal dage fra 0 til 365."),
}


@pytest.mark.parametrize("button", [{}, {"eksempel": "1"}])
@pytest.mark.parametrize("what", FAULTS)
def test_bad_input_is_said_beside_its_cause_and_nothing_typed_is_lost(
    portal: None, what: str, button: dict[str, str]
) -> None:
    typed, sentence = FAULTS[what]
    before = to_lines(vars(stored()))
    page = opened().send(**typed, heading_attachments="Filer", **button)
    assert page.status == 422
    assert sentence in page.text
    assert page.form().values["heading_attachments"] == "Filer"
    assert to_lines(vars(stored())) == before


def test_an_unknown_mark_is_refused(portal: None) -> None:
    with pytest.raises(Refusal, match="decision_X"):
        save_profile(council="rar-sjaelland", values={"decision_X": "Ja"}, seen={}, actor=loader.actor(cast.KAREN))


def test_two_who_change_different_things_never_conflict(portal: None) -> None:
    first, second = opened(), opened(Desk(cast.KAREN))
    assert first.send(heading_summary="Kort", dispatch_days="9").status == 200
    assert second.send(decision_B="Afgørelse", minutes_days="5").status == 200
    profile = stored()
    assert dict(profile.headings)["summary"] == "Kort"
    assert profile.decision_headings["B"] == "Afgørelse"
    assert (profile.dispatch_days, profile.minutes_days) == (9, 5)


def test_two_who_change_the_same_thing_see_both(portal: None) -> None:
    first, second = opened(), opened(Desk(cast.KAREN))
    assert first.send(heading_summary="Kort", public_at="DISPATCH").status == 200
    conflict = second.send(heading_summary="Resumé", dispatch_days="9")
    assert conflict.status == 409
    assert "Kort" in conflict.part(".merge")
    assert "Resumé" in conflict.part(".merge")
    assert (dict(stored().headings)["summary"], stored().dispatch_days) == ("Kort", 8)
    assert conflict.form().send().status == 200
    assert (dict(stored().headings)["summary"], stored().dispatch_days) == ("Resumé", 9)
    assert stored().public_at == "DISPATCH"


@pytest.mark.parametrize(
    ("who", "error"), [(cast.HANNE, Forbidden), (cast.JONAS, Unseen), (cast.ELLEN, Unseen), (cast.BIRGITTE, Forbidden)]
)
def test_only_the_councils_own_secretariat_sets_it(portal: None, who: cast.Player, error: type[Exception]) -> None:
    with pytest.raises(error):
        save_profile(council="rar-sjaelland", values={"dispatch_days": 1}, seen={}, actor=loader.actor(who))
    assert stored().dispatch_days == 8


def test_a_change_holds_for_drafts_and_never_for_what_is_published(draft: Meeting) -> None:
    goes_on(draft, "udsend")
    paper = f"/mit/rar-sjaelland/raad/{draft.address}/dagsorden/"
    frozen = {row.pk: (row.sha256, row.data) for row in PublicationContent.objects.all()}
    before = Desk(cast.HANNE).open(paper)
    set_profile(heading_summary="Helt kort", prints_recommendation=False, no_attachments="Uden")
    assert Desk(cast.HANNE).open(paper).text == before.text
    assert {row.pk: (row.sha256, row.data) for row in PublicationContent.objects.all()} == frozen
    goes_on(draft, "udsend-tillaeg")
    after = Desk(cast.HANNE).open(paper)
    assert "Helt kort" in after.text
    assert "Helt kort" not in before.text
    assert "Helt kort" not in Desk(cast.HANNE).open(f"{paper}v1/").text


def test_the_editor_has_the_headings_of_the_items_kind_and_marks(draft: Meeting) -> None:
    set_profile(order_B="Indstilling, Sagen kort", heading_summary="Resumé")
    item = draft.items.order_by("position")[1]
    AgendaItem.objects.filter(pk=item.pk).update(decides=True)
    page = Desk(cast.KAREN).open(f"/mit/rar-sjaelland/raad/{draft.address}/rediger/{item.pk}/")
    assert page.html.index(">Indstilling</label>") < page.html.index(">Resumé</label>")
    AgendaItem.objects.filter(pk=item.pk).update(decides=False)
    page = Desk(cast.KAREN).open(page.url)
    assert page.html.index(">Resumé</label>") < page.html.index(">Indstilling</label>")


def test_the_minutes_have_the_heading_of_the_mark(draft: Meeting) -> None:
    set_profile(decision_B="Afgørelse", decision_O="Referat")
    item = draft.items.order_by("position")[1]
    AgendaItem.objects.filter(pk=item.pk).update(decides=False, informs=True)
    goes_on(draft, "udsend", "begynd-moede")
    page = Desk(cast.KAREN).open(f"/mit/rar-sjaelland/raad/{draft.address}/foer-referat/{item.pk}/")
    assert ">Referat</label>" in page.html


def test_a_standard_sentence_is_one_click_and_is_saved_with_the_rest(draft: Meeting) -> None:
    set_profile(sentences_B="Rådet godkendte <alt>.", sentences_ORDINARY="Udsat.")
    item = draft.items.order_by("position")[1]
    AgendaItem.objects.filter(pk=item.pk).update(decides=True, decision="")
    goes_on(draft, "udsend", "begynd-moede")
    page = Desk(cast.KAREN).open(f"/mit/rar-sjaelland/raad/{draft.address}/foer-referat/{item.pk}/")
    filled = page.form().press("Alt 2 Rådet godkendte <alt>.", outcome="AS_RECOMMENDED")
    assert filled.form().values["decision"] == "Rådet godkendte <alt>."
    assert filled.form().values["outcome"] == "AS_RECOMMENDED"
    item.refresh_from_db()
    assert item.decision == ""
    again = filled.form().press("Alt 1 Udsat.")
    assert again.form().values["decision"].replace("\r\n", "\n") == "Rådet godkendte <alt>.\n\nUdsat."
    assert again.form().send().status == 200
    item.refresh_from_db()
    assert item.decision == "<p>Rådet godkendte &lt;alt&gt;.</p><p>Udsat.</p>"
    assert item.outcome == "AS_RECOMMENDED"


def test_the_deadline_of_dispatch_is_the_councils(draft: Meeting) -> None:
    days = (draft.date - today()).days

    def warnings() -> tuple[str, ...]:
        meeting = Meeting.objects.select_related("body__council__profile").get(pk=draft.pk)
        moves = moves_of(meeting, roles_in(meeting, loader.actor(cast.KAREN)))
        return next(one.objections.warnings for one in moves if one.transition.name == "udsend")

    late = f"Fristen for udsendelse var {days + 1} dage før mødet."
    set_profile(dispatch_days=days)
    assert late not in warnings()
    assert "i dag" in Desk(cast.KAREN).open("/mit/").text
    set_profile(dispatch_days=days + 1)
    assert late in warnings()
    assert "1 dag over fristen" in Desk(cast.KAREN).open("/mit/").text
