"""Taking minutes: the decision of each item, and who took part."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from meetings.actions.agenda import FIELDS, save_item
from meetings.actions.minutes import PARTS, save_attendance
from meetings.forms import AttendanceForm, DecisionForm
from meetings.models import AgendaItem, Meeting
from meetings.queries.absences import opens_at
from meetings.queries.agenda import Agenda, agenda_of
from meetings.queries.chairmanship import council_members
from meetings.queries.references import targets
from meetings.rendering.snapshot import headings_of, marks
from meetings.rules.profile import NAMES, sentences_of
from meetings.rules.references import renumbered, resolved
from meetings.rules.versions import mark_of
from meetings.views.chairmanship import chair_url
from meetings.views.meeting import head
from meetings.views.outline import choose_item, current_row, outline
from meetings.views.saving import is_autosave, save, saved_fields, sent_by_itself
from meetings.views.viewer import Address, asked_meeting, link, viewer
from meetings.workflow import MINUTES, not_editable
from rarportal.core.http import page_or_fragment
from rarportal.core.permissions import Can
from rarportal.core.richtext import clean


def edit(request: HttpRequest, council: str, body: str, address: Address, item: int | None = None) -> HttpResponse:
    """One item's decision, and on POST saved."""
    meeting, _ = asked_meeting(request, council, body, address, Can.TAKE_MINUTES)
    agenda = agenda_of(meeting)
    chosen = choose_item(agenda, item)
    if chosen is None:
        return _page(request, meeting, agenda, None, None)
    texts = [("decision", _heading(agenda, chosen))]
    leaders = [seat.person for seat in council_members(meeting.body.council_id, opens_at(meeting))]
    data = request.POST if request.method == "POST" else None
    form = DecisionForm(chosen, texts, leaders, data, known=targets(agenda, chosen))
    if not form.is_bound:
        return _page(request, meeting, agenda, chosen, form)
    if "saetning" in request.POST:
        form.put_sentence(request.POST["saetning"])
        return _page(request, meeting, agenda, chosen, form)

    def run() -> None:
        save_item(item_id=chosen.pk, part=MINUTES, values=form.values, seen=form.seen, actor=viewer(request))

    sent_by_itself(request, form)

    def again(**more: Any) -> HttpResponse:
        if is_autosave(request):
            return _saved_by_itself(request, meeting, agenda, chosen, form, **more)
        return _page(request, meeting, agenda, chosen, form, **more)

    return save(request, form, run, again, link("minutes_item", meeting, item=chosen.pk))


def _saved_by_itself(
    request: HttpRequest,
    meeting: Meeting,
    agenda: Agenda,
    item: AgendaItem,
    form: DecisionForm,
    *,
    status: int = 200,
    **trouble: Any,
) -> HttpResponse:
    """The fragment for the editor's script: what stands there now, the item's row in the outline, and how far it is."""
    item.refresh_from_db(fields=[*FIELDS[MINUTES]])
    marks = {name: mark_of(getattr(item, name)) for name in FIELDS[MINUTES]}
    context = {
        "sections": current_row(outline(agenda, lambda one: link("minutes_item", meeting, item=one.pk), item)),
        "saved": saved_fields(form, marks, status=status),
        "done": sum(bool(one.decision) for one in agenda.items),
        "total": len(agenda.items),
        **trouble,
    }
    return render(request, "meetings/minutes.html#saved", context, status=status)


def _heading(agenda: Agenda, item: AgendaItem) -> str:
    return dict(headings_of(item, agenda.profile)).get("decision", NAMES["decision"])


def _sentences(agenda: Agenda, item: AgendaItem, form: DecisionForm | None) -> list[str]:
    """The profile's standard sentences for the item, where its decision can be typed."""
    if form is None:
        return []
    return sentences_of(agenda.profile.standard_sentences, kind=item.kind, marks=marks(item))


def _page(
    request: HttpRequest,
    meeting: Meeting,
    agenda: Agenda,
    item: AgendaItem | None,
    form: DecisionForm | None,
    *,
    status: int = 200,
    conflicts: list[dict[str, str]] | None = None,
    refused: tuple[str, ...] = (),
) -> HttpResponse:
    context = {
        "meeting": head(meeting),
        "sections": outline(agenda, lambda one: link("minutes_item", meeting, item=one.pk), item),
        "not_editable": not_editable(MINUTES, meeting.state),
        "item": item and _item_row(meeting, agenda, item),
        "sentences": item and _sentences(agenda, item, form),
        "form": form,
        "conflicts": conflicts or [],
        "refused": refused,
        "done": sum(bool(one.decision) for one in agenda.items),
        "total": len(agenda.items),
        "attendance_url": link("attendance", meeting),
        "chair_url": chair_url(meeting),
    }
    return page_or_fragment(request, "meetings/minutes.html", "item", context, status=status)


def _item_row(meeting: Meeting, agenda: Agenda, item: AgendaItem) -> dict[str, Any]:
    return {
        "number": item.shown_number,
        "title": item.title,
        "recommendation": resolved(renumbered(clean(item.recommendation), targets(agenda, item)), {}),
        "save_url": link("minutes_item", meeting, item=item.pk),
        "pk": item.pk,
        "here_url": link("sitting", meeting, item=item.pk),
        "references_url": link("references", meeting, item=item.pk),
        "versions_url": link("versions", meeting, item=item.pk, field="title").removesuffix("title/"),
    }


def attendance(request: HttpRequest, council: str, body: str, address: Address) -> HttpResponse:
    """Who came and who was excused."""
    meeting, _ = asked_meeting(request, council, body, address, Can.TAKE_MINUTES)
    form = AttendanceForm.of(meeting, request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _attendance_page(request, meeting, form)

    def run() -> None:
        texts = {part: form.cleaned_data[part] for part in PARTS}
        save_attendance(meeting_id=meeting.pk, texts=texts, seen=form.seen, actor=viewer(request))

    def again(**more: Any) -> HttpResponse:
        return _attendance_page(request, meeting, form, **more)

    return save(request, form, run, again, link("attendance", meeting))


def _attendance_page(
    request: HttpRequest,
    meeting: Meeting,
    form: AttendanceForm,
    *,
    status: int = 200,
    conflicts: list[dict[str, str]] | None = None,
    refused: tuple[str, ...] = (),
) -> HttpResponse:
    agenda = agenda_of(meeting)
    context = {
        "meeting": head(meeting),
        "sections": outline(agenda, lambda one: link("minutes_item", meeting, item=one.pk), None),
        "not_editable": not_editable(MINUTES, meeting.state),
        "attendance_form": form,
        "attendance_url": link("attendance", meeting),
        "attendance_current": True,
        "chair_url": chair_url(meeting),
        "conflicts": conflicts or [],
        "refused": refused,
        "done": sum(bool(one.decision) for one in agenda.items),
        "total": len(agenda.items),
    }
    return page_or_fragment(request, "meetings/minutes.html", "item", context, status=status)
