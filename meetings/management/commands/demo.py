"""`manage.py demo`: councils, people, both seeds and one meeting in drafting; prints the sign-ins."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings import extensions
from meetings.demo import cast, loader


class Command(BaseCommand):
    """Fills a demo; run again, it adds only what is missing."""

    help = "Fill the demo: councils, invented people, the two real documents and a meeting in drafting."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--stage`: what the app above shall stand at (positivlist/demo)."""
        parser.add_argument("--stage", default="", help="e.g. runde: a round that has just begun")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses without DEMO=1: the demo's people all have the same password."""
        if not settings.DEMO:
            raise CommandError("The demo is made only with DEMO=1, never in a portal in use.")
        loader.load_councils()
        loader.load_people()
        loader.load_meetings()
        try:
            for stage in extensions.demo_stages:
                stage(options["stage"])
        except ValueError as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(sign_ins())


def sign_ins() -> str:
    """One line per invented person: address and role, and the one password."""
    width = max(len(player.email) for player in cast.CAST)
    lines = [f"  {player.email:<{width}}  {player.name}, {player.known_as}" for player in cast.CAST]
    return "\n".join([f"Log ind med adgangskoden {loader.PASSWORD}:", *lines])
