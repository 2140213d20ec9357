"""Contact data: one's own, kept by oneself or by the secretariat for one; and gone when it is needed no longer."""

from collections.abc import Mapping

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models.functions import Lower

from meetings.actions.acting import own_act
from meetings.actions.people import assign, note_person
from meetings.models import Body, Council, Person
from meetings.queries.people import ends_of, managed_council, people_of
from meetings.queries.standing import holdings_of
from meetings.rules.retention import is_in_service
from rarportal.core.clock import now, today
from rarportal.core.models import Errand, Mail, User
from rarportal.core.permissions import SYSTEM, Actor, Can, Role
from rarportal.core.refusal import Refusal, Unseen

OWN_FIELDS = ("email", "phone", "employer")


@transaction.atomic
def save_own_contact(*, values: Mapping[str, str], seen: Mapping[str, str], actor: Actor) -> Person:
    """Change one's own contact data; with `actor.behalf`, that of the person who told it to the secretariat.

    Raises Unseen or Forbidden without the right, Stale, and AtFields when the address is another's.
    """
    whose = actor.behalf.person_id if actor.behalf else actor.person_id
    person = Person.objects.select_for_update().filter(pk=whose or 0).first()
    if person is None:
        raise Unseen
    councils = councils_of(person)

    def roles_of(asked: Actor) -> frozenset[Role]:
        held = holdings_of(asked)
        bodies = Body.objects.filter(council__in=councils, kind=Body.Kind.COUNCIL)
        return frozenset({Role.PUBLIC}.union(*(held.roles(body) for body in bodies)))

    own_act(actor=actor, roles_of=roles_of, can=Can.KEEP_OWN_ACCOUNT)
    clean = {name: " ".join(values[name].split()) for name in OWN_FIELDS}
    changed = assign(person, clean, seen)
    for council in councils if changed else ():
        note_person(person, actor, "En person rettede sine egne kontaktoplysninger", council.pk, changed)
    return person


@transaction.atomic
def remove_contact(*, person_id: int, actor: Actor, council: str = "") -> None:
    """Remove a person's contact data, close the sign-in and withdraw invitations; the name stays in the papers.

    Asked by the clock (actor SYSTEM) or by the secretariat of one of the person's councils. Raises Unseen or
    Forbidden without the right, Refusal for somebody who still has, or is to have, a seat or a post.
    """
    people = Person.objects.all() if actor is SYSTEM else people_of(managed_council(actor, council))
    person = Person.objects.select_for_update().filter(pk__in=people.filter(pk=person_id).values("pk")).first()
    if person is None:
        raise Unseen
    if is_in_service(ends_of(person), now()) or (person.user and person.user.is_administrator):
        raise Refusal(
            f"{person.name} har stadig en plads eller et arbejde i portalen. Afslut pladsen først.", code="in service"
        )
    addresses = {address.lower() for address in (person.email, person.user.email if person.user else "") if address}
    person.email = person.phone = person.employer = ""
    person.contact_removed_on = today()
    person.save()
    person.invitations.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now())
    person.invitations.update(recipient="fjernet@example.invalid")
    if person.user:
        _close(person.user)
    _forget_mails(addresses)
    for one in councils_of(person):
        note_person(person, actor, "Kontaktoplysninger blev fjernet", one.pk, [])


def councils_of(person: Person) -> list[Council]:
    """The councils whose person it is: registered there, or seated in one of their bodies at any time."""
    seated = Council.objects.filter(bodies__memberships__person=person)
    registered = Council.objects.filter(pk=person.registered_in_id or 0)
    return list((seated | registered).distinct().order_by("pk"))


def _close(user: User) -> None:
    """Nobody signs in with it any more; the log goes on pointing to it."""
    for theirs in (EmailAddress, Authenticator, SocialAccount):
        theirs.objects.filter(user=user).delete()
    user.email = f"lukket-{user.pk}@example.invalid"
    user.is_active = False
    user.set_unusable_password()
    user.save()


def _forget_mails(addresses: set[str]) -> None:
    """Mails to the addresses, those that wait too; one that is being sent this moment goes on."""
    mails = Mail.objects.annotate(lowered=Lower("recipient")).filter(lowered__in=addresses)
    keys = {f"mail:{pk}": pk for pk in mails.values_list("pk", flat=True)}
    running = Errand.objects.filter(key__in=keys, state=Errand.State.RUNNING).values_list("key", flat=True)
    going = {keys[key] for key in running}
    Errand.objects.filter(key__in=keys).exclude(state=Errand.State.RUNNING).delete()
    mails.exclude(pk__in=going).delete()
