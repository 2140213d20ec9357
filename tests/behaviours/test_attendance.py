"""Hvem deltog: members by organisation, their substitutes, observers, the secretariat and others; the quorum beside it.

The cast's council has six members: Hanne and Torben for DA, Birgitte and Mikkel for FH, Lone and Ditte for the
municipalities. Oluf is Mikkel's substitute, Sanne observes, Karen is the secretariat.
"""

from typing import Any

import pytest

from meetings.actions.absences import report_absence, withdraw_absence
from meetings.actions.minutes import save_attendance
from meetings.actions.moves import make_move
from meetings.demo import cast, loader
from meetings.models import Attendance, Body, DocumentProfile, Meeting, Membership, Person
from meetings.queries.attendance import attendance_of
from rarportal.core.models import LogEntry, User
from tests.desk import Desk, Form, Page, said
from tests.staging import NOT_THE_SECRETARIAT

PRESENT, EXCUSED, ABSENT = Attendance.Presence.values


def goes_on(meeting: Meeting, *names: str) -> None:
    for name in names:
        make_move(meeting_id=meeting.pk, name=name, actor=loader.actor(cast.KAREN), reason="prøve")
    meeting.refresh_from_db()


@pytest.fixture
def session(draft: Meeting) -> Meeting:
    """The meeting is being held."""
    goes_on(draft, "udsend", "begynd-moede")
    return draft


def own(meeting: Meeting) -> str:
    return f"/mit/{meeting.body.council.slug}/{meeting.body.slug}/{meeting.address}/"


def opened(meeting: Meeting) -> Form:
    """The list as Karen opens it."""
    return Desk(cast.KAREN).open(f"{own(meeting)}foer-referat/deltagere/").form()


def key(meeting: Meeting, player: cast.Player) -> str:
    """The field in which somebody is asked about."""
    (found,) = [one.key for one in attendance_of(meeting).expected if one.name == player.name]
    return found


def answers(meeting: Meeting, **by: Any) -> dict[str, Any]:
    """Answers by the names of the cast in small letters."""
    return {key(meeting, getattr(cast, name.upper())): answer for name, answer in by.items()}


def written(meeting: Meeting) -> list[tuple[str, str, str]]:
    return list(meeting.attendance.values_list("name", "group", "presence"))


def printed(meeting: Meeting) -> tuple[dict[str, list[str]], str]:
    """By heading who took part, and the excused, in the minutes as Hanne reads them."""
    goes_on(meeting, "afslut-moede", "udsend-referat")
    page = Desk(cast.HANNE).open(f"{own(meeting)}referat/")
    groups = [group for group in page.all("#deltog")[0].iter("div") if group.find("h3") is not None]
    took_part = {said(group.find("h3")): [said(name) for name in group.iter("li")] for group in groups}
    return took_part, page.part("#afbud") if page.all("#afbud") else ""


# What is asked about


def test_everybody_who_sits_there_is_asked_about_by_organisation(session: Meeting) -> None:
    page = opened(session).page
    legends = [said(one) for one in page.tree.iter("legend")]
    assert legends == ["DA", "FH", "Kommune", "Tilforordnede", "Fra sekretariatet"]
    cards = {said(card.find("legend")): said(card) for card in page.all(".rp-cames")}
    assert cards["DA"].index("Hanne Rosenvang") < cards["DA"].index("Torben Aagreen")
    assert "Mikkel Tornby Mødt Afbud Udeblev Ikke angivet Oluf Kildebæk (suppleant) Mødt i stedet" in cards["FH"]
    assert "Sanne Møllegård" in cards["Tilforordnede"]
    assert "Karen Vinterberg" in cards["Fra sekretariatet"]
    assert "Jonas Lysholm" not in page.part("#punkt")  # another council's secretariat


def test_a_seat_counts_at_the_meeting_s_hour(session: Meeting) -> None:
    """Who has left since, sat there; who comes later, did not."""
    seat = Membership.objects.get(person__name="Hanne Rosenvang", body=session.body)
    seat.period = (seat.period.lower, session.date)  # midnight before the meeting
    seat.save()
    page = opened(session).page
    assert "Hanne Rosenvang" not in page.part("#punkt")
    assert "Torben Aagreen" in page.part("#punkt")


def test_what_the_portal_knows_is_not_typed_again(draft: Meeting) -> None:
    report_absence(meeting_id=draft.pk, actor=loader.actor(cast.MIKKEL))
    goes_on(draft, "udsend", "begynd-moede")
    form = opened(draft)
    assert form.values[key(draft, cast.MIKKEL)] == EXCUSED
    assert form.values[key(draft, cast.HANNE)] == ""
    assert "Mikkel Tornby Har meldt afbud" in form.page.part("#punkt")
    assert "Oluf Kildebæk (suppleant) Spurgt om at stedfortræde" in form.page.part("#punkt")


def test_afbud_during_the_meeting_reaches_the_minutes_and_is_taken_back(session: Meeting) -> None:
    assert opened(session).send(**answers(session, hanne=PRESENT)).status == 200
    for player in (cast.MIKKEL, cast.HANNE):  # Hanne is taken down as present: what somebody saw stands
        report_absence(meeting_id=session.pk, actor=loader.actor(player))
    values = opened(session).values
    assert [values[key(session, player)] for player in (cast.MIKKEL, cast.HANNE)] == [EXCUSED, PRESENT]
    for player in (cast.MIKKEL, cast.HANNE):
        withdraw_absence(meeting_id=session.pk, actor=loader.actor(player))
    values = opened(session).values
    assert [values[key(session, player)] for player in (cast.MIKKEL, cast.HANNE)] == ["", PRESENT]


def test_the_rest_came_with_one_button(draft: Meeting) -> None:
    report_absence(meeting_id=draft.pk, actor=loader.actor(cast.MIKKEL))
    goes_on(draft, "udsend", "begynd-moede")
    page = opened(draft).press("Alle andre medlemmer er mødt", **answers(draft, lone=ABSENT), present="Star - En Gæst")
    assert [name for name, _, _ in written(draft)] == ["Mikkel Tornby"], "nothing is saved yet"
    form = page.form()
    assert form.values["present"] == "Star - En Gæst"
    assert form.send().status == 200
    assert written(draft) == [
        ("Hanne Rosenvang", "DA", PRESENT), ("Torben Aagreen", "DA", PRESENT), ("Birgitte Egelund", "FH", PRESENT),
        ("Mikkel Tornby", "FH", EXCUSED), ("Ditte Strandmark", "Kommune", PRESENT), ("Lone Damhus", "Kommune", ABSENT),
        ("En Gæst", "Star", PRESENT),
    ]  # fmt: skip


def test_who_has_sent_afbud_is_not_of_the_rest(draft: Meeting) -> None:
    """Also when somebody has taken the answer away again."""
    report_absence(meeting_id=draft.pk, actor=loader.actor(cast.MIKKEL))
    goes_on(draft, "udsend", "begynd-moede")
    assert opened(draft).send(**answers(draft, mikkel="")).status == 200
    values = opened(draft).press("Alle andre medlemmer er mødt").form().values
    assert (values[key(draft, cast.MIKKEL)], values[key(draft, cast.HANNE)]) == ("", PRESENT)


# Saved and printed

SAVED: dict[str, tuple[dict[str, Any], list[tuple[str, str, str]]]] = {
    "a member": ({"hanne": PRESENT}, [("Hanne Rosenvang", "DA", PRESENT)]),
    "excused": ({"hanne": EXCUSED}, [("Hanne Rosenvang", "DA", EXCUSED)]),
    "away without a word": ({"hanne": ABSENT}, [("Hanne Rosenvang", "DA", ABSENT)]),
    "a substitute": ({"mikkel": EXCUSED, "oluf": True},
                     [("Mikkel Tornby", "FH", EXCUSED), ("Oluf Kildebæk", "FH", PRESENT)]),
    "an observer": ({"sanne": PRESENT}, [("Sanne Møllegård", "Tilforordnede", PRESENT)]),
    "the secretariat": ({"karen": True}, [("Karen Vinterberg", "Fra sekretariatet", PRESENT)]),
    "by organisation, whatever the order of typing": (
        {"lone": PRESENT, "karen": True, "sanne": PRESENT, "hanne": PRESENT, "birgitte": PRESENT},
        [("Hanne Rosenvang", "DA", PRESENT), ("Birgitte Egelund", "FH", PRESENT), ("Lone Damhus", "Kommune", PRESENT),
         ("Sanne Møllegård", "Tilforordnede", PRESENT), ("Karen Vinterberg", "Fra sekretariatet", PRESENT)],
    ),
    "nobody": ({}, []),
}  # fmt: skip


@pytest.mark.parametrize("what", SAVED)
def test_who_is_put_down_is_written_with_person_and_organisation(session: Meeting, what: str) -> None:
    by, rows = SAVED[what]
    assert opened(session).send(**answers(session, **by)).status == 200
    assert written(session) == rows
    assert [row.person.name for row in session.attendance.select_related("person")] == [name for name, _, _ in rows]
    form = opened(session)
    for field, answer in answers(session, **by).items():
        assert form.values[field] == ("on" if answer is True else answer)
    assert form.send().status == 200
    assert written(session) == rows, "saving without a change changes nothing"
    blank = {field: "" if isinstance(answer, str) else False for field, answer in answers(session, **by).items()}
    assert form.send(**blank).status == 200
    assert written(session) == []


def test_the_minutes_print_who_took_part_by_organisation(session: Meeting) -> None:
    """As S2 ends: organisations, those without one, the secretariat; who stayed away is counted and not printed."""
    by = {"hanne": PRESENT, "torben": ABSENT, "birgitte": PRESENT, "mikkel": EXCUSED, "oluf": True, "karen": True}
    others = {"present": "STAR - Inge Prøvesen\nDA - Bo Bisidder\nUden Plads", "excused": "STAR - Syg Sygesen"}
    assert opened(session).send(**answers(session, **by), **others).status == 200
    assert printed(session) == (
        {
            "DA 2": ["Hanne Rosenvang", "Bo Bisidder"],
            "FH 2": ["Birgitte Egelund", "Oluf Kildebæk"],
            "STAR 1": ["Inge Prøvesen"],
            "Øvrige 1": ["Uden Plads"],
            "Fra sekretariatet 1": ["Karen Vinterberg"],
        },
        "Afbud Mikkel Tornby Syg Sygesen",
    )


def test_lines_of_an_old_list_are_kept_as_they_are(session: Meeting) -> None:
    """Printed names, one of them twice as in S2, one with a person; a seat is known again by name and organisation."""
    ann = Person.objects.create(name="Ann B. Poulsen")
    lines = [
        ("Ann B. Poulsen", "DA", PRESENT, ann), ("Ann B. Poulsen", "", PRESENT, None),
        ("Hanne Rosenvang", "DA", PRESENT, None), ("hanne  rosenvang", "Jobcenter", PRESENT, None),
        ("Uden Plads", "", ABSENT, None),
    ]  # fmt: skip
    for place, (name, group, presence, person) in enumerate(lines, 1):
        session.attendance.create(position=place, name=name, group=group, presence=presence, person=person)
    form = opened(session)
    assert form.values[key(session, cast.HANNE)] == PRESENT
    assert form.values["present"].splitlines() == [
        "DA - Ann B. Poulsen", "Ann B. Poulsen", "Jobcenter - hanne  rosenvang",
    ]  # fmt: skip
    assert form.send(**answers(session, torben=PRESENT)).status == 200
    assert sorted(written(session)) == sorted([*((*line[:3],) for line in lines), ("Torben Aagreen", "DA", PRESENT)])
    form = opened(session)
    assert form.send(present=form.values["present"] + "\nSTAR - Ny Gæst").status == 200
    assert session.attendance.filter(person=ann).count() == 1, "a line that stays is still the person's"
    assert ("Ny Gæst", "STAR", PRESENT) in written(session)


def test_a_body_without_seats_has_its_lines(portal: None) -> None:
    body = Body.objects.get(council__slug="rar-sjaelland", kind="COMMITTEE")
    body.memberships.all().delete()
    meeting = Meeting.objects.create(body=body, date="2031-02-03", state=Meeting.State.IN_SESSION)
    form = opened(meeting)
    assert "Udvalget har ingen medlemmer på mødets dag." in form.page.part("#fremmoede")
    assert form.send(present="DA - Navn Navnesen").status == 200
    assert written(meeting) == [("Navn Navnesen", "DA", PRESENT)]


# Two at a time, and what is wrong


def test_two_who_put_down_different_people_do_not_conflict(session: Meeting) -> None:
    first, second = opened(session), opened(session)
    assert first.send(**answers(session, hanne=PRESENT)).status == 200
    assert second.send(**answers(session, torben=PRESENT), present="STAR - En Gæst").status == 200
    assert [name for name, _, _ in written(session)] == ["Hanne Rosenvang", "Torben Aagreen", "En Gæst"]


def test_two_who_put_down_the_same_one_see_both(session: Meeting) -> None:
    first, second, third = opened(session), opened(session), opened(session)
    assert first.send(**answers(session, mikkel=PRESENT, oluf=True), present="STAR - Deres Gæst").status == 200
    before = written(session)
    refused = second.send(**answers(session, mikkel=EXCUSED, hanne=ABSENT), present="STAR - Min Gæst")
    assert refused.status == 409
    assert written(session) == before, "nothing is saved by halves"
    for words in ("Mikkel Tornby Det gemte Gælder nu Mødt Dit Ikke gemt Afbud", "Deres Gæst", "Min Gæst"):
        assert words in refused.part(".merge")
    form = refused.form()
    assert form.values[key(session, cast.MIKKEL)] == EXCUSED
    assert form.values[key(session, cast.HANNE)] == ABSENT
    assert form.values["present"] == "STAR - Min Gæst"
    assert form.send(present="STAR - Deres Gæst\nSTAR - Min Gæst", **answers(session, oluf=True)).status == 200
    assert [(name, presence) for name, _, presence in written(session)] == [
        ("Hanne Rosenvang", ABSENT), ("Mikkel Tornby", EXCUSED), ("Oluf Kildebæk", PRESENT),
        ("Deres Gæst", PRESENT), ("Min Gæst", PRESENT),
    ]  # fmt: skip
    box = third.send(**answers(session, oluf=True))
    assert box.status == 200, "the same answer is no conflict"


def test_the_list_saves_itself(session: Meeting) -> None:
    form = opened(session)
    field = key(session, cast.HANNE)
    karen = User.objects.get(email=cast.KAREN.email)
    data = {
        "csrfmiddlewaretoken": form.values["csrfmiddlewaretoken"], "user": karen.pk, "autosave": [field],
        f"seen_{field}": form.values[f"seen_{field}"], field: PRESENT,
    }  # fmt: skip
    page: Page = form.page.desk.shown(form.page.desk.client.post(form.action, data), form.action)
    assert page.status == 200
    assert page.all("#gemt")[0].get("data-saved-at")
    assert written(session) == [("Hanne Rosenvang", "DA", PRESENT)]
    data |= {"autosave": ["present"], "present": "STAR - En Gæst", "seen_present": form.values["seen_present"]}
    assert form.page.desk.client.post(form.action, data).status_code == 200
    assert [name for name, _, _ in written(session)] == ["Hanne Rosenvang", "En Gæst"]
    entries = LogEntry.objects.filter(meeting_id=session.pk, what="Deltagerlisten blev ændret")
    assert entries.count() == 2


def test_who_is_asked_about_is_not_also_a_line(session: Meeting) -> None:
    for line in ("DA - Hanne Rosenvang", "hanne  ROSENVANG"):
        refused = opened(session).send(present=f"STAR - En Gæst\n{line}", **answers(session, torben=PRESENT))
        assert refused.status == 422
        assert "står i listen ovenfor. Vælg svaret dér" in refused.part("#id_present_error")
        assert refused.form().values["present"].endswith(line)
        assert refused.form().values[key(session, cast.TORBEN)] == PRESENT
        assert written(session) == []
    assert opened(session).send(present="Jobcenter - Hanne Rosenvang").status == 200  # another of that name


@NOT_THE_SECRETARIAT
def test_nobody_but_the_secretariat_says_who_came(draft: Meeting, player: cast.Player, error: type[Exception]) -> None:
    goes_on(draft, "udsend", "begynd-moede")
    with pytest.raises(error):
        save_attendance(meeting_id=draft.pk, values={"present": "A"}, seen={}, actor=loader.actor(player))
    assert written(draft) == []


# Beside the minutes


def rail(meeting: Meeting) -> str:
    return Desk(cast.KAREN).open(f"{own(meeting)}foer-referat/").part("#fremmoede")


def test_the_quorum_stands_beside_the_minutes_by_the_council_s_setting(session: Meeting) -> None:
    assert "0 af 6 medlemmer. 6 er ikke skrevet ned endnu. Rådet er beslutningsdygtigt med mindst 3." in rail(session)
    opened(session).send(**answers(session, hanne=PRESENT, birgitte=PRESENT, mikkel=EXCUSED, oluf=True))
    assert "3 af 6 medlemmer. Rådet er beslutningsdygtigt (mindst 3)." in rail(session)
    assert "DA 1 af 2 FH 2 af 2 Kommune 0 af 2" in rail(session)
    rest = {"torben": ABSENT, "lone": ABSENT, "ditte": ABSENT}
    opened(session).send(**answers(session, **rest))
    DocumentProfile.objects.filter(council=session.body.council).update(quorum_percent=67)
    assert "3 af 6 medlemmer. Rådet er ikke beslutningsdygtigt (mindst 5)." in rail(session)


def test_who_leads_stands_beside_the_minutes(session: Meeting) -> None:
    assert "Mødet blev ledet af Birgitte Egelund." in rail(session)
    items = list(session.items.all())
    torben = Person.objects.get(name="Torben Aagreen")
    session.items.filter(position__gte=items[3].position).update(led_by=torben)
    assert "Punkt 1-3 blev ledet af Birgitte Egelund. Punkt 4-10 blev ledet af Torben Aagreen." in rail(session)
