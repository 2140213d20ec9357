"""From the chairmanship's approval to the published list: the agenda, an authorisation, publication; and its end."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from meetings.models import AgendaItem
from meetings.views.viewer import link as meeting_link
from meetings.views.viewer import viewer
from positivlist.actions import deciding, publishing
from positivlist.actions.erasure import erase_list
from positivlist.forms import AgendaForm, ReasonForm
from positivlist.queries.meetings import open_agendas
from positivlist.queries.rounds import list_for, round_for
from positivlist.views.head import link
from positivlist.views.rounds import form_page
from rarportal.core.permissions import Can


def put_on_agenda(request: HttpRequest, council: str, round_id: int) -> HttpResponse:
    """Which meeting; then the item is there, and the editor opens on it."""
    round, _ = round_for(viewer(request), council=council, round_id=round_id, can=Can.EDIT_ROUND)
    meetings = open_agendas(round.council_id)
    form = AgendaForm(meetings, request.POST if request.method == "POST" else None)
    made: list[AgendaItem] = []

    def act() -> None:
        meeting, section = form.chosen
        made.append(
            deciding.put_on_agenda(round_id=round.pk, meeting_id=meeting, section_id=section, actor=viewer(request))
        )

    if form.is_bound and form.does(act):
        item = made[0]
        messages.success(request, "Punktet er skrevet og sat på dagsordenen. Ret det til, som du vil.")
        meeting = next(one for one in meetings if one.pk == item.meeting.pk)
        return redirect(meeting_link("edit_item", meeting, item=item.pk))
    text = (
        "Portalen skriver punktet: sagen kort, indstilling, sagsfremstilling med tabellen, videre proces og baggrund."
        if meetings
        else "Rådet har intet møde, hvis dagsorden er under udarbejdelse. Begynd en dagsorden først."
    )
    return form_page(request, round, form, title="Sæt på rådets dagsorden", button="Lav punktet", text=text)


def decide(request: HttpRequest, council: str, round_id: int) -> HttpResponse:
    """The chairmanship's approval is the decision, by the council's authorisation."""
    round, _ = round_for(viewer(request), council=council, round_id=round_id, can=Can.EDIT_ROUND)
    deciding.decide_under_authorisation(round_id=round.pk, actor=viewer(request))
    messages.success(request, "Listen er besluttet efter rådets bemyndigelse.")
    return redirect(link("round", round))


def publish(request: HttpRequest, council: str, round_id: int) -> HttpResponse:
    """Publish the list."""
    round, _ = round_for(viewer(request), council=council, round_id=round_id, can=Can.EDIT_ROUND)
    publishing.publish(round_id=round.pk, actor=viewer(request))
    messages.success(request, "Listen er offentliggjort.")
    return redirect(reverse("positivlist:round", args=[council, round.pk]))


ERASING = (
    "Det kan ikke fortrydes. Listens kurser, side og filer bliver slettet, og det samme gør rundens kurser og det, "
    "formandskabet blev vist. Tilbage står kun, at listen har været der, hvem der slettede den, hvornår og hvorfor. "
    "Rådets punkt på mødet og den næste liste, som nævner det, der blev fjernet, slettes hver for sig."
)


def erase(request: HttpRequest, council: str, day: date) -> HttpResponse:
    """*Slet indhold* of a published list."""
    listed = list_for(viewer(request), council=council, day=day, can=Can.ERASE_CONTENT)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.does(lambda: erase_list(list_id=listed.pk, actor=viewer(request), **form.cleaned_data)):
        messages.success(request, "Indholdet er slettet.")
        return redirect(reverse("positivlist:rounds", args=[council]))
    return form_page(
        request, listed.round, form, title="Slet indhold", button="Slet indholdet", text=ERASING, tone="bad"
    )
