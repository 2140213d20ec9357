"""*Hent medlemsliste*: a file, a preview, and all of it or nothing; what is typed is never lost."""

import pytest

from meetings.demo import cast
from meetings.models import Membership, Organisation, Person, SeatAllocation
from rarportal.core.models import LogEntry
from tests.desk import Desk, Page

URL = "/opsaetning/rar-sjaelland/personer/medlemsliste/"
HEADING = "navn;e-mail;telefon;organisation;rolle;mødeforum;fra;til;suppleant for"
INGE = "Inge Prøvegaard;inge@eksempel.dk;12 34 56 78;DA;medlem;rådet;01-07-2026;;"
BO = "Bo Prøveby;bo@eksempel.dk;;DA;suppleant;rådet;01-07-2026;;Inge Prøvegaard"


@pytest.fixture
def karen(portal: None) -> Desk:
    return Desk(cast.KAREN)


def upload(desk: Desk, *rows: str, heading: str = HEADING) -> Page:
    data = "\r\n".join([heading, *rows]).encode("cp1252")
    return desk.open(URL).form().send(file=("liste.csv", data))


def preview_form(page: Page) -> object:
    return next(form for form in page.forms() if "lines" in form.fields)


def counts() -> tuple[int, int, int]:
    return Person.objects.count(), Membership.objects.count(), LogEntry.objects.count()


def test_a_sound_list_is_shown_and_then_taken_in(karen: Desk) -> None:
    before = counts()
    page = upload(karen, INGE, BO, f"{cast.HANNE.name};;00 11;DA;medlem;;01-07-2022;;")
    assert page.status == 200
    rows = page.part(".rp-person")
    assert "Inge Prøvegaard linje 2 Medlem, DA, rådet, 01-07-2026 Ny person, ny plads" in rows
    assert "for Inge Prøvegaard Ny person, ny plads" in rows
    assert "Hanne Rosenvang linje 4 Medlem, DA, 01-07-2022 Nyt telefonnummer" in rows
    assert counts() == before  # nothing yet
    page = preview_form(page).press("Tag listen ind")
    assert "Listen er taget ind: 2 nye pladser." in page.text
    bo = Membership.objects.get(person__email="bo@eksempel.dk")
    assert bo.substitute_for.person.phone == "12 34 56 78"
    assert Person.objects.get(user__email=cast.HANNE.email).phone == "00 11"
    said = [entry.what for entry in LogEntry.objects.all()[:6]]
    assert said[0] == "En medlemsliste blev taget ind"
    assert "eksempel.dk" not in "".join(map(str, LogEntry.objects.values_list("thing", "detail", "reason")))


def test_the_same_list_twice_changes_nothing_the_second_time(karen: Desk) -> None:
    preview_form(upload(karen, INGE, BO)).press("Tag listen ind")
    before = counts()[:2]
    page = upload(karen, INGE, BO)
    assert page.part(".rp-person").count("Uændret") == 2
    preview_form(page).press("Tag listen ind")
    assert counts()[:2] == before


def test_a_faulty_line_stops_the_whole_list_and_is_mended_on_the_spot(karen: Desk) -> None:
    before = counts()
    page = upload(karen, INGE, "Bo Prøveby;bo@eksempel.dk;;XX;konge;rådet;i går;;")
    assert page.status == 422
    for said in ("Skriv formand, næstformand", "ingen organisation med dette navn", "Skriv en dato som 01-07-2022"):
        assert said in page.part(".field-error")
    assert preview_form(page).values["3-name"] == "Bo Prøveby"
    assert "take" not in page.html  # there is no button for it yet
    page = preview_form(page).press("Kontrollér igen", **{"3-organisation": "DA", "3-role": "medlem"})
    assert page.status == 422
    assert preview_form(page).values["3-organisation"] == "DA"  # what was mended is kept
    assert counts() == before
    page = preview_form(page).press("Kontrollér igen", **{"3-begins": "01-07-2026"})
    assert page.status == 200
    preview_form(page).press("Tag listen ind")
    assert Membership.objects.filter(person__email__in=["inge@eksempel.dk", "bo@eksempel.dk"]).count() == 2


def test_a_faulty_line_can_be_left_out(karen: Desk) -> None:
    page = preview_form(upload(karen, INGE, ";;;;;;;;x")).press("Kontrollér igen", **{"3-out": True})
    assert page.status == 200
    preview_form(page).press("Tag listen ind")
    assert Person.objects.filter(email="inge@eksempel.dk").exists()


def test_pressing_take_in_with_faults_saves_nothing(karen: Desk) -> None:
    """A hand-made request, or somebody who took the last seat meanwhile."""
    page = upload(karen, INGE)
    form = preview_form(page)
    preview_form(upload(karen, INGE.replace("medlem", "tilforordnet"))).press("Tag listen ind")
    before = counts()
    page = form.press("Tag listen ind")
    assert page.status == 422
    assert "Intet er gemt endnu." in page.text
    assert "Personen har allerede en plads" in page.part(".field-error")
    assert counts() == before


def test_more_members_than_an_organisation_has_asks_first(karen: Desk) -> None:
    da = Organisation.objects.get(short_name="DA")
    council = Membership.objects.filter(body__council__slug="rar-sjaelland")[0].body.council
    SeatAllocation.objects.update_or_create(
        council=council, organisation=da, defaults={"seats": 1, "period": (None, None)}
    )
    page = preview_form(upload(karen, INGE)).press("Tag listen ind")
    assert page.status == 422
    assert "Sæt kryds ved »Tag listen ind alligevel«" in page.text
    page = preview_form(page).press("Tag listen ind", anyway=True)
    assert "Listen er taget ind: 1 ny plads." in page.text


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.csv", b"", "navn"),
        ("x.xlsx", b"PK\x03\x04", "kan ikke l\u00e6ses som en Excel-projektmappe"),
        ("x.xls", b"\xd0\xcf\x11\xe0", "gamle format"),
        ("x.pdf", b"%PDF-1.7\n\x00", "hverken en Excel-projektmappe"),
        ("x.csv", b"x" * 2_100_000, "for stor"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_beside_it(karen: Desk, name: str, data: bytes, said: str) -> None:
    page = karen.open(URL).form().send(file=(name, data))
    assert page.status == 422
    assert said in page.part(".field-error")


def test_without_a_file_it_says_so(karen: Desk) -> None:
    page = karen.open(URL).form().send()
    assert (page.status, "Dette felt er påkrævet." in page.part(".field-error")) == (422, True)


def test_lines_that_are_not_ours_are_refused(karen: Desk) -> None:
    form = preview_form(upload(karen, INGE))
    form.values["lines"] = form.values["lines"][:-3] + "abc"
    page = form.press("Tag listen ind")
    assert page.status == 422
    assert "Hent filen en gang til." in page.text


def test_another_councils_person_is_known_by_name_and_address_and_told_nothing_of(karen: Desk) -> None:
    gunnar = Person.objects.get(user__email=cast.GUNNAR.email)
    page = upload(karen, f"Et andet navn;{cast.GUNNAR.email};;DA;medlem;;01-07-2026;;")
    assert "En anden person i portalen har allerede denne adresse." in page.part(".field-error")
    for secret in (cast.GUNNAR.name, gunnar.phone, "Østjylland"):
        assert secret not in page.text
    page = upload(karen, f"{cast.GUNNAR.name};{cast.GUNNAR.email};99;DA;medlem;;01-07-2026;;")
    preview_form(page).press("Tag listen ind")
    assert gunnar.memberships.filter(body__council__slug="rar-sjaelland").count() == 1
    assert Person.objects.get(pk=gunnar.pk).phone == cast.GUNNAR.phone
