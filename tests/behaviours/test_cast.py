"""The demo's invented people: the references between them and to the councils hold."""

import re
from collections import Counter

from meetings.demo import cast
from meetings.demo.papers import DATA
from meetings.sources.councils import read


def test_the_cast_is_invented() -> None:
    taken = {word for name in ("s0", "s2") for word in re.findall(r"\w+", (DATA / f"{name}.txt").read_text("utf-8"))}
    for player in cast.CAST:
        assert taken.isdisjoint(player.name.split()), player.name
        assert player.email.endswith("@example.dk")
    assert len({player.email for player in cast.CAST}) == len(cast.CAST)


def test_the_cast_s_references_hold() -> None:
    facts = read()
    councils = {row["adresse"] for row in facts.councils}
    bodies = {(slug, body) for slug in councils for body in (cast.COUNCIL_BODY, cast.CHAIRMANSHIP_BODY)}
    bodies |= {(council, slug) for council, slug, _ in cast.COMMITTEES}
    emails = {player.email for player in cast.CAST}
    for player in cast.CAST:
        assert player.office in {"", *(row["adresse"] for row in facts.offices)}
        for seat in player.seats:
            assert (seat.council, seat.body) in bodies
            assert seat.organisation in {row["kort_navn"] for row in facts.organisations}
            assert seat.substitute_for in {"", *emails}
    roles = Counter(seat.role for player in cast.CAST for seat in player.seats)
    assert (roles["CHAIR"], roles["VICE_CHAIR"], roles["SUBSTITUTE"], roles["OBSERVER"]) == (2, 4, 1, 1)
