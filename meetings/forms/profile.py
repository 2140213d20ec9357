"""The form of a document profile: a field for each of its lines (rules/profile.py)."""

from collections.abc import Mapping
from typing import Any

from django import forms

from meetings.forms import SeenForm
from meetings.models import DocumentProfile
from meetings.rules import profile as rules

LABELS = {
    "numbering": "Punkternes numre",
    "layout": "Opstilling i PDF",
    "attachment_style": "Bilagenes numre",
    "public_at": "Dagsordenen bliver offentlig",
}
CHOICES = {
    "numbering": DocumentProfile.Numbering.choices,
    "layout": DocumentProfile.Layout.choices,
    "attachment_style": DocumentProfile.AttachmentStyle.choices,
    "public_at": DocumentProfile.PublicAt.choices,
}
NUMBERS = {
    "item_wish_days": ("Ønsker til punkter", "Dage før mødet. Almindeligvis 14."),
    "dispatch_days": ("Dagsordenen udsendes", "Dage før mødet. Almindeligvis 8."),
    "minutes_days": ("Referatet udsendes", "Dage efter mødet. Almindeligvis 7."),
    "remarks_days": ("Bemærkninger til referatet", "Dage efter at referatet er udsendt. Almindeligvis 7."),
    "quorum_percent": ("Beslutningsdygtigt", "Procent af de udpegede medlemmer. Almindeligvis 50."),
}
ORDER_HELP = "Felterne med komma imellem, f.eks. Sagen kort, Beslutning. Tomt: som ovenfor."


class ProfileForm(SeenForm):
    """All of a profile; `values` are its lines, tidied."""

    def __init__(self, profile: DocumentProfile, data: Any = None) -> None:
        super().__init__(data)
        lines = rules.to_lines(vars(profile))
        self._add_headings()
        self._add_cases()
        self._add_rest()
        for name, value in lines.items():
            self.fields[name].initial = value
            self.see(name, value)

    def _add_headings(self) -> None:
        self.fields["order"] = forms.CharField(label="Rækkefølge", required=False, widget=forms.HiddenInput)
        for field, name in rules.NAMES.items():
            self.fields[f"prints_{field}"] = forms.BooleanField(label=f"{name} er med", required=False)
            self.fields[f"heading_{field}"] = forms.CharField(label=f"Overskrift over {name.lower()}", required=False)

    def _add_cases(self) -> None:
        for case in rules.SENTENCE_CASES:
            if case in rules.CASES:
                self.fields[f"decision_{case}"] = forms.CharField(
                    label="Overskrift over beslutningen", help_text="Tomt: som ovenfor.", required=False
                )
                self.fields[f"order_{case}"] = forms.CharField(label="Rækkefølge", help_text=ORDER_HELP, required=False)
            self.fields[f"sentences_{case}"] = forms.CharField(
                label="Standardsætninger",
                help_text="En sætning på hver linje. De kan vælges med ét klik, når referatet skrives.",
                required=False,
                max_length=10_000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def _add_rest(self) -> None:
        for name, label in LABELS.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=CHOICES[name])
        self.fields["no_attachments"] = forms.CharField(
            label="Når der ingen bilag er", help_text="F.eks. Ingen", max_length=100, required=False
        )
        self.fields["shows_status"] = forms.BooleanField(label="Skriv mærkerne B, O og D i papirerne", required=False)
        for name, (label, text) in NUMBERS.items():
            most = rules.MOST_PERCENT if name == "quorum_percent" else rules.MOST_DAYS
            self.fields[name] = forms.IntegerField(label=label, help_text=text)
            self.fields[name].widget.attrs |= {"min": 0, "max": most}

    def clean(self) -> dict[str, Any]:
        """What the lines say together."""
        values = super().clean() or {}
        typed = {name: self.fields[name].initial for name in rules.LINES} | self.values  # the rest has an error already
        for name, sentence in rules.troubles(typed).items():
            if name not in self.errors:
                self.add_error(None if name == "order" else name, sentence)
        return values

    @property
    def values(self) -> dict[str, Any]:
        """The lines as the action takes them."""
        return rules.tidy({name: value for name, value in self.cleaned_data.items() if not name.startswith("seen_")})

    @property
    def order(self) -> list[str]:
        """The fields in the order in which the page shows them, also when what came is nonsense."""
        try:
            named = rules.read_order(str(self["order"].value() or ""))
        except ValueError:
            named = []
        return [*named, *(field for field in rules.FIELDS if field not in named)]

    def move(self, field: str, *, up: bool) -> None:
        """*Flyt op/ned*, in the form alone."""
        self.data = data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["order"] = rules.written_order(rules.shifted(self.order, field, up=up))

    def profile(self, stored: DocumentProfile) -> DocumentProfile:
        """The profile that the valid form would make of the stored one, unsaved."""
        fields: Mapping[str, Any] = rules.from_lines(self.values)
        return DocumentProfile(council=stored.council, **fields)

    def headings(self) -> list[dict[str, Any]]:
        """The rows of the page: a field's name, its box and its heading, in order."""
        return [
            {
                "field": field,
                "name": rules.NAMES[field],
                "prints": self[f"prints_{field}"],
                "heading": self[f"heading_{field}"],
                "first": place == 0,
                "last": place == len(rules.FIELDS) - 1,
            }
            for place, field in enumerate(self.order)
        ]

    def cases(self) -> list[dict[str, Any]]:
        """What differs by item kind or mark: each with its fields, open where something stands in it."""
        rows = []
        for case, name in rules.SENTENCE_CASES.items():
            names = [f"{part}_{case}" for part in ("decision", "order", "sentences")]
            fields = [self[one] for one in names if one in self.fields]
            said = self._said(case)
            rows.append({"name": name, "fields": fields, "said": said, "open": any(one.errors for one in fields)})
        return rows

    def _said(self, case: str) -> str:
        """What stands in a case's fields, in a few words."""
        values = {part: self[f"{part}_{case}"].value() or "" for part in ("decision", "order") if case in rules.CASES}
        count = len(rules.read_sentences(self[f"sentences_{case}"].value() or ""))
        words = [
            f"»{values['decision']}«" if values.get("decision") else "",
            "egen rækkefølge" if values.get("order") else "",
            f"{count} standardsætning{'' if count == 1 else 'er'}" if count else "",
        ]
        return ", ".join(filter(None, words))

    def choices(self) -> list[forms.BoundField]:
        """How papers are set."""
        return [self[name] for name in ("numbering", "attachment_style", "no_attachments", "layout", "shows_status")]

    def deadlines(self) -> list[forms.BoundField]:
        """When things are due."""
        return [self[name] for name in (*NUMBERS, "public_at")]
