"""Who took part in a meeting. Decisions are saved by `agenda.save_item(part=MINUTES)`."""

from collections.abc import Mapping

from django.db import transaction

from meetings.actions.acting import note, open_part
from meetings.models import Attendance, Meeting
from meetings.rules.lines import read_attendance, written_attendance
from meetings.rules.versions import mark_of
from meetings.workflow import MINUTES
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Conflict, Stale

PARTS = {"present": Attendance.Presence.PRESENT, "excused": Attendance.Presence.EXCUSED}


@transaction.atomic
def save_attendance(*, meeting_id: int, texts: Mapping[str, str], seen: Mapping[str, str], actor: Actor) -> None:
    """Replace who was "present" and who was "excused", as text (rules/lines.py) in the order of print.

    `seen` has the marks of the two texts that the form was made from: a part that nobody touched is left alone.
    Raises Stale when somebody else has changed a part since; nothing is saved then.
    """
    meeting = open_part(meeting_id=meeting_id, part=MINUTES, actor=actor)
    mine = {part: written_attendance(read_attendance(texts[part])) for part in PARTS}
    theirs = {part: _written(meeting, presence) for part, presence in PARTS.items()}
    changed = [part for part in PARTS if mine[part] != theirs[part] and mark_of(mine[part]) != seen.get(part)]
    conflicts = [
        Conflict(field=part, mine=mine[part], theirs=theirs[part])
        for part in changed
        if seen.get(part) != mark_of(theirs[part])
    ]
    if conflicts:
        raise Stale(*conflicts)
    if changed:
        lines = [
            (name, group, presence)
            for part, presence in PARTS.items()
            for name, group in read_attendance((mine if part in changed else theirs)[part])
        ]
        meeting.attendance.all().delete()
        Attendance.objects.bulk_create(
            Attendance(meeting=meeting, position=place, name=name, group=group, presence=presence)
            for place, (name, group, presence) in enumerate(lines, 1)
        )
        note(meeting, actor, "Deltagerlisten blev ændret", lines=len(lines))


def _written(meeting: Meeting, presence: str) -> str:
    return written_attendance(meeting.attendance.filter(presence=presence).values_list("name", "group"))
