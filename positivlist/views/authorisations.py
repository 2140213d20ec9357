"""*Bemyndigelser*: what the council has let its chairmanship decide, by which decision, and until when."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from meetings.views.viewer import public_link, viewer
from positivlist.actions.deciding import authorise, end_authorisation
from positivlist.forms import AuthorisationForm
from positivlist.queries import rounds as queries
from positivlist.queries.meetings import decision_items
from rarportal.core.clock import today
from rarportal.core.permissions import Can


def authorisations(request: HttpRequest, council: str) -> HttpResponse:
    """All of them, and a new one."""
    found, _ = queries.council_for(viewer(request), council=council, can=Can.EDIT_ROUND)
    form = AuthorisationForm(decision_items(found.pk), request.POST if request.method == "POST" else None)

    def act() -> None:
        values = form.cleaned_data
        authorise(
            council=council,
            item_id=int(values["item"]),
            scope=values["scope"],
            begins=values["begins"],
            ends=values["ends"],
            actor=viewer(request),
        )

    if form.is_bound and form.does(act):
        messages.success(request, "Bemyndigelsen er skrevet ind.")
        return redirect("positivlist:authorisations", council=council)
    context = {
        "council": {"name": found.name, "slug": found.slug},
        "form": form,
        "rounds_url": reverse("positivlist:rounds", args=[council]),
        "given": [
            {
                "scope": one.scope,
                "begins": one.begins,
                "ends": one.ends,
                "title": one.item.title,
                "url": public_link("public_meeting", one.item.meeting),
                "date": one.item.meeting.date,
                "holds": one.begins <= today() <= one.ends and not one.ended_because,
                "ended_because": one.ended_because,
                "end_url": reverse("positivlist:end_authorisation", args=[council, one.pk]),
            }
            for one in queries.authorisations(found.pk)
        ],
    }
    return render(request, "positivlist/authorisations.html", context, status=422 if form.is_bound else 200)


def end(request: HttpRequest, council: str, given: int) -> HttpResponse:
    """One ends before its day."""
    reason = request.POST.get("reason", "")[:300]
    end_authorisation(council=council, authorisation_id=given, reason=reason, actor=viewer(request))
    messages.success(request, "Bemyndigelsen er ophørt.")
    return redirect("positivlist:authorisations", council=council)
