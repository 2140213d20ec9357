"""A field of rich text: a text area with the plain form, which the editor (static/src/editor) takes over where it runs.

The editor writes HTML into the text area and "1" into the hidden field `<name>_is_html` beside it. A text that the
plain form can't say (a table, bold) is shown under its label; its text area is for the editor alone.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from meetings.rules.references import resolved
from rarportal.core.richtext import clean, from_text, lost, readable, to_text

TEXT_LIMIT = 200_000  # characters of one field; S2 as a whole has 43,000


def flag_of(name: str) -> str:
    """The name of the hidden field that says that `name` holds HTML."""
    return f"{name}_is_html"


class RichBoundField(BoundField):
    """What the template asks of the field."""

    @cached_property
    def html(self) -> str:
        """The clean HTML of what stands in the field: as it was sent, else as stored."""
        return html_of(self.form, self.name) if self.was_sent else clean(self.field.stored)  # type: ignore[attr-defined]

    @cached_property
    def plain(self) -> str | None:
        """Its plain form, or None where a text area can't say it."""
        return to_text(self.html)

    @property
    def was_sent(self) -> bool:
        """Whether somebody has sent the field."""
        return self.form.is_bound and self.html_name in self.form.data

    @property
    def only_rich(self) -> SafeString | None:
        """The text, cleaned, where a text area can't say it; else None."""
        return mark_safe(resolved(self.html, {})) if self.plain is None else None  # noqa: S308  cleaned above

    def value(self) -> Any:
        """What stands in the text area: the plain form, or HTML where only the editor can show it."""
        if self.was_sent and not is_html(self.form, self.name):
            return super().value()
        return self.html if self.plain is None else self.plain

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """For the editor: where it begins. Without it the text of `only_rich` is neither shown as source nor sent,
        unless somebody has changed it already."""
        known: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        shown = str(self.value() or "")
        rows = min(16, 3 + shown.count("\n") + len(shown) // 90)
        known |= {"data-rich": "", "data-html": self.html, "rows": rows}
        if self.plain is None:
            known |= {"id": f"{self.auto_id}_kilde", "hidden": True, "disabled": not self.was_sent}
        return known

    @property
    def flag(self) -> SafeString:
        """The hidden field beside it: "1" when the text area holds HTML."""
        value = "1" if self.plain is None else ""
        name = escape(self.form.add_prefix(flag_of(self.name)))
        return mark_safe(f'<input type="hidden" name="{name}" value="{value}">')  # noqa: S308  escaped above


class RichField(forms.CharField):
    """The field of one text, made from the HTML that is stored."""

    bound_field_class = RichBoundField

    def __init__(self, *, label: str, stored: str) -> None:
        super().__init__(label=label, required=False, max_length=TEXT_LIMIT, strip=False, widget=forms.Textarea())
        self.stored = stored


def is_html(form: forms.BaseForm, name: str) -> bool:
    """Whether the form was sent by the editor, with HTML in this field."""
    return form.data.get(form.add_prefix(flag_of(name))) == "1"


def html_of(form: forms.BaseForm, name: str) -> str:
    """The clean HTML of what was sent in the field."""
    sent = str(form.data.get(form.add_prefix(name), ""))
    return clean(sent) if is_html(form, name) else from_text(sent)


def losses_of(form: forms.BaseForm, name: str) -> str:
    """What of the HTML that was sent can't be kept, in a Danish sentence; or ""."""
    return lost(str(form.data.get(form.add_prefix(name), ""))) if is_html(form, name) else ""


def kept(data: Mapping[str, Any], labels: Mapping[str, str]) -> list[dict[str, str]]:
    """What somebody wrote, {label, text} for each field, to be copied from where there is no form any longer."""
    sent = {name: str(data[name]) for name in labels if data.get(name)}
    return [
        {"label": labels[name], "text": readable(text) if data.get(flag_of(name)) == "1" else text}
        for name, text in sent.items()
    ]
