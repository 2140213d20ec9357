"""A map that changes: a council's address leads on, and what was written under a name keeps it."""

import time_machine
from django.core.management import call_command
from django.test import Client

from meetings.demo import cast
from meetings.models import Council, Meeting, PublicationContent
from meetings.views import papers
from tests.desk import Desk


def test_an_abolished_council_leads_on_to_its_successor_and_back(portal: None) -> None:
    old = Desk().open("/rar-sjaelland/")
    assert "Rådet virkede fra den 1. januar 2015 til og med den 28. februar 2025." in old.text
    assert "Rådet er afløst af Regionalt beskæftigelsesråd Sjælland" in old.text
    assert "Sekretariat AMK Øst" in old.text
    assert "Faxe, Greve, Guldborgsund, Holbæk" in old.text
    assert "Dagsorden til mødet den 1. februar 2024" in old.links
    new = Desk().open(old.links["Regionalt beskæftigelsesråd Sjælland"])
    assert new.status == 200
    assert new.links["RAR Sjælland"].endswith("/rar-sjaelland/")
    assert new.links["møder, dagsordener og referater i RAR Sjælland"].endswith("/rar-sjaelland/moeder/")


def test_two_councils_can_lead_to_one(portal: None) -> None:
    page = Desk().open("/rbr-hovedstaden/")
    assert {"RAR Hovedstaden", "RAR Bornholm"} <= set(page.links)


@time_machine.travel("2026-12-31 12:00", tick=False)
def test_before_the_day_the_front_page_has_five_and_one_to_come(portal: None) -> None:
    page = Desk().open("/")
    assert len(page.all(".councils")[0].findall("li")) == 5
    assert "Regionalt beskæftigelsesråd Østdanmark fra 1. januar 2027" in page.links
    council = Desk().open("/rbr-sjaelland/")
    assert "Den 1. januar 2027 afløses rådet af Regionalt beskæftigelsesråd Østdanmark." in council.text
    assert "Rådet begynder den 1. januar 2027." in Desk().open("/rbr-oestdanmark/").text


@time_machine.travel("2026-12-31 23:00+00:00", tick=False)  # midnight in Copenhagen
def test_from_the_day_it_has_four(portal: None) -> None:
    page = Desk().open("/")
    assert len(page.all(".councils")[0].findall("li")) == 4
    assert "Kommende råd" not in page.text
    assert "Regionalt beskæftigelsesråd Sjælland" in page.part(".chips")


def test_an_old_document_keeps_the_name_it_was_made_under(s2: Meeting) -> None:
    address = "/rar-oestjylland/moeder/2023-09-26/referat/"
    contents = list(PublicationContent.objects.order_by("pk").values())
    before = Client().get(address).content
    Council.objects.filter(slug="rar-oestjylland").update(name="Rådet for Østjylland")
    s2.body.__class__.objects.filter(pk=s2.body_id).update(name="Rådet for Østjylland")
    papers.MEMORY.pages.clear()
    page = Desk().open(address)
    assert page.response.content == before
    assert "Rådet for Østjylland" not in page.text
    assert "Referat af RAR Østjyllands møde den 26. september 2023" in page.text
    assert list(PublicationContent.objects.order_by("pk").values()) == contents  # what its PDF is made of
    assert "RAR Østjylland" in Desk(cast.JONAS).open("/mit/rar-oestjylland/raad/2023-09-26/referat/").text
    assert "Rådet for Østjylland" in Desk().open("/rar-oestjylland/").text


def test_the_files_rename_no_paper(s2: Meeting) -> None:
    Council.objects.filter(slug="rar-oestjylland").update(name="Noget andet")
    call_command("load_councils", verbosity=0)
    assert Council.objects.get(slug="rar-oestjylland").name == "RAR Østjylland"
    assert "RAR Østjylland" in Desk().open("/rar-oestjylland/moeder/2023-09-26/referat/").text
