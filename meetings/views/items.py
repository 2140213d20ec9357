"""Items and sections as wholes: added, named, moved, copied, withdrawn, deleted and had back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from meetings.actions import agenda as act
from meetings.actions import outline as order
from meetings.actions.self_written import write_item
from meetings.actions.standing_items import insert_standing_items as insert
from meetings.forms import MoveForm, TitleForm
from meetings.models import Meeting
from meetings.queries.agenda import deleted_from
from meetings.queries.self_written import last_minutes
from meetings.views.viewer import Address, asked_meeting, link, public_link, viewer
from rarportal.core.clock import now
from rarportal.core.http import refused
from rarportal.core.permissions import Can
from rarportal.core.refusal import Refusal, Unseen


def add_item(request: HttpRequest, council: str, body: str, address: Address) -> HttpResponse:
    """A new item, by its title; sent twice it is one."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    form = TitleForm(request.POST)
    if not form.is_valid():
        return _title_refused(request, meeting, form)
    values = form.cleaned_data
    item = act.add_item(
        meeting_id=meeting.pk,
        title=values["title"],
        section_id=values["section"],
        actor=viewer(request),
    )
    return redirect(f"{link('edit_item', meeting, item=item.pk)}#punkt")


def insert_standing_items(request: HttpRequest, council: str, body: str, address: Address) -> HttpResponse:
    """*Indsæt faste punkter*: those of the body that the agenda lacks."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    count = len(insert(meeting_id=meeting.pk, actor=viewer(request)))
    messages.success(request, f"{count} {'fast punkt' if count == 1 else 'faste punkter'} er indsat.")
    return redirect(link("edit", meeting))


def add_section(request: HttpRequest, council: str, body: str, address: Address) -> HttpResponse:
    """A new section, by its title."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    form = TitleForm(request.POST)
    if not form.is_valid():
        return _title_refused(request, meeting, form)
    act.add_section(meeting_id=meeting.pk, title=form.cleaned_data["title"], actor=viewer(request))
    return redirect(link("edit", meeting))


def rename_section(request: HttpRequest, council: str, body: str, address: Address, section: int) -> HttpResponse:
    """A section's new title."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    form = TitleForm(request.POST)
    if not form.is_valid():
        return _title_refused(request, meeting, form)
    title = form.cleaned_data["title"]
    order.rename_section(meeting_id=meeting.pk, section_id=section, title=title, actor=viewer(request))
    messages.success(request, "Afsnittets titel er ændret.")
    return redirect(link("edit", meeting))


def _title_refused(request: HttpRequest, meeting: Meeting, form: TitleForm) -> HttpResponse:
    """What is wrong with a title, and the title as it was typed."""
    reasons = [f"{form.fields[name].label}: {error}" for name, errors in form.errors.items() for error in errors]
    typed = request.POST.get("title", "")
    kept = [{"label": "Titel", "text": typed}] if typed else []
    return refused(request, reasons, status=422, kept=kept, back_url=link("edit", meeting))


def delete_section(request: HttpRequest, council: str, body: str, address: Address, section: int) -> HttpResponse:
    """Delete an empty section."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    order.delete_section(meeting_id=meeting.pk, section_id=section, actor=viewer(request))
    messages.success(request, "Afsnittet er slettet.")
    return redirect(link("edit", meeting))


def own_item(meeting: Meeting, pk: int) -> None:
    """Raises Unseen when the item isn't this meeting's: the address must not lie."""
    if not meeting.items.filter(pk=pk).exists():
        raise Unseen


def shift(request: HttpRequest, council: str, body: str, address: Address, item: int) -> HttpResponse:
    """*Flyt op* and *Flyt ned*, or to where it was dragged; the item that is open stays open."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    own_item(meeting, item)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Refusal("Punktet kunne ikke flyttes derhen.")
    wanted = form.cleaned_data
    if wanted["plads"] is not None:
        moved = order.place_item(
            item_id=item, section_id=wanted["afsnit"], place=wanted["plads"], actor=viewer(request)
        )
    else:
        moved = order.shift_item(item_id=item, up=wanted["retning"] == "op", actor=viewer(request))
    if moved.before != moved.after:
        messages.success(request, f"Punkt {moved.before} er flyttet til {moved.after}.")
    still = wanted["aaben"] if meeting.items.filter(pk=wanted["aaben"]).exists() else item
    return redirect(link("edit_item", meeting, item=still))


def copy(request: HttpRequest, council: str, body: str, address: Address, item: int) -> HttpResponse:
    """*Kopiér punktet*; sent twice it is one copy."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    own_item(meeting, item)
    made = order.copy_item(item_id=item, actor=viewer(request))
    messages.success(request, "Punktet er kopieret. Du ser kopien.")
    return redirect(link("edit_item", meeting, item=made.pk))


def write(request: HttpRequest, council: str, body: str, address: Address, item: int) -> HttpResponse:
    """*Skriv teksten*: the portal's own words, to be edited."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    own_item(meeting, item)
    last = last_minutes(meeting)
    path = public_link("paper", last.meeting, kind="referat") if last and last.published else ""
    url = request.build_absolute_uri(path) if path else ""
    write_item(item_id=item, minutes_url=url, actor=viewer(request))
    messages.success(request, "Portalen har skrevet teksten. Læs den, og ret den til.")
    return redirect(link("edit_item", meeting, item=item))


def withdraw(request: HttpRequest, council: str, body: str, address: Address, item: int) -> HttpResponse:
    """*Træk punktet*, and take it up again."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    own_item(meeting, item)
    act.withdraw_item(item_id=item, withdrawn=request.POST.get("traek") == "1", actor=viewer(request))
    return redirect(link("edit_item", meeting, item=item))


def delete(request: HttpRequest, council: str, body: str, address: Address, item: int) -> HttpResponse:
    """Delete an item that has not been dispatched; the page that follows offers *Fortryd*."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    own_item(meeting, item)
    order.delete_item(item_id=item, actor=viewer(request))
    return redirect(f"{link('edit', meeting)}?slettet={item}")


def restore(request: HttpRequest, council: str, body: str, address: Address, item: int) -> HttpResponse:
    """*Fortryd*: a deleted item where it stood."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    order.restore_item(meeting_id=meeting.pk, item_id=item, actor=viewer(request))
    messages.success(request, "Punktet er hentet igen.")
    return redirect(link("edit_item", meeting, item=item))


def deleted_items(request: HttpRequest, meeting: Meeting) -> list[dict[str, Any]]:
    """What was deleted and can be had back, the newest first, and which of it just now."""
    asked = request.GET.get("slettet", "")
    return [
        {
            "title": item.title,
            "at": item.deleted_at,
            "just_now": asked == str(item.pk),
            "restore_url": link("restore_item", meeting, item=item.pk),
        }
        for item in deleted_from(meeting, since=now() - order.KEPT)
    ]
