"""The portal's addresses, and two bare views behind the same middleware: the same bytes, from nothing."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from rarportal.core.permissions import Can
from rarportal.core.routing import route
from rarportal.urls import handler400, handler404, handler500
from rarportal.urls import urlpatterns as the_portals

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

PAGE = settings.VAR_DIR / "bare.html"  # the real page's body, written before the first load
ETAG = f'"{"0" * 64}"'
CACHE = "public, no-cache"


@cache
def body() -> bytes:
    """Read once in each process."""
    return PAGE.read_bytes()


def page(request: HttpRequest) -> HttpResponse:
    """The same body and headers as the public minutes."""
    return HttpResponse(body(), headers={"ETag": ETAG, "Cache-Control": CACHE})


def unchanged(request: HttpRequest) -> HttpResponse:
    """304 to whatever is asked."""
    return HttpResponseNotModified(headers={"ETag": ETAG, "Cache-Control": CACHE})


urlpatterns = [
    route("bench/side/", page, can=Can.READ_PUBLIC, name="bench_page"),
    route("bench/304/", unchanged, can=Can.READ_PUBLIC, name="bench_304"),
    *the_portals,
]
