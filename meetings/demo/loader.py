"""The demo's councils, people and meetings, made by the portal's own actions. Can be run again: nothing doubles.

The two seeds come in through the importer, as a secretariat would fetch them; one invented meeting of RAR Sjælland
stands in drafting, three weeks ahead, with the texts of S0.
"""

from datetime import date, time, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from meetings.actions.agenda import save_item
from meetings.actions.attachments import mark_attachment, replace_file
from meetings.actions.imports import begin_import, choose_people, mark_lines
from meetings.actions.loading import load_councils as load_from_files
from meetings.actions.moves import plan_meeting
from meetings.actions.taking_in import take_in
from meetings.demo import cast
from meetings.demo.papers import DATA, PAPERS, Paper
from meetings.importing.people import NEW
from meetings.models import (
    Access,
    Attachment,
    Body,
    Council,
    DocumentProfile,
    ImportDraft,
    Meeting,
    Membership,
    Office,
    OfficeStaff,
    Organisation,
    Person,
    StandingItem,
)
from meetings.queries.imports import reading_of
from meetings.queries.standing import actor_of
from meetings.rules.versions import mark_of
from meetings.sources.councils import read as read_councils
from rarportal.core.clock import midnight, today
from rarportal.core.models import User
from rarportal.core.permissions import Actor
from rarportal.core.richtext import from_text

PASSWORD = "raadsportalen"  # noqa: S105  every sign-in of the demo; the banner says that it is a demo
WEEKS_AHEAD = 3

SENTENCES = {
    "ORDINARY": ["Rådet godkendte indstillingen.", "Punktet blev udsat til næste møde."],
    "INFORMATION": ["Rådet tog meddelelserne til efterretning."],
    "THEME": ["Rådet drøftede oplægget."],
    "ANY_OTHER_BUSINESS": ["Der var ingen bemærkninger."],
    "O": ["Rådet tog orienteringen til efterretning."],
    "D": ["Rådet drøftede punktet."],
}
STANDING_ITEMS = (  # title, kind, what the item begins with, what is recommended
    ("Godkendelse af dagsorden", "ORDINARY", "Dagsordenen for mødet.", "Det indstilles, at dagsordenen godkendes."),
    ("Opfølgning på referat", "ORDINARY", "Opfølgning på referatet af det seneste møde.", ""),
    ("Meddelelser", "INFORMATION", "Nyt fra formandskabet, medlemmerne og sekretariatet.", ""),
    ("Kommende møder", "INFORMATION", "De kommende møder, og hvad de skal handle om.", ""),
    ("Eventuelt", "ANY_OTHER_BUSINESS", "", ""),
)
SJAELLAND = {
    "numbering": "FLAT",
    "attachment_style": "PLAIN",
    "layout": "above",
    "public_at": "HELD",
    "shows_status": False,
    "no_attachments": "Ingen",
    "headings": [
        ["summary", "Sagen kort"],
        ["recommendation", "Indstilling"],
        ["decision", "Beslutning"],
        ["exposition", "Sagen uddybet"],
        ["next_steps", "Proces/opfølgning"],
        ["attachments", "Bilag"],
    ],
    "decision_headings": {"THEME": "Referat", "INFORMATION": "Referat", "ANY_OTHER_BUSINESS": "Bemærkninger"},
    "standard_sentences": SENTENCES,
}
OESTJYLLAND = {
    "numbering": "SECTIONS",
    "attachment_style": "BY_ITEM",
    "layout": "column",
    "public_at": "DISPATCH",
    "shows_status": True,
    "no_attachments": "Intet bilag til dette punkt.",
    "headings": [
        ["summary", "Sagen kort"],
        ["recommendation", "Indstilling"],
        ["decision", "Beslutning"],
        ["exposition", "Sagsfremstilling"],
        ["next_steps", "Videre proces"],
        ["background", "Baggrund"],
        ["attachments", "Bilag"],
    ],
    "decision_headings": {},
    "standard_sentences": SENTENCES,
}
PROFILES = {"rar-sjaelland": SJAELLAND, "rar-oestjylland": OESTJYLLAND}


@transaction.atomic
def load_councils() -> None:
    """The councils as `manage.py load_councils` makes them, with the two councils' own profiles and committees."""
    known = set(DocumentProfile.objects.values_list("council__slug", flat=True))
    load_from_files(read_councils())
    for slug in PROFILES.keys() - known:  # what somebody has set up in the demo since stays
        DocumentProfile.objects.filter(council__slug=slug).update(**PROFILES[slug])
    for body in Body.objects.filter(council__slug="rar-sjaelland", kind__in=["COUNCIL", "CHAIRMANSHIP"]):
        _standing_items(body)
    for slug, committee, name in cast.COMMITTEES:
        council = Council.objects.get(slug=slug)
        Body.objects.update_or_create(
            council=council, slug=committee, defaults={"kind": "COMMITTEE", "name": f"{name} i {council.name}"}
        )


def _standing_items(body: Body) -> None:
    """The five standing items of the domain, unless the body has some."""
    if not body.standing_items.exists():
        StandingItem.objects.bulk_create(
            StandingItem(
                body=body,
                position=place,
                title=title,
                kind=kind,
                decides=bool(recommendation),
                informs=kind == "INFORMATION",
                summary=from_text(summary),
                recommendation=from_text(recommendation),
            )
            for place, (title, kind, summary, recommendation) in enumerate(STANDING_ITEMS, 1)
        )


@transaction.atomic
def load_people() -> None:
    """The invented cast with sign-ins, seats and posts."""
    organisations = {one.short_name: one for one in Organisation.objects.all()}
    password = make_password(PASSWORD)
    period = DateTimeTZRange(midnight(cast.SEATS_FROM), None)
    for player in cast.CAST:
        user, _ = User.objects.update_or_create(
            email=player.email, defaults={"password": password, "is_administrator": player.is_administrator}
        )
        known = {"name": player.name}
        contact = {"email": player.email, "phone": player.phone}  # not put back when somebody has changed it
        person, _ = Person.objects.update_or_create(user=user, defaults=known, create_defaults={**known, **contact})
        if player.office:
            office = Office.objects.get(slug=player.office)
            OfficeStaff.objects.update_or_create(person=person, office=office, defaults={"period": period})
        for seat in player.seats:
            body = Body.objects.get(council__slug=seat.council, slug=seat.body)
            if person.memberships.filter(body=body).exists():
                continue  # somebody may have ended or changed it since
            stands_for = body.memberships.filter(person__user__email=seat.substitute_for or None)
            Membership.objects.create(
                person=person,
                body=body,
                role=seat.role,
                organisation=organisations.get(seat.organisation),
                period=period,
                substitute_for=stands_for.first(),
            )


def actor(player: cast.Player) -> Actor:
    """One of the cast, acting."""
    return actor_of(User.objects.get(email=player.email))


def load_meetings() -> None:
    """Both seeds and the invented meeting, unless they are there."""
    import_seed("s0", by=cast.KAREN)
    import_seed("s2", by=cast.JONAS)
    draft_meeting(by=cast.KAREN, day=_weekday(today() + timedelta(weeks=WEEKS_AHEAD)))


def _weekday(day: date) -> date:
    """The day, or the Monday after a Saturday or Sunday."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


@transaction.atomic
def import_seed(name: str, *, by: cast.Player) -> Meeting | None:
    """A seed as the secretariat would have fetched it: read, its questions answered, taken in."""
    paper = PAPERS[name]
    body = Body.objects.get(council__slug=paper.council, kind="COUNCIL")
    if body.meetings.filter(date=paper.date).exists():
        return None
    return take_in(draft_id=_read(paper, body, by=by).pk, actor=actor(by))


def _read(paper: Paper, body: Body, *, by: cast.Player, day: date | None = None) -> ImportDraft:
    """The seed's import, with the answers that a secretary gives in the preview; `day` makes it one to come."""
    draft = begin_import(
        body_id=body.pk,
        file=(DATA / paper.filename).read_bytes(),
        filename=paper.filename,
        kind=paper.kind,
        day=day or paper.date,
        to_come=day is not None,
        actor=actor(by),
    )
    shown = dict(zip((line[0] for line in draft.lines), draft.marks, strict=True))
    mark_lines(draft_id=draft.pk, marks=paper.marks, seen={line: shown[line] for line in paper.marks}, actor=actor(by))
    people = reading_of(draft).document.people
    choose_people(draft_id=draft.pk, choices={one.line: NEW for one in people}, actor=actor(by))
    return draft


@transaction.atomic
def draft_meeting(*, by: cast.Player, day: date) -> Meeting | None:
    """The invented meeting: S0's items as a draft, one of them closed, with files on item 5, one of them closed."""
    secretary = actor(by)
    body = Body.objects.get(council__slug="rar-sjaelland", kind="COUNCIL")
    if body.meetings.exclude(state=Meeting.State.IMPORTED).exists():
        return None
    plan_meeting(
        body_id=body.pk,
        kind=Meeting.Kind.ORDINARY,
        date=day,
        starts_at=time(13),
        ends_at=time(16),
        place="Roskilde, mødelokale 2",
        actor=secretary,
    )
    meeting = take_in(draft_id=_read(PAPERS["s0"], body, by=by, day=day).pk, actor=secretary)
    for item in meeting.items.all():
        closed = item.title.startswith("VEU")
        values = {
            "decides": item.kind == "ORDINARY",
            "access": Access.CLOSED if closed else Access.OPEN,
        }
        seen = {field: mark_of(getattr(item, field)) for field in values}
        save_item(item_id=item.pk, part="agenda", values=values, seen=seen, actor=secretary)
    for attachment in Attachment.objects.filter(item__meeting=meeting, kind=Attachment.Kind.FILE):
        replace_file(
            attachment_id=attachment.pk,
            filename="eksempel-paa-bilag.pdf",
            data=(DATA / "bilag.pdf").read_bytes(),
            actor=secretary,
        )
        if attachment.title.startswith("Rådets proces"):
            mark_attachment(attachment_id=attachment.pk, access=Access.CLOSED, actor=secretary)
    return meeting
