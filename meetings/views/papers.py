"""Agendas and minutes as they were frozen: page, PDF and attachments, for the public and for the body's people."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.safestring import mark_safe

from meetings.models import Meeting, Publication, path_of
from meetings.queries.imports import original_text
from meetings.queries.publications import Making, Paper, attached_file, choose, content_of, papers_of, public_papers
from meetings.rendering.extracts import ATTENDANCE, PEOPLE, has_extract
from meetings.rules.visibility import audience_of
from meetings.views.memory import PageMemory
from meetings.views.original import beside, framing, lines_answer
from meetings.views.viewer import Address, asked_meeting
from rarportal.core.clock import now
from rarportal.core.http import refused
from rarportal.core.permissions import Can
from rarportal.core.refusal import Forbidden, Unseen
from rarportal.core.uploads import safe_name, sent_as

Kind = Publication.Kind
MEMORY = PageMemory(limit=64 * 2**20)  # bytes of finished pages in each web process
STATUS = {Kind.AGENDA: "Dagsorden", Kind.MINUTES: "Referat"}
BUNDLE = "moedemateriale"
PUBLIC = {"Cache-Control": "public, no-cache"}  # kept by anybody, and asked about each time


@framing
def public_page(
    request: HttpRequest, council: str, address: Address, kind: str, version: int | None = None
) -> HttpResponseBase:
    """A public paper. One query finds the digest; the finished page is found by it in memory."""
    papers = public_papers(council=council, day=address[0], ordinal=address[1], kind=kind)
    paper = choose(papers, version)
    if paper.erased_at:
        return gone(request, paper.erased_at)
    key = page_key(papers, paper)
    headers = {"ETag": f'"{key}"', **PUBLIC}
    if answer := unchanged(request, headers):
        return answer
    page = MEMORY.get(key)
    if page is None:
        page = _public_html(request, papers, paper, council, address, kind).encode()
        MEMORY.put(key, page)
    return HttpResponse(page, headers=headers)


def unchanged(request: HttpRequest, headers: dict[str, str]) -> HttpResponse | None:
    """304 when the reader has it already, with the headers of the whole answer (RFC 9110, 15.4.5); else None."""
    answer = get_conditional_response(request, etag=headers["ETag"])
    if answer:
        for name, value in headers.items():
            answer[name] = value
    return answer


def page_key(papers: list[Paper], paper: Paper) -> str:
    """What the page depends on: its paper, this release, which versions there are, and how far its files are."""
    parts = [settings.RELEASE, paper.sha256, paper.pdf_state(now()), paper.bundle_state(now()), str(paper.has_list)]
    parts += [f"{one.version}{'-' if one.erased_at else ''}" for one in papers]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _public_html(
    request: HttpRequest, papers: list[Paper], paper: Paper, council: str, address: Address, kind: str
) -> str:
    """The page without the request: nothing of the first reader can get into it."""
    base = {"council": council, "address": _written(address), "kind": kind}
    context = _page(papers, paper, kind, prefix="", kwargs=base)
    context |= {
        "base_template": "base_public.html",
        "council": {
            "name": context["council_name"],
            "slug": council,
            "url": reverse("meetings:council", args=[council]),
            "has_list": paper.has_list,
        },
        "demo": settings.DEMO,
        "release": settings.RELEASE,
    }
    return render_to_string("public/publication.html", context)


@framing
def member_page(
    request: HttpRequest, council: str, body: str, address: Address, kind: str, version: int | None = None
) -> HttpResponse:
    """The body's own version of a paper: for members with closed items, for observers without what is theirs alone."""
    papers, kwargs, meeting_url = member_papers(request, council, body, address, kind)
    paper = choose(papers, version)
    if paper.erased_at:
        return gone(request, paper.erased_at)
    context = _page(papers, paper, kind, prefix="member_", kwargs=kwargs)
    context |= {"base_template": "base_portal.html", "meeting_url": meeting_url}
    return render(request, "public/publication.html", context)


def member_papers(
    request: HttpRequest, council: str, body: str, address: Address, kind: str | None
) -> tuple[list[Paper], dict[str, Any], str]:
    """The versions that the viewer may read, what their addresses are written with, and the meeting's own."""
    meeting, roles = asked_meeting(request, council, body, address, Can.READ_AS_OBSERVER)
    audience = audience_of(roles)
    if audience is None:
        raise Forbidden
    kwargs = {"council": council, "body": body, "address": _written(address), "kind": kind}
    meeting_url = reverse("meetings:meeting", args=[council, body, _written(address)])
    return papers_of(meeting, kind=kind, audience=audience), kwargs, meeting_url


def _page(papers: list[Paper], paper: Paper, kind: str, *, prefix: str, kwargs: dict[str, Any]) -> dict[str, Any]:
    content = content_of(paper)
    data = json.loads(content.data)
    newest = papers[0]
    latest = reverse(f"meetings:{prefix}paper", kwargs=kwargs)
    # an address that names its version holds for good
    pdf, bundle, word = (
        reverse(f"meetings:{prefix}{name}", kwargs={**kwargs, "version": paper.version})
        for name in ("version_pdf", "bundle", "word")
    )
    return {
        "title": data["title"],
        "kind_text": STATUS[Kind(kind)],
        "status_text": f"Version {paper.version}" if newest.version > 1 else "",
        "date": data["meeting"]["date"],
        "council_name": data["council"]["name"],
        "article": mark_safe(content.html),  # noqa: S308  made by rendering.document, cleaned and frozen
        "pdf": {"state": paper.pdf_state(now()), "url": pdf},
        "bundle": {"state": paper.bundle_state(now()), "url": bundle},
        "word_url": word,
        "original": _beside(data, prefix, kwargs),
        "printouts": _printouts(data, f"meetings:{prefix}printout", {**kwargs, "version": paper.version}),
        "versions": [
            {
                "label": f"Version {one.version}",
                "url": reverse(f"meetings:{prefix}version", kwargs={**kwargs, "version": one.version}),
                "current": one.version == paper.version,
            }
            for one in papers
        ],
        "older": paper.version != newest.version,
        "newest_url": latest,
    }


def _beside(data: dict[str, Any], prefix: str, kwargs: dict[str, Any]) -> dict[str, Any] | None:
    """The original, of an imported paper whose reader may have it."""
    told = data.get("original", {})
    if not told.get("sha256"):
        return None
    place = {name: value for name, value in kwargs.items() if name != "kind"} | {"digest": told["sha256"]}
    return beside(
        filename=told["filename"],
        file_url=reverse(f"meetings:{prefix}file", kwargs={**place, "filename": told["filename"]}),
        lines_url=reverse(f"meetings:{prefix}original", kwargs=place),
    )


def _printouts(data: dict[str, Any], name: str, kwargs: dict[str, Any]) -> list[dict[str, str]]:
    """What can be had alone: each item that this reader may read, and who took part."""
    parts = [
        (f"{item['number']} {item['title']}", item["anchor"])
        for section in data["sections"]
        for item in section["items"]
        if has_extract(item)
    ]
    if data["attendance"] or data["excused"]:
        parts.append((ATTENDANCE, PEOPLE))
    return [
        {
            "text": text,
            **{form: reverse(name, kwargs={**kwargs, "part": part, "form": form}) for form in ("pdf", "docx")},
        }
        for text, part in parts
    ]


def public_pdf(
    request: HttpRequest, council: str, address: Address, kind: str, version: int | None = None
) -> HttpResponseBase:
    """The PDF of a public paper."""
    papers = public_papers(council=council, day=address[0], ordinal=address[1], kind=kind)
    paper = choose(papers, version)
    return _made(request, paper, paper.pdf, f"{STATUS[Kind(kind)]}-{council}-{_written(address)}", public=True)


def public_bundle(request: HttpRequest, council: str, address: Address, kind: str, version: int) -> HttpResponseBase:
    """The whole meeting material of a public agenda."""
    papers = public_papers(council=council, day=address[0], ordinal=address[1], kind=kind)
    paper = choose(papers, version)
    return _made(request, paper, paper.bundle, f"{BUNDLE}-{council}-{_written(address)}", public=True)


def member_pdf(
    request: HttpRequest, council: str, body: str, address: Address, kind: str, version: int | None = None
) -> HttpResponseBase:
    """The PDF of the body's own version."""
    papers, _, _ = member_papers(request, council, body, address, kind)
    paper = choose(papers, version)
    name = f"{STATUS[Kind(kind)]}-{council}-{body}-{_written(address)}"
    return _made(request, paper, paper.pdf, name, public=False)


def member_bundle(
    request: HttpRequest, council: str, body: str, address: Address, kind: str, version: int
) -> HttpResponseBase:
    """The whole meeting material of the body's own version: the files that this reader may see, and no others."""
    papers, _, _ = member_papers(request, council, body, address, kind)
    paper = choose(papers, version)
    return _made(request, paper, paper.bundle, f"{BUNDLE}-{council}-{body}-{_written(address)}", public=False)


def _made(request: HttpRequest, paper: Paper, making: Making, name: str, *, public: bool) -> HttpResponseBase:
    """A file that an errand has made of the paper."""
    if paper.erased_at:
        return gone(request, paper.erased_at)
    if making.state(now()) == "none" and making is paper.bundle:
        raise Unseen
    if not making.sha256:
        return _not_yet(request, making)
    headers = {"ETag": f'"{making.sha256}"', **(PUBLIC if public else {})}
    if answer := unchanged(request, headers):
        return answer
    file = path_of(making.sha256)
    if not file.exists():
        raise Unseen
    filename = f"{name.lower()}-v{paper.version}.pdf"
    sent = FileResponse(file.open("rb"), content_type="application/pdf", filename=filename)
    for header, value in headers.items():
        sent[header] = value
    return sent


def _not_yet(request: HttpRequest, making: Making) -> HttpResponse:
    given_up = making.state(now()) == "failed"
    reason = (
        "PDF’en kunne ikke laves. Sekretariatet kan se hvorfor og prøve igen. Læs siden imens."
        if given_up
        else "PDF’en er ved at blive lavet. Prøv igen om et øjeblik."
    )
    answer = refused(request, [reason], status=503)
    answer["Retry-After"] = "5"
    return answer


def public_file(request: HttpRequest, council: str, address: Address, digest: str, filename: str) -> HttpResponseBase:
    """An attachment that a public paper of the meeting names."""
    papers = public_papers(council=council, day=address[0], ordinal=address[1], kind=None)
    return send_file(attached_file(papers, digest), digest)


def member_file(
    request: HttpRequest, council: str, body: str, address: Address, digest: str, filename: str
) -> HttpResponseBase:
    """An attachment that the body's own version names."""
    papers, _, _ = member_papers(request, council, body, address, kind=None)
    return send_file(attached_file(papers, digest), digest)


def public_original(request: HttpRequest, council: str, address: Address, digest: str) -> HttpResponse:
    """The lines of an original that a public paper of the meeting names."""
    papers = public_papers(council=council, day=address[0], ordinal=address[1], kind=None)
    attached_file(papers, digest)
    return lines_answer(original_text(digest))


def member_original(request: HttpRequest, council: str, body: str, address: Address, digest: str) -> HttpResponse:
    """The lines of an original that the body's own version names."""
    papers, _, _ = member_papers(request, council, body, address, kind=None)
    attached_file(papers, digest)
    return lines_answer(original_text(digest))


def send_file(attachment: Any, digest: str) -> FileResponse:
    """An uploaded file: always as a download, never run or shown on our origin (trust row T10)."""
    file = path_of(digest)
    if not file.exists():
        raise Unseen
    name = safe_name(attachment["filename"])
    answer = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=sent_as(name))
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def gone(request: HttpRequest, erased_at: datetime) -> HttpResponse:
    """410: the content has been erased; that it was there is not hidden."""
    return render(request, "errors/410.html", {"erased_at": erased_at}, status=410)


def _written(address: Address) -> str:
    day, ordinal = address
    return Meeting(date=day, ordinal=ordinal).address
