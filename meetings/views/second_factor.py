"""The second factor is demanded on every address, not at one door (trust row T23)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from meetings.views.viewer import viewer
from rarportal.core.accounts import MFAAdapter
from rarportal.core.models import User
from rarportal.core.permissions import Actor, Can
from rarportal.core.routing import capability
from rarportal.core.second_factor import factors, has_shown_second_factor

# What a session reaches that has not shown its second factor, beside the public pages
OUT = {"account_login", "account_logout"}
TO_SHOW_IT = {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
TO_SET_IT_UP = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn"}  # while there is none


def why_demanded(actor: Actor) -> str:
    """Why a second factor is demanded of the person, in Danish; "" when it is not."""
    if actor.has_post:
        return "du arbejder i et rådssekretariat"
    if actor.holds_chair:
        return "du sidder i et formandskab"
    return "du er administrator" if actor.is_administrator else ""


class SecondFactorDemanded:
    """Sends a session that owes a second factor to the page where it is shown, or set up; nothing else opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Public pages are let through without asking who is there."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in OUT or capability(view, name) is Can.READ_PUBLIC or not isinstance(request.user, User):
            return None
        if has_shown_second_factor(request, request.user):
            return None
        why = why_demanded(viewer(request))
        if not why:
            return None
        request.second_factor_owed = why  # type: ignore[attr-defined]  # the page that is reached says it
        kinds = {one.type for one in factors(request.user)}
        if name in (TO_SHOW_IT if kinds else TO_SHOW_IT | TO_SET_IT_UP):
            return None
        page = "mfa_index"
        if kinds:
            page = "mfa_reauthenticate" if Authenticator.Type.TOTP in kinds else "mfa_reauthenticate_webauthn"
        asked = request.get_full_path() if request.method == "GET" else reverse("meetings:overview")
        return redirect(f"{reverse(page)}?{urlencode({'next': asked})}" if kinds else reverse(page))


class DemandingMFAAdapter(MFAAdapter):
    """Keeps the last second factor of those of whom it is demanded."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether another one is left, or none is demanded."""
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return True
        others = factors(authenticator.user).exclude(pk=authenticator.pk)
        return others.exists() or not why_demanded(viewer(context.request))


class _Shown:
    """Who has just set a second factor up has shown it by that."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        request: HttpRequest = self.request  # type: ignore[attr-defined]
        record_authentication(request, request.user, "mfa", type="set up")
        return response


class _ActivateApp(_Shown, ActivateTOTPView):
    pass


class _AddKey(_Shown, AddWebAuthnView):
    pass


activate_app = _ActivateApp.as_view()
add_key = _AddKey.as_view()
