"""The agenda's editor: the outline and one item beside it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from meetings.actions import agenda as act
from meetings.actions.standing_items import insert_standing_items as insert
from meetings.forms import AttachmentForm, ItemForm, TitleForm
from meetings.models import Access, AgendaItem, Attachment, Meeting
from meetings.queries.agenda import Agenda, agenda_of
from meetings.queries.standing_items import missing_standing_items
from meetings.rules.versions import mark_of
from meetings.views.meeting import head
from meetings.views.outline import choose_item, current_row, item_texts, outline
from meetings.views.saving import is_autosave, only_sent, save, saved_fields, sent_by_itself
from meetings.views.viewer import Address, asked_meeting, link, viewer
from meetings.workflow import AGENDA, not_editable
from rarportal.core.http import page_or_fragment
from rarportal.core.http import refused as refused_page
from rarportal.core.permissions import Can
from rarportal.core.refusal import Refusal, Unseen


def edit(request: HttpRequest, council: str, body: str, address: Address, item: int | None = None) -> HttpResponse:
    """One item of the draft, and on POST its fields saved."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    agenda = agenda_of(meeting)
    if request.method == "POST" and item and not meeting.items.filter(pk=item).exists():
        return _gone(request, meeting, agenda)
    chosen = choose_item(agenda, item)
    if chosen is None:
        return _page(request, meeting, agenda, None, None)
    texts = only_sent(request, item_texts(agenda, chosen))
    form = ItemForm(chosen, texts, request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _page(request, meeting, agenda, chosen, form)
    sent_by_itself(request, form)

    def again(**more: Any) -> HttpResponse:
        if is_autosave(request):
            return _saved_by_itself(request, meeting, agenda, chosen, form, **more)
        return _page(request, meeting, agenda, chosen, form, **more)

    return save(request, form, lambda: _save(request, chosen, form), again, link("edit_item", meeting, item=chosen.pk))


def _save(request: HttpRequest, item: AgendaItem, form: ItemForm) -> None:
    with transaction.atomic():
        act.save_item(item_id=item.pk, part=AGENDA, values=form.values, seen=form.seen, actor=viewer(request))
        if "presenters" in form.fields:
            seen = form.seen.get("presenters", "")
            act.save_presenters(item_id=item.pk, presenters=form.presenters, seen=seen, actor=viewer(request))


def _saved_by_itself(
    request: HttpRequest,
    meeting: Meeting,
    agenda: Agenda,
    item: AgendaItem,
    form: ItemForm,
    *,
    status: int = 200,
    **trouble: Any,
) -> HttpResponse:
    """The fragment for the editor's script: what stands there now, and the item's row in the outline."""
    item.refresh_from_db(fields=[*act.FIELDS[AGENDA], "presenters"])
    marks = {"presenters": mark_of(ItemForm.presenters_of(item))}
    marks |= {name: mark_of(getattr(item, name)) for name in act.FIELDS[AGENDA]}
    context = {
        "sections": current_row(outline(agenda, lambda one: link("edit_item", meeting, item=one.pk), item)),
        "item": {"shift_url": link("shift_item", meeting, item=item.pk)},
        "saved": saved_fields(form, marks, status=status),
        **trouble,
    }
    return render(request, "meetings/edit.html#saved", context, status=status)


def _gone(request: HttpRequest, meeting: Meeting, agenda: Agenda) -> HttpResponse:
    """Somebody has deleted the item meanwhile: what was typed is shown, to be copied from."""
    labels = {"title": "Titel", **dict(item_texts(agenda, AgendaItem()))}
    kept = [{"label": label, "text": request.POST[name]} for name, label in labels.items() if request.POST.get(name)]
    reasons = ["Punktet findes ikke længere. En anden kan have slettet det."]
    return refused_page(request, reasons, status=404, kept=kept, back_url=link("edit", meeting))


def item_page(
    request: HttpRequest, meeting: Meeting, item: int, *, attachment_form: AttachmentForm, status: int
) -> HttpResponse:
    """The item's page with the form of a new attachment as it was typed. Raises Unseen when it is gone."""
    agenda = agenda_of(meeting)
    chosen = choose_item(agenda, item)
    form = ItemForm(chosen, item_texts(agenda, chosen)) if chosen else None
    return _page(request, meeting, agenda, chosen, form, status=status, attachment_form=attachment_form)


def _page(
    request: HttpRequest,
    meeting: Meeting,
    agenda: Agenda,
    item: AgendaItem | None,
    form: ItemForm | None,
    *,
    status: int = 200,
    conflicts: list[dict[str, str]] | None = None,
    refused: tuple[str, ...] = (),
    attachment_form: AttachmentForm | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "meeting": head(meeting),
        "sections": outline(agenda, lambda one: link("edit_item", meeting, item=one.pk), item),
        "has_sections": agenda.profile.numbering == agenda.profile.Numbering.SECTIONS,
        "not_editable": not_editable(AGENDA, meeting.state),
        "form": form,
        "conflicts": conflicts or [],
        "refused": refused,
        "title_form": TitleForm(),
        "add_item_url": link("add_item", meeting),
        "add_section_url": link("add_section", meeting),
        "preview_url": link("preview", meeting),
        "standing_items_url": _standing_items_url(meeting, agenda),
    }
    if item:
        context |= {"preview_item_url": link("preview_item", meeting, item=item.pk)}
        context |= _item_context(meeting, item, attachment_form)
    return page_or_fragment(request, "meetings/edit.html", "item", context, status=status)


def _standing_items_url(meeting: Meeting, agenda: Agenda) -> str | None:
    """Where *Indsæt faste punkter* leads, if it would do something: only while the agenda is being written."""
    if meeting.state != Meeting.State.DRAFTING:
        return None
    lacking = missing_standing_items(meeting, [item.title for item in agenda.items])
    return link("insert_standing_items", meeting) if lacking else None


def _attachment_url(meeting: Meeting, attachment: Attachment) -> str:
    """Where the file or the link leads; "" for a title alone, and for an address that is no link (trust row T8)."""
    if attachment.url.startswith(("https://", "http://")):
        return attachment.url
    return link("draft_file", meeting, attachment=attachment.pk) if attachment.sha256 else ""


def _item_context(meeting: Meeting, item: AgendaItem, attachment_form: AttachmentForm | None) -> dict[str, Any]:
    own = {"item": item.pk}
    return {
        "item": {
            "pk": item.pk,
            "number": item.shown_number,
            "title": item.title,
            "withdrawn": item.withdrawn,
            "dispatched": bool(item.number),
            "save_url": link("edit_item", meeting, **own),
            "here_url": link("sitting", meeting, **own),
            "versions_url": link("versions", meeting, **own, field="title").removesuffix("title/"),
            "shift_url": link("shift_item", meeting, **own),
            "withdraw_url": link("withdraw", meeting, **own),
            "delete_url": link("delete_item", meeting, **own),
        },
        "attachments": [
            {
                "label": attachment.label,
                "title": attachment.title,
                "kind": attachment.kind,
                "access": attachment.access,
                "access_text": attachment.get_access_display(),
                "size": attachment.size,
                "url": _attachment_url(meeting, attachment),
                "mark_url": link("mark_attachment", meeting, attachment=attachment.pk),
                "remove_url": None
                if attachment.number
                else link("remove_attachment", meeting, attachment=attachment.pk),
            }
            for attachment in item.attachments.all()
        ],
        "access_choices": Access.choices,
        "attachment_form": attachment_form or AttachmentForm(),
        "attach_url": link("attach", meeting, **own),
    }


def add_item(request: HttpRequest, council: str, body: str, address: Address) -> HttpResponse:
    """A new item, by its title."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    values = _title(request)
    item = act.add_item(
        meeting_id=meeting.pk, title=values["title"], section_id=values["section"], actor=viewer(request)
    )
    return redirect(link("edit_item", meeting, item=item.pk))


def insert_standing_items(request: HttpRequest, council: str, body: str, address: Address) -> HttpResponse:
    """*Indsæt faste punkter*: those of the body that the agenda lacks."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    count = len(insert(meeting_id=meeting.pk, actor=viewer(request)))
    messages.success(request, f"{count} {'fast punkt' if count == 1 else 'faste punkter'} er indsat.")
    return redirect(link("edit", meeting))


def add_section(request: HttpRequest, council: str, body: str, address: Address) -> HttpResponse:
    """A new section, by its title."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    act.add_section(meeting_id=meeting.pk, title=_title(request)["title"], actor=viewer(request))
    return redirect(link("edit", meeting))


def _title(request: HttpRequest) -> dict[str, Any]:
    form = TitleForm(request.POST)
    if not form.is_valid():
        raise Refusal(
            *(f"{form.fields[field].label}: {error}" for field, errors in form.errors.items() for error in errors)
        )
    return form.cleaned_data


def delete_section(request: HttpRequest, council: str, body: str, address: Address, section: int) -> HttpResponse:
    """Delete an empty section."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    act.delete_section(meeting_id=meeting.pk, section_id=section, actor=viewer(request))
    return redirect(link("edit", meeting))


def own_item(meeting: Meeting, pk: int) -> None:
    """Raises Unseen when the item isn't this meeting's: the address must not lie."""
    if not meeting.items.filter(pk=pk).exists():
        raise Unseen


def shift(request: HttpRequest, council: str, body: str, address: Address, item: int) -> HttpResponse:
    """*Flyt op* and *Flyt ned*."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    own_item(meeting, item)
    act.shift_item(item_id=item, up=request.POST.get("retning") == "op", actor=viewer(request))
    return redirect(link("edit_item", meeting, item=item))


def withdraw(request: HttpRequest, council: str, body: str, address: Address, item: int) -> HttpResponse:
    """*Træk punktet*, and take it up again."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    own_item(meeting, item)
    act.withdraw_item(item_id=item, withdrawn=request.POST.get("traek") == "1", actor=viewer(request))
    return redirect(link("edit_item", meeting, item=item))


def delete(request: HttpRequest, council: str, body: str, address: Address, item: int) -> HttpResponse:
    """Delete an item that has not been dispatched."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    own_item(meeting, item)
    act.delete_item(item_id=item, actor=viewer(request))
    messages.success(request, "Punktet er slettet.")
    return redirect(link("edit", meeting))
