"""Meetings with a unique word in every field, and who may find each word: what test_canary.py crawls for.

A word's readers are worked out from docs/domain.md's table alone: how far the meeting is, the item's mark, the
attachment's mark. Whatever is not in one of these sets must never be found by anybody else, anywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from meetings.actions.agenda import add_item, add_section, save_item, save_presenters, withdraw_item
from meetings.actions.attachments import attach_file, attach_link
from meetings.actions.erasure import erase_content
from meetings.actions.imports import begin_import, change_import, put_item_right
from meetings.actions.minutes import save_attendance
from meetings.actions.moves import make_move, plan_meeting
from meetings.actions.people import change_person
from meetings.actions.taking_in import take_in
from meetings.demo import cast, loader
from meetings.models import AgendaItem, Body, Meeting, Person, Publication
from meetings.queries.attendance import attendance_of
from meetings.queries.imports import reading_of
from meetings.rules.versions import mark_of
from positivlist.actions.comments import comment
from positivlist.actions.rounds import change_round
from positivlist.rules.courses import Row
from rarportal.core.errands import run
from rarportal.core.models import Errand
from tests import rounds
from tests.weapons import pdf

Readers = frozenset[str]

PLAYERS = {  # who crawls
    "public": None,
    "other member": cast.GUNNAR,  # of RAR Østjylland
    "administrator": cast.ELLEN,
    "substitute": cast.OLUF,  # not asked
    "observer": cast.SANNE,
    "member": cast.HANNE,
    "chair": cast.BIRGITTE,
    "secretariat": cast.KAREN,
    "other secretariat": cast.JONAS,  # RAR Østjylland's
}
EVERYBODY = frozenset(PLAYERS)
BODY = frozenset({"observer", "member", "chair", "secretariat"})
MEMBERS = BODY - {"observer"}
STAFF = frozenset({"secretariat"})
CHAIRS = frozenset({"chair", "secretariat"})
THEIRS = frozenset({"other member", "other secretariat"})  # RAR Østjylland's own
THEIR_STAFF = frozenset({"other secretariat"})
NOBODY: Readers = frozenset()
READERS = {"OPEN": EVERYBODY, "CLOSED": BODY, "MEMBERS_ONLY": MEMBERS}
MARKS = tuple(READERS)


@dataclass
class Words:
    """Every word that has been planted: where, and who may find it."""

    readers: dict[str, Readers] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)
    erased: str = ""  # the address of the meeting with a version that is erased

    def plant(self, where: str, readers: Readers) -> str:
        """A new word that is nowhere else. With digits: no hyphenation takes it apart."""
        word = f"zq{len(self.where) + 100}xk"
        self.readers[word], self.where[word] = readers, where
        return word

    def of(self, readers: Iterable[str]) -> dict[str, str]:
        """The words that exactly these may find."""
        return {word: self.where[word] for word, known in self.readers.items() if known == frozenset(readers)}


class Story:
    """Acts as a secretariat, and plants a word wherever something can be written."""

    def __init__(self, words: Words, player: cast.Player, council: str) -> None:
        self.words, self.council = words, council
        self.actor = loader.actor(player)
        self.staff = STAFF if player is cast.KAREN else THEIR_STAFF

    def meeting(self, name: str, *, days: int, place: Readers, body: str = cast.COUNCIL_BODY) -> Meeting:
        """A meeting in drafting."""
        made = plan_meeting(
            body_id=Body.objects.get(council__slug=self.council, slug=body).pk,
            kind="ORDINARY",
            date=timezone.localdate() + timedelta(days=days),
            starts_at=None,
            ends_at=None,
            place=self.words.plant(f"{name}: place", place),
            actor=self.actor,
        )
        self.move(made, name, "begynd-dagsorden")
        return made

    def move(self, meeting: Meeting, name: str, *moves: str) -> None:
        """Moves, each with a word in its reason: reasons are the secretariat's own."""
        for move in moves:
            reason = self.words.plant(f"{name}: reason of {move}", self.staff)
            make_move(meeting_id=meeting.pk, name=move, actor=self.actor, reason=reason)

    def save(self, item: AgendaItem, part: str = "agenda", **values: Any) -> None:
        item.refresh_from_db()
        seen = {name: mark_of(getattr(item, name)) for name in values}
        save_item(item_id=item.pk, part=part, values=values, seen=seen, actor=self.actor)
        item.refresh_from_db()

    def item(
        self, meeting: Meeting, name: str, stage: Readers, *, access: str = "OPEN", files: Iterable[str] = ()
    ) -> AgendaItem:
        """An item with a word in every field, a file of each of the marks, and with files a closed link.

        `stage`: who reads an open item of the meeting.
        """
        readers = stage & READERS[access]
        name = f"{name}: item {access}"

        def word(what: str, may: Readers = readers) -> str:
            return self.words.plant(f"{name}, {what}", may)

        made = add_item(meeting_id=meeting.pk, title=word("title"), actor=self.actor)
        texts = {text: f"<p>{word(text)}</p>" for text in ("summary", "recommendation", "exposition", "next_steps")}
        texts["background"] = f"<p>{word('background', self.staff)}</p>"  # RAR Sjælland's profile does not print it
        self.save(made, access=access, **texts)
        presenter = {part: word(f"presenter's {part}") for part in ("name", "title", "organisation")}
        save_presenters(item_id=made.pk, presenters=[presenter], actor=self.actor)
        for mark in files:
            self.file(made, f"{name}, {mark} file", readers & READERS[mark], mark)
        if files:
            url = f"https://example.dk/{word('URL of a closed link', readers & BODY)}"
            title = word("title of a closed link", readers & BODY)
            attach_link(item_id=made.pk, title=title, url=url, access="CLOSED", actor=self.actor)
        return made

    def file(self, item: AgendaItem, name: str, readers: Readers, mark: str) -> None:
        """A file with a word in its title, its name and its content."""
        attach_file(
            item_id=item.pk,
            title=self.words.plant(f"{name}: title", readers),
            filename=f"{self.words.plant(f'{name}: name', readers)}.pdf",
            data=pdf(self.words.plant(f"{name}: content", readers)),
            access=mark,
            actor=self.actor,
        )

    def items(self, meeting: Meeting, name: str, stage: Readers, *, files: bool = True) -> dict[str, AgendaItem]:
        """An item of each mark: the open one with files of each mark, the others with an open file."""
        marks = {"OPEN": MARKS} if files else {}
        rest = ("OPEN",) if files else ()
        return {mark: self.item(meeting, name, stage, access=mark, files=marks.get(mark, rest)) for mark in MARKS}

    def minutes(self, meeting: Meeting, name: str, items: dict[str, AgendaItem], stage: Readers) -> None:
        """A decision on each item, and who came."""
        for mark, item in items.items():
            decision = self.words.plant(f"{name}: decision of {mark}", stage & READERS[mark])
            self.save(item, "minutes", decision=f"<p>{decision}</p>")
        seen = {field: mark_of(value) for field, value in attendance_of(meeting).values.items()}
        present, away = (self.words.plant(f"{name}: {one}", stage) for one in ("present", "excused"))
        values = {"present": f"DA - {present}", "excused": away}
        save_attendance(meeting_id=meeting.pk, values=values, seen=seen, actor=self.actor)


def render(*meetings: Meeting, audiences: Iterable[str] = Publication.Audience.values) -> None:
    """Run the meetings' errands, as the worker does; those of some audiences alone where their papers are alike."""
    links = Publication.objects.filter(meeting__in=meetings, audience__in=audiences)
    known = links.values_list("pk", flat=True)
    for errand in Errand.objects.filter(state=Errand.State.DUE):
        if errand.params["publication_id"] in known:
            assert run(errand.pk) == Errand.State.DONE, errand.last_error


def plant() -> Words:
    """The whole story: every state in which something is kept from somebody."""
    words = Words()
    here = Story(words, cast.KAREN, "rar-sjaelland")
    render(_published(here), _under_embargo(here))
    render(_cancelled(here), _of_the_chairmanship(here), audiences=["PUBLIC", "MEMBERS"])
    _being_drafted(here)
    _held(here, sent=False)
    _held(here, sent=True)
    _of_another_council(Story(words, cast.JONAS, "rar-oestjylland"))
    _contact_data(words)
    _erased(here)
    _imported(here)
    _positive_list(words)
    return words


def _published(story: Story) -> Meeting:
    """Two versions of the agenda and minutes are out; a correction of the minutes is being written."""
    name = "published"
    meeting = story.meeting(name, days=2, place=EVERYBODY)
    items = story.items(meeting, name, EVERYBODY)
    later, gone = (
        story.item(meeting, f"{name}, {what}", EVERYBODY, files=["OPEN"])
        for what in ("closed later", "withdrawn later")
    )
    story.move(meeting, name, "udsend")
    # what version 1 showed stays as it was; what is new in a closed item is closed
    fresh = story.words.plant(f"{name}: text of an item as it was closed", BODY)
    story.save(later, access="CLOSED", summary=f"<p>{fresh}</p>")
    withdraw_item(item_id=gone.pk, withdrawn=True, actor=story.actor)
    story.save(items["OPEN"], summary=f"<p>{story.words.plant(f'{name}: text of version 2', EVERYBODY)}</p>")
    hidden = story.words.plant(f"{name}: text of version 2 in a closed item", BODY)
    story.save(items["CLOSED"], summary=f"<p>{hidden}</p>")
    for mark in MARKS:
        story.item(meeting, f"{name}, new in version 2", EVERYBODY, access=mark)
    story.move(meeting, name, "udsend-tillaeg", "begynd-moede")
    story.minutes(meeting, name, items, EVERYBODY)
    story.move(meeting, name, "afslut-moede", "udsend-referat", "offentliggoer", "ret-referat")
    story.minutes(meeting, f"{name}, a correction that is not sent", items, STAFF)
    return meeting


def _under_embargo(story: Story) -> Meeting:
    """Dispatched to the body's people, and changed since: what is changed is nobody's but the secretariat's."""
    name = "under embargo"
    meeting = story.meeting(name, days=20, place=BODY)
    items = story.items(meeting, name, BODY)
    story.move(meeting, name, "udsend")
    draft = f"{name}, changed since"
    for mark, item in items.items():
        texts = {
            text: f"<p>{story.words.plant(f'{draft}: {text} of {mark}', STAFF)}</p>"
            for text in ("summary", "exposition")
        }
        story.save(item, title=story.words.plant(f"{draft}: title of {mark}", STAFF), **texts)
        story.file(item, f"{draft}, file of {mark}", STAFF, "OPEN")
    story.item(meeting, draft, STAFF)
    return meeting


def _being_drafted(story: Story) -> Meeting:
    """Its people may know when and where (docs/domain.md, "planned"), and nothing of its agenda."""
    meeting = story.meeting("drafted", days=30, place=BODY)
    story.items(meeting, "drafted", STAFF)
    return meeting


def _held(story: Story, *, sent: bool) -> Meeting:
    """Its agenda is public since it ended; its minutes are a draft, or sent to the body's people."""
    name = "minutes sent" if sent else "minutes drafted"
    meeting = story.meeting(name, days=4 if sent else 3, place=EVERYBODY)
    items = story.items(meeting, name, EVERYBODY, files=False)
    story.move(meeting, name, "udsend", "begynd-moede")
    story.minutes(meeting, name, items, BODY if sent else STAFF)
    story.move(meeting, name, "afslut-moede", *(["udsend-referat"] if sent else []))
    if not sent:  # a PDF is given up, with an error that says something of its document
        failed = Errand.objects.get(kind="pdf", params__publication_id=meeting.publications.get(audience="MEMBERS").pk)
        failed.state, failed.last_error = Errand.State.PARKED, story.words.plant(f"{name}: error of an errand", STAFF)
        failed.save()
    return meeting


def _cancelled(story: Story) -> Meeting:
    """What was sent to the body's people stays with them; its day passes, and it is not public."""
    meeting = story.meeting("cancelled", days=-5, place=BODY)
    story.items(meeting, "cancelled", BODY)
    story.move(meeting, "cancelled", "udsend", "aflys")
    return meeting


def _of_the_chairmanship(story: Story) -> Meeting:
    """Dispatched and held: the chairmanship's and the secretariat's alone."""
    meeting = story.meeting("chairmanship", days=-2, place=CHAIRS, body=cast.CHAIRMANSHIP_BODY)
    items = story.items(meeting, "chairmanship", CHAIRS)
    story.move(meeting, "chairmanship", "udsend", "begynd-moede")
    story.minutes(meeting, "chairmanship", items, CHAIRS)
    story.move(meeting, "chairmanship", "afslut-moede", "udsend-referat")
    return meeting


def _of_another_council(story: Story) -> Meeting:
    """RAR Østjylland: public at dispatch, sections, all six texts printed; then a draft with new sections."""
    name, marks = "other council", {"OPEN": EVERYBODY, "CLOSED": THEIRS, "MEMBERS_ONLY": THEIRS}
    meeting = story.meeting(name, days=12, place=EVERYBODY)
    section = add_section(
        meeting_id=meeting.pk, title=story.words.plant(f"{name}: section", EVERYBODY), actor=story.actor
    )
    for mark, readers in marks.items():
        item = add_item(
            meeting_id=meeting.pk,
            title=story.words.plant(f"{name}: title of {mark}", readers),
            actor=story.actor,
            section_id=section.pk,
        )
        texts = {
            text: f"<p>{story.words.plant(f'{name}: {text} of {mark}', readers)}</p>"
            for text in ("background", "summary")
        }
        story.save(item, access=mark, **texts)
        story.file(item, f"{name}: file of {mark}", readers, mark)
    story.move(meeting, name, "udsend")
    title = story.words.plant(f"{name}: section of a draft", THEIR_STAFF)
    new = add_section(meeting_id=meeting.pk, title=title, actor=story.actor)
    add_item(
        meeting_id=meeting.pk,
        title=story.words.plant(f"{name}: title of a draft", THEIR_STAFF),
        actor=story.actor,
        section_id=new.pk,
    )
    return meeting


def _contact_data(words: Words) -> None:
    """Of Hanne, who reads her own; of Mikkel, who does not crawl; and of somebody of RAR Østjylland, also in a mail."""
    own = frozenset({"member", "secretariat"})
    for secretary, council, name, readers in (
        (cast.KAREN, "rar-sjaelland", cast.HANNE.name, own),
        (cast.KAREN, "rar-sjaelland", cast.MIKKEL.name, STAFF),
        (cast.JONAS, "rar-oestjylland", "Jakob Beck Wätjen", THEIR_STAFF),
    ):
        person = Person.objects.get(name=name)
        values = {"name": name, "email": f"{words.plant(f'{name}: e-mail', readers)}@example.dk"}
        values |= {field: words.plant(f"{name}: {field}", readers) for field in ("phone", "employer")}
        seen = {field: mark_of(getattr(person, field)) for field in values}
        change_person(council=council, person_id=person.pk, values=values, seen=seen, actor=loader.actor(secretary))


def _imported(story: Story) -> None:
    """A file that waits to be taken in, and one that has been: one item closed, and so the original."""

    def paper(name: str, *readers: Readers) -> bytes:
        items = [
            f"{number}. {word('title', may)}\n\nSagen kort\n\n{word('text', may)}."
            for number, may in enumerate(readers, 1)
            for word in [lambda what, may, name=name: story.words.plant(f"{name}: {what} of an item", may)]
        ]
        return "\n\n".join(items).encode()

    body = Body.objects.get(council__slug=story.council, kind="COUNCIL")
    told: dict[str, Any] = {"body_id": body.pk, "kind": "AGENDA", "actor": story.actor}
    begin_import(
        file=paper("waiting", story.staff),
        filename=f"{story.words.plant('waiting: filename', story.staff)}.txt",
        day=timezone.localdate() - timedelta(days=4001),
        **told,
    )
    taken = begin_import(
        file=paper("imported", EVERYBODY, BODY),
        filename=f"{story.words.plant('imported: filename', BODY)}.txt",
        day=timezone.localdate() - timedelta(days=4000),
        **told,
    )
    closed = reading_of(taken).document.items[1].line
    seen = {"access": mark_of("OPEN")}
    put_item_right(draft_id=taken.pk, line=closed, values={"access": "CLOSED"}, seen=seen, actor=story.actor)
    values = {"access": "CLOSED"}
    change_import(draft_id=taken.pk, values=values, actor=story.actor)
    render(take_in(draft_id=taken.pk, actor=story.actor), audiences=["PUBLIC", "MEMBERS"])


def _positive_list(words: Words) -> None:
    """A list that is out, and a round that the secretariat and the chairmanship alone know of."""

    def row(name: str, code: str, readers: Readers) -> Row:
        title, note = (words.plant(f"positive list, {name}: {part}", readers) for part in ("title", "note"))
        return Row("Bygge og anlæg", title, "AMU", code, 5, None, note)

    out = words.plant("positive list: note of the list", EVERYBODY)
    listed = rounds.published([row("published", "48906", EVERYBODY)], day=date(2020, 4, 1), note=out)
    assert run(Errand.objects.get(key=f"pdf {listed.publication.sha256}").pk) == Errand.State.DONE
    round = rounds.begun([row("round", "48907", CHAIRS)], day=date(2031, 10, 1))
    change_round(
        round_id=round.pk,
        in_force_from=round.in_force_from,
        approve_by=round.approve_by,
        reason=words.plant("positive list: background of a round", CHAIRS),
        actor=loader.actor(cast.KAREN),
    )
    said = words.plant("positive list: remark on a round", CHAIRS)
    comment(round_id=round.pk, text=said, actor=loader.actor(cast.BIRGITTE))


def _erased(story: Story) -> Meeting:
    """Version 1 said what it should not have; version 2 does not, and version 1 is erased, page and PDF."""
    name = "erased"
    meeting = story.meeting(name, days=-8, place=EVERYBODY)
    story.words.erased = meeting.address
    item = story.item(meeting, name, EVERYBODY)
    words = {text: story.words.plant(f"{name}: {text} of version 1", NOBODY) for text in ("summary", "exposition")}
    before = {text: getattr(item, text) for text in words}
    title, old_title = story.words.plant(f"{name}: title of version 1", NOBODY), item.title
    story.save(item, title=title, **{text: f"<p>{word}</p>" for text, word in words.items()})
    story.move(meeting, name, "udsend")
    render(meeting, audiences=["PUBLIC"])
    page = Client().get(f"/rar-sjaelland/moeder/{meeting.address}/dagsorden/")
    assert title in page.content.decode()  # it has been read, and is in memory
    story.save(item, title=old_title, **before)
    story.move(meeting, name, "udsend-tillaeg")
    erase_content(
        meeting_id=meeting.pk,
        kind="AGENDA",
        version=1,
        reason=story.words.plant(f"{name}: reason of the erasure", STAFF),
        actor=story.actor,
    )
    return meeting
