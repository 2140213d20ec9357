"""*Gendan som ny*: an earlier version of a text stands in the field again."""

from django.db import transaction

from meetings.actions.agenda import FIELDS, save_item
from meetings.models import AgendaItem, FieldVersion
from meetings.workflow import AGENDA, MINUTES
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Unseen


def part_of(field: str) -> str:
    """The part of the item that the field belongs to: agenda or minutes."""
    return MINUTES if field in FIELDS[MINUTES] else AGENDA


@transaction.atomic
def restore_version(*, item_id: int, version_id: int, seen: str, actor: Actor) -> AgendaItem:
    """Save an earlier text again, as a version of its own: the text that it replaces stays in the history.

    `seen` is the mark of what stood in the field when the page was made. Raises Stale when it has changed since,
    Refusal when the part can't be edited now, Unseen when the version is gone.
    """
    version = FieldVersion.objects.filter(pk=version_id, item_id=item_id).first()
    if version is None:
        raise Unseen
    return save_item(
        item_id=item_id,
        part=part_of(version.field),
        values={version.field: version.text},
        seen={version.field: seen},
        actor=actor,
        new_sitting=True,
    )
