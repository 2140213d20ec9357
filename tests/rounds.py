"""Rounds of the positive list, made by the portal's own actions, as far along as a test wants them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from meetings.demo import cast, loader
from meetings.models import Meeting
from positivlist.actions.acting import shown
from positivlist.actions.approval import approve, send_to_chairmanship
from positivlist.actions.courses import save_courses
from positivlist.actions.deciding import put_on_agenda
from positivlist.actions.groups import load_groups
from positivlist.actions.publishing import take_in_finished_list
from positivlist.actions.rounds import begin_round, settle_step, write_rows
from positivlist.models import ListRound, PublishedList
from positivlist.rules.courses import Row

SJAELLAND = "rar-sjaelland"
ROWS = (
    Row("Bygge og anlæg", "Afslibning af trægulve", "AMU", "48906", 5),
    Row("It og teleteknik", "Kunstig intelligens", "AKADEMI", "20235", None, Decimal(10)),
    Row("Akademisk arbejde", "Video producer", "PRIVAT", "", 30),
)
MORE = Row("Bygge og anlæg", "Vinylbelægning", "AMU", "48918", 7)


def many(count: int) -> list[Row]:
    """So many AMU courses, each with a code of its own."""
    return [Row("Bygge og anlæg", f"Kursus nr. {n}", "AMU", f"{10000 + n}", n % 40 + 1) for n in range(count)]


def begun(
    rows: Sequence[Row] = ROWS,
    *,
    day: date = date(2031, 10, 1),
    template: str = "SUPPLEMENT",
    by: cast.Player = cast.KAREN,
    council: str = "",
) -> ListRound:
    """A round with these courses, with the secretariat."""
    load_groups()
    council = council or (SJAELLAND if by is cast.KAREN else "rar-oestjylland")
    actor = loader.actor(by)
    round = begin_round(council=council, template=template, in_force_from=day, reason="Der mangler folk.", actor=actor)
    write_rows(round, list(rows), actor)
    settle_step(
        round_id=round.pk, step="hoering", done_on=None, skipped_because="Ingen nye titler.", actor=loader.actor(by)
    )
    return again(round)


def again(round: ListRound) -> ListRound:
    """The round as it is in its table now."""
    return ListRound.objects.select_related("council", "base__publication", "item__meeting").get(pk=round.pk)


def sent(rows: Sequence[Row] = ROWS, **more: object) -> ListRound:
    """With the chairmanship."""
    round = begun(rows, **more)  # type: ignore[arg-type]
    send_to_chairmanship(round_id=round.pk, actor=loader.actor(cast.KAREN))
    return again(round)


def digest(round: ListRound) -> str:
    """Of what stands there now."""
    return shown(again(round))[1]


def approved(rows: Sequence[Row] = ROWS, **more: object) -> ListRound:
    """By the chair and a vice-chair."""
    round = sent(rows, **more)
    for player in (cast.TORBEN, cast.BIRGITTE):
        approve(round_id=round.pk, sha256=digest(round), actor=loader.actor(player))
    return again(round)


def on_agenda(meeting: Meeting, rows: Sequence[Row] = ROWS, **more: object) -> ListRound:
    """With its item on the meeting's agenda."""
    round = approved(rows, **more)
    put_on_agenda(round_id=round.pk, meeting_id=meeting.pk, section_id=None, actor=loader.actor(cast.KAREN))
    return again(round)


def published(
    rows: Sequence[Row] = ROWS, *, day: date, by: cast.Player = cast.KAREN, council: str = "", note: str = ""
) -> PublishedList:
    """A list from before the portal, in force from this day."""
    round = begun(rows, day=day, by=by, council=council)
    return take_in_finished_list(round_id=round.pk, decided=None, note=note, actor=loader.actor(by))


def change(round: ListRound, *added: Row) -> None:
    """Somebody of the secretariat writes in the courses."""
    save_courses(round_id=round.pk, changed={}, seen={}, added=added, actor=loader.actor(cast.KAREN))
