"""The published lists, for everybody: as a page with a search, as Excel, CSV, PDF and JSON, and day by day."""

import hashlib
import json
from datetime import date
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.safestring import mark_safe

from meetings.models import Council, path_of
from meetings.views.memory import PageMemory
from meetings.views.papers import PUBLIC, gone, unchanged
from positivlist.queries.lists import (
    Answer,
    Version,
    content_of,
    council_with_list,
    held_on,
    lists_in_force,
    neighbours_of,
    pdf_of,
    version_at,
    version_from,
    versions_of,
)
from positivlist.rendering.document import changes_text, decided_text, table
from positivlist.rendering.files import comma_separated, excel, javascript_object
from positivlist.rendering.files import schema as json_schema
from positivlist.rules.courses import TYPES, grouped, matches, row_of
from rarportal.core.clock import today
from rarportal.core.http import refused
from rarportal.core.models import Errand
from rarportal.core.refusal import Unseen

MEMORY = PageMemory(limit=32 * 2**20)  # bytes of finished pages and files in each web process
ASKED = ("q", "gruppe", "type", "kursus", "dag", "alle")  # what makes a page of its own
SHOWN = 10  # versions on the page; the others are asked for by "alle"
TYPES_SENT = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def lists(request: HttpRequest) -> HttpResponse:
    """Every council's list, and from when until when it holds."""
    rows = [
        {
            "name": council.name,
            "url": reverse("positivlist:list", args=[council.slug]),
            "begins": version.begins if version else None,
            "ends": version.ends if version else None,
        }
        for council, version in lists_in_force()
    ]
    return render(request, "positivlist/lists.html", {"lists": rows, "schema_url": _schema_url()})


def schema(request: HttpRequest) -> HttpResponse:
    """The schema of the lists' JSON."""
    text = json.dumps(json_schema(_schema_url()), ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/schema+json", headers=PUBLIC)


def _schema_url() -> str:
    return f"{settings.SITE_URL}{reverse('positivlist:schema')}"


def in_force(request: HttpRequest, council: str) -> HttpResponseBase:
    """The list that holds today; where none does, what there is to say."""
    found = council_with_list(council)
    versions = versions_of(found.pk)
    return _answer(request, found, versions, version_at(versions, today()))


def version(request: HttpRequest, council: str, day: date) -> HttpResponseBase:
    """The list that begins on a day; 410 for one whose content is erased, with the others there are."""
    found = council_with_list(council)
    versions = versions_of(found.pk)
    chosen = version_from(versions, day)
    return _answer(request, found, versions, chosen, status=410 if chosen.erased else 200)


def _answer(
    request: HttpRequest, council: Council, versions: list[Version], chosen: Version | None, *, status: int = 200
) -> HttpResponseBase:
    """The page; without a question it is kept in memory, and told unchanged to who has it."""
    asked = {name: request.GET.get(name, "")[:200] for name in ASKED}
    if any(asked.values()) or chosen is None or chosen.erased:
        return HttpResponse(_html(council, versions, chosen, asked), status=status)
    key = _key(council, versions, chosen)
    headers = {"ETag": f'"{key}"', **PUBLIC}
    if answer := unchanged(request, headers):
        return answer
    page = MEMORY.get(key)
    if page is None:
        page = _html(council, versions, chosen, asked).encode()
        MEMORY.put(key, page)
    return HttpResponse(page, headers=headers)


def _key(council: Council, versions: list[Version], chosen: Version) -> str:
    """What the page depends on: this release, the lists there are, which is shown and which holds today."""
    holds = version_at(versions, today())
    parts = [settings.RELEASE, council.slug, council.name, chosen.publication.sha256]
    parts += [f"{one.publication.sha256}{'-' if one.erased else ''}" for one in versions]
    parts.append(holds.publication.sha256 if holds else "")
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _html(council: Council, versions: list[Version], chosen: Version | None, asked: dict[str, str]) -> str:
    """The page without the request: nothing of the first reader can get into it."""
    day = today()
    holds, coming = version_at(versions, day), [one for one in versions if one.begins > day][-1:]  # the next
    context: dict[str, Any] = {
        "base_template": "base_public.html",
        "council": {
            "name": council.name,
            "slug": council.slug,
            "url": reverse("meetings:council", args=[council.slug]),
            "has_list": True,
        },
        "list": _list(council, chosen, asked) if chosen and not chosen.erased else None,
        "erased": {"begins": chosen.begins, "ends": chosen.ends, "at": chosen.publication.erased_at}
        if chosen and chosen.erased
        else None,
        "is_in_force": chosen is not None and chosen == holds,
        "is_coming": chosen is not None and chosen.begins > day,
        "in_force_url": reverse("positivlist:list", args=[council.slug]) if holds else None,
        "coming": [{"begins": one.begins, "url": _url(council, one)} for one in coming if one != chosen],
        "versions": [
            _version(council, one, current=one == chosen) for one in (versions if asked["alle"] else versions[:SHOWN])
        ],
        "older_count": 0 if asked["alle"] else max(0, len(versions) - SHOWN),
        "neighbours": [
            {"name": one.name, "url": reverse("positivlist:list", args=[one.slug])} for one in neighbours_of(council)
        ],
        "question": _question(council, asked),
        "demo": settings.DEMO,
        "release": settings.RELEASE,
    }
    return render_to_string("positivlist/list.html", context)


def _url(council: Council, version: Version) -> str:
    return reverse("positivlist:version", args=[council.slug, version.begins])


def _file_url(council: Council, version: Version, kind: str) -> str:
    return reverse("positivlist:file", kwargs={"council": council.slug, "day": version.begins, "suffix": kind})


def _list(council: Council, chosen: Version, asked: dict[str, str]) -> dict[str, Any]:
    content = content_of(chosen.publication)
    data = json.loads(content.data)
    rows = [row_of(course) for course in data["courses"]]
    search = {name: asked[name] for name in ("q", "gruppe", "type")}
    found = [row for row in rows if matches(row, words=asked["q"], group=asked["gruppe"], type=asked["type"])]
    is_whole = not any(search.values())
    decided = data["decided"]
    return {
        "begins": chosen.begins,
        "ends": chosen.ends,
        "url": _url(council, chosen),
        "files": {kind: _file_url(council, chosen, kind) for kind in ("xlsx", "pdf", "csv", "json")},
        "note": data["note"],
        "table": mark_safe(content.html if is_whole else table(found, data)),  # noqa: S308  our own template's
        "count": len(found),
        "groups_count": len(grouped(found)),
        "total": len(rows),
        "asked": search,
        "groups": list(grouped(rows)),
        "types": [(code, word) for code, word in TYPES.items() if any(row.type == code for row in rows)],
        "chips": [
            {"text": TYPES.get(value, value) if name == "type" else value, "url": _without(search, name)}
            for name, value in search.items()
            if value
        ],
        "decided_text": decided_text(data),
        "decided_url": _item_url(council, decided),
        "has_before": bool(data["version_before"]),
        "added": [row_of(course) for course in data["added"]] if data["version_before"] else [],
        "removed": [row_of(course) for course in data["removed"]],
        "changed": [{"before": row_of(one["before"]), "after": row_of(one["after"])} for one in data["changed"]],
        "changes_text": changes_text(data) if data["version_before"] else "",
    }


def _without(search: dict[str, str], name: str) -> str:
    """The address of the same search without one of its words."""
    return f"?{urlencode({key: value for key, value in search.items() if value and key != name})}"


def _item_url(council: Council, decided: dict[str, Any] | None) -> str:
    """The decision, at its item of the meeting."""
    if not decided or not decided["meeting"]:
        return ""
    url = reverse("meetings:public_meeting", kwargs={"council": council.slug, "address": decided["meeting"]})
    return f"{url}#{decided['anchor']}"


def _version(council: Council, one: Version, *, current: bool) -> dict[str, Any]:
    return {
        "number": one.publication.version,
        "begins": one.begins,
        "ends": one.ends,
        "url": _url(council, one),
        "current": current,
        "erased_at": one.publication.erased_at,
        "files": {kind: _file_url(council, one, kind) for kind in ("xlsx", "pdf")},
    }


def _question(council: Council, asked: dict[str, str]) -> dict[str, Any]:
    """*Gjaldt kurset den dag?*, and its answer."""
    words, day_text = asked["kursus"].strip(), asked["dag"].strip()
    question: dict[str, Any] = {"kursus": words, "dag": day_text, "answers": None, "wrong": ""}
    if not words and not day_text:
        return question
    try:
        day = parse_date(day_text) or _danish_day(day_text)
    except ValueError:
        day = None
    question["dag"] = day.isoformat() if day else ""
    if day is None:
        question["wrong"] = f"Skriv dagen som 15-11-2023, ikke »{day_text}«." if day_text else "Skriv dagen."
    elif not words:
        question["wrong"] = "Skriv kursets kode eller titel."
    else:
        answers = held_on(council, words=words, day=day)
        question["answers"] = [_said(one) for one in answers]
        question["day"], question["yes"] = day, any(one.rows for one in answers)
        question["unknown"] = not question["yes"] and any(one.version and one.version.erased for one in answers)
    return question


def _danish_day(text: str) -> date | None:
    """ "15-11-2023", "15.11.2023" or "15/11/2023"; None for what is none. Raises ValueError for one in no calendar."""
    parts = text.replace(".", "-").replace("/", "-").split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts) or len(parts[2]) != 4:
        return None
    day, month, year = map(int, parts)
    return date(year, month, day)


def _said(answer: Answer) -> dict[str, Any]:
    rows = answer.rows[:20]
    decided = answer.data.get("decided")
    return {
        "council_name": answer.council.name,
        "has_list": answer.version is not None,
        "is_erased": answer.version is not None and answer.version.erased,
        "begins": answer.version.begins if answer.version else None,
        "url": _url(answer.council, answer.version) if answer.version else "",
        "rows": rows,
        "more": len(answer.rows) - len(rows),
        "decided_text": decided_text(answer.data) if answer.data else "",
        "decided_url": _item_url(answer.council, decided),
    }


def file(request: HttpRequest, council: str, day: date, suffix: str) -> HttpResponseBase:
    """The list as a file, made from what was frozen; the PDF is the one that was rendered when it was published."""
    found = council_with_list(council)
    chosen = version_from(versions_of(found.pk), day)
    if chosen.publication.erased_at:
        return gone(request, chosen.publication.erased_at)
    name = f"positivliste-{found.slug}-{chosen.begins.isoformat()}.{suffix}"
    if suffix == "pdf":
        return _pdf(request, chosen, name)
    key = hashlib.sha256(f"{settings.RELEASE} {chosen.publication.sha256} {suffix}".encode()).hexdigest()
    headers = {"ETag": f'"{key}"', **PUBLIC}
    if answer := unchanged(request, headers):
        return answer
    data = MEMORY.get(key)
    if data is None:
        data = _made(suffix, json.loads(content_of(chosen.publication).data), chosen.publication.sha256)
        MEMORY.put(key, data)
    where = "inline" if suffix == "json" else "attachment"
    headers |= {"Content-Disposition": f'{where}; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=TYPES_SENT[suffix], headers=headers)


def _made(kind: str, data: dict[str, Any], sha256: str) -> bytes:
    if kind == "xlsx":
        return excel(data)
    return comma_separated(data) if kind == "csv" else javascript_object(data, sha256=sha256, schema_url=_schema_url())


def _pdf(request: HttpRequest, chosen: Version, name: str) -> HttpResponseBase:
    sha256, state = pdf_of(chosen.publication)
    if sha256 is None:
        given_up = state == Errand.State.PARKED
        reason = (
            "PDF’en kunne ikke laves. Sekretariatet kan se hvorfor. Hent listen som Excel imens."
            if given_up
            else "PDF’en er ved at blive lavet. Prøv igen om et øjeblik."
        )
        answer = refused(request, [reason], status=503)
        answer["Retry-After"] = "5"
        return answer
    headers = {"ETag": f'"{sha256}"', **PUBLIC}
    if unchanged_answer := unchanged(request, headers):
        return unchanged_answer
    path = path_of(sha256)
    if not path.exists():
        raise Unseen
    sent = FileResponse(path.open("rb"), content_type="application/pdf", filename=name)
    for header, value in headers.items():
        sent[header] = value
    return sent
