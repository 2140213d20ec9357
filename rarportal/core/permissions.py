"""Who may do what: roles, capabilities and the one permission matrix. Pure Python.

A role is what a person *stands as* for one body at one moment (meetings/rules/standing.py); a capability is
what a page or an action asks for. Denied unless the matrix says otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
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
    KEEP_OWN_ACCOUNT = "føre sin egen konto og sine egne oplysninger"
    REPORT_ABSENCE = "melde afbud og sige, at man kommer alligevel"
    ENTER_ON_BEHALF = "indtaste på andres vegne"
    MANAGE_PEOPLE = "føre personer, pladser og formandskab, og se kontaktoplysninger"
    SET_UP = "indstille mødefora, dokumentprofil, faste punkter og mailtekster"
    READ_LOG = "læse loggen over ændringer"
    VIEW_AS = "se siderne, som andre ser dem"
    READ_ROUND = "læse en positivlisterunde"
    EDIT_ROUND = "føre positivlisterunder og offentliggøre listen"
    APPROVE_LIST = "godkende positivlisten eller sende den tilbage"
    ADMINISTER = "føre råd, kontorer og reformen"


EVERYBODY = frozenset(Role)
MEMBERS = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.STAND_IN, Role.SECRETARIAT})
SECRETARIAT = frozenset({Role.SECRETARIAT})
CHAIRMANSHIP = frozenset({Role.CHAIR, Role.VICE_CHAIR})
SEATED = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.STAND_IN, Role.OBSERVER})

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
    Can.KEEP_OWN_ACCOUNT: EVERYBODY,  # anybody with a sign-in
    Can.REPORT_ABSENCE: SEATED,  # the secretariat enters it on behalf of the person
    Can.ENTER_ON_BEHALF: SECRETARIAT,
    Can.MANAGE_PEOPLE: SECRETARIAT,
    Can.SET_UP: SECRETARIAT,
    Can.READ_LOG: SECRETARIAT,
    Can.VIEW_AS: SECRETARIAT,
    Can.READ_ROUND: CHAIRMANSHIP | SECRETARIAT,
    Can.EDIT_ROUND: SECRETARIAT,
    Can.APPROVE_LIST: CHAIRMANSHIP,  # the secretariat enters it on behalf of the person
    Can.ADMINISTER: frozenset({Role.ADMINISTRATOR}),
}

OPEN_TO_STRANGERS = frozenset({Can.READ_PUBLIC, Can.SIGN_IN})  # every other address asks for a sign-in first


class Source(StrEnum):
    """How somebody told the secretariat what it enters for them. The value is the Danish word."""

    TELEPHONE = "telefon"
    MAIL = "mail"
    MEETING = "møde"


@dataclass(frozen=True)
class Behalf:
    """The person whose act the secretariat enters, how they told it, and on which day."""

    person_id: int
    name: str
    source: Source
    told_on: date


@dataclass(frozen=True)
class Actor:
    """Who acts: a signed-in person, or nobody; with `behalf`, a person whose act somebody else enters."""

    name: str
    user_id: int | None = None
    person_id: int | None = None
    is_administrator: bool = False
    has_post: bool = False  # works in an office now: for the menu; rights are asked of `standing()`
    holds_chair: bool = False  # chair or vice-chair somewhere now: a second factor is demanded
    behalf: Behalf | None = None
    seen_as: Role | None = None  # *Vis som*: reads as this role would, and acts as nobody
    seen_in: int | None = None  # the council's id in which that role is stood as


STRANGER = Actor(name="offentligheden")
SYSTEM = Actor(name="portalen selv")  # the clock (meetings/jobs.py): what nobody asks for and the rules demand


def may(roles: Iterable[Role], can: Can) -> bool:
    """Whether one of the roles has the capability."""
    return not MATRIX[can].isdisjoint(roles)
