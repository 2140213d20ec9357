"""`manage.py make_roles`: the two database roles and the database, on a real PostgreSQL server."""

import os
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rarportal.roles import make_roles


class Command(BaseCommand):
    """May be run again: it makes what is missing and sets the passwords to those of the URLs."""

    help = (
        "Opretter de to databaseroller og databasen fra DATABASE_URL og DATABASE_OWNER_URL. "
        "Kræver en superbruger: --superuser-url eller DATABASE_SUPERUSER_URL."
    )
    requires_system_checks: list[str] = []  # they ask the database that is not there yet

    def add_arguments(self, parser: CommandParser) -> None:
        """The superuser's URL is never a setting of the portal: it is given here, once."""
        parser.add_argument(
            "--superuser-url",
            default=os.environ.get("DATABASE_SUPERUSER_URL", ""),
            help="postgresql://postgres:hemmelig@server/postgres",
        )

    def handle(self, *args: Any, superuser_url: str, **options: Any) -> None:
        """Make them, and say a line for each."""
        if not superuser_url:
            raise CommandError("Angiv --superuser-url eller DATABASE_SUPERUSER_URL.")
        try:
            done = make_roles(
                superuser=superuser_url, owner=os.environ["DATABASE_OWNER_URL"], app=os.environ["DATABASE_URL"]
            )
        except (psycopg.Error, ValueError) as error:
            raise CommandError(str(error).splitlines()[0]) from error
        for line in done:
            self.stdout.write(line)
