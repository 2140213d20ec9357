"""*Udsæt punktet* and *Hent punkter*: between an agenda, the pool, earlier meetings and templates."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from meetings.actions.postponing import fetch_items, postpone_item
from meetings.forms.items import FetchForm, PostponeForm, day
from meetings.models import AgendaItem, Meeting
from meetings.queries.agenda import agenda_of
from meetings.queries.pool import earlier_meetings, later_meetings, story_of, templates_of, waiting_items
from meetings.views.meeting import head
from meetings.views.outline import choose_item
from meetings.views.viewer import Address, asked_meeting, link, viewer
from rarportal.core.permissions import Can
from rarportal.core.refusal import Refusal


def postpone(request: HttpRequest, council: str, body: str, address: Address, item: int) -> HttpResponse:
    """To which meeting, and why; then the item goes there."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    chosen = choose_item(agenda_of(meeting), item)
    form = PostponeForm(later_meetings(meeting), request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            moved = postpone_item(
                item_id=item,
                to_meeting_id=form.to_meeting_id,
                reason=form.cleaned_data["reason"],
                actor=viewer(request),
            )
        except Refusal as refusal:
            if refusal.code not in {"target", "state"}:
                raise
            form.add_error(None, list(refusal.reasons))
        else:
            where = f"mødet den {day(moved.meeting)}" if moved.meeting_id else "puljen"
            messages.success(request, f"Punktet er udsat til {where}.")
            return redirect(link("edit", meeting))
    context = {
        "meeting": head(meeting),
        "item": {"number": chosen.shown_number, "title": chosen.title, "dispatched": bool(chosen.number)}
        if chosen
        else None,
        "form": form,
        "cancel_url": link("edit_item", meeting, item=item),
        "edit_url": link("edit", meeting),
    }
    return render(request, "meetings/postpone.html", context, status=422 if form.errors else 200)


def fetch(request: HttpRequest, council: str, body: str, address: Address) -> HttpResponse:
    """Items of the pool, of an earlier meeting and of templates, into the agenda."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    earlier = earlier_meetings(meeting)
    from_one = next((one for one in earlier if str(one.pk) == request.GET.get("fra")), earlier[0] if earlier else None)
    form = FetchForm(
        waiting_items(meeting),
        _items(meeting, from_one),
        templates_of(meeting),
        request.POST if request.method == "POST" else None,
    )
    if form.is_valid():
        try:
            found = fetch_items(meeting_id=meeting.pk, actor=viewer(request), **form.cleaned_data)
        except Refusal as refusal:
            if refusal.code not in {"gone", "state"}:
                raise
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, f"{len(found)} {'punkt' if len(found) == 1 else 'punkter'} er hentet.")
            return redirect(link("edit_item", meeting, item=found[0].pk) if found else link("edit", meeting))
    context = {
        "meeting": head(meeting),
        "form": form,
        "groups": [form["waiting"], form["earlier"], form["templates"]],
        "from_one": day(from_one) if from_one else "",
        "earlier": [{"day": day(one), "url": f"?fra={one.pk}", "current": one == from_one} for one in earlier],
        "edit_url": link("edit", meeting),
    }
    return render(request, "meetings/fetch.html", context, status=422 if form.errors else 200)


def _items(meeting: Meeting, earlier: Meeting | None) -> list[AgendaItem]:
    """An earlier meeting's items, with the numbers they had there."""
    if earlier is None:
        return []
    earlier.body = meeting.body  # the same, with its profile
    return agenda_of(earlier).items


def story(item: AgendaItem) -> list[dict[str, Any]]:
    """Where an item was, when it was postponed and why."""
    return [
        {
            "day": day(one.from_meeting),
            "number": one.number,
            "at": one.at,
            "reason": one.reason,
            "by": one.by,
            "url": link("meeting", one.from_meeting),
        }
        for one in story_of(item)
    ]
