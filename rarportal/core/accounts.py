"""What allauth may do here: sign in and out. Accounts are made by the secretariat, not by visitors."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes the open sign-up, so that no page of allauth links to it, and says plainly what went wrong."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "E-mailadressen eller adgangskoden er ikke rigtig.",
        "too_many_login_attempts": "For mange forsøg. Vent fem minutter, og prøv igen.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a person is invited by the secretariat."""
        return False
