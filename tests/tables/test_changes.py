"""What a second version says about itself: one Danish sentence for each change, and nothing of what is closed."""

from typing import Any

import pytest

from meetings.actions.agenda import save_item
from meetings.actions.moves import make_move
from meetings.demo import cast, loader
from meetings.models import Meeting, PublicationContent
from meetings.rules.changes import changes
from meetings.rules.versions import mark_of
from tests.snapshots import attachment, item, part

Snapshot = dict[str, Any]
PUZZLE = "hemmeligt"


def paper(*items: dict[str, Any], **more: Any) -> Snapshot:
    """A paper with these items in one section without a name."""
    return {
        "meeting": {"date": "2024-02-01", "starts_at": "13:00", "ends_at": "16:00", "place": "Roskilde"},
        "sections": [{"number": "", "title": "", "items": [*items]}],
        "attendance": [],
        "excused": [],
        **more,
    }


def first(**more: Any) -> dict[str, Any]:
    texts = part("summary", "Sagen kort", "<p>A</p>"), part("recommendation", "Indstilling", "<p>B</p>")
    return item("1", "Budget", *texts, **more)


def closed(number: str = "1") -> dict[str, Any]:
    return {"number": number, "anchor": f"punkt-{number}", "redacted": True}


def gone(number: str = "1") -> dict[str, Any]:
    shown = {"number": number, "anchor": f"punkt-{number}", "redacted": False, "withdrawn": True}
    return {**shown, "title": "Budget", "access": "OPEN"}


def with_files(*files: dict[str, Any]) -> Snapshot:
    return paper(first(attachments=[*files]))


def closed_file(label: str) -> dict[str, Any]:
    return {"label": label, "redacted": True}


def meeting(**more: Any) -> Snapshot:
    return paper(first(), meeting=paper()["meeting"] | more)


def sections(*pairs: tuple[str, str]) -> Snapshot:
    return paper(sections=[{"number": number, "title": title, "items": []} for number, title in pairs])


ONE, OTHER = attachment("1)", "Plan"), attachment("2)", "Bilag")
TABLE: dict[str, tuple[Snapshot, Snapshot, list[str]]] = {
    "nothing": (paper(first()), paper(first()), []),
    "day": (meeting(), meeting(date="2024-02-02"), ["Mødets dato er ændret."]),
    "begin": (meeting(), meeting(starts_at="12:30"), ["Mødets begyndelse er ændret."]),
    "end": (meeting(), meeting(ends_at=None), ["Mødets sluttidspunkt er ændret."]),
    "place": (meeting(), meeting(place="Næstved"), ["Mødets sted er ændret."]),
    "title": (paper(first()), paper(first() | {"title": "Budget 2025"}), ["Punkt 1: Titlen er ændret."]),
    "status": (paper(first()), paper(first(marks=["B"])), ["Punkt 1: Status er ændret."]),
    "access": (paper(first()), paper(first(access="CLOSED")), ["Punkt 1: Adgangen er ændret."]),
    "outcome": (paper(first()), paper(first(outcome="Udsat")), ["Punkt 1: Udfald er ændret."]),
    "presenters": (
        paper(first()),
        paper(first(presenters=[{"name": "Carla Bæk", "title": "", "organisation": ""}])),
        ["Punkt 1: Oplægsholdere er ændret."],
    ),
    "text, under the profile's own heading": (
        paper(item("2", "Sag", part("exposition", "Sagen uddybet", "<p>A</p>"))),
        paper(item("2", "Sag", part("exposition", "Sagen uddybet", "<p>B</p>"))),
        ["Punkt 2: Sagen uddybet er ændret."],
    ),
    "a text that was empty": (
        paper(item("2", "Sag")),
        paper(item("2", "Sag", part("next_steps", "Videre proces", "<p>B</p>"))),
        ["Punkt 2: Videre proces er ændret."],
    ),
    "a text that is empty now": (
        paper(item("2", "Sag", part("next_steps", "Videre proces", "<p>B</p>"))),
        paper(item("2", "Sag")),
        ["Punkt 2: Videre proces er ændret."],
    ),
    "a new item": (paper(first()), paper(first(), item("1a", "Ny pulje")), ["Nyt punkt 1a: Ny pulje."]),
    "a new closed item": (paper(first()), paper(first(), closed("1a")), ["Nyt punkt 1a: Lukket punkt."]),
    "withdrawn": (paper(first()), paper(gone()), ["Punkt 1 er udgået."]),
    "still withdrawn": (paper(gone()), paper(gone()), []),
    "taken up again": (paper(gone()), paper(first(attachments=[ONE])), ["Punkt 1 er taget op igen."]),
    "closed": (paper(first()), paper(closed()), ["Punkt 1 er lukket."]),
    "still closed": (paper(closed()), paper(closed()), []),
    "opened": (paper(closed()), paper(first()), ["Punkt 1 er åbnet."]),
    "a new attachment": (with_files(ONE), with_files(ONE, OTHER), ["Punkt 1: Bilag 2 er tilføjet."]),
    "a changed attachment": (
        with_files(ONE),
        with_files(ONE | {"sha256": "ab" * 32}),
        ["Punkt 1: Bilag 1 er ændret."],
    ),
    "an attachment closed": (with_files(ONE), with_files(closed_file("1)")), ["Punkt 1: Bilag 1 er ændret."]),
    "an attachment gone": (with_files(ONE, OTHER), with_files(OTHER), ["Punkt 1: Bilag 1 er fjernet."]),
    "a new attachment numbered by item": (
        with_files(attachment("1.4 -", "Årshjul")),
        with_files(attachment("1.4 -", "Årshjul"), attachment("1.4.2 -", "Plan")),
        ["Punkt 1: Bilag 1.4.2 er tilføjet."],
    ),
    "the order": (
        paper(first(), item("2", "Sag")),
        paper(item("2", "Sag"), first()),
        ["Rækkefølgen af punkter er ændret."],
    ),
    "an item put in between leaves the order": (
        paper(first(), item("2", "Sag")),
        paper(first(), item("1a", "Ny"), item("2", "Sag")),
        ["Nyt punkt 1a: Ny."],
    ),
    "a new section": (
        sections(("1", "Rådet")),
        sections(("1", "Rådet"), ("2", "Arbejdskraft")),
        ["Nyt afsnit 2: Arbejdskraft."],
    ),
    "a section's title": (
        sections(("1", "Rådet")),
        sections(("1", "Rådets forhold")),
        ["Afsnit 1: Titlen er ændret."],
    ),
    "who took part": (
        paper(first()),
        paper(first(), attendance=[{"heading": "DA", "names": ["Navn"]}]),
        ["Listen over deltagere er ændret."],
    ),
    "who was excused": (paper(first()), paper(first(), excused=["Navn"]), ["Listen over deltagere er ændret."]),
    "several at once": (
        meeting(),
        paper(first(marks=["O"]) | {"title": "Ny titel"}, closed("2"), meeting=meeting(place="Køge")["meeting"]),
        [
            "Mødets sted er ændret.",
            "Punkt 1: Titlen er ændret.",
            "Punkt 1: Status er ændret.",
            "Nyt punkt 2: Lukket punkt.",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "said"), TABLE.values(), ids=TABLE)
def test_a_change_is_said(before: Snapshot, after: Snapshot, said: list[str]) -> None:
    assert [change["text"] for change in changes(before, after)] == said


def test_what_was_open_and_is_closed_is_not_quoted() -> None:
    """Both snapshots are one audience's: the sentence about a closed item has its number and nothing else."""
    secret = first() | {"title": PUZZLE}
    for before, after in ((secret, closed()), (closed(), closed("2"))):
        assert PUZZLE not in str(changes(paper(before), paper(after)))


def test_each_reader_is_told_what_is_new_since_the_version_that_they_have_seen(draft: Meeting) -> None:
    """Version 2 of the minutes was sent and never published: to the public version 3 is new since version 1."""
    secretary = loader.actor(cast.KAREN)

    def decide(text: str) -> None:
        one = draft.items.first()
        seen = {"decision": mark_of(one.decision)}
        save_item(item_id=one.pk, part="minutes", values={"decision": text}, seen=seen, actor=secretary)

    def moves(*names: str) -> None:
        for name in names:
            make_move(meeting_id=draft.pk, name=name, actor=secretary, reason="prøve")

    moves("udsend", "begynd-moede")
    decide("<p>Et.</p>")
    moves("afslut-moede", "udsend-referat", "offentliggoer", "ret-referat")
    decide("<p>To.</p>")
    moves("udsend-referat", "ret-referat")
    draft.items.filter(pk=draft.items.last().pk).update(decision="<p>Tre.</p>")
    moves("udsend-referat", "offentliggoer")
    told = {}
    for link in draft.publications.filter(kind="MINUTES", version=3):
        html = PublicationContent.objects.get(pk=link.content_sha256).html
        heading = html.partition('id="aendringer">')[2].partition("<")[0]
        told[link.audience] = (heading, html.count(" er ændret.</a></li>"))
    assert told == {
        "PUBLIC": ("Ændret siden version 1", 2),
        "OBSERVERS": ("Ændret siden version 2", 1),
        "MEMBERS": ("Ændret siden version 2", 1),
    }
