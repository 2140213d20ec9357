"""The demo's councils, people and meetings, made by the portal's own actions. Can be run again: nothing doubles.

The two seeds come in as imported documents (a real importer takes over in a later issue); one invented meeting of
RAR Sjælland stands in drafting, three weeks ahead, with the texts of S0.
"""

from datetime import date, time, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from meetings.actions.agenda import add_item, save_item, save_presenters
from meetings.actions.attachments import attach_file, attach_link, mark_attachment
from meetings.actions.issuing import issue
from meetings.actions.loading import load_councils as load_from_files
from meetings.actions.moves import make_move, plan_meeting
from meetings.demo import cast
from meetings.demo.seeds import DATA, SeedItem, SeedMeeting, read
from meetings.models import (
    Access,
    AgendaItem,
    AgendaSection,
    Attachment,
    Attendance,
    Body,
    Council,
    DocumentProfile,
    Meeting,
    Membership,
    Office,
    OfficeStaff,
    Organisation,
    Person,
    Presenter,
    StandingItem,
)
from meetings.queries.agenda import agenda_of
from meetings.queries.standing import actor_of, roles_in
from meetings.rules.versions import mark_of
from meetings.rules.visibility import audiences
from meetings.sources.councils import read as read_councils
from meetings.workflow import MEETING
from rarportal.core.clock import midnight, now, today
from rarportal.core.models import User
from rarportal.core.permissions import Actor
from rarportal.core.richtext import from_text
from rarportal.core.workflow import Move, make

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
    """A seed as an imported meeting: printed numbers kept, faults included, and published to all at once."""
    seed = read(name)
    body = Body.objects.select_related("council__profile").get(council__slug=seed.council_slug, kind="COUNCIL")
    if body.meetings.filter(date=seed.date).exists():
        return None
    meeting = Meeting.objects.create(body=body, date=seed.date)
    _fill(meeting, seed)
    importer, at = actor(by), now()
    make(MEETING, MEETING["importer"], meeting, Move(roles=roles_in(meeting, importer), at=at))
    meeting.public_from = at
    meeting.save(update_fields=["state", "public_from"])
    issue(
        meeting=meeting,
        agenda=agenda_of(meeting),
        kind=seed.kind,
        version=1,
        audiences=audiences(body_is_public=True),
        actor=importer,
        at=at,
    )
    return meeting


def _fill(meeting: Meeting, seed: SeedMeeting) -> None:
    position = 0
    for place, section in enumerate(seed.sections, 1):
        row = None
        if section.title:
            row = AgendaSection.objects.create(
                meeting=meeting, position=place, number=section.number, title=section.title
            )
        for item in section.items:
            position += 1
            _item(meeting, row, position, item)
    people = _printed_people(meeting.body.council, {line.name for line in seed.attendance})
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, position=place, person=people[line.name], name=line.name, group=line.group)
        for place, line in enumerate(seed.attendance, 1)
    )


def _printed_people(council: Council, names: set[str]) -> dict[str, Person]:
    """A person for each name that is printed, without sign-in or seat: they are known, and never act."""
    return {name: Person.objects.get_or_create(name=name, registered_in=council, user=None)[0] for name in names}


def _item(meeting: Meeting, section: AgendaSection | None, position: int, seed: SeedItem) -> None:
    item = AgendaItem.objects.create(
        meeting=meeting,
        section=section,
        position=position,
        number=seed.number,
        number_is_printed=True,
        kind=seed.kind,
        title=seed.title,
        decides=seed.status_b,
        informs=seed.status_o,
        discusses=seed.status_d,
        presentation=seed.presentation,
        recommender=seed.recommender,
        no_attachments=seed.no_attachments_text,
        **seed.texts,
    )
    Presenter.objects.bulk_create(
        Presenter(item=item, position=place, name=one.name, title=one.title, organisation=one.organisation)
        for place, one in enumerate(seed.presenters, 1)
    )
    Attachment.objects.bulk_create(
        Attachment(
            item=item,
            position=place,
            number=place,
            printed_label=one.label,
            kind=one.kind,
            title=one.title,
            url=one.url,
        )
        for place, one in enumerate(seed.attachments, 1)
    )


@transaction.atomic
def draft_meeting(*, by: cast.Player, day: date) -> Meeting | None:
    """The invented meeting: S0's items in drafting, one of them closed, with files on item 5, one of them closed."""
    secretary = actor(by)
    body = Body.objects.get(council__slug="rar-sjaelland", kind="COUNCIL")
    if body.meetings.exclude(state=Meeting.State.IMPORTED).exists():
        return None
    meeting = plan_meeting(
        body_id=body.pk,
        kind=Meeting.Kind.ORDINARY,
        date=day,
        starts_at=time(13),
        ends_at=time(16),
        place="Roskilde, mødelokale 2",
        actor=secretary,
    )
    make_move(meeting_id=meeting.pk, name="begynd-dagsorden", actor=secretary)
    for seed in read("s0").sections[0].items:
        _draft_item(meeting, seed, secretary)
    return meeting


def _draft_item(meeting: Meeting, seed: SeedItem, secretary: Actor) -> None:
    item = add_item(meeting_id=meeting.pk, title=seed.title, actor=secretary)
    texts = {field: html for field, html in seed.texts.items() if field not in {"decision", "attachments"}}
    closed = seed.title.startswith("VEU")
    values = {
        **texts,
        "kind": seed.kind,
        "recommender": seed.recommender,
        "decides": "decision" in seed.texts and seed.kind == "ORDINARY",
        "access": Access.CLOSED if closed else Access.OPEN,
    }
    seen = {field: mark_of(getattr(item, field)) for field in values}
    save_item(item_id=item.pk, part="agenda", values=values, seen=seen, actor=secretary)
    presenters = [{"name": p.name, "title": p.title, "organisation": p.organisation} for p in seed.presenters]
    save_presenters(item_id=item.pk, presenters=presenters, actor=secretary)
    for one in seed.attachments:
        if one.kind == "LINK":
            attach_link(item_id=item.pk, title=one.title, url=one.url, access=Access.OPEN, actor=secretary)
        else:
            attached = attach_file(
                item_id=item.pk,
                title=one.title,
                filename="eksempel-paa-bilag.pdf",
                data=(DATA / "bilag.pdf").read_bytes(),
                access=Access.OPEN,
                actor=secretary,
            )
            if one.title.startswith("Rådets proces"):
                mark_attachment(attachment_id=attached.pk, access=Access.CLOSED, actor=secretary)
