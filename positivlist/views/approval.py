"""The chairmanship's page, made for a phone: the whole list as it will stand, differences on top, one button.

The form carries the digest of what is shown. The sign-in must be fresh: who was signed in long ago shows it again (a
passkey is one touch), and the answer that was given goes on by itself.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format

from meetings.models import Membership
from meetings.views.papers import gone
from meetings.views.viewer import viewer
from positivlist.actions import approval as actions
from positivlist.actions import comments
from positivlist.actions.acting import shown as shown_now
from positivlist.forms import AnswerForForm, CommentForm, SendBackForm
from positivlist.models import Approval, ListRound
from positivlist.queries.lists import compared_with
from positivlist.queries.rounds import answers_of, base_of, edition_shown, erasure_of, facts_of, round_for, sitting
from positivlist.rendering import document
from positivlist.rendering.snapshot import proposal
from positivlist.rules.courses import grouped, row_of
from positivlist.rules.differences import compare, types_said
from positivlist.views.head import head, link
from positivlist.views.rounds import answer_rows, base_text, comment_rows, counts, grouped_differences
from rarportal.core import pdf
from rarportal.core.clock import today
from rarportal.core.http import refused
from rarportal.core.permissions import Can, Role, may
from rarportal.core.refusal import Refusal, Settled, Stale, Unseen

State = ListRound.State


def send(request: HttpRequest, council: str, round_id: int) -> HttpResponse:
    """Send the round to the chairmanship."""
    round, _ = round_for(viewer(request), council=council, round_id=round_id, can=Can.EDIT_ROUND)
    actions.send_to_chairmanship(round_id=round.pk, actor=viewer(request))
    messages.success(request, "Listen er sendt til formandskabet, som får en mail med et link.")
    return redirect(link("round", round))


@reauthentication_required(allow_get=True)
def approve(request: HttpRequest, council: str, round_id: int) -> HttpResponse:
    """The page, and on POST the answer."""
    round, roles = round_for(viewer(request), council=council, round_id=round_id, can=Can.READ_ROUND)
    if request.method != "POST":
        return _page(request, round, roles)
    sha256 = request.POST.get("sha256", "")
    try:
        done = actions.approve(round_id=round.pk, sha256=sha256, actor=viewer(request))
    except (Stale, Settled) as conflict:
        return _conflict(request, round, roles, sha256, conflict)
    is_approved = done.state == State.APPROVED
    messages.success(
        request, "Formandskabet har godkendt listen." if is_approved else "Din godkendelse er skrevet ned."
    )
    return redirect(link("approve", round))


def _conflict(
    request: HttpRequest, round: ListRound, roles: frozenset[Role], sha256: str, conflict: Stale | Settled
) -> HttpResponse:
    """What was answered no longer stands there: the new list, with what has changed since the one that was shown.

    Or the same answer came again: the page as it is, with the first answer.
    """
    round.refresh_from_db()
    if isinstance(conflict, Settled):
        return _page(request, round, roles, settled=str(conflict), status=conflict.status)
    return _page(request, round, roles, seen=sha256, status=conflict.status)


def paper(request: HttpRequest, council: str, round_id: int, shown: str) -> HttpResponse:
    """The list that was shown under a digest, as PDF straight from the PDF server; one that fails says why (503)."""
    round, _ = round_for(viewer(request), council=council, round_id=round_id, can=Can.READ_ROUND)
    if erased := erasure_of(round):
        return gone(request, erased.at)
    data, sha256 = shown_now(round)
    edition = data if sha256 == shown else edition_shown(round, shown)
    if edition is None:
        raise Unseen
    before, before_from = compared_with(base_of(edition))
    snapshot = proposal(round.council, edition, before=before, before_from=before_from)
    try:
        made = pdf.from_html(document.paper(snapshot, digest=shown))
    except pdf.RenderingFailed as failed:
        return refused(request, [failed.reason, "Prøv igen om lidt."], status=503)
    name = f"forslag-{round.council.slug}-{round.in_force_from.isoformat()}-udgave-{edition['edition']}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@reauthentication_required
def send_back(request: HttpRequest, council: str, round_id: int) -> HttpResponse:
    """Send it back, with a reason."""
    round, roles = round_for(viewer(request), council=council, round_id=round_id, can=Can.APPROVE_LIST)
    form = SendBackForm(request.POST)
    try:
        if form.does(lambda: actions.send_back(round_id=round.pk, actor=viewer(request), **form.cleaned_data)):
            messages.success(request, "Listen er sendt tilbage til sekretariatet.")
            return redirect(link("round", round))
    except (Stale, Settled) as conflict:
        return _conflict(request, round, roles, form.cleaned_data["sha256"], conflict)
    return _page(request, round, roles, back_form=form, status=422)


def _page(
    request: HttpRequest,
    round: ListRound,
    roles: frozenset[Role],
    *,
    back_form: SendBackForm | None = None,
    seen: str = "",
    settled: str = "",
    status: int = 200,
) -> HttpResponse:
    actor = viewer(request)
    data, sha256 = shown_now(round)
    facts = facts_of(round, sha256=sha256)
    rows = [course.row for course in facts.looked.courses]
    given = answers_of(round)
    mine = next((one for one in given if one.person_id == actor.person_id and one.sha256 == sha256), None)
    history = answer_rows(round, given)
    answers = may(roles, Can.APPROVE_LIST) and round.state == State.APPROVING
    differs = facts.differences
    context = {
        "round": head(round),
        "sha256": sha256,
        "erased": facts.erased,
        "pdf_url": link("proposal", round, shown=sha256),
        "edition": round.edition,
        "due": round.approve_by,
        "due_text": _due(round),
        "in_force_from": round.in_force_from,
        "counts": counts(differs),
        "count": differs.count,
        "types": types_said(differs.added),
        "reason": round.reason,
        "base_text": base_text(round, facts),
        "faults": facts.faults,
        "groups": grouped_differences(differs, facts),
        "all_rows": [{"name": name, "rows": found} for name, found in grouped(rows).items()],
        "total": len(rows),
        "answers": answers and mine is None,
        "mine": mine,
        "missing": facts.missing if round.state == State.APPROVING else "",
        "seats": _seats(facts.sitting, given, sha256),
        "history": history,
        "back_form": back_form or SendBackForm(initial={"sha256": sha256}),
        "send_back_url": link("send_back", round),
        "comments": comment_rows(round, edits=may(roles, Can.EDIT_ROUND)),
        "comment_form": CommentForm(),
        "comment_url": link("comment", round),
        "settled": settled,
        "changed_since": _changed_since(round, seen, data) if seen else None,
        "who": actor.name,
        "void": [one for one in history if one["void"] and one["approved"]],
    }
    return render(request, "positivlist/approve.html", context, status=status)


def _changed_since(round: ListRound, seen: str, data: dict[str, Any]) -> list[dict[str, Any]]:
    """What differs between the list that was shown under this digest and the one that stands there now."""
    before = edition_shown(round, seen)
    if before is None:
        return []
    differs = compare([row_of(one) for one in before["courses"]], [row_of(one) for one in data["courses"]])
    return [
        *({"word": "Ny", "title": row.title, "text": row.length} for row in differs.added),
        *({"word": "Udgår", "title": row.title, "text": ""} for row in differs.removed),
        *({"word": "Ændret", "title": one.after.title, "text": "; ".join(one.words)} for one in differs.changed),
    ]


def _seats(members: Sequence[Membership], given: Sequence[Approval], sha256: str) -> list[dict[str, Any]]:
    """Who sits in the chairmanship, and what each has answered to what stands there."""
    to_this = {one.person_id: one for one in given if one.sha256 == sha256}
    rows = [
        {"name": seat.person.name, "role": seat.get_role_display(), "answer": to_this.get(seat.person_id)}
        for seat in members
    ]
    if not any(row["role"] == "formand" for row in rows):
        rows.append({"name": "", "role": "formand", "answer": None})
    return rows


def _due(round: ListRound) -> str:
    if round.approve_by is None:
        return ""
    days = (round.approve_by - today()).days
    day = date_format(round.approve_by, "j. F")
    return f"Senest i dag, {day}" if days == 0 else f"Senest i morgen, {day}" if days == 1 else f"Senest {day}"


def answer_for(request: HttpRequest, council: str, round_id: int) -> HttpResponse:
    """The secretariat enters what somebody of the chairmanship has told it."""
    round, _ = round_for(viewer(request), council=council, round_id=round_id, can=Can.ENTER_ON_BEHALF)
    _, sha256 = shown_now(round)
    members = sitting(round.council_id)
    people = [seat.person for seat in members]
    form = AnswerForForm(people, sha256, request.POST if request.method == "POST" else None)

    def act() -> None:
        actor, values = replace(viewer(request), behalf=form.behalf), form.cleaned_data
        if values["verdict"] == "godkend":
            actions.approve(round_id=round.pk, sha256=values["sha256"], actor=actor)
        else:
            actions.send_back(round_id=round.pk, sha256=values["sha256"], reason=values["reason"], actor=actor)

    if form.is_bound:
        try:
            if form.does(act):
                messages.success(request, "Svaret er skrevet ned.")
                return redirect(link("round", round))
        except Stale:
            raise Refusal(
                "Listen er ændret, siden siden blev åbnet. Spørg igen, om svaret også gælder den nye.", code="stale"
            ) from None
    context = {
        "round": head(round),
        "form": form,
        "edition": round.edition,
        "seats": _seats(members, answers_of(round), sha256),
    }
    return render(request, "positivlist/answer_for.html", context, status=422 if form.is_bound else 200)


def comment(request: HttpRequest, council: str, round_id: int) -> HttpResponse:
    """A remark on the round."""
    round, roles = round_for(viewer(request), council=council, round_id=round_id, can=Can.READ_ROUND)
    comments.comment(round_id=round.pk, text=request.POST.get("text", "")[:2000], actor=viewer(request))
    messages.success(request, "Kommentaren er skrevet ned.")
    name = "round" if may(roles, Can.EDIT_ROUND) else "approve"
    return redirect(link(name, round) + "#kommentarer")


def close(request: HttpRequest, council: str, round_id: int, comment: int) -> HttpResponse:
    """The secretariat has dealt with a remark."""
    round, _ = round_for(viewer(request), council=council, round_id=round_id, can=Can.EDIT_ROUND)
    comments.close_comment(round_id=round.pk, comment_id=comment, actor=viewer(request))
    return redirect(link("round", round) + "#kommentarer")
