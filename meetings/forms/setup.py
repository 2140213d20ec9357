"""*Opsætning*: bodies and organisations."""

from django import forms

from meetings.forms.acts import ActForm, day_field


class BodyForm(ActForm):
    """A body's name."""

    name = forms.CharField(label="Navn", max_length=100, help_text="F.eks. Positivlisteudvalget i RAR Sjælland")


class ClosingForm(ActForm):
    """From which day on a committee holds no new meetings."""

    ended_on = day_field("Nedlagt den")


class OrganisationForm(ActForm):
    """What an organisation is called."""

    short_name = forms.CharField(label="Kort navn", max_length=40, help_text="F.eks. DA")
    name = forms.CharField(label="Fuldt navn", max_length=200, help_text="F.eks. Dansk Arbejdsgiverforening")
