"""The table that is printed: a line for each figure, with its range and its aim."""

from collections.abc import Iterable
from statistics import quantiles

WIDTH = 58


class Report:
    """Prints as it goes: a run that is broken off has told what it knows."""

    def head(self, text: str) -> None:
        """A group of figures."""
        print(f"\n{text}")

    def line(self, what: str, figure: str, note: str = "") -> None:
        """A figure without an aim."""
        print(f"  {what:<{WIDTH}}{figure:>16}  {note}".rstrip(), flush=True)

    def aimed(
        self, what: str, value: float, *, least: float = 0, most: float = 0, figure: str = "", note: str = ""
    ) -> None:
        """A figure with its aim: at least `least`, or at most `most`."""
        held = value >= least if least else value <= most
        aim = f"aim {'>=' if least else '<='} {least or most:g}, {'met' if held else 'MISSED'}"
        self.line(what, figure or f"{value:.2f}", f"{aim:<20} {note}")


def spread(values: Iterable[float], form: str = ".2f") -> str:
    """The smallest and the largest."""
    values = list(values)
    return f"({min(values):{form}}-{max(values):{form}})"


def p95(values: Iterable[float]) -> float:
    """What 19 of 20 stay under."""
    return quantiles(values, n=20)[-1]
