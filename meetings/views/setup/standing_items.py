"""*Faste punkter*: the items that every agenda of a body has."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from meetings.actions import standing_items as act
from meetings.forms.rich import kept
from meetings.forms.templates import TEXTS, StandingItemForm
from meetings.models import Body, StandingItem
from meetings.queries.standing import council_for
from meetings.queries.standing_items import bodies_with_standing_items, body_of, standing_item_for
from meetings.views.saving import save
from meetings.views.setup.index import menu
from meetings.views.viewer import viewer
from rarportal.core.http import refused as refused_page
from rarportal.core.permissions import Can
from rarportal.core.refusal import Unseen

NAME = "setup_standing_items"


def standing_items(request: HttpRequest, council: str) -> HttpResponse:
    """Each body of the council with its standing items."""
    found, _ = council_for(viewer(request), council=council, can=Can.SET_UP)
    bodies = [
        {
            "pk": body.pk,
            "name": body.name,
            "add_url": reverse("meetings:setup_standing_item_new", args=[council, body.slug]),
            "items": [_row(council, item) for item in body.standing_items.all()],
        }
        for body in bodies_with_standing_items(found)
    ]
    return render(request, "setup/standing_items.html", {"setup": menu(found, NAME), "bodies": bodies})


def _row(council: str, item: StandingItem) -> dict[str, Any]:
    marks = {"B": item.decides, "O": item.informs, "D": item.discusses}
    return {
        "pk": item.pk,
        "title": item.title,
        "kind": "skabelon" if item.is_template else item.get_kind_display() if item.kind != "ORDINARY" else "",
        "marks": [mark for mark, borne in marks.items() if borne],
        "access": item.get_access_display() if item.access != "OPEN" else "",
        "url": _url("setup_standing_item", council, item),
        "shift_url": _url("setup_standing_item_shift", council, item),
        "delete_url": _url("setup_standing_item_delete", council, item),
    }


def _url(name: str, council: str, item: StandingItem) -> str:
    return reverse(f"meetings:{name}", args=[council, item.pk])


def _list_url(council: str, item: StandingItem | None = None) -> str:
    return reverse(f"meetings:{NAME}", args=[council]) + (f"#punkt-{item.pk}" if item else "")


def new(request: HttpRequest, council: str, body: str) -> HttpResponse:
    """A new standing item."""
    found, _ = council_for(viewer(request), council=council, can=Can.SET_UP)
    place = body_of(found, body)
    form = StandingItemForm(StandingItem(body=place), request.POST if request.method == "POST" else None)

    def run() -> None:
        act.add_standing_item(body_id=place.pk, values=form.values, actor=viewer(request))

    return _form_page(request, council, place, form, run, title="Nyt fast punkt")


def edit(request: HttpRequest, council: str, standing: int) -> HttpResponse:
    """One standing item; on POST saved."""
    try:
        item = standing_item_for(viewer(request), council=council, pk=standing)
    except Unseen:
        if request.method == "POST":
            return _gone(request, council)
        raise
    form = StandingItemForm(item, request.POST if request.method == "POST" else None)

    def run() -> None:
        act.save_standing_item(
            council=council, item_id=item.pk, values=form.values, seen=form.seen, actor=viewer(request)
        )

    return _form_page(request, council, item.body, form, run, title="Fast punkt", item=item)


def _gone(request: HttpRequest, council: str) -> HttpResponse:
    """Somebody has deleted the item meanwhile: what was typed is shown to the secretariat, to be copied from."""
    council_for(viewer(request), council=council, can=Can.SET_UP)
    labels = {"title": "Titel", **dict(TEXTS)}
    reasons = ["Det faste punkt findes ikke længere. En anden kan have slettet det."]
    return refused_page(request, reasons, status=404, kept=kept(request.POST, labels), back_url=_list_url(council))


def _form_page(
    request: HttpRequest,
    council: str,
    body: Body,
    form: StandingItemForm,
    run: Callable[[], None],
    *,
    title: str,
    item: StandingItem | None = None,
) -> HttpResponse:
    def page(
        *, status: int = 200, conflicts: list[dict[str, str]] | None = None, refused: tuple[str, ...] = ()
    ) -> HttpResponse:
        context = {
            "setup": menu(body.council, NAME),
            "title": f"{title}: {item.title}" if item else title,
            "body_name": body.name,
            "form": form,
            "conflicts": conflicts or [],
            "refused": refused,
            "list_url": _list_url(council),
            "delete_url": _url("setup_standing_item_delete", council, item) if item else None,
        }
        return render(request, "setup/standing_item.html", context, status=status)

    return save(request, form, run, page, _list_url(council, item)) if form.is_bound else page()


def shift(request: HttpRequest, council: str, standing: int) -> HttpResponse:
    """*Flyt op* and *Flyt ned*."""
    up = request.POST.get("retning") == "op"
    item = act.shift_standing_item(council=council, item_id=standing, up=up, actor=viewer(request))
    return redirect(_list_url(council, item))


def delete(request: HttpRequest, council: str, standing: int) -> HttpResponse:
    """Ask, then delete."""
    item = standing_item_for(viewer(request), council=council, pk=standing)
    if request.method == "POST":
        act.delete_standing_item(council=council, item_id=item.pk, actor=viewer(request))
        messages.success(request, f"Det faste punkt »{item.title}« er slettet.")
        return redirect(_list_url(council))
    context = {
        "setup": menu(item.body.council, NAME),
        "item": {"title": item.title, "body_name": item.body.name},
        "list_url": _list_url(council),
    }
    return render(request, "setup/standing_item_delete.html", context)
