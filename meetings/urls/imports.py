"""*Hent eksisterende dokument*: the files of a body that are read, put right and taken in."""

from meetings.views import imports
from rarportal.core.once import once
from rarportal.core.permissions import Can
from rarportal.core.routing import route

IMPORTS = "mit/<slug:council>/<slug:body>/hent/"
ONE = f"{IMPORTS}<int:draft>/"
POST, BOTH = ("POST",), ("GET", "POST")

urlpatterns = [
    route(IMPORTS, once(imports.imports), can=Can.IMPORT, name="imports", methods=BOTH),
    route(ONE, imports.document, can=Can.IMPORT, name="import", methods=BOTH),
    route(f"{ONE}original", imports.original, can=Can.IMPORT, name="import_file"),
    route(f"{ONE}linjer/<int:line>/", imports.item, can=Can.IMPORT, name="import_item", methods=BOTH),
    route(f"{ONE}deltagere/", imports.people, can=Can.IMPORT, name="import_people", methods=BOTH),
    route(f"{ONE}tag-ind/", once(imports.take_in), can=Can.IMPORT, name="import_take_in", methods=POST),
    route(f"{ONE}kasser/", imports.discard, can=Can.IMPORT, name="import_discard", methods=POST),
]
