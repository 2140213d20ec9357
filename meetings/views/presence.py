"""Who comes to a meeting, in words: the afbud, who is asked instead, and one's own."""

from typing import Any

from django.utils.formats import date_format

from meetings.actions.absences import OPEN
from meetings.models import Absence, Meeting
from meetings.queries.absences import Presence, presence_at
from meetings.views.viewer import link
from rarportal.core.permissions import Actor, Can, Role, may


def presence(meeting: Meeting, roles: frozenset[Role], actor: Actor) -> dict[str, Any]:
    """What the meeting's page shows of it: to the secretariat all afbud, to a seated person their own."""
    enters = may(roles, Can.ENTER_ON_BEHALF)
    if not enters and not (may(roles, Can.REPORT_ABSENCE) and meeting.state in OPEN):
        return {}
    seats = presence_at(meeting)
    if enters:
        return {"absences": absence_rows(seats), "absence_for_url": link("absence_for", meeting)}
    mine = next((one for one in seats if one.seat.person_id == actor.person_id), None)
    if mine is None:
        return {}
    return {
        "absence_url": link("absence", meeting),
        "my_absence": absence_words(mine.absence) if mine.absence else "",
    }


def absence_rows(seats: list[Presence]) -> list[dict[str, Any]]:
    """The afbud and the substitutes who are asked, in words."""
    return [
        {
            "name": one.seat.person.name,
            "organisation": str(one.seat.organisation or ""),
            "text": absence_words(one.absence) if one.absence else "Er spurgt om at stedfortræde",
        }
        for one in seats
        if one.absence or one.is_asked
    ]


def absence_words(absence: Absence) -> str:
    """When and how it was told: "Afbud meldt til sekretariatet (telefon) den 3. december 2026"."""
    if absence.source and absence.told_on:
        return f"Afbud meldt til sekretariatet ({absence.source}) den {date_format(absence.told_on, 'j. F Y')}"
    return f"Afbud meldt den {date_format(absence.at, 'j. F Y')}"
