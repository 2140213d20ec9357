"""The round's table of moves, and EDITABLE: in which state its courses may be written in."""

from datetime import date
from typing import Any

from django.utils.formats import date_format

from positivlist.models import ListRound
from rarportal.core.permissions import Can
from rarportal.core.workflow import Guard, Move, Table, Transition

State = ListRound.State


def has_differences(round: Any, move: Move) -> str | None:
    """A round that changes nothing is no round."""
    return None if round.facts.differences else "Kurserne er, som de står på den gældende liste."


def rows_are_right(round: Any, move: Move) -> str | None:
    """No course has a fault."""
    count = round.facts.faults
    return f"{count} {'kursus' if count == 1 else 'kurser'} skal rettes først." if count else None


def steps_are_done_or_skipped(round: Any, move: Move) -> str | None:
    """A step before is done, or skipped with a reason."""
    return f"Trinnet »{round.facts.open_step}« er hverken sket eller sprunget over." if round.facts.open_step else None


def chairmanship_sits(round: Any, move: Move) -> str | None:
    """Somebody can answer."""
    return None if round.facts.sitting else "Der sidder ingen i formandskabet."


def is_approved(round: Any, move: Move) -> str | None:
    """The chairmanship has approved what stands there, by the council's rule."""
    missing: str | None = round.facts.missing
    return missing


def base_is_newest(round: Any, move: Move) -> str | None:
    """No other list has been published since the round began."""
    if round.facts.base_is_newest:
        return None
    return "Der er offentliggjort en anden liste, siden runden begyndte. Hent dens kurser ind i runden først."


def day_is_to_come(round: Any, move: Move) -> str | None:
    """The list begins after those that hold, so that each day has one list."""
    newest: date | None = round.facts.newest_day
    if newest is None or round.in_force_from > newest:
        return None
    return f"Den nyeste liste gælder fra {date_format(newest, 'j. F Y')}. En ny liste skal begynde senere."


def decided_before_it_holds(round: Any, move: Move) -> str | None:
    """No list holds before the day on which it was decided."""
    decided: date | None = round.facts.decided_on
    if decided is None or decided <= round.in_force_from:
        return None
    begins = date_format(round.in_force_from, "j. F Y")
    return f"Listen skal gælde fra {begins}, men beslutningen er først fra {date_format(decided, 'j. F Y')}."


def amendments_are_written(round: Any, move: Move) -> str | None:
    """When the council has changed the list, its changes are in the courses."""
    return None if round.amended else "Rådet har ændret listen: skriv først ændringerne ind i rundens kurser."


def nothing_is_amended(round: Any, move: Move) -> str | None:
    """What was decided as recommended is what was recommended."""
    if not round.amended:
        return None
    return "Rundens kurser er ændret på mødet. Udfaldet er da »Ændret«, ikke »Som indstillet«."


def chairmanship_is_authorised(round: Any, move: Move) -> str | None:
    """The council has authorised its chairmanship to decide, and the authorisation holds on the day."""
    return None if round.facts.authorised else "Rådet har ikke bemyndiget formandskabet til at beslutte i dag."


def needs_reason(sentence: str) -> Guard:
    """A warning that always asks why."""

    def warn(round: Any, move: Move) -> str | None:
        return sentence

    warn.__doc__ = f"Always asks why: {sentence}"
    return warn


def from_(*states: State) -> frozenset[str]:
    """The states a move starts from."""
    return frozenset(states)


SEND, APPROVE, SEND_BACK, TAKE_BACK = "send", "godkend", "send-tilbage", "tag-tilbage"
PUT_ON_AGENDA, TAKE_OFF_AGENDA = "saet-paa-dagsorden", "tag-af-dagsorden"
DECIDE, DECIDE_AMENDED, REJECT, UNDECIDE = "beslut", "beslut-aendret", "afvis", "fortryd-beslutning"
AUTHORISED, PUBLISH, GIVE_UP, IMPORT = "beslut-efter-bemyndigelse", "offentliggoer", "opgiv", "importer"

ROUND = Table(
    subject="Runden",
    states=dict(State.choices),
    transitions=(
        Transition(
            SEND,
            "Send til formandskabet",
            "Runden blev sendt til formandskabet",
            from_(State.PROPOSING),
            State.APPROVING,
            Can.EDIT_ROUND,
            stops=(has_differences, rows_are_right, steps_are_done_or_skipped, chairmanship_sits, base_is_newest,
                   day_is_to_come),
        ),
        Transition(
            APPROVE,
            "Godkend",
            "Formandskabet godkendte runden",
            from_(State.APPROVING),
            State.APPROVED,
            Can.APPROVE_LIST,
            stops=(rows_are_right, is_approved),
        ),
        Transition(
            SEND_BACK,
            "Send tilbage",
            "Formandskabet sendte runden tilbage",
            from_(State.APPROVING),
            State.PROPOSING,
            Can.APPROVE_LIST,
            warnings=(needs_reason("Skriv, hvad der skal ændres."),),
        ),
        Transition(
            TAKE_BACK,
            "Tag tilbage til sekretariatet",
            "Runden blev taget tilbage",
            from_(State.APPROVING, State.APPROVED),
            State.PROPOSING,
            Can.EDIT_ROUND,
            warnings=(needs_reason("Formandskabets godkendelser bortfalder."),),
        ),
        Transition(
            PUT_ON_AGENDA,
            "Sæt på rådets dagsorden",
            "Runden blev sat på rådets dagsorden",
            from_(State.APPROVED),
            State.ON_AGENDA,
            Can.EDIT_ROUND,
            stops=(base_is_newest, decided_before_it_holds),
        ),
        Transition(
            TAKE_OFF_AGENDA,
            "Tag af dagsordenen",
            "Runden blev taget af rådets dagsorden",
            from_(State.ON_AGENDA),
            State.APPROVED,
            Can.EDIT_ROUND,
            warnings=(needs_reason("Punktet skal også slettes eller trækkes på mødets dagsorden."),),
        ),
        Transition(
            DECIDE,
            "Besluttet som indstillet",
            "Rådet besluttede listen",
            from_(State.ON_AGENDA),
            State.DECIDED,
            Can.TAKE_MINUTES,
            stops=(nothing_is_amended, decided_before_it_holds),
        ),
        Transition(
            DECIDE_AMENDED,
            "Besluttet med ændringer",
            "Rådet besluttede listen med ændringer",
            from_(State.ON_AGENDA),
            State.DECIDED,
            Can.TAKE_MINUTES,
            stops=(amendments_are_written, rows_are_right, decided_before_it_holds),
        ),
        Transition(
            REJECT,
            "Afvist",
            "Rådet afviste listen",
            from_(State.ON_AGENDA),
            State.REJECTED,
            Can.TAKE_MINUTES,
        ),
        Transition(
            UNDECIDE,
            "Udfaldet ændret",
            "Udfaldet blev ændret, og runden er på dagsordenen igen",
            from_(State.DECIDED, State.REJECTED),
            State.ON_AGENDA,
            Can.TAKE_MINUTES,
        ),
        Transition(
            AUTHORISED,
            "Beslut efter bemyndigelse",
            "Formandskabet besluttede listen efter bemyndigelse",
            from_(State.APPROVED),
            State.DECIDED,
            Can.EDIT_ROUND,
            stops=(chairmanship_is_authorised, base_is_newest, decided_before_it_holds),
        ),
        Transition(
            PUBLISH,
            "Offentliggør listen",
            "Listen blev offentliggjort",
            from_(State.DECIDED),
            State.PUBLISHED,
            Can.EDIT_ROUND,
            stops=(rows_are_right, base_is_newest, day_is_to_come, decided_before_it_holds),
        ),
        Transition(
            GIVE_UP,
            "Opgiv runden",
            "Runden blev opgivet",
            from_(State.PROPOSING, State.APPROVING, State.APPROVED),
            State.GIVEN_UP,
            Can.EDIT_ROUND,
            warnings=(needs_reason("En opgivet runde kan ikke genoptages."),),
        ),
        Transition(
            IMPORT,
            "Tag en færdig liste ind",
            "En liste fra før portalen blev taget ind",
            from_(State.PROPOSING),
            State.PUBLISHED,
            Can.IMPORT,
            stops=(rows_are_right, day_is_to_come),
        ),
    ),
)  # fmt: skip

EDITABLE: dict[str, Can] = {
    State.PROPOSING: Can.EDIT_ROUND,
    State.APPROVING: Can.EDIT_ROUND,  # answers given before are void
    State.ON_AGENDA: Can.EDIT_ROUND,  # the council's own changes, at the meeting
}


def not_editable(state: str) -> str | None:
    """The sentence that says why the courses can't be changed in this state, or None."""
    if state in EDITABLE:
        return None
    return f"Runden er {ROUND.states[state]}. Kurserne kan ikke ændres nu."
