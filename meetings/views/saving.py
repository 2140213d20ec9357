"""Saving a form of texts: whatever is wrong, the page comes back with everything that was typed."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BooleanField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe

from meetings.forms import SeenForm
from meetings.models import TEXT_FIELDS
from meetings.rules.versions import mark_of
from rarportal.core.refusal import Conflict, Refusal, Stale
from rarportal.core.richtext import clean, to_text


def save(
    request: HttpRequest,
    form: SeenForm,
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
    for sentence in getattr(form, "losses", ()):
        messages.warning(request, sentence)
    return redirect(done_url)


def _conflicts(form: SeenForm, stale: Stale) -> list[dict[str, str]]:
    """Each field that somebody else has changed: its label and what stands there now; the form keeps mine."""
    form.data = data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
    rows = []
    for conflict in stale.conflicts:
        data[f"seen_{conflict.field}"] = mark_of(conflict.theirs)
        label = str(form.fields[conflict.field].label)
        mine, theirs = (_shown(form, conflict, value) for value in (conflict.mine, conflict.theirs))
        rows.append({"field": conflict.field, "label": label, "mine": mine, "theirs": theirs})
    return rows


def _shown(form: SeenForm, conflict: Conflict, value: str) -> str:
    """A value as people read it: a text in its plain form or, where that can't say it, cleaned; a choice by its name,
    a box as yes or no."""
    field = form.fields[conflict.field]
    if conflict.field in TEXT_FIELDS:
        html = clean(value)
        plain = to_text(html)
        return mark_safe(html) if plain is None else plain  # noqa: S308  cleaned above
    if choices := getattr(field, "choices", None):
        return str(dict(choices).get(value, value))
    return {"True": "ja", "False": "nej"}[value] if isinstance(field, BooleanField) else value
