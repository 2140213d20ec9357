"""*Prøv igen*: a person takes up an errand that was given up."""

from django.db import transaction

from meetings.actions.acting import note, open_meeting
from rarportal.core import errands
from rarportal.core.models import Errand
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal, Unseen


@transaction.atomic
def retry_errand(*, meeting_id: int, errand_id: int, actor: Actor) -> None:
    """Make a given-up errand of the meeting due again. Raises Refusal when it is not given up any more."""
    meeting, _ = open_meeting(meeting_id=meeting_id, actor=actor, can=Can.RETRY_ERRAND)
    errand = Errand.objects.filter(pk=errand_id).first()
    if errand is None or not meeting.publications.filter(pk=errand.params.get("publication_id")).exists():
        raise Unseen
    if not errands.retry(errand):
        raise Refusal("Det er allerede i gang igen.", code="not-parked")
    note(meeting, actor, "Et ærinde blev prøvet igen", errand=errand.pk)
