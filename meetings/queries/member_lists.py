"""What a member list is held against."""

from collections.abc import Iterable

from django.db.models.functions import Lower

from meetings.importing.member_lists import Line
from meetings.importing.planning import Known, KnownPerson
from meetings.models import Body, Council, Person
from meetings.queries.people import allocations_of, bodies_of_council, held_seats, organisations, people_of
from meetings.rules.names import same_key

KIND_NAMES = {Body.Kind.COUNCIL: ("", "råd", "rådet"), Body.Kind.CHAIRMANSHIP: ("formandskab", "formandskabet")}


def known_to(council: Council, lines: Iterable[Line]) -> Known:
    """The council's people and seats; of other people only those who have one of the list's addresses."""
    ours = [KnownPerson(one.pk, one.name, one.email, one.phone) for one in people_of(council)]
    emails = {line.cells.get("email", "").lower() for line in lines} - {""}
    others = (
        Person.objects.annotate(lowered=Lower("email"))
        .filter(lowered__in=emails)
        .exclude(pk__in=[person.id for person in ours])
    )
    named = organisations()
    bodies = bodies_of_council(council)
    return Known(
        people=(*ours, *(KnownPerson(one.pk, one.name, one.email, is_ours=False) for one in others)),
        seats=tuple(held_seats(council)),
        organisations={same_key(name): one.pk for one in named for name in (one.short_name, one.name)},
        organisation_names=tuple(one.short_name for one in named),
        bodies=_names(council, bodies),
        body_names=tuple(body.name for body in bodies),
        allocations=tuple(allocations_of(council)),
    )


def _names(council: Council, bodies: list[Body]) -> dict[str, tuple[int, str]]:
    """The names a body goes by: its own, its address, without "i RAR Sjælland", and "rådet" or "formandskabet"."""
    names: dict[str, tuple[int, str]] = {}
    for body in bodies:
        short = body.name.removesuffix(f" i {council.name}")
        for name in (*KIND_NAMES.get(Body.Kind(body.kind), ()), body.name, body.slug, short):
            names.setdefault(same_key(name), (body.pk, body.kind))
    return names
