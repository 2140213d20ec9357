"""*Prøv igen*: a person takes up an errand that was given up."""

from django.db import transaction

from meetings.actions.acting import note, open_meeting
from meetings.models import Publication
from rarportal.core import errands
from rarportal.core.models import Errand
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal, Unseen


@transaction.atomic
def retry_errand(*, errand_id: int, actor: Actor) -> None:
    """Make a given-up errand due again. Raises Refusal when it is not given up any more."""
    errand = Errand.objects.filter(pk=errand_id).first()
    publication = Publication.objects.filter(pk=errand.params.get("publication_id")).first() if errand else None
    if errand is None or publication is None:
        raise Unseen
    meeting, _ = open_meeting(meeting_id=publication.meeting_id, actor=actor, can=Can.RETRY_ERRAND)
    if not errands.retry(errand):
        raise Refusal("Det er allerede i gang igen.", code="not-parked")
    note(meeting, actor, "Et ærinde blev prøvet igen", errand=errand.pk)
