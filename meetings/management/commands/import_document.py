"""`manage.py import_document FILE --council rar-sjaelland --date 2024-02-01 --kind agenda`: a paper taken in.

A folder instead of a file: each file in it, agendas before minutes, each with what was found and what is unsure.
"""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings.actions.imports import begin_import, discard_import, look_at
from meetings.actions.taking_in import take_in
from meetings.importing.corrections import Draft
from meetings.importing.filenames import told_by_name
from meetings.importing.layouts import layouts
from meetings.importing.reading import printed_date
from meetings.models import Body
from meetings.queries.imports import reading_of
from rarportal.core.permissions import SYSTEM
from rarportal.core.refusal import Refusal

KINDS = {"agenda": "AGENDA", "minutes": "MINUTES"}
SUFFIXES = {".txt", ".pdf", ".docx"}


class Command(BaseCommand):
    """What is unsure is printed and taken in as it was read; the browser is where it is put right first."""

    help = "Import a finished agenda or minutes (text, PDF with text, DOCX), or a folder of them."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the file does not tell."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--council", required=True, help="its address: rar-sjaelland")
        parser.add_argument("--body", default="raad", help="its address: raad, formandskab ...")
        parser.add_argument("--date", type=date.fromisoformat, help="of the meeting; else the one in the file")
        parser.add_argument("--kind", choices=KINDS, help="else told by the file's name")
        parser.add_argument("--issued", type=date.fromisoformat, help="when it was sent out")
        parser.add_argument(
            "--layout", choices=sorted(layouts()), default="", help="else the council's own, or the best"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what was found")
        parser.add_argument("--anyway", action="store_true", help="also with lines that have found no place")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exits with every fault; of a folder the files that can be taken in are."""
        body = Body.objects.select_related("council").filter(
            council__slug=options["council"], slug=options["body"]
        ).first()  # fmt: skip
        if body is None:
            raise CommandError(f"No body {options['body']} in {options['council']}.")
        path: Path = options["file"]
        if not path.exists():
            raise CommandError(f"{path} is not there.")
        if path.is_dir():
            self._folder(path, body, options)
            return
        try:
            self._one(path, body, options)
        except Refusal as refusal:
            raise CommandError("\n".join(refusal.reasons)) from refusal

    def _folder(self, folder: Path, body: Body, options: dict[str, Any]) -> None:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
        failed = 0
        for path in sorted(paths, key=lambda one: told_by_name(one.name).kind == "MINUTES"):
            try:
                self._one(path, body, options, briefly=True)
            except Refusal as refusal:
                failed += 1
                self.stdout.write(f"{path.name}: {' '.join(refusal.reasons)}")
        self.stdout.write(f"I alt {len(paths)} filer, {failed} ikke hentet.")

    def _one(self, path: Path, body: Body, options: dict[str, Any], *, briefly: bool = False) -> None:
        told = told_by_name(path.name)
        kind = KINDS.get(options["kind"] or "", told.kind)
        data = path.read_bytes()
        if options["dry_run"]:
            _, reading = look_at(body=body, file=data, actor=SYSTEM, layout=options["layout"])
            day = options["date"] or told.day or printed_date(reading)
            self._say(path, kind, day, Draft(reading), briefly=briefly)
            return
        draft = begin_import(
            body_id=body.pk,
            file=data,
            filename=path.name,
            kind=kind,
            day=options["date"] or told.day,
            issued_on=options["issued"],
            layout=options["layout"],
            actor=SYSTEM,
        )
        self._say(path, kind, draft.date, reading_of(draft), briefly=briefly)
        try:
            meeting = take_in(draft_id=draft.pk, actor=SYSTEM, anyway=options["anyway"])
        except Refusal:
            discard_import(draft_id=draft.pk, actor=SYSTEM)
            raise
        self.stdout.write(f"{path.name}: hentet som mødet {meeting.address}.")

    def _say(self, path: Path, kind: str, day: date | None, draft: Draft, *, briefly: bool) -> None:
        document = draft.document
        doubts = draft.doubts(document)
        word = {"AGENDA": "dagsorden", "MINUTES": "referat"}[kind]
        self.stdout.write(
            f"{path.name}: {word} {day or 'uden dato'}, {document.layout.name}: {len(document.items)} punkter, "
            f"{sum(len(one.attachments) for one in document.items)} bilag, {len(document.people)} deltagere, "
            f"{len(document.unplaced)} linjer ikke placeret, {len(doubts)} usikre."
        )
        if briefly:
            return
        for item in document.items:
            self.stdout.write(f"  {item.number} {item.title}{f' ({item.status})' if item.status else ''}")
        for doubt in doubts:
            self.stdout.write(f"  ? linje {doubt.line}: {doubt.why}")
        for line in document.unplaced:
            self.stdout.write(f"  ikke placeret, linje {line.number}: {line.text}")
