"""*Min konto*: how the owner signs in, and where."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from meetings.queries.accounts import account_of
from meetings.views.second_factor import why_demanded
from meetings.views.viewer import viewer
from rarportal.core.models import User


def account(request: HttpRequest) -> HttpResponse:
    """The state of one's own sign-in, with the ways to change it."""
    assert isinstance(request.user, User)
    context = {"account": account_of(request.user), "demanded": why_demanded(viewer(request))}
    return render(request, "account/index.html", context)
