"""Attachments of an item: files and links, their title, order, mark and versions, and their removal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from meetings.actions.acting import changes, note, open_item
from meetings.models import Access, AgendaItem, Attachment, AttachmentVersion, Meeting, on_disk, store
from meetings.queries.agenda import bytes_of_council
from meetings.rules.links import is_link
from meetings.workflow import AGENDA
from rarportal.core.clock import now
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Refusal, Unseen
from rarportal.core.uploads import checked, safe_name

QUOTA_LOCK = 483  # the first key of the advisory lock; the second is the council


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A file that has been checked and is kept: what the row needs of it."""

    filename: str
    sha256: str
    size: int


def attach_file(
    *, item_id: int, title: str, filename: str, data: bytes | IO[bytes], access: str, actor: Actor
) -> Attachment:
    """Attach a file (an open one on disk, or its bytes). Its kind is told from the content, not from the name.

    Looked at before anything is locked: that may take a second. Raises Refusal for what is not taken
    (core/uploads.py), an empty file, more than UPLOAD_LIMIT bytes, or more than the council's quota.
    """
    _may_edit(item_id, actor)
    file = _stored(filename, data)
    with transaction.atomic():
        meeting, item = open_item(item_id=item_id, part=AGENDA, actor=actor)
        _see_to_quota(meeting, file)
        title = title.strip() or file.filename
        if item.attachments.filter(sha256=file.sha256, title=title).exists():
            raise Refusal("Filen er allerede bilag til punktet.", code="twice")
        return _attach(item, actor, kind=Attachment.Kind.FILE, title=title, access=Access(access), **vars(file))


@transaction.atomic
def attach_link(*, item_id: int, title: str, url: str, access: str, actor: Actor) -> Attachment:
    """Attach a link. Raises Refusal for an address that is not https, http or mailto (rules/links.py)."""
    _, item = open_item(item_id=item_id, part=AGENDA, actor=actor)
    if not is_link(url):
        raise Refusal("Linket skal begynde med https://, http:// eller mailto:.", code="not-a-link")
    return _attach(item, actor, kind=Attachment.Kind.LINK, title=title.strip() or url, url=url, access=Access(access))


def replace_file(*, attachment_id: int, filename: str, data: bytes | IO[bytes], actor: Actor) -> Attachment:
    """*Erstat med ny version*: number, title and mark stay, the earlier file is kept. Raises as `attach_file`."""
    own = Attachment.objects.filter(pk=attachment_id).first()
    if own is None:
        raise Unseen
    _may_edit(own.item_id, actor)
    file = _stored(filename, data)
    with transaction.atomic():
        attachment = _open(attachment_id, actor)
        if attachment.kind == Attachment.Kind.LINK:
            raise Refusal("Bilaget er et link. Fjern det, og tilføj filen som et nyt bilag.", code="link")
        if attachment.sha256 == file.sha256:
            raise Refusal("Det er den samme fil, som ligger der allerede.", code="twice")
        _see_to_quota(attachment.item.meeting, file)
        if attachment.sha256:
            known = ("filename", "sha256", "size", "added_at", "added_by")
            earlier = {name: getattr(attachment, name) for name in known}
            AttachmentVersion.objects.create(
                attachment=attachment, replaced_at=now(), replaced_by=actor.name, **earlier
            )
        if attachment.title == attachment.filename:
            attachment.title = file.filename
        attachment.kind = Attachment.Kind.FILE  # a printed line whose file was lost has it again
        attachment.filename, attachment.sha256, attachment.size = file.filename, file.sha256, file.size
        attachment.added_at, attachment.added_by = now(), actor.name
        attachment.save()
        note(attachment.item.meeting, actor, "Et bilag fik en ny version", attachment=attachment.pk)
        return attachment


def _may_edit(item_id: int, actor: Actor) -> None:
    with transaction.atomic():
        open_item(item_id=item_id, part=AGENDA, actor=actor)


def _stored(filename: str, data: bytes | IO[bytes]) -> Stored:
    """Check the file and keep it under its digest."""
    limit = settings.UPLOAD_LIMIT
    size = len(data) if isinstance(data, bytes) else getattr(data, "size", 0)
    if size > limit:
        raise Refusal(f"Filen er større end {limit // 2**20} MB.", code="too-large")
    with on_disk(data) as file, checked(file) as (kind, kept):
        sha256 = store(kept)
        return Stored(filename=safe_name(filename, kind), sha256=sha256, size=kept.tell())


def _see_to_quota(meeting: Meeting, file: Stored) -> None:
    """Raise Refusal when the file does not fit; two at once are asked one after the other."""
    council = meeting.body.council_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [QUOTA_LOCK, council])
    if bytes_of_council(council) + file.size > settings.UPLOAD_QUOTA:
        raise Refusal("Der er ikke plads til filen: rådets bilag fylder for meget. Kontakt driften.", code="quota")


def _attach(item: AgendaItem, actor: Actor, **fields: object) -> Attachment:
    last = item.attachments.aggregate(last=Max("position"))["last"] or 0
    attachment = Attachment.objects.create(item=item, position=last + 1, added_at=now(), added_by=actor.name, **fields)
    note(item.meeting, actor, "Et bilag blev tilføjet", item=item.pk, attachment=attachment.pk)
    return attachment


@transaction.atomic
def rename_attachment(*, attachment_id: int, title: str, seen: Mapping[str, str], actor: Actor) -> Attachment:
    """Give the attachment another title. Raises Stale when somebody else has since `seen` (a mark) was seen."""
    attachment = _open(attachment_id, actor)
    if changed := changes({"title": attachment.title}, {"title": title.strip()}, seen):
        attachment.title = changed["title"]
        attachment.save(update_fields=["title"])
        note(attachment.item.meeting, actor, "Et bilags titel blev ændret", attachment=attachment.pk)
    return attachment


@transaction.atomic
def shift_attachment(*, attachment_id: int, up: bool, actor: Actor) -> Attachment:
    """*Flyt op/ned*: change places with the neighbour; at the edge nothing happens.

    Raises Refusal when either has been dispatched: the number it was sent with stays.
    """
    attachment = _open(attachment_id, actor)
    siblings = list(attachment.item.attachments.order_by("position"))
    here = next(place for place, one in enumerate(siblings) if one.pk == attachment.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(siblings):
        other = siblings[there]
        if attachment.number is not None or other.number is not None:
            raise Refusal("Bilaget er udsendt og beholder sit nummer og sin plads.", code="dispatched")
        attachment.position, other.position = other.position, attachment.position
        attachment.save(update_fields=["position"])
        other.save(update_fields=["position"])
        note(attachment.item.meeting, actor, "Et bilag blev flyttet", attachment=attachment.pk)
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
