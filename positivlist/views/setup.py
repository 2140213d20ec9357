"""*Opsætning*: whether the council has a positive list, and what the chairmanship's approval takes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from meetings.queries.standing import council_for
from meetings.views.setup.index import menu
from meetings.views.viewer import viewer
from positivlist.actions.rounds import set_up
from positivlist.forms import SetupForm
from positivlist.queries.rounds import rule_of
from rarportal.core.permissions import Can


def setup(request: HttpRequest, council: str) -> HttpResponse:
    """The settings, on POST saved."""
    found, _ = council_for(viewer(request), council=council, can=Can.SET_UP)
    known = {"has_positive_list": found.has_positive_list, "approval": rule_of(found.pk)}
    form = SetupForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_bound and form.does(lambda: set_up(council=council, actor=viewer(request), **form.cleaned_data)):
        messages.success(request, "Gemt.")
        return redirect("positivlist:setup", council=council)
    context = {
        "setup": menu(found, "positivlist:setup"),
        "form": form,
        "rounds_url": reverse("positivlist:rounds", args=[council]) if found.has_positive_list else None,
    }
    return render(request, "positivlist/setup.html", context, status=422 if form.is_bound else 200)
