"""Attachments in the draft: several at once, titles, order, versions, limits, and how they are sent. T10, T19."""

import os
import re
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from meetings import jobs
from meetings.actions.attachments import attach_file, replace_file
from meetings.actions.moves import make_move
from meetings.demo import cast, loader
from meetings.models import AgendaItem, Attachment, Meeting, PublicationContent, path_of
from rarportal.celery import app
from rarportal.core.refusal import Refusal
from rarportal.core.uploads import HIDDEN, KINDS, sent_as
from tests.desk import Desk, Page
from tests.weapons import SOUND, SVG, office, pdf, picture

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def item(draft: Meeting) -> AgendaItem:
    """Item 2 of the demo's drafting meeting, without attachments."""
    item = draft.items.order_by("position")[1]
    item.attachments.all().delete()
    return item


def at(meeting: Meeting, rest: str = "") -> str:
    return f"/mit/{meeting.body.council.slug}/{meeting.body.slug}/{meeting.address}/{rest}"


def the_item(item: AgendaItem, who: cast.Player = cast.KAREN) -> Page:
    return Desk(who).open(at(item.meeting, f"rediger/{item.pk}/"))


def send(page: Page, item: AgendaItem, *files: tuple[str, bytes], **more: str) -> Page:
    """Post several files as a browser does when they are chosen together."""
    form = page.form(f"{item.pk}/bilag/")
    data: dict[str, Any] = {name: form.values.getlist(name) for name in form.values} | more
    data["file"] = [SimpleUploadedFile(name, content) for name, content in files]
    return page.desk.shown(page.desk.client.post(form.action, data, follow=True), form.action)


def put(item: AgendaItem, title: str, data: bytes, name: str = "", access: str = "OPEN") -> Attachment:
    return attach_file(
        item_id=item.pk, title=title, filename=name or f"{title}.pdf", data=data, access=access,
        actor=loader.actor(cast.KAREN),
    )  # fmt: skip


def titles(item: AgendaItem) -> list[str]:
    return list(item.attachments.order_by("position").values_list("title", flat=True))


# Several at once


def test_several_files_are_attached_at_once_in_their_order(item: AgendaItem) -> None:
    page = send(the_item(item), item, ("a.pdf", pdf("a")), ("b.docx", office()), ("c.png", picture()), access="CLOSED")
    assert (page.status, "3 bilag er tilføjet." in page.text) == (200, True)
    assert titles(item) == ["a.pdf", "b.docx", "c.png"]
    assert set(item.attachments.values_list("access", "added_by")) == {("CLOSED", cast.KAREN.name)}


def test_one_faulty_file_does_not_lose_the_others(item: AgendaItem) -> None:
    page = send(the_item(item), item, ("a.pdf", pdf()), ("ond.svg", SVG), ("tom.pdf", b""), ("b.docx", office()))
    assert page.status == 422
    assert titles(item) == ["a.pdf", "b.docx"]
    assert "Tilføjet: a.pdf, b.docx" in page.part("#bilag")
    assert "ond.svg: Filen er en webside, SVG eller XML" in page.part("#bilag")
    assert "tom.pdf: Filen er tom." in page.part("#bilag")


def test_the_same_file_sent_twice_is_one_attachment(item: AgendaItem) -> None:
    page = the_item(item)
    send(page, item, ("a.pdf", pdf()))
    again = send(page, item, ("a.pdf", pdf()))
    assert (again.status, titles(item)) == (422, ["a.pdf"])
    assert "a.pdf: Filen er allerede bilag til punktet." in again.text


def test_a_title_is_of_one_file(item: AgendaItem) -> None:
    page = send(the_item(item), item, ("a.pdf", pdf("a")), ("b.pdf", pdf("b")), title="Begge")
    assert (page.status, titles(item)) == (422, [])
    assert "Titlen kan kun gælde én fil." in page.text


# Limits


def test_an_upload_that_was_cut_off_is_no_file(item: AgendaItem) -> None:
    """What comes is the beginning of the form: the rest, with its last field, has not come."""
    page = the_item(item)
    form = page.form(f"{item.pk}/bilag/")
    token = form.values["csrfmiddlewaretoken"]
    part = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    body = (
        part.format("csrfmiddlewaretoken", "") + f"{token}\r\n" + part.format("access", "") + "OPEN\r\n"
        + part.format("file", '; filename="a.pdf"\r\nContent-Type: application/pdf')
    ).encode() + pdf()  # fmt: skip
    answer = page.desk.client.post(form.action, body, content_type="multipart/form-data; boundary=x")
    assert (answer.status_code, titles(item)) == (422, [])
    assert "Overførslen blev afbrudt. Vælg filen igen." in answer.content.decode()


def test_what_is_beyond_the_limit_is_not_kept(item: AgendaItem, settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR, settings.UPLOAD_LIMIT = tmp_path, 2**20
    page = the_item(item)
    answer = send(page, item, ("stor.pdf", pdf() + b"x" * 5 * 2**20), ("a.pdf", pdf()))
    assert (answer.status, titles(item)) == (422, ["a.pdf"])
    assert "stor.pdf: Filen er større end 1 MB." in answer.text
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [item.attachments.get().sha256]


def test_a_council_has_a_quota(item: AgendaItem, settings: Any) -> None:
    others = sum(Attachment.objects.filter(item__meeting=item.meeting).values_list("size", flat=True))
    settings.UPLOAD_QUOTA = others + 2 * len(pdf("a")) - 1
    first = put(item, "A", pdf("a"))
    for refused in (
        lambda: put(item, "B", pdf("b")),
        lambda: replace_file(attachment_id=first.pk, filename="b.pdf", data=pdf("b"), actor=loader.actor(cast.KAREN)),
    ):
        with pytest.raises(Refusal, match="Der er ikke plads til filen"):
            refused()
    settings.UPLOAD_QUOTA += 1
    replace_file(attachment_id=first.pk, filename="b.pdf", data=pdf("b"), actor=loader.actor(cast.KAREN))
    with pytest.raises(Refusal):  # the earlier file counts
        put(item, "C", pdf("c"))


def test_the_proxy_lets_through_what_the_portal_takes() -> None:
    proxy = (ROOT / "docs" / "deploy" / "nginx.conf").read_text("utf-8")
    (size,) = re.findall(r"client_max_body_size (\d+)m;", proxy)
    assert portal.UPLOAD_LIMIT < int(size) * 2**20 <= portal.UPLOAD_LIMIT + 2 * 2**20
    assert f"højst {portal.UPLOAD_LIMIT // 2**20} MB" in proxy
    assert portal.DATA_UPLOAD_MAX_NUMBER_FIELDS == 1000
    assert portal.DATA_UPLOAD_MAX_MEMORY_SIZE <= portal.UPLOAD_LIMIT


def test_what_a_crash_left_is_swept_after_a_day(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path
    (tmp_path / "ab").mkdir()
    for name, days in (("1", 2), ("ab/2", 2), ("3", 0)):
        path = tmp_path / Path(name).parent / f"{HIDDEN}{Path(name).name}"
        path.write_bytes(b"x")
        then = time.time() - timedelta(days=days).total_seconds()
        os.utime(path, (then, then))
    (tmp_path / "ab" / "whole").write_bytes(b"x")
    os.utime(tmp_path / "ab" / "whole", (0, 0))
    assert (jobs.sweep_files(), jobs.sweep_files()) == (2, 0)
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {f"{HIDDEN}3", "whole"}
    assert jobs.sweep_files.name in {entry["task"] for entry in app.conf.beat_schedule.values()}


# Title, order, versions


def test_the_order_is_changed_by_buttons_until_it_is_dispatched(item: AgendaItem) -> None:
    first, second, third = (put(item, name, pdf(name)) for name in "ABC")
    page = the_item(item).form(f"bilag/{third.pk}/flyt/").press("Op")
    assert titles(item) == ["A", "C", "B"]
    page = page.form(f"bilag/{first.pk}/flyt/").press("Ned")
    assert titles(item) == ["C", "A", "B"]
    assert list(page.form(f"bilag/{third.pk}/flyt/").buttons) == ["Ned: flyt bilag C"]
    make_move(meeting_id=item.meeting_id, name="udsend", actor=loader.actor(cast.KAREN), reason="prøve")
    assert not the_item(item).has_form(f"bilag/{second.pk}/flyt/")
    url = at(item.meeting, f"rediger/bilag/{second.pk}/flyt/")
    token = page.form(f"{first.pk}/slet/").values["csrfmiddlewaretoken"]
    answer = page.desk.client.post(url, {"retning": "op", "csrfmiddlewaretoken": token})
    assert answer.status_code == 422
    assert titles(item) == ["C", "A", "B"]


def test_a_title_is_edited_and_two_do_not_overwrite_each_other(item: AgendaItem) -> None:
    made = put(item, "Før", pdf())
    hers = the_item(item).form(f"bilag/{made.pk}/titel/")
    mine = the_item(item).form(f"bilag/{made.pk}/titel/")
    assert hers.send(title="Hendes").status == 200
    page = mine.send(title="Min")
    assert (page.status, titles(item)) == (409, ["Hendes"])
    assert "En anden har imens ændret titlen til »Hendes«. Din titel står her stadig." in page.text
    again = page.form(f"bilag/{made.pk}/titel/")
    assert again.values["title"] == "Min"
    assert again.send().status == 200
    assert titles(item) == ["Min"]
    page = the_item(item).form(f"bilag/{made.pk}/titel/").send(title="x" * 301)
    assert (page.status, page.form(f"bilag/{made.pk}/titel/").values["title"]) == (422, "x" * 301)
    assert titles(item) == ["Min"]


def test_a_new_version_keeps_the_old_one_and_what_was_dispatched(item: AgendaItem) -> None:
    made = put(item, "Budget", pdf("gammel"), "budget.pdf")
    make_move(meeting_id=item.meeting_id, name="udsend", actor=loader.actor(cast.KAREN), reason="prøve")
    frozen = list(PublicationContent.objects.order_by("pk").values())
    assert any(made.sha256 in content["data"] for content in frozen)
    new = office()
    page = the_item(item).form(f"bilag/{made.pk}/ny-version/").send(file=("budget 2.docx", new))
    assert (page.status, "Bilaget har fået en ny version." in page.text) == (200, True)
    now = item.attachments.get()
    assert (now.pk, now.title, now.number, now.filename) == (made.pk, "Budget", 1, "budget 2.docx")
    assert list(PublicationContent.objects.order_by("pk").values()) == frozen
    (old,) = now.earlier.all()
    assert (old.sha256, old.filename, old.added_by) == (made.sha256, "budget.pdf", cast.KAREN.name)
    assert f"erstattet {old.replaced_at.astimezone():%-d}" in page.part(f"#bilag-{made.pk}")
    assert f"af {cast.KAREN.name}" in page.part(f"#bilag-{made.pk}")
    for desk in (Desk(cast.KAREN), Desk(cast.HANNE)):
        paper = desk.open(at(item.meeting, "dagsorden/"))
        sent = next(url for url in paper.links.values() if made.sha256 in url)
        assert content(desk, sent) == pdf("gammel")
    assert content(Desk(cast.KAREN), page.links["budget.pdf"]) == pdf("gammel")
    assert content(Desk(cast.KAREN), page.links["Budget"]) == new
    assert path_of(made.sha256).exists()


def test_a_faulty_new_version_is_told_at_its_attachment(item: AgendaItem) -> None:
    made = put(item, "Budget", pdf())
    for file, says in (
        (("x.svg", SVG), "x.svg: Filen er en webside, SVG eller XML"),
        (("x.pdf", pdf()), "x.pdf: Det er den samme fil"),
        (None, "Vælg én fil."),
    ):
        form = the_item(item).form(f"bilag/{made.pk}/ny-version/")
        page = form.send(file=file) if file else form.send()
        assert (page.status, says in page.part(f"#bilag-{made.pk}")) == (422, True)
    assert not made.earlier.exists()


# How they are sent


def content(desk: Desk, url: str) -> bytes:
    return b"".join(asked(desk, url).streaming_content)  # type: ignore[arg-type]


def asked(desk: Desk, url: str) -> HttpResponse:
    answer = desk.client.get(url)
    assert answer.status_code == 200, url
    return answer


def test_every_file_is_sent_as_a_download_that_runs_nothing(item: AgendaItem) -> None:
    """On every way to it (draft, earlier version, member, public), with the type of its content, whatever its name."""
    made = {}
    for number, (name, (data, kind)) in enumerate(SOUND.items()):
        made[name] = put(item, f"{number:02} {name}", data, f"{number}.html"), kind
    first, _ = made["a PDF"]
    replace_file(attachment_id=first.pk, filename="ny.html", data=pdf("ny"), actor=loader.actor(cast.KAREN))
    page = the_item(item)
    desks = {name: (page.desk, page.links[one.title]) for name, (one, _) in made.items()}
    desks["earlier"] = page.desk, page.links["0.html.pdf"]
    moves = ("udsend", "begynd-moede", "afslut-moede", "udsend-referat", "offentliggoer")
    for move in moves:
        make_move(meeting_id=item.meeting_id, name=move, actor=loader.actor(cast.KAREN), reason="prøve")
    own, meeting = item.meeting.body.council.slug, item.meeting
    for who, address in (
        (Desk(cast.HANNE), at(meeting, "referat/")),
        (Desk(), f"/{own}/moeder/{meeting.address}/referat/"),
    ):
        links = who.open(address).links
        for name, (one, _) in made.items():
            desks[f"{name} {address}"] = who, next(url for words, url in links.items() if one.title in words)
    assert len(desks) == 3 * len(SOUND) + 1
    for desk, url in desks.values():
        answer = asked(desk, url)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Content-Disposition"].startswith("attachment; filename")
        filename = re.search(r'filename="([^"]+)"', answer["Content-Disposition"])[1]  # type: ignore[index]
        assert answer["Content-Type"] == sent_as(filename) in KINDS.values()
        body = b"".join(answer.streaming_content)  # type: ignore[arg-type]
        assert not body.lstrip().startswith(b"<")
