"""*Dokumentprofil*: headings, their order, numbering, sentences and deadlines of a council."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from meetings.actions.profile import save_profile
from meetings.forms.profile import ProfileForm
from meetings.models import Council
from meetings.queries.standing import council_for
from meetings.rendering.example import example
from meetings.views.saving import save
from meetings.views.setup.index import menu
from meetings.views.viewer import viewer
from rarportal.core.permissions import Can

NAME = "setup_profile"


def profile(request: HttpRequest, council: str) -> HttpResponse:
    """The profile; on POST saved, or only shown again with a field moved or an example beside it."""
    found, _ = council_for(viewer(request), council=council, can=Can.SET_UP)
    form = ProfileForm(found.profile, request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _page(request, found, form)
    if "flyt" in request.POST:
        way, _, field = request.POST["flyt"].partition(":")
        form.move(field, up=way == "op")
        return _page(request, found, form)
    if "eksempel" in request.POST:
        valid = form.is_valid()
        shown = example(form.profile(found.profile)) if valid else ""
        return _page(request, found, form, status=200 if valid else 422, example=shown)

    def run() -> None:
        save_profile(council=council, values=form.values, seen=form.seen, actor=viewer(request))

    def again(**more: Any) -> HttpResponse:
        return _page(request, found, form, **more)

    return save(request, form, run, again, reverse(f"meetings:{NAME}", args=[council]))


def _page(
    request: HttpRequest,
    council: Council,
    form: ProfileForm,
    *,
    status: int = 200,
    conflicts: list[dict[str, str]] | None = None,
    refused: tuple[str, ...] = (),
    example: str = "",
) -> HttpResponse:
    context = {
        "setup": menu(council, NAME),
        "form": form,
        "conflicts": conflicts or [],
        "refused": refused,
        "example": mark_safe(example),  # noqa: S308  rendered from escaped and cleaned parts
        "example_layout": form["layout"].value(),
    }
    return render(request, "setup/profile.html", context, status=status)
