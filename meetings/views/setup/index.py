"""The way into *Opsætning*: which council, and what of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from meetings import extensions
from meetings.models import Council
from meetings.queries.standing import council_for, councils_served
from meetings.views.viewer import viewer
from rarportal.core.permissions import Can

# Name of the address, title, what is done there; in the order of the menu
SUBJECTS: list[tuple[str, str, str]] = [
    ("people", "Personer", "Hvem der sidder i rådet og dets udvalg, fra hvornår til hvornår, og hvordan man når dem."),
    ("setup_bodies", "Mødefora", "Rådet, formandskabet og udvalgene: opret, omdøb og nedlæg."),
    ("setup_organisations", "Organisationer", "Hvem der udpeger medlemmer, og hvor mange pladser de har i rådet."),
    ("setup_profile", "Dokumentprofil", "Overskrifter, numre, standardsætninger og frister i rådets papirer."),
    ("setup_standing_items", "Faste punkter", "De punkter, som hver dagsorden har, for hvert mødeforum."),
    ("setup_mail_texts", "Mailtekster", "Rådets egne ord i de mails, som portalen sender."),
    ("setup_log", "Log over ændringer", "Hvem der har gjort hvad, hvornår og hvorfor."),
]


def councils(request: HttpRequest) -> HttpResponse:
    """The councils that the viewer's office serves."""
    served = councils_served(viewer(request))
    rows = [{"name": one.name, "url": reverse("meetings:setup_council", args=[one.slug])} for one in served]
    return render(request, "setup/councils.html", {"councils": rows})


def council(request: HttpRequest, council: str) -> HttpResponse:
    """What can be set up for a council."""
    found, _ = council_for(viewer(request), council=council, can=Can.SET_UP)
    return render(request, "setup/council.html", {"setup": menu(found)})


def _subjects() -> list[tuple[str, str, str]]:
    """Our own and those of the app above, before the log: the name of the address, title, text."""
    own = [(f"meetings:{name}", title, text) for name, title, text in SUBJECTS]
    more = [(one.name, one.title, one.text) for one in extensions.setup_subjects]
    return [*own[:-1], *more, own[-1]]


def menu(council: Council, current: str = "") -> dict[str, Any]:
    """What setup/base_setup.html needs: the council, and its subjects with the one that is open."""
    return {
        "name": council.name,
        "slug": council.slug,
        "url": reverse("meetings:setup_council", args=[council.slug]),
        "subjects": [
            {
                "title": title,
                "text": text,
                "url": reverse(name, args=[council.slug]),
                "current": name.removeprefix("meetings:") == current,
            }
            for name, title, text in _subjects()
        ],
    }
