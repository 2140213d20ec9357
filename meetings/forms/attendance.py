"""Who came to a meeting: a choice for everybody who is asked about, and lines for the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from meetings.forms import SeenForm
from meetings.forms.acts import ActForm
from meetings.forms.rich import TEXT_LIMIT
from meetings.models import Attendance, AttendanceChange
from meetings.queries.attendance import LINES, AttendanceList, Expected, Part, is_named
from meetings.rules.lines import read_attendance

Presence = Attendance.Presence
CHOICES = [
    (Presence.PRESENT.value, "Mødt"),
    (Presence.EXCUSED.value, "Afbud"),
    (Presence.ABSENT.value, "Udeblev"),
    ("", "Ikke angivet"),
]
WORDS = {
    "present": ("Andre, der deltog", "Gæster og oplægsholdere, en linje til hver: organisation - navn"),
    "excused": ("Andre, der har meldt afbud", "En linje til hver: organisation - navn"),
}


class AttendanceChangeForm(ActForm):
    """Who came, left or stood aside at an item. Those of the secretariat may come and go."""

    who = forms.ChoiceField(label="Person")
    kind = forms.ChoiceField(label="Ændring", choices=AttendanceChange.Kind.choices)
    at = forms.TimeField(
        label="Klokken", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, listed: AttendanceList, data: Any = None) -> None:
        super().__init__(data, auto_id="fremmoede_%s")
        people = listed.of(Part.MEMBER, Part.SUBSTITUTE, Part.OBSERVER)
        choices = [(one.key, f"{one.name} ({one.group})" if one.group else one.name) for one in people]
        self.fields["who"].choices = [("", "Vælg"), *choices]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Row:
    """One who is asked about, as the page shows it: the field, what is known, and the substitutes below."""

    field: BoundField
    known: str
    substitutes: list["Row"]


class AttendanceForm(SeenForm):
    """A meeting's list of attendance, filled with what is known."""

    def __init__(self, listed: AttendanceList, data: Any = None) -> None:
        super().__init__(data)
        self.listed = listed
        self.before = listed.values
        for one in listed.expected:
            self.fields[one.key] = _field(one)
        for name, (label, help_text) in WORDS.items():
            self.fields[name] = forms.CharField(
                label=label,
                help_text=help_text,
                required=False,
                max_length=TEXT_LIMIT,
                widget=forms.Textarea(attrs={"rows": min(12, 3 + self.before[name].count("\n"))}),
            )
        for name in list(self.fields):
            self.fields[name].initial = self.before[name]
            self.see(name, self.before[name])

    def clean(self) -> dict[str, Any]:
        """Nobody is written as a line who is asked about by name."""
        values = super().clean() or {}
        for name in LINES:
            old = read_attendance(self.before[name])
            for line in read_attendance(values.get(name, "")):
                if line not in old and any(is_named(*line, one) for one in self.listed.expected):
                    self.add_error(name, f"{line[0]} står i listen ovenfor. Vælg svaret dér, og slet linjen her.")
        return values

    @property
    def values(self) -> dict[str, Any]:
        """By field, as the action takes them."""
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith("seen_")}

    def rest_came(self) -> None:
        """*Alle andre medlemmer er mødt*: into the form, for those of whom nothing is said and who sent no afbud."""
        self.data = data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        for one in self.listed.of(Part.MEMBER):
            if not data.get(one.key) and not one.is_absent:
                data[one.key] = Presence.PRESENT

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The heading and rows of each organisation, then of the observers and the secretariat."""
        groups: dict[str, list[Row]] = {}
        for one in self.listed.expected:
            if one.stands_for:
                continue
            below = [other for other in self.listed.expected if other.stands_for == one.key]
            row = Row(self[one.key], _known(one), [Row(self[other.key], _known(other), []) for other in below])
            groups.setdefault(one.group or "Uden organisation", []).append(row)
        return list(groups.items())

    @property
    def texts(self) -> Iterable[BoundField]:
        """The two fields of lines."""
        return [self[name] for name in WORDS]


def _field(one: Expected) -> forms.Field:
    if one.part is Part.SUBSTITUTE:
        return forms.BooleanField(label=f"{one.name} (suppleant)", required=False)
    if one.only_came:
        return forms.BooleanField(label=one.name, required=False)
    return forms.ChoiceField(label=one.name, choices=CHOICES, required=False, widget=forms.RadioSelect)


def _known(one: Expected) -> str:
    """What the portal knows of somebody beforehand."""
    if one.is_absent:
        return "Har meldt afbud"
    return "Spurgt om at stedfortræde" if one.is_asked else ""
