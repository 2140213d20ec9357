"""The addresses of rounds and lists, in four places of the portal."""

from datetime import date

from django.urls import include, path, register_converter

from positivlist.views import approval, authorisations, courses, decision, importing, public, rounds, setup, steps
from rarportal.core.once import once
from rarportal.core.permissions import Can
from rarportal.core.routing import route


class Day:
    """A day as 2023-10-01."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Raises ValueError (a 404) for a day that is in no calendar."""
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        """As ISO 8601 has it."""
        return value if isinstance(value, str) else value.isoformat()


class FileKind:
    """What a list can be had as."""

    regex = "xlsx|csv|pdf|json"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(Day, "day")
register_converter(FileKind, "filekind")

app_name = "positivlist"
POST, BOTH = ("POST",), ("GET", "POST")
ROUND = "<int:round_id>/"
READ, EDIT, APPROVE = Can.READ_ROUND, Can.EDIT_ROUND, Can.APPROVE_LIST

everybody = [
    route("", public.lists, can=Can.READ_PUBLIC, name="lists"),
    route("skema-1.json", public.schema, can=Can.READ_PUBLIC, name="schema"),
]
of_council = [
    route("", public.in_force, can=Can.READ_PUBLIC, name="list"),
    route("<day:day>/", public.version, can=Can.READ_PUBLIC, name="version"),
    route("<day:day>.<filekind:suffix>", public.file, can=Can.READ_PUBLIC, name="file"),
]
workspace = [
    route("", rounds.rounds, can=READ, name="rounds"),
    route("ny-runde/", once(rounds.begin), can=EDIT, name="begin", methods=BOTH),
    route("bemyndigelser/", once(authorisations.authorisations), can=EDIT, name="authorisations", methods=BOTH),
    route("bemyndigelser/<int:given>/ophoer/", authorisations.end, can=EDIT, name="end_authorisation", methods=POST),
    route("<day:day>/slet-indhold/", decision.erase, can=Can.ERASE_CONTENT, name="erase", methods=BOTH),
    route(ROUND, rounds.round, can=READ, name="round"),
    route(f"{ROUND}oplysninger/", rounds.change, can=EDIT, name="change", methods=BOTH),
    route(f"{ROUND}handling/<slug:act>/", rounds.move, can=EDIT, name="move", methods=BOTH),
    route(f"{ROUND}foer-videre/", rounds.take_over, can=EDIT, name="take_over", methods=POST),
    route(f"{ROUND}trin/<slug:step>/", steps.settle, can=EDIT, name="step", methods=BOTH),
    route(f"{ROUND}kurser/", courses.courses, can=EDIT, name="courses", methods=BOTH),
    route(f"{ROUND}kurser/ret/", courses.put_right, can=EDIT, name="put_right", methods=POST),
    route(f"{ROUND}hent/", importing.take, can=EDIT, name="import", methods=BOTH),
    route(f"{ROUND}hent/<int:made>/tag-tilbage/", importing.back, can=EDIT, name="take_back", methods=POST),
    route(f"{ROUND}kommentar/", once(approval.comment), can=READ, name="comment", methods=POST),
    route(f"{ROUND}kommentar/<int:comment>/luk/", approval.close, can=EDIT, name="close_comment", methods=POST),
    route(f"{ROUND}send/", approval.send, can=EDIT, name="send", methods=POST),
    route(f"{ROUND}godkend/", approval.approve, can=READ, name="approve", methods=BOTH),
    route(f"{ROUND}godkend/<slug:shown>.pdf", approval.paper, can=READ, name="proposal"),
    route(f"{ROUND}send-tilbage/", approval.send_back, can=APPROVE, name="send_back", methods=POST),
    route(f"{ROUND}paa-vegne/", approval.answer_for, can=Can.ENTER_ON_BEHALF, name="answer_for", methods=BOTH),
    route(f"{ROUND}dagsorden/", once(decision.put_on_agenda), can=EDIT, name="put_on_agenda", methods=BOTH),
    route(f"{ROUND}beslut/", decision.decide, can=EDIT, name="decide", methods=POST),
    route(f"{ROUND}offentliggoer/", decision.publish, can=EDIT, name="publish", methods=POST),
]
in_setup = [route("", setup.setup, can=Can.SET_UP, name="setup", methods=BOTH)]
urlpatterns = [
    path("positivlister/", include(everybody)),
    path("opsaetning/<slug:council>/positivliste/", include(in_setup)),
    path("mit/<slug:council>/positivliste/", include(workspace)),
    path("<slug:council>/positivliste/", include(of_council)),
]
