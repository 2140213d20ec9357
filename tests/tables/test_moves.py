"""The meeting's table of moves: every state x every move with its sentence, who may, and what speaks against it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from meetings.actions.moves import make_move, moves_of
from meetings.demo import cast, loader
from meetings.models import Meeting
from meetings.workflow import EDITABLE, MEETING, not_editable
from rarportal.core.permissions import Can, Role
from rarportal.core.refusal import Forbidden, Refusal, Unseen
from rarportal.core.workflow import Move, make, reasons_against
from tests.staging import NOT_THE_SECRETARIAT

STATES = {
    "PLANNED": "planlagt",
    "DRAFTING": "under udarbejdelse",
    "DISPATCHED": "udsendt",
    "IN_SESSION": "i gang",
    "MINUTES_DRAFT": "holdt, og referatet er under udarbejdelse",
    "MINUTES_SENT": "holdt, og referatet er udsendt",
    "PUBLISHED": "holdt, og referatet er offentliggjort",
    "CANCELLED": "aflyst",
    "IMPORTED": "importeret",
}
# move: from -> to, its capability, and what is said in every other state after "Mødet er ...."
MOVES: dict[str, tuple[tuple[str, ...], str, Can, str]] = {
    "begynd-dagsorden": (
        ("PLANNED",), "DRAFTING", Can.EDIT_AGENDA,
        "»Begynd dagsordenen« kræver, at det er planlagt.",
    ),
    "udsend": (
        ("DRAFTING",), "DISPATCHED", Can.DISPATCH_AGENDA,
        "»Udsend dagsordenen« kræver, at det er under udarbejdelse.",
    ),
    "udsend-tillaeg": (
        ("DISPATCHED",), "DISPATCHED", Can.DISPATCH_AGENDA,
        "»Udsend tillægsdagsorden« kræver, at det er udsendt.",
    ),
    "begynd-moede": (
        ("DISPATCHED",), "IN_SESSION", Can.TAKE_MINUTES,
        "»Begynd mødet« kræver, at det er udsendt.",
    ),
    "afslut-moede": (
        ("IN_SESSION",), "MINUTES_DRAFT", Can.TAKE_MINUTES,
        "»Afslut mødet« kræver, at det er i gang.",
    ),
    "udsend-referat": (
        ("MINUTES_DRAFT",), "MINUTES_SENT", Can.TAKE_MINUTES,
        "»Udsend referatet« kræver, at det er holdt, og referatet er under udarbejdelse.",
    ),
    "offentliggoer": (
        ("MINUTES_SENT",), "PUBLISHED", Can.PUBLISH,
        "»Offentliggør referatet« kræver, at det er holdt, og referatet er udsendt.",
    ),
    "ret-referat": (
        ("MINUTES_SENT", "PUBLISHED"), "MINUTES_DRAFT", Can.TAKE_MINUTES,
        "»Ret referatet« kræver, at det er holdt, og referatet er udsendt eller holdt, og referatet er offentliggjort.",
    ),
    "aflys": (
        ("PLANNED", "DRAFTING", "DISPATCHED"), "CANCELLED", Can.PLAN_MEETING,
        "»Aflys mødet« kræver, at det er planlagt, under udarbejdelse eller udsendt.",
    ),
    "importer": (
        ("PLANNED",), "IMPORTED", Can.IMPORT,
        "»Importér færdigt dokument« kræver, at det er planlagt.",
    ),
}  # fmt: skip
BY_HAND = [name for name in MOVES if name != "importer"]
DAY = date(2024, 2, 1)
PROFILE = SimpleNamespace(dispatch_days=8)
LAST_DAY = datetime(2024, 1, 24, 23, 59, tzinfo=UTC)
SECRETARIAT = frozenset({Role.SECRETARIAT, Role.PUBLIC})


def an_item(**more: Any) -> SimpleNamespace:
    """An item that nothing speaks against."""
    known = {"title": "Budget", "kind": "ORDINARY", "withdrawn": False, "decides": False}
    return SimpleNamespace(**known | {"summary": "<p>A</p>", "recommendation": "", "decision": "<p>B</p>"} | more)


def a_meeting(
    state: str, *items: SimpleNamespace, changed: bool | None = None, body: str = "COUNCIL"
) -> SimpleNamespace:
    has_changed = state == "DISPATCHED" if changed is None else changed
    agenda = SimpleNamespace(items=[*items] or [an_item()], has_changed=has_changed, profile=PROFILE)
    return SimpleNamespace(state=state, date=DAY, agenda=agenda, body=SimpleNamespace(kind=body))


def wish(*, roles: frozenset[Role] = SECRETARIAT, at: datetime = LAST_DAY, reason: str = "") -> Move:
    return Move(roles=roles, at=at, reason=reason)


def test_the_tables_name_every_state_and_every_move() -> None:
    assert MEETING.states == STATES
    assert [transition.name for transition in MEETING.transitions] == list(MOVES)
    assert MEETING.subject == "Mødet"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", MOVES)
def test_a_move_is_open_in_its_states_and_else_says_why_not(name: str, state: str) -> None:
    sources, target, _, sentence = MOVES[name]
    thing = a_meeting(state)
    move = wish(at=datetime(2024, 2, 1, 13, tzinfo=UTC), reason="Formanden ønsker det.")
    if state in sources:
        make(MEETING, MEETING[name], thing, move)
        assert thing.state == target
        return
    with pytest.raises(Refusal) as refused:
        make(MEETING, MEETING[name], thing, move)
    assert refused.value.reasons == (f"Mødet er {STATES[state]}. {sentence}",)
    assert (refused.value.code, thing.state) == ("stopped", state)


@pytest.mark.parametrize("name", MOVES)
def test_a_move_asks_a_capability_that_the_secretariat_alone_has(name: str) -> None:
    sources, _, can, _ = MOVES[name]
    assert MEETING[name].can is can
    for role in Role:
        if role is not Role.SECRETARIAT:
            thing = a_meeting(sources[0])
            with pytest.raises(Forbidden):
                make(MEETING, MEETING[name], thing, wish(roles=frozenset({role, Role.PUBLIC}), reason="Derfor."))
            assert thing.state == sources[0]


# -- what speaks against a move in its own state --------------------------------------------------------------------

NO_AGENDA = "Dagsordenen har ingen punkter."
UNCHANGED = "Dagsordenen er ikke ændret, siden den blev udsendt."
NOT_RECOMMENDED = "Beslutningspunkt uden indstilling: Budget."
NOT_SUMMARISED = "Sagen kort er tom: Budget."
LATE = "Fristen for udsendelse var 8 dage før mødet."
TOO_EARLY = "Mødets dag er ikke kommet endnu."
NOT_SENT = "Dagsordenen er ændret, siden den blev udsendt. Ændringerne er ikke udsendt som tillægsdagsorden."
NO_DECISION = "Punkt uden beslutning: Budget."
NOT_PUBLIC = "Møder i formandskab og udvalg er lukkede."
CORRECTION = "Referatet er udsendt. Rettelsen bliver en ny version."
FOR_GOOD = "Et aflyst møde kan ikke genoptages."

EMPTY = SimpleNamespace(
    state="DRAFTING",
    date=DAY,
    agenda=SimpleNamespace(items=[], has_changed=True, profile=PROFILE),
    body=SimpleNamespace(kind="COUNCIL"),
)
BARE = {"summary": "", "recommendation": "", "decision": "", "decides": True}
LATER = LAST_DAY + timedelta(minutes=1)
MORNING = datetime(2024, 2, 1, 0, 0, tzinfo=UTC)

GUARDS: dict[str, tuple[str, Any, datetime, tuple[str, ...], tuple[str, ...]]] = {  # move, meeting, at, stops, warnings
    "nothing against it": ("udsend", a_meeting("DRAFTING"), LAST_DAY, (), ()),
    "no items": ("udsend", EMPTY, LAST_DAY, (NO_AGENDA,), ()),
    "no texts": ("udsend", a_meeting("DRAFTING", an_item(**BARE)), LAST_DAY, (), (NOT_RECOMMENDED, NOT_SUMMARISED)),
    "withdrawn": ("udsend", a_meeting("DRAFTING", an_item(**BARE, withdrawn=True)), LAST_DAY, (), ()),
    "any other business": (
        "udsend", a_meeting("DRAFTING", an_item(summary="", kind="ANY_OTHER_BUSINESS")), LAST_DAY, (), (),
    ),
    "two of them": (
        "udsend", a_meeting("DRAFTING", an_item(summary=""), an_item(summary="", title="Sag")), LAST_DAY, (),
        ("Sagen kort er tom: Budget, Sag.",),
    ),
    "the first minute after the last day": ("udsend", a_meeting("DRAFTING"), LATER, (), (LATE,)),
    "too late and no texts": (
        "udsend", a_meeting("DRAFTING", an_item(**BARE)), LATER, (), (NOT_RECOMMENDED, NOT_SUMMARISED, LATE),
    ),
    "a version 2 without a change": (
        "udsend-tillaeg", a_meeting("DISPATCHED", changed=False), LATER, (UNCHANGED,), (),
    ),
    "a version 2 has no deadline": ("udsend-tillaeg", a_meeting("DISPATCHED"), LATER, (), ()),
    "a version 2 without texts": (
        "udsend-tillaeg", a_meeting("DISPATCHED", an_item(**BARE)), LATER, (), (NOT_RECOMMENDED, NOT_SUMMARISED),
    ),
    "the evening before": (
        "begynd-moede", a_meeting("DISPATCHED", changed=False), MORNING - timedelta(minutes=1), (), (TOO_EARLY,),
    ),
    "on its day": ("begynd-moede", a_meeting("DISPATCHED", changed=False), MORNING, (), ()),
    "with changes that nobody has been sent": ("begynd-moede", a_meeting("DISPATCHED"), MORNING, (), (NOT_SENT,)),
    "no decisions": ("udsend-referat", a_meeting("MINUTES_DRAFT", an_item(**BARE)), LATER, (), (NO_DECISION,)),
    "nothing to decide on": (
        "udsend-referat",
        a_meeting("MINUTES_DRAFT", an_item(**BARE, withdrawn=True), an_item(decision="", kind="ANY_OTHER_BUSINESS")),
        LATER, (), (),
    ),
    "the council's minutes": ("offentliggoer", a_meeting("MINUTES_SENT"), LATER, (), ()),
    "the chairmanship's minutes": (
        "offentliggoer", a_meeting("MINUTES_SENT", body="CHAIRMANSHIP"), LATER, (NOT_PUBLIC,), (),
    ),
    "a committee's minutes": ("offentliggoer", a_meeting("MINUTES_SENT", body="COMMITTEE"), LATER, (NOT_PUBLIC,), ()),
    "a correction": ("ret-referat", a_meeting("PUBLISHED"), LATER, (), (CORRECTION,)),
    "a cancellation": ("aflys", a_meeting("PLANNED"), LATER, (), (FOR_GOOD,)),
    "a plan": ("begynd-dagsorden", a_meeting("PLANNED"), LATER, (), ()),
    "the end of a meeting": ("afslut-moede", a_meeting("IN_SESSION"), LATER, (), ()),
    "an import": ("importer", a_meeting("PLANNED"), LATER, (), ()),
}  # fmt: skip


def attempt(name: str, thing: Any, at: datetime, reason: str) -> tuple[str, ...]:
    """The sentences that the move is refused with; none when it is made. The meeting is as it was."""
    before = thing.state
    try:
        make(MEETING, MEETING[name], thing, wish(at=at, reason=reason))
    except Refusal as refusal:
        assert thing.state == before
        return refusal.reasons
    assert thing.state == MOVES[name][1]
    thing.state = before
    return ()


@pytest.mark.parametrize(("name", "thing", "at", "stops", "warnings"), GUARDS.values(), ids=GUARDS)
def test_guards_answer_with_their_sentences(
    name: str, thing: Any, at: datetime, stops: tuple[str, ...], warnings: tuple[str, ...]
) -> None:
    """The sentence on the disabled button is the sentence of the refusal."""
    against = reasons_against(MEETING, MEETING[name], thing, wish(at=at))
    assert (against.stops, against.warnings) == (stops, warnings)
    assert attempt(name, thing, at, "") == (stops or warnings)
    assert attempt(name, thing, at, "  \n ") == (stops or warnings), "blanks are no reason"
    assert attempt(name, thing, at, "Formanden ønsker det.") == stops, "a reason passes warnings, never stops"


EDITS = {  # state -> agenda, minutes
    "PLANNED": (False, False),
    "DRAFTING": (True, False),
    "DISPATCHED": (True, False),
    "IN_SESSION": (False, True),
    "MINUTES_DRAFT": (False, True),
    "MINUTES_SENT": (False, False),
    "PUBLISHED": (False, False),
    "CANCELLED": (False, False),
    "IMPORTED": (False, False),
}


@pytest.mark.parametrize("state", STATES)
def test_a_part_is_edited_in_its_states_and_else_says_why_not(state: str) -> None:
    agenda, minutes = EDITS[state]
    said = f"Mødet er {STATES[state]}."
    assert not_editable("agenda", state) == (None if agenda else f"{said} Dagsordenen kan ikke redigeres nu.")
    assert not_editable("minutes", state) == (None if minutes else f"{said} Referatet kan ikke redigeres nu.")
    assert EDITABLE["agenda"].get(state) is (Can.EDIT_AGENDA if agenda else None)
    assert EDITABLE["minutes"].get(state) is (Can.TAKE_MINUTES if minutes else None)


# -- the same by the action, on a real meeting --------------------------------------------------------------------


def states_of(meeting: Meeting) -> Iterator[str]:
    """The meeting in every state, each time as it was; nothing that is done stays."""
    for state in STATES:
        with transaction.atomic():
            Meeting.objects.filter(pk=meeting.pk).update(state=state)
            yield state
            transaction.set_rollback(True)


def test_the_action_makes_no_move_from_a_wrong_state(draft: Meeting) -> None:
    secretary = loader.actor(cast.KAREN)
    refused = 0
    for state in states_of(draft):
        for name in BY_HAND:
            sources, _, _, sentence = MOVES[name]
            if state not in sources:
                with pytest.raises(Refusal) as refusal:
                    make_move(meeting_id=draft.pk, name=name, actor=secretary, reason="Derfor.")
                assert refusal.value.reasons == (f"Mødet er {STATES[state]}. {sentence}",)
                refused += 1
        assert Meeting.objects.get(pk=draft.pk).state == state
    assert refused == len(STATES) * len(BY_HAND) - sum(len(MOVES[name][0]) for name in BY_HAND)


def test_an_import_is_no_move_by_hand(draft: Meeting) -> None:
    """It brings its document with it; by its name alone it would make an empty imported meeting."""
    Meeting.objects.filter(pk=draft.pk).update(state="PLANNED")
    with pytest.raises(Unseen):
        make_move(meeting_id=draft.pk, name="importer", actor=loader.actor(cast.KAREN), reason="Derfor.")
    assert Meeting.objects.get(pk=draft.pk).state == "PLANNED"


@NOT_THE_SECRETARIAT
def test_the_action_is_the_secretariats_alone(draft: Meeting, player: cast.Player, error: type[Exception]) -> None:
    for name in BY_HAND:
        sources = MOVES[name][0]
        Meeting.objects.filter(pk=draft.pk).update(state=sources[0])
        with pytest.raises(error):
            make_move(meeting_id=draft.pk, name=name, actor=loader.actor(player), reason="Derfor.")
        assert Meeting.objects.get(pk=draft.pk).state == sources[0]


def test_every_open_move_is_a_button_of_the_secretariat_and_of_nobody_else(draft: Meeting) -> None:
    for state in states_of(draft):
        draft.refresh_from_db()
        shown = [one.transition.name for one in moves_of(draft, SECRETARIAT)]
        assert shown == [name for name in BY_HAND if state in MOVES[name][0]]
        for role in set(Role) - {Role.SECRETARIAT}:
            assert moves_of(draft, frozenset({role})) == []
