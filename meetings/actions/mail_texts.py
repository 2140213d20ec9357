"""A council's own words for a mail, and back to the portal's."""

from collections.abc import Mapping

from django.db import transaction

from meetings.actions.acting import changes
from meetings.models import Council, MailText
from meetings.queries.mail_texts import mail_text
from meetings.queries.standing import council_for
from meetings.rules.mail_texts import STANDARD, missing, unknown
from rarportal.core.log import record
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal, Unseen


@transaction.atomic
def save_mail_text(
    *, council: str, kind: str, values: Mapping[str, str], seen: Mapping[str, str], actor: Actor
) -> None:
    """Save the council's subject and body of a kind of mail; the standard text itself is not kept as a copy.

    Raises Stale where somebody else was first, Refusal for an unknown placeholder or one that is missing.
    """
    found = _open(council, kind, actor)
    subject, body = mail_text(found, kind)
    now = {"subject": subject, "body": body}
    changed = changes(now, {field: values[field] for field in now}, seen)
    if not changed:
        return
    now |= changed
    faults = [f"{name} er ingen pladsholder i denne mail." for name in unknown(now["subject"] + now["body"], kind)]
    faults += [f"Teksten mangler {name}." for name in missing(now["body"], kind)]
    if faults:
        raise Refusal(*faults, code="placeholders")
    if (now["subject"], now["body"]) == STANDARD[kind]:
        MailText.objects.filter(council=found, kind=kind).delete()
    else:
        MailText.objects.update_or_create(council=found, kind=kind, defaults=now)
    _note(found, kind, actor, "En mailtekst blev ændret")


@transaction.atomic
def drop_mail_text(*, council: str, kind: str, actor: Actor) -> None:
    """*Brug standardteksten igen*: the council's own words go."""
    found = _open(council, kind, actor)
    if MailText.objects.filter(council=found, kind=kind).delete()[0]:
        _note(found, kind, actor, "En mailtekst blev sat tilbage til standardteksten")


def _open(council: str, kind: str, actor: Actor) -> Council:
    """The council, locked, so that two first savings follow one another."""
    if kind not in STANDARD:
        raise Unseen
    found, _ = council_for(actor, council=council, can=Can.SET_UP)
    return Council.objects.select_for_update().get(pk=found.pk)


def _note(council: Council, kind: str, actor: Actor, what: str) -> None:
    record(what=what, actor=actor, council_id=council.pk, thing=MailText.Kind(kind).label)
