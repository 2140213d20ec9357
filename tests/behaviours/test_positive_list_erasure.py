"""*Slet indhold* of a list: gone for everybody in every form, the chain still holds, and rounds go on without it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from meetings.demo import cast, loader
from meetings.models import Erasure, PublicationContent, path_of
from meetings.queries.chain import verify
from positivlist.actions.approval import approve
from positivlist.actions.erasure import erase_list
from positivlist.actions.publishing import publish
from positivlist.actions.rounds import begin_round, take_over_newest_list
from positivlist.models import Approval, CourseImport, Edition, ListRound, PublishedList
from positivlist.rules.courses import Row
from positivlist.tasks import render_list
from rarportal.core import errands
from rarportal.core.models import Errand
from rarportal.core.refusal import Refusal, Unseen
from tests import rounds
from tests.desk import Desk
from tests.rounds import MORE, ROWS
from tests.staging import NOT_THE_SECRETARIAT

OPEN, HOME = "/rar-sjaelland/positivliste/", "/mit/rar-sjaelland/positivliste/"
DAY = date(2026, 4, 1)
PERSON = Row("Bygge og anlæg", "Malerkursus hos Kirsten Kaspersen", "PRIVAT", "", 3)
NAME = "Kaspersen"


@pytest.fixture
def listed(portal: None, settings: Any) -> PublishedList:
    """The list that holds, with a course that names a person; its PDF is made, and everything has been looked at."""
    settings.DEMO_TODAY = date(2026, 11, 2)
    made = rounds.published([*ROWS, PERSON], day=DAY)
    for errand in Errand.objects.filter(kind="list-pdf", state=Errand.State.DUE):
        errands.run(errand.pk)
    for url in everywhere():
        assert Desk().status(url) == 200
    return made


def everywhere() -> list[str]:
    files = [f"{OPEN}{DAY}.{kind}" for kind in ("xlsx", "csv", "json", "pdf")]
    return [OPEN, f"{OPEN}{DAY}/", f"{OPEN}{DAY}/?q={NAME}", f"{OPEN}?kursus={NAME}&dag={DAY}", *files]


def erase(listed: PublishedList) -> None:
    erase_list(list_id=listed.pk, reason="Et navn.", actor=loader.actor(cast.KAREN))


def in_tables() -> set[str]:
    """The tables of the portal where the name stands."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT 1 FROM "{table}" t WHERE t::text LIKE %s LIMIT 1', [f"%{NAME}%"])
            found |= {table} if cursor.fetchone() else set()
    return found


def test_it_is_gone_in_every_form_and_the_chain_holds(
    listed: PublishedList, django_capture_on_commit_callbacks: Any
) -> None:
    sha256 = listed.publication.renditions.get().sha256
    assert path_of(sha256).exists()
    page = Desk(cast.KAREN).open(HOME)
    asked = Desk(cast.KAREN).open(page.links["Slet indhold af listen fra 1. april 2026"])
    assert "Det kan ikke fortrydes." in asked.text
    assert asked.form().send(reason=" ").status == 422
    with django_capture_on_commit_callbacks(execute=True):
        done = asked.form().send(reason="Et navn.")
    assert "Indholdet er slettet" in done.text
    assert not path_of(sha256).exists()
    everybody = Desk()
    for url in everywhere():
        page = everybody.open(url)
        assert NAME not in page.html.replace(f'value="{NAME}"', "")
        assert page.status == (410 if f"{DAY}." in url or f"{DAY}/" in url else 200), url
    assert "men indholdet er slettet den 2. november 2026" in everybody.open(OPEN).text
    assert "Indholdet er slettet" in everybody.open(OPEN).part(".rows")
    assert "Portalen kan ikke svare for den 1. april 2026" in everybody.open(f"{OPEN}?kursus={NAME}&dag={DAY}").text
    assert "Gælder 1. april 2026" in everybody.open("/positivlister/").text
    assert in_tables() == set()
    (told,) = verify(digests=[listed.publication.sha256])
    assert (told.is_fault, "af Karen Vinterberg: Et navn." in told.what) == (False, True)


def test_the_rounds_own_pages_say_so(listed: PublishedList) -> None:
    erase(listed)
    for url in (f"{HOME}{listed.round_id}/", f"{HOME}{listed.round_id}/godkend/"):
        text = Desk(cast.KAREN).open(url).text
        assert "Listens indhold er slettet" in text
        assert "af Karen Vinterberg: Et navn." in text
        assert "Udgår" not in text
    digest = rounds.digest(listed.round)
    assert Desk(cast.KAREN).status(f"{HOME}{listed.round_id}/godkend/{digest}.pdf") == 410
    assert "Slet indhold" not in " ".join(Desk(cast.KAREN).open(HOME).links)
    with pytest.raises(Refusal, match="allerede slettet"):
        erase(listed)


@NOT_THE_SECRETARIAT
def test_nobody_but_the_secretariat_erases(listed: PublishedList, player: cast.Player, error: type[Exception]) -> None:
    with pytest.raises(error):
        erase_list(list_id=listed.pk, reason="Prøve", actor=loader.actor(player))
    with pytest.raises(Unseen):
        erase_list(list_id=0, reason="Prøve", actor=loader.actor(cast.KAREN))
    assert not Erasure.objects.exists()


def test_without_a_reason_nothing_is_gone(listed: PublishedList) -> None:
    with pytest.raises(Refusal, match="hvorfor"):
        erase_list(list_id=listed.pk, reason=" ", actor=loader.actor(cast.KAREN))
    assert PublicationContent.objects.filter(pk=listed.publication.content_sha256).exists()
    assert listed.round.courses.count() == 4


def test_an_errand_that_waits_while_the_list_is_erased_makes_no_pdf(
    listed: PublishedList, settings: Any, tmp_path: Path
) -> None:
    settings.FILES_DIR = tmp_path
    keep = render_list(publication_id=listed.publication_id)
    erase(listed)
    keep()
    render_list(publication_id=listed.publication_id)()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_round_that_began_from_it_goes_on_and_its_answers_are_void(listed: PublishedList) -> None:
    """What is compared with nothing has only new courses, and the next list does not repeat what was erased."""
    round = rounds.sent([*ROWS, MORE], day=date(2027, 4, 1))
    torben = Desk(cast.TORBEN)
    page = torben.open(f"{HOME}{round.pk}/godkend/")
    assert f"Udgår: {PERSON.title}" in page.text
    approve(round_id=round.pk, sha256=rounds.digest(round), actor=loader.actor(cast.BIRGITTE))
    erase(listed)
    assert NAME not in str(list(Edition.objects.values_list("data", flat=True)))
    assert page.form().press("Godkend 2 ændringer").status == 409
    shown = torben.open(f"{HOME}{round.pk}/godkend/")
    assert "er slettet: alle kurser regnes som nye" in shown.text
    assert "Den godkendelse er bortfaldet" in shown.text
    for player in (cast.TORBEN, cast.BIRGITTE):
        approve(round_id=round.pk, sha256=rounds.digest(round), actor=loader.actor(player))
    assert Approval.objects.filter(round=round).count() == 3
    ListRound.objects.filter(pk=round.pk).update(state="DECIDED", decided_on=date(2027, 3, 1))
    publish(round_id=round.pk, actor=loader.actor(cast.KAREN))
    text = Desk().open(f"{OPEN}2027-04-01/").text
    assert "Vinylbelægning" in text
    assert "Ændret siden den forrige liste" not in text


def test_a_new_round_begins_empty_and_an_erased_list_takes_nothing_away(listed: PublishedList) -> None:
    karen = loader.actor(cast.KAREN)
    open_round = rounds.begun(ROWS, day=date(2028, 4, 1))
    rounds.change(open_round, MORE)
    between = rounds.published([*ROWS, PERSON], day=date(2027, 4, 1))
    erase(between)
    take_over_newest_list(round_id=open_round.pk, actor=karen)
    assert [one.row for one in rounds.again(open_round).courses.all()] == [*ROWS, MORE]
    new = begin_round(
        council="rar-sjaelland", template="BETWEEN", in_force_from=date(2029, 1, 1), reason="", actor=karen
    )
    assert not new.courses.exists()
    assert not CourseImport.objects.exists()
