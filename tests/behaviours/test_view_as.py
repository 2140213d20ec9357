"""*Vis som*: the secretariat sees what others see, and can do nothing meanwhile."""

import pytest

from meetings.demo import cast
from meetings.models import Meeting, OfficeStaff
from rarportal.core.clock import now
from rarportal.core.models import LogEntry
from tests.desk import Desk, Page

BANNER = "Du ser siderne som"


def see_as(role: str, *, page: str = "", desk: Desk | None = None) -> Page:
    desk = desk or Desk(cast.KAREN)
    return desk.open(f"/vis-som/?side={page}").form("/vis-som/").send(role=role, council="rar-sjaelland")


@pytest.mark.parametrize(
    ("role", "player"), [("OBSERVER", cast.SANNE), ("MEMBER", cast.HANNE), ("CHAIR", cast.BIRGITTE), ("PUBLIC", None)]
)
def test_every_page_is_as_the_role_has_it(draft: Meeting, s0: Meeting, role: str, player: cast.Player | None) -> None:
    """The same answers, and the same words but for names and the banner."""
    desk = see_as(role).desk
    own = Desk(player)
    for url in (
        "/", "/rar-sjaelland/", "/rar-sjaelland/moeder/2024-02-01/dagsorden/", "/mit/",
        "/mit/rar-sjaelland/raad/", "/mit/rar-sjaelland/formandskab/", "/mit/rar-sjaelland/positivlisteudvalg/",
        f"/mit/rar-sjaelland/raad/{draft.address}/", f"/mit/rar-sjaelland/raad/{draft.address}/rediger/",
        "/mit/rar-sjaelland/raad/2024-02-01/dagsorden/", "/mit/rar-oestjylland/raad/", "/opsaetning/rar-sjaelland/",
    ):  # fmt: skip
        theirs = own.client.get(url)
        mine = desk.client.get(url)
        refused_or_sent_on = 403 if theirs.status_code == 302 else theirs.status_code
        assert mine.status_code == refused_or_sent_on, url
        assert BANNER in mine.content.decode(), url
        assert mine["Cache-Control"] == "private, no-store"


def test_nothing_can_be_done_meanwhile(draft: Meeting) -> None:
    desk = see_as("CHAIR").desk
    page = desk.open(f"/mit/rar-sjaelland/raad/{draft.address}/")
    token = page.form("/vis-som/slut/").values["csrfmiddlewaretoken"]
    for url in (
        f"/mit/rar-sjaelland/raad/{draft.address}/afbud/",
        f"/mit/rar-sjaelland/raad/{draft.address}/handling/aflys/",
        "/vis-som/",
    ):
        answer = desk.client.post(url, {"csrfmiddlewaretoken": token, "reason": "x"})
        assert (answer.status_code, "og kan kun læse" in answer.content.decode()) == (403, True)
    draft.refresh_from_db()
    assert draft.state == "DRAFTING"


def test_it_ends_on_the_same_page(draft: Meeting) -> None:
    page = see_as("MEMBER", page=f"/mit/rar-sjaelland/raad/{draft.address}/")
    assert (page.url, "Redigér dagsorden" in page.text) == (f"/mit/rar-sjaelland/raad/{draft.address}/", False)
    back = page.form("/vis-som/slut/").send()
    assert (back.url, BANNER in back.text, "Redigér dagsorden" in back.text) == (page.url, False, True)


def test_it_stands_in_the_log(portal: None) -> None:
    see_as("OBSERVER")
    entry = LogEntry.objects.get(what="Siderne blev set som")
    assert (entry.actor_name, entry.thing) == ("Karen Vinterberg", "tilforordnet")


def test_it_is_for_the_council_s_secretariat_alone(portal: None) -> None:
    for player in (cast.BIRGITTE, cast.HANNE, cast.ELLEN):
        assert not Desk(player).open("/vis-som/").has_form("/vis-som/")
    jonas = Desk(cast.JONAS)
    form = jonas.open("/vis-som/").form("/vis-som/")
    assert "rar-sjaelland" not in form.choices["council"]
    token = form.values["csrfmiddlewaretoken"]
    data = {"csrfmiddlewaretoken": token, "council": "rar-sjaelland", "role": "MEMBER"}
    assert jonas.client.post("/vis-som/", data).status_code == 422


def test_who_leaves_the_office_sees_as_nobody_from_the_next_page_on(portal: None) -> None:
    desk = see_as("MEMBER").desk
    post = OfficeStaff.objects.get(person__user__email=cast.KAREN.email)
    post.period = (post.period.lower, now())
    post.save()
    assert desk.status("/mit/rar-sjaelland/raad/") == 404
    assert BANNER not in desk.open("/mit/").text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1"])
def test_it_leads_nowhere_else(portal: None, elsewhere: str) -> None:
    """Trust row T20."""
    assert see_as("MEMBER", page=elsewhere).url == "/mit/"


def test_a_page_that_the_browser_has_kept_is_not_shown_without_the_banner(s0: Meeting) -> None:
    url = "/rar-sjaelland/moeder/2024-02-01/dagsorden/"
    etag = Desk().client.get(url)["ETag"]
    desk = see_as("PUBLIC").desk
    answer = desk.client.get(url, headers={"if-none-match": etag})
    assert (answer.status_code, BANNER in answer.content.decode()) == (200, True)
