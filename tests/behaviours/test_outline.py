"""The outline: items and sections moved, copied, named, deleted and had back. Must 1 of the editor."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from meetings.actions.agenda import add_section
from meetings.actions.outline import KEPT, place_item
from meetings.demo import cast, loader
from meetings.jobs import forget_items
from meetings.models import AgendaItem, DocumentProfile, Meeting
from meetings.queries.agenda import agenda_of
from rarportal.core.clock import now
from rarportal.core.models import LogEntry
from tests.desk import Desk, Page


def at(meeting: Meeting, rest: str = "") -> str:
    return f"/mit/{meeting.body.council.slug}/{meeting.body.slug}/{meeting.address}/rediger/{rest}"


def titles(meeting: Meeting) -> list[str]:
    return list(meeting.items.order_by("position").values_list("title", flat=True))


@pytest.fixture
def by_sections(draft: Meeting) -> Meeting:
    """The drafting meeting numbered by sections: A with items 1.1-1.3, B with 2.1-2.2, C without; the rest deleted."""
    DocumentProfile.objects.filter(council=draft.body.council).update(numbering="SECTIONS")
    draft.items.filter(pk__in=[item.pk for item in draft.items.all()[5:]]).delete()
    sections = [
        add_section(meeting_id=draft.pk, title=title, actor=loader.actor(cast.KAREN)) for title in ("A", "B", "C")
    ]
    for place, item in enumerate(draft.items.all()):
        item.section, item.title = sections[place > 2], "abcde"[place]
        item.save()
    return Meeting.objects.select_related("body__council__profile").get(pk=draft.pk)


def shown(meeting: Meeting) -> str:
    """ "A: a b | B: c"."""
    return " | ".join(
        f"{section.title}: {' '.join(item.title for item in section.items)}".strip()
        for section in agenda_of(meeting).sections
    )


def press(meeting: Meeting, title: str, button: str) -> Page:
    item = meeting.items.get(title=title)
    return Desk(cast.KAREN).open(at(meeting, f"{item.pk}/")).form(f"{item.pk}/flyt/").press(button)


def test_an_item_goes_on_into_the_next_section_and_back(by_sections: Meeting) -> None:
    page = press(by_sections, "c", "Ned")
    assert "Punkt 1.3 er flyttet til 2.1." in page.text
    assert shown(by_sections) == "A: a b | B: c d e | C:"
    assert "Punkt 2.1 er flyttet til 1.3." in press(by_sections, "c", "Op").text
    assert shown(by_sections) == "A: a b c | B: d e | C:"
    press(by_sections, "e", "Ned")
    assert shown(by_sections) == "A: a b c | B: d | C: e", "into an empty section too"


@pytest.mark.parametrize(("title", "button"), [("a", "Op"), ("f", "Ned")])
def test_at_the_end_of_all_nothing_happens(by_sections: Meeting, title: str, button: str) -> None:
    by_sections.items.filter(title="e").update(title="f", section=by_sections.sections.last())
    before = shown(by_sections)
    assert "er flyttet" not in press(by_sections, title, button).text
    assert shown(by_sections) == before


@pytest.mark.parametrize(
    ("title", "section", "place", "after"),
    [
        ("a", 0, 2, "A: b c a | B: d e | C:"),
        ("e", 0, 0, "A: e a b c | B: d | C:"),
        ("b", 2, 0, "A: a c | B: d e | C: b"),
        ("b", 1, 99, "A: a c | B: d e b | C:"),
        ("b", 0, 1, "A: a b c | B: d e | C:"),
    ],
)
def test_an_item_is_put_where_it_is_dropped(
    by_sections: Meeting, title: str, section: int, place: int, after: str
) -> None:
    item = by_sections.items.get(title=title)
    where = by_sections.sections.all()[section].pk
    place_item(item_id=item.pk, section_id=where, place=place, actor=loader.actor(cast.KAREN))
    assert shown(by_sections) == after
    assert sorted(by_sections.items.values_list("position", flat=True)) == [1, 2, 3, 4, 5]


def test_a_dispatched_item_stays_in_its_section(by_sections: Meeting) -> None:
    by_sections.items.filter(title="c").update(number="1.3")
    page = press(by_sections, "c", "Ned")
    assert page.status == 422
    assert "Punktet er udsendt med nummer 1.3 og bliver i sit afsnit." in page.text
    assert shown(by_sections) == "A: a b c | B: d e | C:"


@pytest.mark.parametrize("data", [{"plads": "x"}, {"plads": "-1"}, {"plads": "0", "afsnit": "1" * 30}])
def test_a_place_that_is_none_is_refused(draft: Meeting, data: dict[str, str]) -> None:
    desk, item = Desk(cast.KAREN), draft.items.all()[3]
    token = desk.open(at(draft)).form("/nyt-punkt/").values["csrfmiddlewaretoken"]
    before = titles(draft)
    answer = desk.client.post(at(draft, f"{item.pk}/flyt/"), {**data, "csrfmiddlewaretoken": token})
    assert answer.status_code == 422
    assert titles(draft) == before


def test_a_section_of_another_meeting_is_no_place(by_sections: Meeting, s2: Meeting) -> None:
    desk, item = Desk(cast.KAREN), by_sections.items.first()
    token = desk.open(at(by_sections)).forms("/nyt-punkt/")[0].values["csrfmiddlewaretoken"]
    posted = {"plads": "0", "afsnit": str(s2.sections.first().pk), "csrfmiddlewaretoken": token}
    assert desk.client.post(at(by_sections, f"{item.pk}/flyt/"), posted).status_code == 404
    assert shown(by_sections) == "A: a b c | B: d e | C:"


def test_the_item_that_is_open_stays_open_when_another_is_moved(draft: Meeting) -> None:
    desk, items = Desk(cast.KAREN), list(draft.items.all())
    form = desk.open(at(draft, f"{items[0].pk}/")).form("/flyt/")
    url = at(draft, f"{items[3].pk}/flyt/")
    data = {"retning": "op", "aaben": str(items[0].pk), "csrfmiddlewaretoken": form.values["csrfmiddlewaretoken"]}
    page = desk.shown(desk.client.post(url, data, follow=True), url)
    assert "Punkt 4 er flyttet til 3." in page.text
    assert page.url == at(draft, f"{items[0].pk}/")


def test_a_section_gets_a_new_title_and_an_empty_one_is_deleted(by_sections: Meeting) -> None:
    page = Desk(cast.KAREN).open(at(by_sections))
    page = page.forms("/titel/")[0].send(title="Arbejdskraft")
    assert "Afsnittets titel er ændret." in page.text
    assert shown(by_sections).startswith("Arbejdskraft: a b c")
    refused = page.forms("/titel/")[0].send(title="x" * 201)
    assert refused.status == 422
    assert "x" * 201 in refused.html, "what was typed is there to be copied from"
    deletion = [form for form in page.forms("/slet/") if "/afsnit/" in form.action]
    assert len(deletion) == 1, "only an empty section can be deleted"
    assert "Afsnittet er slettet." in deletion[0].send().text
    assert shown(by_sections) == "Arbejdskraft: a b c | B: d e"


def test_a_copy_has_everything_but_decision_and_number(draft: Meeting) -> None:
    item = draft.items.all()[4]  # with attachments
    item.presenters.create(name="Bo Bojesen", title="chef", organisation="Roskilde Kommune")
    AgendaItem.objects.filter(pk=item.pk).update(decision="<p>Ja.</p>", outcome="NOTED")
    page = Desk(cast.KAREN).open(at(draft, f"{item.pk}/")).form("/kopi/").send()
    assert "Punktet er kopieret." in page.text
    item.refresh_from_db()
    copy = draft.items.get(position=item.position + 1)
    assert copy.title == f"{item.title} (kopi)"
    for field in ("summary", "recommendation", "exposition", "kind", "decides", "access", "section_id"):
        assert getattr(copy, field) == getattr(item, field), field
    assert (copy.decision, copy.outcome, copy.number) == ("", "", "")
    names = ("position", "kind", "title", "url", "filename", "sha256", "access")
    assert list(copy.attachments.values(*names)) == list(item.attachments.values(*names))
    assert copy.attachments.exists()
    assert [one.name for one in copy.presenters.all()] == ["Bo Bojesen"]


def test_a_form_that_is_sent_twice_makes_one_item(draft: Meeting) -> None:
    """A double click, a reload of the answer."""
    before = draft.items.count()
    page = Desk(cast.KAREN).open(at(draft))
    form, copy = page.form("/nyt-punkt/"), page.form("/kopi/")
    pages = [form.send(title="Nyt") for _ in range(3)]
    assert len({one.url for one in pages}) == 1
    assert draft.items.count() == before + 1
    assert {copy.send().status for _ in range(2)} == {200}
    assert draft.items.count() == before + 2
    form.send(title="Et andet")  # back in the browser, and something else typed
    assert draft.items.count() == before + 3


def test_a_deleted_item_comes_back_with_all_it_had(draft: Meeting) -> None:
    item = draft.items.all()[4]
    item.presenters.create(name="Bo Bojesen")
    before = titles(draft)
    hanging = [list(item.attachments.values()), list(item.presenters.values())]
    page = Desk(cast.KAREN).open(at(draft, f"{item.pk}/")).form(f"{item.pk}/slet/").press("Slet punktet")
    assert f"Punktet »{item.title}« er slettet. Fortryd" in page.text
    assert item.title not in titles(draft)
    assert Desk(cast.KAREN).status(at(draft, f"{item.pk}/")) == 404
    back = page.forms(f"{item.pk}/hent/")[-1].press("Fortryd")
    assert "Punktet er hentet igen." in back.text
    assert titles(draft) == before
    item.refresh_from_db()
    assert [list(item.attachments.values()), list(item.presenters.values())] == hanging
    what = LogEntry.objects.filter(meeting_id=draft.pk).order_by("-pk").values_list("what", flat=True)[:2]
    assert list(what) == ["Et slettet punkt blev hentet igen", "Et punkt blev slettet"]
    page.forms(f"{item.pk}/hent/")[-1].press("Fortryd")  # pressed twice
    assert titles(draft) == before


def test_a_deleted_item_is_forgotten_after_a_day(draft: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    item, other = draft.items.all()[4], draft.items.all()[5]
    desk = Desk(cast.KAREN)
    for one in (item, other):
        page = desk.open(at(draft, f"{one.pk}/")).form(f"{one.pk}/slet/").send()
    undo = page.forms(f"{item.pk}/hent/")[0]
    assert forget_items() == 0
    AgendaItem.objects.filter(pk=item.pk).update(deleted_at=now() - KEPT - timedelta(minutes=1))
    assert item.title not in desk.open(at(draft)).part("#disposition-liste")
    late = undo.send()
    assert late.status == 422
    assert "Et slettet punkt gemmes i et døgn." in late.text
    assert forget_items() > 0
    assert list(AgendaItem.objects.filter(deleted_from=draft)) == [other]


def test_who_types_in_a_deleted_item_loses_nothing_and_is_told_where_it_is(draft: Meeting) -> None:
    item = draft.items.all()[4]
    form = Desk(cast.KAREN).open(at(draft, f"{item.pk}/")).form()
    Desk(cast.KAREN).open(at(draft, f"{item.pk}/")).form(f"{item.pk}/slet/").send()
    gone = form.send(title="Min nye titel")
    assert gone.status == 404
    assert "Min nye titel" in gone.html
    assert "under »Slettede punkter«" in gone.text


@pytest.mark.parametrize("ending", ["/nyt-punkt/", "/titel/", ""])
def test_a_megabyte_in_a_title_is_refused_and_nothing_is_saved(by_sections: Meeting, ending: str) -> None:
    long, before = "x" * 2**20, titles(by_sections)
    page = Desk(cast.KAREN).open(at(by_sections, f"{by_sections.items.first().pk}/"))
    refused = page.forms(ending)[0].send(title=long)
    assert refused.status == 422
    assert "højst" in refused.text
    assert long in refused.html, "nothing typed is lost"
    assert titles(by_sections) == before


def test_only_the_secretariat_does_it(draft: Meeting, browse: Callable[..., Any]) -> None:
    item = draft.items.all()[1]
    before = titles(draft)
    for player, status in ((cast.HANNE, 403), (cast.BIRGITTE, 403), (cast.GUNNAR, 404), (cast.JONAS, 404)):
        for ending in ("flyt/", "kopi/", "slet/", "hent/"):
            assert browse(player).post(at(draft, f"{item.pk}/{ending}")).status_code == status, (player, ending)
    assert titles(draft) == before
