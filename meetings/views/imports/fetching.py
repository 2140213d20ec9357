"""The files that are fetched, the documents that wait, and each one's original."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from meetings.actions import imports as act
from meetings.forms.imports import FetchForm
from meetings.importing.filenames import told_by_name
from meetings.importing.lines import as_text
from meetings.models import Body, ImportDraft
from meetings.queries.imports import drafts_of, import_for, importing_body, reading_of
from meetings.views.imports.shared import title_of, url_of
from meetings.views.original import lines_answer
from meetings.views.papers import send_file
from meetings.views.viewer import viewer
from rarportal.core.refusal import AtFields


def imports(request: HttpRequest, council: str, body: str) -> HttpResponse:
    """Fetch files, and the documents that wait to be taken in: a line for each."""
    found = importing_body(viewer(request), council=council, body=body)
    form = FetchForm(request.POST or None, request.FILES or None) if request.method == "POST" else FetchForm()
    status = 200
    drafts: list[ImportDraft] = []
    wrong: list[dict[str, str]] = []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            drafts, wrong = _fetch(request, found, form)
            if drafts and not wrong:
                messages.success(
                    request, "Dokumentet er læst." if len(drafts) == 1 else f"{len(drafts)} filer er læst."
                )
                first = url_of("import", drafts[0]) if len(drafts) == 1 else request.path
                return redirect(first)
    context = {
        "body": {"name": found.name, "url": reverse("meetings:body", args=[council, body])},
        "form": form,
        "wrong": wrong,
        "read": len(drafts),
        "drafts": [_draft_row(draft) for draft in drafts_of(found)],
    }
    return render(request, "imports/imports.html", context, status=status)


def _fetch(request: HttpRequest, body: Body, form: FetchForm) -> tuple[list[ImportDraft], list[dict[str, str]]]:
    """Begin an import of each file; those that cannot be read are told by name, and stop no other."""
    drafts, wrong = [], []
    values = form.cleaned_data
    for file in sorted(values["file"], key=lambda one: one.name):
        told = told_by_name(file.name)
        try:
            draft = act.begin_import(
                body_id=body.pk,
                file=file,
                filename=file.name,
                kind=values["kind"] or told.kind,
                day=values["date"] or told.day,
                to_come=values["to_come"],
                layout=values["layout"],
                actor=viewer(request),
            )
        except AtFields as refused:
            wrong.append({"name": file.name, "why": " ".join(refused.reasons)})
        else:
            drafts.append(draft)
    return drafts, wrong


def _draft_row(draft: ImportDraft) -> dict[str, Any]:
    return {
        "title": title_of(draft),
        "filename": draft.filename,
        "url": url_of("import", draft),
        "by": draft.created_by,
        "at": draft.created_at,
        "to_come": draft.to_come,
        **{f"{name}_count": count for name, count in draft.found.items()},
    }


def original(request: HttpRequest, council: str, body: str, draft: int) -> FileResponse:
    """The file as it was sent."""
    found = import_for(viewer(request), council=council, body=body, pk=draft)
    return send_file({"filename": found.filename}, found.sha256)


def original_lines(request: HttpRequest, council: str, body: str, draft: int) -> HttpResponse:
    """Its lines, as they were read."""
    found = import_for(viewer(request), council=council, body=body, pk=draft)
    return lines_answer(as_text(reading_of(found).reading.lines))
