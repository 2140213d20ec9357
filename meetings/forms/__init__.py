"""The workspace's forms: fields of rich text (rich.py), the mark of what was seen beside each field."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from meetings.forms.acts import ActForm, Acting
from meetings.forms.rich import TEXT_LIMIT, RichField, flag_of, html_of, is_html, losses_of
from meetings.models import TEXT_FIELDS, Access, AgendaItem, Council, Meeting, Person, StandingItem
from meetings.rules.lines import read_presenters, written_presenters
from meetings.rules.references import Target, renumbered
from meetings.rules.versions import mark_of
from rarportal.core.clock import today
from rarportal.core.permissions import Behalf, Role, Source
from rarportal.core.richtext import clean, from_text, to_text


class NewMeetingForm(Acting, forms.ModelForm):
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


class ToldForm(ActForm):
    """How somebody told the secretariat what it enters for them, and on which day: the same for every such act."""

    source = forms.ChoiceField(
        label="Hvordan fik du det at vide?",
        choices=[(source.value, source.value.capitalize()) for source in Source],
        widget=forms.RadioSelect,
    )
    told_on = forms.DateField(
        label="Hvilken dag?", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=today
    )

    def clean_told_on(self) -> date:
        """Nobody has told anything tomorrow."""
        told_on: date = self.cleaned_data["told_on"]
        if told_on > today():
            raise forms.ValidationError("Dagen er ikke kommet endnu.")
        return told_on

    def behalf_of(self, person_id: int, name: str) -> Behalf:
        """What the actor carries who enters an act for this person."""
        return Behalf(person_id, name, Source(self.cleaned_data["source"]), self.cleaned_data["told_on"])


class BehalfForm(ToldForm):
    """For whom, how they told it, and when."""

    field_order = ["person", "source", "told_on"]
    person = forms.TypedChoiceField(label="Hvem", coerce=int)

    def __init__(self, people: Iterable[Person], data: Any = None) -> None:
        super().__init__(data)
        self.names = {person.pk: person.name for person in people}
        self.fields["person"].choices = [("", "Vælg"), *self.names.items()]  # type: ignore[attr-defined]

    @property
    def behalf(self) -> Behalf:
        """What the actor carries."""
        person_id = self.cleaned_data["person"]
        return self.behalf_of(person_id, self.names[person_id])


class ViewAsForm(forms.Form):
    """As what to see the pages, in which council."""

    council = forms.ChoiceField(label="Råd")
    role = forms.ChoiceField(
        label="Som",
        choices=[
            (Role.PUBLIC.value, "offentligheden"),
            (Role.OBSERVER.value, "tilforordnet"),
            (Role.MEMBER.value, "medlem"),
            (Role.CHAIR.value, "formandskabet"),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, councils: Iterable[Council], data: Any = None) -> None:
        super().__init__(data)
        self.fields["council"].choices = [(one.slug, one.name) for one in councils]  # type: ignore[attr-defined]


class SeenForm(forms.Form):
    """A form with a hidden "seen_..." beside each field: two people in different fields never conflict."""

    def see(self, field: str, value: Any) -> None:
        """Put the mark of what the field was made from beside it."""
        seen = forms.CharField(initial=mark_of(value), widget=forms.HiddenInput, required=False)
        self.fields[f"seen_{field}"] = seen

    def only(self, fields: Iterable[str]) -> None:
        """Keep these fields, what stands hidden beside them, and no others: what was not sent is not judged."""
        kept = set(fields)
        for name in list(self.fields):
            if name.removeprefix("seen_").removesuffix("_is_html") not in kept:
                del self.fields[name]

    @property
    def seen(self) -> dict[str, str]:
        """The marks of what the form was made from."""
        return {
            name.removeprefix("seen_"): mark for name, mark in self.cleaned_data.items() if name.startswith("seen_")
        }


class TextsForm(SeenForm):
    """Fields of an item. A text that is not sent is not the writer's wish: it stays as it is.

    `known` is what its texts can refer to (queries/references.py): they are edited with the numbers of today.
    """

    def __init__(
        self,
        item: AgendaItem | StandingItem,
        texts: Iterable[tuple[str, str]],
        data: Any = None,
        *,
        known: Mapping[str, Target] | None = None,
    ) -> None:
        super().__init__(data)
        self.item = item
        for field, label in texts:
            self.fields[field] = RichField(label=label, stored=renumbered(getattr(item, field), known or {}))
        for field in list(self.fields):
            self.see(field, getattr(item, field))

    @property
    def texts(self) -> list[forms.BoundField]:
        """The fields of rich text, in the profile's order."""
        return [self[name] for name in self.fields if name in TEXT_FIELDS]

    @property
    def values(self) -> dict[str, Any]:
        """The fields as the actions take them: texts as HTML."""
        return {
            name: html_of(self, name) if name in TEXT_FIELDS else value
            for name, value in self.cleaned_data.items()
            if not name.startswith("seen_") and name != "presenters"
            if name not in TEXT_FIELDS or name in self.data
        }

    @property
    def losses(self) -> list[str]:
        """What of the texts as they were sent can't be kept, a sentence for each field that lost something."""
        found = [(field.label, losses_of(self, field.name)) for field in self.texts]
        return [f"{label}: {sentence}" for label, sentence in found if sentence]


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

    def __init__(
        self,
        item: AgendaItem,
        texts: Iterable[tuple[str, str]],
        data: Any = None,
        *,
        known: Mapping[str, Target] | None = None,
    ) -> None:
        super().__init__(item, texts, data, known=known)
        for name in ("title", "kind", "decides", "informs", "discusses", "presentation", "recommender", "access"):
            self.fields[name].initial = getattr(item, name)
        presenters = self.presenters_of(item)
        self.fields["presenters"] = forms.CharField(
            label="Oplægsholdere",
            help_text="En linje til hver: navn, titel, organisation",
            required=False,
            max_length=TEXT_LIMIT,
            initial=presenters,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.see("presenters", presenters)

    @staticmethod
    def presenters_of(item: AgendaItem) -> str:
        """The item's presenters as lines."""
        return written_presenters(
            {"name": one.name, "title": one.title, "organisation": one.organisation} for one in item.presenters.all()
        )

    @property
    def presenters(self) -> list[dict[str, str]]:
        """The typed lines as name, title and organisation."""
        return read_presenters(self.cleaned_data["presenters"])


OUTCOMES = [choice for choice in AgendaItem.Outcome.choices if choice[0]] + [("", "Ikke angivet")]


class DecisionForm(TextsForm):
    """The decision of an item and its outcome."""

    outcome = forms.ChoiceField(label="Udfald", choices=OUTCOMES, required=False, widget=forms.RadioSelect)
    led_by_id = forms.TypedChoiceField(label="Mødeleder", coerce=int, empty_value=None, required=False)

    def __init__(
        self,
        item: AgendaItem,
        texts: Iterable[tuple[str, str]],
        leaders: Iterable[Person],
        data: Any = None,
        *,
        known: Mapping[str, Target] | None = None,
    ) -> None:
        super().__init__(item, texts, data, known=known)
        people = {str(person.pk): person.name for person in (*leaders, *filter(None, [item.led_by]))}
        self.fields["led_by_id"].choices = [("", "ikke angivet"), *people.items()]  # type: ignore[attr-defined]
        self.fields["led_by_id"].initial = item.led_by_id
        self.fields["outcome"].initial = item.outcome

    def put_sentence(self, sentence: str) -> None:
        """A standard sentence into the decision as it is typed: alone, or as a paragraph after what stands there."""
        self.data = data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        sent, stored = "decision" in data, self.item.decision  # type: ignore[union-attr]
        if is_html(self, "decision") if sent else to_text(stored) is None:
            data["decision"] = (html_of(self, "decision") if sent else clean(stored)) + from_text(sentence)
            data[flag_of("decision")] = "1"
            return
        typed = str(data.get("decision", "")).rstrip()
        data["decision"] = f"{typed}\n\n{sentence}" if typed else sentence


class TitleForm(forms.Form):
    """The title of a new item or section."""

    title = forms.CharField(label="Titel", max_length=200)
    section = forms.IntegerField(required=False, widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """Where an item goes: a step (retning), or a place of a section; and which item is open in the editor."""

    retning = forms.CharField(max_length=3, required=False)
    plads = forms.IntegerField(min_value=0, max_value=9999, required=False)
    afsnit = forms.IntegerField(min_value=1, max_value=2**31, required=False)
    aaben = forms.IntegerField(min_value=1, max_value=2**31, required=False)
