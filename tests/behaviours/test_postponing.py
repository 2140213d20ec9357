"""The pool, postponed items with their story, and items fetched from where they are. Must 6 of the editor."""

from datetime import timedelta
from typing import Any

import pytest

from meetings.actions.moves import make_move, plan_meeting
from meetings.demo import cast, loader
from meetings.models import AgendaItem, Body, Meeting, StandingItem
from tests.desk import Desk, Page


@pytest.fixture
def later(draft: Meeting) -> Meeting:
    """A planned meeting of the same body, a month after."""
    day = draft.date + timedelta(days=30)
    karen = loader.actor(cast.KAREN)
    known: dict[str, Any] = {"kind": "ORDINARY", "starts_at": None, "ends_at": None, "place": ""}
    return plan_meeting(body_id=draft.body_id, date=day, actor=karen, **known)


def at(meeting: Meeting, rest: str = "") -> str:
    return f"/mit/{meeting.body.council.slug}/{meeting.body.slug}/{meeting.address}/rediger/{rest}"


def titles(meeting: Meeting) -> list[str]:
    return list(meeting.items.order_by("position").values_list("title", flat=True))


def postpone(meeting: Meeting, item: AgendaItem, to: str, reason: str = "Afventer tal.") -> Page:
    page = Desk(cast.KAREN).open(at(meeting, f"{item.pk}/"))
    return Desk(cast.KAREN).open(page.links["Udsæt punktet"]).form().send(to=to, reason=reason)


def goes_on(meeting: Meeting, *names: str) -> None:
    for name in names:
        make_move(meeting_id=meeting.pk, name=name, actor=loader.actor(cast.KAREN), reason="prøve")


def test_an_item_that_is_not_dispatched_goes_itself_with_its_story(draft: Meeting, later: Meeting) -> None:
    item = draft.items.all()[4]  # with attachments
    item.presenters.create(name="Bo Bojesen")
    hanging = list(item.attachments.values())
    assert "Punktet er udsat til mødet den" in postpone(draft, item, str(later.pk)).text
    assert item.title not in titles(draft)
    assert titles(later) == [item.title]
    item.refresh_from_db()
    assert (item.meeting_id, item.outcome, item.decision) == (later.pk, "", "")
    assert list(item.attachments.values()) == hanging
    goes_on(later, "begynd-dagsorden")
    story = Desk(cast.KAREN).open(at(later, f"{item.pk}/")).text
    assert "punkt 5, af Karen Vinterberg" in story
    assert ": Afventer tal." in story


def test_an_item_that_is_dispatched_stays_as_postponed_and_a_copy_goes(draft: Meeting, later: Meeting) -> None:
    goes_on(draft, "udsend")
    item = draft.items.all()[4]
    before = titles(draft)
    postpone(draft, item, str(later.pk))
    assert titles(draft) == before
    item.refresh_from_db()
    copy = later.items.get()
    assert item.outcome == AgendaItem.Outcome.POSTPONED
    assert item.decision.startswith("<p>Punktet blev udsat til mødet den ")
    assert (copy.title, copy.summary, copy.number, copy.decision, copy.outcome) == (
        item.title,
        item.summary,
        "",
        "",
        "",
    )
    assert copy.attachments.count() == item.attachments.count() > 0
    assert set(copy.attachments.values_list("number", flat=True)) == {None}
    assert [one.number for one in copy.story.all()] == [item.number]


def test_an_item_waits_in_the_pool_and_is_fetched_once(draft: Meeting, later: Meeting) -> None:
    item = draft.items.all()[4]
    assert "Punktet er udsat til puljen." in postpone(draft, item, "puljen").text
    assert Desk(cast.KAREN).status(at(draft, f"{item.pk}/")) == 404
    goes_on(later, "begynd-dagsorden")
    page = Desk(cast.KAREN).open(at(later, "hent-punkter/"))
    assert f"{item.title} (udsat fra mødet den" in page.text
    form, again = page.form(), Desk(cast.KAREN).open(at(later, "hent-punkter/")).form()
    assert "1 punkt er hentet." in form.send(waiting=str(item.pk)).text
    assert titles(later) == [item.title]
    taken = again.send(waiting=str(item.pk))
    assert taken.status == 422
    assert "Et af punkterne er der ikke længere." in taken.text
    assert titles(later) == [item.title]


def test_the_pool_is_the_bodys_own(draft: Meeting) -> None:
    item = draft.items.all()[4]
    postpone(draft, item, "puljen")
    other = Body.objects.filter(council=draft.body.council).exclude(pk=draft.body_id).first()
    assert other is not None
    AgendaItem.objects.filter(pk=item.pk).update(waits_in=other)
    assert "waiting" not in Desk(cast.KAREN).open(at(draft, "hent-punkter/")).form().fields


def test_items_of_an_earlier_meeting_come_without_decisions_and_once(draft: Meeting, s0: Meeting) -> None:
    old = s0.items.all()[2]
    AgendaItem.objects.filter(pk=old.pk).update(decision="<p>Ja.</p>", outcome="NOTED", title="Fra dengang")
    old.presenters.create(name="Bo Bojesen")
    before = titles(draft)
    page = Desk(cast.KAREN).open(at(draft, f"hent-punkter/?fra={s0.pk}"))
    form = page.form()
    for _ in range(2):
        assert form.send(earlier=str(old.pk)).status == 200
    assert titles(draft) == [*before[:-1], "Fra dengang", before[-1]], "before any other business, and once"
    new = draft.items.get(title="Fra dengang")
    assert (new.decision, new.outcome, new.number, new.number_is_printed) == ("", "", "", False)
    old.refresh_from_db()
    assert (new.summary, new.kind) == (old.summary, old.kind)
    assert "Bo Bojesen" in new.presenters.values_list("name", flat=True)
    assert not new.attachments.exists()


def test_a_template_is_fetched_when_it_is_wanted_and_never_lacking(draft: Meeting) -> None:
    StandingItem.objects.filter(body=draft.body).delete()
    template = StandingItem.objects.create(
        body=draft.body, position=1, title="Høring", decides=True, summary="<p>Fast tekst.</p>", is_template=True
    )
    page = Desk(cast.KAREN).open(at(draft))
    assert not page.has_form("/faste-punkter/")
    assert Desk(cast.KAREN).open(at(draft, "hent-punkter/")).form().send(templates=str(template.pk)).status == 200
    new = draft.items.get(title="Høring")
    assert (new.summary, new.decides) == ("<p>Fast tekst.</p>", True)


def test_nothing_chosen_is_said(draft: Meeting) -> None:
    page = Desk(cast.KAREN).open(at(draft, "hent-punkter/")).form().send()
    assert page.status == 422
    assert "Vælg mindst ét punkt." in page.text
    item = draft.items.all()[4]
    form = Desk(cast.KAREN).open(at(draft, f"{item.pk}/udsaet/")).form()
    assert form.send(reason="Derfor").status == 422
    assert titles(draft)[4] == item.title


def test_an_item_goes_to_no_other_body_and_no_meeting_that_takes_none(draft: Meeting, s2: Meeting) -> None:
    """The address of the form is right, what is posted is not what it showed."""
    item = draft.items.all()[4]
    desk = Desk(cast.KAREN)
    token = desk.open(at(draft, f"{item.pk}/udsaet/")).form().values["csrfmiddlewaretoken"]
    for to in (s2.pk, draft.pk, 999_999):
        posted = {"to": str(to), "csrfmiddlewaretoken": token}
        assert desk.client.post(at(draft, f"{item.pk}/udsaet/"), posted).status_code == 422
    assert titles(draft)[4] == item.title
    foreign = s2.items.first()
    posted = {"earlier": str(foreign.pk), "csrfmiddlewaretoken": token}
    assert desk.client.post(at(draft, "hent-punkter/"), posted).status_code == 422


def test_the_portal_writes_when_one_meets_and_what_waits_but_not_what_is_closed(draft: Meeting, later: Meeting) -> None:
    items = list(draft.items.all())
    AgendaItem.objects.filter(pk=items[5].pk).update(access="CLOSED", title="Hemmeligt")
    postpone(draft, items[4], str(later.pk))
    postpone(draft, items[5], "puljen")
    postpone(draft, items[7], "puljen")
    AgendaItem.objects.filter(pk=items[8].pk).update(title="Kommende møder", summary="")
    page = Desk(cast.KAREN).open(at(draft, f"{items[8].pk}/")).form("/skriv/").press("Skriv teksten")
    assert "Portalen har skrevet teksten." in page.text
    text = page.form().values["summary"]
    assert f"{later.date.year}" in text
    assert f": {items[4].title}" in text
    assert f"- {items[7].title}" in text
    assert "Hemmeligt" not in text
    assert not page.has_form("/skriv/"), "what stands there is not written over"


def test_the_portal_writes_what_became_of_the_minutes(draft: Meeting, later: Meeting) -> None:
    goes_on(draft, "udsend", "begynd-moede", "afslut-moede", "udsend-referat")
    goes_on(later, "begynd-dagsorden")
    desk = Desk(cast.KAREN)
    page = desk.open(at(later)).form("/nyt-punkt/").send(title="Opfølgning på referat")
    page = page.form("/skriv/").send()
    assert "blev udsendt til rådets medlemmer den" in page.form().values["summary"]
    assert "offentliggjort" not in page.form().values["summary"]
    goes_on(draft, "offentliggoer")
    page = page.form().send(summary="")
    page = page.form("/skriv/").send()
    assert "offentliggjort på rådets hjemmeside" in page.form().values["summary"]
    item = later.items.get()
    assert item.attachments.get().url.endswith(f"/moeder/{draft.address}/referat/")
