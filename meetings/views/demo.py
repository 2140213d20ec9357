"""The demo's own pages: sign in as anybody, and read the mails that were sent. 404 without DEMO=1."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from meetings.queries.accounts import demo_account, demo_mails, demo_sign_ins
from rarportal.core.second_factor import begin_session


def sign_in(request: HttpRequest) -> HttpResponse:
    """Begin a session as the person whose button was pressed."""
    if not settings.DEMO:
        raise Http404
    begin_session(request, demo_account(request.POST.get("email", "")), with_both=True)
    return redirect(settings.LOGIN_REDIRECT_URL)


def mail(request: HttpRequest) -> HttpResponse:
    """The mails, the newest first, with their text."""
    if not settings.DEMO:
        raise Http404
    response = render(request, "demo/mail.html", {"page": demo_mails(request.GET.get("side", ""))})
    response["Cache-Control"] = "no-store"
    return response


def listed(request: HttpRequest) -> dict[str, Any]:
    """For the sign-in page's template: who can be signed in as; asked only where it is printed."""
    return {"demo_sign_ins": demo_sign_ins} if settings.DEMO else {}
