"""An import under way: a file that has been read, what is put right of it, and its end without being taken in."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import IO, Any

from django.conf import settings
from django.db import transaction

from meetings.actions.acting import changes
from meetings.actions.erasure import is_used
from meetings.importing.corrections import Draft, changed_values, counts, lines_as_data, values_of
from meetings.importing.document import MARKS
from meetings.importing.files import extract
from meetings.importing.layouts import layouts
from meetings.importing.people import NEW, PRINTED
from meetings.importing.reading import Reading, best, printed_date, read
from meetings.importing.tables import Unreadable
from meetings.models import Access, Body, ImportDraft, Publication, on_disk, remove, store
from meetings.queries.imports import reading_of, require_import
from meetings.queries.people import people_of
from rarportal.core.clock import now
from rarportal.core.log import record
from rarportal.core.permissions import Actor
from rarportal.core.refusal import AtFields, Conflict, Refusal, Stale, Unseen
from rarportal.core.uploads import safe_name

NO_ITEMS = (
    "Portalen finder ingen punkter i filen. Er det en dagsorden eller et referat? Ellers har rådets papirer en "
    "opsætning, som portalen ikke kender endnu."
)
LONGEST_GROUP = 100  # characters of an organisation in the attendance
NO_DATE = "Mødets dato står ikke i filen. Skriv den."


def look_at(*, body: Body, file: IO[bytes] | bytes, actor: Actor, layout: str = "") -> tuple[str, Reading]:
    """The kind of a file and its reading; nothing is kept. Raises AtFields (`file`) with why it cannot be read."""
    require_import(body, actor)
    size = len(file) if isinstance(file, bytes) else getattr(file, "size", 0)
    if size > settings.UPLOAD_LIMIT:
        raise AtFields({"file": f"Filen er større end {settings.UPLOAD_LIMIT // 2**20} MB."})
    try:
        with on_disk(file) as opened:
            found = extract(opened)
    except Unreadable as wrong:
        raise AtFields({"file": str(wrong)}) from wrong
    reading = read(found.lines, layouts()[layout]) if layout else best(found.lines, body.council.slug)
    if reading is None or "item" not in reading.marks:
        raise AtFields({"file": NO_ITEMS})
    return found.kind, reading


def begin_import(
    *,
    body_id: int,
    file: IO[bytes] | bytes,
    filename: str,
    kind: str,
    day: date | None,
    actor: Actor,
    to_come: bool = False,
    issued_on: date | None = None,
    layout: str = "",
) -> ImportDraft:
    """Read a file and keep it with its reading, to be put right and taken in. The day is found in it unless given.

    Raises Unseen or Forbidden without the right, AtFields with what is wrong with the file or the day.
    """
    body = Body.objects.select_related("council__profile").filter(pk=body_id).first()
    if body is None:
        raise Unseen
    form, reading = look_at(body=body, file=file, actor=actor, layout=layout)
    found = day or printed_date(reading)
    if found is None:
        raise AtFields({"date": NO_DATE})
    with on_disk(file) as opened:
        opened.seek(0)
        sha256 = store(opened)
        size = opened.tell()
    with transaction.atomic():
        if body.import_drafts.filter(sha256=sha256).exists():
            raise AtFields({"file": "Filen er allerede hentet og venter på at blive taget ind."})
        draft = ImportDraft.objects.create(
            body=body,
            kind=Publication.Kind(kind),
            date=found,
            to_come=to_come,
            issued_on=issued_on,
            layout=reading.layout.slug,
            filename=_with_suffix(safe_name(filename), form),
            sha256=sha256,
            size=size,
            access=Access.OPEN if body.is_public else Access.CLOSED,
            lines=lines_as_data(reading.lines),
            marks=reading.marks,
            doubts=[[one.line, one.why] for one in reading.doubts],
            found=counts(Draft(reading)),
            created_at=now(),
            created_by=actor.name,
        )
        _note(draft, actor, "Et dokument blev hentet")
    return draft


def _with_suffix(name: str, form: str) -> str:
    return name if name.lower().endswith(f".{form}") else f"{name}.{form}"


def _note(draft: ImportDraft, actor: Actor, what: str, **detail: object) -> None:
    """In the log a file goes by its kind and day: its name is its writer's words."""
    thing = f"{draft.get_kind_display()} {draft.date.isoformat()}"
    record(what=what, actor=actor, council_id=draft.body.council_id, thing=thing, detail=detail)


def open_import(draft_id: int, actor: Actor) -> ImportDraft:
    """The import with its row locked. Raises Unseen when it is gone, or without the right."""
    draft = (
        ImportDraft.objects.select_for_update(of=("self",))
        .select_related("body__council__profile")
        .filter(pk=draft_id)
        .first()
    )
    if draft is None:
        raise Unseen
    require_import(draft.body, actor)
    return draft


@transaction.atomic
def mark_lines(*, draft_id: int, marks: Mapping[int, str], seen: Mapping[int, str], actor: Actor) -> ImportDraft:
    """Say of lines what they are; a doubt about one is settled with it. `seen` is what each was when it was shown.

    Raises Stale when somebody else has marked one of them otherwise since, Refusal for a line or a mark that is none.
    """
    draft = open_import(draft_id, actor)
    places = {line[0]: at for at, line in enumerate(draft.lines)}
    if not set(marks) <= places.keys() or not set(marks.values()) <= {*MARKS}:
        raise Refusal("Linjen eller det, den skal være, findes ikke.", code="mark")
    wanted = {line: mark for line, mark in marks.items() if mark != seen.get(line)}
    conflicts = [
        Conflict(f"Linje {line}", mark, draft.marks[places[line]])
        for line, mark in wanted.items()
        if draft.marks[places[line]] not in {seen.get(line), mark}
    ]
    if conflicts:
        raise Stale(*conflicts)
    for line, mark in wanted.items():
        draft.marks[places[line]] = mark
    if wanted:
        draft.settled = sorted({*draft.settled, *wanted})
        _save(draft, "marks", "settled")
        _note(draft, actor, "Et hentet dokument blev rettet", lines=len(wanted))
    return draft


@transaction.atomic
def put_item_right(
    *, draft_id: int, line: int, values: Mapping[str, Any], seen: Mapping[str, str], actor: Actor
) -> ImportDraft:
    """Correct what was read of an item: number, title, status, who recommends, who presents, access.

    `seen` has the mark of each value that the form was made from. Raises Stale as elsewhere (actions/acting.py).
    """
    draft = open_import(draft_id, actor)
    made = reading_of(draft)
    as_read = next((one for one in made.as_read.items if one.line == line), None)
    now_standing = next((one for one in made.document.items if one.line == line), None)
    if as_read is None or now_standing is None:
        raise Unseen
    standing = values_of(now_standing)
    changed = changes({name: standing[name] for name in values}, values, seen)
    if changed:
        draft.items[str(line)] = changed_values(as_read, {**standing, **changed})
        _save(draft, "items")
        _note(draft, actor, "Et hentet dokument blev rettet", item=line, fields=sorted(changed))
    return draft


@transaction.atomic
def settle(*, draft_id: int, lines: set[int], actor: Actor) -> ImportDraft:
    """*Set efter*: the doubts at these lines need nobody any more."""
    draft = open_import(draft_id, actor)
    if not lines <= set(draft.settled):
        draft.settled = sorted({*draft.settled, *lines})
        _save(draft, "settled")
    return draft


@transaction.atomic
def choose_people(
    *, draft_id: int, choices: Mapping[int, str], actor: Actor, organisations: Mapping[int, str] | None = None
) -> ImportDraft:
    """Say who printed names are: one of the council's people, somebody new, or the name as it is printed.

    `organisations` for whom they came, where it is not printed. Raises Refusal for somebody of another council.
    """
    draft = open_import(draft_id, actor)
    known = {str(pk) for pk in people_of(draft.body.council).values_list("pk", flat=True)} | {NEW, PRINTED}
    if not set(choices.values()) <= known:
        raise Refusal("Personen er ikke en af rådets.", code="person")
    for line, choice in choices.items():
        told = {"who": choice}
        if organisations and line in organisations:
            told["organisation"] = " ".join(organisations[line].replace("\0", "").split())[:LONGEST_GROUP]
        draft.people[str(line)] = told
    draft.settled = sorted({*draft.settled, *choices})
    _save(draft, "people", "settled")
    return draft


@transaction.atomic
def change_import(*, draft_id: int, values: Mapping[str, Any], actor: Actor) -> ImportDraft:
    """Correct what was said of the document itself: kind, day, when it was sent out, and who may have the file."""
    draft = open_import(draft_id, actor)
    for name in ("kind", "date", "issued_on", "access", "to_come"):
        if name in values:
            setattr(draft, name, values[name])
    _save(draft, "kind", "date", "issued_on", "access", "to_come")
    return draft


@transaction.atomic
def discard_import(*, draft_id: int, actor: Actor) -> None:
    """*Kassér*: nothing of it is taken in, and its file goes unless something else uses it."""
    draft = open_import(draft_id, actor)
    _note(draft, actor, "Et hentet dokument blev kasseret")
    draft.delete()
    if not is_used(draft.sha256):
        transaction.on_commit(partial(remove, draft.sha256))


def _save(draft: ImportDraft, *fields: str) -> None:
    draft.found = counts(reading_of(draft))
    draft.save(update_fields=[*fields, "found"])
