"""`make pictures`: the guide's pictures (docs/vejledning/billeder), taken of the demo in a real browser."""

import io
import json
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from meetings.actions.imports import begin_import
from meetings.demo import cast, loader
from meetings.models import Body, Meeting, Membership, PublicationContent, StandIn, store_bytes
from meetings.queries.imports import reading_of
from meetings.rendering import bundle, document, extracts
from positivlist.actions.approval import send_to_chairmanship
from positivlist.actions.courses import put_courses_right
from positivlist.actions.imports import take_in
from positivlist.actions.rounds import settle_step
from positivlist.demo import loader as lists
from positivlist.models import ListRound
from positivlist.rules.courses import MOVE_TO_DAYS
from rarportal.core import pdf
from rarportal.core.clock import today
from tests import papers, snapshots
from tests.browser import scene
from tests.browser.window import Window

FOLDER = Path(__file__).parents[2] / "docs/vejledning/billeder"
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 780}
COLOURS = 64  # enough for a screen, and a quarter of the bytes


def test_the_pictures_are_taken(window: Callable[..., Window]) -> None:
    draft = Meeting.objects.get(state="DRAFTING")
    own = f"/mit/rar-sjaelland/raad/{draft.address}/"
    item = draft.items.get(position=5)
    session, published = scene.stage("IN_SESSION"), scene.stage("PUBLISHED")
    for staged, days in ((session, 0), (published, -21)):
        staged.meeting.date = today() + timedelta(days=days)
        staged.meeting.save()
    oluf = Membership.objects.get(person__user__email=cast.OLUF.email)
    StandIn.objects.create(meeting=draft, membership=oluf)
    minutes = begin_import(
        body_id=Body.objects.get(council__slug="rar-oestjylland", kind="COUNCIL").pk,
        file=papers.docx(papers.seed("s2"), papers.HEADERS["s2"]),
        filename="2022-09-26 referat.docx",
        kind="MINUTES",
        day=date(2022, 9, 26),
        actor=loader.actor(cast.JONAS),
    )
    read = reading_of(minutes).document.items[0].line
    pictures = {
        "overblik-sekretariat": (cast.KAREN, "/mit/", DESK),
        "dagsorden": (cast.KAREN, f"{own}rediger/{item.pk}/", DESK),
        "skift-formand": (cast.KAREN, f"{session.own}skift-formand/", DESK),
        "hvem-deltog": (cast.KAREN, f"{session.own}foer-referat/deltagere/", DESK),
        "afbud": (cast.KAREN, f"{own}afbud/paa-vegne/", DESK),
        "log-ind": (None, "/konto/log-ind/", DESK),
        "min-konto": (cast.BIRGITTE, "/konto/", PHONE),
        "personer": (cast.KAREN, "/opsaetning/rar-sjaelland/personer/", DESK),
        "dokumentprofil": (cast.KAREN, "/opsaetning/rar-sjaelland/profil/", DESK),
        "opsaetning": (cast.KAREN, "/opsaetning/rar-sjaelland/", DESK),
        "overblik-formand": (cast.BIRGITTE, "/mit/", PHONE),
        "moede-medlem": (cast.HANNE, own, DESK),
        "overblik-suppleant": (cast.OLUF, "/mit/", PHONE),
        "referat-tilforordnet": (cast.SANNE, f"{published.own}referat/", DESK),
        "hent-dokument": (cast.JONAS, f"/mit/rar-oestjylland/raad/hent/{minutes.pk}/linjer/{read}/", DESK),
        "administration": (cast.ELLEN, "/administration/", DESK),
        "referat": (None, "/rar-oestjylland/moeder/2023-09-26/referat/", DESK),
    }
    FOLDER.mkdir(exist_ok=True)
    windows = {who: window(who) for who in {who for who, _, _ in pictures.values()}}
    for name, (who, url, size) in pictures.items():
        windows[who].page.set_viewport_size(size)
        keep(name, windows[who].go(url).screenshot())
    as_member = windows[cast.KAREN]
    page = as_member.go(f"/vis-som/?side={own}")
    page.check("input[value=MEMBER]")
    page.select_option("select", "rar-sjaelland")
    page.click("main button[type=submit]")
    page.wait_for_selector(".view-as")
    keep("vis-som", page.screenshot())


def test_the_list_is_taken_that_holds(window: Callable[..., Window], settings: Any) -> None:
    """The supplement of 1 October 2023, on the day on which it begins."""
    settings.DEMO_TODAY = date(2023, 10, 1)
    lists.load("")
    page = window(None, viewport=DESK).go("/rar-oestjylland/positivliste/")
    keep("positivliste", page.screenshot())


def test_the_approval_is_taken_on_a_phone(window: Callable[..., Window], settings: Any) -> None:
    """The same supplement while it waits for the chairmanship; and its courses before they are put right."""
    settings.DEMO_TODAY = date(2023, 9, 13)
    lists.load("runde")
    round, jonas = ListRound.objects.get(council__slug="rar-oestjylland"), loader.actor(cast.JONAS)
    at = f"/mit/rar-oestjylland/positivliste/{round.pk}/"
    take_in(round_id=round.pk, lines=lists.lines(), replace=True, source=lists.FILE.name, actor=jonas)
    keep("kurser", window(cast.JONAS, viewport=DESK).go(f"{at}kurser/").screenshot())
    ids = [course.pk for course in round.courses.order_by("position")][-4:]
    put_courses_right(round_id=round.pk, course_ids=ids, remedy=MOVE_TO_DAYS, actor=jonas)
    settle_step(round_id=round.pk, step="hoering", done_on=None, skipped_because="Ingen nye titler.", actor=jonas)
    send_to_chairmanship(round_id=round.pk, actor=jonas)
    keep("godkend-positivliste", window(cast.PREBEN, viewport=PHONE).go(f"{at}godkend/").screenshot())


def test_the_papers_are_drawn(s0: Meeting, s2: Meeting, tmp_path: Path, settings: Any) -> None:
    """A page of every kind of paper, side by side."""
    settings.FILES_DIR = tmp_path / "files"
    seeds = [
        json.loads(PublicationContent.objects.get(pk=one.publications.get(audience="PUBLIC").content_sha256).data)
        for one in (s0, s2)
    ]
    alone = [extracts.of_item(seeds[1], "punkt-2-2") or {}, extracts.attendance_list(seeds[1]) or {}]
    digest = "5f" * 32
    drawn = [pdf.from_html(document.paper(one, digest=digest)) for one in (*seeds, snapshots.agenda(), *alone)]
    attached = pdf.from_html(document.paper(alone[1], digest=digest))
    file = snapshots.attachment("1)", "Deltagerliste", filename="a.pdf", size=1, sha256=store_bytes(attached))
    seeds[0]["sections"][0]["items"][4]["attachments"] = [file]
    bundle.write(seeds[0], tmp_path / "samlet.pdf", digest=digest, progress=lambda step, steps: None)
    whole = (tmp_path / "samlet.pdf").read_bytes()
    pages = [(drawn[0], 1), (drawn[1], 3), (drawn[2], 1), (drawn[3], 1), (drawn[4], 1), (whole, pdf.page_count(whole))]
    sheets = [Image.open(io.BytesIO(_page(data, number))).convert("RGB") for data, number in pages]
    wide, high = sheets[0].size
    sheet = Image.new("RGB", (3 * wide + 40, 2 * high + 30), "#8a939c")
    for place, one in enumerate(sheets):
        sheet.paste(one, (10 + place % 3 * (wide + 10), 10 + place // 3 * (high + 10)))
    packed = io.BytesIO()
    sheet.save(packed, "PNG")
    keep("papirer", packed.getvalue())


def _page(data: bytes, number: int) -> bytes:
    """One page of a PDF as a picture."""
    command = ["pdftoppm", "-png", "-r", "60", "-f", str(number), "-l", str(number), "-"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def keep(name: str, png: bytes) -> None:
    """The picture with fewer colours, under its name."""
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(FOLDER / f"{name}.png", optimize=True)
