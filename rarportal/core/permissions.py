"""Who may do what: roles, capabilities and the one permission matrix. Pure Python.

A role is what a person *stands as* for one body at one moment (meetings/rules/standing.py); a capability is
what a page or an action asks for. Denied unless the matrix says otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person stands as, for a body, at a moment (docs/domain.md's glossary)."""

    CHAIR = "CHAIR"  # formand
    VICE_CHAIR = "VICE_CHAIR"  # næstformand
    MEMBER = "MEMBER"  # medlem
    STAND_IN = "STAND_IN"  # stedfortrædende suppleant: asked to this meeting
    OBSERVER = "OBSERVER"  # tilforordnet
    COMMITTEE = "COMMITTEE"  # medlem af et af rådets udvalg
    SECRETARIAT = "SECRETARIAT"  # sekretariat
    HEARING_PARTY = "HEARING_PARTY"  # høringspart
    ADMINISTRATOR = "ADMINISTRATOR"  # councils, offices, reform; sees no unpublished material
    PUBLIC = "PUBLIC"  # everybody


class Can(StrEnum):
    """What can be asked for. The value is the Danish name in docs/tables.md."""

    READ_PUBLIC = "læse det offentlige"
    SIGN_IN = "logge ind"
    SEE_OVERVIEW = "se Mit overblik"
    READ_AS_OBSERVER = "læse tilforordnedes udgave"
    READ_AS_MEMBER = "læse medlemmernes udgave"
    READ_DRAFT = "læse udkast"
    PLAN_MEETING = "planlægge og aflyse møder"
    EDIT_AGENDA = "redigere dagsordenen"
    DISPATCH_AGENDA = "udsende dagsordenen"
    TAKE_MINUTES = "føre og udsende referat"
    PUBLISH = "offentliggøre"
    IMPORT = "importere færdige dokumenter"
    ERASE_CONTENT = "slette indhold"
    RETRY_ERRAND = "prøve et opgivet ærinde igen"


EVERYBODY = frozenset(Role)
MEMBERS = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.STAND_IN, Role.SECRETARIAT})
SECRETARIAT = frozenset({Role.SECRETARIAT})

MATRIX: dict[Can, frozenset[Role]] = {
    Can.READ_PUBLIC: EVERYBODY,
    Can.SIGN_IN: EVERYBODY,
    Can.SEE_OVERVIEW: EVERYBODY,  # anybody with a sign-in; it shows what each may see
    Can.READ_AS_OBSERVER: MEMBERS | {Role.OBSERVER},
    Can.READ_AS_MEMBER: MEMBERS,
    Can.READ_DRAFT: SECRETARIAT,
    Can.PLAN_MEETING: SECRETARIAT,
    Can.EDIT_AGENDA: SECRETARIAT,
    Can.DISPATCH_AGENDA: SECRETARIAT,
    Can.TAKE_MINUTES: SECRETARIAT,
    Can.PUBLISH: SECRETARIAT,
    Can.IMPORT: SECRETARIAT,
    Can.ERASE_CONTENT: SECRETARIAT,
    Can.RETRY_ERRAND: SECRETARIAT,
}

OPEN_TO_STRANGERS = frozenset({Can.READ_PUBLIC, Can.SIGN_IN})  # every other address asks for a sign-in first


@dataclass(frozen=True)
class Actor:
    """Who acts: a signed-in person, or nobody."""

    name: str
    user_id: int | None = None
    person_id: int | None = None
    is_administrator: bool = False


STRANGER = Actor(name="offentligheden")


def may(roles: Iterable[Role], can: Can) -> bool:
    """Whether one of the roles has the capability."""
    return not MATRIX[can].isdisjoint(roles)
