"""A council's document profile: saved line by line, so that two who change different things never conflict."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from meetings.actions.acting import changes
from meetings.models import DocumentProfile
from meetings.queries.standing import council_for
from meetings.rules import profile as rules
from rarportal.core.log import record
from rarportal.core.permissions import Actor, Can
from rarportal.core.refusal import Refusal


@transaction.atomic
def save_profile(*, council: str, values: Mapping[str, Any], seen: Mapping[str, str], actor: Actor) -> DocumentProfile:
    """Save the lines (rules/profile.py) that the writer has changed; drafts follow, what is published stays.

    `seen` has the marks of the values that the form was made from. Raises Unseen or Forbidden without the right,
    Stale with both values where somebody else was first, Refusal when the lines together make no profile.
    """
    found, _ = council_for(actor, council=council, can=Can.SET_UP)
    profile = DocumentProfile.objects.select_for_update().get(council=found)
    wanted = rules.tidy(values)
    now = rules.to_lines(vars(profile))
    if strange := set(wanted) - set(now):
        raise Refusal(f"Feltet findes ikke: {', '.join(sorted(strange))}.", code="unknown")
    changed = changes(now, wanted, seen)
    if not changed:
        return profile
    if faults := rules.troubles({**now, **changed}):
        raise Refusal(*dict.fromkeys(faults.values()), code="profile")
    fields = rules.from_lines({**now, **changed})
    for field, value in fields.items():
        setattr(profile, field, value)
    profile.save(update_fields=list(fields))
    record(what="Dokumentprofilen blev ændret", actor=actor, council_id=found.pk, detail={"fields": sorted(changed)})
    return profile
