"""*Opsætning* of a council: bodies, organisations, profile, standing items, mail texts and the log."""

from meetings.views.setup import index
from rarportal.core.permissions import Can
from rarportal.core.routing import route

COUNCIL = "opsaetning/<slug:council>/"

urlpatterns = [
    route("opsaetning/", index.councils, can=Can.SEE_OVERVIEW, name="setup"),
    route(COUNCIL, index.council, can=Can.SET_UP, name="setup_council"),
]
