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


def test_the_same_form_sent_twice_adds_one_item(draft: Meeting) -> None:
    own = f"/mit/rar-sjaelland/raad/{draft.address}/rediger/"
    page = Desk(cast.KAREN).open(own)
    form, count = page.forms("/nyt-punkt/")[0], draft.items.count()
    first, second = form.send(title="Dobbeltklik"), form.send(title="Dobbeltklik")
    assert first.url == second.url
    assert draft.items.count() == count + 1
    other = Desk(cast.KAREN).open(own).forms("/nyt-punkt/")[0]
    assert other.send(title="Dobbeltklik").status == 200
    assert draft.items.count() == count + 2, "another form is another wish"


def test_what_was_refused_may_be_tried_again(draft: Meeting) -> None:
    form = Desk(cast.KAREN).open(f"/mit/rar-sjaelland/raad/{draft.address}/rediger/").forms("/nyt-punkt/")[0]
    kept = Counter.objects.count()
    assert form.send(title="").status == 422
    assert Counter.objects.count() == kept
    assert form.send(title="Nu med titel").status == 200


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
    cookies, url = client.cookies, f"/mit/rar-bornholm/{meeting.body.slug}/{meeting.address}/rediger/nyt-punkt/"

    def send() -> Any:
        one = Client()
        one.cookies = cookies
        return one.post(url, {"title": "Samtidig", "engang": "den-samme"})

    answers = at_once(*[send] * 20)
    assert errors(answers) == []
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, answers[0]["Location"])}
    assert meeting.items.filter(title="Samtidig").count() == 1
