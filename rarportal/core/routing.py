"""Denied by default: an address without a declared capability does not start, and is refused if it does."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, URLResolver, path

from rarportal.core.http import not_allowed
from rarportal.core.permissions import OPEN_TO_STRANGERS, Can

# Third-party views by name: what of allauth is open, and with which capability. Everything unnamed is closed.
THIRD_PARTY: dict[str, Can] = {
    "account_login": Can.SIGN_IN,
    "account_logout": Can.SIGN_IN,
    "account_request_login_code": Can.SIGN_IN,
    "account_confirm_login_code": Can.SIGN_IN,
    "account_reset_password": Can.SIGN_IN,
    "account_reset_password_done": Can.SIGN_IN,
    "account_reset_password_from_key": Can.SIGN_IN,
    "account_reset_password_from_key_done": Can.SIGN_IN,
    "account_inactive": Can.SIGN_IN,
    "mfa_authenticate": Can.SIGN_IN,
    "mfa_trust": Can.SIGN_IN,
    "mfa_login_webauthn": Can.SIGN_IN,
    "openid_connect_login": Can.SIGN_IN,
    "openid_connect_callback": Can.SIGN_IN,
    "socialaccount_login_cancelled": Can.SIGN_IN,
    "socialaccount_login_error": Can.SIGN_IN,
    "account_reauthenticate": Can.KEEP_OWN_ACCOUNT,
    "account_change_password": Can.KEEP_OWN_ACCOUNT,
    "mfa_index": Can.KEEP_OWN_ACCOUNT,
    "mfa_reauthenticate": Can.KEEP_OWN_ACCOUNT,
    "mfa_activate_totp": Can.KEEP_OWN_ACCOUNT,
    "mfa_deactivate_totp": Can.KEEP_OWN_ACCOUNT,
    "mfa_list_webauthn": Can.KEEP_OWN_ACCOUNT,
    "mfa_add_webauthn": Can.KEEP_OWN_ACCOUNT,
    "mfa_edit_webauthn": Can.KEEP_OWN_ACCOUNT,
    "mfa_remove_webauthn": Can.KEEP_OWN_ACCOUNT,
    "mfa_reauthenticate_webauthn": Can.KEEP_OWN_ACCOUNT,
    "mfa_view_recovery_codes": Can.KEEP_OWN_ACCOUNT,
    "mfa_generate_recovery_codes": Can.KEEP_OWN_ACCOUNT,
    "usersessions_list": Can.KEEP_OWN_ACCOUNT,
    "socialaccount_connections": Can.KEEP_OWN_ACCOUNT,
}
# Included by allauth and deliberately closed: met with 404.
CLOSED: frozenset[str] = frozenset(
    {
        "account_signup",
        "account_set_password",
        "account_email",
        "account_email_verification_sent",
        "account_confirm_email",
        "mfa_download_recovery_codes",
        "socialaccount_signup",
    }
)


def route(
    pattern: str, view: Callable[..., HttpResponseBase], *, can: Can, name: str, methods: tuple[str, ...] = ("GET",)
) -> URLPattern:
    """A path that says which capability its view asks for and which methods it answers (405 for others).

    The view's queries and actions check the capability on the thing itself.
    """

    allowed = [*methods, "HEAD"] if "GET" in methods else [*methods]

    @wraps(view)
    def declared(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in allowed:
            return not_allowed(request, allowed)
        return view(request, *args, **kwargs)

    declared.methods = tuple(methods)  # type: ignore[attr-defined]
    declared.can = can  # type: ignore[attr-defined]  # on a wrapper: one view may have two routes
    return path(pattern, declared, name=name)


def capability(view: Callable[..., Any], view_name: str) -> Can | None:
    """What the address asks for; None means undeclared or closed."""
    return getattr(view, "can", None) or THIRD_PARTY.get(view_name)


class DeniedByDefault:
    """Refuses undeclared addresses, and sends a visitor without a sign-in to it where one is needed.

    The answer to a visitor depends on the address alone, never on whether the thing exists.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Ask the declared capability before the view runs."""
        match = request.resolver_match
        can = capability(view, match.view_name if match else "")
        if can is None:
            raise Http404
        if can in OPEN_TO_STRANGERS or request.user.is_authenticated:
            return None
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/mit/")


def walk(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address under a resolver, as "namespace:name" and its pattern."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from walk(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield f"{namespace}{entry.name}", entry


def undeclared(resolver: URLResolver) -> list[str]:
    """Addresses that are neither declared nor deliberately closed; the portal refuses to start with any."""
    return [
        f"{name} ({entry.pattern})"
        for name, entry in walk(resolver)
        if capability(entry.callback, name) is None and name not in CLOSED
    ]
