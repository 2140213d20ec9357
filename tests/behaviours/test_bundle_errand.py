"""The errand that makes the whole meeting material: asked for, shown while it works, given up and tried again."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from meetings.actions.erasure import erase_content
from meetings.actions.moves import make_move
from meetings.demo import cast, loader
from meetings.models import Meeting, Publication, Rendition, path_of
from meetings.rendering import bundle
from meetings.tasks import bundle_publication
from rarportal.core import errands
from rarportal.core.clock import now
from rarportal.core.models import Errand
from tests import reading

BROWSE = Callable[[cast.Player | None], Client]
State = Errand.State


@pytest.fixture
def out(draft: Meeting) -> Meeting:
    """The demo's draft, dispatched: item 5 has three files, one of them closed."""
    make_move(meeting_id=draft.pk, name="udsend", actor=loader.actor(cast.KAREN), reason="prøve")
    draft.refresh_from_db()
    return draft


def agenda(meeting: Meeting, audience: str = "MEMBERS") -> Publication:
    """What was dispatched to an audience."""
    return meeting.publications.get(kind="AGENDA", audience=audience)


def asked(meeting: Meeting, audience: str = "MEMBERS") -> Errand:
    """The errand that was asked for with it."""
    return Errand.objects.get(key=f"bundle {agenda(meeting, audience).sha256}")


def text_of(publication: Publication) -> str:
    """What its bundle says."""
    data = path_of(Rendition.objects.get(publication=publication, kind="bundle").sha256).read_bytes()
    return " ".join(reading.tool("pdftotext", data).split())


def test_each_audience_gets_a_bundle_of_what_it_may_see(out: Meeting) -> None:
    found = {}
    for audience in Publication.Audience.values:
        assert errands.run(asked(out, audience).pk) == State.DONE
        text = text_of(agenda(out, audience))
        found[audience] = len(set(re.findall(r"Bilag ([\d.]+) · side", text))), text.count("Lukket bilag") > 0
    assert found["MEMBERS"][0] > found["PUBLIC"][0]
    assert found["PUBLIC"][1]
    assert not found["MEMBERS"][1]


def test_an_agenda_without_files_of_ours_has_none(s0: Meeting, s2: Meeting) -> None:
    for meeting in (s0, s2):
        keys = [f"bundle {one.sha256}" for one in meeting.publications.all()]
        assert not Errand.objects.filter(key__in=keys).exists()


def test_members_see_it_come(out: Meeting, browse: BROWSE) -> None:
    """On the meeting's page: on its way, n of m, and then there to be had; its address waits with it."""
    page, errand = f"/mit/rar-sjaelland/raad/{out.address}/", asked(out)
    address, client = f"{page}dagsorden/v1/samlet.pdf", browse(cast.HANNE)
    assert "Samlet mødemateriale laves" in client.get(page).content.decode()
    assert client.get(address).status_code == 503
    Errand.objects.filter(pk=errand.pk).update(step=2, steps=3, state=State.RUNNING)
    html = client.get(page).content.decode()
    assert "2 af 3 bilag" in html
    assert '<progress max="3" value="2"' in html
    Errand.objects.filter(pk=errand.pk).update(state=State.DUE)
    assert errands.run(errand.pk) == State.DONE
    assert f'href="{address}"' in client.get(page).content.decode()
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "moedemateriale-rar-sjaelland-raad" in answer["Content-Disposition"]
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_it_reports_while_it_works(out: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []

    def spied(snapshot: Any, target: Path, *, digest: str, progress: bundle.Progress) -> None:
        for step in (0, 1):
            progress(step, 2)
            seen.append(Errand.objects.values_list("step", "steps").get(pk=errand.pk))
        target.write_bytes(b"%PDF-1.7")

    errand = asked(out)
    monkeypatch.setattr(bundle, "write", spied)
    assert errands.run(errand.pk) == State.DONE
    assert seen == [(0, 2), (1, 2)]


def test_the_public_gets_its_own_when_the_agenda_is_public(out: Meeting, browse: BROWSE) -> None:
    address = f"/rar-sjaelland/moeder/{out.address}/dagsorden/v1/samlet.pdf"
    errands.run(asked(out, "PUBLIC").pk)
    assert browse(None).get(address).status_code == 404
    Meeting.objects.filter(pk=out.pk).update(public_from=now())
    page = browse(None).get(f"/rar-sjaelland/moeder/{out.address}/dagsorden/")
    assert f'href="{address}"' in page.content.decode()
    assert browse(None).get(address).status_code == 200


def test_a_failure_shows_its_reason_and_is_tried_again(out: Meeting, browse: BROWSE) -> None:
    errand, page = asked(out), f"/mit/rar-sjaelland/raad/{out.address}/"
    Errand.objects.filter(pk=errand.pk).update(state=State.PARKED, last_error="Disken er fuld.")
    assert "kunne ikke laves" in browse(cast.HANNE).get(page).content.decode()
    assert "Disken er fuld." not in browse(cast.HANNE).get(page).content.decode()
    html = browse(cast.KAREN).get(page).content.decode()
    assert "Samlet mødemateriale til dagsorden, version 1" in html
    assert "Disken er fuld." in html
    browse(cast.KAREN).post(f"{page}proev-igen/{errand.pk}/")
    errand.refresh_from_db()
    assert errand.state == State.DUE


def test_erased_with_the_content(out: Meeting, django_capture_on_commit_callbacks: Any) -> None:
    errands.run(asked(out).pk)
    sha256 = Rendition.objects.get(publication=agenda(out), kind="bundle").sha256
    with django_capture_on_commit_callbacks(execute=True):
        erase_content(meeting_id=out.pk, kind="AGENDA", version=1, reason="Fejl.", actor=loader.actor(cast.KAREN))
    assert not path_of(sha256).exists()
    assert bundle_publication(publication_id=agenda(out, "PUBLIC").pk)() is None
    assert not Rendition.objects.filter(publication=agenda(out, "PUBLIC"), kind="bundle").exists()


def test_twice_is_once(out: Meeting) -> None:
    """R8: the same file, the same row."""
    for _ in range(2):
        bundle_publication(publication_id=agenda(out).pk)()
    assert Rendition.objects.filter(publication=agenda(out), kind="bundle").count() == 1
