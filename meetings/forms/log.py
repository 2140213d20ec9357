"""Which entries of the log are wanted."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

YEARS = range(1990, 2200)


class LogForm(forms.Form):
    """By person, meeting, days and words; everything may be left empty."""

    hvem = forms.ChoiceField(label="Hvem", required=False)
    moede = forms.ChoiceField(label="Møde", required=False)
    fra = forms.DateField(label="Fra og med", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    til = forms.DateField(label="Til og med", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    tekst = forms.CharField(label="Ord i det, der blev gjort", max_length=100, required=False)

    def __init__(self, people: Iterable[str], meetings: Iterable[tuple[int, str]], data: Any = None) -> None:
        super().__init__(data)
        for name, choices in (("hvem", [(one, one) for one in people]), ("moede", [*meetings])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "Alle"), *choices]

    def clean(self) -> dict[str, Any]:
        """Days that there are records of, the first before the last."""
        values = super().clean() or {}
        for name in ("fra", "til"):
            day: date | None = values.get(name)
            if day and day.year not in YEARS:
                self.add_error(name, f"Skriv en dag mellem {YEARS[0]} og {YEARS[-1]}.")
        if values.get("fra") and values.get("til") and values["til"] < values["fra"]:
            self.add_error("til", "Den sidste dag skal ligge efter den første.")
        return values
