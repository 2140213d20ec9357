"""*Vis som*: any page as the public, an observer, a member or the chairmanship would see it.

The session holds as what and in which council; `viewer()` then gives an actor with lent seats and no person. One
middleware refuses every write and puts the banner on every page, so that no template and no action has to know.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from meetings.actions.view_as import WORDS, begin_viewing
from meetings.forms import ViewAsForm
from meetings.models import Council
from meetings.queries.standing import actor_of, council_for, councils_served
from meetings.views.viewer import viewer
from rarportal.core.http import refused
from rarportal.core.models import User
from rarportal.core.permissions import OPEN_TO_STRANGERS, Actor, Can, Role
from rarportal.core.refusal import Forbidden, Unseen

KEY = "vis_som"  # in the session: {"council": slug, "role": name}
STILL_OPEN = frozenset({"meetings:view_as_end", "account_logout"})


def choose(request: HttpRequest) -> HttpResponse:
    """Ask as what, in which council; then show the page one came from, or the overview."""
    councils = councils_served(viewer(request))
    page = _own(request.POST.get("side") or request.GET.get("side", ""))
    form = ViewAsForm(councils, request.POST if request.method == "POST" else None)
    if form.is_valid():
        council, role = form.cleaned_data["council"], form.cleaned_data["role"]
        begin_viewing(council=council, role=role, actor=viewer(request))
        request.session[KEY] = {"council": council, "role": role}
        return redirect(page or (f"/{council}/" if role == Role.PUBLIC else "meetings:overview"))
    context = {"form": form, "councils": councils, "page": page}
    return render(request, "meetings/view_as.html", context, status=422 if form.is_bound else 200)


def end(request: HttpRequest) -> HttpResponse:
    """See as oneself again, on the same page."""
    request.session.pop(KEY, None)
    return redirect(_own(request.POST.get("side", "")) or "meetings:overview")


def _own(page: str) -> str:
    """The path, if it is one of the portal's own (trust row T20)."""
    safe = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if safe else ""


class ViewAsMiddleware:
    """While somebody sees as another would: nothing is written, and every page says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or KEY not in request.session:
            return self.get_response(request)
        lent = _lent(request)
        if lent is None:  # the right to it has ended
            del request.session[KEY]
            return self.get_response(request)
        request.actor, council = lent  # type: ignore[attr-defined]
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):  # a page kept from before has no banner
            request.META.pop(name, None)
        return _with_banner(request, lent[0], council, self.get_response(request))

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse to write; and to the public, what asks for a sign-in."""
        actor, match = getattr(request, "actor", None), request.resolver_match
        if not isinstance(actor, Actor) or actor.seen_as is None or match is None or match.view_name in STILL_OPEN:
            return None
        if request.method not in {"GET", "HEAD"}:
            return refused(request, [f"Du ser siderne som {WORDS[actor.seen_as]}, og kan kun læse."], status=403)
        if actor.seen_as == Role.PUBLIC and getattr(match.func, "can", None) not in OPEN_TO_STRANGERS:
            return refused(request, ["Offentligheden skal logge ind for at se denne side."], status=403)
        return None


def _lent(request: HttpRequest) -> tuple[Actor, Council] | None:
    """The actor with lent seats and the council, or None when the right to them is not there (any more)."""
    chosen, user = request.session[KEY], request.user
    if not isinstance(user, User):
        return None
    own = actor_of(user)
    try:
        council, _ = council_for(own, council=chosen["council"], can=Can.VIEW_AS)
    except (Unseen, Forbidden):
        return None
    return Actor(name=own.name, seen_as=Role(chosen["role"]), seen_in=council.pk), council


def _with_banner(request: HttpRequest, actor: Actor, council: Council, response: HttpResponseBase) -> HttpResponseBase:
    """The banner right after the body's tag of a whole page."""
    is_page = response.get("Content-Type", "").startswith("text/html")
    if not is_page or not isinstance(response, HttpResponse) or getattr(request, "htmx", False):
        return response
    assert actor.seen_as
    context = {"role": WORDS[actor.seen_as], "council": council.name, "page": request.path}
    banner = render_to_string("components/view_as_banner.html", context, request)
    head, body, rest = response.content.decode().partition("<body")
    tag, end_of_tag, rest = rest.partition(">")
    response.content = "".join([head, body, tag, end_of_tag, banner if body else "", rest]).encode()
    return response
