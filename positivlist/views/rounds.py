"""A council's rounds, and one round: what differs, what can be done with it now, and who has answered."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from meetings.views.viewer import link as meeting_link
from meetings.views.viewer import public_link, viewer
from positivlist.actions.rounds import MOVES, begin_round, change_round, take_over_newest_list
from positivlist.actions.rounds import move as make_a_move
from positivlist.forms import BeginForm, CommentForm, ReasonForm, RoundForm
from positivlist.models import Approval, ListRound
from positivlist.queries.lists import versions_of
from positivlist.queries.rounds import Facts, answers_of, council_for, facts_of, round_for, rounds_of
from positivlist.rules.differences import Differences
from positivlist.views.head import head, link
from positivlist.workflow import AUTHORISED, EDITABLE, PUBLISH, PUT_ON_AGENDA, ROUND, SEND
from rarportal.core.clock import now, today
from rarportal.core.permissions import Can, Role, may
from rarportal.core.refusal import Unseen
from rarportal.core.workflow import Move, reasons_against

State = ListRound.State
BUTTONS = {  # a move -> the address that makes it, and whether it is asked about on a page of its own
    SEND: ("send", False),
    PUT_ON_AGENDA: ("put_on_agenda", True),
    AUTHORISED: ("decide", False),
    PUBLISH: ("publish", False),
}


def rounds(request: HttpRequest, council: str) -> HttpResponse:
    """All rounds of a council, and its lists."""
    found, roles = council_for(viewer(request), council=council, can=Can.READ_ROUND)
    edits = may(roles, Can.EDIT_ROUND)
    context = {
        "council": {"name": found.name, "slug": found.slug},
        "rounds": [
            {
                "title": f"Pr. {date_format(one.in_force_from, 'j. F Y')}",
                "line": one.get_template_display().capitalize(),
                "state_text": one.get_state_display(),
                "url": reverse("positivlist:round", args=[council, one.pk]),
                "date": one.in_force_from,
            }
            for one in rounds_of(found)
        ],
        "lists": [
            {
                "begins": one.begins,
                "ends": one.ends,
                "url": reverse("positivlist:version", args=[council, one.begins]),
                "erased_at": one.publication.erased_at,
                "erase_url": reverse("positivlist:erase", args=[council, one.begins])
                if may(roles, Can.ERASE_CONTENT) and not one.erased
                else None,
            }
            for one in versions_of(found.pk)
        ],
        "begin_url": reverse("positivlist:begin", args=[council]) if edits else None,
        "authorisations_url": reverse("positivlist:authorisations", args=[council]) if edits else None,
    }
    return render(request, "positivlist/rounds.html", context)


def begin(request: HttpRequest, council: str) -> HttpResponse:
    """A new round."""
    found, _ = council_for(viewer(request), council=council, can=Can.EDIT_ROUND)
    form = BeginForm(today(), request.POST if request.method == "POST" else None)
    made: list[ListRound] = []
    if form.is_bound and form.does(
        lambda: made.append(begin_round(council=council, actor=viewer(request), **form.cleaned_data))
    ):
        return redirect("positivlist:round", council=council, round_id=made[0].pk)
    context = {
        "council": {"name": found.name, "slug": found.slug},
        "form": form,
        "rounds_url": reverse("positivlist:rounds", args=[council]),
    }
    return render(request, "positivlist/begin.html", context, status=422 if form.is_bound else 200)


def round(request: HttpRequest, council: str, round_id: int) -> HttpResponse:
    """One round."""
    found, roles = round_for(viewer(request), council=council, round_id=round_id, can=Can.READ_ROUND)
    return _page(request, found, roles)


def _page(request: HttpRequest, round: ListRound, roles: frozenset[Role], *, status: int = 200) -> HttpResponse:
    facts = facts_of(round)
    round.facts = facts
    edits = may(roles, Can.EDIT_ROUND)
    context = {
        "round": head(round),
        "edits": edits,
        "erased": facts.erased,
        "counts": counts(facts.differences),
        "total": len(facts.looked.courses),
        "faults": facts.faults,
        "groups": grouped_differences(facts.differences, facts),
        "base_text": base_text(round, facts),
        "courses_url": link("courses", round) if edits and round.state in EDITABLE else None,
        "change_url": link("change", round) if edits and round.state == State.PROPOSING else None,
        "reason": round.reason,
        "moves": _moves(round, roles),
        "take_over_url": link("take_over", round)
        if edits and round.state == State.PROPOSING and not facts.base_is_newest
        else None,
        "approve_url": link("approve", round) if round.state == State.APPROVING else None,
        "answer_for_url": link("answer_for", round) if edits and round.state == State.APPROVING else None,
        "answers": answer_rows(round, answers_of(round)),
        "comments": comment_rows(round, edits=edits),
        "comment_form": CommentForm(),
        "comment_url": link("comment", round),
        "item": item_row(round),
        "authorisation": round.authorisation.scope if round.authorisation else "",
        "published_url": reverse("positivlist:version", args=[round.council.slug, round.in_force_from])
        if round.state == State.PUBLISHED
        else None,
    }
    return render(request, "positivlist/round.html", context, status=status)


def base_text(round: ListRound, facts: Facts) -> str:
    """Which list the differences are counted from."""
    if facts.compared_from:
        return f"Regnet fra den liste, der gælder fra {date_format(facts.compared_from, 'j. F Y')}."
    if round.base:
        return "Indholdet af den liste, som runden begyndte fra, er slettet: alle kurser regnes som nye."
    return "Rådet har ingen liste i portalen før denne: alle kurser regnes som nye."


def counts(differs: Differences) -> dict[str, int]:
    """How many of each."""
    return {"added": len(differs.added), "removed": len(differs.removed), "changed": len(differs.changed)}


def grouped_differences(differs: Differences, facts: Facts) -> list[dict[str, Any]]:
    """What differs, row by row, by occupational group, with what is wrong at a row."""
    wrong = {course.row.key: [one.sentence for one in facts.looked.found[course.pk]] for course in facts.looked.courses}
    rows = [
        *(("plus", "Ny", row, [], wrong.get(row.key, [])) for row in differs.added),
        *(("minus", "Udgår", row, [], []) for row in differs.removed),
        *(("change", "Ændret", one.after, one.words, wrong.get(one.after.key, [])) for one in differs.changed),
    ]
    groups: dict[str, list[dict[str, Any]]] = {}
    for kind, word, row, words, findings in rows:
        groups.setdefault(row.group or "Uden erhvervsgruppe", []).append(
            {"kind": kind, "word": word, "course": row, "words": words, "findings": findings}
        )
    return [{"name": name, "rows": found} for name, found in groups.items()]


def answer_rows(round: ListRound, given: Sequence[Approval]) -> list[dict[str, Any]]:
    """Who answered what, and whether it still counts."""
    return [
        {
            "name": one.person.name,
            "verdict": one.get_verdict_display(),
            "approved": one.verdict == Approval.Verdict.APPROVED,
            "at": one.at,
            "edition": one.edition,
            "reason": one.reason,
            "void": round.state == State.APPROVING and one.edition != round.edition,
            "told": f"indtastet af {one.entered_by} ({one.source}, {one.told_on:%d.%m.%Y})"
            if one.entered_by and one.told_on
            else "",
        }
        for one in given
    ]


def comment_rows(round: ListRound, *, edits: bool) -> list[dict[str, Any]]:
    """The remarks, those that are open first."""
    rows = sorted(round.comments.all(), key=lambda one: (one.closed_at is not None, one.pk))
    return [
        {
            "by": one.by,
            "text": one.text,
            "at": one.at,
            "closed": one.closed_at is not None,
            "close_url": link("close_comment", round, comment=one.pk) if edits and not one.closed_at else None,
        }
        for one in rows
    ]


def item_row(round: ListRound) -> dict[str, Any] | None:
    """The council's item, for good: where it stands, and its decision when that is out."""
    item = round.item
    if item is None or item.meeting is None:
        return None
    return {
        "title": item.title,
        "url": meeting_link("meeting", item.meeting),
        "public_url": public_link("public_meeting", item.meeting),
        "date": item.meeting.date,
        "outcome": item.get_outcome_display() if item.outcome else "",
    }


def _moves(round: ListRound, roles: frozenset[Role]) -> list[dict[str, Any]]:
    """The moves that start here and that the roles may make, with what speaks against each."""
    asked = Move(roles=roles, at=timezone.localtime(now()))
    rows = []
    for one in ROUND.transitions:
        if round.state not in one.sources or not may(roles, one.can):
            continue
        if one.name in BUTTONS:
            name, has_page = BUTTONS[one.name]
            url = link(name, round)
        elif one.name in MOVES:
            url, has_page = link("move", round, act=one.name), True
        else:
            continue
        if one.name == AUTHORISED and not round.facts.authorised:
            continue
        against = reasons_against(ROUND, one, round, asked)
        rows.append(
            {
                "label": one.label,
                "url": url,
                "has_page": has_page,
                "primary": one.name in BUTTONS,
                "stops": against.stops,
            }
        )
    return rows


def change(request: HttpRequest, council: str, round_id: int) -> HttpResponse:
    """The round's day, deadline and background."""
    found, _ = round_for(viewer(request), council=council, round_id=round_id, can=Can.EDIT_ROUND)
    known = {"in_force_from": found.in_force_from, "approve_by": found.approve_by, "reason": found.reason}
    form = RoundForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_bound and form.does(lambda: change_round(round_id=found.pk, actor=viewer(request), **form.cleaned_data)):
        messages.success(request, "Gemt.")
        return redirect(link("round", found))
    return form_page(request, found, form, title="Dag, frist og baggrund", button="Gem")


def form_page(
    request: HttpRequest,
    round: ListRound,
    form: Any,
    *,
    title: str,
    button: str,
    text: str = "",
    tone: str = "primary",
) -> HttpResponse:
    """A form of the round on a page of its own; 422 when it comes back."""
    context = {"round": head(round), "form": form, "title": title, "button": button, "text": text, "tone": tone}
    return render(request, "positivlist/form.html", context, status=422 if form.is_bound else 200)


def move(request: HttpRequest, council: str, round_id: int, act: str) -> HttpResponse:
    """A move that asks why."""
    found, _ = round_for(viewer(request), council=council, round_id=round_id, can=Can.EDIT_ROUND)
    transition = next((one for one in ROUND.transitions if one.name == act and one.name in MOVES), None)
    if transition is None:
        raise Unseen
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.does(
        lambda: make_a_move(round_id=found.pk, name=act, reason=form.cleaned_data["reason"], actor=viewer(request))
    ):
        messages.success(request, f"{transition.done}.")
        return redirect(link("round", found))
    found.facts = facts_of(found)
    asked = Move(roles=frozenset(), at=timezone.localtime(now()))
    text = " ".join(reasons_against(ROUND, transition, found, asked).warnings)
    return form_page(request, found, form, title=transition.label, button=transition.label, text=text)


def take_over(request: HttpRequest, council: str, round_id: int) -> HttpResponse:
    """Go on from the list that was published in between."""
    found, _ = round_for(viewer(request), council=council, round_id=round_id, can=Can.EDIT_ROUND)
    take_over_newest_list(round_id=found.pk, actor=viewer(request))
    messages.success(request, "Runden er ført videre fra den nyeste liste.")
    return redirect(link("round", found))
