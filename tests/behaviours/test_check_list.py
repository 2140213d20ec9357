"""*Tjek* stands beside the editor and on the page that dispatches, and leads to the field. Must 7 of the editor."""

import pytest

from meetings.demo import cast
from meetings.models import AgendaItem, Meeting
from tests.desk import Desk


@pytest.fixture
def faulty(draft: Meeting) -> AgendaItem:
    """An item of the draft for decision, without recommendation, with a dead link; all others are in order."""
    draft.items.update(summary="<p>Sagen.</p>", recommendation="<p>Det indstilles.</p>", presentation=False)
    draft.items.update(exposition="", next_steps="", background="")
    item = draft.items.all()[3]
    item.title, item.decides, item.recommendation = "Kursusudbud", True, ""
    item.exposition = '<p>Se <a href="https://rar.dk">her</a> og bilag 9.</p>'
    item.save()
    return item


def at(meeting: Meeting, rest: str) -> str:
    return f"/mit/{meeting.body.council.slug}/{meeting.body.slug}/{meeting.address}/{rest}"


@pytest.mark.parametrize("page", ["rediger/", "handling/udsend/"])
def test_what_is_found_stands_beside_the_editor_and_before_the_dispatch(
    draft: Meeting, faulty: AgendaItem, page: str
) -> None:
    found = Desk(cast.KAREN).open(at(draft, page))
    words = found.part(".rp-checks")
    assert "Skal rettes (2)" in words
    assert "4 Kursusudbud Punktet er til beslutning og har ingen indstilling." in words
    assert "Linket »her« siger ikke, hvor det fører hen." in words
    assert "Se efter (1)" in words
    assert "Teksten nævner bilag 9, som punktet ikke har." in words
    url = next(url for words, url in found.links.items() if words == "4 Kursusudbud" and "#id_" in url)
    item = Desk(cast.KAREN).open(url.partition("#")[0])
    assert item.all(f"#{url.partition('#')[2]}"), "the link leads to the field itself"


def test_a_finding_goes_when_it_is_put_right(draft: Meeting, faulty: AgendaItem) -> None:
    form = Desk(cast.KAREN).open(at(draft, f"rediger/{faulty.pk}/")).form()
    page = form.send(recommendation="Det indstilles, at rådet godkender.")
    assert "har ingen indstilling" not in page.part(".rp-checks")
    draft.items.update(exposition="")
    assert "Der er ikke fundet noget, der skal rettes." in Desk(cast.KAREN).open(page.url).part(".rp-checks")


def test_the_dispatch_asks_for_a_reason_by_the_same_rule(draft: Meeting, faulty: AgendaItem) -> None:
    page = Desk(cast.KAREN).open(at(draft, "handling/udsend/"))
    assert "Beslutningspunkt uden indstilling: Kursusudbud." in page.text
    assert page.form().send(reason="").status == 422
