"""Attachments of an item in the draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from meetings.actions import attachments as act
from meetings.forms import AttachmentForm
from meetings.models import Access
from meetings.queries.agenda import attachment_of
from meetings.views.agenda import item_page
from meetings.views.items import own_item
from meetings.views.papers import send_file
from meetings.views.viewer import Address, asked_meeting, link, viewer
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal, Unseen


def add(request: HttpRequest, council: str, body: str, address: Address, item: int) -> HttpResponse:
    """Attach a file or a link; whatever is wrong is said in the form, with what was typed."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    own_item(meeting, item)
    form = AttachmentForm(request.POST, request.FILES)
    if form.is_valid() and _attach(form, item, viewer(request)):
        messages.success(request, "Bilaget er tilføjet.")
        return redirect(link("edit_item", meeting, item=item))
    return item_page(request, meeting, item, attachment_form=form, status=422)


def _attach(form: AttachmentForm, item: int, actor: Actor) -> bool:
    values = form.cleaned_data
    file = values["file"]
    common = {"item_id": item, "title": values["title"], "access": values["access"], "actor": actor}
    try:
        if file:
            act.attach_file(filename=file.name, data=file.read(), **common)
        else:
            act.attach_link(url=values["url"], **common)
    except Refusal as refusal:
        if refusal.status != Refusal.status or refusal.code == "state":
            raise
        form.add_error("file" if file else "url", list(refusal.reasons))
    return form.is_valid()


def mark(request: HttpRequest, council: str, body: str, address: Address, attachment: int) -> HttpResponse:
    """Open, close, or keep for members."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    own = attachment_of(meeting, attachment)
    access = request.POST.get("access", "")
    if access not in Access.values:
        raise Refusal("Vælg, hvem der må se bilaget.")
    act.mark_attachment(attachment_id=own.pk, access=access, actor=viewer(request))
    return redirect(link("edit_item", meeting, item=own.item_id))


def remove(request: HttpRequest, council: str, body: str, address: Address, attachment: int) -> HttpResponse:
    """Remove an attachment that has not been dispatched."""
    meeting, _ = asked_meeting(request, council, body, address, Can.EDIT_AGENDA)
    own = attachment_of(meeting, attachment)
    act.remove_attachment(attachment_id=own.pk, actor=viewer(request))
    return redirect(link("edit_item", meeting, item=own.item_id))


def download(request: HttpRequest, council: str, body: str, address: Address, attachment: int) -> HttpResponseBase:
    """The file of the draft, for those who write it."""
    meeting, _ = asked_meeting(request, council, body, address, Can.READ_DRAFT)
    own = attachment_of(meeting, attachment)
    if not own.sha256:
        raise Unseen
    return send_file({"filename": own.filename}, own.sha256)
