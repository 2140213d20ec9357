"""The forms of what is written once and used again: a body's standing items, the texts of mails."""

from typing import Any

from django import forms

from meetings.forms import SeenForm, TextsForm
from meetings.models import Access, AgendaItem, StandingItem
from meetings.rules.mail_texts import missing, unknown

CHOICES = ("title", "kind", "decides", "informs", "discusses", "recommender", "access", "is_template")
TEXTS = (("summary", "Sagen kort"), ("recommendation", "Indstilling"))


class StandingItemForm(TextsForm):
    """A standing item: what each agenda gets of it."""

    title = forms.CharField(label="Titel", max_length=300)
    kind = forms.ChoiceField(label="Art", choices=AgendaItem.Kind.choices)
    decides = forms.BooleanField(label="B - beslutning", required=False)
    informs = forms.BooleanField(label="O - orientering", required=False)
    discusses = forms.BooleanField(label="D - drøftelse", required=False)
    recommender = forms.ChoiceField(label="Indstilles af", choices=AgendaItem.Recommender.choices, required=False)
    access = forms.ChoiceField(label="Adgang", choices=Access.choices)
    is_template = forms.BooleanField(label="Skabelon: hentes efter behov", required=False)

    def __init__(self, item: StandingItem, data: Any = None) -> None:
        super().__init__(item, TEXTS, data)
        for name in CHOICES:
            self.fields[name].initial = getattr(item, name)

    def clean_title(self) -> str:
        """On one line."""
        return " ".join(self.cleaned_data["title"].split())


class MailTextForm(SeenForm):
    """Subject and text of a kind of mail, with placeholders by exact name."""

    subject = forms.CharField(label="Emne", max_length=200)
    body = forms.CharField(label="Tekst", max_length=10_000, widget=forms.Textarea(attrs={"rows": 16}))

    def __init__(self, kind: str, subject: str, body: str, data: Any = None) -> None:
        super().__init__(data, initial={"subject": subject, "body": body})
        self.kind = kind
        self.see("subject", subject)
        self.see("body", body)

    def clean_subject(self) -> str:
        """On one line, with placeholders that there are."""
        subject = " ".join(self.cleaned_data["subject"].split())
        self._refuse_unknown(subject)
        return subject

    def clean_body(self) -> str:
        """With placeholders that there are, and those that the mail needs."""
        body = "\n".join(line.rstrip() for line in self.cleaned_data["body"].splitlines())
        self._refuse_unknown(body)
        if lacking := missing(body, self.kind):
            raise forms.ValidationError(f"Teksten mangler {', '.join(lacking)}.")
        return body

    def _refuse_unknown(self, text: str) -> None:
        if strange := unknown(text, self.kind):
            names = ", ".join(strange)
            raise forms.ValidationError(f"Ingen pladsholder i denne mail: {names}. Brug dem, der står ved siden af.")

    @property
    def values(self) -> dict[str, str]:
        """As the action takes them."""
        return {name: self.cleaned_data[name] for name in ("subject", "body")}
