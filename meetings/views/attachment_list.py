"""What the list of an item's attachments shows, and what can be done there."""

from typing import Any

from django.conf import settings

from meetings.forms.attachments import AttachmentForm
from meetings.models import Access, AgendaItem, Attachment, AttachmentVersion, Meeting
from meetings.queries.agenda import earlier_files
from meetings.rules.links import SCHEMES
from meetings.rules.versions import mark_of
from meetings.views.viewer import link


def attachments_context(
    meeting: Meeting,
    item: AgendaItem,
    form: AttachmentForm | None = None,
    taken: list[str] | None = None,
    said: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """For `components/attachments.html`.

    `form`: of a new attachment, as it was typed. `taken`: names of the files that were attached although others
    were not. `said`: what is wrong at one attachment (`pk`, `trouble`), with the title that was `typed`.
    """
    earlier = earlier_files(item)
    rows = list(item.attachments.all())
    return {
        "attachments": [
            {
                **_row(meeting, one, earlier.get(one.pk, [])),
                "first": place == 0,
                "last": place == len(rows) - 1,
                **(said if said and said["pk"] == one.pk else {}),
            }
            for place, one in enumerate(rows)
        ],
        "access_choices": Access.choices,
        "attachment_form": form or AttachmentForm(),
        "attach_url": link("attach", meeting, item=item.pk),
        "taken": taken or [],
        "upload_limit": settings.UPLOAD_LIMIT,
    }


def _row(meeting: Meeting, one: Attachment, earlier: list[AttachmentVersion]) -> dict[str, Any]:
    own = {"attachment": one.pk}
    return {
        "pk": one.pk,
        "label": one.label,
        "title": one.title,
        "seen": mark_of(one.title),
        "kind": one.kind,
        "access": one.access,
        "access_text": one.get_access_display(),
        "suffix": one.filename.rpartition(".")[2].upper() if one.sha256 else "",
        "size": one.size,
        "added_at": one.added_at if one.sha256 else None,
        "added_by": one.added_by,
        "url": _url(meeting, one),
        "numbered": one.number is not None,
        "rename_url": link("rename_attachment", meeting, **own),
        "shift_url": link("shift_attachment", meeting, **own),
        "mark_url": link("mark_attachment", meeting, **own),
        "replace_url": None if one.kind == Attachment.Kind.LINK else link("replace_attachment", meeting, **own),
        "remove_url": None if one.number else link("remove_attachment", meeting, **own),
        "earlier": [
            {
                "filename": version.filename,
                "size": version.size,
                "replaced_at": version.replaced_at,
                "replaced_by": version.replaced_by,
                "added_at": version.added_at,
                "added_by": version.added_by,
                "url": link("earlier_file", meeting, **own, earlier=version.pk),
            }
            for version in earlier
        ],
    }


def _url(meeting: Meeting, attachment: Attachment) -> str:
    """Where the file or the link leads; "" for a title alone, and for an address that is no link (trust row T8)."""
    if attachment.url.startswith(tuple(f"{scheme}:" for scheme in SCHEMES)):
        return attachment.url
    return link("draft_file", meeting, attachment=attachment.pk) if attachment.sha256 else ""
