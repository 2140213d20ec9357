"""Forms of one's own sign-in, beside allauth's."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from rarportal.core.models import User


class NewPasswordForm(forms.Form):
    """The password that somebody chooses when they take an invitation."""

    password = forms.CharField(
        label="Vælg en adgangskode",
        help_text="Mindst 12 tegn. Tre-fire tilfældige ord er både lange og til at huske.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
    )
    again = forms.CharField(
        label="Skriv den igen",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        """Long enough, not common, and not the address."""
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.email))
        return password

    def clean(self) -> dict[str, Any]:
        """Both the same."""
        values = super().clean() or {}
        if "password" in values and "again" in values and values["password"] != values["again"]:
            self.add_error("again", "De to adgangskoder er ikke ens.")
        return values
