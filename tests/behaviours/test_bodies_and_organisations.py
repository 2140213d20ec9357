"""*Opsætning*: mødefora and organisationer, as Karen keeps them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from meetings.actions.bodies import add_committee, close_body, rename_body
from meetings.actions.organisations import save_organisation
from meetings.demo import cast, loader
from meetings.models import Body, Council, Organisation
from rarportal.core.models import LogEntry
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Forbidden, Unseen
from tests.desk import Desk, Page

pytestmark = pytest.mark.usefixtures("portal")
HERE = "/opsaetning/rar-sjaelland/"


def karen(subject: str) -> Page:
    return Desk(cast.KAREN).open(f"{HERE}{subject}/")


def body(slug: str, council: str = "rar-sjaelland") -> Body:
    return Body.objects.get(council__slug=council, slug=slug)


def test_the_list_says_kind_and_chair() -> None:
    page = karen("moedefora")
    assert "Formandskab · formand: Birgitte Egelund" in page.text
    assert "Positivlisteudvalget i RAR Sjælland" in page.links


def test_a_new_committee_has_an_address_made_of_its_name() -> None:
    page = karen("moedefora").form().send(name="Udvalget for læring i RAR Sjælland")
    assert "Udvalget for læring i RAR Sjælland er oprettet." in page.text
    assert body("udvalget-for-laering").kind == "COMMITTEE"
    assert Desk(cast.KAREN).status("/mit/rar-sjaelland/udvalget-for-laering/") == 200
    assert LogEntry.objects.filter(what="Mødeforummet blev oprettet", council_id=body("raad").council_id).exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Positivlisteudvalg", "Rådet har allerede et mødeforum med adressen positivlisteudvalg."),
        ("Raad", "Rådet har allerede et mødeforum med adressen raad."),
        ("...", "Navnet skal have mindst ét bogstav."),
        ("", "Dette felt er påkrævet."),
    ],
)
def test_a_name_that_makes_no_new_address_is_refused(name: str, sentence: str) -> None:
    before = Body.objects.count()
    page = karen("moedefora").form().send(name=name)
    assert page.status == 422
    assert sentence in page.part(".field-error")
    assert page.form().values["name"] == name
    assert Body.objects.count() == before


def test_a_committee_is_renamed_at_the_same_address() -> None:
    page = karen("moedefora/positivlisteudvalg").forms()[0].send(name="Udvalget for positivlisten")
    assert "Udvalget for positivlisten" in page.links
    assert body("positivlisteudvalg").name == "Udvalget for positivlisten"


def test_a_closed_committee_holds_no_new_meetings_and_keeps_its_pages() -> None:
    day = timezone.localdate() + timedelta(days=10)
    page = karen("moedefora/positivlisteudvalg").forms()[1].press("Nedlæg", ended_on=day.isoformat())
    assert "nedlagt den" in page.text
    new = Desk(cast.KAREN).open("/mit/rar-sjaelland/positivlisteudvalg/nyt-moede/")
    refused = new.form().send(date=day.isoformat(), place="Roskilde")
    assert refused.status == 422
    assert "er nedlagt den" in refused.part(".field-error")
    assert refused.form().values["place"] == "Roskilde"
    assert new.form().send(date=(day - timedelta(days=1)).isoformat()).status == 200
    assert Desk(cast.DITTE).status("/mit/rar-sjaelland/positivlisteudvalg/") == 200


def test_a_committee_with_a_meeting_to_come_is_not_closed_before_it() -> None:
    day = timezone.localdate() + timedelta(days=10)
    Desk(cast.KAREN).open("/mit/rar-sjaelland/positivlisteudvalg/nyt-moede/").form().send(date=day.isoformat())
    page = karen("moedefora/positivlisteudvalg").forms()[1].press("Nedlæg", ended_on=day.isoformat())
    assert page.status == 422
    assert f"Der er et møde den {day:%d.%m.%Y}." in page.part(".field-error")
    assert body("positivlisteudvalg").ended_on is None


@pytest.mark.parametrize("slug", ["raad", "formandskab"])
def test_the_council_itself_and_its_chairmanship_stay(slug: str) -> None:
    desk = Desk(cast.KAREN)
    page = desk.open(f"{HERE}moedefora/{slug}/")
    (form,) = page.forms()
    assert "Nedlæg" not in page.text
    form.fields |= {"nedlaeg", "ended_on"}  # as somebody who writes the request by hand
    assert form.send(nedlaeg="1", ended_on="2031-01-01").status == 422
    assert body(slug).ended_on is None


def test_organisations_have_seats_on_a_day() -> None:
    page = karen("organisationer/?dag=2024-01-01".rstrip("/"))
    assert page.status == 200
    then = Desk(cast.KAREN).open(f"{HERE}organisationer/?dag=2024-01-01")
    assert "DA Dansk Arbejdsgiverforening 6" in then.text
    assert "I alt den 1. januar 2024 21" in then.text
    assert "I alt den 1. marts 2025 ikke ført" in Desk(cast.KAREN).open(f"{HERE}organisationer/?dag=2025-03-01").text
    assert Desk(cast.KAREN).status(f"{HERE}organisationer/?dag=2025-02-31") == 200
    assert "fælles for alle råd" in then.text


def test_an_organisation_is_added_and_renamed_once() -> None:
    page = karen("organisationer").forms()[-1].send(short_name="KL", name="Kommunernes Landsforening")
    assert "KL" in page.links
    twice = karen("organisationer").forms()[-1].send(short_name="kl", name="Noget andet")
    assert twice.status == 422
    assert "Der er allerede en organisation, der hedder kl." in twice.part(".field-error")
    one = Organisation.objects.get(short_name="KL")
    changed = karen(f"organisationer/{one.pk}").form().send(short_name="DA")
    assert "Der er allerede en organisation, der hedder DA." in changed.part(".field-error")
    assert karen(f"organisationer/{one.pk}").form().send(name="KL - Kommunernes Landsforening").status == 200
    one.refresh_from_db()
    assert one.name == "KL - Kommunernes Landsforening"
    council = Council.objects.get(slug="rar-sjaelland")
    assert LogEntry.objects.filter(council_id=council.pk, what="Organisationen blev rettet", thing="KL").exists()


ACTS: dict[str, Callable[[Actor], Any]] = {
    "add": lambda actor: add_committee(council=body("raad").council, name="Nyt udvalg", actor=actor),
    "rename": lambda actor: rename_body(body_id=body("positivlisteudvalg").pk, name="Nyt", actor=actor),
    "close": lambda actor: close_body(body_id=body("positivlisteudvalg").pk, ended_on=date(2031, 1, 1), actor=actor),
    "organisation": lambda actor: save_organisation(
        council=body("raad").council, organisation_id=None, short_name="NY", name="Ny", actor=actor
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("player", "refusal"),
    [(cast.JONAS, Unseen), (cast.ELLEN, Unseen), (cast.BIRGITTE, Forbidden), (cast.HANNE, Forbidden)],
)
def test_nobody_but_the_councils_own_secretariat_sets_up(
    act: str, player: cast.Player, refusal: type[Exception]
) -> None:
    """The actions ask for themselves: whoever calls them, from whatever page."""
    before = [list(model.objects.order_by("pk").values()) for model in (Body, Organisation, LogEntry)]
    with pytest.raises(refusal):
        ACTS[act](loader.actor(player))
    assert [list(model.objects.order_by("pk").values()) for model in (Body, Organisation, LogEntry)] == before
