"""Invitations to sign in: single use, 48 hours, bound to the person and the address (trust row T24)."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from meetings.models import Council, Invitation, OfficeStaff, Person
from meetings.queries.administration import require_administrator
from meetings.queries.mail_texts import mail_text
from meetings.queries.people import person_for
from meetings.rules.mail_texts import INVITATION, STANDARD, fill
from rarportal.core.clock import now
from rarportal.core.log import record
from rarportal.core.mail import post
from rarportal.core.models import User
from rarportal.core.permissions import SYSTEM, Actor
from rarportal.core.refusal import Refusal, Unseen

LASTS = timedelta(hours=48)


class Gone(Refusal):
    """The link leads nowhere any more."""

    status = 410


@transaction.atomic
def invite(*, council: str, person_id: int, actor: Actor) -> Invitation:
    """Send the person an invitation; earlier ones no longer work. Raises Refusal when there is nobody to invite."""
    found, person = _locked(council, person_id, actor)
    invitation, _ = _send(person, mail_text(found, INVITATION), found.name)
    record(what="Personen blev inviteret", actor=actor, council_id=found.pk, thing=person.name)
    return invitation


@transaction.atomic
def invite_staff(*, employment_id: int, actor: Actor) -> Invitation:
    """An administrator invites somebody who works in an office. Raises Unseen, and Refusal as `invite`."""
    require_administrator(actor)
    employment = OfficeStaff.objects.select_related("office").filter(pk=employment_id).first()
    if employment is None:
        raise Unseen
    person = Person.objects.select_for_update().get(pk=employment.person_id)
    invitation, _ = _send(person, STANDARD[INVITATION], employment.office.name)
    record(what="Medarbejderen blev inviteret", actor=actor, thing=person.name)
    return invitation


@transaction.atomic
def invite_administrator(*, name: str, email: str) -> str:
    """The link by which a new portal's first administrator gets in; asked at the server's own prompt.

    Raises Refusal when the address has a sign-in already.
    """
    person, _ = Person.objects.get_or_create(email=email.strip().lower(), defaults={"name": name.strip()})
    _, link = _send(person, STANDARD[INVITATION], "administratorer", makes_administrator=True)
    record(what="En administrator blev inviteret", actor=SYSTEM, thing=person.name)
    return link


def _locked(council: str, person_id: int, actor: Actor) -> tuple[Council, Person]:
    """The council and the locked person, when the actor may manage them there. Raises Unseen or Forbidden."""
    found, person = person_for(actor, council=council, person=person_id)
    return found, Person.objects.select_for_update().get(pk=person.pk)


def _send(
    person: Person, text: tuple[str, str], sender: str, *, makes_administrator: bool = False
) -> tuple[Invitation, str]:
    """A new invitation and its mail (subject, body) with the link; what was sent before no longer works."""
    if person.user_id:
        raise Refusal(f"{person.name} har allerede adgang.")
    if not person.email:
        raise Refusal(f"{person.name} har ingen e-mailadresse. Skriv den på personens side, og prøv igen.")
    if User.objects.filter(email__iexact=person.email).exists():
        raise Refusal("En anden persons konto bruger allerede denne e-mailadresse.")
    person.invitations.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now())
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        person=person,
        recipient=person.email,
        secret_sha256=_sha256(secret),
        sent_at=now(),
        expires_at=now() + LASTS,
        makes_administrator=makes_administrator,
    )
    link = f"{settings.SITE_URL}/invitation/{secret}/"
    subject, body = (fill(part, {"navn": person.name, "raad": sender, "link": link}) for part in text)
    post(kind="invitation", recipient=person.email, subject=subject, body=body)
    return invitation, link


@transaction.atomic
def withdraw(*, council: str, person_id: int, actor: Actor) -> None:
    """Make the person's open invitations worthless."""
    found, person = _locked(council, person_id, actor)
    if not person.invitations.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now()):
        raise Refusal("Der er ingen invitation at trække tilbage.")
    record(what="Invitationen blev trukket tilbage", actor=actor, council_id=found.pk, thing=person.name)


def open_invitation(secret: str, *, lock: bool = False) -> Invitation:
    """The invitation that a link's secret opens. Raises Gone, in the same words, whatever stands against it."""
    found = Invitation.objects.select_related("person").filter(secret_sha256=_sha256(secret))
    invitation = (found.select_for_update(of=("self", "person")) if lock else found).first()
    if invitation is None or not _is_good(invitation):
        raise Gone(
            "Invitationen virker ikke længere. Den gælder i 48 timer og kan bruges én gang, og en ny invitation "
            "gør den gamle ugyldig. Skriv til dit råds sekretariat; de kan sende dig en ny."
        )
    return invitation


def _is_good(invitation: Invitation) -> bool:
    person = invitation.person
    return (
        invitation.used_at is None
        and invitation.withdrawn_at is None
        and now() < invitation.expires_at
        and person.user_id is None
        and person.email.lower() == invitation.recipient.lower()
    )


@transaction.atomic
def accept(*, secret: str, password: str) -> User:
    """Make the person's sign-in. Of two at the same time one is refused: the row is locked. Raises Gone."""
    invitation = open_invitation(secret, lock=True)
    person = invitation.person
    if User.objects.filter(email__iexact=invitation.recipient).exists():
        raise Refusal("En anden konto bruger allerede denne e-mailadresse. Skriv til dit råds sekretariat.")
    user = User.objects.create_user(
        email=invitation.recipient, password=password, is_administrator=invitation.makes_administrator
    )
    person.user = user
    person.save(update_fields=["user"])
    invitation.used_at = now()
    invitation.save(update_fields=["used_at"])
    record(
        what="Invitationen blev taget imod",
        actor=Actor(name=person.name, user_id=user.pk, person_id=person.pk),
        council_id=person.registered_in_id,
        thing=person.name,
    )
    return user


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
