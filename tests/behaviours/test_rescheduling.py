"""*Ret mødet*: a planned meeting gets another day, hour or place; nothing that is out changes by itself."""

from datetime import timedelta

import pytest

from meetings.actions.moves import make_move
from meetings.demo import cast, loader
from meetings.models import Body, Meeting
from tests.desk import Desk, Form


def own(meeting: Meeting) -> str:
    return f"/mit/rar-sjaelland/raad/{meeting.address}/"


def form(meeting: Meeting) -> Form:
    return Desk(cast.KAREN).open(f"{own(meeting)}ret/").form("ret/")


def dispatch(meeting: Meeting) -> None:
    make_move(meeting_id=meeting.pk, name="udsend", actor=loader.actor(cast.KAREN), reason="Prøve")


def test_another_day_is_another_address(draft: Meeting) -> None:
    day = draft.date + timedelta(days=7)
    done = form(draft).send(date=day.isoformat(), place="Næstved, lokale 1")
    assert (done.url, "Mødet er rettet." in done.text) == (f"/mit/rar-sjaelland/raad/{day}/", True)
    assert "Næstved, lokale 1" in done.text
    assert Desk(cast.KAREN).status(own(draft)) == 404


def test_on_a_day_that_has_a_meeting_it_is_the_second(draft: Meeting, s0: Meeting) -> None:
    done = form(draft).send(date="2024-02-01")
    assert done.url == "/mit/rar-sjaelland/raad/2024-02-01-2/"


def test_after_dispatch_the_place_is_part_of_the_next_version(draft: Meeting) -> None:
    dispatch(draft)
    assert "Dagsordenen er ikke ændret" in Desk(cast.KAREN).open(own(draft)).text
    form(draft).send(place="Et andet sted")
    page = Desk(cast.KAREN).open(f"{own(draft)}dagsorden/")
    assert "Et andet sted" not in page.text
    make_move(meeting_id=draft.pk, name="udsend-tillaeg", actor=loader.actor(cast.KAREN), reason="Prøve")
    page = Desk(cast.KAREN).open(f"{own(draft)}dagsorden/")
    assert ("Et andet sted" in page.text, "Mødets sted er ændret." in page.text) == (True, True)


def test_after_dispatch_the_day_stays(draft: Meeting) -> None:
    dispatch(draft)
    page = form(draft).send(date="2031-01-01")
    assert (page.status, "Aflys mødet, og planlæg et nyt." in page.text) == (422, True)
    assert 'value="2031-01-01"' in page.html


def test_two_secretaries_cannot_overwrite_each_other(draft: Meeting) -> None:
    mine, theirs = form(draft), form(draft)
    theirs.send(place="Deres")
    refused = mine.send(place="Mit")
    assert (refused.status, "En anden har imens rettet mødet." in refused.text) == (422, True)
    assert 'value="Mit"' in refused.html
    refused.form("ret/").send()
    draft.refresh_from_db()
    assert draft.place == "Mit"


@pytest.mark.parametrize("state", ["IN_SESSION", "MINUTES_DRAFT", "MINUTES_SENT", "PUBLISHED", "CANCELLED", "IMPORTED"])
def test_a_meeting_that_has_begun_stays_as_it_is(draft: Meeting, state: str) -> None:
    sent = form(draft)
    Meeting.objects.filter(pk=draft.pk).update(state=state)
    page = sent.send(place="For sent")
    assert (page.status, "Det kan ikke rettes nu." in page.text) == (422, True)
    assert f"{own(draft)}ret/" not in Desk(cast.KAREN).open(own(draft)).links.values()


def test_a_body_that_has_ended_holds_no_meeting_later(draft: Meeting) -> None:
    Body.objects.filter(pk=draft.body_id).update(ended_on=draft.date + timedelta(days=1))
    page = form(draft).send(date=(draft.date + timedelta(days=1)).isoformat())
    assert (page.status, "er nedlagt den" in page.text) == (422, True)


def test_a_meeting_s_bare_public_address_leads_to_its_newest_paper(s0: Meeting, s2: Meeting, draft: Meeting) -> None:
    stranger = Desk()
    assert stranger.open("/rar-sjaelland/moeder/2024-02-01/").url == "/rar-sjaelland/moeder/2024-02-01/dagsorden/"
    assert stranger.open("/rar-oestjylland/moeder/2023-09-26/").url == "/rar-oestjylland/moeder/2023-09-26/referat/"
    for nothing in (draft.address, "1999-12-31"):
        assert stranger.status(f"/rar-sjaelland/moeder/{nothing}/") == 404
