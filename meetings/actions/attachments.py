"""Attachments of an item: files and links, their mark, and their removal."""

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from meetings.actions.acting import note, open_item
from meetings.models import Access, AgendaItem, Attachment, store_bytes
from meetings.workflow import AGENDA
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Refusal, Unseen

PDF_BEGINS = b"%PDF-"


@transaction.atomic
def attach_file(*, item_id: int, title: str, filename: str, data: bytes, access: str, actor: Actor) -> Attachment:
    """Attach a PDF. Its kind is told from the content, not from the name.

    Raises Refusal for anything else, an empty file, or more than UPLOAD_LIMIT bytes.
    """
    _, item = open_item(item_id=item_id, part=AGENDA, actor=actor)
    limit = settings.UPLOAD_LIMIT
    if len(data) > limit:
        raise Refusal(f"Filen er større end {limit // 2**20} MB.", code="too-large")
    if not data.startswith(PDF_BEGINS):
        raise Refusal("Filen er ikke en PDF. Gem dokumentet som PDF, og vælg det igen.", code="not-pdf")
    return _attach(
        item,
        actor,
        kind=Attachment.Kind.FILE,
        title=title.strip() or filename,
        filename=filename[-200:],  # the end says what kind it is
        sha256=store_bytes(data),
        size=len(data),
        access=Access(access),
    )


@transaction.atomic
def attach_link(*, item_id: int, title: str, url: str, access: str, actor: Actor) -> Attachment:
    """Attach a link. Raises Refusal for an address that is not http or https."""
    _, item = open_item(item_id=item_id, part=AGENDA, actor=actor)
    if not url.startswith(("https://", "http://")):
        raise Refusal("Linket skal begynde med https://.", code="not-a-link")
    return _attach(item, actor, kind=Attachment.Kind.LINK, title=title.strip() or url, url=url, access=Access(access))


def _attach(item: AgendaItem, actor: Actor, **fields: object) -> Attachment:
    last = item.attachments.aggregate(last=Max("position"))["last"] or 0
    attachment = Attachment.objects.create(item=item, position=last + 1, **fields)
    note(item.meeting, actor, "Et bilag blev tilføjet", item=item.pk, attachment=attachment.pk)
    return attachment


@transaction.atomic
def mark_attachment(*, attachment_id: int, access: str, actor: Actor) -> Attachment:
    """Open or close an attachment, or keep it for members only."""
    attachment = _open(attachment_id, actor)
    attachment.access = Access(access)
    attachment.save(update_fields=["access"])
    note(
        attachment.item.meeting,
        actor,
        "Et bilags adgang blev ændret",
        attachment=attachment.pk,
        access=access,
    )
    return attachment


@transaction.atomic
def remove_attachment(*, attachment_id: int, actor: Actor) -> None:
    """Remove an attachment that has not been dispatched. Raises Refusal for one that has: it can be closed."""
    attachment = _open(attachment_id, actor)
    if attachment.number is not None:
        raise Refusal("Bilaget er udsendt og beholder sit nummer. Luk det i stedet.", code="dispatched")
    note(attachment.item.meeting, actor, "Et bilag blev fjernet", attachment=attachment.pk)
    attachment.delete()


def _open(attachment_id: int, actor: Actor) -> Attachment:
    found = Attachment.objects.filter(pk=attachment_id).values_list("item_id", flat=True).first()
    if found is None:
        raise Unseen
    _, item = open_item(item_id=found, part=AGENDA, actor=actor)
    attachment = item.attachments.filter(pk=attachment_id).first()
    if attachment is None:
        raise Unseen
    return attachment
