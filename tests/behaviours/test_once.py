"""A double click or a retried POST has one effect. Trust row R3."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from meetings.demo import cast, loader
from meetings.models import Meeting
from rarportal.core.clock import today
from rarportal.core.models import Counter, User
from tests.behaviours.test_at_once import at_once, errors, meeting_of
from tests.desk import Desk, sign_in

NEW = {"kind": "ORDINARY", "date": "2031-01-09"}


def test_the_same_form_sent_twice_plans_one_meeting(draft: Meeting) -> None:
    url = "/mit/rar-sjaelland/raad/nyt-moede/"
    form, planned = Desk(cast.KAREN).open(url).form(), Meeting.objects.filter(date=NEW["date"])
    first, second = form.send(**NEW), form.send(**NEW)
    assert first.url == second.url
    assert planned.count() == 1
    assert Desk(cast.KAREN).open(url).form().send(**NEW).status == 200
    assert planned.count() == 2, "another form is another wish"


def test_what_was_refused_may_be_tried_again(draft: Meeting) -> None:
    form = Desk(cast.KAREN).open("/mit/rar-sjaelland/raad/nyt-moede/").form()
    kept = Counter.objects.count()
    assert form.send(date="").status == 422
    assert Counter.objects.count() == kept
    assert form.send(**NEW).status == 200


def test_a_move_pressed_twice_is_made_once_and_answered_twice(draft: Meeting) -> None:
    form = Desk(cast.KAREN).open(f"/mit/rar-sjaelland/raad/{draft.address}/handling/udsend/").form()
    answers = [form.send(), form.send()]
    assert [answer.status for answer in answers] == [200, 200]
    assert draft.publications.filter(version=1).count() == 3


@pytest.mark.django_db(transaction=True)
def test_twenty_at_the_same_instant(transactional_db: None, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    loader.load_councils()
    loader.load_people()
    meeting = meeting_of(loader.actor(cast.KAREN), day=today() + timedelta(weeks=4))
    client = Client()
    sign_in(client, User.objects.get(email=cast.KAREN.email))
    cookies, url = client.cookies, f"/mit/rar-bornholm/{meeting.body.slug}/nyt-moede/"

    def send() -> Any:
        one = Client()
        one.cookies = cookies
        return one.post(url, {**NEW, "engang": "den-samme"})

    answers = at_once(*[send] * 20)
    assert errors(answers) == []
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, answers[0]["Location"])}
    assert meeting.body.meetings.filter(date=NEW["date"]).count() == 1
