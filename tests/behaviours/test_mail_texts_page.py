"""A council's mail texts: its own words, the standard ones, an example, and placeholders that there are none of."""

import pytest

from meetings.actions.mail_texts import drop_mail_text, save_mail_text
from meetings.demo import cast, loader
from meetings.models import Council, MailText
from meetings.queries.mail_texts import mail_text
from meetings.rules.mail_texts import STANDARD
from rarportal.core.models import LogEntry
from rarportal.core.refusal import Forbidden, Refusal, Unseen
from tests.desk import Desk

PAGE = "/opsaetning/rar-sjaelland/mailtekster/invitation/"
OWN = {"subject": "Velkommen, {navn}", "body": "Kære {navn}\n\n{link}"}


@pytest.fixture
def council(portal: None) -> Council:
    return Council.objects.get(slug="rar-sjaelland")


def test_the_standard_text_is_sent_until_the_council_has_its_own(council: Council) -> None:
    assert mail_text(council, "INVITATION") == STANDARD["INVITATION"]
    page = Desk(cast.KAREN).open(PAGE)
    assert "Portalens standardtekst bruges." in page.text
    assert page.form().send().status == 200
    assert not MailText.objects.exists(), "untouched, nothing is kept"
    assert "Rådets egen tekst bruges." in page.form().send(**OWN).text
    assert mail_text(council, "INVITATION") == (OWN["subject"], OWN["body"])
    assert mail_text(Council.objects.get(slug="rar-bornholm"), "INVITATION") == STANDARD["INVITATION"]
    assert mail_text(council, "STAND_IN_ASKED") == STANDARD["STAND_IN_ASKED"]
    entry = LogEntry.objects.first()
    assert (entry.what, entry.thing) == ("En mailtekst blev ændret", "Invitation til at logge ind")


def test_the_standard_text_comes_back_by_a_button(council: Council) -> None:
    page = Desk(cast.KAREN).open(PAGE).form().send(**OWN)
    back = page.form().press("Brug standardteksten igen")
    assert "Portalens standardtekst bruges." in back.text
    assert mail_text(council, "INVITATION") == STANDARD["INVITATION"]
    assert not MailText.objects.exists()


def test_the_example_fills_in_what_is_typed_and_saves_nothing(council: Council) -> None:
    shown = Desk(cast.KAREN).open(PAGE).form().press("Vis eksempel", subject="Hej {navn}", body="<b>{raad}</b> {link}")
    assert shown.status == 200
    assert "Hej Hanne Rosenvang" in shown.text
    assert "<b>RAR Sjælland</b> https://portalen.example.dk/" in shown.text
    assert "<b>RAR" not in shown.html
    assert shown.form().values["subject"] == "Hej {navn}"
    assert not MailText.objects.exists()


FAULTS = {
    "an unknown placeholder": ({"body": "{link} {sted}"}, "Ingen pladsholder i denne mail: {sted}."),
    "an attack": ({"subject": "{event.__init__}"}, "Ingen pladsholder i denne mail: {event.__init__}."),
    "no link": ({"body": "Kære {navn}"}, "Teksten mangler {link}."),
    "no subject": ({"subject": " "}, "Dette felt er påkrævet."),
}


@pytest.mark.parametrize("button", ["Gem teksten", "Vis eksempel"])
@pytest.mark.parametrize("what", FAULTS)
def test_bad_input_is_said_beside_its_cause_and_nothing_typed_is_lost(council: Council, what: str, button: str) -> None:
    typed, sentence = FAULTS[what]
    page = Desk(cast.KAREN).open(PAGE).form().press(button, **{**OWN, **typed})
    assert page.status == 422
    assert sentence in page.text
    assert page.form().values["body"].replace("\r\n", "\n") == {**OWN, **typed}["body"]
    assert not MailText.objects.exists()


def test_the_action_itself_refuses_an_unknown_placeholder(council: Council) -> None:
    with pytest.raises(Refusal) as refused:
        save_mail_text(
            council="rar-sjaelland", kind="INVITATION", values={"subject": "{x}", "body": "Hej"},
            seen={}, actor=loader.actor(cast.KAREN),
        )  # fmt: skip
    assert refused.value.status == 409, "nothing was seen"
    form = Desk(cast.KAREN).open(PAGE).form()
    seen = {name: form.values[f"seen_{name}"] for name in ("subject", "body")}
    with pytest.raises(Refusal) as refused:
        save_mail_text(
            council="rar-sjaelland", kind="INVITATION", values={"subject": "{x}", "body": "Hej"},
            seen=seen, actor=loader.actor(cast.KAREN),
        )  # fmt: skip
    assert refused.value.reasons == ("{x} er ingen pladsholder i denne mail.", "Teksten mangler {link}.")


def test_two_secretaries_cannot_overwrite_each_other(council: Council) -> None:
    first, second = (Desk(cast.KAREN).open(PAGE).form() for _ in range(2))
    assert first.send(subject="Det første").status == 200
    conflict = second.send(subject="Det andet")
    assert conflict.status == 409
    assert "Det første" in conflict.part(".merge")
    assert mail_text(council, "INVITATION")[0] == "Det første"
    assert conflict.form().send().status == 200
    assert mail_text(council, "INVITATION")[0] == "Det andet"


@pytest.mark.parametrize(("who", "error"), [(cast.HANNE, Forbidden), (cast.JONAS, Unseen), (cast.ELLEN, Unseen)])
def test_only_the_councils_own_secretariat_writes_them(
    council: Council, who: cast.Player, error: type[Exception]
) -> None:
    MailText.objects.create(council=council, kind="INVITATION", **OWN)
    actor = loader.actor(who)
    with pytest.raises(error):
        save_mail_text(council="rar-sjaelland", kind="INVITATION", values=OWN, seen={}, actor=actor)
    with pytest.raises(error):
        drop_mail_text(council="rar-sjaelland", kind="INVITATION", actor=actor)
    assert MailText.objects.count() == 1


def test_a_kind_of_mail_that_there_is_not_is_not_found(portal: None) -> None:
    assert Desk(cast.KAREN).status("/opsaetning/rar-sjaelland/mailtekster/noget/") == 404
    with pytest.raises(Unseen):
        drop_mail_text(council="rar-sjaelland", kind="NOGET", actor=loader.actor(cast.KAREN))
