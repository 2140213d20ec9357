"""`manage.py verify`: proves the chains of publications; exit code 1 when anything is wrong."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from meetings.models import Publication
from meetings.queries.chain import verify


class Command(BaseCommand):
    """Reads everything that has been published and holds it against its digests."""

    help = "Prove the chains of publications: rows, contents, files, and digests that you give."

    def add_arguments(self, parser: CommandParser) -> None:
        """The checksums that PDFs print."""
        parser.add_argument("digest", nargs="*", help="a checksum printed on a PDF; must be a link of a chain")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line per finding and a last line that sums up."""
        faults = 0
        for finding in verify(digests=options["digest"]):
            faults += finding.is_fault
            self.stdout.write(f"{'FEJL' if finding.is_fault else 'note'}: {finding.where}: {finding.what}")
        total = Publication.objects.count()
        if faults:
            self.stdout.write(f"{faults} fejl i {total} udgivelser.")
            sys.exit(1)
        self.stdout.write(f"Alt holder: {total} udgivelser.")
