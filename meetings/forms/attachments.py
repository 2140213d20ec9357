"""Files and links on an item."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from meetings.models import Access
from meetings.rules.links import completed, is_link
from rarportal.core.uploads import KINDS, TAKEN


class LinkField(forms.CharField):
    """The address of a link: the only field that takes one (trust row T11)."""

    widget = forms.URLInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1000, **kwargs)

    def to_python(self, value: Any) -> str:
        """With its scheme."""
        return completed(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        """Of the list."""
        super().validate(value)
        if value and not is_link(value):
            raise forms.ValidationError("Skriv hele adressen, for eksempel https://www.rar.dk/side.")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Any text can be typed; what is wrong is said here, in Danish."""
        return {**super().widget_attrs(widget), "inputmode": "url", "autocomplete": "off"}


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files. What they are is asked of each by itself (actions/attachments.py)."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files that were sent."""
        given = data if isinstance(data, list | tuple) else [data]
        return [file for file in given if file]


class WholeForm(forms.Form):
    """A form with a file: its last field comes only when everything before it has come."""

    whole = forms.CharField(initial="1", required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """An upload that was cut off half way is no file."""
        values = super().clean() or {}
        if not values.get("whole") and not values.get("url"):
            self.add_error("file", "Overførslen blev afbrudt. Vælg filen igen.")
        return values


class AttachmentForm(WholeForm):
    """Files or a link, with title and mark."""

    file = FilesField(
        label="Filer",
        required=False,
        help_text=f"{TAKEN}.",
        widget=FilesInput(attrs={"accept": ",".join(f".{kind}" for kind in (*KINDS, "jpeg"))}),
    )
    url = LinkField(label="Eller link", required=False)
    title = forms.CharField(label="Bilagets titel", max_length=300, required=False)
    access = forms.ChoiceField(label="Bilagets adgang", choices=Access.choices, initial=Access.OPEN)
    field_order = ["file", "url", "title", "access", "whole"]

    def clean(self) -> dict[str, Any]:
        """One of the two; a title is of one."""
        values = super().clean()
        files = values.get("file") or []
        if bool(files) == bool(values.get("url")) and not self.errors:
            self.add_error("file", "Vælg en fil, eller skriv et link.")
        if len(files) > 1 and values.get("title"):
            self.add_error("title", "Titlen kan kun gælde én fil. Lad feltet stå tomt, og ret titlerne bagefter.")
        return values


class VersionForm(WholeForm):
    """The file that takes another's place."""

    file = FilesField(label="Ny version", required=False)
    field_order = ["file", "whole"]

    def clean(self) -> dict[str, Any]:
        """Exactly one."""
        values = super().clean()
        if len(values.get("file") or []) != 1 and not self.errors:
            self.add_error("file", "Vælg én fil.")
        return values


class AttachmentTitleForm(forms.Form):
    """An attachment's title, with the mark of the one that was seen."""

    title = forms.CharField(label="Titel", max_length=300)
    seen_title = forms.CharField(required=False)
