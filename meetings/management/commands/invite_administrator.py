"""`manage.py invite_administrator NAME EMAIL`: a new portal's first way in."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from meetings.actions.invitations import invite_administrator
from rarportal.core.refusal import Refusal


class Command(BaseCommand):
    """Invites an administrator, who then says who works in which office; they invite everybody else."""

    help = "Invite an administrator: prints the link (48 hours, single use) and mails it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name and address."""
        parser.add_argument("name")
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses an address that has a sign-in."""
        try:
            validate_email(options["email"])
            link = invite_administrator(name=options["name"], email=options["email"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except Refusal as refusal:
            raise CommandError(" ".join(refusal.reasons)) from refusal
        self.stdout.write(link)
