"""A form that is filled in: what an action refuses is put beside the fields, and nothing typed is lost."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.forms import Form

from meetings.forms import SeenForm
from meetings.rules.versions import mark_of
from rarportal.core.refusal import AtFields, Refusal, Stale


def attempt(form: Form, run: Callable[[], object]) -> int:
    """Run an action with a form that is sent: 200 when it is done, else the status of the page that shows the form.

    After a conflict the form carries the marks of what stands there now: sent again, it goes through. Raises what
    has no place in a form (Unseen, Forbidden).
    """
    if not form.is_bound:
        return 0
    if not form.is_valid():
        return 422
    try:
        run()
    except Stale as stale:
        _show_conflicts(form, stale)
    except AtFields as refused:
        for field, sentence in refused.fields.items():
            form.add_error(field if field in form.fields else None, sentence)
    except Refusal as refused:
        if refused.status != Refusal.status:
            raise
        form.add_error(None, " ".join(refused.reasons))
    else:
        return 200
    return 409 if any(error.code == "stale" for errors in form.errors.as_data().values() for error in errors) else 422


def _show_conflicts(form: Form, stale: Stale) -> None:
    assert isinstance(form, SeenForm)
    form.data = data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
    for conflict in stale.conflicts:
        data[f"seen_{conflict.field}"] = mark_of(conflict.theirs)
        theirs = f"»{conflict.theirs}«" if conflict.theirs else "intet"
        form.add_error(
            conflict.field,
            ValidationError(
                f"En anden har imens skrevet {theirs} her. Dit står stadig i feltet: gem igen, hvis det skal gælde.",
                code="stale",
            ),
        )
