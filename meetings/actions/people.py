"""People, as a council's secretariat keeps them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from meetings.models import Body, Council, Person
from meetings.queries.people import managed_council, people_of
from meetings.rules.versions import mark_of
from rarportal.core.log import record
from rarportal.core.permissions import Actor
from rarportal.core.refusal import AtFields, Conflict, Stale, Unseen

PERSON_FIELDS = ("name", "email", "phone", "employer")
TAKEN = "En anden person i portalen har allerede denne adresse."
CONSTRAINTS = {  # what the database refuses when two secretaries were at it at once
    "contact_address_once": ("email", TAKEN),
    "one_seat_in_a_body_at_a_time": ("begins", "Personen har allerede en plads i mødeforummet i perioden."),
    "one_chair_at_a_time": ("begins", "Der er allerede en formand i perioden."),
}


@contextmanager
def said_beside_its_field() -> Iterator[None]:
    """Turn a constraint that the database refuses by into its Danish sentence beside the field."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name not in CONSTRAINTS:
            raise
        field, sentence = CONSTRAINTS[name]
        raise AtFields({field: sentence}) from error


def locked_council(actor: Actor, council: str) -> Council:
    """The council, when the actor looks after its people; its seats change one act at a time."""
    managed = managed_council(actor, council)
    list(Body.objects.select_for_update().filter(council=managed).order_by("pk"))
    return managed


def locked_person(council: Council, person_id: int) -> Person:
    """One of the council's people, with the row locked. Raises Unseen for anybody else."""
    person = Person.objects.select_for_update(of=("self",)).filter(pk__in=people_of(council).values("pk")).filter(
        pk=person_id
    )  # fmt: skip
    found = person.first()
    if found is None:
        raise Unseen
    return found


@transaction.atomic
def add_person(*, council: str, values: Mapping[str, str], actor: Actor) -> Person:
    """Register somebody in the council. Raises Unseen or Forbidden, AtFields when the address is another's."""
    managed = managed_council(actor, council)
    person = Person(registered_in=managed, **_clean(values))
    refuse_taken_address(person)
    with said_beside_its_field():
        person.save()
    record(what="En person blev oprettet", actor=actor, council_id=managed.pk, thing=person.name, detail=_ids(person))
    return person


@transaction.atomic
def change_person(
    *, council: str, person_id: int, values: Mapping[str, str], seen: Mapping[str, str], actor: Actor
) -> Person:
    """Change name and contact data. Raises Unseen or Forbidden, Stale, and AtFields when the address is another's."""
    managed = managed_council(actor, council)
    person = locked_person(managed, person_id)
    changed = assign(person, _clean(values), seen)
    if changed:
        note_person(person, actor, "En persons oplysninger blev rettet", managed.pk, changed)
    return person


def assign(person: Person, values: Mapping[str, str], seen: Mapping[str, str]) -> list[str]:
    """Put changed values into a locked person and save them; returns the names of the fields.

    `seen` has the marks of what the form was made from. Raises Stale for a field that somebody else has changed
    since, AtFields when the address is another's.
    """
    changed = [name for name, value in values.items() if value != getattr(person, name)]
    mine = [name for name in changed if mark_of(values[name]) != seen.get(name)]
    conflicts = [
        Conflict(field=name, mine=values[name], theirs=getattr(person, name))
        for name in mine
        if seen.get(name) != mark_of(getattr(person, name))
    ]
    if conflicts:
        raise Stale(*conflicts)
    for name in mine:
        setattr(person, name, values[name])
    if not mine:
        return []
    if "email" in mine:
        refuse_taken_address(person)
    if any(values[name] for name in mine if name != "name"):
        person.contact_removed_on = None
    with said_beside_its_field():
        person.save()
    return mine


def refuse_taken_address(person: Person) -> None:
    """Two people never have one address, whatever the case (the database says so too)."""
    if person.email and Person.objects.filter(email__iexact=person.email).exclude(pk=person.pk).exists():
        raise AtFields({"email": TAKEN})


def note_person(person: Person, actor: Actor, what: str, council_id: int, fields: list[str]) -> None:
    """Log what was done to a person: which fields, never what stands in them."""
    record(what=what, actor=actor, council_id=council_id, thing=person.name, detail={**_ids(person), "fields": fields})


def _ids(person: Person) -> dict[str, int]:
    return {"person": person.pk}


def _clean(values: Mapping[str, str]) -> dict[str, str]:
    return {name: " ".join(value.split()) for name, value in values.items() if name in PERSON_FIELDS}
