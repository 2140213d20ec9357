"""Who led a meeting, said in as few words as it takes: the chair can change from item to item (S2 item 1.2)."""

from collections.abc import Iterable
from itertools import groupby


def led_by(items: Iterable[tuple[str, str]]) -> list[str]:
    """Sentences about who led, from (number, name) of the items in their order; an item without a name says nothing.

    One leader needs no numbers; several are told with the items that each led.
    """
    runs = [(name, [number for number, _ in run]) for name, run in groupby(items, key=lambda item: item[1])]
    known = [(name, numbers) for name, numbers in runs if name]
    if len(runs) == 1 and known:
        return [f"Mødet blev ledet af {known[0][0]}."]
    return [f"Punkt {_span(numbers)} blev ledet af {name}." for name, numbers in known]


def _span(numbers: list[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
