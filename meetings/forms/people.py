"""Forms of people and their seats. What the rules say is put beside the field by views/setup/filling.py."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from meetings.forms import SeenForm, ToldForm
from meetings.forms.acts import ActForm
from meetings.models import AgendaItem, Body, Membership, Organisation, Person
from meetings.rules.moments import NoMoment, moment
from rarportal.core.clock import now

PERSON_FIELDS = ("name", "email", "phone", "employer")
WRITTEN = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d-%m-%Y %H:%M", "%d.%m.%Y %H.%M")


class MomentField(forms.Field):
    """A day and an hour in Copenhagen, to the minute; the two nights when clocks change are asked about."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WRITTEN[0])
    default_error_messages = {"invalid": "Skriv dato og klokkeslæt som 2026-07-01 14:30."}

    def to_python(self, value: Any) -> datetime | None:
        """The moment. Raises ValidationError for what is no moment."""
        text = str(value or "").strip()
        if not text:
            return None
        for pattern in WRITTEN:
            try:
                return moment(datetime.strptime(text[:16], pattern))  # noqa: DTZ007  moment() gives it the zone
            except NoMoment as wrong:
                raise forms.ValidationError(str(wrong)) from wrong
            except (ValueError, OverflowError):
                continue
        raise forms.ValidationError(self.error_messages["invalid"])

    def prepare_value(self, value: Any) -> Any:
        """A moment as the clock in Copenhagen says it."""
        return timezone.localtime(value).replace(tzinfo=None) if isinstance(value, datetime) else value


class ContactForm(SeenForm):
    """One's own contact data."""

    email = forms.EmailField(label="E-mailadresse", max_length=254, required=False)
    phone = forms.CharField(label="Telefon", max_length=40, required=False)
    employer = forms.CharField(
        label="Arbejdssted", max_length=200, required=False, help_text="Virksomhed, kommune eller organisation"
    )

    def __init__(self, data: Any = None, *, person: Person | None = None) -> None:
        super().__init__(data)
        for name in [name for name in self.fields if name in PERSON_FIELDS]:
            value = getattr(person, name) if person else ""
            self.fields[name].initial = value
            self.see(name, value)

    @property
    def values(self) -> dict[str, str]:
        """The fields without their marks."""
        return {name: self.cleaned_data[name] for name in self.fields if name in PERSON_FIELDS}


class ToldContactForm(ContactForm, ToldForm):
    """A person's contact data as they told it to the secretariat."""


class PersonForm(ContactForm):
    """A person's name and contact data."""

    field_order = ["name", "email", "phone", "employer"]
    name = forms.CharField(label="Navn", max_length=200, help_text="Som det skal stå i dagsordener og referater")


class SearchForm(forms.Form):
    """Who is looked for in a council's list of people."""

    navn = forms.CharField(label="Navn", max_length=200, required=False)
    forum = forms.ChoiceField(label="Mødeforum", required=False)
    dag = forms.DateField(
        label="Plads den dag",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Skriv en dato som 2024-02-01."},
    )

    def __init__(self, data: Any, *, bodies: Iterable[Body], blank: str = "Alle") -> None:
        super().__init__(data)
        choices = [("", blank)] if blank else []
        self.fields["forum"].choices = choices + [(body.slug, body.name) for body in bodies]  # type: ignore[attr-defined]


class SeatsForm(SearchForm):
    """Which body's list, and on which day."""

    navn = None  # type: ignore[assignment]


class SeatForm(forms.Form):
    """A seat: where, as what, for whom, from when until when."""

    body = forms.ChoiceField(label="Mødeforum")
    role = forms.ChoiceField(label="Rolle", choices=Membership.Role.choices, initial=Membership.Role.MEMBER)
    organisation = forms.ChoiceField(label="Organisation", required=False)
    substitute_for = forms.ChoiceField(label="Suppleant for", required=False, help_text="Kun for suppleanter")
    begins = MomentField(label="Fra", help_text="Dato og klokkeslæt, dansk tid")
    ends = MomentField(
        label="Til",
        required=False,
        help_text="Tomt, hvis pladsen ikke har en slutdato. Fra dette minut gælder den ikke.",
    )
    end_reason = forms.CharField(label="Grund til, at pladsen slutter", max_length=200, required=False)
    anyway = forms.BooleanField(label="Giv pladsen alligevel", required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        bodies: Iterable[Body],
        organisations: Iterable[Organisation],
        members: Iterable[Membership],
        seat: Membership | None = None,
    ) -> None:
        super().__init__(data)
        choices: dict[str, list[tuple[Any, str]]] = {
            "body": [(body.pk, body.name) for body in bodies],
            "organisation": [("", "Ingen"), *((one.pk, f"{one.short_name} ({one.name})") for one in organisations)],
            "substitute_for": [("", "Ingen"), *((one.pk, written_seat(one)) for one in members)],
        }
        for name, listed in choices.items():
            self.fields[name].choices = listed  # type: ignore[attr-defined]
        if seat:
            self.initial = {
                "body": seat.body_id,
                "role": seat.role,
                "organisation": seat.organisation_id or "",
                "substitute_for": seat.substitute_for_id or "",
                "begins": seat.period.lower,
                "ends": seat.period.upper,
                "end_reason": seat.end_reason,
            }

    @property
    def values(self) -> dict[str, Any]:
        """The fields as the actions take them."""
        given = self.cleaned_data
        return {
            "body_id": int(given["body"]),
            "role": given["role"],
            "organisation_id": int(given["organisation"]) if given["organisation"] else None,
            "substitute_for_id": int(given["substitute_for"]) if given["substitute_for"] else None,
            "begins": given["begins"],
            "ends": given["ends"],
            "end_reason": given["end_reason"],
            "anyway": given["anyway"],
        }


def written_seat(seat: Membership) -> str:
    """A member's seat as a choice: name, body and days."""
    begins, ends = (timezone.localtime(at) if at else None for at in (seat.period.lower, seat.period.upper))
    days = f"{begins:%d.%m.%Y}" if begins else ""
    return f"{seat.person.name}, {seat.body.name}, {days}–{f'{ends:%d.%m.%Y}' if ends else ''}"


class EndForm(forms.Form):
    """When a seat ends, and why."""

    ends = MomentField(
        label="Pladsen slutter", help_text="Dato og klokkeslæt, dansk tid. Fra dette minut gælder den ikke."
    )
    reason = forms.CharField(
        label="Grund",
        max_length=200,
        required=False,
        help_text="F.eks. »Har fået nyt arbejde«. Ses kun af sekretariatet.",
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.initial = {"ends": now().replace(second=0, microsecond=0)}


class MemberListForm(forms.Form):
    """The file of a member list."""

    file = forms.FileField(label="Fil (.xlsx eller .csv)", allow_empty_file=True)


class ChairForm(ActForm):
    """Who becomes the chair, from which moment and item on, and what becomes of the old one."""

    person = forms.TypedChoiceField(label="Ny formand", coerce=int)
    at = MomentField(label="Tiltræder")
    from_item = forms.TypedChoiceField(
        label="Leder mødet fra og med punkt", coerce=int, empty_value=None, required=False
    )
    old_chair_stays = forms.BooleanField(label="Den hidtidige formand bliver næstformand", required=False)
    reason = forms.CharField(label="Begrundelse", max_length=200, required=False)

    def __init__(self, people: Iterable[Person], items: Iterable[AgendaItem], at: datetime, data: Any = None) -> None:
        super().__init__(data, initial={"at": at})
        members = [(str(person.pk), person.name) for person in people]
        numbered = [(str(item.pk), f"{item.shown_number} {item.title}") for item in items]
        self.fields["person"].choices = [("", "Vælg"), *members]  # type: ignore[attr-defined]
        self.fields["from_item"].choices = [("", "leder ikke dette møde"), *numbered]  # type: ignore[attr-defined]
