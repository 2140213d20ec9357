"""Offices and who works in them: an administrator's acts."""

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from meetings.actions.checked import save_checked
from meetings.models import Office, OfficeStaff, Person
from meetings.queries.administration import require_administrator
from meetings.rules.names import address_of
from meetings.rules.periods import from_last_day
from rarportal.core.clock import midnight
from rarportal.core.log import record
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Refusal, Unseen


@transaction.atomic
def add_office(*, name: str, actor: Actor) -> Office:
    """A new office. Raises Unseen for who is no administrator, Refusal for a name that is taken."""
    require_administrator(actor)
    office = Office(slug=address_of(name), name=name.strip())
    if not office.slug:
        raise Refusal("Navnet skal have mindst ét bogstav.", code="name")
    save_checked(office, beside="name", sentence="Der er allerede et kontor med det navn.")
    _note(office, "Kontoret blev oprettet", actor)
    return office


@transaction.atomic
def rename_office(*, office_id: int, name: str, actor: Actor) -> None:
    """Another name at the same address."""
    require_administrator(actor)
    office = _office(office_id)
    if Office.objects.filter(name__iexact=name.strip()).exclude(pk=office.pk).exists():
        raise Refusal("Der er allerede et kontor med det navn.", code="name")
    office.name = name.strip()
    office.save(update_fields=["name"])
    _note(office, "Kontoret fik et andet navn", actor)


def _office(office_id: int) -> Office:
    office = Office.objects.select_for_update().filter(pk=office_id).first()
    if office is None:
        raise Unseen
    return office


def _note(office: Office, what: str, actor: Actor) -> None:
    record(what=what, actor=actor, thing=office.name, detail={"facts": [f"office {office.pk}"]})


@transaction.atomic
def employ(*, office_id: int, name: str, email: str, begins: date, last: date | None, actor: Actor) -> None:
    """Somebody begins to work in an office, and so is the secretariat of its councils.

    Raises Refusal when the address is another person's, or the person works there already.
    """
    require_administrator(actor)
    office, email = _office(office_id), email.strip().lower()
    person = Person.objects.filter(email__iexact=email).first() or Person.objects.filter(user__email=email).first()
    if person is None:
        person = Person(name=name.strip(), email=email)
        save_checked(person, beside="email")
    elif person.name.casefold() != name.strip().casefold():
        raise Refusal(f"Adressen tilhører {person.name}.", code="email")
    _save(OfficeStaff(person=person, office=office), begins, last)
    _log(office, person, "begynder", actor)


@transaction.atomic
def change_employment(*, employment_id: int, begins: date, last: date | None, actor: Actor) -> None:
    """From when until when. Who has stopped loses the rights at the next request."""
    require_administrator(actor)
    row = OfficeStaff.objects.select_for_update(of=("self",)).filter(pk=employment_id)
    employment = row.select_related("person", "office").first()
    if employment is None:
        raise Unseen
    _save(employment, begins, last)
    _log(employment.office, employment.person, "har en anden periode", actor)


def _save(employment: OfficeStaff, begins: date, last: date | None) -> None:
    days = from_last_day(begins, last)
    if days.is_backwards:
        raise Refusal("Perioden slutter, før den begynder.", code="last")
    employment.period = DateTimeTZRange(*(day and midnight(day) for day in (days.begins, days.ends)))
    save_checked(employment, beside="begins")


def _log(office: Office, person: Person, what: str, actor: Actor) -> None:
    """In the log of every council that the office serves."""
    served: list[int | None] = [*office.services.values_list("council_id", flat=True).distinct()]
    for council in served or [None]:
        record(what=f"Sekretariatet: en medarbejder {what}", actor=actor, council_id=council, thing=person.name)
