"""The workspace's forms: plain text areas for texts (core/richtext.py), the mark of what was seen beside each field."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.files.uploadedfile import UploadedFile

from meetings.models import TEXT_FIELDS, Access, AgendaItem, Attendance, Meeting
from meetings.rules.lines import read_presenters, written_attendance, written_presenters
from meetings.rules.versions import mark_of
from rarportal.core.models import User
from rarportal.core.richtext import clean, from_text, to_text

TEXT_LIMIT = 200_000  # characters of one field; S2 as a whole has 43,000
Presence = Attendance.Presence


class NewMeetingForm(forms.ModelForm):
    """Kind, date, from-to and place of a meeting to come."""

    class Meta:
        model = Meeting
        fields = ("kind", "date", "starts_at", "ends_at", "place")
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "ends_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def clean(self) -> dict[str, Any]:
        """A meeting ends after it begins."""
        values = super().clean() or {}
        begins, ends = values.get("starts_at"), values.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", "Mødet skal slutte, efter at det begynder.")
        return values


class ReasonForm(forms.Form):
    """Why: passes a warning, and stays in the log."""

    reason = forms.CharField(
        label="Begrundelse", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required


class NewPasswordForm(forms.Form):
    """The password that somebody chooses when they take an invitation."""

    password = forms.CharField(
        label="Vælg en adgangskode",
        help_text="Mindst 12 tegn. Tre-fire tilfældige ord er både lange og til at huske.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
    )
    again = forms.CharField(
        label="Skriv den igen",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        """Long enough, not common, and not the address."""
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.email))
        return password

    def clean(self) -> dict[str, Any]:
        """Both the same."""
        values = super().clean() or {}
        if "password" in values and "again" in values and values["password"] != values["again"]:
            self.add_error("again", "De to adgangskoder er ikke ens.")
        return values


class SeenForm(forms.Form):
    """A form with a hidden "seen_..." beside each field: two people in different fields never conflict."""

    def see(self, field: str, value: Any) -> None:
        """Put the mark of what the field was made from beside it."""
        seen = forms.CharField(initial=mark_of(value), widget=forms.HiddenInput, required=False)
        self.fields[f"seen_{field}"] = seen

    @property
    def seen(self) -> dict[str, str]:
        """The marks of what the form was made from."""
        return {
            name.removeprefix("seen_"): mark for name, mark in self.cleaned_data.items() if name.startswith("seen_")
        }


class TextsForm(SeenForm):
    """Fields of an item.

    A text that holds what a text area can't say (a table, bold) is left out and listed in `fixed`: it is shown,
    not edited, and never lost.
    """

    def __init__(self, item: AgendaItem, texts: Iterable[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.item = item
        self.fixed: list[dict[str, str]] = []
        for field, label in texts:
            html = getattr(item, field)
            plain = to_text(html)
            if plain is None:
                self.fixed.append({"label": label, "html": clean(html)})
                continue
            self.fields[field] = forms.CharField(
                label=label,
                initial=plain,
                required=False,
                max_length=TEXT_LIMIT,
                strip=False,
                widget=forms.Textarea(attrs={"rows": min(16, 3 + plain.count("\n") + len(plain) // 90)}),
            )
        for field in list(self.fields):
            self.see(field, getattr(item, field))

    @property
    def texts(self) -> list[forms.BoundField]:
        """The text areas, in the profile's order."""
        return [self[name] for name in self.fields if name in TEXT_FIELDS]

    @property
    def values(self) -> dict[str, Any]:
        """The fields as the actions take them: texts as HTML."""
        return {
            name: from_text(value) if name in TEXT_FIELDS else value
            for name, value in self.cleaned_data.items()
            if not name.startswith("seen_") and name != "presenters"
        }


class ItemForm(TextsForm):
    """Everything of an item but its decision."""

    title = forms.CharField(label="Titel", max_length=300)
    kind = forms.ChoiceField(label="Art", choices=AgendaItem.Kind.choices)
    decides = forms.BooleanField(label="B - beslutning", required=False)
    informs = forms.BooleanField(label="O - orientering", required=False)
    discusses = forms.BooleanField(label="D - drøftelse", required=False)
    presentation = forms.BooleanField(label="oplæg", required=False)
    recommender = forms.ChoiceField(label="Indstilles af", choices=AgendaItem.Recommender.choices, required=False)
    access = forms.ChoiceField(label="Adgang", choices=Access.choices)

    def __init__(self, item: AgendaItem, texts: Iterable[tuple[str, str]], data: Any = None) -> None:
        super().__init__(item, texts, data)
        for name in ("title", "kind", "decides", "informs", "discusses", "presentation", "recommender", "access"):
            self.fields[name].initial = getattr(item, name)
        presenters = written_presenters(
            {"name": one.name, "title": one.title, "organisation": one.organisation} for one in item.presenters.all()
        )
        self.fields["presenters"] = forms.CharField(
            label="Oplægsholdere",
            help_text="En linje til hver: navn, titel, organisation",
            required=False,
            max_length=TEXT_LIMIT,
            initial=presenters,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.see("presenters", presenters)

    @property
    def presenters(self) -> list[dict[str, str]]:
        """The typed lines as name, title and organisation."""
        return read_presenters(self.cleaned_data["presenters"])


class DecisionForm(TextsForm):
    """The decision of an item and its outcome."""

    outcome = forms.ChoiceField(label="Udfald", choices=AgendaItem.Outcome.choices, required=False)

    def __init__(self, item: AgendaItem, texts: Iterable[tuple[str, str]], data: Any = None) -> None:
        super().__init__(item, texts, data)
        self.fields["outcome"].initial = item.outcome


class AttendanceForm(SeenForm):
    """Who came and who was excused, a line each: "DA - Navn Navnesen"."""

    present = forms.CharField(
        label="På mødet deltog",
        help_text="En linje til hver: organisation - navn",
        required=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    excused = forms.CharField(
        label="Afbud", required=False, max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 4})
    )

    @classmethod
    def of(cls, meeting: Meeting, data: Any = None) -> "AttendanceForm":
        """The form of a meeting, filled with the list as it is."""
        lines: dict[str, list[tuple[str, str]]] = {Presence.PRESENT: [], Presence.EXCUSED: []}
        for line in meeting.attendance.all():
            lines[line.presence].append((line.name, line.group))
        texts = {
            "present": written_attendance(lines[Presence.PRESENT]),
            "excused": written_attendance(lines[Presence.EXCUSED]),
        }
        form = cls(data, initial=texts)
        for field, text in texts.items():
            form.see(field, text)
        return form


class AttachmentForm(forms.Form):
    """A file or a link, with its title and mark."""

    file = forms.FileField(label="Fil (PDF)", required=False)
    url = forms.URLField(label="Eller link", max_length=1000, required=False, assume_scheme="https")
    title = forms.CharField(label="Bilagets titel", max_length=300, required=False)
    access = forms.ChoiceField(label="Bilagets adgang", choices=Access.choices, initial=Access.OPEN)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        values = super().clean() or {}
        file: UploadedFile | None = values.get("file")
        if bool(file) == bool(values.get("url")) and not self.errors:
            self.add_error("file", "Vælg en fil, eller skriv et link.")
        return values


class TitleForm(forms.Form):
    """The title of a new item or section."""

    title = forms.CharField(label="Titel", max_length=200)
    section = forms.IntegerField(required=False, widget=forms.HiddenInput)
