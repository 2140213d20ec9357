"""Imports under way: the drafts of a body, one of them with its reading, and who the printed names may be."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from meetings.importing.corrections import Draft
from meetings.importing.document import Present
from meetings.importing.doubts import Doubt
from meetings.importing.layouts import layouts
from meetings.importing.lines import Line
from meetings.importing.people import NEW, PRINTED, likeness
from meetings.importing.reading import Reading
from meetings.models import Body, ImportDraft, Organisation, Original
from meetings.queries.people import people_of
from meetings.queries.standing import holdings_of, require
from meetings.rules.names import same_key, sort_key
from rarportal.core.permissions import SYSTEM, Actor, Can
from rarportal.core.refusal import Unseen


def importing_body(actor: Actor, *, council: str, body: str) -> Body:
    """The body whose documents the actor may import. Raises Unseen or Forbidden without the right."""
    found = Body.objects.select_related("council__profile").filter(council__slug=council, slug=body).first()
    if found is None:
        raise Unseen
    require_import(found, actor)
    return found


def require_import(body: Body, actor: Actor) -> None:
    """Whoever runs `manage.py` on the server may (actor SYSTEM), as the secretariat may."""
    if actor is not SYSTEM:
        require(holdings_of(actor).roles(body), Can.IMPORT)


def drafts_of(body: Body) -> QuerySet[ImportDraft]:
    """The imports of a body that have been begun, the newest first, without their lines."""
    return body.import_drafts.defer("lines", "marks", "people")


def import_for(actor: Actor, *, council: str, body: str, pk: int) -> ImportDraft:
    """One import under way. Raises Unseen when it is not the body's, or without the right."""
    found = importing_body(actor, council=council, body=body)
    draft = found.import_drafts.select_related("body__council__profile").filter(pk=pk).first()
    if draft is None:
        raise Unseen
    return draft


def reading_of(draft: ImportDraft) -> Draft:
    """The draft's lines and marks as a reading, with what was put right."""
    reading = Reading(
        layouts()[draft.layout],
        [Line.kept(*line) for line in draft.lines],
        [*draft.marks],
        [Doubt(line, why) for line, why in draft.doubts],
    )
    return Draft(reading, {key: {**told} for key, told in draft.items.items()}, [*draft.settled])


@dataclass(frozen=True)
class Named:
    """A printed name with what would be made of it, who else it may be, and why it is a question."""

    printed: Present
    choice: str  # a person's id, NEW or PRINTED
    organisation: str  # as printed, or as somebody has told
    candidates: tuple[tuple[int, str], ...]
    question: str = ""


def names_of(draft: ImportDraft, people: Iterable[Present]) -> list[Named]:
    """Each line of the attendance. A name that is one person's is that person; what is like a name is a question."""
    known = sorted(people_of(draft.body.council).values_list("pk", "name"), key=lambda one: sort_key(one[1]))
    by_id = dict(known)
    organisations = {same_key(name) for row in Organisation.objects.values_list("short_name", "name") for name in row}
    named = []
    for one in people:
        found = likeness(one.name, known)
        told = draft.people.get(str(one.line), {})
        chosen, organisation = told.get("who"), told.get("organisation", one.organisation)
        candidates = tuple((pk, by_id[pk]) for pk in ([found.person] if found.person else found.like))
        question = ""
        if chosen is None and found.like:
            question = f"Er det {' eller '.join(name for _, name in candidates)}?"
        elif organisation and same_key(organisation) not in organisations:
            question = f"Portalen kender ikke organisationen »{organisation}«. Den bliver stående, som den er skrevet."
        known_choice = chosen if chosen in {NEW, PRINTED} or _is_known(chosen, by_id) else None
        named.append(Named(one, known_choice or str(found.person or PRINTED), organisation, candidates, question))
    return named


def _is_known(choice: str | None, people: dict[int, str]) -> bool:
    return choice is not None and choice.isdecimal() and int(choice) in people


def original_text(sha256: str) -> str:
    """The lines of an original that may be read. Raises Unseen when the file is none, or shows itself (PDF)."""
    text = Original.objects.filter(sha256=sha256).exclude(text="").values_list("text", flat=True).first()
    if text is None:
        raise Unseen
    return text


__all__ = [
    "Named",
    "drafts_of",
    "import_for",
    "importing_body",
    "names_of",
    "original_text",
    "reading_of",
    "require_import",
]
