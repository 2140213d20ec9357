"""Who the printed names are."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from meetings.actions import imports as act
from meetings.importing.people import NEW, PRINTED
from meetings.queries.imports import import_for, names_of, reading_of
from meetings.views.imports.shared import by_line, head, url_of
from meetings.views.original import framing
from meetings.views.viewer import viewer


@framing
def people(request: HttpRequest, council: str, body: str, draft: int) -> HttpResponse:
    """Who the printed names are."""
    found = import_for(viewer(request), council=council, body=body, pk=draft)
    if request.method == "POST":
        act.choose_people(
            draft_id=found.pk,
            choices=by_line(request, "p-"),
            organisations=by_line(request, "o-"),
            actor=viewer(request),
        )
        messages.success(request, "Gemt.")
        return redirect(url_of("import", found))
    made = reading_of(found)
    read = made.document
    doubts: dict[int, list[str]] = {}
    for doubt in made.doubts(read):
        doubts.setdefault(doubt.line, []).append(doubt.why)
    context = {
        "draft": head(found),
        "names": [
            {
                "line": one.printed.line,
                "name": one.printed.name,
                "organisation": one.organisation,
                "choice": one.choice,
                "choices": [
                    *((str(pk), name) for pk, name in one.candidates),
                    (NEW, "en ny person i rådet, uden login"),
                    (PRINTED, "navnet, som det er trykt"),
                ],
                "questions": [*filter(None, [one.question]), *doubts.get(one.printed.line, [])],
            }
            for one in names_of(found, read.people)
        ],
    }
    return render(request, "imports/people.html", context)
