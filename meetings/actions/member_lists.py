"""A whole member list taken in: all its people and seats, or nothing."""

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from meetings.actions.people import locked_council, note_person, said_beside_its_field
from meetings.importing.member_lists import Line
from meetings.importing.planning import Planned, plan
from meetings.models import Council, Membership, Person
from meetings.queries.member_lists import known_to
from meetings.queries.people import managed_council, people_of
from rarportal.core.log import record
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Refusal

ORDER = {"MEMBER": 0, "OBSERVER": 0, "CHAIR": 1, "VICE_CHAIR": 1, "SUBSTITUTE": 2}  # who hangs on whom


def preview(*, council: str, lines: list[Line], actor: Actor) -> list[Planned]:
    """What the list would do; nothing is saved. Raises Unseen or Forbidden without the right."""
    managed = managed_council(actor, council)
    return plan(lines, known_to(managed, lines))


@transaction.atomic
def take_in(*, council: str, lines: list[Line], anyway: bool, actor: Actor) -> list[Planned]:
    """Make the list's new people and seats, all or nothing; returns what was done.

    Raises Unseen or Forbidden without the right, Refusal when a line is faulty, or has a warning without `anyway`.
    """
    managed = locked_council(actor, council)
    planned = plan(lines, known_to(managed, lines))
    if any(one.line.faults for one in planned):
        raise Refusal("Ret de linjer, der er fejl i. Intet er gemt endnu.", code="faulty")
    if any(one.warnings for one in planned) and not anyway:
        raise Refusal("Sæt kryds ved »Tag listen ind alligevel«, hvis det er rigtigt.", code="warning")
    with said_beside_its_field():
        people = _people(managed, planned, actor)
        _seats(managed, planned, people, actor)
    done = {"lines": len(planned), "seats": sum(one.seat is not None for one in planned)}
    record(what="En medlemsliste blev taget ind", actor=actor, council_id=managed.pk, detail=done)
    return planned


def _people(council: Council, planned: list[Planned], actor: Actor) -> dict[object, Person]:
    """Everybody in the list by id or key; new people are made, new contact data of the council's own is put in."""
    ids = {one.person for one in planned if isinstance(one.person, int)}
    people: dict[object, Person] = {person.pk: person for person in Person.objects.filter(pk__in=ids)}
    own = set(people_of(council).filter(pk__in=ids).values_list("pk", flat=True))
    for one in planned:
        cells, person = one.line.cells, people.get(one.person)
        if person is None:
            people[one.person] = person = Person.objects.create(
                name=cells["name"],
                email=cells.get("email", ""),
                phone=cells.get("phone", ""),
                registered_in=council,
            )
            note_person(person, actor, "En person blev oprettet", council.pk, [])
            continue
        more = one.contact if person.pk in own else {}
        for name in ("email", "phone") if isinstance(one.person, str) else ():
            if cells.get(name) and not getattr(person, name):  # a second line of somebody new tells more
                more = {**more, name: cells[name]}
        if more:
            for name, value in more.items():
                setattr(person, name, value)
            person.contact_removed_on = None
            person.save()
            note_person(person, actor, "En persons oplysninger blev rettet", council.pk, sorted(more))
    return people


def _seats(council: Council, planned: list[Planned], people: dict[object, Person], actor: Actor) -> None:
    made: dict[object, Membership] = {}
    for one in sorted((one for one in planned if one.seat), key=lambda one: ORDER[one.seat.role if one.seat else ""]):
        if (seat := one.seat) is None:
            continue
        stands_for = made.get(seat.substitute_for)
        made[seat.key] = membership = Membership.objects.create(
            person=people[seat.person],
            body_id=seat.body,
            role=seat.role,
            organisation_id=seat.organisation,
            period=DateTimeTZRange(seat.begins, seat.ends),
            substitute_for_id=stands_for.pk if stands_for else seat.substitute_for,
        )
        record(
            what="En plads blev givet",
            actor=actor,
            council_id=council.pk,
            thing=f"{membership.person.name}, {membership.get_role_display()}",
            detail={"person": membership.person_id, "membership": membership.pk},
        )
