"""When the chairmanship has approved a list: per person, by the rule that the council has set.

A seat that nobody holds counts for nothing: S2 item 1.2 tells of a chairmanship without a chair. Nobody approves alone
what they drafted themselves.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

MAJORITY_WITH_CHAIR, MAJORITY, EVERYBODY, CHAIR = "MAJORITY_WITH_CHAIR", "MAJORITY", "EVERYBODY", "CHAIR"
RULES = {
    MAJORITY_WITH_CHAIR: "et flertal af formandskabet, og formanden er med",
    MAJORITY: "et flertal af formandskabet",
    EVERYBODY: "alle i formandskabet",
    CHAIR: "formanden",
}


@dataclass(frozen=True)
class Sitting:
    """Somebody who sits in the chairmanship now."""

    person: int
    name: str
    is_chair: bool


def what_is_missing(
    *, rule: str, sitting: Iterable[Sitting], approved: Collection[int], drafters: Collection[int] = ()
) -> str | None:
    """The Danish sentence that says what is missing, or None when the list is approved.

    `approved`: who of the sitting has approved what stands there now; `drafters`: who has written in it.
    """
    seats = list(sitting)
    for_it = [one for one in seats if one.person in approved]
    chairs = [one for one in seats if one.is_chair]
    if not for_it:
        return "Ingen har godkendt endnu."
    if rule in {MAJORITY_WITH_CHAIR, CHAIR} and chairs and not any(one.is_chair for one in for_it):
        return f"Formanden, {chairs[0].name}, mangler."
    if rule == CHAIR and not chairs and len(for_it) * 2 <= len(seats):
        return "Formandsposten er ubesat: et flertal af næstformændene skal godkende."
    if rule in {MAJORITY_WITH_CHAIR, MAJORITY} and len(for_it) * 2 <= len(seats):
        return f"Der mangler {len(seats) // 2 + 1 - len(for_it)} for et flertal."
    if rule == EVERYBODY and len(for_it) < len(seats):
        return f"{', '.join(one.name for one in seats if one not in for_it)} mangler."
    if all(one.person in drafters for one in for_it):
        return "Den, der selv har skrevet i listen, kan ikke godkende den alene. En til skal godkende."
    return None
