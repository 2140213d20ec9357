"""*Hent eksisterende dokument*: files are read, put right line by line, and taken in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import mark_safe

from meetings.actions import imports as act
from meetings.actions.taking_in import take_in as take
from meetings.forms.imports import DocumentForm, FetchForm, ReadItemForm, mark_choices
from meetings.importing import document as marks
from meetings.importing.corrections import Draft, faults, values_of
from meetings.importing.document import Document, Item
from meetings.importing.doubts import Doubt
from meetings.importing.filenames import told_by_name
from meetings.importing.lines import Line
from meetings.importing.people import NEW, PRINTED
from meetings.importing.rich import item_texts
from meetings.models import Body, ImportDraft
from meetings.queries.imports import drafts_of, import_for, importing_body, names_of, reading_of
from meetings.views.papers import send_file
from meetings.views.saving import save
from meetings.views.viewer import link, viewer
from rarportal.core.refusal import AtFields, Refusal, Stale, Unseen
from rarportal.core.richtext import clean

LINES_PER_PAGE = 200  # each has two fields, and a form may send a thousand
REST = 0  # the address of the lines that stand in no item


def imports(request: HttpRequest, council: str, body: str) -> HttpResponse:
    """Fetch files, and the documents that wait to be taken in: a line for each."""
    found = importing_body(viewer(request), council=council, body=body)
    form = FetchForm(request.POST or None, request.FILES or None) if request.method == "POST" else FetchForm()
    status = 200
    wrong: list[dict[str, str]] = []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            drafts, wrong = _fetch(request, found, form)
            if drafts and not wrong:
                messages.success(
                    request, "Dokumentet er læst." if len(drafts) == 1 else f"{len(drafts)} filer er læst."
                )
                first = _url("import", drafts[0]) if len(drafts) == 1 else request.path
                return redirect(first)
    context = {
        "body": {"name": found.name, "url": reverse("meetings:body", args=[council, body])},
        "form": form,
        "wrong": wrong,
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


def _url(name: str, draft: ImportDraft, *more: object) -> str:
    return reverse(f"meetings:{name}", args=[draft.body.council.slug, draft.body.slug, draft.pk, *more])


def _draft_row(draft: ImportDraft) -> dict[str, Any]:
    return {
        "title": _title(draft),
        "filename": draft.filename,
        "url": _url("import", draft),
        "by": draft.created_by,
        "at": draft.created_at,
        "to_come": draft.to_come,
        **{f"{name}_count": count for name, count in draft.found.items()},
    }


def _title(draft: ImportDraft) -> str:
    what = "Kommende dagsorden" if draft.to_come else draft.get_kind_display().capitalize()
    return f"{what} {date_format(draft.date, 'j. F Y')}"


# One document


@dataclass
class Segment:
    """The lines between one item's title and the next, with the theme before it; `line` 0 for what is in no item."""

    line: int
    lines: list[tuple[Line, str]]


def segments_of(draft: Draft) -> list[Segment]:
    """Every line once, by items; what stands before the first item, and the attendance, is the rest."""
    reading = draft.reading
    rest = Segment(REST, [])
    found, here, waiting = [rest], rest, list[tuple[Line, str]]()
    in_theme = False
    for line, mark in zip(reading.lines, reading.marks, strict=True):
        if mark == marks.ITEM:
            here = Segment(line.number, waiting)
            found.append(here)
            waiting = []
        elif mark in {marks.PEOPLE, marks.PERSON}:
            here = rest
        in_theme = mark == marks.SECTION or (in_theme and mark == marks.GOES_ON)
        (waiting if in_theme else here.lines).append((line, mark))
    rest.lines += waiting
    return found


def document(request: HttpRequest, council: str, body: str, draft: int) -> HttpResponse:
    """One document: what was found, what is unsure, and what is said of it as a whole."""
    found = import_for(viewer(request), council=council, body=body, pk=draft)
    form = DocumentForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        act.change_import(draft_id=found.pk, values=form.cleaned_data, actor=viewer(request))
        messages.success(request, "Gemt.")
        return redirect(request.path)
    return _document_page(request, found, form, status=422 if form.errors else 200)


def _document_page(
    request: HttpRequest, draft: ImportDraft, form: DocumentForm, *, status: int = 200, refused: tuple[str, ...] = ()
) -> HttpResponse:
    made = reading_of(draft)
    read = made.document
    doubts = made.doubts(read)
    by_segment = {
        segment.line: [one for one in doubts if one.line in {line.number for line, _ in segment.lines}]
        for segment in segments_of(made)
    }
    names = names_of(draft, read.people)
    of_names = {one.line for one in doubts} & {one.line for one in read.people}
    asked = of_names | {one.printed.line for one in names if one.question}
    context = {
        "draft": {**_head(draft), "to_come": draft.to_come, "layout": read.layout.name},
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
            "url": _url("import_people", draft),
        },
        "rest": {
            "doubts": len([one for one in by_segment[REST] if one.line not in of_names]),
            "url": _url("import_item", draft, REST),
        },
        "doubts": len(doubts),
        "faults": faults(read),
        "unplaced": [
            {"number": line.number, "text": line.text, "url": _where(draft, made, line)} for line in read.unplaced
        ],
        "furniture": _counted(line.text for line in read.furniture),
        "take_url": _url("import_take_in", draft),
        "discard_url": _url("import_discard", draft),
    }
    return render(request, "imports/document.html", context, status=status)


def _where(draft: ImportDraft, made: Draft, line: Line) -> str:
    segment = next(one for one in segments_of(made) if any(each is line for each, _ in one.lines))
    return f"{_url('import_item', draft, segment.line)}#l{line.number}"


def _counted(texts: Iterable[str]) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    return [{"text": text, "times": times} for text, times in counts.items()]


def _head(draft: ImportDraft) -> dict[str, Any]:
    return {
        "title": _title(draft),
        "filename": draft.filename,
        "body_name": draft.body.name,
        "list_url": reverse("meetings:imports", args=[draft.body.council.slug, draft.body.slug]),
        "url": _url("import", draft),
        "file_url": _url("import_file", draft),
    }


def _outline_row(draft: ImportDraft, item: Item, doubts: list[Doubt]) -> dict[str, Any]:
    return {
        "number": item.number,
        "title": item.title,
        "status": item.status,
        "fields": ", ".join(one.heading for one in item.fields),
        "attachments": len(item.attachments),
        "doubts": len(doubts),
        "url": _url("import_item", draft, item.line),
    }


def original(request: HttpRequest, council: str, body: str, draft: int) -> FileResponse:
    """The file as it was sent."""
    found = import_for(viewer(request), council=council, body=body, pk=draft)
    return send_file({"filename": found.filename}, found.sha256)


# One item: its lines, and what was read of it


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
    chosen, seen = _by_line(request, "m-"), _by_line(request, "s-")
    try:
        changed = act.mark_lines(draft_id=draft.pk, marks=chosen, seen=seen, actor=viewer(request))
    except Stale as stale:
        council, body = draft.body.council.slug, draft.body.slug
        fresh = import_for(viewer(request), council=council, body=body, pk=draft.pk)
        changed_lines = [one.field for one in stale.conflicts]
        return _item_page(request, fresh, line, chosen=chosen, conflicts=changed_lines, status=409)
    messages.success(request, "Gemt.")
    still = line == REST or any(one.line == line for one in segments_of(reading_of(changed)))
    return redirect(request.get_full_path() if still else _url("import", draft))


def _by_line(request: HttpRequest, prefix: str) -> dict[int, str]:
    """What was chosen, by the numbers of the lines."""
    return {
        int(key.removeprefix(prefix)): str(request.POST[key])
        for key in request.POST
        if key.startswith(prefix) and key.removeprefix(prefix).isdecimal() and len(key) < 12
    }


def _settle(request: HttpRequest, draft: ImportDraft, line: int) -> HttpResponse:
    made = reading_of(draft)
    segment = _segment(made, line)
    numbers = {one.number for one, _ in segment.lines}
    doubted = {one.line for one in made.doubts(made.document)} & numbers
    act.settle(draft_id=draft.pk, lines=doubted, actor=viewer(request))
    return redirect(_url("import", draft))


def _put_right(request: HttpRequest, draft: ImportDraft, line: int) -> HttpResponse:
    form = ReadItemForm(values_of(_item_of(reading_of(draft).document, line)), request.POST)

    def run() -> None:
        act.put_item_right(draft_id=draft.pk, line=line, values=form.values, seen=form.seen, actor=viewer(request))

    def again(*, status: int = 200, conflicts: Any = (), refused: tuple[str, ...] = ()) -> HttpResponse:
        return _item_page(request, draft, line, form=form, merge=conflicts, refused=refused, status=status)

    return save(request, form, run, again, request.get_full_path())


def _segment(made: Draft, line: int) -> Segment:
    found = next((one for one in segments_of(made) if one.line == line), None)
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
    order = [one.line for one in segments_of(made) if one.line != REST]
    place = order.index(line) if line in order else -1
    context = {
        "draft": _head(draft),
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
        "before_url": _url("import_item", draft, order[place - 1]) if place > 0 else None,
        "next_url": _url("import_item", draft, order[place + 1]) if -1 < place < len(order) - 1 else None,
    }
    return render(request, "imports/item.html", context, status=status)


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


# Names, taking in, and throwing away


def people(request: HttpRequest, council: str, body: str, draft: int) -> HttpResponse:
    """Who the printed names are."""
    found = import_for(viewer(request), council=council, body=body, pk=draft)
    if request.method == "POST":
        act.choose_people(
            draft_id=found.pk,
            choices=_by_line(request, "p-"),
            organisations=_by_line(request, "o-"),
            actor=viewer(request),
        )
        messages.success(request, "Gemt.")
        return redirect(_url("import", found))
    made = reading_of(found)
    read = made.document
    doubts: dict[int, list[str]] = {}
    for doubt in made.doubts(read):
        doubts.setdefault(doubt.line, []).append(doubt.why)
    context = {
        "draft": _head(found),
        "names": [
            {
                "line": one.printed.line,
                "name": one.printed.name,
                "organisation": one.organisation,
                "choice": one.choice,
                "choices": [
                    *((str(pk), name) for pk, name in one.candidates),
                    (NEW, "en ny person i rådet, uden login"),
                    (PRINTED, "navnet, som det er trykt"),
                ],
                "questions": [*filter(None, [one.question]), *doubts.get(one.printed.line, [])],
            }
            for one in names_of(found, read.people)
        ],
    }
    return render(request, "imports/people.html", context)


def take_in(request: HttpRequest, council: str, body: str, draft: int) -> HttpResponse:
    """*Tag ind*: all of it or nothing."""
    found = import_for(viewer(request), council=council, body=body, pk=draft)
    anyway = bool(request.POST.get("anyway"))
    try:
        meeting = take(draft_id=found.pk, actor=viewer(request), anyway=anyway)
    except Refusal as refused:
        if refused.status != Refusal.status:
            raise
        return _document_page(request, found, DocumentForm(instance=found), status=422, refused=refused.reasons)
    done = "Dagsordenen er hentet som udkast." if found.to_come else "Dokumentet er taget ind og offentliggjort."
    messages.success(request, done)
    return redirect(link("edit" if found.to_come else "meeting", meeting))


def discard(request: HttpRequest, council: str, body: str, draft: int) -> HttpResponse:
    """*Kassér*."""
    found = import_for(viewer(request), council=council, body=body, pk=draft)
    act.discard_import(draft_id=found.pk, actor=viewer(request))
    messages.success(request, f"»{found.filename}« er kasseret. Intet af den er taget ind.")
    return redirect(_head(found)["list_url"])
