"""The forms of an import: the files, what is said of a document, what is put right of an item and of its lines."""

from typing import Any

from django import forms

from meetings.forms import SeenForm
from meetings.forms.attachments import FilesField, FilesInput
from meetings.importing import document as marks
from meetings.importing.corrections import FIELDS
from meetings.importing.layouts import Layout, layouts
from meetings.models import Access, AgendaItem, ImportDraft
from meetings.models.imports import KINDS as MEETING_PAPERS
from meetings.rules.profile import NAMES

MOST_FILES = 20  # at once; a folder of hundreds is for the command (docs/vejledning)
BY_NAME = ""
KINDS = [(BY_NAME, "som filnavnet siger"), *MEETING_PAPERS]


def _day(label: str, help_text: str = "", *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


class FetchForm(forms.Form):
    """One file or several, and what they do not tell themselves."""

    file = FilesField(
        label="Filer",
        help_text="PDF med tekst, Word (.docx) eller ren tekst. Vælg gerne flere, højst 20 ad gangen.",
        widget=FilesInput(attrs={"multiple": True, "accept": ".pdf,.docx,.txt"}),
    )
    kind = forms.ChoiceField(
        label="Slags", choices=KINDS, required=False, help_text="Står der »referat« i filnavnet, er det et referat."
    )
    date = _day("Mødets dato", "Lad feltet stå tomt, hvis datoen står i filnavnet eller i filen.")
    layout = forms.ChoiceField(
        label="Papirets opsætning", required=False, help_text="Portalen kender rådenes papirer fra hinanden."
    )
    to_come = forms.BooleanField(label="Det er en dagsorden til et kommende møde: hent den som udkast", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(slug, layout.name) for slug, layout in layouts().items()]
        self.fields["layout"].choices = [("", "find den selv"), *known]  # type: ignore[attr-defined]

    def clean_file(self) -> list[Any]:
        """At least one, and not too many for one answer."""
        files: list[Any] = self.cleaned_data["file"]
        if not files:
            raise forms.ValidationError("Vælg en fil.")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Vælg højst {MOST_FILES} filer ad gangen.")
        return files

    def clean(self) -> dict[str, Any]:
        """A day is of one document, or of an agenda and its minutes."""
        values = super().clean() or {}
        if values.get("date") and len(values.get("file") or []) > 2:
            self.add_error("date", "En dato gælder ét møde. Lad feltet stå tomt, når du henter flere møder.")
        return values


class DocumentForm(forms.ModelForm):
    """What is said of the document as a whole."""

    access = forms.ChoiceField(
        label="Hvem må hente originalen?",
        choices=[
            (Access.OPEN, "alle"),
            (Access.CLOSED, "rådets folk, også tilforordnede"),
            (Access.MEMBERS_ONLY, "kun medlemmerne"),
        ],
    )

    class Meta:
        model = ImportDraft
        fields = ("kind", "date", "issued_on", "access")
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "issued_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


class ReadItemForm(SeenForm):
    """What was read of an item beside its lines."""

    number = forms.CharField(label="Nummer", max_length=10, required=False, widget=forms.TextInput(attrs={"size": 6}))
    title = forms.CharField(label="Titel", max_length=300)
    kind = forms.ChoiceField(label="Art", choices=AgendaItem.Kind.choices)
    decides = forms.BooleanField(label="B - beslutning", required=False)
    informs = forms.BooleanField(label="O - orientering", required=False)
    discusses = forms.BooleanField(label="D - drøftelse", required=False)
    presentation = forms.BooleanField(label="oplæg", required=False)
    recommender = forms.ChoiceField(label="Indstilles af", choices=AgendaItem.Recommender.choices, required=False)
    access = forms.ChoiceField(label="Adgang", choices=Access.choices)
    presenters = forms.CharField(
        label="Oplægsholdere",
        help_text="En linje til hver: navn, titel, organisation",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, values: dict[str, Any], data: Any = None) -> None:
        super().__init__(data, initial=values)
        for name in FIELDS:
            self.see(name, values[name])

    def clean_title(self) -> str:
        """On one line."""
        return " ".join(self.cleaned_data["title"].split())

    def clean_presenters(self) -> str:
        """Lines end as they are kept."""
        return "\n".join(line.strip() for line in self.cleaned_data["presenters"].splitlines() if line.strip())

    @property
    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        return {name: self.cleaned_data[name] for name in FIELDS}


def mark_choices(layout: Layout) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a line can be, in groups, in the words of the paper's own headings."""

    def heading(name: str) -> str:
        return layout.headings.get(name, [NAMES[name]])[0]

    into = [name for name in marks.FIELDS if name != "attachments"]
    return [
        (
            "Tekst",
            [
                (marks.GOES_ON, "fortsætter linjen før"),
                (marks.PARAGRAPH, "nyt afsnit"),
                (marks.POINT, "punkt i en liste"),
                (marks.SUBHEADING, "mellemrubrik"),
                (marks.BREAK, "ny linje i afsnittet"),
                (marks.TABLE, "i en tabel"),
            ],
        ),
        ("Begynder et felt", [(marks.FIELD + name, heading(name)) for name in marks.FIELDS]),
        ("Afsnit i et andet felt", [(marks.INTO + name, f"til {heading(name)}") for name in into]),
        ("Bilag", [(marks.ATTACHMENT, "bilag"), (marks.NO_ATTACHMENTS, "»ingen bilag«")]),
        ("Dagsordenen", [(marks.ITEM, "nyt punkt på dagsordenen"), (marks.SECTION, "nyt tema")]),
        ("Deltagere", [(marks.PEOPLE, "overskrift over deltagere"), (marks.PERSON, "deltager")]),
        (
            "Hører ikke til",
            [(marks.FURNITURE, "sidehoved eller sidefod"), (marks.UNPLACED, "ikke placeret")],
        ),
    ]
