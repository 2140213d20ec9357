"""Lists of people as they are typed, a line each: presenters ("navn, titel, organisation") and attendance.

Reading what was written gives the same lines again, so that a list which nobody has touched is told by its text.
"""

from collections.abc import Iterable, Mapping

Person = Mapping[str, object]


def written_presenters(people: Iterable[Person]) -> str:
    """The text of a list of presenters (name, title, organisation)."""
    return "\n".join(_presenter(person) for person in people)


def _presenter(person: Person) -> str:
    if person["title"]:  # with a comma at the end a title alone is no organisation
        return f"{person['name']}, {person['title']}, {person['organisation']}".rstrip(" ")
    return f"{person['name']}, {person['organisation']}" if person["organisation"] else f"{person['name']}"


def read_presenters(text: str) -> list[dict[str, str]]:
    """Name, title and organisation of each line; with two parts the second is the organisation."""
    people = []
    for line in text.splitlines():
        name, *rest = (part.strip() for part in line.split(",", 2))
        title, organisation = rest if len(rest) == 2 else ("", rest[0] if rest else "")
        if name:
            people.append({"name": name[:200], "title": title[:200], "organisation": organisation[:200]})
    return people


def written_attendance(lines: Iterable[tuple[str, str]]) -> str:
    """The text of a list of (name, organisation): "DA - Navn Navnesen"."""
    return "\n".join(f"{group} - {name}" if group else name for name, group in lines)


def read_attendance(text: str) -> list[tuple[str, str]]:
    """(name, organisation) of each line, in the order typed."""
    return [_attendance(line) for line in text.splitlines() if line.strip()]


def _attendance(line: str) -> tuple[str, str]:
    group, dash, name = line.partition(" - ")
    return (name.strip()[:200], group.strip()[:100]) if dash else (line.strip()[:200], "")
