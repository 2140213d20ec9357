"""*Hent eksisterende dokument*: the files of a body that are read, put right and taken in."""

from meetings.views.imports import document, fetching, item, people
from rarportal.core.once import once
from rarportal.core.permissions import Can
from rarportal.core.routing import route

IMPORTS = "mit/<slug:council>/<slug:body>/hent/"
ONE = f"{IMPORTS}<int:draft>/"
POST, BOTH = ("POST",), ("GET", "POST")

urlpatterns = [
    route(IMPORTS, once(fetching.imports), can=Can.IMPORT, name="imports", methods=BOTH),
    route(ONE, document.document, can=Can.IMPORT, name="import", methods=BOTH),
    route(f"{ONE}original", fetching.original, can=Can.IMPORT, name="import_file"),
    route(f"{ONE}original/linjer", fetching.original_lines, can=Can.IMPORT, name="import_lines"),
    route(f"{ONE}linjer/<int:line>/", item.item, can=Can.IMPORT, name="import_item", methods=BOTH),
    route(f"{ONE}deltagere/", people.people, can=Can.IMPORT, name="import_people", methods=BOTH),
    route(f"{ONE}tag-ind/", once(document.take_in), can=Can.IMPORT, name="import_take_in", methods=POST),
    route(f"{ONE}kasser/", document.discard, can=Can.IMPORT, name="import_discard", methods=POST),
]
