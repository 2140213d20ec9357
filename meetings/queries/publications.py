"""Frozen papers: which versions an audience may read, and their content by digest."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from meetings.models import Erasure, Meeting, Publication, PublicationContent
from rarportal.core.clock import now
from rarportal.core.errands import LATE_AFTER
from rarportal.core.models import Errand
from rarportal.core.refusal import Unseen


@dataclass(frozen=True)
class Making:
    """A file made from a publication, and how far the errand is that makes it."""

    sha256: str | None
    errand_id: int | None
    errand_state: str | None
    errand_due: datetime | None
    errand_error: str | None
    step: int | None  # of the errand's steps, so many are done
    steps: int | None

    def state(self, at: datetime) -> str:
        """ready, failed (given up), late (due for more than LATE_AFTER), waiting; none: it was never asked for."""
        if self.sha256:
            return "ready"
        if self.errand_state == Errand.State.PARKED:
            return "failed"
        if self.errand_due and self.errand_due < at - LATE_AFTER and not self.steps:
            return "late"
        return "waiting" if self.errand_id else "none"


@dataclass(frozen=True)
class Paper:
    """One version of a paper for one audience, with how far its PDF and its bundle are."""

    version: int
    content_sha256: str
    sha256: str
    issued_at: datetime | None  # not known to the public pages, which do not show it
    erased_at: datetime | None
    pdf: Making
    bundle: Making

    def pdf_state(self, at: datetime) -> str:
        """As `Making.state`; erased with the content, and waiting where nobody has asked yet."""
        return self._state(self.pdf, at).replace("none", "waiting")

    def bundle_state(self, at: datetime) -> str:
        """As `Making.state`; erased with the content."""
        return self._state(self.bundle, at)

    def _state(self, making: Making, at: datetime) -> str:
        return "erased" if self.erased_at else making.state(at)


# Raw SQL: the public page asks this once per view, and the ORM's building of it costs more than the answer. So does
# reading a time: the public page gets none, and no errand once its file is there.
_VERSIONS = """
SELECT p.version, p.content_sha256, p.sha256, {issued_at}, x.at,
    r.pdf, e.id, e.state, e.due_at, e.last_error, e.step, e.steps,
    r.bundle, b.id, b.state, b.due_at, b.last_error, b.step, b.steps
FROM meetings_publication p {joins}
LEFT JOIN meetings_erasure x ON x.publication_id = p.id
LEFT JOIN LATERAL (
    SELECT (array_agg(sha256 ORDER BY id DESC) FILTER (WHERE kind = 'pdf'))[1] AS pdf,
        (array_agg(sha256 ORDER BY id DESC) FILTER (WHERE kind = 'bundle'))[1] AS bundle
    FROM meetings_rendition WHERE publication_id = p.id
) r ON true
LEFT JOIN core_errand e ON e.key = 'pdf ' || p.sha256 AND r.pdf IS NULL
LEFT JOIN core_errand b ON b.key = 'bundle ' || p.sha256 AND r.bundle IS NULL
WHERE p.kind = COALESCE(%s, p.kind) AND p.audience = %s AND {condition}
ORDER BY p.version DESC
"""
_PUBLIC = _VERSIONS.format(
    issued_at="NULL",
    joins="""JOIN meetings_meeting m ON m.id = p.meeting_id
    JOIN meetings_body f ON f.id = m.body_id AND f.kind = 'COUNCIL'
    JOIN meetings_council c ON c.id = f.council_id""",
    condition="c.slug = %s AND m.date = %s AND m.ordinal = %s AND (p.kind = 'MINUTES' OR m.public_from <= %s)",
)
_OF_MEETING = _VERSIONS.format(issued_at="p.issued_at", joins="", condition="p.meeting_id = %s")


def public_papers(*, council: str, day: date, ordinal: int, kind: str | None) -> list[Paper]:
    """Every version of one kind (or all) that the public may read now, the newest first. Raises Unseen without any."""
    return _papers(_PUBLIC, [kind, Publication.Audience.PUBLIC, council, day, ordinal, now()])


def has_public_paper(*, council: str, day: date, ordinal: int, kind: str) -> bool:
    """Whether the public may read a paper of this kind now."""
    try:
        return bool(public_papers(council=council, day=day, ordinal=ordinal, kind=kind))
    except Unseen:
        return False


def papers_of(meeting: Meeting, *, kind: str | None, audience: str) -> list[Paper]:
    """Every version for an audience of the body, the newest first. Raises Unseen when there is none."""
    return _papers(_OF_MEETING, [kind, audience, meeting.pk])


def _papers(sql: str, params: list[Any]) -> list[Paper]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = [_paper(*row) for row in cursor.fetchall()]
    if not found:
        raise Unseen
    return found


def _paper(version: int, content: str, sha256: str, issued: Any, erased: Any, *makings: Any) -> Paper:
    return Paper(version, content, sha256, issued, erased, Making(*makings[:7]), Making(*makings[7:]))


def choose(papers: list[Paper], version: int | None) -> Paper:
    """The asked version, or the newest. Raises Unseen when there is no such version."""
    if version is None:
        return papers[0]
    for paper in papers:
        if paper.version == version:
            return paper
    raise Unseen


def content_of(paper: Paper) -> PublicationContent:
    """The frozen data and article. Raises Unseen when it is gone without being erased (`verify` finds that)."""
    content = PublicationContent.objects.filter(pk=paper.content_sha256).first()
    if content is None:
        raise Unseen
    return content


def attached_file(papers: list[Paper], sha256: str) -> Mapping[str, Any]:
    """The attachment with this digest in any version that may be read. Raises Unseen when none names it."""
    digests = [paper.content_sha256 for paper in papers]
    named = PublicationContent.objects.filter(pk__in=digests, data__contains=f'"sha256":"{sha256}"')
    for content in named:
        for section in json.loads(content.data)["sections"]:
            for item in section["items"]:
                for attachment in item.get("attachments", []):
                    if attachment.get("sha256") == sha256:
                        return attachment
    raise Unseen


def is_out(at: datetime) -> Q:
    """Publications that the public may read at the moment: minutes at once, agendas after the embargo."""
    return Q(audience=Publication.Audience.PUBLIC) & (
        Q(kind=Publication.Kind.MINUTES) | Q(kind=Publication.Kind.AGENDA, meeting__public_from__lte=at)
    )


def latest_public(*, council_id: int | None = None, limit: int = 5) -> QuerySet[Publication]:
    """The papers published last, the newest version of each, by the meeting's day.

    The newest meetings with a paper are enough to look at, however many there have been before.
    """
    erased = Erasure.objects.filter(publication=OuterRef("pk"))
    public = Publication.objects.filter(is_out(now()), ~Exists(erased))
    meetings = Meeting.objects.filter(Exists(public.filter(meeting=OuterRef("pk"))))
    if council_id:
        meetings = meetings.filter(body__council=council_id)
    newest = meetings.order_by("-date", "-ordinal").values("pk")[:limit]
    found = public.filter(meeting__in=newest).select_related("meeting__body__council")
    one_each = ("meeting__date", "meeting__ordinal", "meeting_id", "kind")
    return found.order_by(*(f"-{field}" for field in one_each), "-version").distinct(*one_each)[:limit]
