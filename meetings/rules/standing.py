"""What a person stands as, for a body, at a moment: from seats with periods and posts in offices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from rarportal.core.permissions import Role

M = TypeVar("M", date, datetime)


@dataclass(frozen=True)
class Place:
    """The body that is asked about (or that a seat is in)."""

    body_id: int
    kind: str
    council_id: int


@dataclass(frozen=True)
class Seat:
    """A membership: its place, its role's name, and from when until when (None: no end)."""

    membership_id: int
    place: Place
    role: str
    begins: datetime | None
    ends: datetime | None


@dataclass(frozen=True)
class Post:
    """Work in an office that serves a council: the employment's period, and the days of the service."""

    council_id: int
    begins: datetime | None
    ends: datetime | None
    serves_from: date | None
    serves_until: date | None


def holds(begins: M | None, ends: M | None, at: M) -> bool:
    """Whether a half-open period covers the moment: the end itself is outside, so two chairs never overlap."""
    return (begins is None or begins <= at) and (ends is None or at < ends)


def standing(
    *,
    place: Place,
    at: datetime,
    day: date,
    seats: Iterable[Seat] = (),
    posts: Iterable[Post] = (),
    asked: frozenset[int] = frozenset(),
    is_administrator: bool = False,
) -> frozenset[Role]:
    """Every role that holds for the body at the moment (`day` is the same moment's day in Copenhagen).

    A seat on the chairmanship counts for the council too; a seat on a committee makes COMMITTEE there. A
    substitute stands in only where `asked` (membership ids) says so, and else as the public.
    """
    roles = {Role.PUBLIC}
    if is_administrator:
        roles.add(Role.ADMINISTRATOR)
    for seat in seats:
        if seat.place.council_id == place.council_id and holds(seat.begins, seat.ends, at):
            roles |= _from_seat(seat, place, asked)
    if any(
        post.council_id == place.council_id
        and holds(post.begins, post.ends, at)
        and holds(post.serves_from, post.serves_until, day)
        for post in posts
    ):
        roles.add(Role.SECRETARIAT)
    return frozenset(roles)


def _from_seat(seat: Seat, place: Place, asked: frozenset[int]) -> set[Role]:
    if seat.place.body_id == place.body_id:
        if seat.role == "SUBSTITUTE":
            return {Role.STAND_IN} if seat.membership_id in asked else set()
        return {Role(seat.role)}
    if place.kind == "COUNCIL":
        if seat.place.kind == "CHAIRMANSHIP" and seat.role in {"CHAIR", "VICE_CHAIR"}:
            return {Role(seat.role)}
        if seat.place.kind == "COMMITTEE" and seat.role != "SUBSTITUTE":
            return {Role.COMMITTEE}
    return set()


def is_seated(roles: frozenset[Role]) -> bool:
    """Whether the person has a place here at all; a stranger gets 404, a seated person 403."""
    return bool(roles - {Role.PUBLIC, Role.ADMINISTRATOR})
