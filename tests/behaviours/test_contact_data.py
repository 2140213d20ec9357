"""Contact data: the secretariat's and one's own, removed in time, and never in the log; a person's data as a file."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from meetings import jobs
from meetings.actions.contact import remove_contact, save_own_contact
from meetings.demo import cast, loader
from meetings.models import Attendance, Body, Council, Invitation, Membership, OfficeStaff, Person
from meetings.rules.retention import KEEP_CONTACT_FOR
from meetings.rules.versions import mark_of
from rarportal.celery import app
from rarportal.core.mail import post
from rarportal.core.models import LogEntry, Mail, User
from rarportal.core.permissions import Actor, Behalf, Source
from rarportal.core.refusal import Forbidden, Refusal, Unseen
from tests.behaviours.test_people import url, who
from tests.desk import Desk

OWN = "/mit/mine-oplysninger/"


def end_seats(player: cast.Player, *, ago: timedelta) -> None:
    for seat in who(player).memberships.all():
        seat.period = DateTimeTZRange(seat.period.lower, timezone.now() - ago)
        seat.save()


def contact(player: cast.Player) -> tuple[str, str, str]:
    person = Person.objects.get(name=player.name)
    return person.email, person.phone, person.employer


# -- who sees it -------------------------------------------------------------------------------------------------------


def test_only_the_secretariat_of_ones_council_and_oneself_see_it(portal: None, browse: Callable[..., Any]) -> None:
    """On every page that has to do with the person; the canary crawl reads all the others."""
    Person.objects.filter(name=cast.HANNE.name).update(phone="zq-telefon", employer="zq-arbejde")
    pages = [url(cast.HANNE), url(cast.HANNE, "ret"), f"{url(cast.HANNE)}personoplysninger.json", OWN,
             "/mit/mine-oplysninger.json", "/mit/", "/mit/rar-sjaelland/raad/",
             "/opsaetning/rar-oestjylland/personer/", url(cast.HANNE).replace("sjaelland", "oestjylland")]  # fmt: skip
    seen = {}
    for player in (*cast.CAST, None):
        client = browse(player)
        found = sum("zq-" in client.get(page).content.decode() for page in pages)
        seen[player.name if player else ""] = found
    assert {name: found for name, found in seen.items() if found} == {cast.KAREN.name: 3, cast.HANNE.name: 2}


# -- one's own ---------------------------------------------------------------------------------------------------------


def test_a_person_sees_and_corrects_own_contact_data(portal: None) -> None:
    desk = Desk(cast.HANNE)
    page = desk.open(OWN)
    assert "Medlem i RAR Sjælland (DA)" in page.text
    page = page.form().send(phone="98 76 54 32", employer="Roskilde Kommune")
    assert "Dine oplysninger er gemt." in page.text
    assert contact(cast.HANNE) == (cast.HANNE.email, "98 76 54 32", "Roskilde Kommune")
    entry = LogEntry.objects.first()
    assert (entry.what, entry.actor_name) == ("En person rettede sine egne kontaktoplysninger", cast.HANNE.name)
    assert entry.detail["fields"] == ["phone", "employer"]
    page = desk.open(OWN).form().send(email=cast.MIKKEL.email, phone="11")
    assert page.status == 422
    assert "har allerede denne adresse" in page.part(".field-error")
    assert page.form().values["phone"] == "11"


def test_a_sign_in_without_a_person_has_nothing_to_correct(portal: None, browse: Callable[..., Any]) -> None:
    Person.objects.filter(user__email=cast.ELLEN.email).update(user=None)
    client = browse(cast.ELLEN)
    assert "Der er ingen person knyttet til din konto." in client.get(OWN).content.decode()
    assert client.post(OWN, {"phone": "1"}, follow=True).status_code == 200
    data = json.loads(client.get("/mit/mine-oplysninger.json").content)
    assert (data["person"], data["login"]["e_mail"]) == (None, cast.ELLEN.email)


def told(actor: Actor, player: cast.Player) -> Actor:
    person = who(player)
    return replace(actor, behalf=Behalf(person.pk, person.name, Source.TELEPHONE, timezone.localdate()))


def test_the_secretariat_enters_it_for_a_person_and_the_log_says_so(portal: None) -> None:
    values = {"email": cast.OLUF.email, "phone": "55", "employer": ""}
    seen = {"phone": mark_of(who(cast.OLUF).phone)}
    save_own_contact(values=values, seen=seen, actor=told(loader.actor(cast.KAREN), cast.OLUF))
    assert who(cast.OLUF).phone == "55"
    entry = LogEntry.objects.first()
    assert (entry.actor_name, entry.on_behalf_of, entry.source) == (cast.KAREN.name, cast.OLUF.name, "telefon")
    for player, refusal in ((cast.HANNE, Forbidden), (cast.JONAS, Unseen)):
        with pytest.raises(refusal):
            save_own_contact(values=values, seen=seen, actor=told(loader.actor(player), cast.OLUF))


# -- removed -----------------------------------------------------------------------------------------------------------


def test_the_secretariat_removes_it_and_the_sign_in_is_closed(portal: None, browse: Callable[..., Any]) -> None:
    end_seats(cast.HANNE, ago=timedelta(minutes=1))
    hanne, client = who(cast.HANNE), browse(cast.HANNE)
    at = timezone.now()
    Invitation.objects.create(
        person=hanne, recipient=hanne.email, secret_sha256="a" * 64, sent_at=at, expires_at=at + timedelta(hours=48)
    )
    EmailAddress.objects.create(user=hanne.user, email=hanne.email)
    post(kind="account", recipient=hanne.email, subject="Hej", body="Hej Hanne")
    page = Desk(cast.KAREN).open(url(cast.HANNE, "fjern-kontaktoplysninger")).form().send()
    assert "Kontaktoplysningerne blev fjernet" in page.text
    assert contact(cast.HANNE) == ("", "", "")
    user = User.objects.get(pk=hanne.user_id)
    assert (user.is_active, user.email) == (False, f"lukket-{user.pk}@example.invalid")
    assert Invitation.objects.get(person=hanne).withdrawn_at
    assert not EmailAddress.objects.filter(user=user).exists()
    assert not Mail.objects.filter(recipient=cast.HANNE.email).exists()
    assert client.get("/mit/").status_code == 302  # the session is of no use any more
    assert LogEntry.objects.first().what == "Kontaktoplysninger blev fjernet"
    logged = "".join(map(str, LogEntry.objects.values_list("thing", "detail", "reason")))
    assert cast.HANNE.email not in logged
    assert cast.HANNE.phone not in logged
    assert Attendance.objects.count() == 24  # the papers keep their names


def test_it_is_not_removed_of_somebody_who_still_serves(portal: None) -> None:
    page = Desk(cast.KAREN).open(url(cast.HANNE, "fjern-kontaktoplysninger")).form().send()
    assert page.status == 422
    assert "Hanne Rosenvang har stadig en plads eller et arbejde i portalen." in page.text
    assert contact(cast.HANNE)[0] == cast.HANNE.email


def test_somebody_elses_secretariat_removes_nothing(portal: None) -> None:
    end_seats(cast.HANNE, ago=timedelta(days=900))
    for player, council in (
        (cast.JONAS, "rar-oestjylland"),
        (cast.JONAS, "rar-sjaelland"),
        (cast.ELLEN, "rar-sjaelland"),
    ):
        with pytest.raises(Unseen):
            remove_contact(person_id=who(cast.HANNE).pk, council=council, actor=loader.actor(player))
    assert contact(cast.HANNE)[0] == cast.HANNE.email


@pytest.mark.parametrize(("beyond", "removed"), [(timedelta(seconds=-1), False), (timedelta(), True)])
def test_the_clock_removes_it_half_a_year_after_the_last_seat(portal: None, beyond: timedelta, removed: bool) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        end_seats(cast.HANNE, ago=KEEP_CONTACT_FOR + beyond)
        end_seats(cast.MIKKEL, ago=timedelta(days=1))
        assert jobs.remove_contact_data() == removed
        assert jobs.remove_contact_data() == 0  # twice without harm
    assert (contact(cast.HANNE)[0] == "") is removed
    assert contact(cast.MIKKEL)[0] == cast.MIKKEL.email
    assert User.objects.filter(email=cast.HANNE.email, is_active=True).exists() is not removed
    if removed:
        assert LogEntry.objects.first().actor_name == "portalen selv"


def test_the_clock_leaves_those_who_work_here_and_administrators(portal: None) -> None:
    end_seats(cast.HANNE, ago=timedelta(days=900))
    office = OfficeStaff.objects.first().office
    OfficeStaff.objects.create(person=who(cast.HANNE), office=office, period=DateTimeTZRange(timezone.now(), None))
    end_seats(cast.MIKKEL, ago=timedelta(days=900))
    User.objects.filter(email=cast.MIKKEL.email).update(is_administrator=True)
    assert jobs.remove_contact_data() == 0
    with pytest.raises(Refusal):
        remove_contact(person_id=who(cast.MIKKEL).pk, council="rar-sjaelland", actor=loader.actor(cast.KAREN))


def test_beat_asks_for_it_every_night() -> None:
    tasks = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert jobs.remove_contact_data.name in tasks
    assert "meetings.jobs" in app.conf.imports


# -- the file ----------------------------------------------------------------------------------------------------------


def test_a_person_fetches_everything_the_portal_has(portal: None, browse: Callable[..., Any]) -> None:
    mikkel = who(cast.MIKKEL)
    post(kind="account", recipient=cast.MIKKEL.email.upper(), subject="Velkommen", body="Hej")
    Desk(cast.MIKKEL).open(OWN).form().send(phone="44")
    answer = browse(cast.MIKKEL).get("/mit/mine-oplysninger.json")
    assert answer["Content-Disposition"] == 'attachment; filename="personoplysninger.json"'
    data = json.loads(answer.content)
    assert (data["omfang"], data["person"]["navn"], data["person"]["telefon"]) == ("alt", cast.MIKKEL.name, "44")
    assert data["login"]["e_mail"] == mikkel.user.email
    assert [(seat["rolle"], seat["mødeforum"], seat["fra"]) for seat in data["pladser"]] == [
        ("medlem", "RAR Sjælland", "2022-07-01T00:00+02:00")
    ]
    assert data["log"][0]["hvad"] == "En person rettede sine egne kontaktoplysninger"
    assert [mail["emne"] for mail in data["mails"]] == ["Velkommen"]


def test_the_secretariats_file_has_what_is_its_councils(portal: None, browse: Callable[..., Any], s2: Any) -> None:
    """Two councils' person: the one's closed body, meetings, log and mails are not in the other's file."""
    period = DateTimeTZRange(timezone.now() - timedelta(days=9), None)
    for slug in (cast.COUNCIL_BODY, "sagsudvalg"):
        body = Body.objects.get(council__slug="rar-oestjylland", slug=slug)
        Membership.objects.create(person=who(cast.HANNE), body=body, role="MEMBER", period=period)
    Attendance.objects.create(meeting=s2, position=99, person=who(cast.HANNE), name="Hanne")
    theirs = Council.objects.get(slug="rar-oestjylland")
    LogEntry.objects.create(what="Hos dem", actor_name="Hanne", user=who(cast.HANNE).user, council_id=theirs.pk)
    post(kind="notice", recipient=cast.HANNE.email, subject="Lukket møde i Sagsudvalget", body="Hej")
    own = browse(cast.HANNE).get("/mit/mine-oplysninger.json").content.decode()
    karens = browse(cast.KAREN).get(f"{url(cast.HANNE)}personoplysninger.json").content.decode()
    for word in ("Sagsudvalget", "Hos dem", "2023-09-26"):
        assert word in own
        assert word not in karens
    assert "RAR Østjylland" in karens  # a seat in a council is public knowledge


# -- S2's people -------------------------------------------------------------------------------------------------------


def test_s2s_people_are_persons_who_never_act(portal: None, s2: Any) -> None:
    """24 lines, 23 people: the name that is printed twice is one person. No sign-in, no seat, no contact data."""
    lines = s2.attendance.select_related("person__registered_in")
    people = {line.person for line in lines}
    assert (len(lines), len(people)) == (24, 23)
    assert [line.person.name for line in lines] == [line.name for line in lines]
    assert lines.filter(name="Ann B. Poulsen").values("person").distinct().count() == 1
    for person in people:
        assert (person.user, person.email, person.phone, person.registered_in) == (None, "", "", s2.body.council)
        assert not person.memberships.exists()
        assert not person.employments.exists()
    assert not {person.name for person in people} & {player.name for player in cast.CAST}
    page = Desk(cast.JONAS).open("/opsaetning/rar-oestjylland/personer/")
    assert "Hüseyin Arac Ingen plads nu Intet login" in page.text
    loader.load_people()
    loader.load_meetings()
    assert Person.objects.filter(registered_in=s2.body.council).count() == 23


def test_the_cast_has_invented_contact_data_that_a_new_run_leaves_alone(portal: None) -> None:
    assert contact(cast.HANNE)[:2] == (cast.HANNE.email, cast.HANNE.phone)
    assert cast.HANNE.phone.startswith("00 00 ")
    Person.objects.filter(name=cast.HANNE.name).update(phone="11")
    end_seats(cast.HANNE, ago=timedelta(days=1))
    loader.load_people()
    assert contact(cast.HANNE)[1] == "11"
    assert who(cast.HANNE).memberships.count() == 1


def test_the_secretariat_enters_contact_data_on_a_person_s_behalf(portal: None) -> None:
    person = Person.objects.get(user__email=cast.OLUF.email)
    url = f"/opsaetning/rar-sjaelland/personer/{person.pk}/paa-vegne/"
    form = Desk(cast.KAREN).open(url).form(url)
    missing = form.send(phone="22 33 44 55")
    assert (missing.status, "Dette felt er påkrævet." in missing.text) == (422, True)
    assert 'value="22 33 44 55"' in missing.html
    done = form.send(phone="22 33 44 55", source="møde", told_on="2026-03-02")
    assert "Oplysningerne er gemt på personens vegne." in done.text
    person.refresh_from_db()
    assert person.phone == "22 33 44 55"
    log = Desk(cast.KAREN).open("/opsaetning/rar-sjaelland/log/").text
    assert ("Oluf Kildebæk" in log, "møde" in log, "2. marts 2026" in log) == (True, True, True)
