"""Who took part in a meeting. Decisions are saved by `agenda.save_item(part=MINUTES)`."""

from collections.abc import Sequence

from django.db import transaction

from meetings.actions.acting import note, open_part
from meetings.models import Attendance
from meetings.workflow import MINUTES
from rarportal.core.permissions import Actor


@transaction.atomic
def save_attendance(*, meeting_id: int, lines: Sequence[tuple[str, str, str]], actor: Actor) -> None:
    """Replace the list of who took part: (name, organisation, presence) in the order of print."""
    meeting = open_part(meeting_id=meeting_id, part=MINUTES, actor=actor)
    meeting.attendance.all().delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, position=place, name=name, group=group, presence=Attendance.Presence(presence))
        for place, (name, group, presence) in enumerate(lines, 1)
    )
    note(meeting, actor, "Deltagerlisten blev ændret", lines=len(lines))
