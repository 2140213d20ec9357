"""The chairmanship approves, each for themselves and to exactly what was shown. Trust rows T27, T29, R14.

pretix CVE-2023-27891 let a stale or foreign session stand for an act; here an answer is bound to the digest of what
was shown, to a fresh sign-in, and to one person, once.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import page as validator
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from meetings.demo import cast, loader
from meetings.models import Membership
from positivlist.actions.approval import approve, send_back, send_to_chairmanship
from positivlist.actions.courses import mark, save_courses
from positivlist.actions.rounds import move
from positivlist.models import Approval, Edition, ListRound, ListRules
from positivlist.queries.rounds import answers_of
from positivlist.rules.approval import CHAIR
from rarportal.core import errands
from rarportal.core.models import Errand, LogEntry, Mail
from rarportal.core.permissions import Behalf, Source
from rarportal.core.refusal import Forbidden, Refusal, Settled, Stale, Unseen
from tests import rounds
from tests.desk import Desk
from tests.reading import tool
from tests.rounds import MORE, ROWS

HOME = "/mit/rar-sjaelland/positivliste/"


@pytest.fixture
def round(portal: None) -> ListRound:
    """With the chairmanship: Birgitte chairs, Torben and Lone are vice-chairs."""
    return rounds.sent()


def page_of(round: ListRound) -> str:
    return f"{HOME}{round.pk}/godkend/"


def test_what_is_approved_is_what_was_shown(round: ListRound) -> None:
    """An edit between the page and the answer: 409, the new list with what changed, and nothing is approved."""
    torben = Desk(cast.TORBEN)
    shown = torben.open(page_of(round))
    rounds.change(round, MORE)
    answer = shown.form().press("Godkend 3 ændringer")
    assert answer.status == 409
    assert "Listen er ændret, mens du læste" in answer.text
    assert "Ny: Vinylbelægning (7 dage)" in answer.text
    assert not Approval.objects.exists()
    assert "Din godkendelse er skrevet ned" in answer.form().press("Godkend 4 ændringer").text


def paper(desk: Desk, url: str) -> tuple[str, bytes]:
    answer = desk.client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "private, no-store"
    return " ".join(tool("pdftotext", answer.content, "-layout").split()), answer.content


def test_the_list_can_be_had_as_pdf_with_the_digest_of_what_is_shown(portal: None) -> None:
    """The paper is of what the page showed, also when the list has changed since; the page leads to the new one."""
    rounds.published([*ROWS[:2], rounds.Row("Bygge og anlæg", "Malerarbejde", "AMU", "11111", 3)], day=date(2031, 4, 1))
    round = rounds.sent([replace(ROWS[0], days=6), *ROWS[1:], MORE])
    torben = Desk(cast.TORBEN)
    page, shown = torben.open(page_of(round)), rounds.digest(round)
    url = page.links["Hent som PDF"]
    assert url == f"{page_of(round)}{shown}.pdf"
    text, data = paper(torben, url)
    assert "Forslag til positivliste for RAR Sjælland, gældende fra 1. oktober 2031" in tool("pdfinfo", data)
    for said in (
        f"Kontrolsum {shown}",
        "Ikke besluttet",
        "Forskelle 2 kurser tilføjet, 1 fjernet, 1 ændret",
        "Tilføjes • Video producer, Privat, 30 dage • Vinylbelægning, AMU 48918, 7 dage",
        "Fjernes • Malerarbejde, AMU 11111, 3 dage",
        "Ændres • Afslibning af trægulve: dage: 5 bliver 6",
        "Afslibning af trægulve AMU 48906 6 –",
    ):
        assert said in text, text
    report = validator.validate_pdf_bytes(data, profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    rounds.change(round, rounds.Row("Bygge og anlæg", "Helt nyt", "AMU", "22222", 3))
    assert "Helt nyt" not in paper(torben, url)[0]
    assert "Helt nyt, AMU 22222" in paper(torben, torben.open(page_of(round)).links["Hent som PDF"])[0]
    assert torben.status(f"{page_of(round)}{'0' * 64}.pdf") == 404
    assert Desk(cast.HANNE).status(url) == 403
    assert Desk(cast.GUNNAR).status(url) == 404


def test_an_edit_voids_what_was_approved_and_says_so(round: ListRound) -> None:
    approve(round_id=round.pk, sha256=rounds.digest(round), actor=loader.actor(cast.BIRGITTE))
    rounds.change(round, MORE)
    page = Desk(cast.TORBEN).open(page_of(round))
    assert "Listen er ændret, siden Birgitte Egelund godkendte udgave 1. Den godkendelse er bortfaldet." in page.text
    approve(round_id=round.pk, sha256=rounds.digest(round), actor=loader.actor(cast.TORBEN))
    assert rounds.again(round).state == "APPROVING"
    approve(round_id=round.pk, sha256=rounds.digest(round), actor=loader.actor(cast.BIRGITTE))
    assert rounds.again(round).state == "APPROVED"
    assert Edition.objects.filter(round=round).count() == 2


def test_a_digest_never_comes_back(round: ListRound) -> None:
    """The list changed and changed back, or sent anew unchanged, is another list to answer."""
    first = rounds.digest(round)
    rounds.change(round, MORE)
    save_courses(
        round_id=round.pk,
        changed={},
        seen={one.pk: mark(one) for one in round.courses.all()},
        removed=[round.courses.last().pk],
        actor=loader.actor(cast.KAREN),
    )
    assert [one.row for one in round.courses.all()] == list(ROWS)
    second = rounds.digest(round)
    send_back(round_id=round.pk, sha256=second, reason="Flere kurser.", actor=loader.actor(cast.TORBEN))
    send_to_chairmanship(round_id=round.pk, actor=loader.actor(cast.KAREN))
    assert len({first, second, rounds.digest(round)}) == 3


def test_an_answer_is_given_once(round: ListRound) -> None:
    sha256 = rounds.digest(round)
    approve(round_id=round.pk, sha256=sha256, actor=loader.actor(cast.TORBEN))
    for act in (approve, lambda **more: send_back(reason="Alligevel ikke.", **more)):
        with pytest.raises(Settled, match="har allerede svaret"):
            act(round_id=round.pk, sha256=sha256, actor=loader.actor(cast.TORBEN))
    person = answers_of(round)[0].person_id
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(
            round=round, person_id=person, seat="CHAIR", verdict="APPROVED", edition=1, sha256=sha256,
            at=answers_of(round)[0].at,
        )  # fmt: skip


def test_an_answer_that_is_sent_again_is_told_so_for_ever(round: ListRound) -> None:
    """T29: the same POST again is 409 and changes nothing, also when the round has gone on or the list has changed."""
    torben, birgitte = Desk(cast.TORBEN), Desk(cast.BIRGITTE)
    form, last = torben.open(page_of(round)).form(), birgitte.open(page_of(round)).form()
    assert form.press("Godkend 3 ændringer").status == 200
    given = Approval.objects.get()
    for then in (
        lambda: None,
        lambda: last.press("Godkend 3 ændringer"),
        lambda: move(round_id=round.pk, name="tag-tilbage", reason="En fejl.", actor=loader.actor(cast.KAREN)),
        lambda: rounds.change(round, MORE),
        lambda: send_to_chairmanship(round_id=round.pk, actor=loader.actor(cast.KAREN)),
    ):
        then()
        before = LogEntry.objects.count()
        again = form.press("Godkend 3 ændringer")
        assert again.status == 409
        assert f"{cast.TORBEN.name} har allerede svaret på denne udgave. Det første svar gælder" in again.text
        assert LogEntry.objects.count() == before
        assert Approval.objects.get(person=given.person) == given
    assert "Godkend 4 ændringer" in again.text  # and there the new one can be answered


def test_what_was_sent_back_is_not_sent_back_again(round: ListRound) -> None:
    page = Desk(cast.LONE).open(page_of(round))
    back, yes = page.form("send-tilbage/"), page.form()
    assert back.send(reason="Kurset er for kort.").status == 200
    for again in (back.send(reason="Og for dyrt."), yes.press("Godkend 3 ændringer")):
        assert again.status == 409
        assert "har allerede svaret på denne udgave" in again.text
    assert Approval.objects.get().reason == "Kurset er for kort."
    assert LogEntry.objects.filter(what="Formandskabet sendte runden tilbage").count() == 1


def test_a_list_that_was_taken_back_and_changed_is_not_approved_from_an_old_page(round: ListRound) -> None:
    """T29: version n is answered when n+1 is saved, though not yet sent."""
    form = Desk(cast.TORBEN).open(page_of(round)).form()
    move(round_id=round.pk, name="tag-tilbage", reason="En fejl.", actor=loader.actor(cast.KAREN))
    rounds.change(round, MORE)
    answer = form.press("Godkend 3 ændringer")
    assert answer.status == 409
    assert "Listen er ændret, mens du læste" in answer.text
    assert not Approval.objects.exists()


def test_the_secretariat_cannot_approve_in_its_own_name(round: ListRound) -> None:
    """T29, through HTTP: the page shows Karen no button, and what is posted without one is refused."""
    karen = Desk(cast.KAREN)
    page = karen.open(page_of(round))
    assert not page.forms()
    assert "Kun formandskabet kan godkende" in page.text
    token = page.form("kommentar/").values["csrfmiddlewaretoken"]
    for url in (page_of(round), f"{HOME}{round.pk}/send-tilbage/"):
        sent = {"csrfmiddlewaretoken": token, "sha256": rounds.digest(round), "reason": "Nej."}
        assert karen.client.post(url, sent).status_code == 403
    own = Desk(cast.KAREN).open(f"{HOME}{round.pk}/paa-vegne/").form()
    assert str(loader.actor(cast.KAREN).person_id) not in own.choices["person"]
    assert not Approval.objects.exists()


@pytest.mark.parametrize(
    ("player", "error"),
    [(cast.KAREN, Forbidden), (cast.HANNE, Forbidden), (cast.SANNE, Forbidden), (cast.GUNNAR, Unseen),
     (cast.VIBEKE, Unseen), (cast.JONAS, Unseen), (cast.ELLEN, Unseen), (cast.OLUF, Unseen)],
    ids=lambda value: getattr(value, "known_as", None) or value.__name__,
)  # fmt: skip
def test_only_the_sitting_chairmanship_answers(round: ListRound, player: cast.Player, error: type[Exception]) -> None:
    """T29: the secretariat cannot approve in its own name, nor another council's chair."""
    sha256 = rounds.digest(round)
    for act in (approve, lambda **more: send_back(reason="Nej.", **more)):
        with pytest.raises(error):
            act(round_id=round.pk, sha256=sha256, actor=loader.actor(player))
    assert not Approval.objects.exists()


def test_who_has_left_the_chairmanship_neither_answers_nor_counts(round: ListRound) -> None:
    approve(round_id=round.pk, sha256=rounds.digest(round), actor=loader.actor(cast.TORBEN))
    seat = Membership.objects.get(person__user__email=cast.TORBEN.email, role="VICE_CHAIR")
    seat.period = (seat.period.lower, answers_of(round)[0].at)
    seat.save()
    approve(round_id=round.pk, sha256=rounds.digest(round), actor=loader.actor(cast.BIRGITTE))
    assert rounds.again(round).state == "APPROVING"  # one of the two that sit now
    with pytest.raises(Forbidden):
        approve(round_id=round.pk, sha256=rounds.digest(round), actor=loader.actor(cast.TORBEN))


def test_nobody_approves_alone_what_they_drafted(round: ListRound) -> None:
    ListRules.objects.create(council=round.council, approval=CHAIR)
    round.drafters.add(loader.actor(cast.BIRGITTE).person_id)
    approve(round_id=round.pk, sha256=rounds.digest(round), actor=loader.actor(cast.BIRGITTE))
    assert rounds.again(round).state == "APPROVING"
    assert "En til skal godkende" in Desk(cast.TORBEN).open(page_of(round)).text
    approve(round_id=round.pk, sha256=rounds.digest(round), actor=loader.actor(cast.TORBEN))
    assert rounds.again(round).state == "APPROVED"


def test_it_is_sent_back_with_a_reason_that_all_read(round: ListRound) -> None:
    page = Desk(cast.LONE).open(page_of(round))
    form = page.form("send-tilbage/")
    assert form.send(reason=" ").status == 422
    done = form.send(reason="Kurset om trægulve er for kort.")
    assert done.status == 200, done.text
    assert rounds.again(round).state == "PROPOSING"
    assert "Lone Damhus: Kurset om trægulve er for kort." in Desk(cast.KAREN).open(f"{HOME}{round.pk}/").text
    assert "blev sendt tilbage" in Desk(cast.KAREN).open("/mit/").text
    assert LogEntry.objects.filter(what="Formandskabet sendte runden tilbage").exists()


def test_an_old_sign_in_is_shown_again_and_the_answer_goes_on_by_itself(round: ListRound, settings: Any) -> None:
    """T29, ASVS 7.5.3: a session of this morning does not approve; after the password the same POST is done."""
    torben = Desk(cast.TORBEN)
    page = torben.open(page_of(round))
    session = torben.client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 3600
    session.save()
    asked = page.form().press("Godkend 3 ændringer")
    assert "/konto/reauthenticate/" in asked.url or "Bekræft" in asked.text
    assert not Approval.objects.exists()
    done = asked.form().send(password="forkert")
    assert not Approval.objects.exists()
    done = done.form().send(password=loader.PASSWORD)
    assert done.status == 200, done.text
    assert Approval.objects.get().person.name == cast.TORBEN.name


def test_a_forged_post_is_refused(round: ListRound) -> None:
    """T29: without the form's token, 403, from the chair as from anybody."""
    torben, karen = Desk(cast.TORBEN), Desk(cast.KAREN)
    sent = {"sha256": rounds.digest(round), "reason": "Nej."}
    for url in (page_of(round), f"{HOME}{round.pk}/send-tilbage/"):
        answer = torben.client.post(url, sent)
        assert answer.status_code == 403
        assert "Siden har været åben for længe" in answer.content.decode()
    told = {**sent, "person": "1", "verdict": "godkend", "source": "telefon", "told_on": "2026-01-05"}
    assert karen.client.post(f"{HOME}{round.pk}/paa-vegne/", told).status_code == 403
    assert not Approval.objects.exists()


def test_the_secretariat_enters_an_answer_for_somebody_with_its_source(round: ListRound) -> None:
    page = Desk(cast.KAREN).open(f"{HOME}{round.pk}/paa-vegne/").form()
    birgitte = str(loader.actor(cast.BIRGITTE).person_id)
    done = page.send(person=birgitte, verdict="godkend", source="telefon", told_on="2026-01-05")
    assert done.status == 200, done.text
    given = Approval.objects.get()
    assert (given.person.name, given.entered_by, given.source) == (cast.BIRGITTE.name, cast.KAREN.name, "telefon")
    assert "indtastet af Karen Vinterberg (telefon, 05.01.2026)" in done.text
    again = page.send(person=birgitte, verdict="godkend", source="mail", told_on="2026-01-05")
    assert again.status == 409
    assert f"{cast.BIRGITTE.name} har allerede svaret på denne udgave." in again.text
    entry = LogEntry.objects.get(what="En i formandskabet godkendte")
    assert (entry.actor_name, entry.on_behalf_of) == (cast.KAREN.name, cast.BIRGITTE.name)
    with pytest.raises(Refusal, match="har ikke ret"):
        hanne = Behalf(loader.actor(cast.HANNE).person_id, cast.HANNE.name, Source.MAIL, date(2026, 1, 5))
        actor = replace(loader.actor(cast.KAREN), behalf=hanne)
        approve(round_id=round.pk, sha256=rounds.digest(round), actor=actor)


def test_a_mail_goes_to_those_who_may_have_it_when_it_is_sent(
    round: ListRound, mailoutbox: list[Any], settings: Any
) -> None:
    """T27, Wagtail CVE-2022-21683: who has left, whose address is new, and when the round is no longer there."""
    settings.MAIL_CARRIER = "django.core.mail.backends.locmem.EmailBackend"
    seat = Membership.objects.get(person__user__email=cast.LONE.email, role="VICE_CHAIR")
    seat.period = (seat.period.lower, Mail.objects.filter(kind="list-approval").last().created_at)
    seat.save()
    person = Membership.objects.get(person__user__email=cast.TORBEN.email, role="VICE_CHAIR").person
    person.email = "torben.ny@example.dk"
    person.save()
    for errand in Errand.objects.filter(kind="mail", state=Errand.State.DUE):
        errands.run(errand.pk)
    states = dict(Mail.objects.filter(kind="list-approval").values_list("recipient", "state"))
    assert states == {cast.BIRGITTE.email: "SENT", "torben.ny@example.dk": "SENT", cast.LONE.email: "DROPPED"}


def test_a_mail_of_a_round_that_was_taken_back_is_dropped(round: ListRound) -> None:
    move(round_id=round.pk, name="tag-tilbage", reason="En fejl.", actor=loader.actor(cast.KAREN))
    for errand in Errand.objects.filter(kind="mail", state=Errand.State.DUE):
        errands.run(errand.pk)
    assert set(Mail.objects.filter(kind="list-approval").values_list("state", "body")) == {("DROPPED", "")}


def together(count: int, act: Callable[[int], Any]) -> list[Any]:
    """So many threads at the same moment; what each returned or raised."""
    barrier, answers = threading.Barrier(count), [None] * count

    def run(place: int) -> None:
        barrier.wait()
        try:
            answers[place] = act(place)
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_give_one_answer_each_and_one_result(portal: None) -> None:
    """R14: every one of the chairmanship many times at the same moment, and an edit between them."""
    round = rounds.sent()
    sha256 = rounds.digest(round)
    actors = [loader.actor(player) for player in (cast.BIRGITTE, cast.TORBEN, cast.LONE)]
    found = together(50, lambda place: approve(round_id=round.pk, sha256=sha256, actor=actors[place % 3]))
    assert all(one is None or isinstance(one, (Refusal, ListRound)) for one in found), found
    given = Approval.objects.filter(round=round)
    assert 2 <= given.count() <= 3
    assert {one.sha256 for one in given} == {sha256}
    assert rounds.again(round).state == "APPROVED"
    assert LogEntry.objects.filter(what="Formandskabet godkendte runden").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_edit_and_answers_at_once_never_approve_what_was_not_shown(portal: None) -> None:
    """R14: whoever comes first, what is approved is the digest that was answered."""
    round = rounds.sent()
    sha256 = rounds.digest(round)
    actors = [loader.actor(player) for player in (cast.BIRGITTE, cast.TORBEN, cast.LONE)]

    def act(place: int) -> Any:
        if place == 0:
            return rounds.change(round, MORE)
        return approve(round_id=round.pk, sha256=sha256, actor=actors[place % 3])

    found = together(8, act)
    now = rounds.again(round)
    if now.state == "APPROVED":  # the edit came last, and was refused
        assert isinstance(found[0], Refusal)
        assert now.edition == 1
    else:
        assert now.edition == 2
        assert any(isinstance(one, Stale) for one in found)
    assert Client().get(page_of(round)).status_code == 302
