"""Administration: councils over time, offices, and the reform, as Ellen keeps them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from meetings.actions.councils import edit_council, remove_row, save_row
from meetings.actions.offices import add_office, change_employment, employ, rename_office
from meetings.actions.reform import carry_out
from meetings.demo import cast, loader
from meetings.models import (
    Body,
    Council,
    Coverage,
    Meeting,
    Membership,
    Office,
    OfficeService,
    OfficeStaff,
    Person,
    SeatAllocation,
)
from meetings.queries.standing import holdings_of
from rarportal.core.models import LogEntry
from rarportal.core.permissions import STRANGER, Actor
from rarportal.core.refusal import Unseen
from tests.desk import Desk, Page

pytestmark = pytest.mark.usefixtures("portal")
HERE = "/administration/"
FYN = f"{HERE}raad/rar-fyn/"


def ellen(path: str = HERE) -> Page:
    return Desk(cast.ELLEN).open(path)


def fyn() -> Council:
    return Council.objects.get(slug="rar-fyn")


def facts() -> list[Any]:
    models = (Council, Coverage, SeatAllocation, OfficeService, OfficeStaff, Membership, Body, Person, LogEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_the_menu_leads_administrators_and_nobody_else_there() -> None:
    assert "Administration" in ellen("/mit/").links
    assert "Administration" not in Desk(cast.KAREN).open("/mit/").links


def test_administrators_see_nothing_unpublished(draft: Meeting) -> None:
    page = ellen()
    assert page.status == 200
    assert "3 råd" not in page.text
    assert Desk(cast.ELLEN).status(f"/mit/rar-sjaelland/raad/{draft.address}/") == 404


def test_a_councils_name_is_changed_and_logged_and_the_files_leave_it_alone() -> None:
    done = ellen(FYN).form().send(name="RAR Fyn og øerne")
    assert "Rådet er rettet." in done.text
    assert {body.name for body in fyn().bodies.all()} == {"RAR Fyn og øerne", "Formandskabet for RAR Fyn og øerne"}
    entry = LogEntry.objects.get(council_id=fyn().pk, user__email=cast.ELLEN.email)
    assert (entry.what, entry.thing) == ("Rådets oplysninger blev rettet", "RAR Fyn og øerne")
    call_command("load_councils", verbosity=0)
    assert fyn().name == "RAR Fyn og øerne"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Dette felt er påkrævet."),
        ({"begins": "2026-01-01"}, "Perioden slutter, før den begynder."),
        ({"last": "2024-12-31"}, "Kommuner er ført uden for den periode."),
        ({"last": ""}, "Et råd med en efterfølger har en sidste dag."),
        ({"last": "2025-03-31"}, "Regionalt beskæftigelsesråd Syddanmark begynder, før rådet er slut."),
    ],
)
def test_a_wrong_period_is_said_beside_its_field(typed: dict[str, str], sentence: str) -> None:
    before = facts()
    refused = ellen(FYN).form().send(**typed)
    assert refused.status == 422
    assert sentence in refused.part(".field-error")
    field, value = next(iter(typed.items()))
    assert refused.form().values[field] == value
    assert facts() == before


def row(council: str, fact: str, **which: Any) -> str:
    model = {"kommuner": Coverage, "sekretariat": OfficeService, "pladser": SeatAllocation}[fact]
    return f"{HERE}raad/{council}/{fact}/{model.objects.get(council__slug=council, **which).pk}/"


def test_seats_and_offices_change_on_a_day() -> None:
    seats = row("rar-fyn", "pladser", organisation__short_name="DA")
    assert ellen(seats).forms()[0].send(last="2019-12-31").status == 200
    new = ellen(f"{FYN}pladser/").form()
    da = next(iter(SeatAllocation.objects.filter(organisation__short_name="DA").values_list("organisation", flat=True)))
    assert new.send(organisation=str(da), seats="5", begins="2020-01-01", last="2025-02-28").status == 200
    held = SeatAllocation.objects.filter(council=fyn(), organisation=da)
    assert [one.seats for one in held.order_by("period")] == [6, 5]
    call_command("load_councils", verbosity=0)
    assert held.count() == 2  # the files leave what was entered alone


@pytest.mark.parametrize(
    ("fact", "typed", "sentence"),
    [
        ("kommuner", {"municipality": "0101", "begins": "2020-01-01", "last": "2020-12-31"}, "Kommunen hører allerede"),
        ("kommuner", {"municipality": "0101", "begins": "2026-01-01"}, "Perioden skal ligge inden for rådets egen."),
        ("sekretariat", {"office": "amk-oest", "begins": "2020-01-01"}, "Rådet har allerede et sekretariat"),
        ("pladser", {"organisation": "DA", "seats": "2", "begins": "2020-01-01", "last": "2020-01-02"},
         "Organisationen har allerede et antal pladser i perioden."),
        ("naboer", {"neighbour": "rar-fyn"}, "Et råd er ikke sin egen nabo."),
    ],
)  # fmt: skip
def test_an_overlap_is_said_beside_its_field(fact: str, typed: dict[str, str], sentence: str) -> None:
    form = ellen(f"{FYN}{fact}/").form()
    keys = {"municipality": "code", "office": "slug", "organisation": "short_name", "neighbour": "slug"}
    field = next(iter(typed))
    model = {"kommuner": Coverage, "sekretariat": OfficeService, "pladser": SeatAllocation}.get(fact)
    related = model._meta.get_field(field).related_model if model else Council
    before = facts()
    refused = form.send(**{**typed, field: str(related.objects.get(**{keys[field]: typed[field]}).pk)})
    assert refused.status == 422
    assert sentence in refused.part(".field-error")
    assert facts() == before


def test_a_wrong_row_is_removed_and_logged() -> None:
    page = ellen(row("rar-fyn", "kommuner", municipality__code="0492"))
    assert "Linjen er fjernet." in page.forms()[1].press("Fjern").text
    assert not Coverage.objects.filter(council=fyn(), municipality__code="0492").exists()
    assert LogEntry.objects.filter(council_id=fyn().pk, what="Kommuner blev fjernet", thing="Ærø").exists()


def test_a_row_of_another_council_is_not_there() -> None:
    url = row("rar-sydjylland", "pladser", organisation__short_name="DA").replace("rar-sydjylland", "rar-fyn")
    assert Desk(cast.ELLEN).status(url) == 404
    assert Desk(cast.ELLEN).status(f"{FYN}intet/") == 404


def test_an_office_is_made_and_staffed_and_its_people_are_the_secretariat() -> None:
    assert ellen(f"{HERE}kontorer/").form().send(name="AMK Østersøen").status == 200
    refused = ellen(f"{HERE}kontorer/").form().send(name="amk østersøen")
    assert "Der er allerede et kontor med det navn." in refused.part(".field-error")
    url = f"{HERE}kontorer/amk-oestersoeen/ansatte/"
    done = ellen(url).form().send(name="Rasmus Klitgård", email="Rasmus@example.dk", begins="2020-01-01")
    assert "Rasmus Klitgård" in done.text
    office, person = Office.objects.get(slug="amk-oestersoeen"), Person.objects.get(email="rasmus@example.dk")
    again = ellen(url).form().send(name="Rasmus Klitgård", email="rasmus@example.dk", begins="2021-01-01")
    assert "Personen er allerede ansat i perioden." in again.part(".field-error")
    other = ellen(url).form().send(name="En Anden", email="rasmus@example.dk", begins="2021-01-01")
    assert "Adressen tilhører Rasmus Klitgård." in other.part(".field-error")
    employment = OfficeStaff.objects.get(office=office, person=person)
    assert ellen(f"{url}{employment.pk}/").form().send(last="2024-06-30").status == 200
    employment.refresh_from_db()
    assert timezone.localtime(employment.period.upper).replace(tzinfo=None) == datetime(2024, 7, 1)


def test_who_has_stopped_is_no_secretariat_at_the_next_request() -> None:
    karen = Desk(cast.KAREN)
    assert karen.status("/opsaetning/rar-sjaelland/") == 200
    employment = OfficeStaff.objects.get(person__user__email=cast.KAREN.email)
    yesterday = timezone.localdate() - timedelta(days=1)
    url = f"{HERE}kontorer/amk-oest/ansatte/{employment.pk}/"
    assert ellen(url).form().send(last=yesterday.isoformat()).status == 200
    assert karen.status("/opsaetning/rar-sjaelland/") == 404


def reform(button: str, last: str = "2025-12-31", **typed: Any) -> Page:
    """Fyn's and Sydjylland's successor is followed by a new council."""
    page = ellen(f"{HERE}reform/")
    council = Council.objects.get(slug="rbr-syddanmark")
    office = Office.objects.get(slug="amk-syd")
    form = page.form()
    values = {"councils": str(council.pk), "last": last, "office": str(office.pk), "name": "Rådet Syd og Vest", **typed}
    shown = form.send(**values)
    if button == "Se" or shown.status != 200:
        return shown
    return shown.forms()[0].press("Gennemfør")


@time_machine.travel("2025-10-01 12:00", tick=False)
def test_a_reform_is_shown_before_anything_happens() -> None:
    before = facts()
    page = reform("Se")
    told = page.part(".note-warn")
    assert "Regionalt beskæftigelsesråd Syddanmark slutter med udgangen af den 31. december 2025." in told
    assert "Rådet Syd og Vest følger efter den 1. januar 2026 på adressen /rbr-raadet-syd-og-vest/." in told
    assert "22 kommuner går over til Rådet Syd og Vest: Assens, Billund," in told
    assert "AMK Syd bliver sekretariat" in told
    assert facts() == before


@time_machine.travel("2025-10-01 12:00", tick=False)
def test_a_reform_moves_everything_at_once() -> None:
    old = Council.objects.get(slug="rbr-syddanmark")
    body = old.bodies.get(kind="COUNCIL")
    person = Person.objects.get(user__email=cast.HANNE.email)
    start = timezone.make_aware(datetime(2025, 3, 1))
    seat = Membership.objects.create(person=person, body=body, role="MEMBER", period=(start, None))
    done = reform("Gennemfør")
    assert "Reformen er gennemført." in done.text
    old.refresh_from_db()
    seat.refresh_from_db()
    new = old.successor
    assert (new.slug, new.period.lower) == ("rbr-raadet-syd-og-vest", date(2026, 1, 1))
    assert old.period.upper == date(2026, 1, 1)
    assert Coverage.objects.filter(council=new, period__startswith=date(2026, 1, 1)).count() == 22
    assert not Coverage.objects.filter(council=old, period__contains=date(2026, 1, 1)).exists()
    assert {one.kind for one in new.bodies.all()} == {"COUNCIL", "CHAIRMANSHIP"}
    assert new.services.get().office.slug == "amk-syd"
    assert timezone.localtime(seat.period.upper).replace(tzinfo=None) == datetime(2026, 1, 1)
    assert seat.end_reason == "Rådet er afløst af Rådet Syd og Vest"
    assert {entry.what for entry in LogEntry.objects.filter(council_id=old.pk, user__isnull=False)} == {"Rådet afløses"}
    assert LogEntry.objects.filter(council_id=new.pk, what="Rådet afløser").exists()
    hanne = holdings_of(loader.actor(cast.HANNE))
    with time_machine.travel("2025-12-31 22:59:59+00:00", tick=False):
        assert "MEMBER" in hanne.roles(body)
    with time_machine.travel("2025-12-31 23:00+00:00", tick=False):
        assert "MEMBER" not in hanne.roles(body)
        assert "Rådet er afløst af Rådet Syd og Vest" in Desk().open("/rbr-syddanmark/").text
    told = facts()
    call_command("load_councils", verbosity=0)
    assert facts() == told  # the files leave the reform alone


@time_machine.travel("2026-11-22 12:00", tick=False)
def test_a_reform_can_lead_to_a_council_that_is_known_already() -> None:
    east = Council.objects.get(slug="rbr-oestdanmark")
    ends = str(Council.objects.get(slug="rbr-sjaelland").pk)
    typed = {"councils": ends, "last": "2026-12-31", "successor": str(east.pk), "name": "",
             "office": str(Office.objects.get(slug="amk-oest").pk)}  # fmt: skip
    assert "Reformen er gennemført." in reform("Gennemfør", **typed).text
    assert Coverage.objects.filter(council=east).count() == 46  # as before: they were covered already
    assert Body.objects.get(council__slug="rbr-sjaelland", kind="COUNCIL").ended_on == date(2027, 1, 1)


@time_machine.travel("2025-10-01 12:00", tick=False)
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"last": "2025-01-31"}, "Regionalt beskæftigelsesråd Syddanmark er der ikke den dag."),
        ({"name": ""}, "Vælg en efterfølger, eller skriv det nye råds navn."),
        ({"name": "Regionalt beskæftigelsesråd Sjælland"}, "Der er allerede et råd med adressen rbr-sjaelland."),
        ({"name": "!!!"}, "Navnet skal sige, hvor rådet er."),
        ({"last": "snart"}, "Indtast en gyldig dato."),
    ],
)
def test_a_reform_that_can_t_be_is_refused(typed: dict[str, str], sentence: str) -> None:
    before = facts()
    refused = reform("Se", **typed)
    assert refused.status == 422
    assert sentence in refused.part(".field-error")
    assert facts() == before


@time_machine.travel("2025-10-01 12:00", tick=False)
def test_a_reform_that_can_no_longer_be_is_refused_when_it_is_to_be_done() -> None:
    shown = reform("Se")
    assert reform("Gennemfør").status == 200  # somebody else was first
    before = facts()
    refused = shown.forms()[0].press("Gennemfør")
    assert refused.status == 422
    assert facts() == before


@time_machine.travel("2025-10-01 12:00", tick=False)
def test_a_seat_that_begins_after_the_reform_is_named() -> None:
    body = Body.objects.get(council__slug="rbr-syddanmark", kind="COUNCIL")
    person = Person.objects.get(user__email=cast.HANNE.email)
    period = (timezone.make_aware(datetime(2026, 3, 1)), None)
    Membership.objects.create(person=person, body=body, role="MEMBER", period=period)
    refused = reform("Se")
    assert "Pladser begynder først efter den dag: Hanne Rosenvang. Ret dem først." in refused.part(".field-error")


DAY = date(2026, 1, 1)


def amk() -> Office:
    return Office.objects.get(slug="amk-syd")


ACTS: dict[str, Callable[[Actor], Any]] = {
    "edit": lambda actor: edit_council(
        council_id=fyn().pk, name="X", kind="EMPLOYMENT", begins=DAY, last=None, successor=None, actor=actor
    ),
    "save a row": lambda actor: save_row(council_id=fyn().pk, fact="naboer", row_id=None, values={}, actor=actor),
    "remove a row": lambda actor: remove_row(council_id=fyn().pk, fact="naboer", row_id=1, actor=actor),
    "add an office": lambda actor: add_office(name="X", actor=actor),
    "rename an office": lambda actor: rename_office(office_id=amk().pk, name="X", actor=actor),
    "employ": lambda actor: employ(
        office_id=amk().pk, name="X", email="x@example.dk", begins=DAY, last=None, actor=actor
    ),
    "change an employment": lambda actor: change_employment(
        employment_id=OfficeStaff.objects.all()[0].pk, begins=DAY, last=None, actor=actor
    ),
    "reform": lambda actor: carry_out(
        councils=[fyn()],
        last=date(2025, 1, 1),
        successor=None,
        name="X",
        kind="EMPLOYMENT",
        office=amk(),
        actor=actor,
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("player", [cast.KAREN, cast.BIRGITTE, cast.HANNE, None])
def test_nobody_else_administers(act: str, player: cast.Player | None) -> None:
    """The actions ask for themselves: whoever calls them, from whatever page."""
    before = facts()
    with pytest.raises(Unseen):
        ACTS[act](loader.actor(player) if player else STRANGER)
    assert facts() == before
