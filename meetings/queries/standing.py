"""Who the signed-in person is, and as what they stand for a body now. A fixed number of queries."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone

from meetings.models import Body, Council, Meeting, Membership, OfficeStaff, Person, StandIn
from meetings.rules.standing import Place, Post, Seat, is_seated, standing
from rarportal.core.clock import now, today
from rarportal.core.models import User
from rarportal.core.permissions import Actor, Can, Role, may
from rarportal.core.refusal import Forbidden, Unseen


def actor_of(user: User) -> Actor:
    """The actor behind a sign-in: the person's name where there is one, else the address (one query)."""
    posts = OfficeStaff.objects.filter(person=OuterRef("pk"), period__contains=now())
    chairs = Membership.objects.filter(
        person=OuterRef("pk"), period__contains=now(), role__in=[Membership.Role.CHAIR, Membership.Role.VICE_CHAIR]
    )
    people = Person.objects.filter(user=user).annotate(has_post=Exists(posts), holds_chair=Exists(chairs))
    person = people.first()
    return Actor(
        name=person.name if person else user.email,
        user_id=user.pk,
        person_id=person.pk if person else None,
        is_administrator=user.is_administrator,
        has_post=bool(person and person.has_post),
        holds_chair=bool(person and person.holds_chair),
    )


def place_of(body: Body) -> Place:
    """The body as the rules know it."""
    return Place(body_id=body.pk, kind=body.kind, council_id=body.council_id)


@dataclass(frozen=True)
class Holdings:
    """Everything that gives a person rights, read once and asked for as many bodies as a page shows."""

    actor: Actor
    seats: tuple[Seat, ...]
    posts: tuple[Post, ...]

    def roles(self, body: Body, *, asked: frozenset[int] = frozenset()) -> frozenset[Role]:
        """As what the person stands for the body now."""
        at = now()
        return standing(
            place=place_of(body),
            at=at,
            day=timezone.localdate(at),
            seats=self.seats,
            posts=self.posts,
            asked=asked,
            is_administrator=self.actor.is_administrator,
        )


def holdings_of(actor: Actor) -> Holdings:
    """The person's seats and posts (two queries; none for a stranger; one for who sees as another would)."""
    if actor.seen_as is not None:
        return Holdings(actor=actor, seats=_lent_seats(actor), posts=())
    if actor.person_id is None:
        return Holdings(actor=actor, seats=(), posts=())
    seats = tuple(
        Seat(
            membership_id=membership.pk,
            place=place_of(membership.body),
            role=membership.role,
            begins=membership.period.lower,
            ends=membership.period.upper,
        )
        for membership in Membership.objects.filter(person_id=actor.person_id).select_related("body")
    )
    posts = tuple(
        Post(
            council_id=council,
            begins=employed.lower,
            ends=employed.upper,
            serves_from=served.lower,
            serves_until=served.upper,
        )
        for council, employed, served in OfficeStaff.objects.filter(
            person_id=actor.person_id, office__services__isnull=False
        ).values_list("office__services__council_id", "period", "office__services__period")
    )
    return Holdings(actor=actor, seats=seats, posts=posts)


SEEN_AS: dict[Role, dict[str, str]] = {  # *Vis som*: the kinds of body in which a role sits, and as what
    Role.PUBLIC: {},
    Role.OBSERVER: {Body.Kind.COUNCIL: Role.OBSERVER},
    Role.MEMBER: {Body.Kind.COUNCIL: Role.MEMBER},
    Role.CHAIR: {Body.Kind.COUNCIL: Role.MEMBER, Body.Kind.CHAIRMANSHIP: Role.CHAIR},
}


def _lent_seats(actor: Actor) -> tuple[Seat, ...]:
    """The seats that somebody with the role would have in the council, lent for reading."""
    assert actor.seen_as is not None
    roles = SEEN_AS[actor.seen_as]
    bodies = Body.objects.filter(council=actor.seen_in, kind__in=roles) if roles else ()
    return tuple(
        Seat(membership_id=0, place=place_of(body), role=roles[body.kind], begins=None, ends=None) for body in bodies
    )


def council_for(actor: Actor, *, council: str, can: Can) -> tuple[Council, frozenset[Role]]:
    """A council by its address, and as what the actor stands in it. Raises Unseen or Forbidden without the right."""
    body = Body.objects.select_related("council__profile").filter(council__slug=council, kind=Body.Kind.COUNCIL).first()
    if body is None:
        raise Unseen
    roles = holdings_of(actor).roles(body)
    require(roles, can)
    return body.council, roles


def councils_served(actor: Actor) -> list[Council]:
    """The councils whose secretariat the actor is now, those of today first."""
    holdings = holdings_of(actor)
    councils = Council.objects.filter(pk__in={post.council_id for post in holdings.posts})
    bodies = Body.objects.filter(council__in=councils, kind=Body.Kind.COUNCIL).select_related("council")
    served = [body.council for body in bodies if Role.SECRETARIAT in holdings.roles(body)]
    return sorted(served, key=lambda council: (today() not in council.period, council.name))


def asked_to(meeting: Meeting, actor: Actor) -> frozenset[int]:
    """The person's memberships that have been asked to stand in at the meeting."""
    if actor.person_id is None:
        return frozenset()
    return frozenset(
        StandIn.objects.filter(meeting=meeting, membership__person_id=actor.person_id).values_list(
            "membership_id", flat=True
        )
    )


def roles_in(meeting: Meeting, actor: Actor) -> frozenset[Role]:
    """As what the person stands for this meeting now (three queries)."""
    return holdings_of(actor).roles(meeting.body, asked=asked_to(meeting, actor))


def require(roles: frozenset[Role], can: Can) -> None:
    """A stranger sees nothing (Unseen, 404); a seated person without the right is told so (Forbidden, 403)."""
    if may(roles, can):
        return
    if is_seated(roles):
        raise Forbidden
    raise Unseen
