"""The council on which the faults are played, the acts of its secretary, and what must be true afterwards."""

import hashlib
import random
import threading
import time
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.utils import InterfaceError, OperationalError

from meetings.actions.agenda import add_item, save_item
from meetings.actions.attachments import attach_file
from meetings.actions.moves import make_move, plan_meeting
from meetings.models import (
    Body,
    Council,
    DocumentProfile,
    Meeting,
    Office,
    OfficeService,
    OfficeStaff,
    Person,
    Publication,
    PublicationContent,
)
from meetings.models.files import path_of
from meetings.queries.standing import actor_of
from meetings.rules.chain import files_named
from meetings.rules.versions import mark_of
from meetings.workflow import AGENDA
from positivlist.actions.groups import load_groups
from positivlist.actions.rounds import begin_round
from positivlist.models import Course, CourseImport, ListRound
from positivlist.rules.courses import Row
from rarportal.core import clock, errands
from rarportal.core.models import Errand, LogEntry, User
from rarportal.core.pdf import page_count
from rarportal.core.permissions import Actor
from tests import papers
from tests.faults.house import Fault, wait
from tests.faults.tasks import MARK

CHANGE = "Prøve: en ændring blev gemt"
AUDIENCES = 3
SECRETARY = "sekretaer@example.dk"
SENTENCE = "Rådet drøfter, hvordan opkvalificering og jobformidling kan hjælpe virksomheder, der mangler arbejdskraft. "
AWAY = (OperationalError, InterfaceError)


class Stage:
    """One council with its secretary, and the count of what has been asked for."""

    def __init__(self) -> None:
        always = (date(2020, 1, 1), None)
        council = Council.objects.create(slug="rar-proeve", name="RAR Prøve", period=always)
        DocumentProfile.objects.create(
            council=council, headings=[["summary", "Sagen kort"], ["recommendation", "Indstilling"]]
        )
        office = Office.objects.create(slug="amk-proeve", name="AMK Prøve")
        OfficeService.objects.create(office=office, council=council, period=always)
        user = User.objects.create_user(email=SECRETARY)
        person = Person.objects.create(name="Sanne Sekretær", user=user)
        OfficeStaff.objects.create(person=person, office=office, period=(clock.now() - timedelta(days=900), None))
        self.body = Body.objects.create(council=council, kind=Body.Kind.COUNCIL, slug="raad", name="RAR Prøve")
        self.secretary: Actor = actor_of(user)
        self.numbers = count(1)

    def draft(self, *, items: int = 3, files: int = 0) -> Meeting:
        """A meeting with an agenda that only waits to be dispatched, with so many files at each item."""
        day = clock.today() + timedelta(days=60)
        meeting = plan_meeting(
            body_id=self.body.pk, kind=Meeting.Kind.ORDINARY, date=day, starts_at=None, ends_at=None,
            place="Ringsted", actor=self.secretary,
        )  # fmt: skip
        make_move(meeting_id=meeting.pk, name="begynd-dagsorden", actor=self.secretary)
        for number in range(items):
            item = add_item(meeting_id=meeting.pk, title=f"Punkt {number} til prøve", actor=self.secretary)
            save_item(
                item_id=item.pk, part=AGENDA, values={"summary": f"<p>{SENTENCE * 40}</p>"},
                seen={"summary": mark_of("")}, actor=self.secretary,
            )  # fmt: skip
            for place in range(files):
                text = "\n".join(f"Bilag {place} til punkt {number}: {SENTENCE}" for _ in range(200))
                attach_file(
                    item_id=item.pk, title=f"Bilag {place}", filename="bilag.pdf", data=papers.pdf(text),
                    access="OPEN", actor=self.secretary,
                )  # fmt: skip
        return meeting

    def round(self) -> ListRound:
        """A round of the positive list, without a course."""
        load_groups()
        return begin_round(
            council=self.body.council.slug, template="SUPPLEMENT", in_force_from=clock.today() + timedelta(days=400),
            reason="", actor=self.secretary,
        )  # fmt: skip

    def course_file(self) -> tuple[Path, list[Row]]:
        """A file of courses at random, and its rows: some are new to a round, some known, some known otherwise."""
        codes = random.sample(range(10_000, 10_600), random.randrange(1, 400))
        rows = [Row("Bygge og anlæg", f"Kursus {code}", "AMU", f"{code}", random.randrange(1, 6)) for code in codes]
        lines = ["Erhvervsgruppe;Kursustitel;Type;Kode;Dage"]
        lines += [f"{row.group};{row.title};{row.type};{row.code};{row.days}" for row in rows]
        path = settings.VAR_DIR / f"kurser-{next(self.numbers)}.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path, rows

    def dispatch(self, meeting: Meeting) -> float:
        """Publish the agenda to all three audiences; how long the act took, in seconds."""
        started = time.monotonic()
        make_move(meeting_id=meeting.pk, name="udsend", actor=self.secretary, reason="prøve")
        return time.monotonic() - started

    def ask_mark(self, *, milliseconds: int = 50) -> Errand:
        """A change, and the errand that it asks for, in one transaction."""
        number = next(self.numbers)
        with transaction.atomic():
            LogEntry.objects.create(what=CHANGE, actor_name="prøve", thing=str(number))
            return errands.ask("mark", key=f"mark {number}", number=number, milliseconds=milliseconds)


def all_done() -> bool:
    """Whether nothing is left to do."""
    return not Errand.objects.exclude(state=Errand.State.DONE).exists()


def wait_until_done(*, seconds: float) -> float:
    """Wait until every errand is done; how long it took. Raises Fault naming what is left."""
    try:
        return wait(all_done, seconds=seconds, what="every errand done")
    except Fault as fault:
        left = Errand.objects.exclude(state=Errand.State.DONE)
        states = ", ".join(f"{one} {one.state} after {one.attempts}: {one.last_error}" for one in left[:5])
        raise Fault(f"{fault}; left: {left.count()} ({states})") from None


def check_late(asked: Iterable[Errand]) -> int:
    """Everything of these that is not done must be shown as late; how many are."""
    numbers = [errand.pk for errand in asked]
    waiting = set(Errand.objects.filter(pk__in=numbers).exclude(state=Errand.State.DONE))
    shown = set(errands.late(at=clock.now()))
    if not waiting <= shown:
        raise Fault(f"{len(waiting - shown)} of {len(waiting)} overdue errands are not shown as late")
    return len(waiting)


def courses_in(round: ListRound) -> dict[str, Row]:
    """The round's courses by their code, when no other transaction has them; each import raised its edition once.

    Raises Fault when something of an import is there and something is not.
    """
    with transaction.atomic():
        now = ListRound.objects.select_for_update().get(pk=round.pk)
        rows = {one.code: one.row for one in Course.objects.filter(round=round).select_related("group")}
        count = Course.objects.filter(round=round).count()
        taken = CourseImport.objects.filter(round=round).count()
        logged = LogEntry.objects.filter(what="Kurser blev taget ind", detail__round=round.pk).count()
    if not (now.edition - 1 == taken == logged) or len(rows) != count:
        raise Fault(f"edition {now.edition}, {taken} imports, {logged} in the log, {count} courses of {len(rows)}")
    return rows


def check_marks() -> int:
    """Each change that was saved has its errand, done, with one effect; no effect without a change. How many."""
    changes = set(LogEntry.objects.filter(what=CHANGE).values_list("thing", flat=True))
    asked = {str(params["number"]) for params in Errand.objects.filter(kind="mark").values_list("params", flat=True)}
    marks = Counter(LogEntry.objects.filter(what=MARK).values_list("thing", flat=True))
    twice = [number for number, times in marks.items() if times > 1]
    if changes != asked or set(marks) != changes or twice:
        raise Fault(f"{len(changes)} changes, {len(asked)} errands, {len(marks)} effects, {len(twice)} of them twice")
    return len(changes)


def check_papers() -> int:
    """Each publication has one PDF, and where it has files one bundle; each is whole and bears its digest's name.

    How many there are.
    """
    digests = set()
    contents = dict(PublicationContent.objects.values_list("pk", "data"))
    for publication in Publication.objects.prefetch_related("renditions"):
        attached = files_named(contents[publication.content_sha256])
        kinds = sorted(one.kind for one in publication.renditions.all())
        if kinds != (["bundle", "pdf"] if attached else ["pdf"]):
            raise Fault(f"publication {publication.pk} with {len(attached)} files has the renditions {kinds}")
        for rendition in publication.renditions.all():
            paper = path_of(rendition.sha256).read_bytes()
            if not paper.startswith(b"%PDF-") or not paper.rstrip().endswith(b"%%EOF") or len(paper) != rendition.size:
                raise Fault(f"half a {rendition.kind} for publication {publication.pk}")
            pages = page_count(paper)
            if rendition.kind == "bundle" and pages <= len(attached):
                raise Fault(f"{len(attached)} files are in a bundle of {pages} pages: publication {publication.pk}")
            digests.add(rendition.sha256)
    for path in files():
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            raise Fault(f"a file that is not what its name says: {path}")
    if Meeting.objects.filter(state=Meeting.State.DISPATCHED).count() * AUDIENCES != Publication.objects.count():
        raise Fault("a dispatched meeting without all its publications, or the other way round")
    return len(digests)


def files() -> list[Path]:
    """Everything in the store but temporary files and folders, which nobody can ask for."""
    return [
        path
        for path in settings.FILES_DIR.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(settings.FILES_DIR).parts)
    ]


def leftovers() -> int:
    """Temporary files and folders that a killed process left in the store; the portal sweeps them when they are old."""
    return sum(path.name.startswith(".") for path in settings.FILES_DIR.rglob("*"))


class Savers:
    """People who save without a pause while PostgreSQL is restarted; each knows what was acknowledged."""

    def __init__(self, stage: Stage, *, people: int) -> None:
        self.stage = stage
        self.stopping = threading.Event()
        self.acknowledged = 0
        self.refused = 0
        self.unexpected: list[BaseException] = []
        self.longest = 0.0
        self.dispatched: list[int] = []
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._save, daemon=True) for _ in range(people)]
        self.threads.append(threading.Thread(target=self._dispatch, daemon=True))
        self.marked: set[int] = set()
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Let everybody finish the save at hand."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)
        if self.unexpected:
            raise Fault(f"a save failed in an unforeseen way: {self.unexpected[0]!r}")

    def check(self) -> None:
        """What was acknowledged is there. Raises Fault when it isn't."""
        kept = {int(thing) for thing in LogEntry.objects.filter(what=CHANGE).values_list("thing", flat=True)}
        if lost := self.marked - kept:
            raise Fault(f"{len(lost)} acknowledged saves are lost")
        out = set(Meeting.objects.filter(state=Meeting.State.DISPATCHED).values_list("pk", flat=True))
        if lost := set(self.dispatched) - out:
            raise Fault(f"{len(lost)} acknowledged dispatches are lost")

    def _save(self) -> None:
        def save() -> None:
            errand = self.stage.ask_mark(milliseconds=5)
            with self.lock:
                self.marked.add(errand.params["number"])

        self._again_and_again(save, pause=0.05)

    def _dispatch(self) -> None:
        def dispatch() -> None:
            meeting = self.stage.draft(items=1)
            self.stage.dispatch(meeting)
            self.dispatched.append(meeting.pk)

        self._again_and_again(dispatch, pause=0.3)

    def _again_and_again(self, act: object, *, pause: float) -> None:
        assert callable(act)
        while not self.stopping.is_set():
            began: datetime | float = time.monotonic()
            try:
                act()
                with self.lock:
                    self.acknowledged += 1
                    self.longest = max(self.longest, time.monotonic() - float(began))  # type: ignore[arg-type]
            except AWAY:
                with self.lock:
                    self.refused += 1
                connection.close()
            except BaseException as error:
                self.unexpected.append(error)
                break
            time.sleep(pause)
        connection.close()
