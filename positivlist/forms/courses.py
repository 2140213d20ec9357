"""The table of courses that is written in place: a small form for each row."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from positivlist.actions.courses import mark
from positivlist.models import Course
from positivlist.rules.courses import TYPES, Row, ects_text
from positivlist.sources.courses import read_code, read_days, read_ects

NEW_ROWS = 3  # empty rows at the end of the table
REQUIRED = ("group", "title", "type", "code", "days", "ects")


class CourseForm(forms.Form):
    """One row. Days and ECTS are text, so that what cannot be read comes back as it was typed."""

    group = forms.ChoiceField(label="Erhvervsgruppe", required=False)
    title = forms.CharField(label="Kursustitel", required=False, max_length=300)
    type = forms.ChoiceField(label="Type", required=False, choices=[("", ""), *TYPES.items()])
    code = forms.CharField(label="Kode", required=False, max_length=20)
    days = forms.CharField(label="Dage", required=False, max_length=10)
    ects = forms.CharField(label="ECTS", required=False, max_length=10)
    note = forms.CharField(label="Note", required=False, max_length=200)
    remove = forms.BooleanField(label="Fjern", required=False)
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(
        self, groups: Sequence[str], data: Any = None, *, course: Course | None = None, place: int = 0
    ) -> None:
        prefix = f"r{course.pk}" if course else f"n{place}"
        super().__init__(data, prefix=prefix, initial=written(course.row) | {"seen": mark(course)} if course else None)
        choices = [("", ""), *((name, name) for name in groups)]
        self.fields["group"].choices = choices  # type: ignore[attr-defined]
        self.course = course
        self.found: list[dict[str, Any]] = []  # what the rules say of the row, for the template
        what = course.title if course else f"ny række {place}"
        for name, field in self.fields.items():
            field.widget.attrs |= {"aria-label": f"{field.label}: {what}"} if name != "seen" else {}
        for name in ("days", "ects", "code"):
            self.fields[name].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean_days(self) -> int | None:
        """Whole days."""
        try:
            return read_days(self.cleaned_data["days"])
        except ValueError as error:
            raise forms.ValidationError("Skriv dage som et helt tal.") from error

    def clean_ects(self) -> Decimal | None:
        """Points to a tenth."""
        try:
            return read_ects(self.cleaned_data["ects"])
        except ValueError as error:
            raise forms.ValidationError("Skriv ECTS som et tal, f.eks. 5 eller 7,5.") from error

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed in a new row."""
        return not any((self.data.get(self.add_prefix(name)) or "").strip() for name in REQUIRED)

    @property
    def row(self) -> Row:
        """The course as the rules know it."""
        values = self.cleaned_data
        return Row(
            group=values["group"],
            title=" ".join(values["title"].split()),
            type=values["type"],
            code=read_code(values["code"]),
            days=values["days"],
            ects=values["ects"],
            note=" ".join(values["note"].split()),
        )

    def cells(self) -> Mapping[str, Any]:
        """The bound fields by name, for the template."""
        return {name: self[name] for name in (*REQUIRED, "note")}


def written(row: Row) -> dict[str, str]:
    """A row as the fields have it."""
    return {
        **{name: str(value) for name, value in vars(row).items() if value is not None},
        "ects": ects_text(row.ects),
    }
