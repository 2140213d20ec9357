"""One document: what was found, what is unsure, what is said of it as a whole, and how its import ends."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from meetings.actions import imports as act
from meetings.actions.taking_in import take_in as take
from meetings.forms.imports import DocumentForm
from meetings.importing.corrections import Draft, faults
from meetings.importing.document import Item
from meetings.importing.doubts import Doubt
from meetings.importing.lines import Line
from meetings.importing.segments import REST, segments_of
from meetings.models import ImportDraft
from meetings.queries.imports import import_for, names_of, reading_of
from meetings.views.imports.shared import head, url_of
from meetings.views.original import framing
from meetings.views.viewer import link, viewer
from rarportal.core.refusal import Refusal


@framing
def document(request: HttpRequest, council: str, body: str, draft: int) -> HttpResponse:
    """One document: what was found, what is unsure, and what is said of it as a whole."""
    found = import_for(viewer(request), council=council, body=body, pk=draft)
    form = DocumentForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        act.change_import(draft_id=found.pk, values=form.cleaned_data, actor=viewer(request))
        messages.success(request, "Gemt.")
        return redirect(request.path)
    return document_page(request, found, form, status=422 if form.errors else 200)


def document_page(
    request: HttpRequest, draft: ImportDraft, form: DocumentForm, *, status: int = 200, refused: tuple[str, ...] = ()
) -> HttpResponse:
    made = reading_of(draft)
    read = made.document
    doubts = made.doubts(read)
    by_segment = {
        segment.line: [one for one in doubts if one.line in {line.number for line, _ in segment.lines}]
        for segment in segments_of(made.reading)
    }
    names = names_of(draft, read.people)
    of_names = {one.line for one in doubts} & {one.line for one in read.people}
    asked = of_names | {one.printed.line for one in names if one.question}
    context = {
        "draft": {**head(draft), "to_come": draft.to_come, "layout": read.layout.name},
        "form": form,
        "refused": refused,
        "sections": [
            {
                "title": f"{section.number}. {section.title}" if section.number else section.title,
                "items": [_outline_row(draft, item, by_segment.get(item.line, [])) for item in section.items],
            }
            for section in read.sections
        ],
        "people": {
            "count": len(names),
            "questions": len(asked),
            "url": url_of("import_people", draft),
        },
        "rest": {
            "doubts": len([one for one in by_segment[REST] if one.line not in of_names]),
            "url": url_of("import_item", draft, REST),
        },
        "doubts": len(doubts),
        "faults": faults(read),
        "unplaced": [
            {"number": line.number, "text": line.text, "url": _where(draft, made, line)} for line in read.unplaced
        ],
        "furniture": _counted(line.text for line in read.furniture),
        "take_url": url_of("import_take_in", draft),
        "discard_url": url_of("import_discard", draft),
    }
    return render(request, "imports/document.html", context, status=status)


def _where(draft: ImportDraft, made: Draft, line: Line) -> str:
    segment = next(one for one in segments_of(made.reading) if any(each is line for each, _ in one.lines))
    return f"{url_of('import_item', draft, segment.line)}#l{line.number}"


def _counted(texts: Iterable[str]) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    return [{"text": text, "times": times} for text, times in counts.items()]


def _outline_row(draft: ImportDraft, item: Item, doubts: list[Doubt]) -> dict[str, Any]:
    return {
        "number": item.number,
        "title": item.title,
        "status": item.status,
        "fields": ", ".join(one.heading for one in item.fields),
        "attachments": len(item.attachments),
        "doubts": len(doubts),
        "url": url_of("import_item", draft, item.line),
    }


@framing
def take_in(request: HttpRequest, council: str, body: str, draft: int) -> HttpResponse:
    """*Tag ind*: all of it or nothing."""
    found = import_for(viewer(request), council=council, body=body, pk=draft)
    anyway = bool(request.POST.get("anyway"))
    try:
        meeting = take(draft_id=found.pk, actor=viewer(request), anyway=anyway)
    except Refusal as refused:
        if refused.status != Refusal.status:
            raise
        return document_page(request, found, DocumentForm(instance=found), status=422, refused=refused.reasons)
    done = "Dagsordenen er hentet som udkast." if found.to_come else "Dokumentet er taget ind og offentliggjort."
    messages.success(request, done)
    return redirect(link("edit" if found.to_come else "meeting", meeting))


def discard(request: HttpRequest, council: str, body: str, draft: int) -> HttpResponse:
    """*Kassér*."""
    found = import_for(viewer(request), council=council, body=body, pk=draft)
    act.discard_import(draft_id=found.pk, actor=viewer(request))
    messages.success(request, f"»{found.filename}« er kasseret. Intet af den er taget ind.")
    return redirect(head(found)["list_url"])
