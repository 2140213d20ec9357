"""Forms of an act that can be refused, and of a period of days."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from meetings.rules.periods import from_last_day
from rarportal.core.refusal import Refusal


class Acting:
    """For a form whose act says what it refuses: the sentence stands beside the field that the refusal's code names."""

    is_valid: Callable[[], bool]  # a form's own
    add_error: Callable[..., None]
    fields: dict[str, forms.Field]

    def does(self, act: Callable[[], object]) -> bool:
        """Check the form and do the act; False when either refuses. Forbidden goes on to whoever asked."""
        if not self.is_valid():
            return False
        try:
            act()
        except Refusal as refusal:
            if refusal.status != Refusal.status:
                raise
            self.add_error(refusal.code if refusal.code in self.fields else None, list(refusal.reasons))
            return False
        return True


class ActForm(Acting, forms.Form):
    """A form of an act."""


def day_field(label: str, **options: Any) -> forms.DateField:
    """A day, typed as the browser has it."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class PeriodForm(ActForm):
    """From a day to a last day, which is included."""

    begins = day_field("Fra")
    last = day_field("Til og med (tomt: ingen slutdato)", required=False)

    def clean_last(self) -> date | None:
        """It does not end before it begins."""
        begins, last = self.cleaned_data.get("begins"), self.cleaned_data["last"]
        if begins and from_last_day(begins, last).is_backwards:
            raise forms.ValidationError("Perioden slutter, før den begynder.")
        return last
