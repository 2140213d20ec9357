"""The chain of publications, read back: what it is made of, and whether it still holds."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.utils.timezone import localdate

from meetings.models import Council, Publication, PublicationContent, path_of
from meetings.rules.chain import content_digest, files_named, link_digest


def facts_of(link: Publication) -> dict[str, Any]:
    """What a link's digest is made of, as plain values."""
    return {
        "council": link.council.slug,
        "sequence": link.sequence,
        "meeting": link.meeting_id,
        "kind": link.kind,
        "version": link.version,
        "audience": link.audience,
        "issued_at": link.issued_at.astimezone(UTC).isoformat(),
        "issued_by": link.issued_by,
        "content_sha256": link.content_sha256,
        "previous_sha256": link.previous_sha256,
    }


@dataclass(frozen=True)
class Finding:
    """Something about one link: a fault, or a tombstone that is in order."""

    where: str
    what: str
    is_fault: bool = True


def verify(*, digests: Iterable[str] = ()) -> Iterator[Finding]:
    """Prove every council's chain: rows, order, contents, attached files and renditions.

    `digests` are checksums known from elsewhere (each PDF prints its own): one that no link has means that the
    chain has been cut off or made anew. Contents that were erased are told, not faulted.
    """
    wanted = set(digests)
    for council in Council.objects.order_by("pk"):
        for finding, digest in _chain(council):
            wanted.discard(digest)
            if finding:
                yield finding
    for digest in sorted(wanted):
        yield Finding("Kontrolsum", f"{digest} findes ikke i nogen kæde: kæden er klippet af eller lavet om.")


def _chain(council: Council) -> Iterator[tuple[Finding | None, str]]:
    previous, sequence = "", 0
    links = council.publications.select_related("council", "meeting__body", "erasure").prefetch_related("renditions")
    for link in links.order_by("sequence").iterator(chunk_size=200):
        where = f"{council.name}, led {link.sequence} ({link}, {link.meeting or 'uden møde'})"
        yield None, link.sha256
        faults = []
        if link.sequence != sequence + 1:
            faults.append(f"der mangler led mellem {sequence} og {link.sequence}")
        if link.previous_sha256 != previous:
            faults.append("leddet peger ikke på det foregående")
        if link_digest(facts_of(link)) != link.sha256:
            faults.append("rækken er ændret")
        erasure = getattr(link, "erasure", None)
        faults += _content_faults(link, erased=erasure is not None)
        yield from ((Finding(where, fault), link.sha256) for fault in faults)
        if erasure:
            told = f"indhold slettet den {localdate(erasure.at):%d.%m.%Y} af {erasure.by}: {erasure.reason}"
            yield Finding(where, told, is_fault=False), link.sha256
        previous, sequence = link.sha256, link.sequence


def _content_faults(link: Publication, *, erased: bool) -> Iterator[str]:
    content = PublicationContent.objects.filter(pk=link.content_sha256).first()
    if erased:
        if content:
            yield "indholdet er slettet, men er der endnu"
        return
    if content is None:
        yield "indholdet mangler uden at være slettet"
    elif content_digest(content.data, content.html) != link.content_sha256:
        yield "indholdet er ændret"
    else:
        yield from (f"bilag {fault}" for digest in sorted(files_named(content.data)) if (fault := _file_fault(digest)))
    for rendition in link.renditions.all():
        if fault := _file_fault(rendition.sha256):
            yield f"{rendition.kind} {fault}"


def _file_fault(sha256: str) -> str | None:
    file = path_of(sha256)
    if not file.exists():
        return "mangler"
    with file.open("rb") as opened:
        same = hashlib.file_digest(opened, "sha256").hexdigest() == sha256
    return None if same else "er ændret"
