"""What is made when it is asked for: a paper for Word, and one item or the list of attendance alone as PDF or for Word.

Straight from the PDF server, as a preview is, and kept in memory: a publication does not change, and neither does what
is made of it.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from meetings.queries.publications import Paper, choose, content_of, public_papers
from meetings.rendering import document, extracts
from meetings.views.papers import MEMORY, PUBLIC, gone, member_papers, unchanged
from meetings.views.viewer import Address
from rarportal.core import pdf
from rarportal.core.http import refused
from rarportal.core.refusal import Unseen
from rarportal.core.uploads import KINDS

MAKERS: dict[str, Callable[[str], bytes]] = {"pdf": pdf.from_html, "docx": pdf.to_word}


def public_printout(
    request: HttpRequest, council: str, address: Address, kind: str, version: int, part: str = "", form: str = "docx"
) -> HttpResponseBase:
    """Of a public paper."""
    papers = public_papers(council=council, day=address[0], ordinal=address[1], kind=kind)
    return _printout(request, choose(papers, version), part, form, public=True)


def member_printout(
    request: HttpRequest,
    council: str,
    body: str,
    address: Address,
    kind: str,
    version: int,
    part: str = "",
    form: str = "docx",
) -> HttpResponseBase:
    """Of the body's own version."""
    papers, _, _ = member_papers(request, council, body, address, kind)
    return _printout(request, choose(papers, version), part, form, public=False)


def _printout(request: HttpRequest, paper: Paper, part: str, form: str, *, public: bool) -> HttpResponseBase:
    if paper.erased_at:
        return gone(request, paper.erased_at)
    key = hashlib.sha256(f"{settings.RELEASE} {paper.sha256} {part} {form}".encode()).hexdigest()
    headers = {"ETag": f'"{key}"', **(PUBLIC if public else {})}
    if answer := unchanged(request, headers):
        return answer
    snapshot = _part(json.loads(content_of(paper).data), part)
    made = MEMORY.get(key)
    if made is None:
        try:
            made = MAKERS[form](document.paper(snapshot, digest=paper.sha256))
        except pdf.RenderingFailed as failed:
            return refused(request, [failed.reason, "Prøv igen om lidt."], status=503)
        MEMORY.put(key, made)
    name = "-".join(filter(None, (document.KINDS[snapshot["kind"]], snapshot["meeting"]["address"], part))).lower()
    disposition = "inline" if form == "pdf" else "attachment"
    headers["Content-Disposition"] = f'{disposition}; filename="{name}-v{paper.version}.{form}"'
    return HttpResponse(made, content_type=KINDS[form], headers=headers)


def _part(snapshot: dict[str, Any], part: str) -> dict[str, Any]:
    """The whole, or one part of it. Raises Unseen for one that this reader has not."""
    if not part:
        return snapshot
    found = extracts.attendance_list(snapshot) if part == extracts.PEOPLE else extracts.of_item(snapshot, part)
    if found is None:
        raise Unseen
    return found
