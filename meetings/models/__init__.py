"""Councils, people, meetings, agendas, minutes and publications."""

from meetings.models.agenda import (
    TEXT_FIELDS,
    Access,
    AgendaItem,
    AgendaSection,
    Attachment,
    AttachmentVersion,
    AttendanceChange,
    Postponement,
    Presenter,
)
from meetings.models.council import (
    Body,
    Council,
    Coverage,
    DocumentProfile,
    Municipality,
    Neighbour,
    Office,
    OfficeService,
)
from meetings.models.editing import FieldVersion, Sitting
from meetings.models.files import on_disk, path_of, remove, store, store_bytes, sweep
from meetings.models.imports import ImportDraft, Original
from meetings.models.meeting import Absence, Attendance, Meeting, StandIn
from meetings.models.people import Invitation, Membership, OfficeStaff, Organisation, Person, SeatAllocation
from meetings.models.publication import Erasure, Publication, PublicationContent, Rendition
from meetings.models.templates import MailText, StandingItem

__all__ = [
    "TEXT_FIELDS",
    "Absence",
    "Access",
    "AgendaItem",
    "AgendaSection",
    "Attachment",
    "AttachmentVersion",
    "Attendance",
    "AttendanceChange",
    "Body",
    "Council",
    "Coverage",
    "DocumentProfile",
    "Erasure",
    "FieldVersion",
    "ImportDraft",
    "Invitation",
    "MailText",
    "Meeting",
    "Membership",
    "Municipality",
    "Neighbour",
    "Office",
    "OfficeService",
    "OfficeStaff",
    "Organisation",
    "Original",
    "Person",
    "Postponement",
    "Presenter",
    "Publication",
    "PublicationContent",
    "Rendition",
    "SeatAllocation",
    "Sitting",
    "StandIn",
    "StandingItem",
    "on_disk",
    "path_of",
    "remove",
    "store",
    "store_bytes",
    "sweep",
]
