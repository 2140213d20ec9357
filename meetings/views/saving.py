"""Saving a form of texts: whatever is wrong, the page comes back with everything that was typed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from meetings.forms import TextsForm
from meetings.models import TEXT_FIELDS, AgendaItem
from meetings.rules.versions import mark_of
from rarportal.core.refusal import Refusal, Stale
from rarportal.core.richtext import to_text


def save(
    request: HttpRequest,
    form: TextsForm,
    run: Callable[[], None],
    again: Callable[..., HttpResponse],
    done_url: str,
) -> HttpResponse:
    """Save a form of texts. Whatever is wrong, the page comes back with everything that was typed.

    After a conflict the form carries the marks of what stands there now: the merge that is saved next goes through.
    """
    if not form.is_valid():
        return again(status=422)
    try:
        run()
    except Stale as stale:
        return again(status=409, conflicts=_conflicts(form, stale))
    except Refusal as refusal:
        if refusal.status != Refusal.status:
            raise
        return again(status=422, refused=refusal.reasons)
    messages.success(request, "Gemt.")
    return redirect(done_url)


def _conflicts(form: TextsForm, stale: Stale) -> list[dict[str, str]]:
    """Each field that somebody else has changed: its label and what stands there now; the form keeps mine."""
    stands = AgendaItem.objects.get(pk=form.item.pk)
    form.data = data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
    rows = []
    for conflict in stale.conflicts:
        now_there = getattr(stands, conflict.field)
        data[f"seen_{conflict.field}"] = mark_of(now_there)
        plain = to_text(now_there) if conflict.field in TEXT_FIELDS else str(now_there)
        rows.append(
            {
                "field": conflict.field,
                "label": str(form.fields[conflict.field].label),
                "mine": data.get(conflict.field, ""),
                "theirs": plain if plain is not None else now_there,
            }
        )
    return rows
