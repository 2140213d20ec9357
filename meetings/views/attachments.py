"""Attachments of an item in the draft."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from meetings.actions import attachments as act
from meetings.forms.attachments import AttachmentForm, AttachmentTitleForm, VersionForm
from meetings.models import Access, Attachment, Meeting
from meetings.queries.agenda import attachment_of, earlier_file
from meetings.views.agenda import item_page
from meetings.views.items import own_item
from meetings.views.papers import send_file
from meetings.views.viewer import Address, asked_meeting, link, viewer
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal, Stale, Unseen


def add(request: HttpRequest, council: str, body: str, address: Address, item: int) -> HttpResponse:
    """Attach files or a link. A faulty file never loses the others: each has its line; what was typed stays."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    own_item(meeting, item)
    form = AttachmentForm(request.POST, request.FILES)
    taken = _attach(form, item, viewer(request)) if form.is_valid() else []
    if not form.is_valid():
        return item_page(request, meeting, item, form=form, taken=taken, status=422)
    many = f"{len(taken)} bilag er tilføjet."
    messages.success(request, many if len(taken) > 1 else "Bilaget er tilføjet.")
    return redirect(link("edit_item", meeting, item=item))


def _attach(form: AttachmentForm, item: int, actor: Actor) -> list[str]:
    """The names of what was attached; what was not has its line in the form."""
    values = form.cleaned_data
    common = {"item_id": item, "title": values["title"], "access": values["access"], "actor": actor}
    if not values["file"]:
        _try(form, "url", partial(act.attach_link, url=values["url"], **common))
        return []
    return [
        file.name
        for file in values["file"]
        if _try(form, "file", partial(act.attach_file, filename=file.name, data=file, **common), file)
    ]


def _try(
    form: forms.Form, field: str, doing: Callable[[], Attachment], file: UploadedFile | None = None
) -> Attachment | None:
    try:
        return doing()
    except Refusal as refusal:
        if refusal.status != Refusal.status or refusal.code == "state":
            raise
        form.add_error(field, [f"{file.name}: {reason}" if file else reason for reason in refusal.reasons])
        return None


def _sentences(form: forms.Form, field: str) -> str:
    return " ".join(str(error) for error in form.errors[field])


def replace(request: HttpRequest, council: str, body: str, address: Address, attachment: int) -> HttpResponse:
    """*Erstat med ny version*: the earlier file is kept."""
    meeting, own = _asked(request, council, body, address, attachment)
    form = VersionForm(request.POST, request.FILES)
    if form.is_valid():
        (file,) = form.cleaned_data["file"]
        doing = partial(act.replace_file, attachment_id=own.pk, data=file, actor=viewer(request))
        _try(form, "file", partial(doing, filename=file.name), file)
    if not form.is_valid():
        said = {"pk": own.pk, "trouble": _sentences(form, "file")}
        return item_page(request, meeting, own.item_id, said=said, status=422)
    messages.success(request, "Bilaget har fået en ny version.")
    return redirect(link("edit_item", meeting, item=own.item_id))


def rename(request: HttpRequest, council: str, body: str, address: Address, attachment: int) -> HttpResponse:
    """Another title. Whatever is wrong is said beside it, with what was typed."""
    meeting, own = _asked(request, council, body, address, attachment)
    form = AttachmentTitleForm(request.POST)
    said = {"pk": own.pk, "typed": request.POST.get("title", "")}
    if not form.is_valid():
        said["trouble"] = _sentences(form, "title")
        return item_page(request, meeting, own.item_id, said=said, status=422)
    seen = {"title": form.cleaned_data["seen_title"]}
    try:
        act.rename_attachment(attachment_id=own.pk, title=form.cleaned_data["title"], seen=seen, actor=viewer(request))
    except Stale:
        said["trouble"] = f"En anden har imens ændret titlen til »{own.title}«. Din titel står her stadig."
        return item_page(request, meeting, own.item_id, said=said, status=409)
    return redirect(link("edit_item", meeting, item=own.item_id))


def shift(request: HttpRequest, council: str, body: str, address: Address, attachment: int) -> HttpResponse:
    """*Flyt op/ned*."""
    meeting, own = _asked(request, council, body, address, attachment)
    act.shift_attachment(attachment_id=own.pk, up=request.POST.get("retning") == "op", actor=viewer(request))
    return redirect(link("edit_item", meeting, item=own.item_id))


def mark(request: HttpRequest, council: str, body: str, address: Address, attachment: int) -> HttpResponse:
    """Open, close, or keep for members."""
    meeting, own = _asked(request, council, body, address, attachment)
    access = request.POST.get("access", "")
    if access not in Access.values:
        raise Refusal("Vælg, hvem der må se bilaget.")
    act.mark_attachment(attachment_id=own.pk, access=access, actor=viewer(request))
    return redirect(link("edit_item", meeting, item=own.item_id))


def remove(request: HttpRequest, council: str, body: str, address: Address, attachment: int) -> HttpResponse:
    """Remove an attachment that has not been dispatched."""
    meeting, own = _asked(request, council, body, address, attachment)
    act.remove_attachment(attachment_id=own.pk, actor=viewer(request))
    return redirect(link("edit_item", meeting, item=own.item_id))


def _asked(
    request: HttpRequest, council: str, body: str, address: Address, attachment: int
) -> tuple[Meeting, Attachment]:
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    return meeting, attachment_of(meeting, attachment)


def download(
    request: HttpRequest, council: str, body: str, address: Address, attachment: int, earlier: int | None = None
) -> HttpResponseBase:
    """The file of the draft, or one that it has replaced, for those who write it."""
    meeting, _ = asked_meeting(request, council, body, address, Can.READ_DRAFT)
    own = attachment_of(meeting, attachment)
    file = earlier_file(own, earlier) if earlier else own
    if not file.sha256:
        raise Unseen
    return send_file({"filename": file.filename}, file.sha256)
