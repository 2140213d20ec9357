"""Several people at the same instant, each on a database connection of their own: locks, not luck.

Every act waits for the others before it begins, and freezing a paper is slowed down, so that they do overlap.
"""

import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from meetings.actions import issuing
from meetings.actions.agenda import add_item, save_item
from meetings.actions.moves import make_move, plan_meeting
from meetings.demo import cast, loader
from meetings.models import Body, Meeting, Publication
from meetings.queries.chain import verify
from meetings.rules.versions import mark_of
from rarportal.core.clock import today
from rarportal.core.models import Errand, LogEntry
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Refusal, Stale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def karen(transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Actor:
    """Councils and people; and papers that take their time."""
    loader.load_councils()
    loader.load_people()
    article = issuing.article

    def slowly(snapshot: dict[str, Any]) -> str:
        time.sleep(0.1)
        return article(snapshot)

    monkeypatch.setattr(issuing, "article", slowly)
    return loader.actor(cast.KAREN)


def meeting_of(actor: Actor, *, day: date) -> Meeting:
    """A meeting of RAR Bornholm, which has no others, in drafting, with one item."""
    meeting = plan_meeting(
        body_id=Body.objects.get(council__slug="rar-bornholm", kind="COUNCIL").pk,
        kind="ORDINARY", date=day, starts_at=None, ends_at=None, place="", actor=actor,
    )  # fmt: skip
    make_move(meeting_id=meeting.pk, name="begynd-dagsorden", actor=actor)
    add_item(meeting_id=meeting.pk, title="Punktet", actor=actor)
    return meeting


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts at the same instant; what each returned, or the error that it raised."""
    ready, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int) -> None:
        try:
            connection.ensure_connection()
            ready.wait(timeout=10)
            results[place] = acts[place]()
        except Exception as error:
            results[place] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def errors(results: list[Any]) -> list[Any]:
    return [result for result in results if isinstance(result, Exception)]


def test_four_hands_on_one_meeting(karen: Actor) -> None:
    """Adding, saving and sending: each is done once or refused with a sentence, and nothing is left half done."""
    meeting = meeting_of(karen, day=today() + timedelta(weeks=4))
    (item,) = meeting.items.all()

    added = at_once(*(lambda n=n: add_item(meeting_id=meeting.pk, title=f"Punkt {n}", actor=karen) for n in range(6)))
    assert errors(added) == []
    assert list(meeting.items.values_list("position", flat=True)) == list(range(1, 8))

    seen = {"summary": mark_of("")}

    def save(text: str) -> Callable[[], Any]:
        values = {"summary": f"<p>{text}</p>"}
        return lambda: save_item(item_id=item.pk, part="agenda", values=values, seen=seen, actor=karen)

    saved = at_once(*(save(f"Tekst {n}") for n in range(4)))
    assert [type(error) for error in errors(saved)] == [Stale] * 3
    item.refresh_from_db()
    (winner,) = (result for result in saved if not isinstance(result, Exception))
    assert item.summary == winner.summary
    for stale in errors(saved):
        assert stale.conflicts[0].theirs == item.summary

    entries, asked = LogEntry.objects.count(), Errand.objects.count()
    sent = at_once(*[lambda: make_move(meeting_id=meeting.pk, name="udsend", actor=karen, reason="prøve")] * 4)
    assert [type(error) for error in errors(sent)] == [Refusal] * 3
    assert all("»Udsend dagsordenen« kræver, at det er under udarbejdelse." in str(error) for error in errors(sent))
    assert list(meeting.publications.values_list("version", "audience")) == [
        (1, "PUBLIC"), (1, "OBSERVERS"), (1, "MEMBERS"),
    ]  # fmt: skip
    assert list(meeting.items.values_list("number", flat=True)) == [str(number) for number in range(1, 8)]
    assert Errand.objects.count() == asked + 3
    assert LogEntry.objects.count() == entries + 1

    again = at_once(
        lambda: make_move(meeting_id=meeting.pk, name="udsend-tillaeg", actor=karen, reason="prøve"),
        lambda: add_item(meeting_id=meeting.pk, title="I sidste øjeblik", actor=karen),
    )
    if isinstance(again[0], Refusal):  # it was first: nothing had changed yet
        make_move(meeting_id=meeting.pk, name="udsend-tillaeg", actor=karen, reason="prøve")
    assert meeting.publications.filter(version=2).count() == 3
    assert meeting.items.last().number == "7a"
    assert list(verify()) == []


def test_four_meetings_of_one_council(karen: Actor) -> None:
    """Sent out at once: one chain, in one line; planned at once on a day: one address each."""
    days = [today() + timedelta(weeks=weeks) for weeks in range(4, 8)]
    meetings = [meeting_of(karen, day=day) for day in days]
    sent = at_once(
        *(
            lambda meeting=meeting: make_move(meeting_id=meeting.pk, name="udsend", actor=karen, reason="prøve")
            for meeting in meetings
        )
    )
    assert errors(sent) == []
    chain = list(Publication.objects.filter(council__slug="rar-bornholm").order_by("sequence"))
    assert [link.sequence for link in chain] == list(range(1, 13))
    assert [link.previous_sha256 for link in chain[1:]] == [link.sha256 for link in chain[:-1]]
    assert [[link.audience for link in chain[start : start + 3]] for start in range(0, 12, 3)] == [
        ["PUBLIC", "OBSERVERS", "MEMBERS"]
    ] * 4
    assert list(verify()) == []

    planned = at_once(*[lambda: meeting_of(karen, day=days[0])] * 4)
    assert errors(planned) == []
    assert sorted(meeting.address for meeting in planned) == [
        f"{days[0].isoformat()}-{ordinal}" for ordinal in range(2, 6)
    ]
