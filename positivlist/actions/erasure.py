"""*Slet indhold* of a list: what everybody reads, and what its round still has of it."""

from django.db import transaction
from django.db.models import Q

from meetings.actions.erasure import erase_papers
from meetings.models import Council
from positivlist.actions.acting import note, open_round, was_changed
from positivlist.models import CourseImport, Edition, ListRound, PublishedList
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Unseen


@transaction.atomic
def erase_list(*, list_id: int, reason: str, actor: Actor) -> None:
    """Erase a published list: content and files, the round's courses, and all that can bring them back (trust row T4).

    The answers of the chairmanship and their digests stay. A round that began from the list keeps its own courses, with
    nothing to compare them with; what the chairmanship is shown is then another, and answers to it are void.

    Raises Unseen when there is no such list, Unseen or Forbidden without the right, Refusal as `erase_papers`.
    """
    listed = PublishedList.objects.filter(pk=list_id).select_related("publication").first()
    if listed is None:
        raise Unseen
    round, _ = open_round(round_id=listed.round_id, actor=actor, can=Can.ERASE_CONTENT)
    Council.objects.select_for_update().get(pk=listed.council_id)  # rendering its PDF locks it too: one comes first
    erase_papers([listed.publication], reason=reason, actor=actor)
    round.courses.all().delete()
    of_it = Q(round=round) | Q(round__base=listed)
    CourseImport.objects.filter(of_it).delete()
    Edition.objects.filter(of_it).delete()
    for later in ListRound.objects.select_for_update().filter(base=listed, state=ListRound.State.APPROVING):
        was_changed(later, actor)
    note(round, actor, "Indhold blev slettet", reason=reason, kind="LIST", version=listed.publication.version)
