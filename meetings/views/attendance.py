"""Hvem deltog: who came to a meeting, who was excused, and who stood in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from meetings.actions.minutes import save_attendance
from meetings.forms.attendance import AttendanceForm
from meetings.queries.agenda import agenda_of
from meetings.queries.attendance import attendance_of, changes_of
from meetings.rules.versions import mark_of
from meetings.views.minutes import Shell
from meetings.views.rail import rail
from meetings.views.saving import is_autosave, save, saved_fields, sent_by_itself
from meetings.views.viewer import Address, asked_meeting, link, viewer
from rarportal.core.http import page_or_fragment
from rarportal.core.permissions import Can


def attendance(request: HttpRequest, council: str, body: str, address: Address) -> HttpResponse:
    """The list, and on POST saved; with "resten" the other members are put down as present first."""
    meeting, _ = asked_meeting(request, council, body, address, Can.TAKE_MINUTES)
    shell = Shell(request, meeting, agenda_of(meeting))
    form = AttendanceForm(attendance_of(meeting), request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _page(shell, form)
    if "resten" in request.POST:
        form.rest_came()
        return _page(shell, form)
    sent_by_itself(request, form)

    def run() -> None:
        save_attendance(meeting_id=meeting.pk, values=form.values, seen=form.seen, actor=viewer(request))

    def again(**more: Any) -> HttpResponse:
        return _saved_by_itself(shell, form, **more) if is_autosave(request) else _page(shell, form, **more)

    return save(request, form, run, again, link("attendance", meeting) + shell.query)


def _saved_by_itself(shell: Shell, form: AttendanceForm, *, status: int = 200, **trouble: Any) -> HttpResponse:
    """The fragment for the script: what stands there now."""
    marks = {name: mark_of(value) for name, value in attendance_of(shell.meeting).values.items()}
    context = {
        **shell.list_context,
        "sections": [],
        "saved": saved_fields(form, marks, status=status),
        **trouble,
    }
    return render(shell.request, "meetings/minutes.html#saved", context, status=status)


def _page(
    shell: Shell,
    form: AttendanceForm,
    *,
    status: int = 200,
    conflicts: list[dict[str, str]] | None = None,
    refused: tuple[str, ...] = (),
) -> HttpResponse:
    context = {
        **shell.context,
        "rail": rail(shell.meeting, shell.agenda, form.listed, changes_of(shell.meeting)),
        "attendance_form": form,
        "attendance_pk": shell.meeting.pk,
        "attendance_current": True,
        "conflicts": conflicts or [],
        "refused": refused,
    }
    return page_or_fragment(shell.request, "meetings/minutes.html", "item", context, status=status)
