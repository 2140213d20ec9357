"""Acts on papers ask for themselves: the secretariat of the council alone, whatever a page has asked before."""

from datetime import date

import pytest

from meetings.actions.erasure import erase_content
from meetings.actions.errands import retry_errand
from meetings.actions.moves import plan_meeting
from meetings.actions.rescheduling import mark_of_facts, reschedule
from meetings.actions.view_as import begin_viewing
from meetings.demo import cast, loader
from meetings.models import Erasure, Meeting
from rarportal.core.models import Errand
from tests.staging import NOT_THE_SECRETARIAT


@NOT_THE_SECRETARIAT
def test_nobody_but_the_secretariat_erases(s0: Meeting, player: cast.Player, error: type[Exception]) -> None:
    with pytest.raises(error):
        erase_content(meeting_id=s0.pk, kind="AGENDA", version=1, reason="Prøve", actor=loader.actor(player))
    assert not Erasure.objects.exists()


@NOT_THE_SECRETARIAT
def test_nobody_but_the_secretariat_tries_an_errand_again(
    s0: Meeting, player: cast.Player, error: type[Exception]
) -> None:
    link = s0.publications.all()[0]
    errand = Errand.objects.get(kind="pdf", params__publication_id=link.pk)
    Errand.objects.filter(pk=errand.pk).update(state=Errand.State.PARKED)
    with pytest.raises(error):
        retry_errand(meeting_id=s0.pk, errand_id=errand.pk, actor=loader.actor(player))
    errand.refresh_from_db()
    assert errand.state == Errand.State.PARKED


@NOT_THE_SECRETARIAT
def test_nobody_but_the_secretariat_plans_or_moves_a_meeting(
    draft: Meeting, player: cast.Player, error: type[Exception]
) -> None:
    facts = {"kind": "ORDINARY", "date": date(2031, 1, 9), "starts_at": None, "ends_at": None, "place": ""}
    with pytest.raises(error):
        reschedule(meeting_id=draft.pk, seen=mark_of_facts(draft), actor=loader.actor(player), **facts)
    with pytest.raises(error):
        plan_meeting(body_id=draft.body_id, actor=loader.actor(player), **facts)
    assert not Meeting.objects.filter(date="2031-01-09").exists()


@NOT_THE_SECRETARIAT
def test_nobody_but_the_secretariat_sees_as_another(s0: Meeting, player: cast.Player, error: type[Exception]) -> None:
    with pytest.raises(error):
        begin_viewing(council="rar-sjaelland", role="MEMBER", actor=loader.actor(player))
