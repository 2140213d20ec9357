"""*Vis som*: the secretariat looks at the pages as others see them. Read only, and in the log."""

from django.db import transaction

from meetings.models import Council
from meetings.queries.standing import SEEN_AS, council_for
from rarportal.core.log import record
from rarportal.core.permissions import Actor, Can, Role
from rarportal.core.refusal import Unseen

WORDS = {
    Role.PUBLIC: "offentligheden",
    Role.OBSERVER: "tilforordnet",
    Role.MEMBER: "medlem",
    Role.CHAIR: "formandskabet",
}


@transaction.atomic
def begin_viewing(*, council: str, role: str, actor: Actor) -> Council:
    """The actor begins to see the council's pages as the role would. Raises Unseen or Forbidden without the right."""
    found, _ = council_for(actor, council=council, can=Can.VIEW_AS)
    if role not in SEEN_AS:
        raise Unseen
    record(what="Siderne blev set som", thing=WORDS[Role(role)], actor=actor, council_id=found.pk)
    return found
