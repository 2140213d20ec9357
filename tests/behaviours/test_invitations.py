"""Invitations: single use, 48 hours, bound to the person and the address. Trust rows T21, T24.

Decidim CVE-2023-48220: invitations that lived for ever.
"""

import re
import threading
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from meetings.actions import invitations
from meetings.demo import cast, loader
from meetings.models import Body, Council, Invitation, MailText, Membership, Person
from meetings.queries.accounts import invitations_of
from rarportal.core.models import LogEntry, Mail, User
from rarportal.core.refusal import Forbidden, Refusal, Unseen
from tests.desk import Desk, Page

COUNCIL = "rar-sjaelland"
NEW = "fire nye tilfældige ord"
GONE = "Invitationen virker ikke længere. Den gælder i 48 timer og kan bruges én gang"


@pytest.fixture
def asta(portal: None) -> Person:
    """A new member of RAR Sjælland, without a sign-in."""
    person = Person.objects.create(name="Asta Nymark", email="asta@example.dk", registered_in=council())
    Membership.objects.create(
        person=person, body=Body.objects.get(council__slug=COUNCIL, kind="COUNCIL"), role="MEMBER",
        period=(timezone.now() - timedelta(days=1), None),
    )  # fmt: skip
    return person


def council() -> Council:
    return Council.objects.get(slug=COUNCIL)


def invite(person: Person) -> str:
    """Karen invites; the link of the mail, without its host."""
    invitations.invite(council=COUNCIL, person_id=person.pk, actor=loader.actor(cast.KAREN))
    mail = Mail.objects.first()
    assert mail is not None
    assert mail.recipient == person.email
    (link,) = re.findall(r"http://testserver(/invitation/[\w-]{43}/)", mail.body)
    return str(link)


def test_who_works_in_an_office_is_invited_by_an_administrator(portal: None) -> None:
    office = "/administration/kontorer/amk-oest/"
    ellen = Desk(cast.ELLEN)
    ellen.open(f"{office}ansatte/").form("ansatte/").send(name="Randi Holmsted", email="randi@example.dk")
    page = ellen.open(office).form("inviter/").send()
    assert "Invitationen er sendt til randi@example.dk." in page.text
    (link,) = re.findall(
        r"http://testserver(/invitation/[\w-]{43}/)", Mail.objects.get(recipient="randi@example.dk").body
    )
    accept(link)
    randi = User.objects.get(email="randi@example.dk")
    assert not randi.is_administrator
    assert Person.objects.get(user=randi).employments.get().office.slug == "amk-oest"
    assert not ellen.open(office).has_form("inviter/")  # everybody there signs in
    post = Person.objects.get(user=randi).employments.get()
    with pytest.raises(Refusal, match="har allerede adgang"):
        invitations.invite_staff(employment_id=post.pk, actor=loader.actor(cast.ELLEN))
    with pytest.raises(Unseen):
        invitations.invite_staff(employment_id=post.pk, actor=loader.actor(cast.KAREN))


def test_the_first_administrator_is_invited_at_the_server_s_prompt(portal: None) -> None:
    said = StringIO()
    call_command("invite_administrator", "Vera Skovgaard", "Vera@example.dk", stdout=said)
    accept(said.getvalue().strip().removeprefix("http://testserver"))
    vera = User.objects.get(email="vera@example.dk")
    assert vera.is_administrator
    for address, sentence in (("vera@example.dk", "har allerede adgang"), ("vera", "gyldig")):
        with pytest.raises(CommandError, match=sentence):
            call_command("invite_administrator", "Vera", address, stdout=StringIO())


def accept(link: str, desk: Desk | None = None, password: str = NEW, again: str = NEW) -> Page:
    return (desk or Desk()).open(link).form().send(password=password, again=again)


def test_an_invited_person_chooses_a_password_and_is_in(asta: Person) -> None:
    link = invite(asta)
    desk = Desk()
    page = desk.open(link)
    assert "Velkommen, Asta Nymark" in page.text
    assert page.response["Cache-Control"] == "private, no-store"
    assert page.response["Referrer-Policy"] == "strict-origin"
    done = accept(link, desk)
    assert done.url == "/mit/"
    assert "Velkommen til Rådsportalen." in done.text
    assert desk.status("/mit/rar-sjaelland/raad/") == 200
    asta.refresh_from_db()
    assert asta.user is not None
    assert asta.user.email == "asta@example.dk"
    assert LogEntry.objects.filter(what="Invitationen blev taget imod", actor_name="Asta Nymark").exists()
    entry = LogEntry.objects.get(what="Personen blev inviteret")
    assert (entry.actor_name, entry.thing, entry.council_id) == (cast.KAREN.name, "Asta Nymark", council().pk)


def test_the_mail_is_the_councils_own_and_names_only_the_portals_address(asta: Person, settings: Any) -> None:
    settings.SITE_URL = "https://raad.example.dk"
    MailText.objects.create(
        council=council(), kind="INVITATION", subject="Til {raad}", body="Hej {navn} {x.__class__}: {link}"
    )
    invitations.invite(council=COUNCIL, person_id=asta.pk, actor=loader.actor(cast.KAREN))
    mail = Mail.objects.get()
    assert mail.subject == "Til RAR Sjælland"
    assert re.fullmatch(r"Hej Asta Nymark \{x.__class__\}: https://raad\.example\.dk/invitation/[\w-]{43}/", mail.body)


def test_the_secretariat_invites_and_withdraws_on_the_persons_page(asta: Person) -> None:
    desk, url = Desk(cast.KAREN), f"/opsaetning/{COUNCIL}/personer/{asta.pk}/"
    page = desk.open(url).form("/inviter/").send()
    assert page.url == url
    assert "Invitationen er sendt til asta@example.dk. Linket virker i 48 timer." in page.text
    assert "Invitér igen" in page.text
    page = page.form("/traek-invitation-tilbage/").send()
    assert "Invitationen er trukket tilbage." in page.text
    assert "trukket tilbage" in page.part(".meta")
    Person.objects.filter(pk=asta.pk).update(email="")
    assert not desk.open(url).has_form("/inviter/")


def test_only_the_digest_of_the_secret_is_kept(asta: Person) -> None:
    secret = invite(asta).split("/")[2]
    row = Invitation.objects.values().get()
    assert secret not in str(row)


@pytest.mark.parametrize(
    "spoil",
    ["used", "late", "withdrawn", "replaced", "another address", "no address", "has a sign-in", "never was"],
)
def test_an_invitation_that_is_no_use_says_so_and_nothing_else(asta: Person, spoil: str) -> None:
    link = invite(asta)
    at = timezone.now()
    if spoil == "used":
        accept(link)
    elif spoil == "late":
        at += timedelta(hours=48)
    elif spoil == "withdrawn":
        invitations.withdraw(council=COUNCIL, person_id=asta.pk, actor=loader.actor(cast.KAREN))
    elif spoil == "replaced":
        invite(asta)
    elif spoil == "another address":
        Person.objects.filter(pk=asta.pk).update(email="anden@example.dk")
    elif spoil == "no address":
        Person.objects.filter(pk=asta.pk).update(email="")
    elif spoil == "has a sign-in":
        Person.objects.filter(pk=asta.pk).update(user=User.objects.create_user(email="asta2@example.dk"))
    else:
        link = "/invitation/" + "a" * 43 + "/"
    users = User.objects.count()
    with time_machine.travel(at, tick=False):
        client = Client()
        for answer in (client.get(link), client.post(link, {"password": NEW, "again": NEW})):
            assert answer.status_code == 410
            assert GONE in answer.content.decode()
            assert "Asta" not in answer.content.decode()
            assert answer["Cache-Control"] == "private, no-store"
    assert User.objects.count() == users
    assert client.get("/mit/").status_code == 302


@pytest.mark.parametrize(("hours", "works"), [(47, True), (49, False)])
def test_it_lives_for_48_hours(asta: Person, hours: int, works: bool) -> None:
    link = invite(asta)
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        assert (Client().get(link).status_code == 200) is works


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("kort", "kort", "for kort"),
        ("password1234", "password1234", "almindelig"),
        ("asta@example.dk", "asta@example.dk", "e-mailadresse"),
        (NEW, "noget andet end det", "De to adgangskoder er ikke ens."),
        ("", "", "Dette felt er påkrævet."),
    ],
)
def test_a_poor_password_is_said_beside_it_and_the_invitation_still_stands(
    asta: Person, password: str, again: str, says: str
) -> None:
    link = invite(asta)
    page = accept(link, password=password, again=again)
    assert page.status == 422
    assert says in page.text
    assert NEW not in page.html
    assert accept(link).url == "/mit/"


def test_whoever_was_signed_in_here_is_no_longer(asta: Person) -> None:
    desk = Desk(cast.HANNE)
    accept(invite(asta), desk)
    assert "Asta Nymark" in desk.open("/mit/").text


def test_an_invited_secretary_sets_a_second_factor_up_first(asta: Person, settings: Any) -> None:
    settings.DEMO = False
    karen = Person.objects.get(name=cast.KAREN.name)
    asta.employments.create(office=karen.employments.get().office, period=(timezone.now() - timedelta(days=1), None))
    assert accept(invite(asta)).url == "/konto/ekstra-sikkerhed/"


def test_a_person_with_a_sign_in_is_not_invited(portal: None) -> None:
    hanne = Person.objects.get(name=cast.HANNE.name)
    with pytest.raises(Refusal, match="Hanne Rosenvang har allerede adgang"):
        invitations.invite(council=COUNCIL, person_id=hanne.pk, actor=loader.actor(cast.KAREN))
    assert not Mail.objects.exists()


def test_a_person_without_an_address_is_not_invited(asta: Person) -> None:
    Person.objects.filter(pk=asta.pk).update(email="")
    with pytest.raises(Refusal, match="ingen e-mailadresse"):
        invitations.invite(council=COUNCIL, person_id=asta.pk, actor=loader.actor(cast.KAREN))


def test_an_address_that_another_account_uses_is_refused_in_words(asta: Person) -> None:
    User.objects.create_user(email="asta@example.dk")
    with pytest.raises(Refusal, match="En anden persons konto bruger allerede denne e-mailadresse"):
        invitations.invite(council=COUNCIL, person_id=asta.pk, actor=loader.actor(cast.KAREN))


def test_only_the_persons_own_secretariat_invites(asta: Person) -> None:
    for player, error in ((cast.HANNE, Forbidden), (cast.JONAS, Unseen), (cast.ELLEN, Unseen)):
        for act in (invitations.invite, invitations.withdraw):
            with pytest.raises(error):
                act(council=COUNCIL, person_id=asta.pk, actor=loader.actor(player))
    gunnar = Person.objects.get(name=cast.GUNNAR.name)
    for act in (invitations.invite, invitations.withdraw):
        with pytest.raises(Unseen):  # of another council
            act(council=COUNCIL, person_id=gunnar.pk, actor=loader.actor(cast.KAREN))
    assert not Mail.objects.exists()


def test_the_secretariat_sees_how_each_invitation_stands(asta: Person) -> None:
    invite(asta)
    invite(asta)
    assert [(one.state, one.is_open) for one in invitations_of(asta)] == [("sendt", True), ("trukket tilbage", False)]
    with time_machine.travel(timezone.now() + timedelta(hours=49)):
        assert invitations_of(asta)[0].state == "udløbet"
    accept(invite(asta))
    assert invitations_of(asta)[0].state == "brugt"
    with pytest.raises(Refusal, match="Der er ingen invitation at trække tilbage"):
        invitations.withdraw(council=COUNCIL, person_id=asta.pk, actor=loader.actor(cast.KAREN))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_at_the_same_instant_one_is_in(transactional_db: None) -> None:
    loader.load_councils()
    loader.load_people()
    person = Person.objects.create(name="Asta Nymark", email="asta@example.dk", registered_in=council())
    secret = invite(person).split("/")[2]
    ready, results = threading.Barrier(6), []

    def take() -> None:
        ready.wait()
        try:
            results.append(str(invitations.accept(secret=secret, password=NEW)))
        except invitations.Gone:
            results.append("gone")
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["asta@example.dk", *["gone"] * 5]
