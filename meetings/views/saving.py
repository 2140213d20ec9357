"""Saving a form of texts: whatever is wrong, the page comes back with everything that was typed.

By its button it is saved as a whole and answered by the page. By itself (static/js/autosave.js) it is sent with
"autosave": the names of the fields that were changed, and nothing else; the answer is then a fragment with their
new marks, the row of the outline, and what was wrong.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import BooleanField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime

from meetings.forms import SeenForm
from meetings.models import TEXT_FIELDS
from meetings.rules.references import resolved
from meetings.rules.versions import mark_of
from rarportal.core.clock import now
from rarportal.core.refusal import Conflict, Forbidden, Refusal, Stale
from rarportal.core.richtext import clean, to_text


def is_autosave(request: HttpRequest) -> bool:
    """Whether the fields were sent by themselves, and not by the button."""
    return "autosave" in request.POST


def only_sent(request: HttpRequest, texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of an item's texts those that were sent by themselves, else all: what was not sent need not be read."""
    sent = request.POST.getlist("autosave")
    return [text for text in texts if text[0] in sent] if sent else texts


def sent_by_itself(request: HttpRequest, form: SeenForm) -> None:
    """Prepare the form for what was sent. Raises Forbidden when it was typed by somebody else than is signed in now."""
    if is_autosave(request):
        if request.POST.get("user") != str(request.user.pk):
            raise Forbidden("En anden er logget ind i denne browser nu. Teksten er ikke gemt i den andens navn.")
        form.only(request.POST.getlist("autosave"))


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
    if is_autosave(request):
        return again()
    messages.success(request, "Gemt.")
    for sentence in getattr(form, "losses", ()):
        messages.warning(request, sentence)
    return redirect(done_url)


def saved_fields(form: SeenForm, marks: Mapping[str, str], *, status: int) -> dict[str, Any]:
    """What is answered to fields that were sent by themselves: when they were saved, the marks of what stands there
    now, and what is wrong where."""
    typed = [name for name in form.fields if not name.startswith("seen_") and not name.endswith("_is_html")]
    at = localtime(now())
    return {
        "saved_at": f"{at:%H.%M}" if status == 200 else "",
        "marks": [{"name": name, "mark": marks[name]} for name in typed if status != 422],
        "wrong": [form[name] for name in typed if form[name].errors],
    }


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
        return mark_safe(resolved(html, {})) if plain is None else plain  # noqa: S308  cleaned above
    if choices := getattr(field, "choices", None):
        return str(dict(choices).get(value, value))
    return {"True": "ja", "False": "nej"}[value] if isinstance(field, BooleanField) else value
