"""What the check list finds in an item, as a table of texts. Must 7 of the editor."""

from typing import Any

import pytest

from meetings.rules.checks import ItemValues, findings

GOOD = {"summary": "<p>Sagen.</p>", "recommendation": "<p>Det indstilles, at rådet godkender.</p>"}


def an_item(texts: dict[str, str], **more: Any) -> ItemValues:
    values: dict[str, Any] = {
        "pk": 1, "kind": "ORDINARY", "decides": False, "withdrawn": False, "presentation": False, "presenters": 0,
        "labels": (), "texts": texts,
    }  # fmt: skip
    return ItemValues(**{**values, **more})


def told(item: ItemValues) -> list[tuple[str, bool, str]]:
    return [(one.field, one.must, one.sentence) for one in findings([item])]


EMPTY = ("summary", True, "Sagen kort er tom.")
NO_RECOMMENDATION = ("recommendation", True, "Punktet er til beslutning og har ingen indstilling.")


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (an_item(GOOD, decides=True), []),
        (an_item({}), [EMPTY]),
        (an_item({}, decides=True), [EMPTY, NO_RECOMMENDATION]),
        (an_item({}, decides=True, withdrawn=True), []),
        (an_item({}, kind="ANY_OTHER_BUSINESS"), []),
        (an_item({}, kind="INFORMATION"), [EMPTY]),
        (an_item(GOOD, presentation=True), [("presenters", False, "Der er oplæg, men ingen oplægsholder.")]),
        (an_item(GOOD, presentation=True, presenters=1), []),
    ],
)
def test_an_item_lacks_a_field(item: ItemValues, expected: list[tuple[str, bool, str]]) -> None:
    assert told(item) == expected


DEAD = "Linket »{}« siger ikke, hvor det fører hen."


@pytest.mark.parametrize(
    ("html", "labels", "expected"),
    [
        ("<p>Se <a href='https://x.dk'>listen på jobindsats.dk</a>.</p>", (), []),
        ("<p>Se <a href='https://x.dk'>her</a>.</p>", (), [(True, DEAD.format("her"))]),
        ("<p><a href='https://x.dk'>Klik <strong>her</strong></a></p>", (), [(True, DEAD.format("Klik her"))]),
        ("<p><a href='https://x.dk'>Læs mere.</a></p>", (), [(True, DEAD.format("Læs mere."))]),
        ("<p><a href='https://x.dk'> </a></p>", (), [(True, "Et link har ingen tekst.")]),
        ("<p>Mødet er her i huset.</p>", (), []),
        ("<p>Klik her for at se tallene.</p>", (), [(False, "Teksten siger »klik her«, men der er intet link.")]),
        (
            "<p><a href='https://x.dk/a'>https://x.dk/a</a></p>",
            (),
            [(False, "Et link vises som en adresse: https://x.dk/a. Skriv, hvad det fører til.")],
        ),
        (
            "<p><a href='https://x.dk'>www.x.dk</a></p>",
            (),
            [(False, "Et link vises som en adresse: www.x.dk. Skriv, hvad det fører til.")],
        ),
        ("<table><tr><th>A</th></tr><tr><td>1</td></tr></table>", (), []),
        ("<table><tr><td>1</td></tr></table>", (), [(True, "En tabel har ingen overskrifter til sine kolonner.")]),
        (
            "<table><tr><th>A</th></tr></table><table><tr><td>1</td></tr></table>",
            (),
            [(True, "En tabel har ingen overskrifter til sine kolonner.")],
        ),
        ("<h4>A</h4><h5>B</h5><h4>C</h4><h5>D</h5>", (), []),
        ("<p>Tekst</p><h5>B</h5>", (), [(False, "En underoverskrift springer et niveau over.")]),
        ("<p>Tallene står i bilag 2.</p>", ("1)", "2)"), []),
        ("<p>Tallene står i bilag 2.</p>", ("1)",), [(False, "Teksten nævner bilag 2, som punktet ikke har.")]),
        ("<p>Bilag nr. 1 og bilag 1.</p>", (), [(False, "Teksten nævner bilag 1, som punktet ikke har.")]),
        ("<p>Se bilag 1.4.2.</p>", ("1.4 -", "1.4.2 -"), []),
        ("<p>Se bilag 1.4.3.</p>", ("1.4 -",), [(False, "Teksten nævner bilag 1.4.3, som punktet ikke har.")]),
        ("<p>Status, jf. bilag.</p>", (), [(False, "Teksten henviser til et bilag, men punktet har ingen.")]),
        ("<p>Status, jf. bilag.</p>", ("1)",), []),
        ("<p>Bilag udsendes senere.</p>", (), []),
        ("<p>af<br>bilag</p><p>2</p>", (), []),
    ],
)
def test_a_text_is_looked_through(html: str, labels: tuple[str, ...], expected: list[tuple[bool, str]]) -> None:
    item = an_item({**GOOD, "exposition": html}, labels=labels)
    assert told(item) == [("exposition", must, sentence) for must, sentence in expected]


def test_a_withdrawn_item_has_nothing_and_the_order_is_the_agendas() -> None:
    items = [an_item({}, pk=1), an_item({}, pk=2, withdrawn=True), an_item(GOOD, pk=3, decides=True), an_item({}, pk=4)]
    assert [one.item for one in findings(items)] == [1, 4]
