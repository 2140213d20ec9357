"""Which version of a field somebody has seen: a short digest of its value, so that no counter is kept."""

import hashlib
from typing import Any


def mark_of(value: Any) -> str:
    """16 hex digits that change with the value; a form carries them as "seen"."""
    return hashlib.sha256(str(value).encode()).hexdigest()[:16]
