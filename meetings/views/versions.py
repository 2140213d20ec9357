"""*Tidligere versioner* of one field: who wrote what and when, what differs from now, and *Gendan som ny*."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from meetings.actions.restoring import part_of, restore_version
from meetings.actions.versions import KEPT
from meetings.models import AgendaItem, FieldVersion, Meeting
from meetings.queries.agenda import Agenda, agenda_of
from meetings.queries.editing import draft_item, versions_of
from meetings.rendering.snapshot import headings_of
from meetings.rules.differences import differences
from meetings.rules.profile import NAMES
from meetings.rules.versions import mark_of
from meetings.views.meeting import head
from meetings.views.outline import choose_item
from meetings.views.viewer import Address, asked_meeting, link, viewer
from meetings.workflow import AGENDA, not_editable
from rarportal.core.permissions import Can
from rarportal.core.refusal import Refusal, Stale
from rarportal.core.richtext import readable


def versions(request: HttpRequest, council: str, body: str, address: Address, item: int, field: str) -> HttpResponse:
    """The list, one version compared with what stands there now; on POST restored."""
    meeting, _ = asked_meeting(request, council, body, address, Can.READ_DRAFT)
    draft_item(meeting, item)
    if field not in KEPT:
        raise Http404
    if request.method == "POST":
        return _restore(request, meeting, item, field)
    return _page(request, meeting, item, field)


def _restore(request: HttpRequest, meeting: Meeting, item: int, field: str) -> HttpResponse:
    number, seen = request.POST.get("version", ""), request.POST.get("seen", "")
    if not number.isdecimal():
        return _page(request, meeting, item, field, refused=("Vælg den version, der skal gendannes.",), status=422)
    try:
        restore_version(item_id=item, version_id=int(number), seen=seen, actor=viewer(request))
    except Stale:
        words = "En anden har gemt, mens du læste. Intet er ændret. Se forskellene igen, og gendan så."
        return _page(request, meeting, item, field, refused=(words,), status=409)
    except Refusal as refusal:
        if refusal.status != Refusal.status:
            raise
        return _page(request, meeting, item, field, refused=refusal.reasons, status=422)
    messages.success(request, "Versionen er gendannet. Det, der stod før, er stadig i listen.")
    return redirect(_item_url(meeting, item, field))


def _item_url(meeting: Meeting, item: int, field: str) -> str:
    return link("edit_item" if part_of(field) == AGENDA else "minutes_item", meeting, item=item)


def _page(
    request: HttpRequest,
    meeting: Meeting,
    pk: int,
    field: str,
    *,
    refused: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    agenda = agenda_of(meeting)
    item = choose_item(agenda, pk)
    assert item is not None  # draft_item() has found it
    found, now = versions_of(item, field), getattr(item, field)
    asked = request.POST.get("version") or request.GET.get("version", "")
    chosen = next((one for one in found if str(one.pk) == asked), next((o for o in found if o.text != now), None))
    context = {
        "meeting": head(meeting),
        "number": item.shown_number,
        "title": item.title,
        "field": _heading(agenda, item, field),
        "item_url": _item_url(meeting, pk, field),
        "rows": [_row(one, chosen, now) for one in found],
        "chosen": chosen and _compared(chosen, field, now),
        "seen": mark_of(now),
        "not_editable": not_editable(part_of(field), meeting.state),
        "refused": refused,
    }
    return render(request, "meetings/versions.html", context, status=status)


def _heading(agenda: Agenda, item: AgendaItem, field: str) -> str:
    headings = {"title": "Titel", **NAMES, **dict(headings_of(item, agenda.profile))}
    return headings.get(field) or str(AgendaItem._meta.get_field(field).verbose_name).capitalize()  # type: ignore[union-attr]


def _row(version: FieldVersion, chosen: FieldVersion | None, now: str) -> dict[str, Any]:
    return {
        "pk": version.pk,
        "who": version.who,
        "began_at": version.began_at,
        "saved_at": version.saved_at,
        "current": chosen is not None and version.pk == chosen.pk,
        "stands": version.text == now,
    }


def _compared(version: FieldVersion, field: str, now: str) -> dict[str, Any]:
    before, after = (version.text, now) if field == "title" else (readable(version.text), readable(now))
    return {
        "pk": version.pk,
        "who": version.who,
        "saved_at": version.saved_at,
        "pieces": [{"kind": piece.kind, "text": piece.text} for piece in differences(before, after)],
        "text": before,
        "stands": version.text == now,
    }
