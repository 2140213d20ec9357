"""*Personer*: who sits where and when, given, corrected and ended by the secretariat, to the minute."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils import timezone

from meetings.actions import seats
from meetings.actions.member_lists import preview, take_in
from meetings.actions.people import add_person, change_person, said_beside_its_field
from meetings.demo import cast, loader
from meetings.importing.member_lists import Line
from meetings.models import Body, Council, Membership, Organisation, Person, SeatAllocation
from meetings.queries.people import mark_of_seat
from rarportal.core.models import LogEntry
from rarportal.core.permissions import Actor
from rarportal.core.refusal import AtFields, Forbidden, Unseen
from tests.desk import Desk, Page

PEOPLE = "/opsaetning/rar-sjaelland/personer/"


def who(player: cast.Player) -> Person:
    return Person.objects.get(user__email=player.email)


def url(player: cast.Player, *more: object) -> str:
    return "/".join([f"{PEOPLE}{who(player).pk}", *map(str, more), ""])


def seat_of(player: cast.Player, body: str = cast.COUNCIL_BODY) -> Membership:
    return Membership.objects.get(person=who(player), body__slug=body)


def body_id(slug: str = cast.COUNCIL_BODY) -> str:
    return str(Body.objects.get(council__slug="rar-sjaelland", slug=slug).pk)


@pytest.fixture
def karen(portal: None) -> Desk:
    return Desk(cast.KAREN)


# -- the list ----------------------------------------------------------------------------------------------------------


def names(page: Page) -> list[str]:
    return [next(one.iter("a")).text or "" for one in page.all(".rp-person")]


def test_the_councils_people_stand_in_sort_key_with_what_they_are(karen: Desk) -> None:
    for name in ("Åge Prøve", "Aase Prøve", "Ørn Prøve", "Zita Prøve"):
        karen.open(f"{PEOPLE}ny/").form().send(name=name)
    page = karen.open(PEOPLE)
    assert names(page)[-4:] == ["Zita Prøve", "Ørn Prøve", "Åge Prøve", "Aase Prøve"]
    assert "Birgitte Egelund Medlem (FH), formand" in page.text
    assert "Zita Prøve Ingen plads nu Intet login" in page.text
    assert cast.GUNNAR.name not in page.text  # another council's
    assert cast.HANNE.email not in page.text


def test_the_list_is_searched_by_name_body_and_day(karen: Desk) -> None:
    assert names(karen.open(f"{PEOPLE}?navn=rosen")) == [cast.HANNE.name]
    assert names(karen.open(f"{PEOPLE}?forum=positivlisteudvalg")) == [cast.DITTE.name]
    assert names(karen.open(f"{PEOPLE}?forum=raad&dag=2022-06-30")) == []
    assert cast.HANNE.name in names(karen.open(f"{PEOPLE}?forum=raad&dag=2022-07-01"))
    wrong = karen.open(f"{PEOPLE}?dag=igaar")
    assert (wrong.status, "Skriv en dato som 2024-02-01." in wrong.text) == (422, True)


def test_a_long_list_is_paged_and_keeps_its_search(karen: Desk) -> None:
    council = Council.objects.get(slug="rar-sjaelland")
    Person.objects.bulk_create(Person(name=f"Prøve {n:03}", registered_in=council) for n in range(60))
    page = karen.open(f"{PEOPLE}?navn=pr%C3%B8ve")
    assert names(page) == [f"Prøve {n:03}" for n in range(50)]
    assert names(karen.open(page.links["Næste side"])) == [f"Prøve {n:03}" for n in range(50, 60)]


def test_who_sat_where_on_a_day_stands_by_organisation_with_substitutes_beside(karen: Desk) -> None:
    page = karen.open(f"{PEOPLE}hvem-sad-hvor/?forum=raad&dag=2024-02-01")
    assert "RAR Sjælland den 1. februar 2024" in page.text
    assert "Mikkel Tornby Suppleant: Oluf Kildebæk" in page.text
    for group in ("Dansk Arbejdsgiverforening 2", "Fagbevægelsens Hovedorganisation 2", "Tilforordnede 1"):
        assert group in page.text
    assert "Ingen havde en plads" in karen.open(f"{PEOPLE}hvem-sad-hvor/?forum=raad&dag=2000-01-01").text
    assert karen.open(f"{PEOPLE}hvem-sad-hvor/?forum=findes-ikke").status == 422


def test_a_seat_that_changed_hands_shows_both_and_the_hour(karen: Desk) -> None:
    karen.open(url(cast.HANNE, "pladser", seat_of(cast.HANNE).pk, "afslut")).form().send(ends="2024-02-01T14:30")
    page = karen.open(f"{PEOPLE}hvem-sad-hvor/?forum=raad&dag=2024-02-01")
    assert "Hanne Rosenvang (til kl. 14.30)" in page.text
    assert "Hanne" not in karen.open(f"{PEOPLE}hvem-sad-hvor/?forum=raad&dag=2024-02-02").text


# -- people ------------------------------------------------------------------------------------------------------------


def test_a_person_is_made_and_corrected(karen: Desk) -> None:
    page = karen.open(f"{PEOPLE}ny/").form().send(name=" Ny  Person ", email="ny@example.dk", phone="12", employer="X")
    assert "Personen er oprettet." in page.text
    made = Person.objects.get(name="Ny Person")
    assert (made.user, made.registered_in.slug) == (None, "rar-sjaelland")
    page = karen.open(f"{PEOPLE}{made.pk}/ret/").form().send(phone="34")
    assert "34" in page.text
    entry = LogEntry.objects.first()
    assert (entry.what, entry.thing) == ("En persons oplysninger blev rettet", "Ny Person")
    assert entry.detail == {"person": made.pk, "fields": ["phone"]}


@pytest.mark.parametrize("address", [cast.HANNE.email, cast.HANNE.email.upper(), cast.GUNNAR.email])
def test_two_people_cannot_have_one_address(karen: Desk, address: str) -> None:
    page = karen.open(f"{PEOPLE}ny/").form().send(name="Ny Person", email=address)
    assert page.status == 422
    assert "En anden person i portalen har allerede denne adresse." in page.part(".field-error")
    assert page.form().values["name"] == "Ny Person"
    assert not Person.objects.filter(name="Ny Person").exists()


def test_the_database_says_the_same_beside_the_same_field(portal: None) -> None:
    """Two secretaries at once: the second gets the sentence, not an error."""
    with pytest.raises(AtFields) as refused, said_beside_its_field():
        Person.objects.create(name="Ny", email=cast.HANNE.email.title())
    assert refused.value.fields == {"email": "En anden person i portalen har allerede denne adresse."}
    with pytest.raises(AtFields) as refused, said_beside_its_field():
        seat = seat_of(cast.HANNE)
        Membership.objects.create(person=seat.person, body=seat.body, role="OBSERVER", period=seat.period)
    assert set(refused.value.fields) == {"begins"}


def test_two_secretaries_cannot_overwrite_each_other(karen: Desk) -> None:
    mine = karen.open(url(cast.HANNE, "ret")).form()
    karen.open(url(cast.HANNE, "ret")).form().send(phone="11", employer="Deres")
    page = mine.send(phone="22")
    assert page.status == 409
    assert "En anden har imens skrevet »11« her." in page.part(".field-error")
    assert page.form().values["phone"] == "22"
    assert who(cast.HANNE).phone == "11"
    page.form().send()
    assert (who(cast.HANNE).phone, who(cast.HANNE).employer) == ("22", "Deres")


@pytest.mark.parametrize("more", [[], ["ret"], ["ny-plads"], ["personoplysninger.json"], ["fjern-kontaktoplysninger"]])
def test_another_councils_person_is_not_found_here(karen: Desk, more: list[str]) -> None:
    assert karen.status(url(cast.GUNNAR, *more).replace(".json/", ".json")) == 404
    assert karen.status(url(cast.HANNE, "pladser", seat_of(cast.MIKKEL).pk)) == 404


def test_of_another_council_only_what_is_public_is_shown(karen: Desk) -> None:
    """Hanne sits in RAR Østjylland too: in the council, which everybody may know, and in a committee."""
    period = DateTimeTZRange(timezone.now() - timedelta(days=9), None)
    for slug in (cast.COUNCIL_BODY, "sagsudvalg"):
        body = Body.objects.get(council__slug="rar-oestjylland", slug=slug)
        Membership.objects.create(
            person=who(cast.HANNE), body=body, role="MEMBER", period=period, end_reason="Fortrolig grund"
        )
    page = karen.open(url(cast.HANNE))
    assert "Medlem i RAR Østjylland" in page.text
    for hidden in ("Sagsudvalget", "Fortrolig"):
        assert hidden not in page.text
        assert hidden not in karen.client.get(url(cast.HANNE) + "personoplysninger.json").content.decode()
    assert "Sagsudvalget" in Desk(cast.JONAS).open(url(cast.HANNE).replace("rar-sjaelland", "rar-oestjylland")).text


# -- seats -------------------------------------------------------------------------------------------------------------


def test_a_seat_is_given_corrected_and_ended(karen: Desk) -> None:
    karen.open(f"{PEOPLE}ny/").form().send(name="Ny Person")
    new = Person.objects.get(name="Ny Person")
    da = str(Organisation.objects.get(short_name="DA").pk)
    form = karen.open(f"{PEOPLE}{new.pk}/ny-plads/").form()
    page = form.send(body=body_id(), role="MEMBER", organisation=da, begins="2026-07-01T08:30", ends="")
    assert "Fra 1. juli 2026 kl. 08.30" in page.text
    seat = new.memberships.get()
    assert seat.period.lower == datetime(2026, 7, 1, 6, 30, tzinfo=UTC)
    karen.open(f"{PEOPLE}{new.pk}/pladser/{seat.pk}/").form().send(ends="2030-01-01T00:00")
    page = karen.open(f"{PEOPLE}{new.pk}/pladser/{seat.pk}/afslut/").form()
    page = page.send(ends="2027-01-01T12:00", reason="Nyt arbejde")
    assert "til 1. januar 2027 kl. 12.00. Nyt arbejde" in page.text
    said = [(entry.what, entry.reason) for entry in LogEntry.objects.all()[:3]]
    assert said == [
        ("En plads blev afsluttet", "Nyt arbejde"), ("En plads blev rettet", ""), ("En plads blev givet", ""),
    ]  # fmt: skip


REFUSED: dict[str, tuple[cast.Player, dict[str, str], str]] = {  # whose new seat, what is typed, what is said
    "an end before the start": (
        cast.HANNE, {"begins": "2026-07-01T10:00", "ends": "2026-07-01T09:59"}, "Pladsen skal slutte"),
    "overlapping": (cast.HANNE, {"begins": "2026-07-01T10:00"}, "Personen har allerede en plads i mødeforummet"),
    "a chair who is no member": (
        cast.SANNE, {"body": "formandskab", "role": "VICE_CHAIR", "begins": "2026-07-01T10:00"}, "Næstformand kan kun"),
    "a second chair": (
        cast.HANNE, {"body": "formandskab", "role": "CHAIR", "begins": "2026-07-01T10:00"}, "Der er allerede en",
    ),
    "a substitute for nobody": (
        cast.HANNE, {"body": "positivlisteudvalg", "role": "SUBSTITUTE", "begins": "2026-07-01T10:00"}, "Skriv, hvem"),
    "a substitute for another body's member": (
        cast.HANNE, {"body": "positivlisteudvalg", "role": "SUBSTITUTE", "begins": "2026-07-01T10:00",
                     "substitute_for": "mikkel"}, "Vælg et medlem af det samme mødeforum"),
    "an hour that is not": (cast.HANNE, {"begins": "2026-03-29T02:30"}, "Kl. 02.30 findes ikke den 29. marts 2026"),
    "an hour that is twice": (cast.HANNE, {"begins": "2026-10-25T02:30"}, "Kl. 02.30 er der to gange"),
    "no moment": (cast.HANNE, {"begins": "i morgen"}, "Skriv dato og klokkeslæt"),
    "nothing": (cast.HANNE, {"begins": ""}, "Dette felt er påkrævet."),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_saved(karen: Desk, what: str) -> None:
    player, typed, said = REFUSED[what]
    before = Membership.objects.count()
    data = {"body": body_id(typed.get("body", cast.COUNCIL_BODY)), "role": typed.get("role", "MEMBER")}
    data |= {name: value for name, value in typed.items() if name in {"begins", "ends"}}
    if "substitute_for" in typed:
        data["substitute_for"] = str(seat_of(cast.MIKKEL).pk)
    page = karen.open(url(player, "ny-plads")).form().send(**data)
    assert page.status == 422
    assert said in page.part(".field-error")
    assert {name: page.form().values[name] for name in data} == data  # nothing typed is lost
    assert Membership.objects.count() == before


def test_a_body_of_another_council_cannot_be_named(karen: Desk) -> None:
    theirs = Body.objects.get(council__slug="rar-oestjylland", kind="COUNCIL")
    data = {"body": theirs.pk, "role": "MEMBER", "begins": "2026-07-01T10:00"}
    client = karen.client.__class__()
    client.cookies = karen.client.cookies
    assert client.post(url(cast.HANNE, "ny-plads"), data).status_code == 422


def test_more_than_an_organisations_seats_asks_once_and_goes_through_with_alligevel(karen: Desk) -> None:
    council, da = Council.objects.get(slug="rar-sjaelland"), Organisation.objects.get(short_name="DA")
    SeatAllocation.objects.update_or_create(
        council=council, organisation=da, defaults={"seats": 2, "period": DateRange(None, None)}
    )
    karen.open(f"{PEOPLE}ny/").form().send(name="Ny Person")
    new = Person.objects.get(name="Ny Person")
    form = karen.open(f"{PEOPLE}{new.pk}/ny-plads/").form()
    assert "anyway" not in form.fields
    page = form.send(body=body_id(), role="MEMBER", organisation=str(da.pk), begins="2024-07-01T08:30")
    assert page.status == 422
    assert "Organisationen har 2 pladser i rådet, og 2 er besat" in page.part(".field-error")
    assert not new.memberships.exists()
    page.form().send(anyway=True)
    assert new.memberships.count() == 1


def test_the_chairs_council_seat_cannot_be_ended_under_the_chair(karen: Desk) -> None:
    page = karen.open(url(cast.BIRGITTE, "pladser", seat_of(cast.BIRGITTE).pk, "afslut")).form().send()
    assert page.status == 422
    assert "Personen er formand fra 01.07.2022. Ret pladsen i formandskabet først." in page.part(".field-error")


# -- what an end does --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ends",  # UTC; the two nights when the clocks change, before, in and after the hour that is not or is twice
    [
        "2027-05-04 12:00", "2027-03-28 00:30", "2027-03-28 01:00", "2027-10-31 00:30", "2027-10-31 01:00",
        "2027-10-31 01:30", "2027-12-31 23:00",
    ],
)  # fmt: skip
def test_an_ended_seat_gives_nothing_from_the_next_request_on(
    portal: None, browse: Callable[..., Any], ends: str
) -> None:
    """T28, R17: at the minute, with the same session, in Copenhagen's winter and summer."""
    at = datetime.fromisoformat(ends).replace(tzinfo=UTC)
    seats.end_seat(
        council="rar-sjaelland", person_id=who(cast.HANNE).pk, membership_id=seat_of(cast.HANNE).pk, ends=at, reason="",
        actor=loader.actor(cast.KAREN),
    )  # fmt: skip
    with time_machine.travel(at - timedelta(seconds=1), tick=False):
        client = browse(cast.HANNE)
        assert client.get("/mit/rar-sjaelland/raad/").status_code == 200
    with time_machine.travel(at, tick=False):
        assert client.get("/mit/rar-sjaelland/raad/").status_code == 404


def test_a_seat_that_begins_gives_nothing_a_second_before(portal: None, browse: Callable[..., Any]) -> None:
    at = datetime(2027, 3, 28, 1, 0, tzinfo=UTC)  # 03.00, when summer time begins
    seats.give_seat(
        council="rar-oestjylland", person_id=who(cast.GUNNAR).pk, body_id=Body.objects.get(slug="sagsudvalg").pk,
        role="MEMBER", organisation_id=None, begins=at, ends=None, substitute_for_id=None,
        actor=loader.actor(cast.JONAS),
    )  # fmt: skip
    with time_machine.travel(at - timedelta(seconds=1), tick=False):
        client = browse(cast.GUNNAR)
        assert client.get("/mit/rar-oestjylland/sagsudvalg/").status_code == 404
    with time_machine.travel(at, tick=False):
        assert client.get("/mit/rar-oestjylland/sagsudvalg/").status_code == 200


def test_two_secretaries_cannot_overwrite_each_other_s_seat(portal: None) -> None:
    seat = seat_of(cast.HANNE)
    url = f"/opsaetning/rar-sjaelland/personer/{seat.person_id}/pladser/{seat.pk}/"
    mine, theirs = (Desk(cast.KAREN).open(url).form(url) for _ in range(2))
    theirs.send(end_reason="Deres")
    refused = mine.send(end_reason="Mit")
    assert (refused.status, "En anden har imens rettet pladsen." in refused.text) == (422, True)
    assert 'value="Mit"' in refused.html
    assert seat_of(cast.HANNE).end_reason == "Deres"
    refused.form(url).send()  # the page has the mark of what stands there now
    assert seat_of(cast.HANNE).end_reason == "Mit"


# -- the actions ask for themselves ------------------------------------------------------------------------------------


SEAT: dict[str, Any] = {"role": "MEMBER", "organisation_id": None, "ends": None, "substitute_for_id": None}
ACTS: dict[str, Callable[[Actor], object]] = {
    "add": lambda actor: add_person(council="rar-sjaelland", values={"name": "Ny"}, actor=actor),
    "change": lambda actor: change_person(
        council="rar-sjaelland", person_id=who(cast.HANNE).pk, values={"phone": "1"}, seen={}, actor=actor
    ),
    "give": lambda actor: seats.give_seat(
        council="rar-sjaelland", person_id=who(cast.HANNE).pk, body_id=int(body_id("positivlisteudvalg")),
        begins=timezone.now(), actor=actor, **SEAT,
    ),
    "correct": lambda actor: seats.change_seat(
        council="rar-sjaelland", person_id=who(cast.HANNE).pk, membership_id=seat_of(cast.HANNE).pk,
        body_id=int(body_id()), begins=timezone.now(), actor=actor, seen=mark_of_seat(seat_of(cast.HANNE)), **SEAT,
    ),
    "end": lambda actor: seats.end_seat(
        council="rar-sjaelland", person_id=who(cast.HANNE).pk, membership_id=seat_of(cast.HANNE).pk,
        ends=timezone.now(), reason="", actor=actor,
    ),
    "take in": lambda actor: take_in(
        council="rar-sjaelland", anyway=False, actor=actor,
        lines=[Line(2, {"name": "Ny", "role": "medlem", "begins": "01-07-2026"})],
    ),
    "preview": lambda actor: preview(council="rar-sjaelland", lines=[Line(2, {"name": "Ny"})], actor=actor),
}  # fmt: skip


@pytest.mark.parametrize("what", ACTS)
def test_nobody_but_the_councils_secretariat_does_any_of_it(portal: None, what: str) -> None:
    """Whatever the page has asked before."""
    act = ACTS[what]
    for player, refusal in ((cast.HANNE, Forbidden), (cast.BIRGITTE, Forbidden), (cast.JONAS, Unseen),
                            (cast.GUNNAR, Unseen), (cast.ELLEN, Unseen)):  # fmt: skip
        with pytest.raises(refusal):
            act(loader.actor(player))
    if what != "change":  # Karen may; without the marks of what she saw, a change is a conflict
        act(loader.actor(cast.KAREN))


def test_another_councils_seat_is_not_ended_by_its_number(portal: None) -> None:
    """The council of the address, the person and the seat must belong together."""
    gunnar = Membership.objects.get(person=who(cast.GUNNAR))
    for person, seat in ((who(cast.GUNNAR).pk, gunnar.pk), (who(cast.HANNE).pk, gunnar.pk)):
        with pytest.raises(Unseen):
            seats.end_seat(
                council="rar-sjaelland", person_id=person, membership_id=seat, ends=timezone.now(), reason="",
                actor=loader.actor(cast.KAREN),
            )  # fmt: skip
