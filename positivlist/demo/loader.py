"""The positive lists of the demo, made by the portal's own actions. Can be run again: nothing doubles.

Without a stage RAR Østjylland's supplement of 1 October 2023 stands published, taken in as a list from before the
portal. With `--stage runde` the round to it has just begun instead, beside an invented meeting of the council on the
day of the real one: set DEMO_TODAY=2023-08-31, and go the whole way. The list in force before it is in no document, so
the demo begins from an empty one, and says so.
"""

from datetime import date, time
from pathlib import Path

from django.db import transaction

from meetings.actions.moves import make_move, plan_meeting
from meetings.demo import cast
from meetings.demo.loader import actor
from meetings.models import Body, Council, Meeting
from meetings.queries.agenda import agenda_of
from positivlist.actions.courses import put_courses_right
from positivlist.actions.groups import load_groups
from positivlist.actions.imports import take_in
from positivlist.actions.publishing import take_in_finished_list
from positivlist.actions.rounds import begin_round
from positivlist.models import ListRound
from positivlist.queries.rounds import courses_of, look_at
from positivlist.rendering.snapshot import Decided
from positivlist.rules.courses import MOVE_TO_DAYS
from positivlist.rules.periods import SUPPLEMENT
from positivlist.sources.courses import Line, read_lines
from positivlist.sources.spreadsheet import read_file

FILE = Path(__file__).parent / "positivliste_oestjylland_2023-10-01.csv"
COUNCIL, DAY, MEETING_DAY = "rar-oestjylland", date(2023, 10, 1), date(2023, 9, 26)
ROUND = "runde"
REASON = (
    "Formandskabet besluttede på formandskabsmødet den 30. august, at der ikke skulle udpeges nye "
    "stillingsbetegnelser, og at der følgelig ikke skulle gennemføres en høring. På baggrund af tilbagemeldinger fra "
    "den regionale dialoggruppe indstilles kurserne herunder."
)
BEFORE = (
    "Demonstration: den liste, der gjaldt før 1. oktober 2023, findes ikke i noget offentligt dokument. Listen her "
    "begynder derfor forfra og har kun suppleringens kurser."
)


@transaction.atomic
def load(stage: str) -> None:
    """The occupational groups, and the list or the round to it. Raises ValueError for a stage that is none."""
    if stage not in {"", ROUND}:
        raise ValueError(f"»{stage}« er intet trin i demoen. Der er: {ROUND}.")
    load_groups()
    if ListRound.objects.filter(council__slug=COUNCIL).exists():
        return
    round = begin_round(council=COUNCIL, template=SUPPLEMENT, in_force_from=DAY, reason=REASON, actor=actor(cast.JONAS))
    if stage == ROUND:
        _council_meeting()
        return
    take_in(round_id=round.pk, lines=lines(), replace=True, source=FILE.name, actor=actor(cast.JONAS))
    _put_right(round)
    take_in_finished_list(round_id=round.pk, decided=_decided(), note=BEFORE, actor=actor(cast.JONAS))


def lines() -> list[Line]:
    """The 18 courses as they are printed in S2 item 2.2, the last four with their days under ECTS."""
    return read_lines(read_file(FILE.read_bytes()))


def _put_right(round: ListRound) -> None:
    looked = look_at(courses_of(round))
    wrong = [pk for pk, found in looked.found.items() if any(one.remedy == MOVE_TO_DAYS for one in found)]
    put_courses_right(round_id=round.pk, course_ids=wrong, remedy=MOVE_TO_DAYS, actor=actor(cast.JONAS))


def _decided() -> Decided:
    """S2 item 2.2, as it is printed."""
    meeting = Meeting.objects.get(
        body__council__slug=COUNCIL, body__kind=Body.Kind.COUNCIL, date=MEETING_DAY, ordinal=1
    )
    item = next(one for one in agenda_of(meeting).items if one.shown_number == "2.2")
    return Decided(on=MEETING_DAY, by="rådet", meeting=meeting.address, number=item.shown_number, anchor=item.anchor)


def _council_meeting() -> Meeting:
    """An invented meeting on the day of the real one, in drafting."""
    body = Body.objects.get(council=Council.objects.get(slug=COUNCIL), kind=Body.Kind.COUNCIL)
    meeting = plan_meeting(
        body_id=body.pk,
        kind=Meeting.Kind.EXTRAORDINARY,
        date=MEETING_DAY,
        starts_at=time(13),
        ends_at=time(16),
        place="Opdigtet møde: Aarhus, mødelokale 1",
        actor=actor(cast.JONAS),
    )
    make_move(meeting_id=meeting.pk, name="begynd-dagsorden", actor=actor(cast.JONAS))
    return meeting
