"""The only domain errors. `http.RefusalMiddleware` turns them into pages."""

from collections.abc import Mapping
from dataclasses import dataclass


class Refusal(Exception):
    """An act that the rules refuse, with all its reasons at once, each a Danish sentence."""

    status = 422

    def __init__(self, *reasons: str, code: str = "refused") -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons
        self.code = code


class AtFields(Refusal):
    """Refused because of what was typed: each sentence with the field that it stands beside."""

    def __init__(self, fields: Mapping[str, str], code: str = "fields") -> None:
        super().__init__(*fields.values(), code=code)
        self.fields = dict(fields)


class Forbidden(Refusal):
    """A seated person without the right (403). A stranger gets 404 from the query that finds nothing."""

    status = 403

    def __init__(self, reason: str = "Du har ikke ret til at gøre dette.") -> None:
        super().__init__(reason, code="forbidden")


@dataclass(frozen=True)
class Conflict:
    """One field that somebody else saved in the meantime: what I typed, and what stands there now."""

    field: str
    mine: str
    theirs: str


class Stale(Refusal):
    """Somebody else saved in the meantime. Carries both texts of every such field; nothing has been saved."""

    status = 409

    def __init__(self, *conflicts: Conflict) -> None:
        super().__init__("Teksten er ændret af en anden, siden du åbnede den.", code="stale")
        self.conflicts = conflicts


class Settled(Refusal):
    """What was sent has been done once and for good; sent again it changes nothing (409)."""

    status = 409

    def __init__(self, reason: str) -> None:
        super().__init__(reason, code="settled")


class Unseen(Exception):
    """Nothing is there, or nothing for this viewer: the same 404, so that there is nothing to learn."""
