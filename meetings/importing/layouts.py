"""The layouts of the councils' papers, as data: `data/*.toml`, a short description for each council.

A council whose papers look different gets a file of its own there; no code knows a council.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
COMMON = "common"


@dataclass(frozen=True)
class Heading:
    """A field's heading as a line has it, and what of the line is left."""

    field: str
    printed: str
    has_colon: bool
    rest: str


class Layout:
    """One description, with its patterns compiled; the keys are told in `data/common.toml`."""

    def __init__(self, slug: str, description: dict[str, Any]) -> None:
        common = _load(COMMON)
        told = {**common, **description}
        self.slug = slug
        self.name: str = told["name"]
        self.council: str = told["council"]
        self.numbering: str = told["numbering"].upper()
        self.section = _pattern(told["section"])
        self.item = _pattern(told["item"])
        self.item_is_certain: bool = told["item_is_certain"]
        self.in_front: bool = told["headings_stand"] == "in-front"
        self.attachment = _pattern(told["attachment"])
        self.no_attachments: list[str] = told["no_attachments"]
        self.empty: list[str] = told["empty"]
        self.status = _pattern(told["status"])
        self.statuses: dict[str, str] = told["statuses"]
        self.furniture = [re.compile(one) for one in told["furniture"]]
        self.front = re.compile(told["front"])
        self.attendance = {name.casefold() for name in told["attendance"]}
        self.excused = {name.casefold() for name in told["excused"]}
        self.groups = {name.casefold(): key for name, key in told["groups"].items()}
        self.person = re.compile(told["person"])
        self.kinds: dict[str, str] = told["kinds"]
        self.recommenders: dict[str, str] = told["recommenders"]
        self.presenters = [re.compile(one.replace("N)", f"{NAME})")) for one in told["presenters"]["patterns"]]
        self.headings: dict[str, list[str]] = told["headings"]
        self.tables: list[dict[str, Any]] = told["tables"]

    def heading(self, text: str) -> Heading | None:
        """The heading that a line is, or begins with. "Baggrunden er, at" is none, "Baggrund  Jobcenter" is one."""
        for field, names in self.headings.items():
            for name in names:
                if not text.startswith(name):
                    continue
                rest = text[len(name) :]
                colon = rest.lstrip().startswith(":")
                words = rest.lstrip().removeprefix(":").strip()
                if not words or (self.in_front and (colon or (rest[0].isspace() and not words[0].islower()))):
                    return Heading(field, name, colon, words)
        return None

    def status_of(self, title: str) -> tuple[str, str]:
        """A title without the mark at its end, and the mark as printed."""
        found = self.status.search(title) if self.status else None
        return (title[: found.start()].strip(), found["status"]) if found else (title, "")

    def marks_of(self, status: str) -> set[str]:
        """The marks that a printed status holds: B, O, D, presentation."""
        parts = [status] if status in self.statuses else re.split(r"\s*\+\s*", status)
        return {self.statuses[part] for part in parts if part in self.statuses}

    def people_heading(self, text: str) -> str | None:
        """ "" for the attendance's heading, "excused", or a group's key; None for any other line."""
        name = text.rstrip(":").strip().casefold()
        if name in self.attendance:
            return ""
        return "excused" if name in self.excused else self.groups.get(name)


NAME = r"[A-ZÆØÅ][\w’'-]*(?: (?:[A-ZÆØÅ]\.|[A-ZÆØÅ][\w’'-]+)){1,3}"


def _pattern(text: str) -> re.Pattern[str] | None:
    return re.compile(text) if text else None


def _load(slug: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{slug}.toml").read_text("utf-8"))


@cache
def layouts() -> dict[str, Layout]:
    """Every description there is, by its file's name."""
    slugs = sorted(path.stem for path in DATA.glob("*.toml") if path.stem != COMMON)
    return {slug: Layout(slug, _load(slug)) for slug in slugs}
