"""A step that is done, or skipped with a reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from meetings.views.viewer import viewer
from positivlist.actions.rounds import settle_step
from positivlist.forms import StepForm
from positivlist.queries.rounds import round_for
from positivlist.rules.periods import STEPS
from positivlist.views.head import link
from positivlist.views.rounds import form_page
from rarportal.core.permissions import Can
from rarportal.core.refusal import Unseen


def settle(request: HttpRequest, council: str, round_id: int, step: str) -> HttpResponse:
    """When it happened, or why it is skipped."""
    round, _ = round_for(viewer(request), council=council, round_id=round_id, can=Can.EDIT_ROUND)
    row = round.steps.filter(name=step).first()
    known = next((one for one in STEPS if one.name == step and one.may_be_skipped), None)
    if row is None or known is None:
        raise Unseen
    initial = {"done_on": row.done_on, "skipped_because": row.skipped_because}
    form = StepForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.does(
        lambda: settle_step(round_id=round.pk, step=step, actor=viewer(request), **form.cleaned_data)
    ):
        messages.success(request, "Gemt.")
        return redirect(link("round", round))
    text = "Skriv, hvilken dag det skete, eller hvorfor trinnet springes over. Tomt: det er ikke sket endnu."
    return form_page(request, round, form, title=f"Trin: {known.title}", button="Gem", text=text)
