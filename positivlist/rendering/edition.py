"""What the chairmanship is shown: the whole list as it will stand, with what differs, under one digest."""

import hashlib
from collections.abc import Sequence
from typing import Any

from meetings.rules.chain import canonical
from positivlist.models import ListRound
from positivlist.rules.courses import Row
from positivlist.rules.differences import compare

SCHEMA = 1


def edition(round: ListRound, rows: Sequence[Row], base: Sequence[Row]) -> dict[str, Any]:
    """The round's courses and what they change. Its edition and sending are in it, so that no digest comes back."""
    differs = compare(base, rows)
    return {
        "schema": SCHEMA,
        "council": round.council.slug,
        "round": round.pk,
        "template": round.template,
        "in_force_from": round.in_force_from.isoformat(),
        "edition": round.edition,
        "sending": round.sendings,
        "base": round.base.publication.sha256 if round.base else None,
        "courses": [row.plain() for row in rows],
        "added": [list(row.key) for row in differs.added],
        "removed": [row.plain() for row in differs.removed],
        "changed": [list(change.after.key) for change in differs.changed],
    }


def digest_of(data: dict[str, Any]) -> str:
    """The SHA-256, in hex, to which an answer is bound."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()
