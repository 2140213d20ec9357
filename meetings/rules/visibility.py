"""Who reads what, and from when: docs/domain.md's table of marks and the embargo."""

from datetime import date, datetime, time, tzinfo

from rarportal.core.permissions import Can, Role, may

SEES: dict[str, frozenset[str]] = {
    "OPEN": frozenset({"PUBLIC", "OBSERVERS", "MEMBERS"}),
    "CLOSED": frozenset({"OBSERVERS", "MEMBERS"}),
    "MEMBERS_ONLY": frozenset({"MEMBERS"}),
}


def sees(audience: str, access: str) -> bool:
    """Whether an audience reads an item or attachment with this mark."""
    return audience in SEES[access]


def audience_of(roles: frozenset[Role]) -> str | None:
    """Whose version a seated person reads under /mit/, or None."""
    if may(roles, Can.READ_AS_MEMBER):
        return "MEMBERS"
    return "OBSERVERS" if may(roles, Can.READ_AS_OBSERVER) else None


def audiences(body_is_public: bool) -> tuple[str, ...]:
    """For whom a paper of a body is frozen: chairmanship and committees have nothing public."""
    return ("PUBLIC", "OBSERVERS", "MEMBERS") if body_is_public else ("OBSERVERS", "MEMBERS")


def public_from(public_at: str, dispatched: datetime, day: date, zone: tzinfo) -> datetime:
    """When a dispatched agenda becomes public: at once, or at 23.59 of the meeting's day unless it ends before.

    "HELD" is the rule that RAR Sjælland has printed on its agendas.
    """
    if public_at == "DISPATCH":
        return dispatched
    return max(dispatched, datetime.combine(day, time(23, 59), zone))
