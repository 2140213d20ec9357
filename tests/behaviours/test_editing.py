"""Editing: nobody overwrites anybody, nothing typed is lost, nothing is saved by halves. Trust row R1.

Two at the same instant, on connections of their own: test_at_once.py.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from meetings.actions.moves import make_move
from meetings.demo import cast, loader
from meetings.models import AgendaItem, Attachment, Meeting
from meetings.rules.versions import mark_of
from rarportal.core.models import LogEntry
from tests.desk import Desk, Form, Page
from tests.weapons import pdf

PDF = pdf()


@pytest.fixture
def item(draft: Meeting) -> AgendaItem:
    """Item 2 of the demo's drafting meeting."""
    return draft.items.order_by("position")[1]


def at(meeting: Meeting, rest: str = "") -> str:
    return f"/mit/{meeting.body.council.slug}/{meeting.body.slug}/{meeting.address}/{rest}"


def editing(meeting: Meeting, item: AgendaItem, desk: Desk | None = None) -> Form:
    """The item's form as Karen (or another desk) opens it."""
    return (desk or Desk(cast.KAREN)).open(at(meeting, f"rediger/{item.pk}/")).form()


def text_of(item: AgendaItem, field: str) -> str:
    return str(AgendaItem.objects.values_list(field, flat=True).get(pk=item.pk))


def everything(meeting: Meeting) -> list[Any]:
    """All that a save could touch."""
    items = meeting.items.order_by("pk")
    return [
        list(items.values()),
        list(Attachment.objects.filter(item__meeting=meeting).order_by("pk").values()),
        [list(item.presenters.values()) for item in items],
        list(meeting.sections.values()),
        list(meeting.attendance.values()),
        LogEntry.objects.count(),
    ]


def goes_on(meeting: Meeting, *names: str) -> None:
    for name in names:
        make_move(meeting_id=meeting.pk, name=name, actor=loader.actor(cast.KAREN), reason="prøve")


# Two secretaries


def test_the_second_save_of_one_field_is_refused_with_both_texts(draft: Meeting, item: AgendaItem) -> None:
    karen, other = Desk(cast.KAREN), Desk(cast.KAREN)
    first, second = editing(draft, item, karen), editing(draft, item, other)
    assert first.send(summary="Karens tekst.").status == 200
    refused = second.send(summary="Den andens tekst,\n\nto afsnit.", title="Ny titel")
    assert refused.status == 409
    assert "Karens tekst." in refused.part(".merge")
    assert "Den andens tekst, to afsnit." in refused.part(".merge")
    assert "Intet er gået tabt" in refused.text
    assert text_of(item, "summary") == "<p>Karens tekst.</p>"
    assert text_of(item, "title") == item.title  # nothing saved by halves
    form = refused.form()
    assert form.values["summary"].replace("\r\n", "\n") == "Den andens tekst,\n\nto afsnit."
    assert form.values["title"] == "Ny titel"
    merged = form.send(summary="Karens tekst.\n\nOg den andens.")
    assert merged.status == 200
    assert text_of(item, "summary") == "<p>Karens tekst.</p><p>Og den andens.</p>"
    assert text_of(item, "title") == "Ny titel"


def test_a_third_save_during_the_merge_is_a_new_conflict(draft: Meeting, item: AgendaItem) -> None:
    first, second, third = (editing(draft, item, Desk(cast.KAREN)) for _ in range(3))
    first.send(summary="En.")
    refused = second.send(summary="To.")
    refused_too = third.send(summary="Tre.")
    assert refused.form().send(summary="En. To.").status == 200
    again = refused_too.form().send(summary="En. Tre.")
    assert again.status == 409
    assert "En. To." in again.part(".merge")
    assert text_of(item, "summary") == "<p>En. To.</p>"


def test_two_in_different_fields_never_conflict(draft: Meeting, item: AgendaItem) -> None:
    """Each form carries every field, and changes only those that its writer has changed."""
    forms = [editing(draft, item, Desk(cast.KAREN)) for _ in range(5)]
    changes: list[dict[str, Any]] = [
        {"summary": "Sagen."}, {"recommendation": "Det indstilles."}, {"title": "Titlen"},
        {"access": "MEMBERS_ONLY", "decides": False}, {"presenters": "Bo Bojesen, chef, Roskilde Kommune"},
    ]  # fmt: skip
    for form, change in zip(forms, changes, strict=True):
        assert form.send(**change).status == 200, change
    saved = AgendaItem.objects.get(pk=item.pk)
    assert (saved.summary, saved.recommendation, saved.title) == ("<p>Sagen.</p>", "<p>Det indstilles.</p>", "Titlen")
    assert (saved.access, saved.decides) == ("MEMBERS_ONLY", False)
    assert list(saved.presenters.values_list("name", "title", "organisation")) == [
        ("Bo Bojesen", "chef", "Roskilde Kommune")
    ]


def test_every_field_of_the_form_is_guarded(draft: Meeting, item: AgendaItem) -> None:
    theirs = {"title": "Din titel", "access": "MEMBERS_ONLY", "kind": "INFORMATION", "decides": False, "informs": True}
    mine = {"title": "Min titel", "access": "CLOSED", "kind": "THEME", "presentation": True}
    first, second = editing(draft, item), editing(draft, item, Desk(cast.KAREN))
    assert first.send(**theirs).status == 200
    before = everything(draft)
    conflict = second.send(**mine)
    assert conflict.status == 409
    assert everything(draft) == before
    for words in ("Titel Det gemte Gælder nu Din titel Dit Ikke gemt Min titel", "kun medlemmer", "lukket", "tema"):
        assert words in conflict.part(".merge")
    assert {field: conflict.form().values[field] for field in ("title", "access", "kind")} == {
        "title": "Min titel", "access": "CLOSED", "kind": "THEME",
    }  # fmt: skip
    assert conflict.form().send().status == 200  # seen, and meant
    saved = AgendaItem.objects.get(pk=item.pk)
    assert (saved.title, saved.access, saved.kind, saved.presentation) == ("Min titel", "CLOSED", "THEME", True)
    assert (saved.decides, saved.informs) == (False, True)  # what only the other touched


def test_the_list_of_presenters_is_guarded(draft: Meeting, item: AgendaItem) -> None:
    first, second = editing(draft, item), editing(draft, item, Desk(cast.KAREN))
    assert first.send(presenters="Din Person").status == 200
    conflict = second.send(presenters="Min Person", title="Ny titel")
    assert conflict.status == 409
    assert "Din Person" in conflict.part(".merge")
    assert text_of(item, "title") == item.title, "nothing is saved by halves"
    assert conflict.form().send(presenters="Din Person\nMin Person").status == 200
    assert list(item.presenters.values_list("name", flat=True)) == ["Din Person", "Min Person"]
    assert text_of(item, "title") == "Ny titel"


def test_the_same_text_from_both_is_no_conflict(draft: Meeting, item: AgendaItem) -> None:
    first, second = editing(draft, item), editing(draft, item, Desk(cast.KAREN))
    assert first.send(summary="Det samme.").status == 200
    assert second.send(summary="Det samme.", title="Ny titel").status == 200
    assert (text_of(item, "summary"), text_of(item, "title")) == ("<p>Det samme.</p>", "Ny titel")


def test_agenda_and_minutes_of_one_item_do_not_conflict(draft: Meeting, item: AgendaItem) -> None:
    goes_on(draft, "udsend", "begynd-moede")
    address = at(draft, f"foer-referat/{item.pk}/")
    first, second = Desk(cast.KAREN).open(address).form(), Desk(cast.KAREN).open(address).form()
    assert first.send(decision="Rådet godkendte.").status == 200
    assert second.send(outcome="AS_RECOMMENDED").status == 200
    assert text_of(item, "decision") == "<p>Rådet godkendte.</p>"
    assert text_of(item, "outcome") == "AS_RECOMMENDED"
    third = second.send(decision="Rådet forkastede.")
    assert third.status == 409
    assert "Rådet godkendte." in third.part(".merge")
    assert third.form().values["decision"] == "Rådet forkastede."


# What a text area can't say


def test_texts_that_no_text_area_can_say_are_shown_and_never_lost(draft: Meeting) -> None:
    """S0's items 7 (a named link) and 9 (nested lists) keep every tag when the rest of them is saved."""
    kept = {}
    for item in draft.items.filter(position__in=(7, 9)):
        form = editing(draft, item)
        page = form.page
        for field in ("summary", "recommendation", "exposition", "next_steps"):
            if text_of(item, field) and field not in form.fields:
                kept[item.title, field] = text_of(item, field)
                assert "Den kan kun rettes i editoren" in page.part(".rp-ref")
                first_words = text_of(item, field).split(">")[1].split("<")[0]
                assert first_words in page.part(".rp-ref")
        before = everything(draft)[:3]
        assert form.send().status == 200
        assert everything(draft)[:3] == before, "saving without a change changes nothing"
        assert form.send(title=f"{item.title}, rettet").status == 200
    assert {title for title, _ in kept} == {"VEU-indsatsen i 2024", "Kommende møder i RAR Sjælland"}
    for (title, field), html in kept.items():
        assert getattr(draft.items.get(title=f"{title}, rettet"), field) == html


def test_a_table_is_left_alone_without_the_editor_and_changed_with_it(draft: Meeting, item: AgendaItem) -> None:
    table = "<table><tbody><tr><td>En</td><td>To</td></tr></tbody></table>"
    AgendaItem.objects.filter(pk=item.pk).update(exposition=table)
    form = editing(draft, item)
    assert "exposition" not in form.fields
    assert "En To" in form.page.part(".rp-ref")
    assert form.send(summary="Nyt.").status == 200
    assert text_of(item, "exposition") == table
    assert text_of(item, "summary") == "<p>Nyt.</p>"
    form = editing(draft, item)
    form.fields.add("exposition")
    assert form.send(exposition=table.replace("To", "Tre"), exposition_is_html="1").status == 200
    assert text_of(item, "exposition") == table.replace("To", "Tre")
    # sent by a page from before the table, and without the editor: both are shown, neither is lost
    form = editing(draft, item)
    form.fields.add("exposition")
    page = form.send(exposition="Skrevet før tabellen", seen_exposition=mark_of(""), exposition_is_html="")
    assert page.status == 409
    assert "En Tre" in page.part(".merge")
    assert text_of(item, "exposition") == table.replace("To", "Tre")


def test_what_of_the_html_cannot_be_kept_is_said(draft: Meeting, item: AgendaItem) -> None:
    html = '<p style="color: red">Rød <u>streg</u><img src="x.png"></p>'
    page = editing(draft, item).send(summary=html, summary_is_html="1")
    assert "Gemt." in page.text
    assert "Sagen kort: Billeder, understregning og farver er ikke kommet med." in page.text
    assert text_of(item, "summary") == "<p>Rød streg</p>"
    page = editing(draft, item).send(summary="<p>Et <strong>fedt</strong> ord</p>", summary_is_html="1")
    assert "ikke kommet med" not in page.text
    assert text_of(item, "summary") == "<p>Et <strong>fedt</strong> ord</p>"


def test_two_versions_with_markup_stand_side_by_side_cleaned(draft: Meeting, item: AgendaItem) -> None:
    """Trust row T9, beside the browser's test of payloads."""
    form = editing(draft, item)
    theirs = "<p>Deres <strong>fede</strong> ord</p><script>window.__pwned = 1</script>"
    AgendaItem.objects.filter(pk=item.pk).update(summary=theirs)
    page = form.send(summary="<p>Mit <em>skrå</em> ord<img src=x onerror=a()></p>", summary_is_html="1")
    assert page.status == 409
    assert page.part(".merge").count(" ord") == 2
    assert "<strong>fede</strong>" in page.html
    assert "<em>skrå</em>" in page.html
    assert "__pwned" not in page.part(".merge")
    assert "onerror" not in page.html
    again = page.form(f"rediger/{item.pk}/")
    assert again.values["summary"] == "<p>Mit <em>skrå</em> ord</p>"
    assert again.values["summary_is_html"] == "1"


def test_what_is_typed_comes_back_as_typed(draft: Meeting, item: AgendaItem) -> None:
    """The plain form itself is pinned in tests/tables/test_richtext.py; here it goes through a browser and back."""
    typed = {
        "summary": "Et afsnit.\nNy linje.\n\n1. april 2024 træder loven i kraft.\n\n## Økonomi",
        "recommendation": "a. en\nb. to",
        "exposition": "<script>alert(1)</script> <b>5 < 6 & 7</b>\n\n- en\n- to",
        "next_steps": "\n\n  \n",
    }
    assert editing(draft, item).send(**typed).status == 200
    saved = AgendaItem.objects.get(pk=item.pk)
    assert saved.summary == ("<p>Et afsnit.<br>Ny linje.</p><p>1. april 2024 træder loven i kraft.</p><h4>Økonomi</h4>")
    assert saved.recommendation == '<ol type="a"><li>en</li><li>to</li></ol>'
    assert saved.exposition == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;5 &lt; 6 &amp; 7&lt;/b&gt;</p>"
        "<ul><li>en</li><li>to</li></ul>"
    )
    assert saved.next_steps == ""
    values = editing(draft, item).values
    assert {field: values[field] for field in typed} == {**typed, "next_steps": ""}


def test_presenters_come_back_as_typed(draft: Meeting, item: AgendaItem) -> None:
    typed = "Bo Bojesen, chef, Roskilde Kommune\nIda Idesen, Erhvervshuset\nOle Olesen"
    assert editing(draft, item).send(presenters=typed).status == 200
    assert list(item.presenters.values_list("name", "title", "organisation")) == [
        ("Bo Bojesen", "chef", "Roskilde Kommune"), ("Ida Idesen", "", "Erhvervshuset"), ("Ole Olesen", "", ""),
    ]  # fmt: skip
    assert editing(draft, item).values["presenters"] == typed
    assert editing(draft, item).send(presenters="").status == 200
    assert not item.presenters.exists()


def test_a_presenter_with_a_title_alone_is_not_made_another(draft: Meeting, item: AgendaItem) -> None:
    """What the one line can't tell apart, is not changed by a save of something else."""
    item.presenters.create(name="Bo Bojesen", title="chef", organisation="")
    assert editing(draft, item).send(title="Ny titel").status == 200
    assert list(item.presenters.values_list("title", "organisation")) == [("chef", "")]


# Bad input


def refused(meeting: Meeting, send: Callable[[], Page], says: str, status: int = 422) -> Page:
    """The request is refused in Danish, and nothing has changed."""
    before = everything(meeting)
    page = send()
    assert page.status == status, page.text[:300]
    assert says in page.text
    assert everything(meeting) == before
    return page


def test_bad_texts_are_told_and_everything_typed_stands(draft: Meeting, item: AgendaItem) -> None:
    form = editing(draft, item)
    for field, value, says in (
        ("title", "", "Titel: Dette felt er påkrævet."),
        ("title", "   ", "Titel: Dette felt er påkrævet."),
        ("title", "x" * 1_000_000, "højst have 300 tegn"),
        ("summary", "x" * 1_000_000, "højst have 200000 tegn"),
        ("title", "nul\x00tegn", "Null-tegn er ikke tilladte."),
        ("summary", "nul\x00tegn", "Null-tegn er ikke tilladte."),
    ):
        typed = {"recommendation": "Det tog en time at skrive.", field: value}
        page = refused(draft, partial(form.send, **typed), says)
        values = page.form().values
        assert values["recommendation"] == "Det tog en time at skrive."
        assert values[field] == value.replace("\x00", "\ufffd")
    mended = page.form().send(summary="Rettet")
    assert mended.status == 200
    assert text_of(item, "recommendation") == "<p>Det tog en time at skrive.</p>"


def test_an_unknown_choice_is_refused_and_the_texts_stand(draft: Meeting, item: AgendaItem) -> None:
    form = editing(draft, item)
    form.choices = {}  # no page offers these
    for field, value in (("access", "HEMMELIG"), ("kind", "FEST"), ("recommender", "KONGEN")):
        says = f"{value} er ikke en af de tilgængelige valgmuligheder"
        page = refused(draft, partial(form.send, **{field: value, "summary": "Min tekst."}), says)
        assert page.form().values["summary"] == "Min tekst."


BAD_ATTACHMENTS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"url": "javascript:alert(1)"}, "Skriv hele adressen"),
    ({"url": "data:text/html,hej"}, "Skriv hele adressen"),
    ({"url": "ftp://example.dk/fil.pdf"}, "Skriv hele adressen"),
    ({"url": "ikke et link"}, "Skriv hele adressen"),
    ({"file": ("brev.docx", b"PK\x03\x04 not one")}, "brev.docx: Office-filen kan ikke læses."),
    ({"file": ("brev.pdf", b"<html><script>alert(1)</script></html>")}, "brev.pdf: Filen er en webside"),
    ({"file": ("billede.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")}, "billede.svg: Filen er en webside, SVG"),
    ({"file": ("tom.pdf", b"")}, "tom"),
    ({"file": ("stor.pdf", PDF + b"x" * 2_000_000)}, "stor.pdf: Filen er større end 1 MB."),
    ({}, "Vælg en fil, eller skriv et link."),
    ({"file": ("brev.pdf", PDF), "url": "https://example.dk/"}, "Vælg en fil, eller skriv et link."),
    ({"file": ("brev.pdf", PDF), "whole": ""}, "Overførslen blev afbrudt. Vælg filen igen."),
    ({"url": "https://example.dk/", "title": "x" * 301}, "højst have 300 tegn"),
)


def test_bad_attachments_are_told_and_the_rest_of_the_form_stands(
    draft: Meeting, item: AgendaItem, settings: Any
) -> None:
    settings.UPLOAD_LIMIT = 2**20
    form = Desk(cast.KAREN).open(at(draft, f"rediger/{item.pk}/")).form(f"{item.pk}/bilag/")
    for given, says in BAD_ATTACHMENTS:
        typed = {"title": "En lang titel på bilaget", "access": "CLOSED", **given}
        answer = refused(draft, partial(form.send, **typed), says)
        again = answer.form(f"{item.pk}/bilag/")
        assert (again.values["title"], again.values["access"]) == (typed["title"], "CLOSED")
        assert answer.form(f"rediger/{item.pk}/").values["title"] == item.title


def test_a_file_is_kept_under_its_name_and_a_link_under_its_address(draft: Meeting, item: AgendaItem) -> None:
    had = item.attachments.count()
    page = Desk(cast.KAREN).open(at(draft, f"rediger/{item.pk}/"))
    page = page.form(f"{item.pk}/bilag/").send(file=("Årshjul æøå (2).pdf", PDF))
    assert page.status == 200
    page = page.form(f"{item.pk}/bilag/").send(url="example.dk/side", title="Siden", access="MEMBERS_ONLY")
    file, link = item.attachments.order_by("position")[had:]
    assert (file.title, file.filename, file.size, file.access) == (
        "Årshjul æøå (2).pdf", "Årshjul æøå (2).pdf", len(PDF), "OPEN",
    )  # fmt: skip
    assert (link.title, link.url, link.access) == ("Siden", "https://example.dk/side", "MEMBERS_ONLY")
    got = page.desk.client.get(page.links["Årshjul æøå (2).pdf"])
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%85rshjul")
    page = page.form(f"{item.pk}/bilag/").send(file=(f"{'langt' * 48}.pdf", PDF))
    assert (page.status, item.attachments.last().filename) == (200, f"{('langt' * 48)[:196]}.pdf")


def test_a_new_meeting_that_is_wrong(portal: None) -> None:
    page = Desk(cast.KAREN).open("/mit/rar-sjaelland/raad/nyt-moede/")
    before = Meeting.objects.count()
    typed = {"date": "2027-03-04", "starts_at": "16:00", "ends_at": "13:00", "place": "Roskilde"}
    for wrong, says in (
        ({}, "Mødet skal slutte, efter at det begynder."),
        ({"ends_at": "16:00"}, "Mødet skal slutte, efter at det begynder."),
        ({"ends_at": "25:00"}, "Indtast en gyldig tid."),
        ({"date": "2027-02-30"}, "Indtast en gyldig dato."),
        ({"date": ""}, "Dette felt er påkrævet."),
        ({"place": "x" * 201}, "højst have 200 tegn"),
    ):
        answer = page.form().send(**{**typed, **wrong})
        assert (answer.status, says in answer.text) == (422, True), (wrong, answer.text[:200])
        assert answer.form().values["starts_at"] == "16:00"
        assert answer.form().values["place"] == wrong.get("place", "Roskilde")
    assert Meeting.objects.count() == before


def test_a_new_item_without_a_title(draft: Meeting) -> None:
    page = Desk(cast.KAREN).open(at(draft, "rediger/"))
    for title, says in (("", "Dette felt er påkrævet."), ("x" * 201, "højst have 200 tegn")):
        refused(draft, lambda title=title: page.form("nyt-punkt/").send(title=title), says)  # type: ignore[misc]


def test_an_item_of_another_meeting_is_not_there(draft: Meeting, s0: Meeting, s2: Meeting, item: AgendaItem) -> None:
    """The address must not lie: not to read, not to save, not to move, close, withdraw or delete."""
    foreign = s0.items.first()
    theirs = Attachment.objects.filter(item__meeting=s0).first()
    desk = Desk(cast.KAREN)
    token = editing(draft, item, desk).values["csrfmiddlewaretoken"]
    before = everything(s0)
    for rest in (
        f"rediger/{foreign.pk}/", f"rediger/{foreign.pk}/flyt/", f"rediger/{foreign.pk}/traek/",
        f"rediger/{foreign.pk}/slet/", f"rediger/{foreign.pk}/bilag/", f"rediger/bilag/{theirs.pk}/adgang/",
        f"rediger/bilag/{theirs.pk}/slet/", f"foer-referat/{foreign.pk}/",
    ):  # fmt: skip
        posted = {"title": "Kapret", "access": "OPEN", "traek": "1", "csrfmiddlewaretoken": token}
        assert desk.client.post(at(draft, rest), posted).status_code == 404, rest
    section = s2.sections.first().pk
    posted = {"title": "I et fremmed afsnit", "section": section, "csrfmiddlewaretoken": token}
    assert desk.client.post(at(draft, "rediger/nyt-punkt/"), posted).status_code == 404
    assert desk.client.post(at(draft, f"rediger/afsnit/{section}/slet/"), posted).status_code == 404
    assert desk.status(at(draft, f"rediger/{foreign.pk}/")) == 404
    assert everything(s0) == before


def test_an_item_that_somebody_deleted_meanwhile(draft: Meeting) -> None:
    """The text that took an hour is not lost with the item."""
    page = Desk(cast.KAREN).open(at(draft, "rediger/")).form("nyt-punkt/").send(title="Kort levetid")
    form = page.form()
    assert page.form("/slet/").press("Slet punktet").status == 200
    assert not draft.items.filter(title="Kort levetid").exists()
    answer = form.send(summary="Det tog en time at skrive.")
    assert answer.status in {404, 409, 410}
    assert "Det tog en time at skrive." in answer.html
    assert "Punktet findes ikke længere" in answer.text
    answer = form.send(summary="<h4>Den</h4><p>tog <strong>to</strong></p>", summary_is_html="1")
    assert "## Den\n\ntog to</textarea>" in answer.html


def test_what_was_open_when_the_meeting_moved_on(draft: Meeting, item: AgendaItem) -> None:
    form = editing(draft, item)
    attach = form.page.form(f"{item.pk}/bilag/")
    goes_on(draft, "udsend", "begynd-moede")
    says = "Mødet er i gang. Dagsordenen kan ikke redigeres nu."
    page = refused(draft, lambda: form.send(summary="For sent."), says)
    assert "For sent." in page.html
    refused(draft, lambda: attach.send(url="https://example.dk/", title="For sent"), says)
    page = Desk(cast.KAREN).open(at(draft, f"rediger/{item.pk}/"))
    assert says in page.text
    assert not page.has_form("/bilag/")
    assert "Gem punktet" not in page.text


def test_minutes_before_the_meeting_has_begun(draft: Meeting, item: AgendaItem) -> None:
    page = Desk(cast.KAREN).open(at(draft, f"foer-referat/{item.pk}/"))
    assert "Mødet er under udarbejdelse. Referatet kan ikke redigeres nu." in page.text
    answer = refused(draft, lambda: page.form().send(decision="For tidligt."), "Referatet kan ikke redigeres nu.")
    assert answer.form().values["decision"] == "For tidligt."
    page = Desk(cast.KAREN).open(at(draft, "foer-referat/deltagere/"))
    refused(draft, lambda: page.form().send(present="DA - For Tidlig"), "Referatet kan ikke redigeres nu.")


def test_what_has_been_dispatched_is_not_deleted(draft: Meeting, item: AgendaItem) -> None:
    page = Desk(cast.KAREN).open(at(draft, f"rediger/{item.pk}/"))
    deletion, removal = page.form(f"{item.pk}/slet/"), page.form(f"bilag/{item.attachments.first().pk}/slet/")
    goes_on(draft, "udsend")
    refused(draft, deletion.send, "Punktet er udsendt og beholder sit nummer. Træk punktet i stedet.")
    refused(draft, removal.send, "Bilaget er udsendt og beholder sit nummer. Luk det i stedet.")
    page = Desk(cast.KAREN).open(at(draft, f"rediger/{item.pk}/"))
    assert not page.has_form(f"{item.pk}/slet/")
    assert "Slet punktet" not in page.text
