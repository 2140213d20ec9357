"""What the database itself refuses, whoever asks: constraints, and the rights of the application's role. Trust row R12.

The tests' "default" connection is the application's role, "owner" the one that migrates: as in production.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from meetings.models import (
    AgendaItem,
    AgendaSection,
    Attachment,
    Attendance,
    Body,
    Council,
    Meeting,
    Membership,
    Office,
    OfficeService,
    OfficeStaff,
    Person,
    Publication,
    StandIn,
)
from rarportal.core.models import User

BEGINS = datetime(2030, 1, 1, tzinfo=ZoneInfo("Europe/Copenhagen"))
CHANGE = datetime(2031, 6, 3, 14, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))
DAY = BEGINS.date()


def during(begins: datetime, ends: datetime | None) -> DateTimeTZRange:
    return DateTimeTZRange(begins, ends)


@pytest.fixture
def body(portal: None) -> Body:
    return Body.objects.get(council__slug="rar-fyn", kind="COUNCIL")


def refused(name: str, act: Callable[[], object]) -> None:
    """The database refuses the act by the constraint with this name, at the latest at the end of the transaction."""
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        at_once(act)
    assert error.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]


def at_once(act: Callable[[], object]) -> None:
    """The act, and what else would be asked when it is committed."""
    act()
    with connections["default"].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def a_seat(body: Body, person: Person, role: str = "MEMBER", begins: datetime = BEGINS, **more: Any) -> Membership:
    return Membership.objects.create(
        body=body, person=person, role=role, period=during(begins, more.pop("ends", None)), **more
    )


def a_person(name: str = "Prøve Prøvesen") -> Person:
    return Person.objects.create(name=name)


def an_item(meeting: Meeting, position: int, **more: Any) -> AgendaItem:
    return AgendaItem.objects.create(meeting=meeting, position=position, title="Punkt", **more)


def test_overlapping_seats_of_one_person_in_one_body(body: Body) -> None:
    person = a_person()
    a_seat(body, person, ends=CHANGE)
    refused("one_seat_in_a_body_at_a_time", lambda: a_seat(body, person, "OBSERVER", CHANGE - timedelta(minutes=1)))
    a_seat(body, person, "OBSERVER", CHANGE)  # to the minute: the end itself is outside
    a_seat(Body.objects.get(council__slug="rar-fyn", kind="CHAIRMANSHIP"), person)  # another body


def test_two_chairs_at_one_moment(body: Body) -> None:
    chairmanship = Body.objects.get(council=body.council, kind="CHAIRMANSHIP")
    a_seat(chairmanship, a_person("Gammel Formand"), "CHAIR", ends=CHANGE)
    coming = a_person("Ny Formand")
    early = CHANGE - timedelta(seconds=1)
    refused("one_chair_at_a_time", lambda: a_seat(chairmanship, coming, "CHAIR", early))
    a_seat(chairmanship, coming, "CHAIR", CHANGE)
    a_seat(chairmanship, a_person("En"), "VICE_CHAIR")
    a_seat(chairmanship, a_person("To"), "VICE_CHAIR")  # two vice-chairs there are


def test_two_offices_for_one_council_on_one_day(body: Body) -> None:
    council = Council.objects.create(slug="raad-x", name="Råd X", period=DateRange(DAY, None))
    first, second = Office.objects.order_by("pk")[:2]
    until = DAY + timedelta(days=100)
    OfficeService.objects.create(office=first, council=council, period=DateRange(DAY, until))
    late = DateRange(until - timedelta(days=1), None)
    refused("one_office_at_a_time", lambda: OfficeService.objects.create(office=second, council=council, period=late))
    OfficeService.objects.create(office=second, council=council, period=DateRange(until, None))


def test_one_person_employed_twice_in_one_office(portal: None) -> None:
    office, person = Office.objects.first(), a_person()
    OfficeStaff.objects.create(office=office, person=person, period=during(BEGINS, None))
    refused(
        "employed_once_at_a_time",
        lambda: OfficeStaff.objects.create(office=office, person=person, period=during(CHANGE, None)),
    )


def test_two_items_of_one_meeting_with_one_frozen_number(draft: Meeting, s2: Meeting) -> None:
    an_item(draft, 101, number="7a")
    refused("frozen_number_once_per_meeting", lambda: an_item(draft, 102, number="7a"))
    an_item(draft, 103), an_item(draft, 104)  # not frozen yet: no number
    assert s2.items.filter(number="1.2", number_is_printed=True).count() == 2  # printed twice in S2, and kept


def test_two_things_in_one_place(draft: Meeting) -> None:
    item = draft.items.first()
    refused("item_position_once", lambda: an_item(draft, item.position))
    AgendaSection.objects.create(meeting=draft, position=1, title="A")
    refused("section_position_once", lambda: AgendaSection.objects.create(meeting=draft, position=1, title="B"))
    Attachment.objects.create(item=item, position=50, kind="TEXT", title="A")
    refused(
        "attachment_position_once",
        lambda: Attachment.objects.create(item=item, position=50, kind="TEXT", title="B"),
    )
    Attendance.objects.create(meeting=draft, position=1, name="A")
    refused("attendance_position_once", lambda: Attendance.objects.create(meeting=draft, position=1, name="B"))


def test_items_may_change_places_within_a_transaction(draft: Meeting) -> None:
    first, second = draft.items.all()[:2]
    first.position, second.position = second.position, first.position
    with transaction.atomic():
        at_once(lambda: (first.save(), second.save()))


def test_two_meetings_with_one_address_and_a_meeting_that_ends_before_it_begins(draft: Meeting) -> None:
    same = {"body": draft.body, "date": draft.date, "ordinal": draft.ordinal}
    refused("meeting_address_once_per_body", lambda: Meeting.objects.create(**same))
    backwards = {**same, "ordinal": 2, "starts_at": "16:00", "ends_at": "13:00"}
    refused("meeting_ends_after_it_starts", lambda: Meeting.objects.create(**backwards))


def test_two_bodies_with_one_address_and_two_chairmanships(body: Body) -> None:
    for kind, slug, name in (
        ("COMMITTEE", "raad", "body_slug_once_per_council"),
        ("CHAIRMANSHIP", "andet-formandskab", "one_council_and_one_chairmanship"),
        ("COUNCIL", "andet-raad", "one_council_and_one_chairmanship"),
    ):
        refused(
            name, lambda kind=kind, slug=slug: Body.objects.create(council=body.council, kind=kind, slug=slug, name="X")
        )


def test_a_substitute_asked_twice_and_an_address_used_twice(draft: Meeting) -> None:
    seat = Membership.objects.get(role="SUBSTITUTE")
    StandIn.objects.create(meeting=draft, membership=seat)
    refused("asked_once", lambda: StandIn.objects.create(meeting=draft, membership=seat))
    refused("user_email_once_whatever_case", lambda: User.objects.create(email="KAREN@example.dk"))


def test_a_link_issued_twice(s0: Meeting) -> None:
    link = s0.publications.first()
    values = {name: getattr(link, name) for name in ("council", "meeting", "kind", "issued_at", "issued_by")}
    values |= {"content_sha256": "a" * 64, "previous_sha256": ""}
    new = {"sequence": 900, "version": 9, "audience": link.audience, "sha256": "b" * 64}
    for same, name in (
        ({"sequence": link.sequence}, "chain_link_once"),
        ({"version": link.version}, "published_once_per_audience"),
        ({"sha256": link.sha256}, "meetings_publication_sha256_key"),
    ):
        refused(name, lambda same=same: Publication.objects.create(**values | new | same))


# -- the application's role -----------------------------------------------------------------------------------------

APPEND_ONLY = (
    *("core_logentry", "meetings_publication", "meetings_rendition", "meetings_erasure"),
    *("positivlist_approval", "positivlist_publishedlist"),
)
UNCHANGEABLE = ("meetings_publicationcontent", "positivlist_edition")  # added and erased, never changed
FORBIDDEN = "42501"  # SQLSTATE insufficient_privilege


@pytest.fixture
def app(portal: None) -> Any:
    """A connection of the application's role, as it stands in DATABASE_URL, to the tests' database."""
    parts = settings.DATABASES["default"]
    with psycopg.connect(
        dbname=connections["owner"].settings_dict["NAME"],
        user=parts["USER"],
        password=parts["PASSWORD"],
        host=parts["HOST"],
        port=parts["PORT"] or None,
        autocommit=True,
    ) as connection:
        yield connection


def test_the_tests_and_the_portal_write_as_the_applications_role(app: Any) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone() == (settings.DATABASES["default"]["USER"],) * 2
    assert settings.DATABASES["default"]["USER"] != settings.DATABASES["owner"]["USER"]


STATEMENTS = [
    *(f"UPDATE {table} SET {column} = {column}" for table, column in (
        ("core_logentry", "reason"), ("core_logentry", "at"), ("meetings_publication", "content_sha256"),
        ("meetings_publication", "issued_at"), ("meetings_rendition", "sha256"), ("meetings_erasure", "reason"),
        ("meetings_publicationcontent", "html"), ("meetings_publicationcontent", "data"),
    )),
    *(f"DELETE FROM {table}" for table in APPEND_ONLY),
    *(f"TRUNCATE {table} CASCADE" for table in (*APPEND_ONLY, *UNCHANGEABLE)),
    *(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE" for table in APPEND_ONLY),
    "SELECT * FROM meetings_publication FOR UPDATE",
    "ALTER TABLE meetings_publication ADD COLUMN x int",
    "ALTER TABLE meetings_publication DISABLE TRIGGER ALL",
    "ALTER TABLE meetings_publication OWNER TO CURRENT_USER",
    "ALTER TABLE meetings_membership DROP CONSTRAINT one_chair_at_a_time",
    "DROP TABLE meetings_publication",
    "DROP INDEX meetings_publication_sha256_key",
    "CREATE TABLE public.mine (x int)",
    "CREATE TRIGGER t BEFORE INSERT ON meetings_publication EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE RULE r AS ON INSERT TO meetings_publication DO INSTEAD NOTHING",
    "CREATE SCHEMA mine",
    "CREATE ROLE mine",
    "SET ROLE {owner}",
    "SET SESSION AUTHORIZATION {owner}",
    "SET session_replication_role = replica",
    "GRANT {owner} TO CURRENT_USER",
    "COPY meetings_publication TO PROGRAM 'cat'",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
    "DELETE FROM django_migrations",
]  # fmt: skip


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_applications_role_may_not(app: Any, statement: str) -> None:
    owner = settings.DATABASES["owner"]["USER"]
    with pytest.raises(psycopg.Error) as error, app.transaction(force_rollback=True):
        app.execute(statement.replace("{owner}", f'"{owner}"'))
    assert error.value.sqlstate == FORBIDDEN, error.value


def test_a_grant_to_itself_changes_nothing(app: Any) -> None:
    """PostgreSQL only warns where somebody grants what they may not grant."""
    app.execute("GRANT UPDATE, DELETE ON meetings_publication TO CURRENT_USER")
    assert not app.execute("SELECT has_table_privilege('meetings_publication', 'UPDATE')").fetchone()[0]


def test_the_rights_on_every_table_are_those_of_the_list(app: Any) -> None:
    """A new table is read and written and never truncated; what is frozen stands in APPEND_ONLY."""
    rows = app.execute(
        """
        SELECT c.relname, has_table_privilege(c.oid, 'SELECT'), has_table_privilege(c.oid, 'INSERT'),
               has_table_privilege(c.oid, 'UPDATE') OR has_any_column_privilege(c.oid, 'UPDATE'),
               has_table_privilege(c.oid, 'DELETE'), has_table_privilege(c.oid, 'TRUNCATE'),
               has_table_privilege(c.oid, 'REFERENCES'), has_table_privilege(c.oid, 'TRIGGER'),
               pg_has_role(c.relowner, 'MEMBER')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        """
    ).fetchall()
    rights = {name: "".join(letter for letter, has in zip("siudtrgo", has, strict=True) if has) for name, *has in rows}
    expected = dict.fromkeys(rights, "siud")  # select, insert, update, delete; no truncate, references, trigger, owner
    expected |= dict.fromkeys(APPEND_ONLY, "si") | dict.fromkeys(UNCHANGEABLE, "sid") | {"django_migrations": "s"}
    assert rights == expected
    assert len(rights) > 25
