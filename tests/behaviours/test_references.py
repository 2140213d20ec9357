"""References to items and attachments follow their numbers, and tell nobody more than they may know."""

from typing import Any

import pytest

from meetings.actions.attachments import attach_link
from meetings.actions.outline import delete_item, shift_item
from meetings.demo import cast
from meetings.models import AgendaItem, Publication, PublicationContent
from meetings.queries.agenda import agenda_of
from meetings.rendering.draft import draft_paper
from tests.browser import scene
from tests.desk import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def staged(portal: None) -> scene.Staged:
    """A draft whose first item refers to its fourth, to its own link, and to an attachment of the closed second."""
    staged = scene.plan().move("begynd-dagsorden")
    scene.write_agenda(staged)
    first, closed, _, fourth, _ = staged.items
    hidden = attach_link(
        title="Hemmeligt", url="https://eksempel.dk/h", access="OPEN", item_id=closed.pk, actor=staged.actor
    )
    own = first.attachments.get(kind="LINK")
    staged.save(
        first,
        summary=f'<p>Se <a href="punkt:{fourth.pk}">punkt 4</a>, <a href="bilag:{own.pk}">bilag 9</a> og '
        f'<a href="bilag:{hidden.pk}">bilag 2.1</a>.</p>',
    )
    return staged


def printed(staged: scene.Staged, audience: str) -> str:
    paper = Publication.objects.get(meeting=staged.meeting, audience=audience)
    return PublicationContent.objects.get(sha256=paper.content_sha256).html


def test_the_number_follows_the_item(staged: scene.Staged) -> None:
    shift_item(item_id=staged.items[3].pk, up=True, actor=staged.actor)
    page = Desk(cast.KAREN).open(f"{staged.own}rediger/{staged.items[0].pk}/")
    assert "Se punkt 3, bilag 3 og bilag 2.1." in page.text
    staged.move("udsend")
    assert '<a href="#punkt-3">punkt 3</a>, <a href="#bilag-1-3">bilag 3</a>' in printed(staged, "MEMBERS")
    assert 'id="bilag-1-3"' in printed(staged, "MEMBERS")


def test_a_stranger_learns_nothing_of_a_closed_items_attachments(staged: scene.Staged) -> None:
    staged.move("udsend")
    assert ">bilag 2.1</a>" in printed(staged, "OBSERVERS")
    assert "og et lukket bilag." in printed(staged, "PUBLIC")


def test_a_reference_to_a_deleted_item_is_found_before_dispatch(staged: scene.Staged) -> None:
    delete_item(item_id=staged.items[3].pk, actor=staged.actor)
    page = Desk(cast.KAREN).open(f"{staged.own}rediger/")
    assert "Henvisningen »punkt 4« fører ingen steder hen: det er ikke i dagsordenen." in page.part("#tjek")
    staged.move("udsend")
    assert 'href="punkt:' not in printed(staged, "MEMBERS")


def test_an_extract_links_to_what_it_holds_alone(staged: scene.Staged) -> None:
    agenda = agenda_of(staged.meeting)
    paper = draft_paper(staged.meeting, agenda, agenda.items[0])
    assert 'Se punkt 4, <a href="#bilag-1-3">bilag 3</a>' in paper.replace("\N{NO-BREAK SPACE}", " ")


def test_the_dialog_is_told_what_there_is(staged: scene.Staged) -> None:
    item: AgendaItem = staged.items[0]
    answer: Any = Desk(cast.KAREN).client.get(f"{staged.own}rediger/{item.pk}/henvisninger/").json()
    assert {"href": f"punkt:{item.pk}", "words": "punkt 1", "title": "Rekruttering"} in answer["targets"]
    assert [row["words"] for row in answer["targets"]][-1] == "bilag 2.1"
    other = scene.plan().move("begynd-dagsorden")
    assert Desk(cast.KAREN).status(f"{other.own}rediger/{item.pk}/henvisninger/") == 404
