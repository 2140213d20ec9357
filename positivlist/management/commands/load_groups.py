"""`manage.py load_groups`: the occupational groups of the positive lists. At each release; may be run again."""

from typing import Any

from django.core.management.base import BaseCommand

from positivlist.actions.groups import load_groups


class Command(BaseCommand):
    """Adds what is missing, and puts names and order right."""

    help = "Load the occupational groups (positivlist/sources/data/erhvervsgrupper.csv)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many there are."""
        self.stdout.write(f"{load_groups()} erhvervsgrupper.")
