"""Earlier versions of a text: one for each person and sitting, compared, restored, and erased with the content."""

from datetime import timedelta
from typing import Any

import pytest

from meetings.actions import versions
from meetings.actions.agenda import save_item
from meetings.actions.erasure import erase_content
from meetings.actions.moves import make_move
from meetings.actions.outline import delete_item
from meetings.demo import cast, loader
from meetings.models import AgendaItem, FieldVersion, Meeting, OfficeStaff
from meetings.rules.versions import mark_of
from rarportal.core.clock import now
from rarportal.core.permissions import Actor
from tests.desk import Desk, said


@pytest.fixture
def item(draft: Meeting) -> AgendaItem:
    """With a text that has no version: as imported."""
    item = draft.items.order_by("position")[1]
    AgendaItem.objects.filter(pk=item.pk).update(summary="<p>Importeret</p>")
    FieldVersion.objects.filter(item=item).delete()
    item.refresh_from_db()
    return item


@pytest.fixture
def other(draft: Meeting) -> Actor:
    """Jonas, lent to Karen's office."""
    karen = OfficeStaff.objects.get(person__user__email=cast.KAREN.email)
    jonas = OfficeStaff.objects.get(person__user__email=cast.JONAS.email)
    OfficeStaff.objects.create(person=jonas.person, office=karen.office, period=karen.period)
    return loader.actor(cast.JONAS)


def write(item: AgendaItem, text: str, actor: Actor, field: str = "summary") -> None:
    item.refresh_from_db()
    save_item(
        item_id=item.pk,
        part="minutes" if field == "decision" else "agenda",
        values={field: text},
        seen={field: mark_of(getattr(item, field))},
        actor=actor,
    )


def texts(item: AgendaItem, field: str = "summary") -> list[str]:
    return list(FieldVersion.objects.filter(item=item, field=field).order_by("pk").values_list("text", flat=True))


def at(meeting: Meeting, rest: str) -> str:
    return f"/mit/{meeting.body.council.slug}/{meeting.body.slug}/{meeting.address}/{rest}"


def test_one_version_for_each_person_and_sitting(item: AgendaItem, other: Actor, monkeypatch: Any) -> None:
    karen, before = loader.actor(cast.KAREN), item.summary
    for text in ("<p>En</p>", "<p>En to</p>", "<p>En to tre</p>"):
        write(item, text, karen)
    assert texts(item) == [before, "<p>En to tre</p>"]
    write(item, "<p>Jonas</p>", other)
    write(item, "<p>Karen igen</p>", karen)
    assert texts(item) == [before, "<p>En to tre</p>", "<p>Jonas</p>", "<p>Karen igen</p>"]
    later = now() + versions.PAUSE + timedelta(seconds=1)
    monkeypatch.setattr(versions, "now", lambda: later)
    write(item, "<p>Efter frokost</p>", karen)
    assert texts(item)[-2:] == ["<p>Karen igen</p>", "<p>Efter frokost</p>"]
    rows = FieldVersion.objects.filter(item=item, field="summary").order_by("pk").values_list("who", flat=True)
    assert list(rows) == ["", karen.name, other.name, karen.name, karen.name]
    assert texts(item, "title") == []


def test_a_text_that_was_changed_past_the_editor_is_kept_too(item: AgendaItem) -> None:
    karen = loader.actor(cast.KAREN)
    write(item, "<p>Mit</p>", karen)
    AgendaItem.objects.filter(pk=item.pk).update(summary="<p>Indlæst</p>")
    write(item, "<p>Mit igen</p>", karen)
    assert texts(item)[-3:] == ["<p>Mit</p>", "<p>Indlæst</p>", "<p>Mit igen</p>"]


def test_comparing_and_restoring_as_new(draft: Meeting, item: AgendaItem, other: Actor) -> None:
    karen = loader.actor(cast.KAREN)
    write(item, "<p>Rådet drøfter de nye tal.</p>", karen)
    write(item, "<p>Rådet drøfter de gamle tal <b>igen</b>.</p>", other)
    first = FieldVersion.objects.get(item=item, text="<p>Rådet drøfter de nye tal.</p>")
    url = at(draft, f"rediger/{item.pk}/versioner/summary/")
    page = Desk(cast.KAREN).open(f"{url}?version={first.pk}")
    assert said(page.all(".rp-diff")[0]) == "Rådet drøfter de fjernet: nye nyt: gamle fjernet: tal. nyt: tal igen."
    assert other.name in page.text
    stale = Desk(cast.KAREN).open(f"{url}?version={first.pk}")
    done = page.forms()[0].send()
    assert done.status == 200
    assert "Versionen er gendannet" in done.text
    item.refresh_from_db()
    assert item.summary == first.text
    assert texts(item)[-3:] == [first.text, "<p>Rådet drøfter de gamle tal igen.</p>", first.text]
    write(item, "<p>Jonas kom imellem.</p>", other)
    refused = stale.forms()[0].send()
    assert refused.status == 409
    assert "Intet er ændret" in refused.text
    item.refresh_from_db()
    assert item.summary == "<p>Jonas kom imellem.</p>"


def test_restoring_ones_own_text_keeps_the_text_it_replaces(draft: Meeting, item: AgendaItem) -> None:
    """The same person, in the same half hour: nothing is written over."""
    karen = loader.actor(cast.KAREN)
    before = item.summary
    write(item, "<p>Et forsøg</p>", karen)
    first = FieldVersion.objects.filter(item=item, field="summary").order_by("pk")[0]
    page = Desk(cast.KAREN).open(at(draft, f"rediger/{item.pk}/versioner/summary/?version={first.pk}"))
    page.forms()[0].send()
    write(item, "<p>Videre derfra</p>", karen)
    assert texts(item) == [before, "<p>Et forsøg</p>", "<p>Videre derfra</p>"]


def test_versions_are_for_the_secretariat_and_say_no_more_than_the_item(draft: Meeting, item: AgendaItem) -> None:
    write(item, "<p>Noget</p>", loader.actor(cast.KAREN))
    url = at(draft, f"rediger/{item.pk}/versioner/summary/")
    assert [Desk(who).status(url) for who in (cast.KAREN, cast.BIRGITTE, cast.GUNNAR)] == [200, 403, 404]
    assert Desk(cast.KAREN).status(at(draft, f"rediger/{item.pk}/versioner/access/")) == 404
    elsewhere = Meeting.objects.exclude(pk=draft.pk).filter(body=draft.body).first()
    assert elsewhere is not None
    assert Desk(cast.KAREN).status(at(elsewhere, f"rediger/{item.pk}/versioner/summary/")) == 404


def test_what_is_erased_cannot_be_restored(draft: Meeting, item: AgendaItem) -> None:
    """Trust row T4: *Slet indhold* takes the versions, and those of a deleted item are not shown."""
    karen = loader.actor(cast.KAREN)
    write(item, "<p>Et navn, der ikke måtte stå her</p>", karen)
    write(item, "<p>Uden</p>", karen, "exposition")
    gone = draft.items.order_by("position")[2]
    write(gone, "<p>Slettes</p>", karen)
    assert FieldVersion.objects.filter(item=gone).exists()
    url = at(draft, f"rediger/{gone.pk}/versioner/summary/")
    delete_item(item_id=gone.pk, actor=karen)
    assert Desk(cast.KAREN).status(url) == 404
    make_move(meeting_id=draft.pk, name="udsend", actor=karen, reason="prøve")
    assert FieldVersion.objects.filter(item__meeting=draft).exists()
    erase_content(meeting_id=draft.pk, kind="AGENDA", version=1, reason="Et navn", actor=karen)
    assert not FieldVersion.objects.filter(item__meeting=draft).exists()
    assert not FieldVersion.objects.filter(item_id=gone.pk).exists(), "nor those of what was deleted before"
