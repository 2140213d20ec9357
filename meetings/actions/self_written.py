"""*Skriv teksten*: the portal's own words into an item that is still empty, to be edited."""

from django.db import transaction
from django.db.models import Max

from meetings.actions.acting import note, open_item
from meetings.models import AgendaItem, Attachment, Meeting
from meetings.queries.self_written import coming_meetings_with_items, last_minutes, waiting_titles
from meetings.rules.self_written import COMING, FOLLOW_UP, coming, follow_up, written_by_portal
from meetings.workflow import AGENDA
from rarportal.core.clock import now
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Refusal
from rarportal.core.richtext import clean


@transaction.atomic
def write_item(*, item_id: int, minutes_url: str, actor: Actor) -> AgendaItem:
    """Fill "Sagen kort" with what the portal knows; published minutes become a link among the attachments.

    `minutes_url`: where the published minutes of the meeting before can be read; "" for nowhere. Raises Refusal when
    the portal has no text for an item of this title, or when there is a text already.
    """
    meeting, item = open_item(item_id=item_id, part=AGENDA, actor=actor)
    kind = written_by_portal(item.title)
    if not kind:
        raise Refusal("Portalen har ingen tekst til et punkt med den titel.", code="kind")
    if item.summary:
        raise Refusal("Sagen kort har en tekst. Slet den først, hvis portalen skal skrive en ny.", code="not-empty")
    item.summary = clean(_text(meeting, kind))
    item.save(update_fields=["summary"])
    note(meeting, actor, "Portalen skrev et punkts tekst", item=item.pk)
    known = last_minutes(meeting) if kind == FOLLOW_UP else None
    if known and known.published and minutes_url and not item.attachments.filter(url=minutes_url).exists():
        last = item.attachments.aggregate(last=Max("position"))["last"] or 0
        Attachment.objects.create(  # our own address, also where the host has no dot
            item=item, position=last + 1, kind=Attachment.Kind.LINK, title=f"Referat af mødet den {known.day}",
            url=minutes_url, access=item.access, added_at=now(), added_by=actor.name,
        )  # fmt: skip
    return item


def _text(meeting: Meeting, kind: str) -> str:
    if kind == COMING:
        return coming(meetings=coming_meetings_with_items(meeting), waiting=waiting_titles(meeting))
    known = last_minutes(meeting)
    if known is None:
        raise Refusal("Der er intet tidligere møde at følge op på.", code="none")
    return follow_up(meeting=known.day, sent=known.sent, published=known.published)
