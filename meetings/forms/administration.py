"""The administrators' forms: a council and what is dated about it, offices, and the reform."""

from typing import Any

from django import forms

from meetings.forms.acts import ActForm, PeriodForm, day_field
from meetings.models import Council, Municipality, Office, Organisation

NONE, CHOOSE = "(ingen)", "Vælg"


class CouncilForm(PeriodForm):
    """A council's own facts."""

    name = forms.CharField(label="Navn", max_length=100)
    kind = forms.ChoiceField(label="Art", choices=Council.Kind.choices)
    successor = forms.ModelChoiceField(
        label="Efterfølger", queryset=Council.objects.all(), required=False, empty_label=NONE
    )
    field_order = ("name", "kind", "begins", "last", "successor")


class ServiceForm(PeriodForm):
    """Which office is the secretariat."""

    office = forms.ModelChoiceField(label="Kontor", queryset=Office.objects.order_by("name"), empty_label=CHOOSE)
    field_order = ("office", "begins", "last")


class CoverageForm(PeriodForm):
    """Which municipality belongs to the council."""

    municipality = forms.ModelChoiceField(label="Kommune", queryset=Municipality.objects.all(), empty_label=CHOOSE)
    field_order = ("municipality", "begins", "last")


class SeatForm(PeriodForm):
    """How many seats an organisation fills."""

    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=Organisation.objects.order_by("short_name"), empty_label=CHOOSE
    )
    seats = forms.IntegerField(label="Antal pladser", min_value=0, max_value=999)
    field_order = ("organisation", "seats", "begins", "last")


class NeighbourForm(ActForm):
    """A neighbouring council."""

    neighbour = forms.ModelChoiceField(label="Naboråd", queryset=Council.objects.all(), empty_label=CHOOSE)


class OfficeForm(ActForm):
    """An office's name."""

    name = forms.CharField(label="Navn", max_length=100)


class EmploymentForm(PeriodForm):
    """When somebody works in an office."""


class NewEmploymentForm(PeriodForm):
    """Who begins in an office. A person with the address is taken as they are, else made."""

    name = forms.CharField(label="Navn", max_length=200)
    email = forms.EmailField(label="E-mailadresse", help_text="Er adressen kendt, bruges den person, der har den.")
    field_order = ("name", "email", "begins", "last")


class ReformForm(ActForm):
    """Councils that end on a day, and the one that follows them the day after."""

    councils = forms.ModelMultipleChoiceField(
        label="Råd, der nedlægges", queryset=Council.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    last = day_field("Deres sidste dag")
    successor = forms.ModelChoiceField(
        label="Efterfølger", queryset=Council.objects.none(), required=False, empty_label="Et nyt råd"
    )
    name = forms.CharField(
        label="Det nye råds navn",
        max_length=100,
        required=False,
        help_text="Kun når efterfølgeren er et nyt råd, f.eks. Regionalt beskæftigelsesråd Østdanmark.",
    )
    kind = forms.ChoiceField(label="Det nye råds art", choices=Council.Kind.choices, initial=Council.Kind.EMPLOYMENT)
    office = forms.ModelChoiceField(
        label="Efterfølgerens sekretariat", queryset=Office.objects.order_by("name"), empty_label=CHOOSE
    )

    def __init__(self, councils: list[Council], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Council.objects.filter(pk__in=[council.pk for council in councils])
        self.fields["councils"].queryset = known  # type: ignore[attr-defined]
        self.fields["successor"].queryset = known  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One that exists, or the name of a new one."""
        values = super().clean() or {}
        if not values.get("successor") and not values.get("name"):
            self.add_error("name", "Vælg en efterfølger, eller skriv det nye råds navn.")
        if values.get("successor") and values.get("name"):
            self.add_error("name", "Skriv kun et navn, når efterfølgeren er et nyt råd.")
        return values
