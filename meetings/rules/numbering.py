"""Numbers of sections, items and attachments: computed while drafting, kept once they are frozen."""

from collections.abc import Sequence
from string import ascii_lowercase

PLAIN, BY_ITEM = "PLAIN", "BY_ITEM"  # styles of attachment labels


def section_numbers(frozen: Sequence[str]) -> list[str]:
    """The sections' numbers in order; one that is added after the first dispatch takes the next free number."""
    if not any(frozen):
        return [str(place) for place, _ in enumerate(frozen, 1)]
    following = 1 + max((int(number) for number in frozen if number.isdecimal()), default=0)
    numbers = []
    for number in frozen:
        numbers.append(number or str(following))
        following += not number
    return numbers


def item_numbers(frozen: Sequence[str], *, prefix: str = "") -> list[str]:
    """The items' numbers in order, within the flat agenda or within the section with this prefix ("2.").

    Before the first dispatch, and in a section that is new after it, 1, 2, 3; else a frozen number stays and a
    new item is "7a" after item 7 ("0a" where it is the first).
    """
    if not any(frozen):
        return [f"{prefix}{place}" for place, _ in enumerate(frozen, 1)]
    taken = {number for number in frozen if number}
    numbers: list[str] = []
    for number in frozen:
        if not number:
            base = numbers[-1].rstrip(ascii_lowercase) if numbers else f"{prefix}0"
            number = next(candidate for letter in letters() if (candidate := base + letter) not in taken)
            taken.add(number)
        numbers.append(number)
    return numbers


def letters() -> list[str]:
    """a, b ... z, aa, ab ...: enough for any agenda."""
    return [*ascii_lowercase, *(first + second for first in ascii_lowercase for second in ascii_lowercase)]


def attachment_numbers(frozen: Sequence[int | None]) -> list[int]:
    """1, 2, 3 in order; frozen ones stay, and a new one takes the number after the highest."""
    following = 1 + max((number for number in frozen if number), default=0)
    numbers = []
    for number in frozen:
        numbers.append(number or following)
        following += not number
    return numbers


def attachment_label(style: str, item_number: str, number: int) -> str:
    """ "2)" in the style PLAIN (S0); "1.4 -" and for the second "1.4.2 -" in the style BY_ITEM (S2)."""
    if style == PLAIN:
        return f"{number})"
    return f"{item_number} -" if number == 1 else f"{item_number}.{number} -"


def anchors(numbers: Sequence[str]) -> list[str]:
    """Anchors for links, unique even where imported numbers are not: "punkt-1-2", "punkt-1-2-b"."""
    seen: dict[str, int] = {}
    result = []
    for number in numbers:
        anchor = "punkt-" + number.replace(".", "-")
        seen[anchor] = seen.get(anchor, 0) + 1
        result.append(anchor if seen[anchor] == 1 else f"{anchor}-{ascii_lowercase[seen[anchor] - 1]}")
    return result
