"""Between HTTP and the domain: refusals as pages, pages or fragments, and what may be cached."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from rarportal.core.permissions import OPEN_TO_STRANGERS
from rarportal.core.refusal import Refusal, Unseen

PRIVATE = "private, no-store"


def page_or_fragment(
    request: HttpRequest, template: str, partial: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The whole page, or for htmx only its named partial: one template, one link that works without script."""
    name = f"{template}#{partial}" if getattr(request, "htmx", False) else template
    return render(request, name, context, status=status)


def site(request: HttpRequest) -> dict[str, Any]:
    """What every template knows."""
    return {
        "demo": settings.DEMO,
        "release": settings.RELEASE,
        "signed_in": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from an old page or another site: say so, and what to do."""
    reason = "Siden har været åben for længe, eller cookies er slået fra. Gå tilbage, genindlæs siden og prøv igen."
    return refused(request, [reason], status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 from Django or a library; the domain's own refusals say their reason (`refused`)."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing is there, or nothing for this reader. Always the same page."""
    return render(request, "errors/404.html", status=404)


def not_allowed(request: HttpRequest, allowed: list[str]) -> HttpResponse:
    """405: the address of a button, opened as a page, or the other way round."""
    response = render(request, "errors/405.html", status=405)
    response["Allow"] = ", ".join(allowed)
    return response


def too_many(request: HttpRequest) -> HttpResponse:
    """429: more attempts at signing in than a person makes."""
    response = render(request, "errors/429.html", status=429)
    response["Retry-After"] = "60"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database is away: what was typed is still in the browser's back button."""
    away = isinstance(sys.exc_info()[1], OperationalError)
    status = 503 if away else 500
    response = HttpResponse(
        loader.get_template(f"errors/{status}.html").render({"release": settings.RELEASE}), status=status
    )
    if away:
        response["Retry-After"] = "5"
    return response


def refused(
    request: HttpRequest,
    reasons: Sequence[str],
    *,
    status: int,
    kept: Sequence[Mapping[str, str]] = (),
    back_url: str = "",
) -> HttpResponse:
    """The page of something that can't be done, with all its reasons, in the face of the place it was asked for.

    `kept`: what was typed and has no form any more to stand in, as label and text.
    """
    match = request.resolver_match
    public = match is not None and getattr(match.func, "can", None) in OPEN_TO_STRANGERS
    base = "base_public.html" if public else "base_portal.html"
    context = {"reasons": reasons, "base_template": base, "kept": kept, "back_url": back_url}
    return render(request, "errors/refusal.html", context, status=status)


class RefusalMiddleware:
    """Turns the domain's errors into answers: 403, 409 or 422 with all reasons, and 404 for what is unseen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """One place for all of them, so that no view catches what it only would pass on."""
        if isinstance(exception, Unseen):
            return not_found(request, exception)
        if isinstance(exception, Refusal):
            return refused(request, exception.reasons, status=exception.status)
        return None


class CacheMiddleware:
    """Nothing that belongs to a session is stored by anybody; the rest says itself how long it holds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.cookies or settings.SESSION_COOKIE_NAME in request.COOKIES:
            response["Cache-Control"] = PRIVATE
        elif "Cache-Control" not in response:
            response["Cache-Control"] = "no-cache"
        return response
