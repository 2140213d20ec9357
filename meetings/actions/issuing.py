"""Freezing a paper: numbers, snapshots, links of the council's chain, and the errands that render them."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from meetings.models import AgendaSection, Attachment, Council, Meeting, Publication, PublicationContent
from meetings.queries.agenda import Agenda
from meetings.queries.chain import facts_of
from meetings.rendering.document import article
from meetings.rendering.snapshot import differs, snapshot
from meetings.rules.chain import canonical, content_digest, link_digest
from meetings.rules.visibility import sees
from rarportal.core.errands import ask
from rarportal.core.permissions import Actor

CHAIN_LOCK = 482  # the first key of the advisory lock; the second is the council


def freeze_numbers(agenda: Agenda) -> None:
    """Write the numbers that show into the rows: from now on they stay (docs/architecture.md, Publications)."""
    for section in agenda.sections:
        if section.pk:
            AgendaSection.objects.filter(pk=section.pk, number="").update(number=section.number)
    for item in agenda.items:
        if not item.number:
            item.number = item.shown_number
            item.save(update_fields=["number"])
        for attachment in item.attachments.all():
            if attachment.number is None:
                Attachment.objects.filter(pk=attachment.pk).update(number=attachment.shown_number)


def newest(meeting: Meeting, kind: str, audience: str) -> Mapping[str, Any] | None:
    """The newest frozen snapshot for an audience; None when there is none or its content is erased."""
    digest = (
        meeting.publications.filter(kind=kind, audience=audience)
        .order_by("-version")
        .values_list("content_sha256", flat=True)
        .first()
    )
    content = PublicationContent.objects.filter(pk=digest).first() if digest else None
    return json.loads(content.data) if content else None


def newest_version(meeting: Meeting, kind: str) -> int:
    """The highest version issued to anybody; 0 before the first."""
    return meeting.publications.filter(kind=kind).order_by("-version").values_list("version", flat=True).first() or 0


def has_changed(meeting: Meeting, agenda: Agenda) -> bool:
    """Whether the draft differs from the agenda that is out, as the members read it."""
    before = newest(meeting, Publication.Kind.AGENDA, Publication.Audience.MEMBERS)
    if before is None:
        return True
    draft = snapshot(
        meeting,
        agenda,
        kind=Publication.Kind.AGENDA,
        audience=Publication.Audience.MEMBERS,
        version=0,
        issued_at=None,
    )
    return differs(before, draft)


def issue(
    *,
    meeting: Meeting,
    agenda: Agenda,
    kind: str,
    version: int,
    audiences: Iterable[str],
    actor: Actor,
    at: datetime,
) -> list[Publication]:
    """Freeze the paper once per audience, chain it, and ask for its PDF and, where it has files, its bundle.

    Inside the caller's transaction.
    """
    issued = []
    imported = meeting.state == Meeting.State.IMPORTED
    for audience in audiences:
        frozen = snapshot(
            meeting,
            agenda,
            kind=kind,
            audience=audience,
            version=version,
            issued_at=None if imported else at,
            before=newest(meeting, kind, audience),
        )
        link = chain(
            frozen,
            article(frozen),
            council=meeting.body.council,
            meeting=meeting,
            kind=kind,
            version=version,
            audience=audience,
            actor=actor,
            at=at,
        )
        ask("pdf", key=f"pdf {link.sha256}", publication_id=link.pk)
        if kind == Publication.Kind.AGENDA and _has_files(agenda, audience):
            ask("bundle", key=f"bundle {link.sha256}", publication_id=link.pk)
        issued.append(link)
    return issued


def _has_files(agenda: Agenda, audience: str) -> bool:
    """Whether there is anything to put behind the agenda for this audience."""
    items = [item for item in agenda.items if not item.withdrawn and sees(audience, item.access)]
    return any(file.sha256 and sees(audience, file.access) for item in items for file in item.attachments.all())


def chain(
    frozen: Mapping[str, Any],
    html: str,
    *,
    council: Council,
    meeting: Meeting | None,
    kind: str,
    version: int,
    audience: str,
    actor: Actor,
    at: datetime,
) -> Publication:
    """One more link of the council's chain: the frozen data with its finished article. Its PDF is asked for apart.

    An advisory lock keeps the chain in one line until the caller's transaction ends: the application may not lock the
    rows themselves.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [CHAIN_LOCK, council.pk])
    last = council.publications.order_by("-sequence").first()
    data = canonical(frozen)
    digest = content_digest(data, html)
    PublicationContent.objects.bulk_create(
        [PublicationContent(sha256=digest, data=data, html=html)], ignore_conflicts=True
    )
    link = Publication(
        council=council,
        sequence=last.sequence + 1 if last else 1,
        meeting=meeting,
        kind=kind,
        version=version,
        audience=audience,
        issued_at=at,
        issued_by=actor.name,
        content_sha256=digest,
        previous_sha256=last.sha256 if last else "",
    )
    link.sha256 = link_digest(facts_of(link))
    link.save(force_insert=True)
    return link
