"""Who is looking, once per request."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from meetings.models import Meeting
from meetings.queries.meetings import meeting_for
from meetings.queries.standing import actor_of
from rarportal.core.models import User
from rarportal.core.permissions import STRANGER, Actor, Can, Role

Address = tuple[date, int]


def viewer(request: HttpRequest) -> Actor:
    """The signed-in person, or the stranger."""
    if not isinstance(request.user, User):
        return STRANGER
    if not hasattr(request, "actor"):
        request.actor = actor_of(request.user)  # type: ignore[attr-defined]
    return request.actor  # type: ignore[attr-defined]


def name_in_header(request: HttpRequest) -> dict[str, Any]:
    """For templates: who is signed in, looked up only where the workspace's header prints it."""
    return {
        "person_name": lambda: viewer(request).name,
        "has_post": lambda: viewer(request).has_post,
        "is_administrator": lambda: viewer(request).is_administrator,
    }


def asked_meeting(
    request: HttpRequest, council: str, body: str, address: Address, can: Can
) -> tuple[Meeting, frozenset[Role]]:
    """The meeting that an address under /mit/ names, if the viewer has the capability there."""
    day, ordinal = address
    return meeting_for(viewer(request), council=council, body=body, day=day, ordinal=ordinal, can=can)


def link(name: str, meeting: Meeting, **more: Any) -> str:
    """The address of one of the meeting's pages under /mit/."""
    body = meeting.body
    kwargs = {"council": body.council.slug, "body": body.slug, "address": meeting.address, **more}
    return reverse(f"meetings:{name}", kwargs=kwargs)


def public_link(name: str, meeting: Meeting, **more: Any) -> str:
    """The address of one of a council meeting's public pages."""
    kwargs = {"council": meeting.body.council.slug, "address": meeting.address, **more}
    return reverse(f"meetings:{name}", kwargs=kwargs)
