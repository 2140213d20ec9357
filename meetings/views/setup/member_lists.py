"""*Hent medlemsliste*: a file, a preview with a line for each row, and all of it taken in or nothing.

Between the two nothing is kept here: the lines travel signed in the form, and a faulty line's cells stand open in it,
so that nothing typed is lost and no list of people lies about.
"""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from meetings.actions.member_lists import preview, take_in
from meetings.forms.people import MemberListForm
from meetings.importing.member_lists import COLUMNS, Line, read_member_list
from meetings.importing.planning import Planned
from meetings.importing.tables import MAX_BYTES, Unreadable, read_table
from meetings.models import Council
from meetings.queries.people import managed_council
from meetings.views.setup.index import menu
from meetings.views.viewer import viewer
from rarportal.core.refusal import AtFields, Refusal

SALT = "medlemsliste"
MAX_OPEN = 40  # faulty lines whose cells stand open; the browser may send 1000 fields


def member_list(request: HttpRequest, council: str) -> HttpResponse:
    """Ask for the file, show what it would do, and do it."""
    managed = managed_council(viewer(request), council)
    if request.method != "POST":
        return _ask(request, managed, MemberListForm())
    if "lines" in request.POST and "file" not in request.FILES:
        return _again(request, managed)
    form = MemberListForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            lines = read_member_list(read_table(_bytes(form.cleaned_data["file"])))
        except Unreadable as wrong:
            form.add_error("file", str(wrong))
        else:
            planned = preview(council=council, lines=lines, actor=viewer(request))
            return _show(request, managed, planned)
    return _ask(request, managed, form, status=422)


def _bytes(file: UploadedFile) -> bytes:
    """No more than may be read: one byte beyond the limit tells that there is more."""
    return file.read(MAX_BYTES + 1)


def _again(request: HttpRequest, council: Council) -> HttpResponse:
    """The preview sent back: check it anew, or take it in."""
    try:
        lines = [Line(number, dict(cells)) for number, cells in signing.loads(request.POST["lines"], salt=SALT)]
    except signing.BadSignature:
        raise Refusal("Listen kunne ikke læses igen. Hent filen en gang til.", code="unsigned") from None
    left_out = set()
    for line in lines:
        for column in COLUMNS:
            typed = request.POST.get(f"{line.number}-{column}")
            if typed is not None:
                line.cells[column] = " ".join(typed.replace("\0", "").split())[:300]
        if request.POST.get(f"{line.number}-out"):
            left_out.add(line.number)
    lines = [line for line in lines if line.number not in left_out]
    if not lines:
        return redirect(request.path)
    anyway = bool(request.POST.get("anyway"))
    if request.POST.get("do") == "take":
        try:
            done = take_in(council=council.slug, lines=lines, anyway=anyway, actor=viewer(request))
        except (AtFields, Refusal) as refused:
            if refused.status != Refusal.status:
                raise
            lines = [Line(line.number, line.cells) for line in lines]  # without the faults that were found
            planned = preview(council=council.slug, lines=lines, actor=viewer(request))
            return _show(request, council, planned, refused=refused.reasons, anyway=anyway)
        seats = sum(one.seat is not None for one in done)
        messages.success(request, f"Listen er taget ind: {seats} {'ny plads' if seats == 1 else 'nye pladser'}.")
        return redirect(reverse("meetings:people", args=[council.slug]))
    return _show(request, council, preview(council=council.slug, lines=lines, actor=viewer(request)), anyway=anyway)


def _ask(request: HttpRequest, council: Council, form: MemberListForm, status: int = 200) -> HttpResponse:
    context = {
        "setup": menu(council, "people"),
        "form": form,
        "columns": [title for title, _ in COLUMNS.values()],
        "people_url": reverse("meetings:people", args=[council.slug]),
    }
    return render(request, "setup/member_list.html", context, status=status)


def _show(
    request: HttpRequest,
    council: Council,
    planned: list[Planned],
    refused: tuple[str, ...] = (),
    anyway: bool = False,
) -> HttpResponse:
    """The preview; 422 when a line is faulty or something was refused."""
    faulty = [one for one in planned if one.line.faults]
    opened = {one.line.number for one in faulty[:MAX_OPEN]}
    lines = [(one.line.number, one.line.cells) for one in planned]
    context = {
        "setup": menu(council, "people"),
        "form": MemberListForm(),
        "lines": signing.dumps(lines, salt=SALT, compress=True),
        "faulty": [_row(one) for one in faulty if one.line.number in opened],
        "faulty_more": [_row(one) for one in faulty if one.line.number not in opened],
        "faulty_count": len(faulty),
        "rows": [_row(one) for one in planned if not one.line.faults],
        "warned": any(one.warnings for one in planned),
        "anyway": anyway,
        "refused": refused,
        "count": len(planned),
        "people_url": reverse("meetings:people", args=[council.slug]),
    }
    return render(request, "setup/member_list_preview.html", context, status=422 if faulty or refused else 200)


def _row(one: Planned) -> dict[str, Any]:
    cells, faults, number = one.line.cells, one.line.faults, one.line.number
    seat = ", ".join(filter(None, (cells.get(name, "") for name in ("role", "organisation", "body"))))
    period = "–".join((cells.get("begins", ""), cells.get("ends", ""))).rstrip("–")
    stands_for = f", for {other}" if (other := cells.get("substitute_for", "")) else ""
    return {
        "number": number,
        "title": cells.get("name", ""),
        "lines": [f"{seat[:1].upper()}{seat[1:]}, {period}{stands_for}"],
        "news": ", ".join(one.news) or "uændret",
        "is_new": bool(one.news),
        "warnings": one.warnings,
        "cells": [
            {"id": f"l{number}-{key}", "name": f"{number}-{key}", "title": title, "value": cells.get(key, ""),
             "fault": faults.get(key, "")}
            for key, (title, _) in COLUMNS.items()
        ],
        "faults": [f"{COLUMNS[key][0]}: {said}" for key, said in faults.items()],
    }  # fmt: skip
