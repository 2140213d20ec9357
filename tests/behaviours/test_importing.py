"""*Hent eksisterende dokument*: by the command, in the browser, a folder at once; put right, taken in, or refused."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from meetings.actions.imports import begin_import, choose_people, mark_lines, put_item_right
from meetings.actions.taking_in import take_in
from meetings.demo import cast, loader
from meetings.importing.people import NEW
from meetings.models import (
    AgendaItem,
    Body,
    ImportDraft,
    Meeting,
    Original,
    Person,
    Publication,
    path_of,
)
from meetings.queries.imports import names_of, reading_of
from meetings.rules.versions import mark_of
from rarportal.core.clock import today
from rarportal.core.permissions import SYSTEM
from rarportal.core.refusal import AtFields, Refusal, Stale
from tests import papers
from tests.desk import Desk
from tests.staging import NOT_THE_SECRETARIAT

S2_TITLES = 18
MINE = "/mit/rar-oestjylland/raad/hent/"


@pytest.fixture
def body(portal: None) -> Body:
    """RAR Østjylland, which Jonas writes for."""
    return Body.objects.select_related("council__profile").get(council__slug="rar-oestjylland", kind="COUNCIL")


def begin(body: Body, text: str = "", **more: Any) -> ImportDraft:
    """S2 fetched for another day than the demo's, or another text."""
    told = {"filename": "referat.txt", "kind": "MINUTES", "day": date(2022, 9, 26), "actor": loader.actor(cast.JONAS)}
    data = (text or papers.seed("s2") + "\n ").encode()
    return begin_import(body_id=body.pk, file=data, **{**told, **more})


def paper(*items: str, people: str = "") -> str:
    """A short paper in RAR Østjylland's layout."""
    return "1. RAR’s interne forhold\n\n" + "\n\n".join(items) + (f"\n\nPå mødet deltog:\n\n{people}" if people else "")


ONE = "- 1.1. Dagsorden (B)\n\nSagen kort: Dagsordenen.\n\nBeslutning Godkendt.\n\nBilag: Intet bilag til dette punkt."
TWO = "- 1.2. Referater (O)\n\nSagen kort: Referatet.\n\nBilag: 1.2 - Referat fra sidst"


# Taken in


def test_a_finished_document_keeps_its_numbers_its_day_and_its_file(body: Body) -> None:
    draft = begin(body, issued_on=date(2022, 10, 3))
    original = draft.sha256
    meeting = take_in(draft_id=draft.pk, actor=loader.actor(cast.JONAS))
    assert (meeting.state, str(meeting.date)) == ("IMPORTED", "2022-09-26")
    assert [item.number for item in meeting.items.all()][:5] == ["1.1", "1.2", "1.2", "1.3", "1.4"]
    assert meeting.items.count() == S2_TITLES
    assert not ImportDraft.objects.filter(pk=draft.pk).exists()
    page = Desk().open("/rar-oestjylland/moeder/2022-09-26/referat/")
    assert "Oprindeligt udsendt 3. oktober 2022" in page.text
    assert "Det oprindelige dokument (TXT," in page.text
    file = next(url for url in page.links.values() if url and "/bilag/" in url)
    answer = Desk().client.get(file)
    assert b"".join(answer.streaming_content).decode().strip() == papers.seed("s2").strip()
    assert answer["Content-Disposition"].startswith("attachment")
    assert Original.objects.get(meeting=meeting).sha256 == original
    assert len(Original.objects.get(meeting=meeting).furniture) == 14


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_pdf_and_word_are_taken_in_as_text_is(body: Body, form: str, s2: Meeting) -> None:
    data = getattr(papers, form)(papers.seed("s2"), papers.HEADERS["s2"])
    draft = (
        begin(body, file=data, filename=f"referat.{form}", day=None)
        if False
        else begin_import(
            body_id=body.pk,
            file=data,
            filename=f"x.{form}",
            kind="MINUTES",
            day=date(2022, 1, 5),
            actor=loader.actor(cast.JONAS),
        )
    )
    meeting = take_in(draft_id=draft.pk, actor=loader.actor(cast.JONAS))
    told = ("number", "title", "decides", "informs", "discusses", "presentation", "recommender", "no_attachments")
    assert list(meeting.items.values_list(*told)) == list(s2.items.values_list(*told))
    assert draft.filename.endswith(form)


def test_what_is_closed_is_not_published_nor_is_its_original(body: Body) -> None:
    draft = begin(body, paper(ONE, TWO))
    line = reading_of(draft).document.items[1].line
    put_item_right(
        draft_id=draft.pk,
        line=line,
        values={"access": "CLOSED"},
        seen={"access": mark_of("OPEN")},
        actor=loader.actor(cast.JONAS),
    )
    with pytest.raises(Refusal, match="Luk originalen også"):
        take_in(draft_id=draft.pk, actor=loader.actor(cast.JONAS))
    ImportDraft.objects.update(access="CLOSED")
    meeting = take_in(draft_id=draft.pk, actor=loader.actor(cast.JONAS))
    page = Desk().open(f"/rar-oestjylland/moeder/{meeting.address}/referat/")
    assert "Lukket punkt" in page.text
    assert "Referater" not in page.text
    assert "oprindelige dokument" not in page.text
    members = Desk(cast.GUNNAR).open(f"/mit/rar-oestjylland/raad/{meeting.address}/referat/")
    assert "Referater" in members.text
    assert "oprindelige dokument" in members.text
    sha256 = Original.objects.get(meeting=meeting).sha256
    assert Desk().status(f"/rar-oestjylland/moeder/{meeting.address}/bilag/{sha256}/referat.txt") == 404
    assert Desk().status(f"/rar-oestjylland/moeder/{meeting.address}/original/{sha256}/linjer") == 404
    assert "originalen" not in page.html.replace("trykt i originalen", "")
    assert Desk(cast.GUNNAR).status(f"/mit/rar-oestjylland/raad/{meeting.address}/original/{sha256}/linjer") == 200
    assert Desk(cast.HANNE).status(f"/mit/rar-oestjylland/raad/{meeting.address}/original/{sha256}/linjer") == 404


@pytest.mark.parametrize("form", ["txt", "docx"])
def test_the_original_s_lines_are_shown_and_the_file_is_only_ever_a_download(body: Body, form: str) -> None:
    text = paper(ONE.replace("Godkendt.", "Godkendt <b>&</b>."))
    data = text.encode() if form == "txt" else papers.docx(text)
    draft = begin_import(
        body_id=body.pk, file=data, filename=f"<x>.{form}", kind="MINUTES", day=date(2022, 9, 26),
        actor=loader.actor(cast.JONAS),
    )  # fmt: skip
    waiting = Desk(cast.JONAS).client.get(f"{MINE}{draft.pk}/original/linjer")
    meeting = take_in(draft_id=draft.pk, actor=loader.actor(cast.JONAS))
    url = f"/rar-oestjylland/moeder/{meeting.address}/"
    page = Desk().open(f"{url}referat/").html
    lines, file = re.findall(r'data-shown="([^"]+)"|class="orig__head">.*?href="([^"]+)"', page, re.DOTALL)
    assert lines[0].endswith(f"/original/{draft.sha256}/linjer")
    for answer in (waiting, Desk().client.get(lines[0])):
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer.content.decode().split("\n")[:7] == text.split("\n")[:7]
        assert "Godkendt <b>&</b>." in answer.content.decode()
    sent = Desk().client.get(file[1])
    sent.close()
    assert sent["Content-Disposition"].startswith("attachment")
    assert sent["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_pdf_shows_itself(body: Body) -> None:
    draft = begin_import(
        body_id=body.pk, file=papers.pdf(paper(ONE)), filename="x.pdf", kind="MINUTES", day=date(2022, 9, 26),
        actor=loader.actor(cast.JONAS),
    )  # fmt: skip
    meeting = take_in(draft_id=draft.pk, actor=loader.actor(cast.JONAS))
    url = f"/rar-oestjylland/moeder/{meeting.address}/"
    page = Desk().open(f"{url}referat/").html
    assert f'data-shown="{url}bilag/{draft.sha256}/x.pdf" data-pdf' in page
    assert Desk().status(f"{url}original/{draft.sha256}/linjer") == 404
    assert Desk().client.get(f"{url}bilag/{draft.sha256}/x.pdf")["Content-Disposition"].startswith("attachment")


def test_where_a_link_leads_is_said_at_its_line_and_follows_it(body: Body) -> None:
    target = "https://rar-bm.dk/rapport?a=1&b=2"
    text = paper(ONE, TWO.replace("Referatet.", "Se rapporten."))
    data = papers.docx(text, links=[("rapporten", target), ("Referat fra sidst", target)])
    draft = begin_import(
        body_id=body.pk, file=data, filename="x.docx", kind="MINUTES", day=date(2022, 9, 26),
        actor=loader.actor(cast.JONAS),
    )  # fmt: skip
    line = reading_of(draft).document.items[1].line
    page = Desk(cast.JONAS).open(f"{MINE}{draft.pk}/linjer/{line}/")
    assert f"»rapporten« er et link til {target}" in page.text
    meeting = take_in(draft_id=draft.pk, actor=loader.actor(cast.JONAS))
    item = meeting.items.get(position=2)
    assert item.summary == f'<p>Se <a href="{target.replace("&", "&amp;")}">rapporten</a>.</p>'
    assert [(one.kind, one.title, one.url) for one in item.attachments.all()] == [("LINK", "Referat fra sidst", target)]


def test_a_committee_s_papers_are_closed(portal: None) -> None:
    committee = Body.objects.get(slug="sagsudvalg")
    draft = begin(committee, paper(ONE))
    assert draft.access == "CLOSED"
    meeting = take_in(draft_id=draft.pk, actor=loader.actor(cast.JONAS))
    assert {one.audience for one in meeting.publications.all()} == {"OBSERVERS", "MEMBERS"}


def test_agenda_first_and_then_the_minutes_of_the_same_meeting(body: Body) -> None:
    agenda = begin(body, paper(ONE), kind="AGENDA", filename="dagsorden.txt")
    first = take_in(draft_id=agenda.pk, actor=loader.actor(cast.JONAS))
    second = take_in(draft_id=begin(body, paper(ONE, TWO)).pk, actor=loader.actor(cast.JONAS))
    assert first.pk == second.pk
    assert {one.kind for one in first.publications.all()} == {"AGENDA", "MINUTES"}
    assert first.items.count() == 2
    assert first.originals.count() == 2
    desk = Desk()
    assert desk.status("/rar-oestjylland/moeder/2022-09-26/dagsorden/") == 200
    assert desk.status("/rar-oestjylland/moeder/2022-09-26/referat/") == 200


def test_minutes_may_come_alone_and_their_agenda_long_after(body: Body) -> None:
    """Then each is published as its own file tells, and the meeting's rows and attendance stay the minutes'."""
    jonas = loader.actor(cast.JONAS)
    minutes = begin(body, paper(ONE, TWO, people="DA - Per Hansen"))
    meeting = take_in(draft_id=minutes.pk, actor=jonas)
    rows = list(meeting.items.values_list("pk", "number", "title", "section__title"))
    text = paper("- 1.9. Kun i dagsordenen (D)\n\nSagen kort: Gammelt.", people="En Helt Anden")
    again = take_in(draft_id=begin(body, text, kind="AGENDA", filename="dagsorden.txt").pk, actor=jonas)
    assert again.pk == meeting.pk
    assert list(again.items.values_list("pk", "number", "title", "section__title")) == rows
    assert [one.name for one in again.attendance.all()] == ["Per Hansen"]
    assert again.sections.count() == 1
    assert body.meetings.filter(date=again.date).count() == 1
    desk = Desk()
    agenda = desk.open("/rar-oestjylland/moeder/2022-09-26/dagsorden/").text
    assert "1.9 Kun i dagsordenen" in agenda
    assert "Referater" not in agenda
    told = desk.open("/rar-oestjylland/moeder/2022-09-26/referat/").text
    assert "1.2 Referater" in told
    assert "Kun i dagsordenen" not in told
    assert {one.kind for one in again.originals.all()} == {"AGENDA", "MINUTES"}


@pytest.mark.parametrize("kind", ["AGENDA", "MINUTES"])
def test_a_paper_is_taken_in_once(body: Body, kind: str) -> None:
    take_in(draft_id=begin(body, paper(ONE), kind=kind).pk, actor=loader.actor(cast.JONAS))
    draft = begin(body, paper(ONE, TWO), kind=kind)
    with pytest.raises(Refusal, match="er allerede hentet"):
        take_in(draft_id=draft.pk, actor=loader.actor(cast.JONAS))
    assert ImportDraft.objects.filter(pk=draft.pk).exists()


def test_a_day_with_a_meeting_of_the_portal_s_own_is_refused(draft: Meeting) -> None:
    one = begin(draft.body, paper(ONE), day=draft.date, actor=loader.actor(cast.KAREN))
    with pytest.raises(Refusal, match="allerede et møde den dag"):
        take_in(draft_id=one.pk, actor=loader.actor(cast.KAREN))


def test_an_agenda_to_come_becomes_a_draft_with_the_portal_s_numbers(body: Body) -> None:
    day = today() + timedelta(days=40)
    draft = begin(body, paper(ONE, TWO), kind="AGENDA", day=day, to_come=True)
    meeting = take_in(draft_id=draft.pk, actor=loader.actor(cast.JONAS))
    assert meeting.state == "DRAFTING"
    assert [item.number for item in meeting.items.all()] == ["", ""]
    assert meeting.publications.count() == 0
    desk = Desk(cast.JONAS)
    page = desk.open(f"/mit/rar-oestjylland/raad/{meeting.address}/rediger/")
    assert "1.2" in page.text
    assert "Referater" in page.text
    attachment = meeting.items.get(position=2).attachments.get()
    assert (attachment.title, attachment.number, attachment.sha256) == ("Referat fra sidst", None, "")


def test_lines_without_a_place_stop_it_until_somebody_says_so(body: Body) -> None:
    draft = begin(body, "En linje foran det hele, som ingen kender.\n\n" + paper(ONE))
    with pytest.raises(Refusal, match="En linje har ikke fået en plads"):
        take_in(draft_id=draft.pk, actor=loader.actor(cast.JONAS))
    meeting = take_in(draft_id=draft.pk, actor=loader.actor(cast.JONAS), anyway=True)
    assert meeting.originals.get().unplaced == ["En linje foran det hele, som ingen kender."]


def test_what_is_too_long_is_told_with_its_line_and_nothing_is_taken_in(body: Body) -> None:
    draft = begin(body, paper(f"- 1.1. {'Langt ' * 60}(B)\n\nSagen kort: Kort."))
    before = Meeting.objects.count()
    with pytest.raises(Refusal, match=r"Titlen har 359 tegn, og der er plads til 300 \(linje 3\)"):
        take_in(draft_id=draft.pk, actor=loader.actor(cast.JONAS))
    assert Meeting.objects.count() == before


def test_a_field_that_the_profile_lacks_is_not_lost(body: Body) -> None:
    """Sjælland's papers have no Baggrund: the text goes into the exposition under its own heading."""
    sjaelland = Body.objects.get(council__slug="rar-sjaelland", kind="COUNCIL")
    text = paper(ONE.replace("Bilag:", "Baggrund: En gammel historie.\n\nBilag:"))
    draft = begin(sjaelland, text, actor=loader.actor(cast.KAREN))
    meeting = take_in(draft_id=draft.pk, actor=loader.actor(cast.KAREN))
    assert meeting.items.get().exposition == "<h4>Baggrund</h4><p>En gammel historie.</p>"
    page = Desk().open(f"/rar-sjaelland/moeder/{meeting.address}/referat/")
    assert "En gammel historie." in page.text
    assert "RAR’s interne forhold" in page.text  # its themes too, though the council's own agendas have none


# Put right


def test_items_are_split_and_joined_and_lines_moved(body: Body) -> None:
    text = paper(ONE.replace("Godkendt.", "Godkendt.\n\nNoget om næste punkt."), TWO)
    draft = begin(body, text)
    jonas = loader.actor(cast.JONAS)
    lines = {line[1]: line[0] for line in draft.lines}
    shown = dict(zip((line[0] for line in draft.lines), draft.marks, strict=True))
    moved = lines["Noget om næste punkt."]
    mark_lines(draft_id=draft.pk, marks={moved: "in:exposition"}, seen={moved: shown[moved]}, actor=jonas)
    joined = lines["- 1.2. Referater (O)"]
    mark_lines(draft_id=draft.pk, marks={joined: "paragraph"}, seen={joined: "item"}, actor=jonas)
    draft.refresh_from_db()
    (item,) = reading_of(draft).document.items
    assert [block.text for block in item.of("exposition").blocks] == ["Noget om næste punkt."]  # type: ignore[union-attr]
    mark_lines(draft_id=draft.pk, marks={moved: "item"}, seen={moved: "in:exposition"}, actor=jonas)
    draft.refresh_from_db()
    one, two = reading_of(draft).document.items
    assert (one.title, two.title, two.number) == ("Dagsorden", "Noget om næste punkt.", "")


def test_two_secretaries_do_not_overwrite_each_other_s_marks(body: Body) -> None:
    draft = begin(body, paper(ONE))
    jonas, line = loader.actor(cast.JONAS), draft.lines[2][0]
    seen = {line: draft.marks[2]}
    mark_lines(draft_id=draft.pk, marks={line: "paragraph"}, seen=seen, actor=jonas)
    with pytest.raises(Stale) as stale:
        mark_lines(draft_id=draft.pk, marks={line: "point"}, seen=seen, actor=jonas)
    assert stale.value.conflicts[0].theirs == "paragraph"


def test_a_mark_or_a_line_that_is_none_is_refused(body: Body) -> None:
    draft = begin(body, paper(ONE))
    for marks in ({9999: "point"}, {draft.lines[0][0]: "script"}):
        with pytest.raises(Refusal):
            mark_lines(draft_id=draft.pk, marks=marks, seen={}, actor=loader.actor(cast.JONAS))


def test_names_are_matched_and_what_is_like_a_name_is_asked(body: Body) -> None:
    people = "DA - Jakob B. Wätjen\nXYZ - Gunnar Fjordside\nEn Helt Ukendt\n\nFra sekretariatet:\n\nAnders Stryhn"
    draft = begin(body, paper(ONE, people=people))
    named = {one.printed.name: one for one in names_of(draft, reading_of(draft).document.people)}
    gunnar = Person.objects.get(name=cast.GUNNAR.name)
    assert named["Gunnar Fjordside"].choice == str(gunnar.pk)
    assert "kender ikke organisationen »XYZ«" in named["Gunnar Fjordside"].question
    assert (named["Jakob B. Wätjen"].choice, named["Jakob B. Wätjen"].question) == (
        "printed",
        "Er det Jakob Beck Wätjen?",
    )
    assert (named["En Helt Ukendt"].choice, named["En Helt Ukendt"].question) == ("printed", "")
    jakob = Person.objects.get(name="Jakob Beck Wätjen")
    lines = {name: one.printed.line for name, one in named.items()}
    chosen = {lines["Jakob B. Wätjen"]: str(jakob.pk), lines["En Helt Ukendt"]: NEW}
    told = {lines["En Helt Ukendt"]: " Lederne\0 "}
    choose_people(draft_id=draft.pk, choices=chosen, organisations=told, actor=loader.actor(cast.JONAS))
    meeting = take_in(draft_id=draft.pk, actor=loader.actor(cast.JONAS))
    rows = [(one.name, one.person and one.person.name, one.group) for one in meeting.attendance.all()]
    assert rows == [
        ("Jakob B. Wätjen", "Jakob Beck Wätjen", "DA"),
        ("Gunnar Fjordside", "Gunnar Fjordside", "XYZ"),
        ("En Helt Ukendt", "En Helt Ukendt", "Lederne"),
        ("Anders Stryhn", "Anders Stryhn", "Fra sekretariatet"),
    ]


def test_somebody_of_another_council_cannot_be_chosen(body: Body) -> None:
    draft = begin(body, paper(ONE, people="En Ukendt"))
    line = reading_of(draft).document.people[0].line
    hanne = Person.objects.get(name=cast.HANNE.name)
    with pytest.raises(Refusal, match="ikke en af rådets"):
        choose_people(draft_id=draft.pk, choices={line: str(hanne.pk)}, actor=loader.actor(cast.JONAS))


# In the browser


Browse = Callable[[cast.Player | None], Client]


def fetch(client: Client, *files: tuple[str, bytes], **more: str) -> Any:
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(MINE, {"file": sent, "kind": "", "date": "", **more})


def test_the_whole_way_in_the_browser(body: Body) -> None:
    desk = Desk(cast.JONAS)
    start = desk.open("/mit/rar-oestjylland/raad/")
    assert MINE in start.links.values()
    sent = ("referat 2022-09-26.docx", papers.docx(papers.seed("s2"), papers.HEADERS["s2"]))
    page = desk.open(MINE).form().send(file=sent)
    assert "Referat 26. september 2022" in page.text
    assert "1.2 Konstituering af Rådets Formandskab" in page.text
    item = next(url for name, url in page.links.items() if name.startswith("1.1 "))
    opened = desk.open(item)
    assert "Et nyt afsnit, eller et punkt i en liste, der har mistet sit tegn?" in opened.text
    line = next(key for key in re.findall(r'name="m-(\d+)"', opened.html) if f'id="d{key}"' in opened.html)
    lines = next(one for one in opened.forms() if f"m-{line}" in one.fields)
    saved = lines.press("Gem linjerne", **{f"m-{line}": "point"})
    assert "<li>Nye ansigter i Rådet." in saved.html
    about = next(one for one in opened.forms() if "title" in one.fields)
    assert "1.1 Dagsorden, rettet" in about.press("Gem om punktet", title="Dagsorden, rettet").text
    names = next(url for name, url in page.links.items() if "navne" in name)
    assert "Hvem er de?" in desk.open(names).text
    assert "Dokumentet er taget ind og offentliggjort." in page.form("tag-ind/").press("Tag ind").text
    assert Meeting.objects.get(body=body, date="2022-09-26").state == "IMPORTED"


def test_a_draft_waits_with_what_was_put_right_until_it_is_taken_up_again(body: Body) -> None:
    draft = begin(body, paper(ONE, TWO))
    url = f"{MINE}{draft.pk}/"
    line = reading_of(draft).document.items[0].line
    about = next(one for one in Desk(cast.JONAS).open(f"{url}linjer/{line}/").forms() if "title" in one.fields)
    assert about.press("Gem om punktet", title="En anden titel").status == 200
    assert "1.1 En anden titel" in Desk(cast.JONAS).open(url).text
    assert "En anden titel" in Desk(cast.JONAS).open(f"{url}linjer/{line}/").text


def test_what_was_seen_after_is_no_longer_unsure(body: Body) -> None:
    draft = begin(body)
    before = draft.found["doubts"]
    line = reading_of(draft).document.items[0].line
    page = Desk(cast.JONAS).open(f"{MINE}{draft.pk}/linjer/{line}/")
    next(one for one in page.forms() if any("Set efter" in words for words in one.buttons)).press("Set efter")
    draft.refresh_from_db()
    assert draft.found["doubts"] == before - 1


def test_several_files_at_once_are_a_line_each_and_a_bad_one_stops_no_other(body: Body, browse: Browse) -> None:
    answer = fetch(
        browse(cast.JONAS),
        ("dagsorden 2021-01-12.txt", paper(ONE).encode()),
        ("referat 2021-01-12.txt", paper(ONE, TWO).encode()),
        ("billede.pdf", b"%PDF-1.7 ikke en rigtig\n%%EOF"),
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "<strong>billede.pdf</strong>: PDF-filen kan ikke læses" in text
    assert "De andre filer, du valgte, er læst" in text
    assert "Dagsorden 12. januar 2021" in text
    assert "Referat 12. januar 2021" in text
    assert "2 punkter, 1 bilag, 0 deltagere" in text
    assert ImportDraft.objects.count() == 2


def test_the_same_file_is_not_fetched_twice(body: Body) -> None:
    begin(body, paper(ONE))
    with pytest.raises(AtFields, match="allerede hentet og venter"):
        begin(body, paper(ONE))


def test_discarding_leaves_nothing(body: Body, django_capture_on_commit_callbacks: Any) -> None:
    draft = begin(body, paper(ONE, "noget særligt for denne prøve"))
    assert path_of(draft.sha256).exists()
    with django_capture_on_commit_callbacks(execute=True):
        page = Desk(cast.JONAS).open(f"{MINE}{draft.pk}/").form("kasser/").press("Kassér")
    assert page.url.endswith(MINE)
    assert "er kasseret" in page.text
    assert not ImportDraft.objects.exists()
    assert not path_of(draft.sha256).exists()


def test_a_lost_race_for_lines_shows_what_was_chosen(body: Body, browse: Browse) -> None:
    draft = begin(body, paper(ONE))
    number = draft.lines[2][0]
    item = reading_of(draft).document.items[0].line
    url = f"{MINE}{draft.pk}/linjer/{item}/"
    was = draft.marks[2]
    mark_lines(draft_id=draft.pk, marks={number: "break"}, seen={number: was}, actor=loader.actor(cast.JONAS))
    answer = browse(cast.JONAS).post(url, {"do": "lines", f"m-{number}": "point", f"s-{number}": was})
    assert answer.status_code == 409
    assert f"Linje {number} er rettet af en anden" in answer.content.decode()
    assert '<option value="point" selected>' in answer.content.decode()


@NOT_THE_SECRETARIAT
def test_only_the_council_s_secretariat_imports(portal: None, player: cast.Player, error: type[Exception]) -> None:
    sjaelland = Body.objects.get(council__slug="rar-sjaelland", kind="COUNCIL")
    with pytest.raises(error):
        begin(sjaelland, paper(ONE), actor=loader.actor(player))
    mine = begin(sjaelland, paper(ONE), actor=loader.actor(cast.KAREN))
    actor = loader.actor(player)
    with pytest.raises(error):
        take_in(draft_id=mine.pk, actor=actor)
    with pytest.raises(error):
        mark_lines(draft_id=mine.pk, marks={}, seen={}, actor=actor)


# By the command


def run(path: Path, *more: str) -> str:
    out = StringIO()
    call_command("import_document", str(path), "--council", "rar-oestjylland", *more, stdout=out)
    return out.getvalue()


def test_a_dry_run_says_what_was_found_and_keeps_nothing(body: Body, tmp_path: Path) -> None:
    path = tmp_path / "referat.txt"
    path.write_text(papers.seed("s2"))
    before = Meeting.objects.count()
    told = run(path, "--date", "2022-09-26", "--kind", "minutes", "--dry-run")
    assert "referat 2022-09-26, RAR Østjylland: 18 punkter, 11 bilag, 24 deltagere, 0 linjer ikke placeret" in told
    assert (
        "  2.1 Den regionale uddannelsespulje: Aarhus Kommunes indsats målrettet ledige akademikere (D + oplæg)" in told
    )
    assert "? linje 20: Nummeret 1.2 er trykt 2 gange. Det bliver beholdt." in told
    assert (Meeting.objects.count(), ImportDraft.objects.count()) == (before, 0)


def test_a_folder_at_once(body: Body, tmp_path: Path) -> None:
    (tmp_path / "2021-03-01 referat.txt").write_text(paper(ONE, TWO))
    (tmp_path / "2021-03-01 dagsorden.txt").write_text(paper(ONE))
    (tmp_path / "2021-05-01 dagsorden.txt").write_text("Ingen punkter her.")
    (tmp_path / "noter.xyz").write_text("ikke for os")
    told = run(tmp_path)
    assert "2021-03-01 dagsorden.txt: hentet som mødet 2021-03-01." in told
    assert "2021-03-01 referat.txt: hentet som mødet 2021-03-01." in told
    assert "2021-05-01 dagsorden.txt: Portalen finder ingen punkter i filen." in told
    assert told.endswith("I alt 3 filer, 1 ikke hentet.\n")
    meeting = Meeting.objects.get(body=body, date="2021-03-01")
    assert {one.kind for one in Publication.objects.filter(meeting=meeting)} == {"AGENDA", "MINUTES"}
    assert AgendaItem.objects.filter(meeting=meeting).count() == 2


def test_the_command_refuses_what_it_cannot_take_and_leaves_nothing(body: Body, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text(papers.seed("s2"))
    with pytest.raises(CommandError, match="er allerede hentet"):
        run(path, "--date", "2023-09-26", "--kind", "minutes")
    assert not ImportDraft.objects.exists()
    with pytest.raises(CommandError, match="No body"):
        call_command("import_document", str(path), "--council", "rar-intet", stdout=StringIO())


def test_the_server_s_own_command_needs_no_seat(body: Body) -> None:
    assert begin(body, paper(ONE), actor=SYSTEM).created_by == "portalen selv"
