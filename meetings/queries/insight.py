"""Everything the portal has on a person, as plain data for a file (databeskyttelsesforordningen art. 15 and 20).

The keys are Danish, for the person who reads it; docs/persondata.md says what stands under each. A secretariat gets
what belongs to its own council: what others keep closed is in the file that people fetch themselves.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from meetings.models import (
    Absence,
    AgendaItem,
    Attendance,
    AttendanceChange,
    Council,
    Membership,
    OfficeStaff,
    Person,
    StandIn,
)
from meetings.queries.people import PUBLIC_BODIES, person_for
from rarportal.core.clock import now
from rarportal.core.models import LogEntry, Mail, User
from rarportal.core.permissions import Actor

Data = dict[str, Any]
ABOUT = "Det, som Rådsportalen har registreret om personen. Tidspunkter er dansk tid. null betyder: ikke oplyst."


def data_for_secretariat(actor: Actor, *, council: str, person: int) -> Data:
    """What the portal has on one of the council's people, as far as it is the council's. Raises Unseen or Forbidden."""
    managed, found = person_for(actor, council=council, person=person)
    return _data(found, found.user, managed)


def data_for_oneself(actor: Actor) -> Data:
    """Everything the portal has on whoever is signed in, also when no person stands behind the sign-in."""
    person = Person.objects.filter(pk=actor.person_id or 0).select_related("registered_in").first()
    return _data(person, User.objects.filter(pk=actor.user_id or 0).first(), None)


def _data(person: Person | None, user: User | None, council: Council | None) -> Data:
    addresses = {one.lower() for one in (person.email if person else "", user.email if user else "") if one}
    data: Data = {"om_filen": ABOUT, "dannet": _moment(now()), "omfang": council.name if council else "alt"}
    data["person"] = _person(person) if person else None
    data["login"] = _sign_in(user) if user else None
    if person:
        data |= _places(person, council)
    log = LogEntry.objects.filter(user=user) if user else LogEntry.objects.none()
    data["log"] = [_entry(entry) for entry in (log.filter(council_id=council.pk) if council else log)]
    mails = Mail.objects.annotate(lowered=Lower("recipient")).filter(lowered__in=addresses)
    data["mails"] = [_mail(mail, with_subject=council is None) for mail in mails]
    return data


def _person(person: Person) -> Data:
    return {
        "navn": person.name,
        "e_mail": person.email or None,
        "telefon": person.phone or None,
        "arbejdssted": person.employer or None,
        "registreret_af": person.registered_in.name if person.registered_in else None,
        "kontaktoplysninger_fjernet": _day(person.contact_removed_on),
    }


def _sign_in(user: User) -> Data:
    return {
        "e_mail": user.email,
        "kan_logge_ind": user.is_active,
        "administrator": user.is_administrator,
        "oprettet": _moment(user.date_joined),
        "sidste_login": _moment(user.last_login),
    }


def _places(person: Person, council: Council | None) -> Data:
    """Seats, posts, who came where, invitations."""
    seats = person.memberships.select_related("body__council", "organisation", "substitute_for__person")
    ours: Any = Q()
    if council:
        public = Q(body__kind__in=PUBLIC_BODIES) & ~Q(role=Membership.Role.SUBSTITUTE)
        seats = seats.filter(Q(body__council=council) | public)
        ours = Q(meeting__body__council=council)
    meeting = "meeting__body__council"
    attended = Attendance.objects.filter(ours, person=person).select_related(meeting)
    moved = AttendanceChange.objects.filter(person=person).select_related(f"item__{meeting}")
    if council:
        moved = moved.filter(item__meeting__body__council=council)
    absent = Absence.objects.filter(ours, membership__person=person).select_related(meeting)
    asked = StandIn.objects.filter(ours, membership__person=person).select_related(meeting)
    return {
        "pladser": [_seat(seat, council) for seat in seats.order_by("period")],
        "arbejde_i_sekretariat": [_post(post) for post in person.employments.select_related("office")],
        "deltagelse": [
            {**_meeting(line), "hvordan": line.get_presence_display(), "som": line.group} for line in attended
        ],
        "kom_gik_eller_inhabil": [
            {**_meeting(line.item), "punkt": line.item.number or None, "hvordan": str(line)} for line in moved
        ],
        "afbud": [{**_meeting(line), "meldt": _moment(line.at), "kilde": line.source or None} for line in absent],
        "spurgt_som_suppleant": [{**_meeting(line), "spurgt": _moment(line.asked_at)} for line in asked],
        "invitationer": [
            {"sendt_til": one.recipient, "sendt": _moment(one.sent_at), "brugt": _moment(one.used_at)}
            for one in person.invitations.all()
        ],
    }


def _seat(seat: Membership, council: Council | None) -> Data:
    is_ours = council is None or seat.body.council_id == council.pk
    stands_for = seat.substitute_for.person.name if seat.substitute_for else None
    return {
        "råd": seat.body.council.name,
        "mødeforum": seat.body.name,
        "rolle": seat.get_role_display(),
        "organisation": seat.organisation.name if seat.organisation else None,
        "fra": _moment(seat.period.lower),
        "til": _moment(seat.period.upper),
        **({"suppleant_for": stands_for, "ophørsgrund": seat.end_reason or None} if is_ours else {}),
    }


def _post(post: OfficeStaff) -> Data:
    return {"kontor": post.office.name, "fra": _moment(post.period.lower), "til": _moment(post.period.upper)}


def _meeting(line: Attendance | Absence | StandIn | AgendaItem) -> Data:
    return {"mødeforum": line.meeting.body.name, "dato": line.meeting.date.isoformat()}


def _entry(entry: LogEntry) -> Data:
    return {
        "tid": _moment(entry.at),
        "hvad": entry.what,
        "genstand": entry.thing or None,
        "begrundelse": entry.reason or None,
        "på_vegne_af": entry.on_behalf_of or None,
    }


def _mail(mail: Mail, *, with_subject: bool) -> Data:
    """A subject may name another council's closed meeting, so the secretariat's file leaves it out."""
    said: Data = {"sendt_til": mail.recipient, "dannet": _moment(mail.created_at), "sendt": _moment(mail.sent_at)}
    return {**said, "emne": mail.subject} if with_subject else said


def _moment(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat(timespec="minutes") if at else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
