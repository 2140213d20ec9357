"""Who leads a council, and who may."""

from datetime import datetime

from django.db.models import QuerySet

from meetings.models import Body, Meeting, Membership, Person

Role = Membership.Role


def council_members(council_id: int, at: datetime) -> QuerySet[Membership]:
    """The seats of the council's members at the moment, by name: the chair is one of them (lov 1482/2014 § 28)."""
    members = Membership.objects.filter(
        body__council=council_id, body__kind=Body.Kind.COUNCIL, role=Role.MEMBER, period__contains=at
    )
    return members.select_related("person", "organisation").order_by("person__name")


def sits_in_council(council_id: int, person_id: int, at: datetime) -> Membership | None:
    """The person's seat as a member of the council at the moment, or None."""
    return council_members(council_id, at).filter(person_id=person_id).first()


def seat_in(body: Body, person_id: int, at: datetime) -> Membership | None:
    """Any seat of the person in the body at the moment, or None."""
    return body.memberships.filter(person_id=person_id, period__contains=at).first()


def chair_of(meeting: Meeting, at: datetime) -> Person | None:
    """Who leads the meeting at the moment: the committee's own chair, else the council's."""
    chairs = Membership.objects.filter(role=Role.CHAIR, period__contains=at).select_related("person")
    if meeting.body.kind == Body.Kind.COMMITTEE:
        chairs = chairs.filter(body=meeting.body_id)
    else:
        chairs = chairs.filter(body__council=meeting.body.council_id, body__kind=Body.Kind.CHAIRMANSHIP)
    chair = chairs.first()
    return chair.person if chair else None
