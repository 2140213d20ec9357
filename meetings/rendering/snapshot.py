"""From rows to frozen plain data, once per audience. Redaction happens here and nowhere else."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime

from meetings.models import (
    Absence,
    AgendaItem,
    Attachment,
    Attendance,
    AttendanceChange,
    Body,
    DocumentProfile,
    Meeting,
    Publication,
)
from meetings.queries.agenda import Agenda
from meetings.queries.attendance import changes_of
from meetings.queries.references import targets
from meetings.rendering.document import TEMPLATE_VERSION
from meetings.rules import profile as rules
from meetings.rules.changes import changes
from meetings.rules.leading import led_by
from meetings.rules.references import resolved
from meetings.rules.visibility import sees

SCHEMA = 1
Kind = Publication.Kind
IMPORTED = "Importeret dokument: teksten og numrene er, som de er trykt i originalen."


def snapshot(
    meeting: Meeting,
    agenda: Agenda,
    *,
    kind: str,
    audience: str,
    version: int,
    issued_at: datetime | None,
    before: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The paper as this audience may read it: what it may not read is not in the result at all.

    `issued_at` is None for an imported document; `before` is the same audience's snapshot of the version before.
    """
    moved = changes_of(meeting) if kind == Kind.MINUTES else {}
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "paper": TEMPLATE_VERSION,
        "kind": kind,
        "version": version,
        "audience": audience,
        **_names(meeting, kind),
        "issued_at": localtime(issued_at).isoformat(timespec="seconds") if issued_at else None,
        "imported": meeting.state == Meeting.State.IMPORTED,
        "note": IMPORTED if meeting.state == Meeting.State.IMPORTED else "",
        "layout": agenda.profile.layout,
        "changes": [],
        "sections": [
            {
                "number": section.number,
                "title": section.title,
                "items": [_item(item, agenda, kind, audience, moved.get(item.pk, [])) for item in section.items],
            }
            for section in agenda.sections
        ],
        **_attendance(meeting, kind),
    }
    if data["imported"] and (original := _original(meeting, kind, audience)):
        data["original"] = original
    if kind == Kind.MINUTES and (led := leaders(agenda)):
        data["leaders"] = led
    if before:
        data["changes"] = changes(before, data)
        data["changed_since"] = before["version"]  # these readers may have been passed over by a version between
    return data


def _original(meeting: Meeting, kind: str, audience: str) -> dict[str, Any]:
    """When an imported paper was first sent out, and the file it was read from, for those who may have it."""
    original = meeting.originals.filter(kind=kind).first()
    if original is None:
        return {}
    told: dict[str, Any] = {"issued_on": original.issued_on.isoformat() if original.issued_on else None}
    if sees(audience, original.access):
        told |= {"filename": original.filename, "sha256": original.sha256, "size": original.size}
    return told


def differs(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether two snapshots differ in more than when and as which version they were frozen."""
    passing = {"paper", "version", "issued_at", "changes", "changed_since"}
    return any(before.get(name) != after[name] for name in after if name not in passing)


def _names(meeting: Meeting, kind: str) -> dict[str, Any]:
    body, council = meeting.body, meeting.body.council
    what = "Dagsorden til" if kind == Kind.AGENDA else "Referat af"
    running = "Dagsorden" if kind == Kind.AGENDA else "Referat"
    return {
        "council": {"slug": council.slug, "name": council.name},
        "body": {"kind": body.kind, "slug": body.slug, "name": body.name},
        "meeting": {
            "kind": meeting.get_kind_display(),
            "date": meeting.date.isoformat(),
            "starts_at": f"{meeting.starts_at:%H:%M}" if meeting.starts_at else None,
            "ends_at": f"{meeting.ends_at:%H:%M}" if meeting.ends_at else None,
            "place": meeting.place,
            "address": meeting.address,
        },
        "title": f"{what} {meeting_name(body, meeting.date)}",
        "running_header": f"{running} - {meeting_name(body, meeting.date)}",
    }


def meeting_name(body: Body, day: date) -> str:
    """ "RAR Sjællands møde den 1. februar 2024"; for the others "møde i Formandskabet for ... den ..."."""
    name = f"{genitive(body.name)} møde" if body.kind == Body.Kind.COUNCIL else f"møde i {body.name}"
    return f"{name} den {date_format(day, 'j. F Y')}"


def genitive(name: str) -> str:
    """The Danish genitive: an apostrophe after s, x and z."""
    return f"{name}’" if name[-1:] in "sxz" else f"{name}s"


def _item(
    item: AgendaItem, agenda: Agenda, kind: str, audience: str, moved: Sequence[AttendanceChange]
) -> dict[str, Any]:
    profile = agenda.profile
    shown: dict[str, Any] = {"number": item.shown_number, "anchor": item.anchor}
    if not sees(audience, item.access):
        return {**shown, "redacted": True}
    shown |= {"redacted": False, "withdrawn": item.withdrawn, "title": item.title, "access": item.access}
    if item.withdrawn:
        return shown
    attachments = list(item.attachments.all())
    known = targets(agenda, item, lambda access: sees(audience, access))
    return {
        **shown,
        "marks": marks(item) if profile.shows_status else [],
        "presenters": [
            {"name": presenter.name, "title": presenter.title, "organisation": presenter.organisation}
            for presenter in item.presenters.all()
        ],
        "parts": [
            {**part, "html": resolved(part["html"], known)} if "html" in part else part
            for part in _parts(item, profile, kind, has_attachments=bool(attachments))
        ],
        "outcome": item.get_outcome_display() if item.outcome and kind == Kind.MINUTES else "",
        "attachments": [_attachment(attachment, audience) for attachment in attachments],
        "no_attachments": item.no_attachments or profile.no_attachments,
        **({"attendance_changes": [str(change) for change in moved]} if moved else {}),
    }


def marks(item: AgendaItem) -> list[str]:
    """B, O, D and oplæg, in this order: what the item bears, whether or not the profile prints it."""
    borne = {"B": item.decides, "O": item.informs, "D": item.discusses, "oplæg": item.presentation}
    return [mark for mark, holds in borne.items() if holds]


def headings_of(item: AgendaItem, profile: DocumentProfile) -> list[tuple[str, str]]:
    """The fields of an item that the profile prints, in its order for this kind and these marks, with headings."""
    return rules.headings_of(vars(profile), kind=item.kind, marks=marks(item))


def _parts(item: AgendaItem, profile: DocumentProfile, kind: str, *, has_attachments: bool) -> list[dict[str, str]]:
    any_other_business = item.kind == AgendaItem.Kind.ANY_OTHER_BUSINESS
    parts = []
    for field, heading in headings_of(item, profile):
        if field == "attachments":
            if has_attachments or not any_other_business:
                parts.append({"field": field, "heading": heading})
        elif field == "decision":
            html = item.decision if kind == Kind.MINUTES or item.number_is_printed else ""
            if html or kind == Kind.AGENDA:
                parts.append({"field": field, "heading": heading, "html": html})
        elif html := getattr(item, field):
            parts.append({"field": field, "heading": heading, "html": html})
    return parts


def _attachment(attachment: Attachment, audience: str) -> dict[str, Any]:
    if not sees(audience, attachment.access):
        return {"label": attachment.label, "redacted": True}
    return {
        "label": attachment.label,
        "redacted": False,
        "access": attachment.access,
        "title": attachment.title,
        "kind": attachment.kind,
        "url": attachment.url,
        "filename": attachment.filename,
        "size": attachment.size,
        "sha256": attachment.sha256,
    }


def _attendance(meeting: Meeting, kind: str) -> dict[str, Any]:
    lines = list(meeting.attendance.all()) if kind == Kind.MINUTES else []
    absences = meeting.absences.select_related("membership__person") if lines else []
    told = {absence.membership.person.name: _told(absence) for absence in absences}
    groups: dict[str, list[str]] = {}
    for line in lines:
        if line.presence == Attendance.Presence.PRESENT:
            groups.setdefault(line.group or "Øvrige", []).append(line.name)
    return {
        "attendance_heading": "På mødet deltog",
        "attendance": [{"heading": heading, "names": names} for heading, names in groups.items()],
        "excused": [
            line.name + told.get(line.name, "") for line in lines if line.presence == Attendance.Presence.EXCUSED
        ],
    }


def _told(absence: Absence) -> str:
    """How the secretariat was told of an afbud that it entered for somebody."""
    if not absence.source or not absence.told_on:
        return ""
    return f" (meldt til sekretariatet: {absence.source}, {date_format(absence.told_on, 'j. F Y')})"


def leaders(agenda: Agenda) -> list[str]:
    """Sentences about who led the meeting, or which items of it; none where it isn't known."""
    items = [item for item in agenda.items if not item.withdrawn]
    return led_by((item.shown_number, item.led_by.name if item.led_by else "") for item in items)
