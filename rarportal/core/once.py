"""A double click or a retried POST has one effect: the second is answered as the first was (trust row R3)."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import get_random_string

from rarportal.core.clock import now
from rarportal.core.models import Counter

FIELD = "engang"
KEPT = timedelta(days=1)
LONGEST = 64


def once_key(request: HttpRequest) -> dict[str, Any]:
    """For templates: `{{ once_key }}` is another key in every form that is written."""
    return {"once_key": lambda: get_random_string(22)}


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose POST is done once for the key that its form carries; without a key it is done as often as it comes.

    The key is written first, in the transaction of the act: who comes at the same time waits for it, and is then sent
    where the first was sent. What was refused or went wrong leaves no key and may be tried again.
    """

    @wraps(view)
    def done_once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = request.POST.get(FIELD, "") if request.method == "POST" else ""
        if not given or len(given) > LONGEST:
            return view(request, *args, **kwargs)
        sent = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
        digest = hashlib.sha256(repr(sent).encode()).hexdigest()[:32]  # the same form with other words is another act
        key = f"once:{request.user.pk}:{request.path[:100]}:{given[:LONGEST]}:{digest}"
        with transaction.atomic():
            row, is_first = Counter.objects.get_or_create(key=key, defaults={"value": "", "expires_at": now() + KEPT})
            if not is_first:
                return redirect(row.value)
            answer = view(request, *args, **kwargs)
            if answer.status_code in (301, 302, 303):
                Counter.objects.filter(pk=key).update(value=answer["Location"])
            else:
                row.delete()
        return answer

    return done_once
