"""Invitations: the secretariat sends and withdraws them; the invited person chooses a password and is in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from meetings.actions import invitations
from meetings.actions.invitations import Gone
from meetings.forms.accounts import NewPasswordForm
from meetings.views.viewer import viewer
from rarportal.core.http import refused
from rarportal.core.refusal import Refusal
from rarportal.core.second_factor import begin_session


def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """The page behind the mail's link. A used, late or withdrawn one says so (410)."""
    try:
        response = _accept(request, secret)
    except Gone as gone:
        response = refused(request, gone.reasons, status=gone.status, back_url=reverse("account_login"))
    patch_cache_control(response, private=True, no_store=True)
    response["Referrer-Policy"] = "strict-origin"  # no path; "no-referrer" would send the form with Origin: null
    return response


def _accept(request: HttpRequest, secret: str) -> HttpResponse:
    invitation = invitations.open_invitation(secret)
    form = NewPasswordForm(request.POST or None, email=invitation.recipient)
    if form.is_valid():
        user = invitations.accept(secret=secret, password=form.cleaned_data["password"])
        begin_session(request, user, with_both=False)
        messages.success(request, "Velkommen til Rådsportalen.")
        return redirect("meetings:overview")
    context = {"form": form, "name": invitation.person.name, "email": invitation.recipient}
    return render(request, "account/invitation.html", context, status=422 if form.is_bound else 200)


def invite(request: HttpRequest, council: str, person: int) -> HttpResponse:
    """*Invitér*: send the person a link."""
    try:
        sent = invitations.invite(council=council, person_id=person, actor=viewer(request))
    except Refusal as refusal:
        if refusal.status != Refusal.status:
            raise
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, f"Invitationen er sendt til {sent.recipient}. Linket virker i 48 timer.")
    return redirect(_back(council, person))


def withdraw(request: HttpRequest, council: str, person: int) -> HttpResponse:
    """Make an open invitation worthless."""
    try:
        invitations.withdraw(council=council, person_id=person, actor=viewer(request))
    except Refusal as refusal:
        if refusal.status != Refusal.status:
            raise
        messages.error(request, " ".join(refusal.reasons))
    else:
        messages.success(request, "Invitationen er trukket tilbage. Linket virker ikke længere.")
    return redirect(_back(council, person))


def _back(council: str, person: int) -> str:
    """The person's page."""
    return reverse("meetings:person", args=[council, person])
