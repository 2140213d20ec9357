"""The draft of a meeting's agenda and minutes: sections and items in order, with the numbers they show."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Sum

from meetings.models import AgendaItem, AgendaSection, Attachment, AttachmentVersion, DocumentProfile, Meeting
from meetings.rules import numbering
from rarportal.core.refusal import Unseen


@dataclass
class Section:
    """A section as it shows; a flat agenda has one without number and title."""

    number: str
    title: str
    items: list[AgendaItem]
    pk: int | None = None


@dataclass
class Agenda:
    """All of the draft. Each item has `.shown_number` and `.anchor`, each attachment `.label`."""

    profile: DocumentProfile
    sections: list[Section] = field(default_factory=list)
    has_changed: bool = False

    @property
    def items(self) -> list[AgendaItem]:
        """The items in the order they are taken."""
        return [item for section in self.sections for item in section.items]


def agenda_of(meeting: Meeting) -> Agenda:
    """The draft, in four queries whatever its length (sections, items, presenters, attachments)."""
    profile = meeting.body.council.profile
    items = list(
        meeting.items.select_related("led_by").prefetch_related("presenters", "attachments").order_by("position")
    )
    return numbered(profile, list(meeting.sections.all()), items)


def numbered(profile: DocumentProfile, sections: list[AgendaSection], items: list[AgendaItem]) -> Agenda:
    """The agenda that sections and items in their order make under a profile, with the numbers they show."""
    agenda = Agenda(profile=profile, sections=_sections(profile, sections, items))
    _number(agenda)
    return agenda


def deleted_from(meeting: Meeting, *, since: datetime) -> list[AgendaItem]:
    """The items that were deleted from the meeting's draft since then, the newest first."""
    return list(meeting.deleted_items.filter(deleted_at__gt=since).order_by("-deleted_at"))


def attachment_of(meeting: Meeting, pk: int) -> Attachment:
    """An attachment of the draft. Raises Unseen when it isn't this meeting's: the address must not lie."""
    attachment = Attachment.objects.filter(pk=pk, item__meeting=meeting).first()
    if attachment is None:
        raise Unseen
    return attachment


def earlier_files(item: AgendaItem) -> dict[int, list[AttachmentVersion]]:
    """The replaced files of each of an item's attachments, the newest first."""
    found: dict[int, list[AttachmentVersion]] = {}
    for version in AttachmentVersion.objects.filter(attachment__item=item):
        found.setdefault(version.attachment_id, []).append(version)
    return found


def earlier_file(attachment: Attachment, pk: int) -> AttachmentVersion:
    """A replaced file of the attachment. Raises Unseen when it isn't one of its."""
    version = attachment.earlier.filter(pk=pk).first()
    if version is None:
        raise Unseen
    return version


def bytes_of_council(council_id: int) -> int:
    """What all attachments of a council take, replaced files with them."""
    now = Attachment.objects.filter(item__meeting__body__council=council_id).aggregate(sum=Sum("size"))
    before = AttachmentVersion.objects.filter(attachment__item__meeting__body__council=council_id).aggregate(
        sum=Sum("size")
    )
    return int(now["sum"] or 0) + int(before["sum"] or 0)


def _sections(profile: DocumentProfile, sections: list[AgendaSection], items: list[AgendaItem]) -> list[Section]:
    printed = bool(items) and all(item.number_is_printed for item in items)  # imported: as the document had it
    if profile.numbering == DocumentProfile.Numbering.FLAT and not (printed and sections):
        return [Section(number="", title="", items=items)]
    numbers = numbering.section_numbers([section.number for section in sections])
    shown = [
        Section(
            number=number,
            title=section.title,
            items=[item for item in items if item.section_id == section.pk],
            pk=section.pk,
        )
        for number, section in zip(numbers, sections, strict=True)
    ]
    loose = [item for item in items if item.section_id is None]
    return [*([Section(number="", title="", items=loose)] if loose else []), *shown]


def _number(agenda: Agenda) -> None:
    for section in agenda.sections:
        numbers = [item.number for item in section.items]
        if not all(item.number_is_printed for item in section.items):
            prefix = f"{section.number}." if section.number else ""
            numbers = numbering.item_numbers(numbers, prefix=prefix)
        for item, number in zip(section.items, numbers, strict=True):
            item.shown_number = number
            _label(agenda.profile.attachment_style, item, list(item.attachments.all()))
    anchors = numbering.anchors([item.shown_number for item in agenda.items])
    for item, anchor in zip(agenda.items, anchors, strict=True):
        item.anchor = anchor


def _label(style: str, item: AgendaItem, attachments: list[Attachment]) -> None:
    numbers = numbering.attachment_numbers([attachment.number for attachment in attachments])
    for attachment, number in zip(attachments, numbers, strict=True):
        attachment.shown_number = number
        attachment.label = (
            attachment.printed_label
            if item.number_is_printed
            else numbering.attachment_label(style, item.shown_number, number)
        )
