"""*Hent kurser*: a file or a paste, a preview with a line for each row, and all of it taken in or nothing.

Between the two nothing is kept here: the lines travel signed in the form, and a faulty line's cells stand open in it.
"""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from meetings.views.viewer import viewer
from positivlist.actions.imports import preview, take_back, take_in
from positivlist.forms import CourseListForm
from positivlist.models import ListRound
from positivlist.queries.rounds import round_for
from positivlist.sources.courses import COLUMNS, Line, read_lines
from positivlist.sources.planning import Planned
from positivlist.sources.spreadsheet import MAX_BYTES, MAX_CELL, Unreadable, read_file, read_paste
from positivlist.views.head import head, link
from rarportal.core.permissions import Can
from rarportal.core.refusal import Refusal
from rarportal.core.uploads import safe_name

SALT = "kursusliste"
MAX_OPEN = 40  # faulty lines whose cells stand open; the browser may send 1000 fields


def take(request: HttpRequest, council: str, round_id: int) -> HttpResponse:
    """Ask for the rows, show what they would do, and do it."""
    round, _ = round_for(viewer(request), council=council, round_id=round_id, can=Can.EDIT_ROUND)
    if request.method != "POST":
        return _ask(request, round, CourseListForm())
    if "lines" in request.POST:
        return _again(request, round)
    form = CourseListForm(request.POST, request.FILES)
    if form.is_valid():
        file, replace = form.cleaned_data["file"], form.cleaned_data["replace"]
        try:
            if file:
                tables = read_file(_bytes(file))
                source, lines = safe_name(file.name), read_lines(tables)
                for remark in dict.fromkeys(remark for table in tables for remark in table.remarks):
                    messages.warning(request, remark)
            else:
                source = "sat ind fra udklipsholderen"
                lines = read_lines([read_paste(form.cleaned_data["pasted"])], heading=False)
        except Unreadable as wrong:
            form.add_error("file" if file else "pasted", str(wrong))
        else:
            return _show(request, round, lines, source=source, replace=replace)
    return _ask(request, round, form, status=422)


def _bytes(file: UploadedFile) -> bytes:
    """No more than may be read: one byte beyond the limit tells that there is more."""
    return file.read(MAX_BYTES + 1)


def _again(request: HttpRequest, round: ListRound) -> HttpResponse:
    """The preview sent back: check it anew, or take it in."""
    try:
        sent = signing.loads(request.POST["lines"], salt=SALT)
    except signing.BadSignature:
        raise Refusal("Rækkerne kunne ikke læses igen. Hent dem en gang til.", code="unsigned") from None
    lines = []
    for number, cells, places, faults in sent["lines"]:
        line = Line(number, dict(cells), dict(places), dict(faults))
        for column in COLUMNS:
            typed = request.POST.get(f"{number}-{column}")
            if typed is not None:
                line.cells[column] = " ".join(typed.replace("\0", "").split())[:MAX_CELL]
                line.faults.pop(column, None)
                line.places = {}
        if not request.POST.get(f"{number}-out"):
            lines.append(line)
    if not lines:
        messages.warning(request, "Ingen rækker er taget ind.")
        return redirect(link("courses", round))
    source, replace = sent["source"], sent["replace"]
    if request.POST.get("do") == "take":
        fresh = [Line(one.number, dict(one.cells), dict(one.places), dict(one.faults)) for one in lines]
        try:
            made = take_in(round_id=round.pk, lines=fresh, replace=replace, source=source, actor=viewer(request))
        except Refusal as refusal:
            if refusal.status != Refusal.status:
                raise
            return _show(request, round, lines, source=source, replace=replace, refused=refusal.reasons)
        messages.success(request, f"{made.count} {'række' if made.count == 1 else 'rækker'} er taget ind.")
        return redirect(link("courses", round))
    return _show(request, round, lines, source=source, replace=replace)


def _ask(request: HttpRequest, round: ListRound, form: CourseListForm, status: int = 200) -> HttpResponse:
    context = {
        "round": head(round),
        "form": form,
        "columns": [title for title, _ in COLUMNS.values()],
        "courses_url": link("courses", round),
    }
    return render(request, "positivlist/import.html", context, status=status)


def _show(
    request: HttpRequest,
    round: ListRound,
    lines: list[Line],
    *,
    source: str,
    replace: bool,
    refused: tuple[str, ...] = (),
) -> HttpResponse:
    """The preview; 422 when a line is faulty or something was refused."""
    sent = [(one.number, one.cells, one.places, dict(one.faults)) for one in lines]
    planned = preview(
        council=round.council.slug, round_id=round.pk, lines=lines, replace=replace, actor=viewer(request)
    )
    faulty = [one for one in planned if one.line.faults]
    opened, rest = faulty[:MAX_OPEN], faulty[MAX_OPEN:]
    packed = {"lines": sent, "source": source, "replace": replace}
    context = {
        "round": head(round),
        "lines": signing.dumps(packed, salt=SALT, compress=True),
        "faulty": [_row(one) for one in opened],
        "faulty_more": [_row(one) for one in rest],
        "faulty_count": len(faulty),
        "rows": [_row(one) for one in planned if not one.line.faults],
        "count": len(planned),
        "new_count": sum(one.is_new for one in planned),
        "warned_count": sum(bool(one.warnings) for one in planned),
        "source": source,
        "replace": replace,
        "refused": refused,
        "courses_url": link("courses", round),
    }
    return render(request, "positivlist/import_preview.html", context, status=422 if faulty or refused else 200)


def _row(one: Planned) -> dict[str, Any]:
    cells, faults, number = one.line.cells, one.line.faults, one.line.number
    length = one.row.length if one.row else ""
    return {
        "number": number,
        "title": cells.get("title", ""),
        "lines": [
            cells.get("group", ""),
            ", ".join(filter(None, (cells.get("type", ""), cells.get("code", ""), length))),
            *(f"{change[:1].upper()}{change[1:]}" for change in one.changes),
        ],
        "news": one.news,
        "is_new": one.is_new,
        "warnings": [warning.sentence for warning in one.warnings],
        "cells": [
            {"id": f"l{number}-{key}", "name": f"{number}-{key}", "title": title, "value": cells.get(key, ""),
             "fault": faults.get(key, "")}
            for key, (title, _) in COLUMNS.items()
        ],
        "faults": list(faults.values()),
    }  # fmt: skip


def back(request: HttpRequest, council: str, round_id: int, made: int) -> HttpResponse:
    """Take an import back."""
    round, _ = round_for(viewer(request), council=council, round_id=round_id, can=Can.EDIT_ROUND)
    take_back(round_id=round.pk, import_id=made, actor=viewer(request))
    messages.success(request, "Importen er taget tilbage. Kurserne står, som de stod før den.")
    return redirect(link("courses", round))
