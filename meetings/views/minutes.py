"""Taking minutes: the decision of each item, beside the list of items and who is there."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from meetings.actions.agenda import FIELDS, save_item
from meetings.actions.minutes import note_attendance_change, remove_attendance_change
from meetings.forms import DecisionForm
from meetings.forms.attendance import AttendanceChangeForm
from meetings.models import AgendaItem, Meeting
from meetings.queries.absences import opens_at
from meetings.queries.agenda import Agenda, agenda_of
from meetings.queries.attendance import AttendanceList, at_item, attendance_of, changes_of
from meetings.queries.chairmanship import council_members
from meetings.queries.course import Noted
from meetings.queries.references import targets
from meetings.rendering.snapshot import headings_of, marks
from meetings.rules.profile import NAMES, sentences_of
from meetings.rules.references import renumbered, resolved
from meetings.rules.versions import mark_of
from meetings.views.chairmanship import chair_url
from meetings.views.meeting import head
from meetings.views.outline import choose_item, current_row, outline
from meetings.views.rail import attendance_words, rail
from meetings.views.saving import is_autosave, save, saved_fields, sent_by_itself
from meetings.views.viewer import Address, asked_meeting, link, viewer
from meetings.workflow import MINUTES, not_editable
from rarportal.core.http import page_or_fragment
from rarportal.core.permissions import Can
from rarportal.core.richtext import clean

MISSING_ONLY = "?kun=manglende"
CASE = ("summary", "exposition", "background")  # what "Vis sagsfremstilling" unfolds


@dataclass
class Shell:
    """The page that items and attendance share: the list of items, perhaps only those that lack their decision."""

    request: HttpRequest
    meeting: Meeting
    agenda: Agenda
    item: AgendaItem | None = None
    shown: list[AgendaItem] = field(init=False)

    def __post_init__(self) -> None:
        self.query = MISSING_ONLY if self.request.GET.get("kun") == "manglende" else ""
        self.taken = [one for one in self.agenda.items if not one.withdrawn]
        self.missing = [one for one in self.taken if not one.decision]
        self.shown = self.agenda.items
        if self.query:
            self.shown = [one for one in self.shown if one in self.missing or one == self.item]

    def url(self, item: AgendaItem) -> str:
        """Where an item's decision is written, with the list as it is."""
        return link("minutes_item", self.meeting, item=item.pk) + self.query

    def neighbour(self, step: int) -> AgendaItem | None:
        """The item before (-1) or after (1) the open one in the list."""
        if self.item not in self.shown:
            return None
        place = self.shown.index(self.item) + step
        return self.shown[place] if 0 <= place < len(self.shown) else None

    @property
    def list_context(self) -> dict[str, Any]:
        """The list of items: its rows, and how far it is."""
        here = self.request.path
        return {
            "sections": outline(self.agenda, self.url, self.item, self.shown),
            "done": len(self.taken) - len(self.missing),
            "total": len(self.taken),
            "missing": len(self.missing),
            "filter_url": here if self.query else here + MISSING_ONLY,
            "is_filtered": bool(self.query),
        }

    @property
    def context(self) -> dict[str, Any]:
        """Everything around the item."""
        return {
            **self.list_context,
            "meeting": head(self.meeting),
            "not_editable": not_editable(MINUTES, self.meeting.state),
            "attendance_url": link("attendance", self.meeting) + self.query,
            "chair_url": chair_url(self.meeting),
        }


def change_attendance(request: HttpRequest, council: str, body: str, address: Address, item: int) -> HttpResponse:
    """*Fremmøde ved dette punkt*: who came, left or stood aside is noted, or with "fjern" one such note taken away."""
    meeting, _ = asked_meeting(request, council, body, address, Can.TAKE_MINUTES)
    agenda = agenda_of(meeting)
    shell = Shell(request, meeting, agenda, choose_item(agenda, item))
    who = viewer(request)
    if (removed := request.POST.get("fjern", "")).isdecimal() and len(removed) < 12:
        remove_attendance_change(item_id=item, change_id=int(removed), actor=who)
    else:
        form = AttendanceChangeForm(attendance_of(meeting), request.POST)
        if not form.does(lambda: note_attendance_change(item_id=item, actor=who, **form.cleaned_data)):
            return _page(shell, _decision_form(shell), change_form=form, status=422)
    return redirect(link("minutes_item", meeting, item=item) + shell.query + "#fremmoede-her")


def edit(request: HttpRequest, council: str, body: str, address: Address, item: int | None = None) -> HttpResponse:
    """One item's decision, and on POST saved; with "videre" the next item follows."""
    meeting, _ = asked_meeting(request, council, body, address, Can.TAKE_MINUTES)
    agenda = agenda_of(meeting)
    chosen = choose_item(agenda, item)
    shell = Shell(request, meeting, agenda, chosen)
    if chosen is None:
        return _page(shell, None)
    form = _decision_form(shell, request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _page(shell, form)
    if "saetning" in request.POST:
        form.put_sentence(request.POST["saetning"])
        return _page(shell, form)

    def run() -> None:
        save_item(item_id=chosen.pk, part=MINUTES, values=form.values, seen=form.seen, actor=viewer(request))

    sent_by_itself(request, form)

    def again(**more: Any) -> HttpResponse:
        return _saved_by_itself(shell, chosen, form, **more) if is_autosave(request) else _page(shell, form, **more)

    following = shell.neighbour(1) if "videre" in request.POST else None
    return save(request, form, run, again, shell.url(following or chosen))


def _saved_by_itself(
    shell: Shell, item: AgendaItem, form: DecisionForm, *, status: int = 200, **trouble: Any
) -> HttpResponse:
    """The fragment for the editor's script: what stands there now, the item's row in the outline, and how far it is."""
    item.refresh_from_db(fields=[*FIELDS[MINUTES]])
    now = Shell(shell.request, shell.meeting, shell.agenda, item).list_context
    marks = {name: mark_of(getattr(item, name)) for name in FIELDS[MINUTES]}
    context = {
        **now,
        "sections": current_row(now["sections"]),
        "saved": saved_fields(form, marks, status=status),
        **trouble,
    }
    return render(shell.request, "meetings/minutes.html#saved", context, status=status)


def _decision_form(shell: Shell, data: Any = None) -> DecisionForm:
    assert shell.item
    texts = [("decision", _heading(shell.agenda, shell.item, "decision"))]
    seats = council_members(shell.meeting.body.council_id, opens_at(shell.meeting))
    known = targets(shell.agenda, shell.item)
    return DecisionForm(shell.item, texts, [seat.person for seat in seats], data, known=known)


def _heading(agenda: Agenda, item: AgendaItem, name: str) -> str:
    return dict(headings_of(item, agenda.profile)).get(name, NAMES[name])


def _sentences(agenda: Agenda, item: AgendaItem) -> list[str]:
    """The profile's standard sentences for the item."""
    return sentences_of(agenda.profile.standard_sentences, kind=item.kind, marks=marks(item))


def _page(
    shell: Shell,
    form: DecisionForm | None,
    *,
    status: int = 200,
    conflicts: list[dict[str, str]] | None = None,
    refused: tuple[str, ...] = (),
    change_form: AttendanceChangeForm | None = None,
) -> HttpResponse:
    listed, noted = attendance_of(shell.meeting), changes_of(shell.meeting)
    context = {
        **shell.context,
        "rail": rail(shell.meeting, shell.agenda, listed, noted),
        "here": shell.item and _attendance_here(shell, shell.item, listed, noted),
        "change_form": change_form or AttendanceChangeForm(listed),
        "item": shell.item and _item_row(shell, shell.item),
        "sentences": _sentences(shell.agenda, shell.item) if shell.item else [],
        "form": form,
        "conflicts": conflicts or [],
        "refused": refused,
    }
    return page_or_fragment(shell.request, "meetings/minutes.html", "item", context, status=status)


def _item_row(shell: Shell, item: AgendaItem) -> dict[str, Any]:
    section = next(one for one in shell.agenda.sections if item in one.items)
    own, known = {"item": item.pk}, targets(shell.agenda, item)

    def shown(html: str) -> str:
        return resolved(renumbered(clean(html), known), {})

    return {
        "number": item.shown_number,
        "title": item.title,
        "marks": marks(item),
        "section": section.number,
        "place": shell.agenda.items.index(item) + 1,
        "count": len(shell.agenda.items),
        "recommendation": shown(item.recommendation),
        "recommendation_heading": _heading(shell.agenda, item, "recommendation"),
        "case": [
            {"heading": _heading(shell.agenda, item, name), "html": shown(text)}
            for name in CASE
            if (text := getattr(item, name))
        ],
        "save_url": shell.url(item),
        "before": _neighbour(shell, -1),
        "after": _neighbour(shell, 1),
        "pk": item.pk,
        "here_url": link("sitting", shell.meeting, **own),
        "references_url": link("references", shell.meeting, **own),
        "versions_url": link("versions", shell.meeting, **own, field="title").removesuffix("title/"),
    }


def _attendance_here(shell: Shell, item: AgendaItem, listed: AttendanceList, noted: Noted) -> dict[str, Any]:
    """Who is there at the item, in words; and the changes that are noted at it."""
    at, has_changed = at_item(listed, shell.agenda.items, item, noted)
    return {
        "sentence": attendance_words(shell.meeting, shell.agenda, at, has_changed=has_changed),
        "changes": [{"pk": change.pk, "text": str(change)} for change in noted.get(item.pk, ())],
        "url": link("change_attendance", shell.meeting, item=item.pk) + shell.query,
    }


def _neighbour(shell: Shell, step: int) -> dict[str, str] | None:
    item = shell.neighbour(step)
    if item is None:
        return None
    return {"number": item.shown_number, "title": item.title, "url": shell.url(item)}
