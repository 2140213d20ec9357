"""What allauth may do here: sign in and out. Accounts are made by the secretariat, not by visitors."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes the open sign-up, so that no page of allauth links to it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a person is invited by the secretariat."""
        return False
