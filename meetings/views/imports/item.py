"""One item: its lines, and what was read of it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from meetings.actions import imports as act
from meetings.forms.imports import ReadItemForm, mark_choices
from meetings.importing.corrections import Draft, values_of
from meetings.importing.document import Document, Item
from meetings.importing.rich import item_texts
from meetings.importing.segments import REST, Segment, segments_of
from meetings.models import ImportDraft
from meetings.queries.imports import import_for, reading_of
from meetings.views.imports.shared import by_line, head, url_of
from meetings.views.original import framing
from meetings.views.saving import save
from meetings.views.viewer import viewer
from rarportal.core.refusal import Stale, Unseen
from rarportal.core.richtext import clean

LINES_PER_PAGE = 200  # each has two fields, and a form may send a thousand


@framing
def item(request: HttpRequest, council: str, body: str, draft: int, line: int) -> HttpResponse:
    """An item's lines with what each is, beside the item as it will be; and its number, status and presenters."""
    found = import_for(viewer(request), council=council, body=body, pk=draft)
    if request.method != "POST":
        return _item_page(request, found, line)
    acts: dict[str, Callable[[HttpRequest, ImportDraft, int], HttpResponse]] = {
        "lines": _mark_lines,
        "settle": _settle,
        "item": _put_right,
    }
    return acts.get(request.POST.get("do", ""), _mark_lines)(request, found, line)


def _mark_lines(request: HttpRequest, draft: ImportDraft, line: int) -> HttpResponse:
    chosen, seen = by_line(request, "m-"), by_line(request, "s-")
    try:
        changed = act.mark_lines(draft_id=draft.pk, marks=chosen, seen=seen, actor=viewer(request))
    except Stale as stale:
        council, body = draft.body.council.slug, draft.body.slug
        fresh = import_for(viewer(request), council=council, body=body, pk=draft.pk)
        changed_lines = [one.field for one in stale.conflicts]
        return _item_page(request, fresh, line, chosen=chosen, conflicts=changed_lines, status=409)
    messages.success(request, "Gemt.")
    still = line == REST or any(one.line == line for one in segments_of(reading_of(changed).reading))
    return redirect(request.get_full_path() if still else url_of("import", draft))


def _settle(request: HttpRequest, draft: ImportDraft, line: int) -> HttpResponse:
    made = reading_of(draft)
    segment = _segment(made, line)
    numbers = {one.number for one, _ in segment.lines}
    doubted = {one.line for one in made.doubts(made.document)} & numbers
    act.settle(draft_id=draft.pk, lines=doubted, actor=viewer(request))
    return redirect(url_of("import", draft))


def _put_right(request: HttpRequest, draft: ImportDraft, line: int) -> HttpResponse:
    form = ReadItemForm(values_of(_item_of(reading_of(draft).document, line)), request.POST)

    def run() -> None:
        act.put_item_right(draft_id=draft.pk, line=line, values=form.values, seen=form.seen, actor=viewer(request))

    def again(*, status: int = 200, conflicts: Any = (), refused: tuple[str, ...] = ()) -> HttpResponse:
        return _item_page(request, draft, line, form=form, merge=conflicts, refused=refused, status=status)

    return save(request, form, run, again, request.get_full_path())


def _segment(made: Draft, line: int) -> Segment:
    found = next((one for one in segments_of(made.reading) if one.line == line), None)
    if found is None:
        raise Unseen
    return found


def _item_of(read: Document, line: int) -> Item:
    found = next((one for one in read.items if one.line == line), None)
    if found is None:
        raise Unseen
    return found


def _item_page(
    request: HttpRequest,
    draft: ImportDraft,
    line: int,
    *,
    form: ReadItemForm | None = None,
    chosen: dict[int, str] | None = None,
    conflicts: Iterable[str] = (),
    merge: Iterable[dict[str, str]] = (),
    refused: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    made = reading_of(draft)
    read = made.document
    segment = _segment(made, line)
    doubts: dict[int, list[str]] = {}
    for doubt in made.doubts(read):
        doubts.setdefault(doubt.line, []).append(doubt.why)
    page = Paginator(segment.lines, LINES_PER_PAGE).get_page(request.GET.get("side"))
    numbers = {one.number for one, _ in segment.lines}
    order = [one.line for one in segments_of(made.reading) if one.line != REST]
    place = order.index(line) if line in order else -1
    context = {
        "draft": head(draft, _place(draft, segment)),
        "item": _shown(read, line) if line != REST else None,
        "form": form or (ReadItemForm(values_of(_item_of(read, line))) if line != REST else None),
        "refused": refused,
        "conflicts": merge,
        "lines_changed": conflicts,
        "lines": [
            {
                "number": one.number,
                "page": one.page,
                "text": one.text,
                "links": [(one.text[link.start : link.end], link.target) for link in one.links],
                "gap": one.gap > 0,
                "mark": mark,
                "chosen": (chosen or {}).get(one.number, mark),
                "doubts": doubts.get(one.number, []),
            }
            for one, mark in page
        ],
        "pages": page,
        "groups": mark_choices(read.layout),
        "doubts": sum(len(why) for number, why in doubts.items() if number in numbers),
        "before_url": url_of("import_item", draft, order[place - 1]) if place > 0 else None,
        "next_url": url_of("import_item", draft, order[place + 1]) if -1 < place < len(order) - 1 else None,
    }
    return render(request, "imports/item.html", context, status=status)


def _place(draft: ImportDraft, segment: Segment) -> int:
    """Where the segment begins in the original: the page of a PDF, else the line."""
    first = segment.lines[0][0] if segment.lines else None
    if first is None:
        return 0
    return first.page if draft.filename.lower().endswith(".pdf") else first.number


def _shown(read: Document, line: int) -> dict[str, Any]:
    """The item as it will be."""
    one = _item_of(read, line)
    texts = item_texts(one, ())
    headings = {field.name: field.heading for field in one.fields}
    return {
        "number": one.number,
        "title": one.title,
        "marks": [mark for mark in ("B", "O", "D") if mark in one.marks],
        "presenters": [", ".join(filter(None, vars(who).values())) for who in one.presenters],
        "fields": [
            {"heading": headings.get(name, "Uden overskrift"), "html": mark_safe(clean(html))}  # noqa: S308  cleaned here
            for name, html in texts.items()
        ],
        "attachments": [
            {"label": each.printed_label, "title": each.title, "url": each.url} for each in one.attachments
        ],
        "no_attachments": one.no_attachments,
    }
