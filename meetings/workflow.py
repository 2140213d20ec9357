"""The meeting's table of moves, and EDITABLE: which capability may edit what in which state."""

from typing import Any

from meetings.models import Body, Meeting
from meetings.rules.checks import lacks_recommendation, lacks_summary
from meetings.rules.deadlines import dispatch_due
from rarportal.core.permissions import Can
from rarportal.core.workflow import Guard, Move, Table, Transition

State = Meeting.State


def has_items(meeting: Any, move: Move) -> str | None:
    """An agenda without items is no agenda."""
    return None if meeting.agenda.items else "Dagsordenen har ingen punkter."


def has_changed(meeting: Any, move: Move) -> str | None:
    """A second version must differ from the one that is out."""
    return None if meeting.agenda.has_changed else "Dagsordenen er ikke ændret, siden den blev udsendt."


def changes_are_dispatched(meeting: Any, move: Move) -> str | None:
    """The members have the agenda that they meet about."""
    if not meeting.agenda.has_changed:
        return None
    return "Dagsordenen er ændret, siden den blev udsendt. Ændringerne er ikke udsendt som tillægsdagsorden."


def decisions_are_recommended(meeting: Any, move: Move) -> str | None:
    """An item for decision (B) says what is recommended. S2 is not strict, so this warns."""
    missing = [item.title for item in meeting.agenda.items if lacks_recommendation(item)]
    return f"Beslutningspunkt uden indstilling: {', '.join(missing)}." if missing else None


def items_are_summarised(meeting: Any, move: Move) -> str | None:
    """Every item but any other business has its "Sagen kort"."""
    missing = [item.title for item in meeting.agenda.items if lacks_summary(item)]
    return f"Sagen kort er tom: {', '.join(missing)}." if missing else None


def dispatched_in_time(meeting: Any, move: Move) -> str | None:
    """As many days before the meeting as the council has set (8 unless it says otherwise)."""
    days = meeting.agenda.profile.dispatch_days
    if move.at.date() <= dispatch_due(meeting.date, days):
        return None
    return f"Fristen for udsendelse var {days} dag{'' if days == 1 else 'e'} før mødet."


def day_has_come(meeting: Any, move: Move) -> str | None:
    """A meeting normally begins on its day."""
    return None if move.at.date() >= meeting.date else "Mødets dag er ikke kommet endnu."


def decisions_are_taken_down(meeting: Any, move: Move) -> str | None:
    """Minutes say something about every item but any other business."""
    missing = [
        item.title
        for item in meeting.agenda.items
        if not item.decision and not item.withdrawn and item.kind != "ANY_OTHER_BUSINESS"
    ]
    return f"Punkt uden beslutning: {', '.join(missing)}." if missing else None


def body_is_public(meeting: Any, move: Move) -> str | None:
    """Only the council's own minutes are published."""
    return None if meeting.body.kind == Body.Kind.COUNCIL else "Møder i formandskab og udvalg er lukkede."


def needs_reason(sentence: str) -> Guard:
    """A warning that always asks why."""

    def warn(meeting: Any, move: Move) -> str | None:
        return sentence

    warn.__doc__ = f"Always asks why: {sentence}"
    return warn


def from_(*states: State) -> frozenset[str]:
    """The states a move starts from."""
    return frozenset(states)


MEETING = Table(
    subject="Mødet",
    states=dict(State.choices),
    transitions=(
        Transition(
            "begynd-dagsorden",
            "Begynd dagsordenen",
            "Dagsordenen blev begyndt",
            from_(State.PLANNED),
            State.DRAFTING,
            Can.EDIT_AGENDA,
        ),
        Transition(
            "udsend",
            "Udsend dagsordenen",
            "Dagsordenen blev udsendt",
            from_(State.DRAFTING),
            State.DISPATCHED,
            Can.DISPATCH_AGENDA,
            stops=(has_items,),
            warnings=(decisions_are_recommended, items_are_summarised, dispatched_in_time),
        ),
        Transition(
            "udsend-tillaeg",
            "Udsend tillægsdagsorden",
            "Tillægsdagsordenen blev udsendt",
            from_(State.DISPATCHED),
            State.DISPATCHED,
            Can.DISPATCH_AGENDA,
            stops=(has_changed,),
            warnings=(decisions_are_recommended, items_are_summarised),
        ),
        Transition(
            "begynd-moede",
            "Begynd mødet",
            "Mødet begyndte",
            from_(State.DISPATCHED),
            State.IN_SESSION,
            Can.TAKE_MINUTES,
            warnings=(day_has_come, changes_are_dispatched),
        ),
        Transition(
            "afslut-moede",
            "Afslut mødet",
            "Mødet sluttede",
            from_(State.IN_SESSION),
            State.MINUTES_DRAFT,
            Can.TAKE_MINUTES,
        ),
        Transition(
            "udsend-referat",
            "Udsend referatet",
            "Referatet blev udsendt",
            from_(State.MINUTES_DRAFT),
            State.MINUTES_SENT,
            Can.TAKE_MINUTES,
            warnings=(decisions_are_taken_down,),
        ),
        Transition(
            "offentliggoer",
            "Offentliggør referatet",
            "Referatet blev offentliggjort",
            from_(State.MINUTES_SENT),
            State.PUBLISHED,
            Can.PUBLISH,
            stops=(body_is_public,),
        ),
        Transition(
            "ret-referat",
            "Ret referatet",
            "Referatet blev taget op til rettelse",
            from_(State.MINUTES_SENT, State.PUBLISHED),
            State.MINUTES_DRAFT,
            Can.TAKE_MINUTES,
            warnings=(needs_reason("Referatet er udsendt. Rettelsen bliver en ny version."),),
        ),
        Transition(
            "aflys",
            "Aflys mødet",
            "Mødet blev aflyst",
            from_(State.PLANNED, State.DRAFTING, State.DISPATCHED),
            State.CANCELLED,
            Can.PLAN_MEETING,
            warnings=(needs_reason("Et aflyst møde kan ikke genoptages."),),
        ),
        Transition(
            "importer",
            "Importér færdigt dokument",
            "Dokumentet blev importeret",
            from_(State.PLANNED),
            State.IMPORTED,
            Can.IMPORT,
        ),
    ),
)

AGENDA, MINUTES = "agenda", "minutes"
EDITABLE: dict[str, dict[str, Can]] = {
    AGENDA: {State.DRAFTING: Can.EDIT_AGENDA, State.DISPATCHED: Can.EDIT_AGENDA},
    MINUTES: {State.IN_SESSION: Can.TAKE_MINUTES, State.MINUTES_DRAFT: Can.TAKE_MINUTES},
}


def not_editable(part: str, state: str) -> str | None:
    """The sentence that says why a part can't be edited in this state, or None."""
    if state in EDITABLE[part]:
        return None
    name = {AGENDA: "Dagsordenen", MINUTES: "Referatet"}[part]
    return f"Mødet er {MEETING.states[state]}. {name} kan ikke redigeres nu."
