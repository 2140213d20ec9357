"""The published list: the same rows in every form, every version kept, and nothing of it where it is switched off."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import jsonschema
import openpyxl
import page
import pytest
from django.core.management import call_command

from meetings.demo import cast, loader
from meetings.models import Council, Publication
from meetings.queries.chain import verify
from positivlist.actions.publishing import publish
from positivlist.demo import loader as demo
from positivlist.jobs import publish_lists
from positivlist.models import ListRound, PublishedList
from positivlist.rules.courses import Row
from positivlist.views import public
from rarportal.core import errands
from rarportal.core.models import Errand
from rarportal.core.refusal import AtFields
from tests import rounds
from tests.desk import Desk, said
from tests.reading import tool
from tests.rounds import MORE, ROWS

OPEN = "/rar-sjaelland/positivliste/"
DAY = date(2020, 4, 1)

Plain = tuple[str, str, str, str, str]  # title, type, code, days, ECTS


@pytest.fixture
def listed(portal: None) -> PublishedList:
    """A list with every type, half points, a note and a title that looks like a formula."""
    more = (
        Row("Bygge og anlæg", "=1+1 regnearksformler", "AMU", "00906", 1, None, "trykt under ECTS"),
        Row("It og teleteknik", "Halve point & mere", "AKADEMI", "20236", None, Decimal("7.5")),
        Row("It og teleteknik", "Kort kursus", "ANDEN", "X-1", 2),
    )
    return rounds.published([*ROWS, *more], day=DAY)


def run_pdf() -> None:
    for errand in Errand.objects.filter(kind="list-pdf", state=Errand.State.DUE):
        assert errands.run(errand.pk) == Errand.State.DONE, Errand.objects.get(pk=errand.pk).last_error


def get(suffix: str) -> bytes:
    answer = Desk().client.get(f"{OPEN}{DAY}.{suffix}")
    assert answer.status_code == 200
    return answer.getvalue() if answer.streaming else answer.content


def on_the_page() -> list[Plain]:
    page = Desk().open(f"{OPEN}{DAY}/")
    rows = []
    for row in page.all(".courses-row"):
        title, *cells = [cell for cell in row if cell.tag in {"th", "td"}]
        words = [said(cell) for cell in cells]
        note = said(title.find("span")) if title.find("span") is not None else ""
        days, ects = (re.sub(r" (dage?|ECTS)$", "", word) for word in words[2:])
        rows.append((said(title).removesuffix(note).strip(), words[0], words[1], days, ects))
    return rows


def in_excel() -> list[Plain]:
    sheet = openpyxl.load_workbook(io.BytesIO(get("xlsx"))).active
    return [
        (row[1], row[2], row[3] or "", str(row[4] or ""), str(row[5] or "").replace(".", ","))
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]


def in_csv() -> list[Plain]:
    rows = list(csv.reader(io.StringIO(get("csv").decode("utf-8-sig")), delimiter=";"))[1:]
    return [(row[1].removeprefix("'"), row[2], row[3], row[4], row[5]) for row in rows]


def in_json() -> list[Plain]:
    names = {"AMU": "AMU", "AKADEMI": "Akademi", "PRIVAT": "Privat", "ANDEN": "Anden"}
    return [
        (row["title"], names[row["type"]], row["code"] or "", str(row["days"] or ""),
         str(row["ects"] or "").replace(".", ","))
        for row in json.loads(get("json"))["courses"]
    ]  # fmt: skip


def test_page_excel_csv_and_json_have_the_same_rows(listed: PublishedList) -> None:
    rows = on_the_page()
    assert len(rows) == 6
    assert rows == in_excel() == in_csv() == in_json()
    assert ("=1+1 regnearksformler", "AMU", "00906", "1", "") in rows
    assert ("Halve point & mere", "Akademi", "20236", "", "7,5") in rows


def test_the_pdf_has_the_same_rows_and_its_checksum(listed: PublishedList) -> None:
    run_pdf()
    text = " ".join(tool("pdftotext", get("pdf"), "-layout").split())
    for title, kind, code, days, ects in on_the_page():
        note = " (trykt under ECTS)" if title.startswith("=") else ""
        assert f"{title}{note} {kind} {code or '–'} {days or '–'} {ects or '–'}" in text
    assert text.count("–") >= 6
    assert f"Kontrolsum {listed.publication.sha256}" in text
    info = tool("pdfinfo", get("pdf"))
    assert "Tagged:          yes" in info
    assert "Positivliste for RAR Sjælland, gældende fra 1. april 2020" in info
    report = page.validate_pdf_bytes(get("pdf"), profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []


def test_the_json_follows_its_schema(listed: PublishedList) -> None:
    schema = json.loads(Desk().client.get("/positivlister/skema-1.json").content)
    document = json.loads(get("json"))
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    checker.validate(document)
    assert document["sha256"] == listed.publication.sha256
    assert document["$schema"] == schema["$id"]
    for broken in ({**document, "mere": 1}, {**document, "version": 0}, {**document, "courses": [{}]}):
        assert not checker.is_valid(broken)


def test_it_stands_in_the_councils_chain(listed: PublishedList) -> None:
    link = listed.publication
    assert (link.kind, link.meeting, link.audience, link.version) == ("LIST", None, "PUBLIC", 1)
    before = Publication.objects.get(council=link.council, sequence=link.sequence - 1)
    assert link.previous_sha256 == before.sha256
    assert list(verify(digests=[link.sha256])) == []


def test_filters_have_addresses_and_what_is_found_is_said(listed: PublishedList) -> None:
    everybody = Desk()
    page = everybody.open(f"{OPEN}{DAY}/?gruppe=It+og+teleteknik")
    assert len(page.all(".courses-row")) == 3
    assert "3 kurser af 6 i 1 erhvervsgruppe" in page.text
    page = everybody.open(f"{OPEN}{DAY}/?q=gulve&type=AMU")
    assert [said(row) for row in page.all(".courses-row")] == ["Afslibning af trægulve AMU 48906 5 dage"]
    assert "Ingen kurser passer til søgningen" in everybody.open(f"{OPEN}{DAY}/?q=findes+ikke").text
    assert everybody.open(f"{OPEN}{DAY}/?q=%3Cscript%3E").status == 200


def test_added_and_removed_since_the_version_before(listed: PublishedList, settings: Any) -> None:
    second = rounds.published([*ROWS[1:], MORE], day=date(2020, 10, 1))
    page = Desk().open(f"{OPEN}2020-10-01/")
    assert "1 kursus tilføjet, 4 fjernet" in page.text
    assert "Fjernet Afslibning af trægulve" in page.text
    assert page.text.count("Ny") >= 1
    assert second.publication.version == 2
    assert "Gjaldt 1. april 2020 til 30. september 2020" in Desk().open(f"{OPEN}{DAY}/").text
    settings.DEMO_TODAY = date(2020, 9, 30)
    assert "Gælder 1. april 2020" in Desk().open(OPEN).text
    assert "En ny liste gælder fra 1. oktober 2020" in Desk().open(OPEN).text
    settings.DEMO_TODAY = date(2020, 10, 1)
    assert "Gælder 1. oktober 2020 til 31. marts 2021" in Desk().open(OPEN).text
    settings.DEMO_TODAY = date(2021, 4, 1)
    assert "Ingen liste gælder i dag" in Desk().open(OPEN).text


def test_whether_a_course_was_on_the_list_that_day(listed: PublishedList) -> None:
    """BEK 1181/2019 § 2, also on a neighbour's list."""
    council = Council.objects.get(slug="rar-sjaelland")
    neighbour = public.neighbours_of(council).first()
    assert neighbour is not None
    everybody = Desk()
    for question, answer in {
        "kursus=48906&dag=2020-04-01": "Ja, den 1. april 2020",
        "kursus=48906&dag=31.03.2021": "Ja, den 31. marts 2021",
        "kursus=48906&dag=2020-03-31": "Nej, den 31. marts 2020",
        "kursus=48906&dag=2021-04-01": "Nej, den 1. april 2021",
        "kursus=99999&dag=2020-05-01": "Nej, den 1. maj 2020",
        "kursus=48906&dag=31-02-2021": "Skriv dagen som 15-11-2023, ikke »31-02-2021«.",
        "kursus=48906&dag=i+går": "Skriv dagen som 15-11-2023, ikke »i går«.",
        "kursus=&dag=2020-05-01": "Skriv kursets kode eller titel.",
    }.items():
        assert answer in everybody.open(f"{OPEN}?{question}").text, question
    assert neighbour.name in everybody.open(f"{OPEN}?kursus=1&dag=2020-05-01").text


def test_a_public_page_is_told_unchanged_and_sets_no_cookie(listed: PublishedList) -> None:
    client = Desk().client
    for url in (f"{OPEN}{DAY}/", f"{OPEN}{DAY}.xlsx", f"{OPEN}{DAY}.json"):
        first = client.get(url)
        assert first.status_code == 200
        assert not first.cookies
        assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_where_the_list_is_switched_off_nothing_of_it_shows(listed: PublishedList) -> None:
    """A council can be without a positive list (lov 1656/2024); what was published is not erased."""
    everybody, karen = Desk(), Desk(cast.KAREN)
    assert "Positivliste" in everybody.open("/rar-sjaelland/").text
    setup = karen.open("/opsaetning/rar-sjaelland/positivliste/")
    assert setup.form().send(has_positive_list=False).status == 200
    for url in (
        "/rar-sjaelland/",
        "/rar-sjaelland/moeder/",
        "/rar-sjaelland/moeder/2024-02-01/dagsorden/",
        "/positivlister/",
    ):
        assert "/rar-sjaelland/positivliste" not in everybody.open(url).html
    for url in (OPEN, f"{OPEN}{DAY}/", f"{OPEN}{DAY}.xlsx"):
        assert everybody.status(url) == 404
    assert karen.status("/mit/rar-sjaelland/positivliste/") == 404
    assert "/mit/rar-sjaelland/positivliste" not in karen.open("/mit/rar-sjaelland/raad/").html
    assert karen.open("/opsaetning/rar-sjaelland/positivliste/").form().send(has_positive_list=True).status == 200
    assert everybody.status(OPEN) == 200


def test_a_list_begins_after_those_that_hold(listed: PublishedList) -> None:
    with pytest.raises(AtFields, match=r"Den nyeste liste gælder fra 1\. april 2020"):
        rounds.begun(day=DAY)


def test_the_clock_publishes_what_is_decided_on_its_day(portal: None, settings: Any) -> None:
    settings.DEMO_TODAY = date(2031, 9, 1)
    round = rounds.approved()
    ListRound.objects.filter(pk=round.pk).update(state="DECIDED", decided_on=date(2031, 9, 1))
    assert publish_lists() == 0
    settings.DEMO_TODAY = date(2031, 10, 1)
    assert publish_lists() == 1
    assert publish_lists() == 0
    assert rounds.again(round).state == "PUBLISHED"
    assert PublishedList.objects.get(round=round).publication.issued_by == "portalen selv"


def test_another_list_in_between_stops_publication_until_it_is_taken_over(portal: None) -> None:
    round = rounds.approved(day=date(2031, 10, 1))
    ListRound.objects.filter(pk=round.pk).update(state="DECIDED", decided_on=date(2031, 9, 1))
    rounds.published([MORE], day=date(2031, 7, 1))
    with pytest.raises(Exception, match="Der er offentliggjort en anden liste"):
        publish(round_id=round.pk, actor=loader.actor(cast.KAREN))


def test_the_demo_has_the_real_supplement(portal: None) -> None:
    call_command("demo", stdout=io.StringIO())
    page = Desk().open("/rar-oestjylland/positivliste/2023-10-01/")
    assert "Demonstration: den liste, der gjaldt før 1. oktober 2023, findes ikke" in page.text
    rows = page.all(".courses-row")
    assert len(rows) == 18
    assert [said(row).split()[-2] for row in rows[-4:]] == ["5", "5", "5", "15"]
    assert page.text.count("trykt under ECTS") == 4
    assert "Rådets møde den 26. september 2023, punkt 2.2" in page.links
    assert Desk().open(page.links["Rådets møde den 26. september 2023, punkt 2.2"]).status == 200
    with pytest.raises(ValueError, match="intet trin i demoen"):
        demo.load("noget")
