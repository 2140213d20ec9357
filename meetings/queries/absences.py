"""Who has said that they will not come to a meeting, and who is asked instead."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from meetings.models import Absence, Meeting, Membership
from rarportal.core.permissions import Actor


def opens_at(meeting: Meeting) -> datetime:
    """The moment the meeting begins; noon of its day when the hour is not known."""
    return timezone.make_aware(datetime.combine(meeting.date, meeting.starts_at or time(12)))


def seats_at(meeting: Meeting) -> QuerySet[Membership]:
    """Everybody's seats in the meeting's body when it begins."""
    held = Membership.objects.filter(body=meeting.body_id, period__contains=opens_at(meeting))
    return held.select_related("person", "organisation").order_by("organisation__short_name", "person__name")


def seat_at(meeting: Meeting, who: Actor) -> Membership | None:
    """The person's seat at the meeting, or None."""
    return seats_at(meeting).filter(person_id=who.person_id).first() if who.person_id else None


def substitutes_of(seat: Membership, meeting: Meeting) -> QuerySet[Membership]:
    """The seat's personal substitutes at the meeting who have not sent their own afbud."""
    absent = Absence.objects.filter(meeting=meeting).values("membership")
    return seats_at(meeting).filter(substitute_for=seat, role=Membership.Role.SUBSTITUTE).exclude(pk__in=absent)


@dataclass(frozen=True)
class Presence:
    """One seat at a meeting: whether its holder has sent afbud, and how the secretariat was told."""

    seat: Membership
    absence: Absence | None
    is_asked: bool  # a substitute who is asked to stand in


def presence_at(meeting: Meeting) -> list[Presence]:
    """Every seat of the meeting by organisation (three queries), substitutes only when they are asked."""
    absences = {absence.membership_id: absence for absence in meeting.absences.all()}
    asked = {stand_in.membership_id for stand_in in meeting.stand_ins.all()}
    return [
        Presence(seat=seat, absence=absences.get(seat.pk), is_asked=seat.pk in asked)
        for seat in seats_at(meeting)
        if seat.role != Membership.Role.SUBSTITUTE or seat.pk in asked or seat.pk in absences
    ]
