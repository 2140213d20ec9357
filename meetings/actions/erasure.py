"""*Slet indhold*: content and PDF go, the tombstone stays in the chain."""

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.db.models import Q

from meetings.actions.acting import note, open_meeting
from meetings.models import (
    Attachment,
    AttachmentVersion,
    Erasure,
    FieldVersion,
    ImportDraft,
    Original,
    Publication,
    PublicationContent,
    Rendition,
    remove,
)
from meetings.rules.chain import files_named
from rarportal.core.clock import now
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal, Unseen


@transaction.atomic
def erase_content(*, meeting_id: int, kind: str, version: int, reason: str, actor: Actor) -> None:
    """Erase one version of a paper for every audience: data, article, PDFs, and files that nothing else uses.

    The earlier versions of the draft's texts go too: nothing erased comes back by *Gendan* (trust row T4).

    Raises Refusal without a reason or when it is erased already, Unseen when there is no such version.
    """
    meeting, _ = open_meeting(meeting_id=meeting_id, actor=actor, can=Can.ERASE_CONTENT)
    papers = list(meeting.publications.filter(kind=kind, version=version))
    if not papers:
        raise Unseen
    Original.objects.filter(meeting=meeting, kind=kind).delete()
    FieldVersion.objects.filter(Q(item__meeting=meeting) | Q(item__deleted_from=meeting)).delete()
    erase_papers(papers, reason=reason, actor=actor)
    note(meeting, actor, "Indhold blev slettet", reason=reason, kind=kind, version=version)


def erase_papers(papers: Sequence[Publication], *, reason: str, actor: Actor) -> None:
    """Within the act that erases: the papers' content and files, with a tombstone for each.

    The act has locked what a rendering locks, so that no file comes after. Raises Refusal without a reason or when one
    of them is erased already.
    """
    if not reason.strip():
        raise Refusal("Skriv, hvorfor indholdet slettes. Grunden bliver stående.", code="no-reason")
    if Erasure.objects.filter(publication__in=papers).exists():
        raise Refusal("Indholdet er allerede slettet.", code="erased")
    contents = PublicationContent.objects.filter(pk__in=[paper.content_sha256 for paper in papers])
    attached = {digest for content in contents for digest in files_named(content.data)}
    files = set(Rendition.objects.filter(publication__in=papers).values_list("sha256", flat=True))
    Erasure.objects.bulk_create(
        Erasure(publication=paper, at=now(), by=actor.name, reason=reason.strip()) for paper in papers
    )
    contents.delete()
    files |= {digest for digest in attached if not is_used(digest)}
    for digest in files:
        transaction.on_commit(partial(remove, digest))


def is_used(digest: str) -> bool:
    """Whether anything that is kept still names the file."""
    return (
        Attachment.objects.filter(sha256=digest).exists()
        or ImportDraft.objects.filter(sha256=digest).exists()
        or Original.objects.filter(sha256=digest).exists()
        or AttachmentVersion.objects.filter(sha256=digest).exists()
        or PublicationContent.objects.filter(data__contains=digest).exists()
    )
