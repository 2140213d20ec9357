"""RAR Østjyllands supplering pr. 1. oktober 2023, from a paste to a list that holds: S2 item 2.2, the person switched.

Jonas writes for the council, Vibeke chairs, Preben and Rikke are vice-chairs, Gunnar is a member, Karen's office serves
another council. The demo begins at its stage »runde«, on 31 August 2023, and its clock goes with the story.
"""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from meetings.demo import cast
from meetings.models import Meeting, Publication
from meetings.queries.chain import verify
from positivlist.demo import loader
from positivlist.models import Approval, ListRound
from rarportal.core import errands
from rarportal.core.clock import now
from rarportal.core.models import Errand, Mail
from tests.desk import Desk, Form, Page

HOME = "/mit/rar-oestjylland/positivliste/"
OPEN = "/rar-oestjylland/positivliste/"


@pytest.fixture
def round(portal: None, settings: Any) -> ListRound:
    """The stage »runde«, on the day after the chairmanship's meeting."""
    settings.DEMO_TODAY = date(2023, 8, 31)
    loader.load("runde")
    return ListRound.objects.get(council__slug="rar-oestjylland")


def run_errands() -> None:
    """As the worker does."""
    for errand in errands.due(at=now()):
        errands.run(errand.pk)
        errand.refresh_from_db()
        assert errand.state == Errand.State.DONE, errand.last_error


def pasted() -> str:
    """The courses as they are copied from a spreadsheet: tabs between the columns, no heading."""
    rows = Path(loader.FILE).read_text("utf-8").splitlines()[1:]
    return "\n".join("\t".join(row) for row in csv.reader(rows))


def at(round: ListRound, part: str = "") -> str:
    return f"{HOME}{round.pk}/{part}"


def press(page: Page, label: str) -> Page:
    """A move that is a button of its own."""
    (form,) = [form for form in (Form(page, one) for one in page.tree.iter("form")) if label in form.buttons]
    done = form.press(label)
    assert done.status == 200, done.text
    return done


def test_the_supplement_of_1_october_2023(round: ListRound, settings: Any) -> None:
    jonas = Desk(cast.JONAS)

    # the courses come from Excel; four of them have their days under ECTS, and are found
    page = jonas.open(at(round, "hent/")).form().send(pasted=pasted())
    assert "18 rækker, 18 af dem er nye" in page.text
    assert "4 rækker er der noget at rette ved" in page.text
    page = page.forms()[0].press("Tag rækkerne ind")
    assert "18 rækker er taget ind" in page.text
    assert page.text.count("AMU-kurser regnes i dage. Her står 5 under ECTS: er det 5 dage?") == 3
    assert page.text.count("AMU-kurser regnes i dage. Her står 15 under ECTS: er det 15 dage?") == 1
    sent = jonas.open(at(round))
    assert "4 kurser skal rettes først" in sent.text
    assert "Trinnet »Høring« er hverken sket eller sprunget over" in sent.text

    # they are put right with a click, with a note, and what was printed stays on record
    page = page.form("kurser/ret/").press("Flyt til dage: ret alle 4")
    last = list(round.courses.all())[-4:]
    assert [(one.days, one.ects, one.note) for one in last] == [
        (5, None, "trykt under ECTS"),
        (5, None, "trykt under ECTS"),
        (5, None, "trykt under ECTS"),
        (15, None, "trykt under ECTS"),
    ]
    assert [one.printed["ects"] for one in last] == ["5", "5", "5", "15"]

    # no new titles, so no hearing: the step is skipped, with the reason
    page = jonas.open(at(round, "trin/hoering/"))
    page = page.form().send(skipped_because="Ingen nye stillingsbetegnelser (formandskabet 30. august).")
    assert "Sprunget over: Ingen nye stillingsbetegnelser" in page.text

    # to the chairmanship: one mail each, one link
    page = press(jonas.open(at(round)), "Send til formandskabet")
    run_errands()
    mails = Mail.objects.filter(kind="list-approval")
    assert {mail.recipient for mail in mails} == {cast.VIBEKE.email, cast.PREBEN.email, cast.RIKKE.email}
    assert all(at(round, "godkend/") in mail.body for mail in mails)
    assert Desk(cast.GUNNAR).status(at(round, "godkend/")) == 403
    assert Desk(cast.KAREN).status(at(round, "godkend/")) == 404
    assert Desk().status(at(round)) == 302

    settings.DEMO_TODAY = date(2023, 9, 13)
    rikke = Desk(cast.RIKKE)
    assert "Godkend positivlisten for RAR Østjylland pr. 1. oktober 2023" in rikke.open("/mit/").text
    page = rikke.open(at(round, "godkend/"))
    assert "Tilføjes 18" in page.text
    assert "11 AMU, 4 akademi og 3 private" in page.text
    page = page.form().press("Godkend 18 ændringer")
    assert "Din godkendelse er skrevet ned" in page.text
    assert "Formanden, Vibeke Høgh, mangler" in page.text
    page = Desk(cast.VIBEKE).open(at(round, "godkend/")).form().press("Godkend 18 ændringer")
    assert "Formandskabet har godkendt listen" in page.text
    round.refresh_from_db()
    assert round.state == "APPROVED"

    # the round makes its item
    page = jonas.open(at(round, "dagsorden/")).form()
    page = page.send(meeting=page.choices["meeting"][0])
    meeting = Meeting.objects.get(body__council__slug="rar-oestjylland", date="2023-09-26", ordinal=2)
    round.refresh_from_db()
    item = round.item
    assert item.title == (
        "Rådets mulige tilføjelser pr. 1. oktober 2023 til positivlisten for den regionale uddannelsespulje"
    )
    assert item.recommendation == (
        "<p>Sekretariatet indstiller, at Rådet optager 18 supplerende kurser på positivlisten for den regionale "
        "uddannelsespulje med virkning fra 1. oktober 2023.</p>"
    )
    assert item.exposition.count("<tr>") == 19
    assert "De 18 kurser hører til 6 erhvervsgrupper: 11 AMU, 4 akademi og 3 private." in item.exposition
    assert (item.decides, item.recommender) == (True, "SECRETARIAT")

    # the meeting: an outcome that the courses don't say is refused, and then the decision moves the round
    own = "/mit/rar-oestjylland/raad/2023-09-26-2/"

    def go(label: str) -> None:
        page = jonas.open(own)
        page = jonas.open(page.links[label])
        form = page.form()
        page = form.send(**({"reason": "Aftalt."} if "reason" in form.fields else {}))
        assert page.status == 200, page.text

    go("Udsend dagsordenen")
    settings.DEMO_TODAY = date(2023, 9, 26)
    go("Begynd mødet")
    decide = f"{own}foer-referat/{item.pk}/"
    page = jonas.open(decide).form().send(decision="Rådet besluttede det.", outcome="AMENDED")
    assert page.status == 422
    assert "skriv først ændringerne ind i rundens kurser" in page.text
    round.refresh_from_db()
    assert round.state == "ON_AGENDA"
    page = jonas.open(decide).form().send(decision="Rådet besluttede det.", outcome="AS_RECOMMENDED")
    assert page.status == 200, page.text
    round.refresh_from_db()
    assert (round.state, round.decided_on) == ("DECIDED", date(2023, 9, 26))
    for label in ("Afslut mødet", "Udsend referatet", "Offentliggør referatet"):
        go(label)

    # the list holds from its day on
    settings.DEMO_TODAY = date(2023, 9, 30)
    press(jonas.open(at(round)), "Offentliggør listen")
    run_errands()
    everybody = Desk()
    page = everybody.open(OPEN)
    assert "Rådet har ikke" not in page.text
    assert "En ny liste gælder fra 1. oktober 2023" in page.text
    settings.DEMO_TODAY = date(2023, 10, 1)
    page = everybody.open(OPEN)
    assert "Gælder 1. oktober 2023 til 31. marts 2024" in page.text
    assert "18 kurser i 6 erhvervsgrupper" in page.text
    assert page.text.count("trykt under ECTS") == 4
    assert "Besluttet: Rådets møde den 26. september 2023, punkt 1" in page.text
    assert everybody.open(page.links["Rådets møde den 26. september 2023, punkt 1"]).status == 200
    for word in ("Excel", "CSV", "PDF", "JSON"):
        assert everybody.status(page.links[word]) == 200
    assert everybody.status(f"{OPEN}2023-10-01/") == 200
    answer = everybody.open(f"{OPEN}?kursus=20510&dag=2023-11-15")
    assert "Ja, den 15. november 2023 stod kurset på en liste" in answer.text
    assert "Nej, den 30. september 2023" in everybody.open(f"{OPEN}?kursus=20510&dag=2023-09-30").text
    assert "RAR Østjylland" in everybody.open("/positivlister/").text
    assert "Positivlisten for den regionale uddannelsespulje" in everybody.open("/rar-oestjylland/").text
    assert not list(verify())
    listed = Publication.objects.get(kind="LIST")
    assert (listed.meeting, listed.audience, listed.version) == (None, "PUBLIC", 1)
    assert Approval.objects.count() == 2
    assert meeting.items.get().pk == round.item_id
