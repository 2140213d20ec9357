"""The agenda's editor: the outline and one item beside it."""

from typing import Any

from csp.decorators import csp_update
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from meetings.actions import agenda as act
from meetings.forms import ItemForm, TitleForm
from meetings.forms.rich import kept
from meetings.models import AgendaItem, Meeting
from meetings.queries.agenda import Agenda, agenda_of
from meetings.queries.references import targets
from meetings.queries.standing_items import missing_standing_items
from meetings.rules.self_written import written_by_portal
from meetings.rules.versions import mark_of
from meetings.views.attachment_list import attachments_context
from meetings.views.checking import check_list
from meetings.views.items import deleted_items
from meetings.views.meeting import head
from meetings.views.outline import choose_item, current_row, item_texts, next_item, outline
from meetings.views.postponing import story
from meetings.views.saving import is_autosave, only_sent, save, saved_fields, sent_by_itself
from meetings.views.viewer import Address, asked_meeting, link, viewer
from meetings.workflow import AGENDA, not_editable
from rarportal.core.http import page_or_fragment
from rarportal.core.http import refused as refused_page
from rarportal.core.permissions import Can


# the preview beside the editor (static/js/preview.js); the decorator is typed for views without arguments
@csp_update({"frame-src": ["blob:"]})  # type: ignore[arg-type]
def edit(request: HttpRequest, council: str, body: str, address: Address, item: int | None = None) -> HttpResponse:
    """One item of the draft, and on POST its fields saved; with "videre" the next item follows."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    agenda = agenda_of(meeting)
    if request.method == "POST" and item and item not in {one.pk for one in agenda.items}:
        return _gone(request, meeting, agenda)
    chosen = choose_item(agenda, item)
    if chosen is None:
        return _page(request, meeting, agenda, None, None)
    texts = only_sent(request, item_texts(agenda, chosen))
    data = request.POST if request.method == "POST" else None
    form = ItemForm(chosen, texts, data, known=targets(agenda, chosen))
    if not form.is_bound:
        return _page(request, meeting, agenda, chosen, form)
    sent_by_itself(request, form)

    def again(**more: Any) -> HttpResponse:
        if is_autosave(request):
            return _saved_by_itself(request, meeting, agenda, chosen, form, **more)
        return _page(request, meeting, agenda, chosen, form, **more)

    following = next_item(agenda, chosen) if "videre" in request.POST else None
    done_url = link("edit_item", meeting, item=(following or chosen).pk)
    return save(request, form, lambda: _save(request, chosen, form), again, done_url)


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
    sent = [name for name in (*act.FIELDS[AGENDA], "presenters") if name in form.fields]
    item.refresh_from_db(fields=sent)
    marks = {name: mark_of(form.presenters_of(item) if name == "presenters" else getattr(item, name)) for name in sent}
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
    reasons = ["Punktet findes ikke længere. En anden kan have slettet det."]
    if deleted_items(request, meeting):
        reasons.append("Et slettet punkt kan hentes igen i et døgn: under »Slettede punkter« nederst i listen.")
    return refused_page(request, reasons, status=404, kept=kept(request.POST, labels), back_url=link("edit", meeting))


def item_page(request: HttpRequest, meeting: Meeting, item: int, *, status: int, **files: Any) -> HttpResponse:
    """The item's page with what is to be said of its attachments (`attachments_context`). Raises Unseen when gone."""
    agenda = agenda_of(meeting)
    chosen = choose_item(agenda, item)
    form = ItemForm(chosen, item_texts(agenda, chosen), known=targets(agenda, chosen)) if chosen else None
    return _page(request, meeting, agenda, chosen, form, status=status, files=files)


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
    files: dict[str, Any] | None = None,
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
        "deleted": deleted_items(request, meeting),
        "add_item_url": link("add_item", meeting),
        "add_section_url": link("add_section", meeting),
        "preview_url": link("preview", meeting),
        "standing_items_url": _standing_items_url(meeting, agenda),
    }
    if item:
        context |= {"preview_item_url": link("preview_item", meeting, item=item.pk)}
        context |= _item_context(meeting, agenda, item) | attachments_context(meeting, item, **(files or {}))
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


def _item_context(meeting: Meeting, agenda: Agenda, item: AgendaItem) -> dict[str, Any]:
    own = {"item": item.pk}
    after = next_item(agenda, item)
    return {
        "item": {
            "pk": item.pk,
            "number": item.shown_number,
            "anchor": item.anchor,
            "title": item.title,
            "after": after and {"number": after.shown_number, "title": after.title},
            "withdrawn": item.withdrawn,
            "dispatched": bool(item.number),
            "save_url": link("edit_item", meeting, **own),
            "here_url": link("sitting", meeting, **own),
            "references_url": link("references", meeting, **own),
            "versions_url": link("versions", meeting, **own, field="title").removesuffix("title/"),
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
    }
