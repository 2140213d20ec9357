"""`manage.py load_councils`: councils, offices, municipalities and seats from the files; prints what it did."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings.actions.loading import load_councils
from meetings.actions.loading_rows import UNCHANGED
from meetings.sources.councils import DATA, read
from rarportal.core.refusal import Refusal


class Command(BaseCommand):
    """Can be run again after a correction of the files: it says what was added, changed, removed and kept."""

    help = "Load the map of councils from CSV files; see meetings/sources/data/README.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """Another folder than the portal's own."""
        parser.add_argument("folder", nargs="?", type=Path, default=DATA, help="a folder with the same files")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exits with every fault, and nothing done, when a row is wrong."""
        try:
            done = load_councils(read(options["folder"]))
        except Refusal as refusal:
            raise CommandError("\n".join(refusal.reasons)) from refusal
        for one in done:
            if one.outcome != UNCHANGED:
                self.stdout.write(f"{one.outcome}: {one.thing}{f' ({one.why})' if one.why else ''}")
        counts = Counter(one.outcome for one in done)
        self.stdout.write("I alt " + ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())) + ".")
