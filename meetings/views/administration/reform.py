"""The reform: what is to end and who follows, a preview of it, and then the act."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format

from meetings.actions.reform import Reform, carry_out, plan_reform
from meetings.forms.administration import ReformForm
from meetings.queries.administration import all_councils
from meetings.rules.names import sort_key
from meetings.views.viewer import viewer
from rarportal.core.clock import today


def reform(request: HttpRequest) -> HttpResponse:
    """Ask, show what will happen, and do it when it is asked for a second time."""
    actor = viewer(request)
    councils = [one for one in all_councils(actor) if one.period.upper is None or one.period.upper > today()]
    form = ReformForm(councils, request.POST or None)
    shown: dict[str, Any] = {}
    doing = "gennemfoer" in request.POST

    def act() -> None:
        values = {**form.cleaned_data, "councils": list(form.cleaned_data["councils"]), "actor": actor}
        if doing:
            shown["successor"] = carry_out(**values)
        else:
            shown["plan"] = _preview(plan_reform(**values))

    done = form.does(act)
    if done and doing:
        messages.success(request, "Reformen er gennemført.")
        return redirect("meetings:administration_council", shown["successor"].slug)
    again = ReformForm(councils, request.POST, auto_id=False)
    context = {"form": form, "shown": again, "plan": shown.get("plan")}
    return render(request, "administration/reform.html", context, status=422 if form.is_bound and not done else 200)


def _preview(plan: Reform) -> list[str]:
    """What will happen, a sentence each."""
    name, first, last = plan.successor.name, _day(plan.first), _day(plan.last)
    ends = [f"{council.name} slutter med udgangen af den {last}." for council in plan.councils]
    begins = f"{name} følger efter den {first}" + (
        "." if plan.successor.pk else f" på adressen /{plan.successor.slug}/."
    )
    places = sorted((place.name for place in plan.places), key=sort_key)
    people = sorted({seat.person.name for seat in plan.seats}, key=sort_key)
    sentences = [
        *ends,
        begins,
        f"{len(places)} kommuner går over til {name}: {', '.join(places)}." if places else "Ingen kommuner går over.",
        f"{plan.office.name} bliver sekretariat for {name}. De gamle råds papirer bliver hos deres sekretariat.",
        f"{len(plan.seats)} pladser slutter den {last} kl. 24: {', '.join(people)}."
        if people
        else "Ingen pladser slutter.",
    ]
    if plan.meetings:
        word = "møde er" if plan.meetings == 1 else "møder er"
        sentences.append(
            f"{plan.meetings} {word} planlagt efter den {last} i råd, der slutter. De bliver stående: aflys dem."
        )
    return [*sentences, "Ingen navne ændres på dagsordener og referater, der er offentliggjort."]


def _day(day: Any) -> str:
    return date_format(day, "j. F Y")
