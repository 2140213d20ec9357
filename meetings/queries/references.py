"""What the texts of an agenda can refer to, with the numbers of today."""

from collections.abc import Callable

from meetings.models import AgendaItem
from meetings.queries.agenda import Agenda
from meetings.rules.references import Target, attachment_anchor, attachment_words

HIDDEN = Target("et lukket bilag")


def references(agenda: Agenda) -> set[str]:
    """The keys of everything a text of the agenda can refer to."""
    items = [f"punkt:{item.pk}" for item in agenda.items]
    return {*items, *(f"bilag:{one.pk}" for item in agenda.items for one in item.attachments.all())}


def targets(agenda: Agenda, own: AgendaItem, sees: Callable[[str], bool] = lambda access: True) -> dict[str, Target]:
    """By key ("punkt:31", "bilag:45") what a reference in the text of `own` prints; asks the database nothing.

    `sees`: whether the reader may see what bears this mark. A closed item keeps its number, but not its attachments.
    """
    found: dict[str, Target] = {}
    for item in agenda.items:
        found[f"punkt:{item.pk}"] = Target(f"punkt {item.shown_number}", item.anchor)
        shown = sees(item.access) and not item.withdrawn
        for place, attachment in enumerate(item.attachments.all(), 1):
            words = attachment_words(attachment.label, item.shown_number, own=item == own)
            target = Target(words, attachment_anchor(item.anchor, place))
            found[f"bilag:{attachment.pk}"] = target if shown else HIDDEN
    return found
