"""*Mailtekster*: a council's own words for the mails that the portal sends."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from meetings.actions.mail_texts import drop_mail_text, save_mail_text
from meetings.forms.templates import MailTextForm
from meetings.models import Council, MailText
from meetings.queries.mail_texts import own_mail_texts
from meetings.queries.standing import council_for
from meetings.rules.mail_texts import PLACEHOLDERS, STANDARD, examples, fill
from meetings.views.saving import save
from meetings.views.setup.index import menu
from meetings.views.viewer import viewer
from rarportal.core.permissions import Can
from rarportal.core.refusal import Unseen

NAME = "setup_mail_texts"
KINDS = {  # in addresses -> in code
    "invitation": "INVITATION",
    "suppleanten-spoerges": "STAND_IN_ASKED",
    "positivlisten-godkendes": "LIST_APPROVAL",
}


def mail_texts(request: HttpRequest, council: str) -> HttpResponse:
    """The kinds of mails, and which of them have the council's own words."""
    found, _ = council_for(viewer(request), council=council, can=Can.SET_UP)
    own = own_mail_texts(found)
    rows = [
        {
            "name": MailText.Kind(kind).label,
            "subject": own.get(kind, STANDARD[kind])[0],
            "own": kind in own,
            "url": reverse("meetings:setup_mail_text", args=[council, word]),
        }
        for word, kind in KINDS.items()
    ]
    return render(request, "setup/mail_texts.html", {"setup": menu(found, NAME), "mails": rows})


def mail_text(request: HttpRequest, council: str, mail: str) -> HttpResponse:
    """One mail; on POST saved, shown as an example, or set back to the standard text."""
    found, _ = council_for(viewer(request), council=council, can=Can.SET_UP)
    if (kind := KINDS.get(mail)) is None:
        raise Unseen
    own = own_mail_texts(found)
    form = MailTextForm(kind, *own.get(kind, STANDARD[kind]), request.POST if request.method == "POST" else None)
    done_url = reverse("meetings:setup_mail_text", args=[council, mail])

    def again(**more: Any) -> HttpResponse:
        return _page(request, found, kind, form, own=kind in own, **more)

    if not form.is_bound:
        return again()
    if "standard" in request.POST:
        drop_mail_text(council=council, kind=kind, actor=viewer(request))
        messages.success(request, "Standardteksten bruges igen.")
        return redirect(done_url)
    if "eksempel" in request.POST:
        return again(status=200 if form.is_valid() else 422)

    def run() -> None:
        save_mail_text(council=council, kind=kind, values=form.values, seen=form.seen, actor=viewer(request))

    return save(request, form, run, again, done_url)


def _page(
    request: HttpRequest,
    council: Council,
    kind: str,
    form: MailTextForm,
    *,
    own: bool,
    status: int = 200,
    conflicts: list[dict[str, str]] | None = None,
    refused: tuple[str, ...] = (),
) -> HttpResponse:
    subject, body = (fill(str(form[name].value() or ""), examples(kind)) for name in ("subject", "body"))
    context = {
        "setup": menu(council, NAME),
        "name": MailText.Kind(kind).label,
        "form": form,
        "own": own,
        "conflicts": conflicts or [],
        "refused": refused,
        "placeholders": [
            {"name": f"{{{name}}}", "meaning": meaning} for name, (meaning, _) in PLACEHOLDERS[kind].items()
        ],
        "example": {"subject": subject, "body": body},
        "list_url": reverse(f"meetings:{NAME}", args=[council.slug]),
    }
    return render(request, "setup/mail_text.html", context, status=status)
