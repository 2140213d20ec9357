"""Forms of rounds, courses and lists."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from meetings.forms import BehalfForm
from meetings.forms.acts import ActForm, day_field
from meetings.models import Meeting, Person
from positivlist.rules.approval import RULES
from positivlist.rules.periods import SUPPLEMENT, TEMPLATES, next_start


class BeginForm(ActForm):
    """A new round."""

    template = forms.ChoiceField(label="Slags", choices=list(TEMPLATES.items()), initial=SUPPLEMENT)
    in_force_from = day_field("Listen skal gælde fra")
    reason = forms.CharField(
        label="Baggrund",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Står i punktet på rådets dagsorden. Kan skrives senere.",
    )

    def __init__(self, today: date, data: Any = None) -> None:
        super().__init__(data)
        self.fields["in_force_from"].initial = next_start(SUPPLEMENT, today)


class RoundForm(ActForm):
    """A round's day, deadline and background."""

    in_force_from = day_field("Listen skal gælde fra")
    approve_by = day_field("Formandskabets frist")
    reason = forms.CharField(
        label="Baggrund",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Står i punktet på rådets dagsorden. En tom linje begynder et nyt afsnit.",
    )


class StepForm(ActForm):
    """A step that is done, or skipped with a reason."""

    done_on = day_field("Sket den", required=False)
    skipped_because = forms.CharField(
        label="Sprunget over, fordi", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(ActForm):
    """Why."""

    reason = forms.CharField(label="Begrundelse", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class SendBackForm(ReasonForm):
    """What must be changed."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Hvad skal ændres?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Skal udfyldes. Sekretariatet og resten af formandskabet ser det.",
    )


class CommentForm(ActForm):
    """A remark on the round."""

    text = forms.CharField(
        label="Kommentar", max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "id": "id_kommentar"})
    )


class AnswerForForm(BehalfForm):
    """What somebody of the chairmanship has told the secretariat."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label="Svar", choices=[("godkend", "Godkender"), ("tilbage", "Sender tilbage")], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="Hvad skal ændres?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Skal udfyldes, når listen sendes tilbage.",
    )

    def __init__(self, people: Iterable[Person], sha256: str, data: Any = None) -> None:
        super().__init__(people, data)
        self.fields["sha256"].initial = sha256


class AgendaForm(ActForm):
    """On which meeting's agenda, and in which section."""

    meeting = forms.ChoiceField(label="Møde")

    def __init__(self, meetings: Iterable[Meeting], data: Any = None) -> None:
        super().__init__(data)
        choices = []
        for one in meetings:
            name = f"{one.get_kind_display()} den {one.date:%d.%m.%Y}"
            sections = list(one.sections.all())
            choices += [(f"{one.pk}-{section.pk}", f"{name}, afsnit {place}: {section.title}")
                        for place, section in enumerate(sections, 1)]  # fmt: skip
            if not sections:
                choices.append((f"{one.pk}-", name))
        self.fields["meeting"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[int, int | None]:
        """The ids of the meeting and the section."""
        meeting, _, section = self.cleaned_data["meeting"].partition("-")
        return int(meeting), int(section) if section else None


class AuthorisationForm(ActForm):
    """An authorisation of the chairmanship."""

    item = forms.ChoiceField(label="Givet ved beslutningen i", help_text="Et punkt på et af rådets egne møder")
    scope = forms.CharField(
        label="Hvad formandskabet kan beslutte",
        max_length=300,
        help_text="F.eks. »optage enkelte kurser på positivlisten indtil næste møde«",
    )
    begins = day_field("Fra")
    ends = day_field("Til og med")

    def __init__(self, items: Iterable[tuple[int, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["item"].choices = [("", "Vælg punktet"), *items]  # type: ignore[attr-defined]


class SetupForm(ActForm):
    """Whether there is a list, and what an approval takes."""

    has_positive_list = forms.BooleanField(
        label="Rådet har en positivliste", required=False, help_text="Uden den vises intet om positivlister."
    )
    approval = forms.ChoiceField(
        label="Formandskabet har godkendt, når det har gjort det:",
        choices=list(RULES.items()),
        widget=forms.RadioSelect,
    )


class CourseListForm(ActForm):
    """A file of courses, or what was copied from a spreadsheet."""

    file = forms.FileField(
        label="Fil",
        required=False,
        help_text="Excel (.xlsx) eller CSV",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    pasted = forms.CharField(
        label="Eller kopier rækkerne i Excel, og sæt dem ind her",
        required=False,
        strip=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    replace = forms.BooleanField(label="Rækkerne er hele listen: kurser, der ikke er med, fjernes", required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        values = super().clean() or {}
        given = [bool(values.get("file")), bool((values.get("pasted") or "").strip())]
        if "file" not in self.errors and "pasted" not in self.errors and sum(given) != 1:
            self.add_error(
                "file" if not any(given) else "pasted", "Vælg en fil, eller sæt rækker ind, ikke begge dele."
            )
        return values
