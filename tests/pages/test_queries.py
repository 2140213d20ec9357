"""Every page has a fixed number of queries, whatever the number of rows: pinned at 1 and at 30 of everything.

A number that goes up is a decision; a number that differs between the two is a query in a loop.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.actions.imports import begin_import
from meetings.actions.issuing import issue
from meetings.demo import cast, loader
from meetings.models import (
    Absence,
    AgendaItem,
    AgendaSection,
    Attachment,
    AttachmentVersion,
    Attendance,
    Body,
    Council,
    Coverage,
    DocumentProfile,
    FieldVersion,
    Meeting,
    Membership,
    Municipality,
    Neighbour,
    Office,
    OfficeService,
    OfficeStaff,
    Organisation,
    Person,
    Presenter,
    Publication,
    Rendition,
    SeatAllocation,
    StandIn,
    StandingItem,
    store_bytes,
)
from meetings.queries.agenda import agenda_of
from meetings.views import papers
from positivlist.models import Approval, Authorisation, Comment, CourseImport, Edition
from positivlist.views import public as lists
from rarportal.core.models import Errand, LogEntry, Mail
from tests import rounds

PDF = b"%PDF-1.7\n% thirty of everything\n"
DAY = date(2031, 5, 6)
WORK = f"/mit/rar-sjaelland/raad/{DAY}/"
OPEN = f"/rar-sjaelland/moeder/{DAY}/"
SETUP = "/opsaetning/rar-sjaelland/"
PEOPLE = "/opsaetning/rar-sjaelland/personer/"
LISTS = "/mit/rar-sjaelland/positivliste/"
SPRING = date(timezone.localdate().year - (timezone.localdate().month < 4), 4, 1)  # the list of this year
SIZES = (1, 30)

PAGES: dict[tuple[cast.Player | None, str], int] = {
    # the public site
    (None, "/"): 5,
    (None, "/rar-sjaelland/"): 7,
    (None, "/rar-sjaelland/moeder/"): 3,
    (None, f"{OPEN}dagsorden/"): 2,
    (None, f"{OPEN}dagsorden/v1/"): 2,
    (None, f"{OPEN}referat/"): 2,
    (None, f"{OPEN}dagsorden/v1.pdf"): 1,
    (None, f"{OPEN}bilag/{{digest}}/0.pdf"): 2,
    (None, "/positivlister/"): 2,
    (None, f"/rar-sjaelland/positivliste/{SPRING}/"): 4,
    (None, f"/rar-sjaelland/positivliste/?kursus=10001&dag={SPRING}"): 7,
    (None, f"/rar-sjaelland/positivliste/{SPRING}.xlsx"): 3,
    (None, "/konto/log-ind/"): 4,  # the demo's list of people, and whether there is another provider
    (None, "/demo/mail/"): 2,
    # a member
    (cast.HANNE, "/mit/"): 10,
    (cast.HANNE, "/mit/rar-sjaelland/raad/"): 8,
    (cast.HANNE, WORK): 12,
    (cast.HANNE, f"{WORK}dagsorden/"): 9,
    (cast.HANNE, f"{WORK}dagsorden/v1/"): 9,
    (cast.HANNE, f"{WORK}referat/"): 9,
    (cast.HANNE, f"{WORK}dagsorden/v1.pdf"): 8,
    (cast.HANNE, f"{WORK}bilag/{{digest}}/0.pdf"): 9,
    (cast.HANNE, "/konto/"): 4,
    # the secretariat
    (cast.KAREN, "/mit/"): 13,
    (cast.KAREN, "/mit/rar-sjaelland/raad/"): 8,
    (cast.KAREN, "/mit/rar-sjaelland/raad/nyt-moede/"): 6,
    (cast.KAREN, WORK): 19,
    (cast.KAREN, f"{WORK}afbud/paa-vegne/"): 10,
    (cast.KAREN, "/vis-som/"): 6,
    (cast.KAREN, "/opsaetning/"): 6,
    (cast.KAREN, "/opsaetning/rar-sjaelland/"): 6,
    (cast.KAREN, f"{WORK}handling/udsend-tillaeg/"): 13,
    (cast.KAREN, f"{WORK}handling/aflys/"): 13,
    (cast.KAREN, f"{WORK}slet-indhold/dagsorden/v1/"): 7,
    (cast.KAREN, f"{WORK}rediger/"): 14,
    (cast.KAREN, f"{WORK}rediger/{{item}}/"): 14,
    (cast.KAREN, f"{WORK}rediger/{{item}}/udsaet/"): 12,
    (cast.KAREN, f"{WORK}rediger/hent-punkter/"): 14,
    (cast.KAREN, f"{WORK}rediger/bilag/{{attachment}}/fil"): 8,
    (cast.KAREN, f"{WORK}rediger/bilag/{{attachment}}/tidligere/{{earlier}}/fil"): 9,
    (cast.KAREN, f"{WORK}rediger/{{item}}/versioner/summary/"): 13,
    (cast.KAREN, f"{WORK}rediger/{{item}}/henvisninger/"): 11,
    (cast.KAREN, f"{WORK}foer-referat/"): 20,
    (cast.KAREN, f"{WORK}foer-referat/?kun=manglende"): 20,
    (cast.KAREN, f"{WORK}foer-referat/{{item}}/"): 20,
    (cast.KAREN, f"{WORK}foer-referat/deltagere/"): 19,
    # documents from before the portal
    (cast.KAREN, "/mit/rar-sjaelland/raad/hent/"): 7,
    (cast.KAREN, "/mit/rar-sjaelland/raad/hent/{draft}/"): 9,
    (cast.KAREN, "/mit/rar-sjaelland/raad/hent/{draft}/linjer/1/"): 7,
    (cast.KAREN, "/mit/rar-sjaelland/raad/hent/{draft}/deltagere/"): 9,
    (cast.KAREN, "/mit/rar-sjaelland/raad/hent/{draft}/original"): 7,
    (cast.KAREN, "/mit/rar-sjaelland/raad/hent/{draft}/original/linjer"): 7,
    # the positive list
    (cast.KAREN, LISTS): 8,
    (cast.KAREN, f"{LISTS}{{round}}/"): 18,
    (cast.KAREN, f"{LISTS}{{round}}/kurser/"): 11,
    (cast.KAREN, f"{LISTS}bemyndigelser/"): 8,
    (cast.BIRGITTE, f"{LISTS}{{round}}/godkend/"): 21,
    (cast.BIRGITTE, "/mit/"): 12,
    # Opsætning
    (cast.KAREN, f"{SETUP}profil/"): 6,
    (cast.KAREN, f"{SETUP}faste-punkter/"): 8,
    (cast.KAREN, f"{SETUP}faste-punkter/raad/nyt/"): 7,
    (cast.KAREN, f"{SETUP}mailtekster/"): 7,
    (cast.KAREN, f"{SETUP}mailtekster/invitation/"): 7,
    (cast.KAREN, f"{SETUP}log/"): 10,
    (cast.KAREN, "/opsaetning/rar-sjaelland/moedefora/"): 7,
    (cast.KAREN, "/opsaetning/rar-sjaelland/organisationer/"): 8,
    # administration
    (cast.ELLEN, "/administration/"): 4,
    (cast.ELLEN, "/administration/raad/rar-sjaelland/"): 10,
    (cast.ELLEN, "/administration/kontorer/"): 5,
    (cast.ELLEN, "/administration/kontorer/amk-oest/"): 5,
    (cast.ELLEN, "/administration/reform/"): 7,
    # Opsætning: people
    (cast.KAREN, PEOPLE): 10,
    (cast.KAREN, f"{PEOPLE}hvem-sad-hvor/?forum=raad&dag={DAY}"): 8,
    (cast.KAREN, f"{PEOPLE}{{person}}/"): 9,
    (cast.KAREN, f"{PEOPLE}{{person}}/ny-plads/"): 10,
    (cast.KAREN, f"{PEOPLE}{{person}}/pladser/{{seat}}/"): 11,
    (cast.KAREN, f"{PEOPLE}{{person}}/pladser/{{seat}}/afslut/"): 8,
    (cast.KAREN, f"{PEOPLE}{{person}}/personoplysninger.json"): 16,
    (cast.HANNE, "/mit/mine-oplysninger/"): 5,
    (cast.HANNE, "/mit/mine-oplysninger.json"): 14,
}
LAST = {  # of thirty, it shows the last one: the rows are really on the page
    (None, "/"): "Råd 29",
    (None, f"{OPEN}dagsorden/"): "Version 30",
    (cast.HANNE, "/mit/"): "Råd 29",
    (cast.HANNE, WORK): "version 30",
    (cast.KAREN, "/mit/"): "Råd 29",
    (cast.KAREN, WORK): "Noget 29",
    (cast.KAREN, f"{WORK}rediger/"): "Punkt 29",
    (cast.KAREN, f"{WORK}rediger/{{item}}/"): "Bilag 29",
    (cast.KAREN, f"{WORK}rediger/{{item}}/versioner/summary/"): "Skribent 29",
    (cast.KAREN, f"{WORK}foer-referat/"): "Punkt 29",
    (cast.KAREN, f"{WORK}foer-referat/deltagere/"): "Navn 29",
    (cast.KAREN, f"{SETUP}faste-punkter/"): "Fast punkt 29",
    (cast.KAREN, f"{SETUP}log/"): "Hændelse 29",
    (cast.KAREN, "/opsaetning/rar-sjaelland/moedefora/"): "Udvalg nr. 29",
    (cast.KAREN, "/opsaetning/rar-sjaelland/organisationer/"): "Organisation 29",
    (cast.ELLEN, "/administration/"): "Råd 29",
    (cast.ELLEN, "/administration/raad/rar-sjaelland/"): "Org29: 1",
    (cast.ELLEN, "/administration/kontorer/"): "Kontor 29",
    (cast.ELLEN, "/administration/kontorer/amk-oest/"): "Medarbejder 29",
    (cast.ELLEN, "/administration/reform/"): "Råd 29",
    (cast.KAREN, PEOPLE): "Suppleant 29",
    (cast.KAREN, f"{PEOPLE}hvem-sad-hvor/?forum=raad&dag={DAY}"): "Suppleant 29",
    (cast.KAREN, f"{PEOPLE}{{person}}/"): "Hold 29",
    (cast.KAREN, f"{PEOPLE}{{person}}/ny-plads/"): "Hold 29",
    (cast.HANNE, "/mit/mine-oplysninger/"): "Hold 29",
}


def everything(count: int) -> dict[str, Any]:
    """`count` of everything that a page can show; returns what the addresses are written with."""
    Mail.objects.bulk_create(
        Mail(kind="prøve", recipient="a@example.dk", subject=f"Mail {one}") for one in range(count)
    )
    council = Council.objects.get(slug="rar-sjaelland")
    body = Body.objects.get(council=council, kind="COUNCIL")
    meeting = Meeting.objects.create(
        body=body, date=DAY, state=Meeting.State.DISPATCHED, public_from=timezone.now(), place="Roskilde"
    )
    sha256 = store_bytes(PDF)
    _agenda(meeting, count, sha256)
    round_id = _positive_lists(meeting.items.all()[0], count)
    _papers(meeting, count, sha256)
    Meeting.objects.bulk_create(
        Meeting(body=body, date=DAY + timedelta(days=7 * n), state=Meeting.State.DRAFTING) for n in range(1, count + 1)
    )
    LogEntry.objects.bulk_create(
        LogEntry(what=f"Noget {n}", actor_name="Karen", meeting_id=meeting.pk) for n in range(count)
    )
    LogEntry.objects.bulk_create(
        LogEntry(what=f"Hændelse {n}", actor_name=f"Navn {n}", council_id=council.pk, meeting_id=meeting.pk)
        for n in range(count)
    )
    StandingItem.objects.bulk_create(
        StandingItem(body=body, position=100 + n, title=f"Fast punkt {n}") for n in range(count)
    )
    _councils(count)
    _administration(council, count)
    seat = _seats(council, count)
    item = meeting.items.first()
    return {
        "item": item.pk,
        "draft": _imports(body, count),
        "attachment": item.attachments.first().pk,
        "earlier": item.attachments.first().earlier.first().pk,
        "digest": sha256,
        "version": 1,
        "round": round_id,
        "person": seat.person_id,
        "seat": seat.pk,
        "errand": Errand.objects.filter(state=Errand.State.PARKED).first().pk,
    }


def _imports(body: Body, count: int) -> int:
    """Documents that wait to be taken in, each with as many items, attachments, names and doubts."""
    items = "\n\n".join(
        f"{n}. Punkt {n}\n\nSagen kort\n\nTekst {n}.\n\nBilag\n\nhttps://example.dk/{n}" for n in range(1, count + 1)
    )
    people = "\n".join(f"XYZ - Navn Nummer {n}" for n in range(count))
    drafts = [
        begin_import(
            body_id=body.pk,
            file=f"{items}\n\nPå mødet deltog:\n\n{people}\n{n}".encode(),
            filename=f"gammelt {n}.txt",
            kind="MINUTES",
            day=DAY,
            actor=loader.actor(cast.KAREN),
        )
        for n in range(count)
    ]
    return drafts[-1].pk


def _agenda(meeting: Meeting, count: int, sha256: str) -> None:
    AgendaSection.objects.bulk_create(
        AgendaSection(meeting=meeting, position=n, title=f"Afsnit {n}") for n in range(count)
    )
    items = AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting, position=n, number=str(n + 1), title=f"Punkt {n}", decides=True,
            **dict.fromkeys(("summary", "recommendation", "exposition", "decision"), f"<p>Tekst {n}</p>"),
        )
        for n in range(count)
    )  # fmt: skip
    FieldVersion.objects.bulk_create(
        FieldVersion(
            item=items[0], field="summary", text=f"<p>Tekst {n}</p>", who=f"Skribent {n}",
            began_at=timezone.now(), saved_at=timezone.now(),
        )
        for n in range(count)
    )  # fmt: skip
    for item in (items[0], items[-1]):
        Presenter.objects.bulk_create(Presenter(item=item, position=n, name=f"Navn {n}") for n in range(count))
    Attachment.objects.bulk_create(
        Attachment(
            item=item, position=n, number=n + 1, kind="FILE", title=f"Bilag {n}", filename=f"{n}.pdf",
            sha256=sha256, size=len(PDF),
        )
        for item in items
        for n in range(count)
    )  # fmt: skip
    first = items[0].attachments.first()
    AttachmentVersion.objects.bulk_create(
        AttachmentVersion(attachment=first, filename=f"{n}.pdf", sha256=sha256, size=1, replaced_at=timezone.now())
        for n in range(count)
    )
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, position=n, name=f"Navn {n}", group="DA") for n in range(count)
    )
    seats = Membership.objects.bulk_create(
        Membership(
            person=Person.objects.create(name=f"Suppleant {n}"), body=meeting.body, role="SUBSTITUTE",
            period=DateTimeTZRange(timezone.now(), None),
        )
        for n in range(count)
    )  # fmt: skip
    StandIn.objects.bulk_create(StandIn(meeting=meeting, membership=seat) for seat in seats)
    Absence.objects.bulk_create(Absence(meeting=meeting, membership=seat, at=timezone.now()) for seat in seats)


def _papers(meeting: Meeting, count: int, sha256: str) -> None:
    """Versions of both papers for everybody, every second one with its PDF, the others given up."""
    audiences = Publication.Audience.values
    for kind in (Publication.Kind.AGENDA, Publication.Kind.MINUTES):
        first = issue(
            meeting=meeting,
            agenda=agenda_of(meeting),
            kind=kind,
            version=1,
            audiences=audiences,
            actor=loader.actor(cast.KAREN),
            at=timezone.now(),
        )
        more = Publication.objects.bulk_create(
            Publication(
                council=link.council, sequence=1000 * (1 + place) + 100 * len(kind) + version, meeting=meeting,
                kind=kind, version=version, audience=link.audience, issued_at=link.issued_at, issued_by="Karen",
                content_sha256=link.content_sha256, sha256=f"{kind}{version}{link.audience}",
            )
            for place, link in enumerate(first)
            for version in range(2, count + 1)
        )  # fmt: skip
        links = [*first, *more]
        Rendition.objects.bulk_create(
            Rendition(publication=link, template_version="1", sha256=sha256, size=len(PDF))
            for link in links
            if link.version % 2
        )
        Errand.objects.filter(params__publication_id__in=[link.pk for link in first]).delete()
        Errand.objects.bulk_create(
            Errand(
                kind="pdf", key=f"pdf {link.sha256}", params={"publication_id": link.pk},
                state=Errand.State.PARKED, due_at=timezone.now(),
            )
            for link in links
        )  # fmt: skip


def _seats(council: Council, count: int) -> Membership:
    """Hanne is a member of so many committees, with a post, meetings, mails and a log of her own; returns a seat."""
    hanne = Person.objects.get(user__email=cast.HANNE.email)
    period = DateTimeTZRange(timezone.now(), None)
    for n in range(count):
        body = Body.objects.create(council=council, kind="COMMITTEE", slug=f"hold-{n}", name=f"Hold {n}")
        Membership.objects.create(person=hanne, body=body, role="MEMBER", period=period)
        Mail.objects.create(kind="x", recipient=hanne.email, subject=f"Mail {n}")
        LogEntry.objects.create(what=f"Noget {n}", actor_name="Hanne", user=hanne.user)
        Organisation.objects.create(short_name=f"Sender {n}", name=f"Sender {n}")
    Attendance.objects.filter(name__startswith="Navn").update(person=hanne)
    return hanne.memberships.order_by("-pk")[0]


def _positive_lists(item: AgendaItem, count: int) -> int:
    """Lists, and a round with the chairmanship with so many courses, editions, answers, imports and remarks."""
    for n in range(count):
        rounds.published(rounds.many(count), day=SPRING.replace(year=SPRING.year - count + 1 + n))
    round = rounds.sent(rounds.many(count + 1), day=date(2070, 4, 1))
    at = timezone.now()
    CourseImport.objects.bulk_create(
        CourseImport(round=round, at=at, by="Karen", source=f"Fil {n}", count=1, before=[], edition=1)
        for n in range(count)
    )
    Comment.objects.bulk_create(Comment(round=round, by=f"Navn {n}", text="Tekst", at=at) for n in range(count))
    torben = Person.objects.get(user__email=cast.TORBEN.email)
    for n in range(count):
        Edition.objects.create(round=round, number=0, sha256=f"{n:064}", data="{}", at=at, by="Karen")
        Approval.objects.create(
            round=round, person=torben, seat="VICE_CHAIR", verdict="APPROVED", edition=0, sha256=f"{n:064}", at=at
        )
    Authorisation.objects.bulk_create(
        Authorisation(council=round.council, item=item, scope=f"Noget {n}", begins=DAY, ends=DAY) for n in range(count)
    )
    return round.pk


def _councils(count: int) -> None:
    """Councils with a body, a meeting and a paper, served by Karen's office; Hanne is a member of all of them."""
    hanne = Membership.objects.get(person__user__email=cast.HANNE.email).person
    office = Office.objects.get(slug="amk-oest")
    always = DateRange(date(2020, 1, 1), None)
    for n in range(count):
        council = Council.objects.create(slug=f"raad-{n}", name=f"Råd {n}", period=always)
        OfficeService.objects.create(office=office, council=council, period=always)
        DocumentProfile.objects.create(council=council)
        body = Body.objects.create(council=council, kind="COUNCIL", slug="raad", name=council.name)
        Membership.objects.create(person=hanne, body=body, role="MEMBER", period=DateTimeTZRange(timezone.now(), None))
        state, at = Meeting.State.DISPATCHED, timezone.now()
        meeting = Meeting.objects.create(body=body, date=DAY, state=state, public_from=at)
        Publication.objects.create(
            council=council, sequence=1, meeting=meeting, kind="AGENDA", version=1, audience="PUBLIC", issued_at=at,
            issued_by="Karen", content_sha256="c" * 64, sha256=f"råd {n}",
        )  # fmt: skip


def _administration(council: Council, count: int) -> None:
    """Offices with people, and the council's committees, organisations with seats, municipalities and neighbours."""
    always, from_now = DateRange(date(2020, 1, 1), None), DateTimeTZRange(timezone.now(), None)
    office = Office.objects.get(slug="amk-oest")
    Office.objects.bulk_create(Office(slug=f"kontor-{n}", name=f"Kontor {n}") for n in range(count))
    Body.objects.bulk_create(
        Body(council=council, kind="COMMITTEE", slug=f"komite-{n}", name=f"Udvalg nr. {n}") for n in range(count)
    )
    for n in range(count):
        person = Person.objects.create(name=f"Medarbejder {n}")
        OfficeStaff.objects.create(person=person, office=office, period=from_now)
        one = Organisation.objects.create(short_name=f"Org{n}", name=f"Organisation {n}")
        SeatAllocation.objects.create(council=council, organisation=one, seats=1, period=always)
        place = Municipality.objects.create(code=f"9{n:03}", name=f"Kommune {n}")
        Coverage.objects.create(council=council, municipality=place, period=always, basis="kilde")
        Neighbour.objects.create(council=council, neighbour=Council.objects.get(slug=f"raad-{n}"))


@pytest.mark.parametrize("size", SIZES)
def test_the_number_of_queries_is_fixed(
    portal: None, browse: Callable[[cast.Player | None], Client], size: int
) -> None:
    values, found = everything(size), {}
    for player, pattern in PAGES:
        client = browse(player)
        papers.MEMORY.pages.clear()
        lists.MEMORY.pages.clear()
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(pattern.format(**values))
            content = answer.getvalue() if answer.streaming else answer.content
        assert answer.status_code == 200, pattern
        found[player, pattern] = len(captured)
        if size == 30 and (player, pattern) in LAST:
            assert LAST[player, pattern] in content.decode(), pattern
    assert {page: count for page, count in found.items() if count != PAGES[page]} == {}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("paper", ["dagsorden/", "dagsorden/v1/", "referat/", "referat/v1/"])
def test_a_public_paper_that_is_in_memory_takes_one_query(
    portal: None, client: Client, django_assert_num_queries: Any, size: int, paper: str
) -> None:
    """Whoever asks, and also when the answer is that nothing has changed."""
    everything(size)
    first = client.get(f"{OPEN}{paper}")
    with django_assert_num_queries(1):
        assert client.get(f"{OPEN}{paper}").content == first.content
    with django_assert_num_queries(1):
        assert client.get(f"{OPEN}{paper}", headers={"If-None-Match": first["ETag"]}).status_code == 304
