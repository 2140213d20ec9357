"""What the editor's script sends by itself: some fields with their marks, answered by a fragment. Trust rows R1, R2."""

from typing import Any

import pytest

from meetings.actions.moves import make_move
from meetings.actions.sitting import sit_down
from meetings.demo import cast, loader
from meetings.models import AgendaItem, Meeting, Sitting
from meetings.queries import editing
from meetings.rules.versions import mark_of
from rarportal.core.models import User
from rarportal.core.refusal import Forbidden, Unseen
from tests.desk import Desk, Form, Page


@pytest.fixture
def item(draft: Meeting) -> AgendaItem:
    return draft.items.order_by("position")[1]


def at(meeting: Meeting, rest: str = "") -> str:
    return f"/mit/{meeting.body.council.slug}/{meeting.body.slug}/{meeting.address}/{rest}"


def by_itself(form: Form, user: User | None = None, **fields: Any) -> Page:
    """Post these fields as static/js/autosave.js does; True and False for a box."""
    user = user or User.objects.get(email=cast.KAREN.email)
    data: dict[str, Any] = {
        "csrfmiddlewaretoken": form.values["csrfmiddlewaretoken"],
        "user": user.pk,
        "autosave": list(fields),
        **{f"seen_{name}": form.values[f"seen_{name}"] for name in fields},
    }
    data |= {name: "on" if value is True else value for name, value in fields.items() if value is not False}
    client = form.page.desk.client
    page = form.page.desk.shown(client.post(form.action, data), form.action)
    for one in page.tree.iter("input"):
        if one.get("type") == "hidden" and page.status == 200 and str(one.get("name")).startswith("seen_"):
            form.values[str(one.get("name"))] = str(one.get("value"))
    return page


def editing_form(meeting: Meeting, item: AgendaItem) -> Form:
    return Desk(cast.KAREN).open(at(meeting, f"rediger/{item.pk}/")).form()


def test_only_what_was_sent_is_saved_and_judged(draft: Meeting, item: AgendaItem) -> None:
    form = editing_form(draft, item)
    before = AgendaItem.objects.values().get(pk=item.pk)
    page = by_itself(form, summary="Rådet drøfter.", presentation=True)
    assert page.status == 200
    after = AgendaItem.objects.values().get(pk=item.pk)
    assert {name for name in after if after[name] != before[name]} == {"summary", "presentation"}
    assert after["summary"] == "<p>Rådet drøfter.</p>"
    assert page.all("#gemt")[0].get("data-saved-at")
    assert form.values["seen_summary"] == mark_of("<p>Rådet drøfter.</p>")
    assert by_itself(form, summary="Rådet drøfter igen.").status == 200, "the new mark goes on"
    assert by_itself(form, presentation=False, presenters="Bo Bojesen, chef").status == 200
    item.refresh_from_db()
    assert (item.presentation, item.presenters.get().name) == (False, "Bo Bojesen")


def test_the_row_of_the_outline_comes_along(draft: Meeting, item: AgendaItem) -> None:
    page = by_itself(editing_form(draft, item), title="En ny titel")
    assert len(page.all(".rp-row")) == 1
    assert "En ny titel" in page.part(".rp-row")


def test_a_lost_answer_is_no_conflict_with_oneself(draft: Meeting, item: AgendaItem) -> None:
    first = editing_form(draft, item)
    again = editing_form(draft, item)
    assert by_itself(first, summary="Det samme.").status == 200
    assert by_itself(again, summary="Det samme.").status == 200


def test_two_in_one_field_get_both_texts(draft: Meeting, item: AgendaItem) -> None:
    first, second = editing_form(draft, item), editing_form(draft, item)
    assert by_itself(first, summary="Hendes <b>tekst</b>.").status == 200
    assert by_itself(second, title="Titel").status == 200, "another field is no conflict"
    refused = by_itself(second, summary="Min tekst.", title="Titel 2")
    assert refused.status == 409
    assert "Hendes <b>tekst</b>." in refused.part(".merge")
    assert "<b>" not in refused.html
    assert "Min tekst." in refused.part(".merge")
    item.refresh_from_db()
    assert (item.summary, item.title) == ("<p>Hendes &lt;b&gt;tekst&lt;/b&gt;.</p>", "Titel")


def test_what_is_wrong_is_said_beside_its_field(draft: Meeting, item: AgendaItem) -> None:
    page = by_itself(editing_form(draft, item), title="", summary="Gemmes ikke halvt.")
    assert page.status == 422
    (error,) = page.all(".error")
    assert error.get("data-name") == "title"
    assert not [one for one in page.tree.iter("input") if str(one.get("name")).startswith("seen_")]
    before = item.summary
    item.refresh_from_db()
    assert item.summary == before


def test_a_closed_agenda_and_a_deleted_item_refuse_with_a_sentence(draft: Meeting, item: AgendaItem) -> None:
    form = editing_form(draft, item)
    other = draft.items.order_by("position")[2]
    gone = editing_form(draft, other)
    other.delete()
    page = by_itself(gone, summary="Min lange tekst.")
    assert (page.status, "findes ikke længere" in page.text, "Min lange tekst." in page.html) == (404, True, True)
    make_move(meeting_id=draft.pk, name="aflys", actor=loader.actor(cast.KAREN), reason="prøve")
    page = by_itself(form, summary="For sent.")
    assert page.status == 422
    assert "Det blev ikke gemt" in page.part("#gemt-fejl")


def test_nothing_is_saved_in_the_name_of_another(draft: Meeting, item: AgendaItem) -> None:
    """Somebody else has signed in in the same browser, and the old page is still open."""
    page = by_itself(editing_form(draft, item), user=User.objects.get(email=cast.JONAS.email), summary="Jonas' tekst")
    assert page.status == 403
    assert "En anden er logget ind" in page.text
    before = item.summary
    item.refresh_from_db()
    assert item.summary == before


def test_the_decision_saves_itself(draft: Meeting, item: AgendaItem) -> None:
    for name in ("udsend", "begynd-moede"):
        make_move(meeting_id=draft.pk, name=name, actor=loader.actor(cast.KAREN), reason="prøve")
    form = Desk(cast.KAREN).open(at(draft, f"foer-referat/{item.pk}/")).form()
    page = by_itself(form, decision="Rådet godkendte.")
    assert (page.status, "1 af" in page.part(".rp-progress")) == (200, True)
    assert by_itself(form, outcome="NOTED", led_by_id="").status == 200
    item.refresh_from_db()
    assert (item.decision, item.outcome) == ("<p>Rådet godkendte.</p>", "NOTED")


def test_the_number_of_queries_is_fixed(draft: Meeting, item: AgendaItem, django_assert_num_queries: Any) -> None:
    form, desk = editing_form(draft, item), Desk(cast.KAREN)
    by_itself(form, summary="Første.")
    sign_of_life(desk, draft, item)
    with django_assert_num_queries(27):
        by_itself(form, summary="Andet.")
    with django_assert_num_queries(17):
        sign_of_life(desk, draft, item)


def sign_of_life(desk: Desk, meeting: Meeting, item: AgendaItem) -> Any:
    url = at(meeting, f"rediger/{item.pk}/her/")
    token = desk.client.cookies["csrftoken"].value if "csrftoken" in desk.client.cookies else ""
    if not token:
        token = desk.open(at(meeting, f"rediger/{item.pk}/")).form().values["csrfmiddlewaretoken"]
    return desk.client.post(url, {"csrfmiddlewaretoken": token})


def test_who_else_is_on_the_item(draft: Meeting, item: AgendaItem, monkeypatch: Any) -> None:
    karen, other = Desk(cast.KAREN), Desk(cast.KAREN)
    assert sign_of_life(karen, draft, item).json() == {"here": ""}
    assert sign_of_life(other, draft, item).json() == {"here": ""}, "oneself in two tabs is nobody else"
    jonas = User.objects.get(email=cast.JONAS.email)
    ellen = User.objects.get(email=cast.ELLEN.email)
    at_now = editing.now()
    Sitting.objects.create(item=item, user=jonas, name="Jonas", seen_at=at_now)
    assert sign_of_life(karen, draft, item).json() == {"here": "Jonas er også på punktet nu."}
    Sitting.objects.create(item=item, user=ellen, name="<b>Ellen</b>", seen_at=at_now)
    assert sign_of_life(karen, draft, item).json() == {"here": "<b>Ellen</b> og Jonas er også på punktet nu."}
    Sitting.objects.filter(user=jonas).update(seen_at=at_now - editing.FORGOTTEN)
    assert sign_of_life(karen, draft, item).json() == {"here": "<b>Ellen</b> er også på punktet nu."}
    assert not Sitting.objects.filter(user=jonas).exists(), "forgotten"


def test_only_the_secretariat_sits_down(draft: Meeting, item: AgendaItem) -> None:
    for player, refusal in ((cast.BIRGITTE, Forbidden), (cast.GUNNAR, Unseen)):
        with pytest.raises(refusal):
            sit_down(meeting=draft, item_id=item.pk, actor=loader.actor(player))
    assert not Sitting.objects.exists()
