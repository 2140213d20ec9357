"""What every page of an import has: its addresses, its title, and the original beside."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format

from meetings.models import ImportDraft
from meetings.views.original import beside


def url_of(name: str, draft: ImportDraft, *more: object) -> str:
    """The address of one of the import's pages."""
    return reverse(f"meetings:{name}", args=[draft.body.council.slug, draft.body.slug, draft.pk, *more])


def title_of(draft: ImportDraft) -> str:
    """ "Referat 26. september 2023"."""
    what = "Kommende dagsorden" if draft.to_come else draft.get_kind_display().capitalize()
    return f"{what} {date_format(draft.date, 'j. F Y')}"


def head(draft: ImportDraft, place: int = 0) -> dict[str, Any]:
    """Of the document; `place` is the page or line at which the original is opened (views/original.py)."""
    return {
        "title": title_of(draft),
        "filename": draft.filename,
        "body_name": draft.body.name,
        "list_url": reverse("meetings:imports", args=[draft.body.council.slug, draft.body.slug]),
        "url": url_of("import", draft),
        "original": beside(
            filename=draft.filename,
            file_url=url_of("import_file", draft),
            lines_url=url_of("import_lines", draft),
            place=place,
        ),
    }


def by_line(request: HttpRequest, prefix: str) -> dict[int, str]:
    """What was chosen, by the numbers of the lines."""
    return {
        int(key.removeprefix(prefix)): str(request.POST[key])
        for key in request.POST
        if key.startswith(prefix) and key.removeprefix(prefix).isdecimal() and len(key) < 12
    }
