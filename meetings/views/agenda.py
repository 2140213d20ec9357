"""The agenda's editor: the outline and one item beside it."""

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from meetings.actions import agenda as act
from meetings.forms import AttachmentForm, ItemForm, TitleForm
from meetings.forms.rich import kept
from meetings.models import Access, AgendaItem, Attachment, Meeting
from meetings.queries.agenda import Agenda, agenda_of
from meetings.queries.standing_items import missing_standing_items
from meetings.rules.self_written import written_by_portal
from meetings.views.checking import check_list
from meetings.views.items import deleted_items
from meetings.views.meeting import head
from meetings.views.outline import choose_item, item_texts, outline
from meetings.views.postponing import story
from meetings.views.saving import save
from meetings.views.viewer import Address, asked_meeting, link, viewer
from meetings.workflow import AGENDA, not_editable
from rarportal.core.http import page_or_fragment
from rarportal.core.http import refused as refused_page
from rarportal.core.permissions import Can


def edit(request: HttpRequest, council: str, body: str, address: Address, item: int | None = None) -> HttpResponse:
    """One item of the draft, and on POST its fields saved."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    agenda = agenda_of(meeting)
    if request.method == "POST" and item and not meeting.items.filter(pk=item).exists():
        return _gone(request, meeting, agenda)
    chosen = choose_item(agenda, item)
    if chosen is None:
        return _page(request, meeting, agenda, None, None)
    form = ItemForm(chosen, item_texts(agenda, chosen), request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _page(request, meeting, agenda, chosen, form)

    def again(**more: Any) -> HttpResponse:
        return _page(request, meeting, agenda, chosen, form, **more)

    return save(request, form, lambda: _save(request, chosen, form), again, link("edit_item", meeting, item=chosen.pk))


def _save(request: HttpRequest, item: AgendaItem, form: ItemForm) -> None:
    with transaction.atomic():
        act.save_item(item_id=item.pk, part=AGENDA, values=form.values, seen=form.seen, actor=viewer(request))
        seen = form.seen.get("presenters", "")
        act.save_presenters(item_id=item.pk, presenters=form.presenters, seen=seen, actor=viewer(request))


def _gone(request: HttpRequest, meeting: Meeting, agenda: Agenda) -> HttpResponse:
    """Somebody has deleted the item meanwhile: what was typed is shown, to be copied from."""
    labels = {"title": "Titel", **dict(item_texts(agenda, AgendaItem()))}
    reasons = ["Punktet findes ikke længere. En anden kan have slettet det."]
    if deleted_items(request, meeting):
        reasons.append("Et slettet punkt kan hentes igen i et døgn: under »Slettede punkter« nederst i listen.")
    return refused_page(request, reasons, status=404, kept=kept(request.POST, labels), back_url=link("edit", meeting))


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
        "sections": _sections(meeting, agenda, item),
        "has_sections": agenda.profile.numbering == agenda.profile.Numbering.SECTIONS,
        "not_editable": not_editable(AGENDA, meeting.state),
        "form": form,
        "conflicts": conflicts or [],
        "refused": refused,
        "title_form": TitleForm(),
        "fetch_url": link("fetch_items", meeting),
        "checks": check_list(meeting, agenda, item),
        "once": uuid4().hex,
        "deleted": deleted_items(request, meeting),
        "add_item_url": link("add_item", meeting),
        "add_section_url": link("add_section", meeting),
        "preview_url": link("preview", meeting),
        "standing_items_url": _standing_items_url(meeting, agenda),
    }
    if item:
        context |= {"preview_item_url": link("preview_item", meeting, item=item.pk)}
        context |= _item_context(meeting, item, attachment_form)
    return page_or_fragment(request, "meetings/edit.html", "item", context, status=status)


def _sections(meeting: Meeting, agenda: Agenda, item: AgendaItem | None) -> list[dict[str, Any]]:
    """The outline with where each row and section is moved, named and deleted."""
    sections = outline(agenda, lambda one: link("edit_item", meeting, item=one.pk), item)
    for section in sections:
        for row in section["items"]:
            row["shift_url"] = link("shift_item", meeting, item=row["pk"])
        if section["pk"]:
            section["rename_url"] = link("rename_section", meeting, section=section["pk"])
            section["delete_url"] = link("delete_section", meeting, section=section["pk"])
    return sections


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
            "shift_url": link("shift_item", meeting, **own),
            "postpone_url": link("postpone_item", meeting, **own),
            "write_url": None
            if item.summary or not written_by_portal(item.title)
            else link("write_item", meeting, **own),
            "copy_url": link("copy_item", meeting, **own),
            "withdraw_url": link("withdraw", meeting, **own),
            "delete_url": link("delete_item", meeting, **own),
        },
        "story": story(item),
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
