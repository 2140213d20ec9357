"""The forms that take items from one agenda to another."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.formats import date_format

from meetings.models import AgendaItem, Meeting, StandingItem

POOL = "puljen"
GONE = "Et af punkterne er der ikke længere. En anden kan have hentet det. Se listen igen."


def day(meeting: Meeting) -> str:
    """ "14. december 2026"."""
    return date_format(meeting.date, "j. F Y")


class PostponeForm(forms.Form):
    """To which meeting, and why."""

    to = forms.ChoiceField(label="Udsæt til", widget=forms.RadioSelect)
    reason = forms.CharField(label="Hvorfor?", max_length=200, required=False)

    def __init__(self, meetings: Iterable[Meeting], data: Any = None) -> None:
        super().__init__(data)
        later = [(str(one.pk), f"Mødet den {day(one)} ({one.get_state_display()})") for one in meetings]
        self.fields["to"].choices = [*later, (POOL, "Et senere møde: punktet venter i puljen")]  # type: ignore[attr-defined]

    @property
    def to_meeting_id(self) -> int | None:
        """The meeting, or None for the pool."""
        to = self.cleaned_data["to"]
        return None if to == POOL else int(to)


class Chosen(forms.TypedMultipleChoiceField):
    """Boxes to tick, none of which need be."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, coerce=int, required=False, widget=forms.CheckboxSelectMultiple)
        self.error_messages["invalid_choice"] = GONE


class FetchForm(forms.Form):
    """Which items to take: of the pool, of an earlier meeting, of the templates."""

    waiting = Chosen("Fra puljen")
    earlier = Chosen("Fra et tidligere møde")
    templates = Chosen("Fra skabeloner")

    def __init__(
        self,
        waiting: Iterable[AgendaItem],
        earlier: Iterable[AgendaItem],
        templates: Iterable[StandingItem],
        data: Any = None,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.fields["waiting"].choices = [(one.pk, waits(one)) for one in waiting]  # type: ignore[attr-defined]
        self.fields["earlier"].choices = [(one.pk, f"{one.shown_number} {one.title}") for one in earlier]  # type: ignore[attr-defined]
        self.fields["templates"].choices = [(one.pk, one.title) for one in templates]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """At least one."""
        values = super().clean() or {}
        if not self.errors and not any(values.get(name) for name in ("waiting", "earlier", "templates")):
            raise forms.ValidationError("Vælg mindst ét punkt.")
        return values


def waits(item: AgendaItem) -> str:
    """ "Kursusudbud (udsat fra mødet den 1. februar 2024: afventer tal)"."""
    told = list(item.story.all())
    if not told:
        return item.title
    why = f": {told[-1].reason}" if told[-1].reason else ""
    return f"{item.title} (udsat fra mødet den {day(told[-1].from_meeting)}{why})"
