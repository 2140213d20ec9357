"""Meetings in every state, made by the portal's own actions, with one of everything a page can show."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from meetings.actions.agenda import add_item, add_section, save_item, save_presenters, withdraw_item
from meetings.actions.attachments import attach_file, attach_link
from meetings.actions.minutes import save_attendance
from meetings.actions.moves import make_move, plan_meeting
from meetings.demo import cast, loader
from meetings.demo.papers import DATA
from meetings.models import AgendaItem, Body, Meeting, Publication, Rendition, store_bytes
from meetings.rules.versions import mark_of
from rarportal.core.models import Errand
from rarportal.core.permissions import Actor

PDF = DATA / "bilag.pdf"
TABLE = (
    "<table><caption>Kurser</caption><thead><tr><th scope='col'>Kursus</th><th scope='col'>Antal</th></tr></thead>"
    "<tbody><tr><th scope='row'>Gaffeltruck</th><td>18</td></tr></tbody></table>"
)
LONG = "Arbejdsmarkedsuddannelsesforberedelsesforløbskoordinationsudvalgsformandskabet"
TEXTS = {
    "summary": f"<p>Rådet har <strong>fået</strong> tal fra https://eksempel.dk. {LONG}</p>"
    "<ul><li>et</li><li>to</li></ul>",
    "recommendation": "<p>Det indstilles, at rådet godkender.</p>",
    "exposition": f"<h4>Baggrund</h4><p>Tekst.</p>{TABLE}",
    "next_steps": "<p>Sekretariatet følger op.</p>",
}
ROAD = (
    ("DRAFTING", "begynd-dagsorden"), ("DISPATCHED", "udsend"), ("IN_SESSION", "begynd-moede"),
    ("MINUTES_DRAFT", "afslut-moede"), ("MINUTES_SENT", "udsend-referat"), ("PUBLISHED", "offentliggoer"),
)  # fmt: skip
FIRST_DAY = date(2031, 1, 6)


@dataclass
class Staged:
    """A meeting that acts, on the way to a state."""

    meeting: Meeting
    by: cast.Player
    actor: Actor = field(init=False)

    def __post_init__(self) -> None:
        self.actor = loader.actor(self.by)

    def move(self, *names: str) -> "Staged":
        """Make moves, each with a reason."""
        for name in names:
            make_move(meeting_id=self.meeting.pk, name=name, actor=self.actor, reason="Aftalt med formanden.")
        self.meeting.refresh_from_db()
        return self

    def save(self, item: AgendaItem, *, part: str = "agenda", **values: Any) -> None:
        """Change fields of an item, as somebody who has just opened it."""
        item.refresh_from_db()
        seen = {name: mark_of(getattr(item, name)) for name in values}
        save_item(item_id=item.pk, part=part, values=values, seen=seen, actor=self.actor)

    @property
    def items(self) -> list[AgendaItem]:
        """In order."""
        return [*self.meeting.items.all()]

    @property
    def own(self) -> str:
        """The meeting's address for those who sign in."""
        body = self.meeting.body
        return f"/mit/{body.council.slug}/{body.slug}/{self.meeting.address}/"

    @property
    def public(self) -> str:
        """And for everybody."""
        return f"/{self.meeting.body.council.slug}/moeder/{self.meeting.address}/"

    def papers(self, **which: Any) -> Any:
        """The meeting's publications."""
        return Publication.objects.filter(meeting=self.meeting, **which)


def plan(by: cast.Player = cast.KAREN, council: str = "rar-sjaelland", body: str = "raad") -> Staged:
    """A meeting that is only planned."""
    meeting = plan_meeting(
        body_id=Body.objects.get(council__slug=council, slug=body).pk,
        kind="ORDINARY",
        date=FIRST_DAY + timedelta(weeks=Meeting.objects.count()),  # each on a day of its own
        starts_at=time(13),
        ends_at=time(16),
        place="Mødelokale 2",
        actor=loader.actor(by),
    )
    return Staged(Meeting.objects.select_related("body__council").get(pk=meeting.pk), by)


def stage(state: str, **where: Any) -> Staged:
    """A meeting with one of everything, in the state."""
    staged = plan(**where)
    for reached, move in ROAD:
        staged.move(move)
        if reached == "DRAFTING":
            write_agenda(staged)
        if reached == "IN_SESSION":
            take_minutes(staged)
        if reached == state:
            break
    return staged


def write_agenda(staged: Staged) -> None:
    """Five items: with everything, closed, for members only, for orientation, and any other business."""
    sections = staged.meeting.body.council.profile.numbering == "SECTIONS"
    section = add_section(meeting_id=staged.meeting.pk, title="Indsatsen", actor=staged.actor).pk if sections else None
    rows: list[tuple[str, dict[str, Any]]] = [
        ("Rekruttering", {**TEXTS, "decides": True, "presentation": True, "recommender": "CHAIRMANSHIP"}),
        ("VEU i regionen", {"summary": "<p>Lukket.</p>", "access": "CLOSED"}),
        ("Forberedelse af formandsvalg", {"summary": "<p>Kun os.</p>", "access": "MEMBERS_ONLY"}),
        (f"Orientering om {LONG}", {"summary": "<p>Tal.</p>", "informs": True, "discusses": True}),
        ("Eventuelt", {"kind": "ANY_OTHER_BUSINESS"}),
    ]  # fmt: skip
    for title, values in rows:
        item = add_item(meeting_id=staged.meeting.pk, title=title, section_id=section, actor=staged.actor)
        staged.save(item, **values)
    item = staged.items[0]
    known = {"item_id": item.pk, "actor": staged.actor}
    data = PDF.read_bytes()
    attach_file(title="Notat om tallene", filename="notat-om-tallene.pdf", data=data, access="OPEN", **known)
    attach_file(title="Lukket notat", filename="lukket.pdf", data=data + b" ", access="CLOSED", **known)
    attach_link(title="Jobindsats", url="https://jobindsats.dk/", access="OPEN", **known)
    presenters = [{"name": "Inge Prøvesen", "title": "kontorchef", "organisation": "STAR"}]
    save_presenters(presenters=presenters, **known)


def change_agenda(staged: Staged) -> None:
    """What makes a second version: another recommendation, a withdrawn item and a new one."""
    staged.save(staged.items[0], recommendation="<p>Det indstilles, at rådet drøfter.</p>")
    withdraw_item(item_id=staged.items[3].pk, withdrawn=True, actor=staged.actor)
    first = staged.items[0]
    new = add_item(meeting_id=staged.meeting.pk, title="Nyt punkt", section_id=first.section_id, actor=staged.actor)
    staged.save(new, summary="<p>Kom til senere.</p>")


def take_minutes(staged: Staged) -> None:
    """Two decisions, and who came."""
    staged.save(staged.items[0], part="minutes", decision="<p>Rådet godkendte.</p>", outcome="AS_RECOMMENDED")
    staged.save(staged.items[1], part="minutes", decision="<p>Taget til efterretning.</p>")
    save_attendance(
        meeting_id=staged.meeting.pk,
        values={"present": "DA - Navn Navnesen\nFH - Prøve Prøvesen", "excused": "Syg Sygesen"},
        seen={"present": mark_of(""), "excused": mark_of("")},
        actor=staged.actor,
    )


def pdf_ready(papers: Any) -> None:
    """As the errand leaves it."""
    for paper in papers:
        sha256 = store_bytes(PDF.read_bytes())
        for kind in ("pdf", "bundle"):
            Rendition.objects.create(publication=paper, kind=kind, template_version="prøve", sha256=sha256, size=1)
        _errands([paper]).update(state=Errand.State.DONE)


def pdf_late(papers: Any) -> None:
    """As while nobody works."""
    _errands(papers).update(due_at=timezone.now() - timedelta(hours=1))


def pdf_failed(papers: Any) -> None:
    """As after five attempts."""
    _errands(papers).update(state=Errand.State.PARKED, last_error="PDF-tjenesten svarer ikke.")


def _errands(papers: Any) -> Any:
    return Errand.objects.filter(key__in=[f"{kind} {paper.sha256}" for paper in papers for kind in ("pdf", "bundle")])
