"""What a document that was read leaves open, and the secretariat is asked about."""

import re
from collections import Counter
from dataclasses import dataclass

from meetings.importing.document import Document
from meetings.importing.links import targets

PICTURE = re.compile(r"\b(?:[Tt]abellen|[Ff]iguren|[Gg]rafen|[Dd]iagrammet) (?:herunder|nedenfor)\b")


@dataclass(frozen=True)
class Doubt:
    """What cannot be told for certain, at a line, in Danish."""

    line: int
    why: str


def doubts_of(made: Document) -> list[Doubt]:
    """What a document leaves open, whoever has marked its lines: numbers, names, attachments, lines without a place."""
    found = []
    numbers = Counter(item.number for item in made.items if item.number)
    for item in made.items:
        if numbers[item.number] > 1:
            found.append(
                Doubt(item.line, f"Nummeret {item.number} er trykt {numbers[item.number]} gange. Det bliver beholdt.")
            )
        if not item.number:
            found.append(Doubt(item.line, "Punktet har intet nummer."))
        found += [
            Doubt(item.line, f"Titlen er et link til {target}. En titel kan ikke have et: skal det med, så skriv det.")
            for target in targets(item.title_lines)
            if target not in item.title
        ]
        found += [
            Doubt(one.line, "Bilaget har hverken nummer eller link. Linket er måske gået tabt.")
            for one in item.attachments
            if one.kind == "TEXT"
        ]
        found += [
            Doubt(line, "Linket står for sig selv ved bilagene. Hvor hører det til?") for _, line in item.loose_links
        ]
        for one in item.fields:
            for place, block in enumerate(one.blocks):
                tables = [each.kind for each in one.blocks[place : place + 2]]
                if PICTURE.search(block.text) and "table" not in tables:
                    line = block.lines[0].number if block.lines else item.line
                    found.append(Doubt(line, "Her er måske en tabel eller et billede, som ikke er i filens tekst."))
    names = Counter(who.name for who in made.people)
    for who in made.people:
        if who.group == "members" and not who.organisation:
            found.append(Doubt(who.line, f"{who.name} står uden organisation."))
        if names[who.name] > 1:
            found.append(Doubt(who.line, f"{who.name} står {names[who.name]} gange."))
    found += [Doubt(line.number, "Linjen har ikke fået en plads.") for line in made.unplaced]
    return found
