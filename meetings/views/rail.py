"""Beside the minutes: who is there by organisation, whether the body can decide, who leads, and how it went."""

from typing import Any

from meetings.models import Body, Meeting
from meetings.queries.agenda import Agenda
from meetings.queries.attendance import AttendanceList
from meetings.queries.course import Noted, course_of
from meetings.rendering.snapshot import leaders
from meetings.rules.quorum import Quorum, by_organisation, quorum
from meetings.views.viewer import link

NAMES = {Body.Kind.COUNCIL: "Rådet", Body.Kind.CHAIRMANSHIP: "Formandskabet", Body.Kind.COMMITTEE: "Udvalget"}


def rail(meeting: Meeting, agenda: Agenda, listed: AttendanceList, noted: Noted) -> dict[str, Any]:
    """What the rail shows, from a list of attendance and changes to it that are read already."""
    places = listed.places
    found = quorum(places, agenda.profile.quorum_percent)
    return {
        "present": found.present,
        "members": found.members,
        "holds": found.holds,
        "sentence": quorum_words(found, NAMES[Body.Kind(meeting.body.kind)]),
        "organisations": [
            {"name": name or "Uden organisation", "present": present, "members": members}
            for name, present, members in by_organisation(places)
        ],
        "leaders": leaders(agenda),
        "course": [{"at": at, "text": text} for at, text in course_of(meeting, agenda, noted)],
        "url": link("attendance", meeting),
    }


def attendance_words(meeting: Meeting, agenda: Agenda, listed: AttendanceList, *, has_changed: bool) -> str:
    """ "16 af 21 medlemmer, som ved mødets start." Where somebody has come or gone, whether the body can decide."""
    found = quorum(listed.places, agenda.profile.quorum_percent)
    count = f"{found.present} af {found.members} medlemmer"
    if not has_changed:
        return f"{count}, som ved mødets start."
    return f"{count}. {quorum_words(found, NAMES[Body.Kind(meeting.body.kind)])}"


def quorum_words(found: Quorum, body: str) -> str:
    """ "Rådet er beslutningsdygtigt (mindst 11)." """
    if not found.members:
        return f"{body} har ingen medlemmer på mødets dag."
    if found.holds is None:
        return f"{found.unknown} er ikke skrevet ned endnu. {body} er beslutningsdygtigt med mindst {found.needed}."
    return f"{body} er {'' if found.holds else 'ikke '}beslutningsdygtigt (mindst {found.needed})."
