"""*Meld afbud*: the substitute is asked at once; what the secretariat enters for somebody says so everywhere."""

from datetime import date

import pytest
from django.conf import settings
from django.utils.formats import date_format

from meetings.actions.absences import report_absence, withdraw_absence
from meetings.actions.moves import make_move
from meetings.demo import cast, loader
from meetings.models import Absence, Attendance, MailText, Meeting, Person, StandIn
from rarportal.core.clock import now
from rarportal.core.models import LogEntry, Mail
from rarportal.core.refusal import Forbidden, Unseen
from tests.desk import Desk, Page


def address(meeting: Meeting) -> str:
    return f"/mit/rar-sjaelland/raad/{meeting.address}/"


def enter(meeting: Meeting, name: str, *, press: str = "Meld afbud", **typed: str) -> Page:
    """Karen enters it for a person by name."""
    form = Desk(cast.KAREN).open(f"{address(meeting)}afbud/paa-vegne/").form("afbud/paa-vegne/")
    person = Person.objects.get(name=name).pk
    return form.press(press, **{"person": str(person), "source": "telefon", "told_on": "2026-01-05", **typed})


def test_a_member_sends_afbud_and_the_substitute_is_asked_at_once(draft: Meeting) -> None:
    mikkel = Desk(cast.MIKKEL)
    assert Desk(cast.OLUF).status(address(draft)) == 404
    done = mikkel.open(address(draft)).form("afbud/").send()
    assert (done.status, "Afbuddet er meldt." in done.text) == (200, True)
    assert "Afbud meldt den" in done.text
    assert Desk(cast.OLUF).status(address(draft)) == 200
    entry = LogEntry.objects.get(meeting_id=draft.pk, what="Der blev meldt afbud")
    assert (entry.actor_name, entry.thing, entry.on_behalf_of) == ("Mikkel Tornby", "Mikkel Tornby", "")


def test_the_substitute_is_asked_by_mail_in_the_council_s_words(draft: Meeting) -> None:
    Person.objects.filter(user__email=cast.OLUF.email).update(email="oluf.kildebaek@example.dk")
    MailText.objects.create(
        council=draft.body.council, kind="STAND_IN_ASKED", subject="Kom {dag}", body="{navn} for {medlem}: {link} {x}"
    )
    Desk(cast.MIKKEL).open(address(draft)).form("afbud/").send()
    mail = Mail.objects.get(kind="stand-in")
    day = date_format(draft.date, r"l \d\e\n j. F Y")
    assert (mail.recipient, mail.subject) == ("oluf.kildebaek@example.dk", f"Kom {day}")
    assert mail.body == f"Oluf Kildebæk for Mikkel Tornby: {settings.SITE_URL}{address(draft)} {{x}}"


def test_a_substitute_without_an_address_is_asked_without_a_mail(draft: Meeting) -> None:
    Person.objects.filter(user__email=cast.OLUF.email).update(email="")
    Desk(cast.MIKKEL).open(address(draft)).form("afbud/").send()
    assert (StandIn.objects.count(), Mail.objects.count()) == (1, 0)


def test_who_comes_after_all_is_stood_in_for_no_longer(draft: Meeting) -> None:
    page = Desk(cast.MIKKEL).open(address(draft)).form("afbud/").send()
    page.form("afbud/").press("Jeg kommer alligevel")
    assert not Absence.objects.exists()
    assert Desk(cast.OLUF).status(address(draft)) == 404


def test_afbud_twice_is_one(draft: Meeting) -> None:
    form = Desk(cast.MIKKEL).open(address(draft)).form("afbud/")
    for _ in range(2):
        form.send()
    assert (Absence.objects.count(), StandIn.objects.count()) == (1, 1)


def test_the_secretariat_enters_it_on_behalf_and_log_page_and_minutes_say_so(draft: Meeting) -> None:
    page = enter(draft, "Hanne Rosenvang")
    assert "Afbud meldt til sekretariatet (telefon) den 5. januar 2026" in page.text
    entry = LogEntry.objects.get(meeting_id=draft.pk, what="Der blev meldt afbud")
    assert (entry.actor_name, entry.on_behalf_of) == ("Karen Vinterberg", "Hanne Rosenvang")
    assert (entry.source, entry.told_on) == ("telefon", date(2026, 1, 5))
    meeting = Desk(cast.KAREN).open(address(draft))
    assert "På vegne af Hanne Rosenvang (telefon den 5. januar 2026)" in meeting.text
    assert "Afbud meldt til sekretariatet (telefon) den 5. januar 2026" in Desk(cast.HANNE).open(address(draft)).text

    secretary = loader.actor(cast.KAREN)
    for move in ("udsend", "begynd-moede"):
        make_move(meeting_id=draft.pk, name=move, actor=secretary, reason="Prøve")
    assert Attendance.objects.get(meeting=draft).name == "Hanne Rosenvang"  # the minutes begin with who is excused
    for move in ("afslut-moede", "udsend-referat"):
        make_move(meeting_id=draft.pk, name=move, actor=secretary, reason="Prøve")
    minutes = Desk(cast.HANNE).open(f"{address(draft)}referat/")
    assert "Hanne Rosenvang (meldt til sekretariatet: telefon, 5. januar 2026)" in minutes.text


def test_the_secretariat_takes_it_back_on_behalf(draft: Meeting) -> None:
    enter(draft, "Hanne Rosenvang")
    page = enter(draft, "Hanne Rosenvang", press="Kommer alligevel")
    assert "Ingen har meldt afbud." in page.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"person": ""}, "Dette felt er påkrævet."),
        ({"told_on": ""}, "Dette felt er påkrævet."),
        ({"told_on": "2999-01-01"}, "Dagen er ikke kommet endnu."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stands(draft: Meeting, typed: dict[str, str], said: str) -> None:
    page = enter(draft, "Hanne Rosenvang", **typed)
    assert (page.status, said in page.text) == (422, True)
    assert 'value="telefon"' in page.html
    assert not Absence.objects.exists()


def test_nobody_enters_for_somebody_but_the_secretariat(draft: Meeting) -> None:
    """Not the chair either; and not the secretariat of another office."""
    url = f"{address(draft)}afbud/paa-vegne/"
    for player, status in ((cast.BIRGITTE, 403), (cast.HANNE, 403), (cast.JONAS, 404), (cast.GUNNAR, 404)):
        assert Desk(player).status(url) == status
    desk = Desk(cast.KAREN)  # nor can the secretariat send afbud as if it sat there
    page = desk.open(f"{address(draft)}afbud/paa-vegne/")
    token = page.form("paa-vegne/").values["csrfmiddlewaretoken"]
    assert desk.client.post(f"{address(draft)}afbud/", {"csrfmiddlewaretoken": token}).status_code == 403


def test_it_is_too_late_when_the_meeting_is_over(draft: Meeting) -> None:
    Meeting.objects.filter(pk=draft.pk).update(state="MINUTES_DRAFT", public_from=now())
    page = Desk(cast.MIKKEL).open(address(draft))
    assert not page.has_form("afbud/")
    assert "Der kan ikke længere meldes afbud" in Desk(cast.KAREN).open(f"{address(draft)}afbud/paa-vegne/").text


@pytest.mark.parametrize(
    ("player", "error"),
    [(cast.KAREN, Forbidden), (cast.OLUF, Unseen), (cast.GUNNAR, Unseen), (cast.JONAS, Unseen), (cast.ELLEN, Unseen)],
    ids=lambda value: getattr(value, "name", None) or value.__name__,
)
def test_the_acts_ask_for_themselves(draft: Meeting, player: cast.Player, error: type[Exception]) -> None:
    """Whatever a page has asked before."""
    for act in (report_absence, withdraw_absence):
        with pytest.raises(error):
            act(meeting_id=draft.pk, actor=loader.actor(player))
    assert not Absence.objects.exists()
