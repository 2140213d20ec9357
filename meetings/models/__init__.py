"""Councils, people, meetings, agendas, minutes and publications."""

from meetings.models.agenda import TEXT_FIELDS, Access, AgendaItem, AgendaSection, Attachment, Presenter
from meetings.models.council import Body, Council, DocumentProfile, Office, OfficeService
from meetings.models.files import path_of, remove, store_bytes
from meetings.models.meeting import Attendance, Meeting, StandIn
from meetings.models.people import Membership, OfficeStaff, Organisation, Person
from meetings.models.publication import Erasure, Publication, PublicationContent, Rendition

__all__ = [
    "TEXT_FIELDS",
    "Access",
    "AgendaItem",
    "AgendaSection",
    "Attachment",
    "Attendance",
    "Body",
    "Council",
    "DocumentProfile",
    "Erasure",
    "Meeting",
    "Membership",
    "Office",
    "OfficeService",
    "OfficeStaff",
    "Organisation",
    "Person",
    "Presenter",
    "Publication",
    "PublicationContent",
    "Rendition",
    "StandIn",
    "path_of",
    "remove",
    "store_bytes",
]
