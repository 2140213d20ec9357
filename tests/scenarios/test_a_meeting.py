"""Whole lives of meetings, at the browser, the person switched at each step.

Karen writes for RAR Sjælland, Hanne is its member, Sanne observes, Birgitte chairs, Oluf is a substitute whom nobody
has asked, Gunnar sits in RAR Østjylland, for which Jonas writes. None of them sees more than their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from meetings.demo import cast
from meetings.models import Meeting, Publication
from meetings.queries.attendance import attendance_of
from meetings.queries.chain import verify
from rarportal.core import errands
from rarportal.core.clock import now, today
from tests.desk import Desk, Page, said
from tests.reading import info, letters, tool
from tests.weapons import pdf

PDF = pdf()


class Folder:
    """One meeting's addresses, and what people do there."""

    def __init__(self, meeting: Meeting) -> None:
        council, body = meeting.body.council.slug, meeting.body.slug
        self.pk, self.day = meeting.pk, meeting.date
        self.mine = f"/mit/{council}/{body}/{meeting.address}/"
        self.public = f"/{council}/moeder/{meeting.address}/"
        self.list = f"/{council}/moeder/"

    @property
    def meeting(self) -> Meeting:
        return Meeting.objects.get(pk=self.pk)

    def do(self, who: cast.Player, label: str, reason: str = "", expect: int = 200) -> Page:
        """Press a move's button on the meeting's page, and confirm it."""
        page = Desk(who).open(self.mine)
        asked = page.desk.open(page.links[label])
        done = asked.form().send(**({"reason": reason} if reason else {}))
        assert done.status == expect, done.text
        return done

    def add(self, who: cast.Player, title: str, section: str = "", **fields: Any) -> Page:
        """A new item by its title (in the section with this title), and then its fields."""
        page = Desk(who).open(f"{self.mine}rediger/")
        forms = page.forms("rediger/nyt-punkt/")
        titles = list(self.meeting.sections.values_list("title", flat=True))
        page = forms[titles.index(section) if section else 0].send(title=title)
        assert page.status == 200, page.text
        return self.change(page, **fields)

    def change(self, page: Page, **fields: Any) -> Page:
        """Save the item's form with these fields."""
        page = page.form(f"rediger/{item_of(page)}/").send(**fields)
        assert (page.status, "Gemt." in page.text) == (200, True), page.text
        return page

    def item(self, who: cast.Player, title: str, part: str = "rediger") -> Page:
        """An item's page in the editor or in the minutes, through the outline."""
        page = Desk(who).open(f"{self.mine}{part}/")
        link = next(url for words, url in page.links.items() if words.endswith(f": {title}"))
        return page.desk.open(link)

    def attach(self, page: Page, **fields: Any) -> Page:
        """A file or link on the item whose page it is."""
        page = page.form(f"{item_of(page)}/bilag/").send(**fields)
        assert (page.status, "Bilaget er tilføjet." in page.text) == (200, True), page.text
        return page

    def decide(self, who: cast.Player, title: str, decision: str, outcome: str = "") -> None:
        """Put in a decision."""
        page = self.item(who, title, "foer-referat").form().send(decision=decision, outcome=outcome)
        assert (page.status, "Gemt." in page.text) == (200, True), page.text

    def changes(self, page: Page) -> list[str]:
        """The list of what changed, as it stands on a paper."""
        return [sentence.strip() for block in page.all(".changes") for sentence in lines(block)]


def lines(block: Any) -> list[str]:
    return ["".join(point.itertext()) for point in block.iter("li")]


def item_of(page: Page) -> str:
    return page.url.partition("#")[0].rstrip("/").rpartition("/")[2]


def plan(who: cast.Player, *, council: str = "rar-sjaelland", body: str = "raad", day: date, **fields: str) -> Folder:
    """*Nyt møde*, from the body's page."""
    page = Desk(who).open(f"/mit/{council}/{body}/")
    page = page.desk.open(page.links["Nyt møde"])
    typed = {"date": day.isoformat(), "starts_at": "13:00", "ends_at": "16:00", "place": "Roskilde", **fields}
    page = page.form().send(**typed)
    assert (page.status, "Mødet er planlagt." in page.text) == (200, True), page.text
    assert "Planlagt" in page.part(".state")
    return Folder(Meeting.objects.select_related("body__council").latest("pk"))


@contextmanager
def on(day: date, hour: int = 13, minute: int = 0) -> Iterator[None]:
    """At this time of a day in Copenhagen."""
    moment = timezone.make_aware(datetime.combine(day, time(hour, minute)))
    with time_machine.travel(moment, tick=False):
        yield


def make_pdf(folder: Folder, kind: str, version: int, audience: str) -> None:
    """Run the errand of one paper, as the worker does."""
    paper = Publication.objects.get(meeting=folder.pk, kind=kind, version=version, audience=audience)
    errand = errands.Errand.objects.get(key=f"pdf {paper.sha256}")
    assert errands.run(errand.pk, at=max(now(), errand.due_at)) == "DONE"


def file_at(desk: Desk, url: str) -> bytes:
    answer = desk.client.get(url)
    assert answer.status_code == 200, url
    return b"".join(answer.streaming_content)


def link_to(page: Page, filename: str) -> str:
    """An attachment's address below the meeting's."""
    (found,) = {url for url in page.links.values() if url.endswith(f"/{filename}")}
    return found[found.index("bilag/") :]


@pytest.fixture
def day(portal: None) -> date:
    """A Thursday, six weeks ahead, on which nobody meets."""
    found = today() + timedelta(weeks=6)
    return found + timedelta(days=(3 - found.weekday()) % 7)


def test_the_life_of_a_council_meeting(day: date) -> None:
    folder = plan(cast.KAREN, day=day)
    anybody, address = Desk(), folder.public

    # Karen writes the agenda
    folder.do(cast.KAREN, "Begynd dagsordenen")
    folder.add(cast.KAREN, "Godkendelse af dagsorden", summary="Rammen er fastlagt.", decides=True,
               recommendation="Det indstilles, at Rådet godkender.")  # fmt: skip
    folder.add(cast.KAREN, "Lejemålet i Næstved", summary="Prisen er 4 mio. kr.", access="CLOSED")
    page = folder.add(cast.KAREN, "Positivlisten", summary="36 titler.", recommendation="At Rådet vælger.",
                      presenters="Bo Bojesen, chef, Roskilde Kommune")  # fmt: skip
    page = folder.attach(page, file=("titler.pdf", PDF + b"open"), title="Skema med titler")
    page = folder.attach(page, url="https://www.example.dk/balancen", title="Balancen")
    page = folder.attach(page, file=("priser.pdf", PDF + b"closed"), title="Priser fra udbyderne")
    closing = page.form(f"bilag/{folder.meeting.items.last().attachments.last().pk}/adgang/")
    assert "lukket" in closing.send(access="CLOSED").part("#bilag")
    folder.add(cast.KAREN, "Kommende møder", summary="Fem datoer.")
    folder.add(cast.KAREN, "Eventuelt", kind="ANY_OTHER_BUSINESS")
    page = Desk(cast.KAREN).open(f"{folder.mine}rediger/")
    assert [words.partition(":")[0] for words in page.links if words.startswith("Punkt ")] == [
        f"Punkt {number}" for number in range(1, 6)
    ]

    # Nobody but the secretariat sees a draft
    for who in (cast.HANNE, cast.SANNE, cast.BIRGITTE):
        assert Desk(who).status(f"{folder.mine}rediger/") == 403
        assert Desk(who).status(f"{folder.mine}dagsorden/") == 404
    for who in (cast.GUNNAR, cast.OLUF, cast.ELLEN):
        assert Desk(who).status(folder.mine) == 404
    assert anybody.status(f"{address}dagsorden/") == 404

    # Version 1
    folder.do(cast.KAREN, "Udsend dagsordenen")
    paper = Desk(cast.HANNE).open(f"{folder.mine}dagsorden/")
    assert "2. Lejemålet i Næstved" in paper.part("#punkt-2")
    assert "Prisen er 4 mio. kr." in paper.part("#punkt-2")
    assert "Lukket punkt: ikke offentligt" in paper.part("#punkt-2")
    assert "3) Priser fra udbyderne" in paper.part("#punkt-3")
    assert "Oplæg ved Bo Bojesen, chef, Roskilde Kommune" in paper.part("#punkt-3")
    assert "Følger i referatet." in paper.part("#punkt-1")
    assert paper.all(".mark") == [], "Sjælland prints no B, O or D"
    assert folder.changes(paper) == []
    assert file_at(paper.desk, f"{folder.mine}{link_to(paper, 'priser.pdf')}") == PDF + b"closed"
    assert Desk(cast.SANNE).open(f"{folder.mine}dagsorden/").part("#punkt-2").count("4 mio. kr.") == 1
    for rest in ("dagsorden/", "dagsorden.pdf", "dagsorden/v1/", f"{link_to(paper, 'titler.pdf')}"):
        assert anybody.status(address + rest) == 404, "before the meeting is held"
    row = anybody.open(folder.list)
    assert not any(address in link for link in row.links.values())

    # Version 2: changed, added, withdrawn, and a closed item changed too
    folder.change(folder.item(cast.KAREN, "Positivlisten"), recommendation="At Rådet vælger 32 titler.")
    folder.change(folder.item(cast.KAREN, "Lejemålet i Næstved"), summary="Prisen er 5 mio. kr.")
    folder.add(cast.KAREN, "Nyt fra kommunerne", summary="Mundtligt.")
    page = folder.item(cast.KAREN, "Kommende møder")
    page.form(f"{item_of(page)}/traek/").press("Træk punktet")
    before = Desk(cast.HANNE).open(f"{folder.mine}dagsorden/")
    assert "32 titler" not in before.text, "a draft until it is sent"
    folder.do(cast.KAREN, "Udsend tillægsdagsorden")
    second = Desk(cast.HANNE).open(f"{folder.mine}dagsorden/")
    assert folder.changes(second) == [
        "Punkt 2: Sagen kort er ændret.", "Punkt 3: Indstilling er ændret.", "Punkt 4 er udgået.",
        "Nyt punkt 4a: Nyt fra kommunerne.",
    ]  # fmt: skip
    numbers = [item.get("id") for item in second.all(".item")]
    assert numbers == ["punkt-1", "punkt-2", "punkt-3", "punkt-4", "punkt-4a", "punkt-5"]
    assert second.part("#punkt-4") == "4. Kommende møder Punktet er udgået"
    assert "4 mio. kr." in Desk(cast.HANNE).open(f"{folder.mine}dagsorden/v1/").text
    assert "5 mio. kr." in second.text
    assert anybody.status(f"{address}dagsorden/") == 404

    with on(day, 13):
        folder.do(cast.KAREN, "Begynd mødet")
        assert anybody.status(f"{address}dagsorden/") == 404
        folder.decide(cast.KAREN, "Godkendelse af dagsorden", "Rådet godkendte dagsordenen.", "AS_RECOMMENDED")
        folder.decide(cast.KAREN, "Lejemålet i Næstved", "Rådet købte det.")
        page = Desk(cast.KAREN).open(f"{folder.mine}foer-referat/deltagere/")
        came = {"Hanne Rosenvang": "PRESENT", "Mikkel Tornby": "PRESENT", "Ditte Strandmark": "EXCUSED"}
        listed = {one.name: one.key for one in attendance_of(folder.meeting).expected}
        page = page.form().send(**{listed[name]: answer for name, answer in came.items()})
        assert "Gemt." in page.text
    with on(day, 16):
        folder.do(cast.KAREN, "Afslut mødet")
        # held, and so public: redacted, both versions
        page = anybody.open(f"{address}dagsorden/")
        assert page.part("#punkt-2") == "2. Lukket punkt"
        assert "3) Lukket bilag" in page.part("#punkt-3")
        assert "1) Skema med titler" in page.part("#punkt-3")
        assert page.part("#punkt-4") == "4. Kommende møder Punktet er udgået"
        assert folder.changes(page) == [
            "Punkt 3: Indstilling er ændret.", "Punkt 4 er udgået.", "Nyt punkt 4a: Nyt fra kommunerne.",
        ]  # fmt: skip
        for secret in ("Lejemålet", "mio. kr.", "Priser", "priser.pdf"):
            assert secret not in page.html
        assert file_at(anybody, f"{address}{link_to(page, 'titler.pdf')}") == PDF + b"open"
        assert anybody.status(f"{address}{link_to(second, 'priser.pdf')}") == 404
        earlier = anybody.open(f"{address}dagsorden/v1/")
        assert "Du læser en tidligere version." in earlier.text
        assert "4. Kommende møder Sagen kort Fem datoer." in earlier.part("#punkt-4")
        assert "At Rådet vælger." in earlier.part("#punkt-3")
        assert f"{address}dagsorden/" in anybody.open(folder.list).links.values()
        assert anybody.status(f"{address}referat/") == 404

    with on(day + timedelta(days=3)):
        folder.decide(cast.KAREN, "Positivlisten", "Rådet valgte 32 titler.\n\n- Kok\n- Tjener", "AMENDED")
        warned = folder.do(cast.KAREN, "Udsend referatet", expect=422)
        assert "Punkt uden beslutning: Nyt fra kommunerne." in warned.text
        assert folder.meeting.state == "MINUTES_DRAFT"
        assert warned.form().send(reason="Punktet blev ikke nået").status == 200
        minutes = Desk(cast.HANNE).open(f"{folder.mine}referat/")
        assert "Rådet købte det." in minutes.part("#punkt-2")
        assert "Beslutning Ændret Rådet valgte 32 titler. Kok Tjener" in minutes.part("#punkt-3")
        assert minutes.part("#deltog") == "På mødet deltog DA 1 Hanne Rosenvang FH 1 Mikkel Tornby"
        assert minutes.part("#afbud") == "Afbud Ditte Strandmark"
        assert anybody.status(f"{address}referat/") == anybody.status(f"{address}referat.pdf") == 404
        assert "Punktet blev ikke nået" in Desk(cast.KAREN).open(folder.mine).text

    with on(day + timedelta(days=10)):
        folder.do(cast.KAREN, "Offentliggør referatet")
        page = anybody.open(f"{address}referat/")
        assert page.part("#punkt-2") == "2. Lukket punkt"
        assert "købte" not in page.html
        assert "PDF’en er på vej" in page.part("#pdf")
        waiting = anybody.client.get(f"{address}referat.pdf")
        assert (waiting.status_code, waiting["Retry-After"]) == (503, "5")
        make_pdf(folder, "MINUTES", 1, "PUBLIC")
        page = anybody.open(f"{address}referat/")
        pdf = file_at(anybody, page.links["Hent referat (PDF)"])
        assert pdf == file_at(anybody, f"{address}referat.pdf")
        printed = letters(tool("pdftotext", pdf))
        for words in (
            "Rådet valgte 32 titler.",
            "Lukket punkt",
            "Lukket bilag",
            "Hanne Rosenvang",
            "Punktet er udgået",
        ):
            assert letters(words) in printed
        assert letters("købte") not in printed
        published = Publication.objects.get(meeting=folder.pk, kind="MINUTES", audience="PUBLIC")
        assert published.sha256 in "".join(tool("pdftotext", pdf).split())
        assert info(pdf)["Title"] == said(next(page.tree.iter("h1")))
        assert f"{address}referat/" in anybody.open(folder.list).links.values()
        assert f"{address}referat/" in anybody.open("/").links.values()

    # A remark comes, and the minutes are corrected
    with on(day + timedelta(days=20)):
        refused = folder.do(cast.KAREN, "Ret referatet", expect=422)
        assert refused.form().send(reason="Hanne bemærkede, at det var 33").status == 200
        folder.decide(cast.KAREN, "Positivlisten", "Rådet valgte 33 titler.", "AMENDED")
        folder.do(cast.KAREN, "Udsend referatet", reason="Punktet blev ikke nået")
        assert folder.changes(Desk(cast.HANNE).open(f"{folder.mine}referat/")) == ["Punkt 3: Beslutning er ændret."]
        assert "32 titler" in anybody.open(f"{address}referat/").part("#punkt-3"), "until the correction is published"
        folder.do(cast.KAREN, "Offentliggør referatet")
        page = anybody.open(f"{address}referat/")
        assert "33 titler" in page.part("#punkt-3")
        assert folder.changes(page) == ["Punkt 3: Beslutning er ændret."]
        assert "Rådet valgte 32 titler." in anybody.open(f"{address}referat/v1/").part("#punkt-3")
        assert file_at(anybody, f"{address}referat/v1.pdf") == pdf
        history = Desk(cast.KAREN).open(folder.mine).text
        assert "Begrundelse: Hanne bemærkede, at det var 33" in history

    assert folder.meeting.state == "PUBLISHED"
    issued = Publication.objects.filter(meeting=folder.pk).order_by("sequence").values_list("kind", "version")
    assert list(issued) == [
        *[("AGENDA", 1)] * 3, *[("AGENDA", 2)] * 3, *[("MINUTES", 1)] * 3, *[("MINUTES", 2)] * 3,
    ]  # fmt: skip
    assert list(verify()) == []


def test_a_council_with_sections_and_marks(day: date) -> None:
    """RAR Østjylland: numbers 1.1, marks, "1.1 -" before attachments, and public as soon as it is sent."""
    folder = plan(cast.JONAS, council="rar-oestjylland", day=day)
    folder.do(cast.JONAS, "Begynd dagsordenen")
    for title in ("Rådets interne forhold", "Kvalificeret arbejdskraft"):
        page = Desk(cast.JONAS).open(f"{folder.mine}rediger/").form("nyt-afsnit/").send(title=title)
        assert page.status == 200
    page = folder.add(cast.JONAS, "Dagsorden", "Rådets interne forhold", summary="Rammen.", decides=True,
                      recommendation="At Rådet godkender.", background="Som altid.")  # fmt: skip
    page = folder.attach(page, file=("aarshjul.pdf", PDF), title="Årshjul")
    folder.attach(page, url="https://www.example.dk/plan", title="Plan")
    folder.add(cast.JONAS, "Referater", "Rådets interne forhold", summary="To.", informs=True)
    folder.add(cast.JONAS, "Oplæg fra Aarhus", "Kvalificeret arbejdskraft", summary="Et oplæg.", discusses=True,
               presentation=True, presenters="Ida Idesen, Aarhus Kommune")  # fmt: skip
    folder.do(cast.JONAS, "Udsend dagsordenen")

    page = Desk().open(f"{folder.public}dagsorden/")
    assert [said(next(section.iter("h2"))) for section in page.all(".sec")] == [
        "1. Rådets interne forhold", "2. Kvalificeret arbejdskraft",
    ]  # fmt: skip
    assert page.part("#punkt-1-1").startswith("BBeslutning 1.1 Dagsorden Sagen kort Rammen. Indstilling")
    assert "Bilag 1.1 - Årshjul(PDF, 1 kB) 1.1.2 - Plan(www.example.dk)" in page.part("#punkt-1-1")
    assert "Baggrund Som altid." in page.part("#punkt-1-1")
    assert page.part("#punkt-1-2").startswith("OOrientering 1.2 Referater")
    assert "Intet bilag til dette punkt." in page.part("#punkt-1-2")
    assert page.part("#punkt-2-1").startswith(
        "DDrøftelse Oplæg 2.1 Oplæg fra Aarhus Oplæg ved Ida Idesen, Aarhus Kommune"
    )

    # a new item in a section, a new section, and two items that change places
    folder.add(cast.JONAS, "Mødeplan", "Rådets interne forhold", summary="Fem datoer.", informs=True)
    Desk(cast.JONAS).open(f"{folder.mine}rediger/").form("nyt-afsnit/").send(title="Arbejdskraft i morgen")
    folder.add(cast.JONAS, "Unge", "Arbejdskraft i morgen", summary="Fra forum.", informs=True, discusses=True)
    page = folder.item(cast.JONAS, "Referater")
    page.form(f"{item_of(page)}/flyt/").press("Op")
    folder.do(cast.JONAS, "Udsend tillægsdagsorden")
    page = Desk(cast.GUNNAR).open(f"{folder.mine}dagsorden/")
    assert [item.get("id") for item in page.all(".item")] == [
        "punkt-1-2", "punkt-1-1", "punkt-1-1a", "punkt-2-1", "punkt-3-1",
    ]  # fmt: skip
    assert folder.changes(page) == [
        "Nyt punkt 1.1a: Mødeplan.", "Nyt punkt 3.1: Unge.", "Nyt afsnit 3: Arbejdskraft i morgen.",
        "Rækkefølgen af punkter er ændret.",
    ]  # fmt: skip
    assert page.part("#punkt-3-1").startswith("OOrientering DDrøftelse 3.1 Unge")
    assert Desk(cast.KAREN).status(folder.mine) == Desk(cast.HANNE).status(folder.mine) == 404
    assert list(verify()) == []


def test_nothing_of_a_chairmanship_s_meeting_is_ever_public(day: date) -> None:
    folder = plan(cast.KAREN, body="formandskab", day=day, place="Ringsted")
    council = plan(cast.KAREN, day=day)
    assert council.public.endswith(f"/{day.isoformat()}/"), "the bodies are numbered apart"
    folder.do(cast.KAREN, "Begynd dagsordenen")
    folder.add(cast.KAREN, "Rammen for rådets møde", summary="Formandskabets fortrolige ramme.")
    seen = [Desk().open(url).html for url in ("/", "/rar-sjaelland/", "/rar-sjaelland/moeder/")]

    def nothing_public() -> None:
        anybody = Desk()
        for rest in ("dagsorden/", "dagsorden.pdf", "dagsorden/v1/", "referat/", "referat.pdf"):
            assert anybody.status(folder.public + rest) == 404
        assert [anybody.open(url).html for url in ("/", "/rar-sjaelland/", "/rar-sjaelland/moeder/")] == seen

    folder.do(cast.KAREN, "Udsend dagsordenen")
    assert "Formandskabets fortrolige ramme." in Desk(cast.BIRGITTE).open(f"{folder.mine}dagsorden/").text
    for who in (cast.HANNE, cast.SANNE, cast.GUNNAR):
        assert Desk(who).status(f"{folder.mine}dagsorden/") == Desk(who).status(folder.mine) == 404
    nothing_public()
    folder.do(cast.KAREN, "Begynd mødet", reason="Det begynder nu")
    folder.decide(cast.KAREN, "Rammen for rådets møde", "Formandskabet fastlagde rammen.")
    folder.do(cast.KAREN, "Afslut mødet")
    folder.do(cast.KAREN, "Udsend referatet")
    assert "fastlagde rammen" in Desk(cast.TORBEN).open(f"{folder.mine}referat/").text
    nothing_public()
    page = Desk(cast.KAREN).open(folder.mine)
    assert "Offentliggør referatet" not in page.links
    assert "Møder i formandskab og udvalg er lukkede." in page.text
    token = page.form("/konto/log-ud/").values["csrfmiddlewaretoken"]
    posted = {"reason": "alligevel", "csrfmiddlewaretoken": token}
    forced = page.desk.client.post(f"{folder.mine}handling/offentliggoer/", posted)
    assert (forced.status_code, folder.meeting.state) == (422, "MINUTES_SENT")
    assert not Publication.objects.filter(meeting=folder.pk, audience="PUBLIC").exists()
    with on(day + timedelta(days=400)):
        assert Desk().status(f"{folder.public}dagsorden/") == 404


def test_a_cancelled_meeting(day: date) -> None:
    """Its agenda is never public, however long ago its day is; the members keep what they were sent."""
    folder = plan(cast.KAREN, day=day)
    folder.do(cast.KAREN, "Begynd dagsordenen")
    folder.add(cast.KAREN, "Punktet", summary="Det, som ikke blev til noget.")
    folder.do(cast.KAREN, "Udsend dagsordenen")
    unreasoned = folder.do(cast.KAREN, "Aflys mødet", expect=422)
    assert "Et aflyst møde kan ikke genoptages." in unreasoned.text
    assert folder.meeting.state == "DISPATCHED"
    assert unreasoned.form().send(reason="Formanden er syg").status == 200
    page = Desk(cast.KAREN).open(folder.mine)
    assert "Aflyst" in page.part(".state")
    assert page.all(".rp-moves") == []
    assert "Formanden er syg" in page.text
    assert "Formanden er syg" not in Desk(cast.HANNE).open(folder.mine).text
    assert "som ikke blev til noget" in Desk(cast.HANNE).open(f"{folder.mine}dagsorden/").text
    assert "Dagsordenen kan ikke redigeres nu." in Desk(cast.KAREN).open(f"{folder.mine}rediger/").text
    for later in (day, day + timedelta(days=1), day + timedelta(days=400)):
        with on(later, 23, 59):
            assert Desk().status(f"{folder.public}dagsorden/") == 404
            assert "Aflyst" in Desk().open(folder.list).text


def test_an_agenda_is_public_at_23_59_when_nobody_ends_the_meeting(day: date) -> None:
    folder = plan(cast.KAREN, day=day)
    folder.do(cast.KAREN, "Begynd dagsordenen")
    folder.add(cast.KAREN, "Punktet", summary="Sagen.")
    folder.do(cast.KAREN, "Udsend dagsordenen")
    with on(day, 23, 58):
        assert Desk().status(f"{folder.public}dagsorden/") == 404
        assert Desk().status(f"{folder.public}dagsorden.pdf") == 404
    with on(day, 23, 59):
        assert "Sagen." in Desk().open(f"{folder.public}dagsorden/").text


def test_two_meetings_on_one_day_and_the_next_while_the_first_is_out(day: date) -> None:
    """Each has its own address, numbers, versions and papers; the council's chain takes them as they come."""
    first = plan(cast.KAREN, day=day)
    second = plan(cast.KAREN, day=day, kind="EXTRAORDINARY", starts_at="16:30", ends_at="17:00")
    third = plan(cast.KAREN, day=day + timedelta(days=35))
    assert first.public == f"/rar-sjaelland/moeder/{day.isoformat()}/"
    assert second.public == f"/rar-sjaelland/moeder/{day.isoformat()}-2/"
    for folder, name in ((first, "Det første"), (second, "Det andet"), (third, "Det næste")):
        folder.do(cast.KAREN, "Begynd dagsordenen")
        folder.add(cast.KAREN, f"{name} mødes punkt", summary=f"{name} mødes sag.")
        folder.do(cast.KAREN, "Udsend dagsordenen")
    first.change(first.item(cast.KAREN, "Det første mødes punkt"), summary="Det første mødes nye sag.")
    first.do(cast.KAREN, "Udsend tillægsdagsorden")
    with on(day, 16):
        first.do(cast.KAREN, "Begynd mødet")
        first.decide(cast.KAREN, "Det første mødes punkt", "Det første mødes beslutning.")
        first.do(cast.KAREN, "Afslut mødet")
        first.do(cast.KAREN, "Udsend referatet")
        first.do(cast.KAREN, "Offentliggør referatet")
        anybody = Desk()
        assert "Det første mødes nye sag." in anybody.open(f"{first.public}dagsorden/").text
        assert "Det første mødes beslutning." in anybody.open(f"{first.public}referat/").text
        for folder in (second, third):
            assert anybody.status(f"{folder.public}dagsorden/") == anybody.status(f"{folder.public}referat/") == 404
        page = Desk(cast.HANNE).open(f"{second.mine}dagsorden/")
        assert "Det andet mødes sag." in page.text
        assert "første" not in page.text
        assert Desk(cast.HANNE).status(f"{second.mine}dagsorden/v2/") == 404
        assert "Det næste mødes sag." in Desk(cast.HANNE).open(f"{third.mine}dagsorden/").text
    issued = Publication.objects.filter(council__slug="rar-sjaelland").order_by("sequence")
    assert list(issued.values_list("meeting", flat=True))[3:] == [
        *[first.pk] * 3, *[second.pk] * 3, *[third.pk] * 3, *[first.pk] * 3, *[first.pk] * 3,
    ]  # fmt: skip
    assert list(verify()) == []


def test_the_demo_s_meeting_is_sent_held_and_published(draft: Meeting) -> None:
    """S0's ten items, one closed item and one closed attachment, as `make run` has them."""
    folder = Folder(draft)
    folder.do(cast.KAREN, "Udsend dagsordenen")
    members = Desk(cast.MIKKEL).open(f"{folder.mine}dagsorden/")
    assert members.part("#punkt-7").startswith("7. VEU-indsatsen i 2024 Lukket punkt: ikke offentligt Sagen kort")
    proces = "Rådets proces for udarbejdelse af positivlisten, december 2023"
    assert proces in members.part("#punkt-5")
    with on(draft.date, 13):
        folder.do(cast.KAREN, "Begynd mødet")
        for item in draft.items.exclude(kind="ANY_OTHER_BUSINESS"):
            folder.decide(cast.KAREN, item.title, f"Rådet drøftede {item.title}.")
        folder.do(cast.KAREN, "Afslut mødet")
        folder.do(cast.KAREN, "Udsend referatet")
        folder.do(cast.KAREN, "Offentliggør referatet")
        for kind in ("dagsorden", "referat"):
            page = Desk().open(f"{folder.public}{kind}/")
            assert page.part("#punkt-7") == "7. Lukket punkt"
            assert "Lukket bilag" in page.part("#punkt-5")
            assert "VEU-indsatsen" not in page.html
            assert proces not in page.html
            assert "Idékatalog vedr. indsatser for personer med handicap" in page.part("#punkt-8")
        assert "Referat Rådet drøftede Meddelelser." in page.part("#punkt-4")
        assert "Rådet drøftede Godkendelse af dagsorden." in page.part("#punkt-1")
    assert list(verify()) == []
