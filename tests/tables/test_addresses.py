"""Every address x method x role: a literal table, on real objects. Trust rows T1, T2, T6.

An address without a row fails, so nobody adds one without saying who may. The lowest standing that may is named; all
above it may too. Who is not signed in is sent to the sign-in, a stranger gets 404, a seated person without the right
403, and a method that is not declared 405, whether the thing exists or not.
"""

import hashlib
import logging
import re
import runpy
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, include, path, reverse
from django.utils import timezone

from meetings.actions.agenda import add_item
from meetings.actions.attachments import attach_file
from meetings.actions.imports import begin_import
from meetings.actions.moves import make_move, plan_meeting
from meetings.demo import cast, loader
from meetings.models import (
    AgendaSection,
    AttachmentVersion,
    Body,
    Council,
    Invitation,
    Meeting,
    Membership,
    Office,
    OfficeService,
    OfficeStaff,
    Organisation,
    Original,
    Person,
    Rendition,
    SeatAllocation,
    StandIn,
    StandingItem,
    store_bytes,
)
from meetings.queries.imports import reading_of
from meetings.rules.versions import mark_of
from positivlist.actions.comments import comment
from positivlist.actions.deciding import authorise
from positivlist.actions.imports import take_in
from positivlist.sources.courses import read_lines
from positivlist.sources.spreadsheet import read_paste
from rarportal.core.models import Errand, User
from rarportal.core.routing import CLOSED, undeclared
from tests import rounds
from tests.desk import sign_in
from tests.staging import addresses, parts, rolled_back, written
from tests.weapons import pdf

pytestmark = pytest.mark.django_db  # so that the tests' database is made before everybody asks

ANYBODY, SIGNED_IN, OBSERVER, MEMBER, SECRETARIAT = "anybody", "signed in", "observer", "member", "secretariat"
CHAIRMANSHIP = "chairmanship"
ADMINISTRATOR = "administrator"  # beside the ladder: they and nobody else, who all get 404
LADDER = (ANYBODY, SIGNED_IN, "seated", OBSERVER, MEMBER, CHAIRMANSHIP, SECRETARIAT)
ROLES = {  # who asks -> how high they stand in RAR Sjælland
    "nobody": ANYBODY,
    "a sign-in without a person": SIGNED_IN,
    "administrator": SIGNED_IN,
    "another council's member": SIGNED_IN,
    "another office's secretariat": SIGNED_IN,
    "a substitute who is not asked": SIGNED_IN,
    "a member whose time is over": SIGNED_IN,
    "a member whose time has not begun": SIGNED_IN,
    "a chair whose time is over": SIGNED_IN,
    "a secretary who has left": SIGNED_IN,
    "a secretary who has not begun": SIGNED_IN,
    "the secretariat of an office that no longer serves the council": SIGNED_IN,
    "a committee's member": "seated",
    "observer": OBSERVER,
    "member": MEMBER,
    "a substitute who is asked": MEMBER,
    "vice-chair": CHAIRMANSHIP,
    "chair": CHAIRMANSHIP,
    "secretariat": SECRETARIAT,
}


@dataclass(frozen=True)
class Row:
    """The lowest standing that may, and what it gets; 405 is a method that is not declared."""

    lowest: str
    get: int = 405
    post: int = 405
    data: dict[str, Any] = field(default_factory=dict)  # what is posted
    meeting: str = "work"  # which meeting the address is of
    secretariat: int | None = None  # what its POST gets, where it is not above the others: it has no seat of its own


OWN_DATA = {"employer": "Roskilde Kommune", **{f"seen_{name}": mark_of("") for name in ("email", "phone", "employer")}}
TABLE = {
    # the public site
    "meetings:front": Row(ANYBODY, 200),
    "meetings:council": Row(ANYBODY, 200),
    "meetings:meetings": Row(ANYBODY, 200),
    "meetings:public_meeting": Row(ANYBODY, 302, meeting="held"),
    "meetings:paper": Row(ANYBODY, 200, meeting="held"),
    "meetings:pdf": Row(ANYBODY, 200, meeting="held"),
    "meetings:version": Row(ANYBODY, 200, meeting="held"),
    "meetings:version_pdf": Row(ANYBODY, 200, meeting="held"),
    "meetings:bundle": Row(ANYBODY, 200, meeting="held"),
    "meetings:word": Row(ANYBODY, 200, meeting="held"),
    "meetings:printout": Row(ANYBODY, 200, meeting="held"),
    "meetings:file": Row(ANYBODY, 200, meeting="held"),
    "meetings:original": Row(ANYBODY, 200, meeting="held"),
    "positivlist:lists": Row(ANYBODY, 200),
    "positivlist:schema": Row(ANYBODY, 200),
    "positivlist:list": Row(ANYBODY, 200),
    "positivlist:version": Row(ANYBODY, 200),
    "positivlist:file": Row(ANYBODY, 200),
    # the workspace: reading
    "meetings:overview": Row(SIGNED_IN, 200),
    "meetings:body": Row(OBSERVER, 200),
    "meetings:meeting": Row(OBSERVER, 200),
    "meetings:member_paper": Row(OBSERVER, 200, meeting="held"),
    "meetings:member_pdf": Row(OBSERVER, 200, meeting="held"),
    "meetings:member_version": Row(OBSERVER, 200, meeting="held"),
    "meetings:member_version_pdf": Row(OBSERVER, 200, meeting="held"),
    "meetings:member_bundle": Row(OBSERVER, 200, meeting="held"),
    "meetings:member_word": Row(OBSERVER, 200, meeting="held"),
    "meetings:member_printout": Row(OBSERVER, 200, meeting="held"),
    "meetings:member_file": Row(OBSERVER, 200, meeting="held"),
    "meetings:member_original": Row(OBSERVER, 200, meeting="held"),
    # documents from before the portal
    "meetings:imports": Row(SECRETARIAT, 200, 422),
    "meetings:import": Row(SECRETARIAT, 200, 422),
    "meetings:import_file": Row(SECRETARIAT, 200),
    "meetings:import_lines": Row(SECRETARIAT, 200),
    "meetings:import_item": Row(SECRETARIAT, 200, 302, {"do": "settle"}),
    "meetings:import_people": Row(SECRETARIAT, 200, 302),
    "meetings:import_take_in": Row(SECRETARIAT, post=302),
    "meetings:import_discard": Row(SECRETARIAT, post=302),
    # the workspace: acting
    "meetings:edit_meeting": Row(SECRETARIAT, 200, 422, {"kind": "ORDINARY"}),
    "meetings:absence": Row(OBSERVER, post=302, secretariat=403),
    "meetings:absence_for": Row(SECRETARIAT, 200, 422),
    "meetings:change_chair": Row(SECRETARIAT, 200, 422, meeting="session"),
    "meetings:view_as": Row(SIGNED_IN, 200, 422),
    "meetings:view_as_end": Row(SIGNED_IN, post=302),
    "meetings:new_meeting": Row(SECRETARIAT, 200, 302, {"kind": "ORDINARY", "date": "2031-01-09"}),
    "meetings:move": Row(SECRETARIAT, 200, 302, {"reason": "Derfor."}),
    "meetings:erase": Row(SECRETARIAT, 200, 302, {"reason": "Derfor."}, meeting="held"),
    "meetings:retry": Row(SECRETARIAT, post=302, meeting="held"),
    "meetings:edit": Row(SECRETARIAT, 200),
    "meetings:preview": Row(SECRETARIAT, 200),
    "meetings:preview_item": Row(SECRETARIAT, 200),
    "meetings:edit_item": Row(SECRETARIAT, 200, 409, {"title": "Ny", "kind": "ORDINARY", "access": "OPEN"}),
    "meetings:add_item": Row(SECRETARIAT, post=302, data={"title": "Nyt punkt"}),
    "meetings:add_section": Row(SECRETARIAT, post=302, data={"title": "Nyt afsnit"}),
    "meetings:insert_standing_items": Row(SECRETARIAT, post=302),
    "meetings:delete_section": Row(SECRETARIAT, post=302),
    "meetings:shift_item": Row(SECRETARIAT, post=302),
    "meetings:withdraw": Row(SECRETARIAT, post=302, data={"traek": "1"}),
    "meetings:delete_item": Row(SECRETARIAT, post=302),
    "meetings:postpone_item": Row(SECRETARIAT, 200, 302, {"to": "puljen"}),
    "meetings:fetch_items": Row(SECRETARIAT, 200, 422),
    "meetings:write_item": Row(SECRETARIAT, post=422),  # an item of which the portal knows nothing
    "meetings:copy_item": Row(SECRETARIAT, post=302),
    "meetings:restore_item": Row(SECRETARIAT, post=302),  # one that is back already
    "meetings:rename_section": Row(SECRETARIAT, post=302, data={"title": "Ny titel"}),
    "meetings:attach": Row(SECRETARIAT, post=302, data={"url": "https://rar.dk", "access": "OPEN"}),
    "meetings:mark_attachment": Row(SECRETARIAT, post=302, data={"access": "CLOSED"}),
    "meetings:rename_attachment": Row(SECRETARIAT, post=409, data={"title": "En anden"}),
    "meetings:shift_attachment": Row(SECRETARIAT, post=302, data={"retning": "ned"}),
    "meetings:replace_attachment": Row(SECRETARIAT, post=422),
    "meetings:earlier_file": Row(SECRETARIAT, 200),
    "meetings:remove_attachment": Row(SECRETARIAT, post=302),
    "meetings:draft_file": Row(SECRETARIAT, 200),
    "meetings:sitting": Row(SECRETARIAT, post=200),
    "meetings:references": Row(SECRETARIAT, 200),
    "meetings:versions": Row(SECRETARIAT, 200, 422),
    "meetings:minutes": Row(SECRETARIAT, 200, meeting="session"),
    "meetings:minutes_item": Row(SECRETARIAT, 200, 409, {"decision": "Ja."}, meeting="session"),
    "meetings:change_attendance": Row(SECRETARIAT, post=422, meeting="session"),
    "meetings:attendance": Row(SECRETARIAT, 200, 409, {"present": "DA - Navn"}, meeting="session"),
    # the workspace: the positive list
    "positivlist:rounds": Row(CHAIRMANSHIP, 200),
    "positivlist:begin": Row(SECRETARIAT, 200, 302, {"template": "BETWEEN", "in_force_from": "2032-01-01"}),
    "positivlist:authorisations": Row(SECRETARIAT, 200, 422),
    "positivlist:end_authorisation": Row(SECRETARIAT, post=302, data={"reason": "Derfor."}),
    "positivlist:erase": Row(SECRETARIAT, 200, 302, {"reason": "Derfor."}),
    "positivlist:round": Row(CHAIRMANSHIP, 200),
    "positivlist:change": Row(SECRETARIAT, 200, 422),
    "positivlist:move": Row(SECRETARIAT, 200, 302, {"reason": "Derfor."}),
    "positivlist:take_over": Row(SECRETARIAT, post=422),  # the round is with the chairmanship
    "positivlist:step": Row(SECRETARIAT, 200, 302),
    "positivlist:courses": Row(SECRETARIAT, 200, 302),
    "positivlist:put_right": Row(SECRETARIAT, post=302),
    "positivlist:import": Row(SECRETARIAT, 200, 422),
    "positivlist:take_back": Row(SECRETARIAT, post=302),
    "positivlist:comment": Row(CHAIRMANSHIP, post=302, data={"text": "Hvorfor dette kursus?"}),
    "positivlist:close_comment": Row(SECRETARIAT, post=302),
    "positivlist:send": Row(SECRETARIAT, post=422),  # it is sent already
    # T29: the secretariat sees the page and approves nothing in its own name; what was not shown is not approved
    "positivlist:approve": Row(CHAIRMANSHIP, 200, 409, {"sha256": "0" * 64}, secretariat=403),
    "positivlist:proposal": Row(CHAIRMANSHIP, 200),
    "positivlist:send_back": Row(CHAIRMANSHIP, post=422, secretariat=403),
    "positivlist:answer_for": Row(SECRETARIAT, 200, 422),
    "positivlist:put_on_agenda": Row(SECRETARIAT, 200, 422),
    "positivlist:decide": Row(SECRETARIAT, post=422),
    "positivlist:publish": Row(SECRETARIAT, post=422),
    "positivlist:setup": Row(SECRETARIAT, 200, 422),
    # Opsætning: which council, and what of it
    "meetings:setup": Row(SIGNED_IN, 200),
    "meetings:setup_council": Row(SECRETARIAT, 200),
    # Opsætning: people, memberships, chairmanship
    "meetings:people": Row(SECRETARIAT, 200),
    "meetings:seats": Row(SECRETARIAT, 200),
    "meetings:new_person": Row(SECRETARIAT, 200, 302, {"name": "Ny Person"}),
    "meetings:member_list": Row(SECRETARIAT, 200, 422),
    "meetings:person": Row(SECRETARIAT, 200),
    "meetings:edit_person": Row(SECRETARIAT, 200, 409, {"name": "Et andet navn"}),
    "meetings:told_contact": Row(SECRETARIAT, 200, 422, {"phone": "1"}),
    "meetings:person_file": Row(SECRETARIAT, 200),
    "meetings:remove_contact": Row(SECRETARIAT, 200, 422),
    "meetings:new_seat": Row(SECRETARIAT, 200, 422, {"role": "OBSERVER"}),
    "meetings:edit_seat": Row(SECRETARIAT, 200, 422, {"role": "OBSERVER"}),
    "meetings:end_seat": Row(SECRETARIAT, 200, 302, {"ends": "2031-01-09T10:00"}),
    # Opsætning: bodies, organisations, profile, standing items, mail texts, log
    "meetings:setup_profile": Row(SECRETARIAT, 200, 422),
    "meetings:setup_standing_items": Row(SECRETARIAT, 200),
    "meetings:setup_standing_item_new": Row(
        SECRETARIAT, 200, 302, {"title": "Nyt", "kind": "ORDINARY", "access": "OPEN"}
    ),
    "meetings:setup_standing_item": Row(SECRETARIAT, 200, 409, {"title": "Ny", "kind": "ORDINARY", "access": "OPEN"}),
    "meetings:setup_standing_item_shift": Row(SECRETARIAT, post=302, data={"retning": "ned"}),
    "meetings:setup_standing_item_delete": Row(SECRETARIAT, 200, 302),
    "meetings:setup_mail_texts": Row(SECRETARIAT, 200),
    "meetings:setup_mail_text": Row(SECRETARIAT, 200, 409, {"subject": "Emne", "body": "{link}"}),
    "meetings:setup_log": Row(SECRETARIAT, 200),
    "meetings:setup_bodies": Row(SECRETARIAT, 200, 302, {"name": "Et nyt udvalg"}),
    "meetings:setup_body": Row(SECRETARIAT, 200, 302, {"name": "Et andet navn"}),
    "meetings:setup_organisations": Row(SECRETARIAT, 200, 302, {"short_name": "NY", "name": "Ny"}),
    "meetings:setup_organisation": Row(SECRETARIAT, 200, 302, {"short_name": "NY", "name": "Ny"}),
    # administration: councils, offices, reform
    "meetings:administration": Row(ADMINISTRATOR, 200),
    "meetings:administration_council": Row(
        ADMINISTRATOR,
        200,
        302,
        {"name": "Nyt navn", "kind": "LABOUR_MARKET", "begins": "2015-01-01", "last": "2025-02-28"},
    ),
    "meetings:administration_new_row": Row(ADMINISTRATOR, 200, 422, {"begins": "i går"}),
    "meetings:administration_row": Row(ADMINISTRATOR, 200, 302, {"fjern": "1"}),
    "meetings:administration_offices": Row(ADMINISTRATOR, 200, 302, {"name": "AMK Nyt"}),
    "meetings:administration_office": Row(ADMINISTRATOR, 200, 302, {"name": "AMK Nyt"}),
    "meetings:administration_employ": Row(
        ADMINISTRATOR, 200, 302, {"name": "Ny Nysen", "email": "ny@example.dk", "begins": "2020-01-01"}
    ),
    "meetings:administration_employment": Row(ADMINISTRATOR, 200, 302, {"begins": "2020-01-01"}),
    "meetings:administration_invite": Row(ADMINISTRATOR, post=302),
    "meetings:administration_reform": Row(ADMINISTRATOR, 200, 422, {"last": "i går"}),
    # the way in: invitations, one's own account, the demo
    "meetings:account": Row(SIGNED_IN, 200),
    "meetings:invitation": Row(ANYBODY, 200, 422, {"password": "kort"}),
    "meetings:invite": Row(SECRETARIAT, post=302),
    "meetings:withdraw_invitation": Row(SECRETARIAT, post=302),
    "meetings:demo_sign_in": Row(ANYBODY, post=302, data={"email": cast.HANNE.email}),
    "meetings:demo_mail": Row(ANYBODY, 200),
    "meetings:own_data": Row(SIGNED_IN, 200, 302, OWN_DATA),
    "meetings:own_file": Row(SIGNED_IN, 200),
}
# allauth’s own views: GET, POST, DELETE for who is not signed in, and for who is
AWAY = (302, 302, 302)
SIGN_IN = {
    "account_login": ((200, 200, 405), AWAY),
    "account_logout": ((302, 302, 405), (200, 302, 405)),
    "account_inactive": ((200, 405, 405), (200, 405, 405)),
    "account_request_login_code": ((200, 200, 405), AWAY),
    "account_confirm_login_code": (AWAY, AWAY),
    "account_reset_password": ((200, 200, 405), (200, 200, 405)),
    "account_reset_password_done": ((200, 405, 405), (200, 405, 405)),
    "account_reset_password_from_key": ((200, 200, 200), (200, 200, 200)),
    "account_reset_password_from_key_done": ((200, 405, 405), (200, 405, 405)),
    "mfa_authenticate": (AWAY, AWAY),
    "mfa_trust": (AWAY, AWAY),
    "mfa_login_webauthn": ((302, 302, 405), AWAY),
    "openid_connect_login": ((404, 404, 404), (404, 404, 404)),
    "openid_connect_callback": ((404, 404, 404), (404, 404, 404)),
    "socialaccount_login_cancelled": ((200, 405, 405), (200, 405, 405)),
    "socialaccount_login_error": ((401, 405, 405), (401, 405, 405)),
    # one's own account; without a second factor of one's own, and without a provider of OpenID Connect
    "account_reauthenticate": (AWAY, (200, 200, 405)),
    "account_change_password": (AWAY, (200, 200, 405)),
    "mfa_index": (AWAY, (200, 405, 405)),
    "mfa_reauthenticate": (AWAY, AWAY),
    "mfa_reauthenticate_webauthn": (AWAY, AWAY),
    "mfa_activate_totp": (AWAY, (200, 200, 405)),
    "mfa_deactivate_totp": (AWAY, (404, 404, 404)),
    "mfa_list_webauthn": (AWAY, (200, 405, 405)),
    "mfa_add_webauthn": (AWAY, (200, 200, 405)),
    "mfa_edit_webauthn": (AWAY, (404, 404, 405)),
    "mfa_remove_webauthn": (AWAY, (404, 404, 404)),
    "mfa_view_recovery_codes": (AWAY, (404, 405, 405)),
    "mfa_generate_recovery_codes": (AWAY, (200, 200, 405)),
    "usersessions_list": (AWAY, (200, 302, 405)),
    "socialaccount_connections": (AWAY, (200, 200, 405)),
}
SHUT = {  # included by allauth, and 404 for everybody: no open sign-up, no change of address, codes only on a page
    "account_signup", "account_set_password", "account_email", "account_email_verification_sent",
    "account_confirm_email", "mfa_download_recovery_codes", "socialaccount_signup",
}  # fmt: skip
METHODS = ("GET", "POST", "DELETE")
EXAMPLES: dict[str, dict[str, Any]] = {
    "account_confirm_email": {"key": "abc"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "a-b"},
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
    "openid_connect_login": {"provider_id": "login"},
    "openid_connect_callback": {"provider_id": "login"},
}
PHANTOMS = {  # in place of what is there: nothing is
    "council": "rar-ingensteds",
    "body": "ingen",
    "address": "1999-12-31",
    "item": "999999999",
    "section": "999999999",
    "attachment": "999999999",
    "draft": "999999999",
    "line": "999999999",
    "earlier": "999999999",
    "errand": "999999999",
    "membership": "999999999",
    "version": "77",
    "part": "punkt-99",
    "digest": "0" * 64,
    "move": "intet",
    "person": "999999999",
    "standing": "999999999",
    "mail": "ingen",
    "organisation": "999999999",
    "office": "amk-ingensteds",
    "employment": "999999999",
    "fact": "intet",
    "field": "intet",
    "row": "999999999",
    "round_id": "999999999",
    "made": "999999999",
    "comment": "999999999",
    "given": "999999999",
    "act": "intet",
    "step": "intet",
    "shown": "0" * 64,
    "day": "1999-12-31",
}


ADDRESSES = [*addresses()]
OF_A_MEETING = {name for name, pattern in ADDRESSES if "<meeting:address>" in pattern}


# -- the stage ------------------------------------------------------------------------------------------------------

PDF = pdf("a rendition, for its address")
PAPER = b"1. Et punkt\n\nSagen kort\n\nKort.\n\nIndstilling\n\nTil orientering."


def a_meeting(days: int, *moves: str) -> Meeting:
    """A meeting of RAR Sjælland with one item and an open file, as far along as the moves lead."""
    secretary, body = loader.actor(cast.KAREN), Body.objects.get(council__slug="rar-sjaelland", kind="COUNCIL")
    meeting = plan_meeting(
        body_id=body.pk,
        kind="ORDINARY",
        date=timezone.localdate() + timedelta(days=days),
        starts_at=None,
        ends_at=None,
        place="Roskilde",
        actor=secretary,
    )
    make_move(meeting_id=meeting.pk, name="begynd-dagsorden", actor=secretary)
    item = add_item(meeting_id=meeting.pk, title="Et punkt", actor=secretary)
    attach_file(item_id=item.pk, title="Bilag", filename="b.pdf", data=PDF, access="OPEN", actor=secretary)
    for name in moves:
        make_move(meeting_id=meeting.pk, name=name, actor=secretary, reason="prøve")
    for publication in meeting.publications.all():
        made = {"template_version": "1", "sha256": store_bytes(PDF), "size": len(PDF)}
        for kind in ("pdf", "bundle"):
            Rendition.objects.create(publication=publication, kind=kind, **made)
    return Meeting.objects.select_related("body__council").get(pk=meeting.pk)


def period(when: str) -> DateTimeTZRange:
    """One that holds now, one that ended a second ago, one that begins in an hour."""
    at = timezone.now()
    return {
        "now": DateTimeTZRange(at - timedelta(days=900), None),
        "over": DateTimeTZRange(at - timedelta(days=900), at - timedelta(seconds=1)),
        "long over": DateTimeTZRange(at - timedelta(days=9000), at - timedelta(days=8000)),
        "to come": DateTimeTZRange(at + timedelta(hours=1), None),
    }[when]


def a_person(name: str) -> Person:
    """One more person with a sign-in, beside the cast."""
    return Person.objects.create(
        name=name, user=User.objects.create_user(email=f"{name}@example.dk".lower(), password="x")
    )


def a_player(name: str, body: str, role: str, when: str = "now") -> User:
    """One more person with a seat."""
    person = a_person(name)
    seat = Body.objects.get(council__slug="rar-sjaelland", slug=body)
    Membership.objects.create(person=person, body=seat, role=role, period=period(when))
    assert person.user
    return person.user


def a_secretary(name: str, office: str, when: str = "now") -> User:
    """One more person who works in an office."""
    person = a_person(name)
    OfficeStaff.objects.create(person=person, office=Office.objects.get(slug=office), period=period(when))
    assert person.user
    return person.user


def a_positive_list(meeting: Meeting) -> dict[str, Any]:
    """A list that holds, and a round with the chairmanship that has one of everything."""
    secretary = loader.actor(cast.KAREN)
    listed = rounds.published(day=date(2020, 4, 1))
    round = rounds.sent([*rounds.ROWS, rounds.MORE])
    lines = read_lines([read_paste("Bygge og anlæg\tGulve\tAMU\t48917\t2\t")], heading=False)
    made = take_in(round_id=round.pk, lines=lines, replace=False, source="prøve", actor=secretary)
    said = comment(round_id=round.pk, text="Er det nok?", actor=loader.actor(cast.BIRGITTE))
    given = authorise(
        council="rar-sjaelland", item_id=meeting.items.get().pk, scope="Enkelte kurser", begins=meeting.date,
        ends=meeting.date, actor=secretary,
    )  # fmt: skip
    Rendition.objects.create(publication=listed.publication, template_version="1", sha256=store_bytes(PDF), size=1)
    return {
        "round_id": round.pk, "made": made.pk, "comment": said.pk, "given": given.pk, "act": "opgiv", "step": "hoering",
        "day": "2020-04-01", "suffix": "xlsx", "shown": rounds.digest(round),
    }  # fmt: skip


@dataclass
class Stage:
    """Three meetings, everybody who may ask for them, and what the addresses are written with."""

    real: dict[str, dict[str, Any]]
    users: dict[str, User | None]

    def client(self, role: str, **options: Any) -> Client:
        client, user = Client(**options), self.users[role]
        if user:
            sign_in(client, user)
        return client

    def url(self, name: str, pattern: str, **phantoms: str) -> str:
        """The address with real objects in it, but for the phantoms."""
        if name in EXAMPLES:
            return reverse(name, kwargs=EXAMPLES[name])
        return written(pattern, {**self.real[TABLE[name].meeting if name in TABLE else "work"], **phantoms})


def prepare() -> Stage:
    work = a_meeting(30)
    held = a_meeting(31, "udsend", "begynd-moede", "afslut-moede", "udsend-referat", "offentliggoer")
    session = a_meeting(32, "udsend", "begynd-moede")
    waiting = Errand.objects.filter(kind="pdf", params__publication_id=held.publications.first().pk)
    waiting.update(state=Errand.State.PARKED)
    asked = a_player("Spurgt", cast.COUNCIL_BODY, "SUBSTITUTE")
    before = DateRange(date(2010, 1, 1), date(2015, 1, 1))
    council = Council.objects.get(slug="rar-sjaelland")
    OfficeService.objects.create(council=council, office=Office.objects.get(slug="amk-syd"), period=before)
    for meeting in (work, held, session):
        StandIn.objects.create(meeting=meeting, membership=Membership.objects.get(person__user=asked))
    invited = Person.objects.create(name="Inviteret", email="inviteret@example.dk", registered_in=work.body.council)
    Invitation.objects.create(
        person=invited, recipient=invited.email, secret_sha256=hashlib.sha256(b"hemmelig").hexdigest(),
        sent_at=timezone.now(), expires_at=timezone.now() + timedelta(hours=48),
    )  # fmt: skip
    imported = begin_import(
        body_id=work.body_id, file=PAPER, filename="a.txt", kind="AGENDA", day=date(2019, 3, 1),
        actor=loader.actor(cast.KAREN),
    )  # fmt: skip
    seat = Membership.objects.get(person__user__email=cast.MIKKEL.email)
    common = {
        "person": seat.person_id,
        "membership": seat.pk,
        "council": "rar-sjaelland",
        "secret": "hemmelig",
        "body": cast.COUNCIL_BODY,
        "kind": "dagsorden",
        "version": 1,
        "part": "punkt-1",
        "form": "docx",
        "move": "aflys",
        "filename": "b.pdf",
        "standing": StandingItem.objects.filter(body=work.body).first().pk,
        "mail": "invitation",
        "section": AgendaSection.objects.create(meeting=work, position=1, title="Tomt").pk,
        "errand": Errand.objects.get(state=Errand.State.PARKED).pk,
        "organisation": Organisation.objects.get(short_name="Erhvervshus").pk,
        "office": "amk-oest",
        "employment": OfficeStaff.objects.get(person__user__email=cast.KAREN.email).pk,
        "fact": "pladser",
        "field": "summary",
        "draft": imported.pk,
        "line": reading_of(imported).document.items[0].line,
        "row": SeatAllocation.objects.filter(council__slug="rar-sjaelland").first().pk,
        **a_positive_list(held),
    }
    real = {}
    for key, meeting in {"work": work, "held": held, "session": session}.items():
        attachment = meeting.items.get().attachments.get()
        earlier = AttachmentVersion.objects.create(
            attachment=attachment, filename="a.pdf", sha256=attachment.sha256, size=1, replaced_at=timezone.now()
        )
        digest, told = attachment.sha256, {"taken_in_at": timezone.now(), "filename": "b.txt", "size": 1}
        Original.objects.create(meeting=meeting, kind="AGENDA", sha256=digest, text="Linje", **told)
        own = {
            "address": meeting.address, "item": attachment.item_id, "attachment": attachment.pk, "earlier": earlier.pk,
        }  # fmt: skip
        real[key] = {**common, **own, "digest": digest}
    players = {
        "administrator": cast.ELLEN,
        "another council's member": cast.GUNNAR,
        "another office's secretariat": cast.JONAS,
        "a substitute who is not asked": cast.OLUF,
        "observer": cast.SANNE,
        "member": cast.HANNE,
        "vice-chair": cast.TORBEN,
        "chair": cast.BIRGITTE,
        "secretariat": cast.KAREN,
    }
    users: dict[str, User | None] = {role: User.objects.get(email=one.email) for role, one in players.items()}
    users |= {
        "nobody": None,
        "a sign-in without a person": User.objects.create_user(email="ingen@example.dk", password="x"),
        "a member whose time is over": a_player("Forhen", cast.COUNCIL_BODY, "MEMBER", "over"),
        "a member whose time has not begun": a_player("Senere", cast.COUNCIL_BODY, "MEMBER", "to come"),
        "a chair whose time is over": a_player("Eksformand", cast.CHAIRMANSHIP_BODY, "CHAIR", "long over"),
        "a secretary who has left": a_secretary("Rejst", "amk-oest", "over"),
        "a secretary who has not begun": a_secretary("Nyansat", "amk-oest", "to come"),
        "the secretariat of an office that no longer serves the council": a_secretary("Overdraget", "amk-syd"),
        "a committee's member": a_player("Udvalg", "positivlisteudvalg", "MEMBER"),
        "a substitute who is asked": asked,
    }
    return Stage(real, users)


@pytest.fixture
def stage(portal: None) -> Iterator[Stage]:
    logging.disable(logging.WARNING)  # thousands of refusals, all asked for
    yield prepare()
    logging.disable(logging.NOTSET)


def ask(client: Client, method: str, url: str, data: dict[str, Any] | None = None) -> HttpResponse:
    """One request, after which everything is as before: what a POST does is undone, and so is a sign-out."""
    kept = {name: morsel.value for name, morsel in client.cookies.items()}
    cache.clear()  # the sign-in counts its attempts there
    with transaction.atomic():
        answer = getattr(client, method.lower())(url, **({"data": data or {}} if method == "POST" else {}))
        if answer.streaming:
            answer.getvalue()  # read to its end, so that the file is closed
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(kept)
    return answer


def expected(name: str, role: str, method: str) -> int:
    """The table, read."""
    signed_in = role != "nobody"
    if name in SHUT:
        return 404
    if name in SIGN_IN:
        return SIGN_IN[name][signed_in][METHODS.index(method)]
    row = TABLE[name]
    may = {"GET": row.get, "POST": row.post}.get(method, 405)
    if row.lowest == ANYBODY:
        return may
    if not signed_in:
        return 302
    if row.lowest == ADMINISTRATOR:
        return may if may == 405 or role == "administrator" else 404
    standing = ROLES[role]
    if role == "secretariat" and row.secretariat and method == "POST":
        return row.secretariat
    if role == "a substitute who is asked" and name not in OF_A_MEETING:
        standing = SIGNED_IN  # asked to the meeting, not into the body
    if may == 405 or LADDER.index(standing) >= LADDER.index(row.lowest):
        return may
    return 404 if standing == SIGNED_IN else 403


# -- the tests ------------------------------------------------------------------------------------------------------


def test_every_address_has_its_row() -> None:
    """A new address fails here until somebody has written down who may."""
    names = {name for name, _ in ADDRESSES}
    assert names == set(TABLE) | set(SIGN_IN) | (SHUT & names)
    assert set(CLOSED) == SHUT


@pytest.fixture(scope="module")
def answers(django_db_setup: None, django_db_blocker: Any) -> dict[str, dict[tuple[str, str, str], int]]:
    """What every address answers to every method, by role."""
    found: dict[str, dict[tuple[str, str, str], int]] = {role: {} for role in ROLES}
    logging.disable(logging.WARNING)
    with rolled_back(django_db_blocker):
        stage = prepare()
        for role in ROLES:
            client = stage.client(role)
            for name, pattern in ADDRESSES:
                data = TABLE[name].data if name in TABLE else None
                for method in METHODS:
                    answer = ask(client, method, stage.url(name, pattern), data)
                    found[role][name, pattern, method] = answer.status_code
    logging.disable(logging.NOTSET)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_address_and_method_answers_as_the_table_says(answers: Any, role: str) -> None:
    """Indico CVE-2026-28352, Nautobot GHSA-m732-wvh2-7cq4, pretix CVE-2026-5600, Zulip CVE-2026-100404."""
    table = {(name, url, method): expected(name, role, method) for name, url in ADDRESSES for method in METHODS}
    assert answers[role] == table


def test_who_is_not_signed_in_learns_nothing_from_the_redirect(stage: Stage) -> None:
    """The same bytes and headers for what exists and for what does not; only the address asked for comes back."""
    client, asked = stage.client("nobody"), 0
    for name, pattern in ADDRESSES:
        if name not in TABLE or TABLE[name].lowest == ANYBODY:
            continue
        for method in ("GET", "POST", "DELETE"):
            url = stage.url(name, pattern)
            answer = ask(client, method, url)
            assert answer.status_code == 302
            assert answer["Location"] == f"/konto/log-ind/?next={url if method == 'GET' else '/mit/'}"
            real = seen(answer, url)
            for part in parts(pattern):
                if part in PHANTOMS:
                    url = stage.url(name, pattern, **{part: PHANTOMS[part]})
                    assert seen(ask(client, method, url), url) == real, url
                    asked += 1
    assert asked > 200


def seen(answer: HttpResponse, url: str) -> tuple[int, bytes, dict[str, str]]:
    """All that a reader gets, with the address that was asked for taken out."""
    headers = {name: value.replace(url, "ADDRESS") for name, value in answer.headers.items()}
    return answer.status_code, answer.content.replace(url.encode(), b"ADDRESS"), headers


@pytest.mark.parametrize("role", ["another council's member", "a substitute who is not asked", "administrator"])
def test_a_stranger_learns_nothing_from_the_404(stage: Stage, role: str) -> None:
    """Wagtail GHSA-92hv-j533-69wc: what exists answers as what does not, to the byte."""
    client = stage.client(role)
    for name, pattern in ADDRESSES:
        if name not in TABLE or TABLE[name].lowest in {ANYBODY, SIGNED_IN, role}:
            continue
        method = "GET" if TABLE[name].get == 200 else "POST"
        real = seen(ask(client, method, stage.url(name, pattern)), stage.url(name, pattern))
        assert real[0] == 404
        phantoms = [part for part in parts(pattern) if part in PHANTOMS]
        for part in phantoms:
            url = stage.url(name, pattern, **{part: PHANTOMS[part]})
            assert seen(ask(client, method, url), url) == real, url


def test_what_is_not_public_answers_the_public_as_what_does_not_exist(stage: Stage) -> None:
    """A draft, an agenda under embargo, minutes that are not out, another body's meeting, a file of a draft."""
    client = stage.client("nobody")
    nothing = seen(client.get("/rar-sjaelland/moeder/1999-12-31/dagsorden/"), "")
    assert nothing[0] == 404
    work, session = (stage.real[key]["address"] for key in ("work", "session"))
    digest = stage.real["work"]["digest"]
    for meeting in (work, session):
        for page in ("dagsorden/", "dagsorden.pdf", "dagsorden/v1/", "dagsorden/v1.pdf", "referat/", "referat.pdf",
                     f"bilag/{digest}/b.pdf", f"original/{digest}/linjer"):  # fmt: skip
            assert seen(client.get(f"/rar-sjaelland/moeder/{meeting}/{page}"), "") == nothing
    assert seen(client.get("/rar-ingensteds/"), "") == nothing
    assert seen(client.get("/rar-ingensteds/moeder/"), "") == nothing


CLOSED_BODIES = {  # body -> who reads its meeting; everybody else of the council is a stranger there, or seated
    "formandskab": {"chair": 200, "vice-chair": 200, "secretariat": 200},
    "positivlisteudvalg": {"a committee's member": 200, "secretariat": 200},
}


@pytest.mark.parametrize("body", CLOSED_BODIES)
def test_a_closed_bodys_meeting_is_for_its_own_people(stage: Stage, body: str) -> None:
    """A seat in the council opens nothing in the chairmanship or in a committee: 404, as if it did not exist."""
    secretary = loader.actor(cast.KAREN)
    place = Body.objects.get(council__slug="rar-sjaelland", slug=body)
    meeting = plan_meeting(
        body_id=place.pk,
        kind="ORDINARY",
        date=timezone.localdate(),
        starts_at=None,
        ends_at=None,
        place="",
        actor=secretary,
    )
    make_move(meeting_id=meeting.pk, name="begynd-dagsorden", actor=secretary)
    add_item(meeting_id=meeting.pk, title="Et punkt", actor=secretary)
    make_move(meeting_id=meeting.pk, name="udsend", actor=secretary, reason="prøve")
    for url in (f"/mit/rar-sjaelland/{body}/", f"/mit/rar-sjaelland/{body}/{meeting.address}/",
                f"/mit/rar-sjaelland/{body}/{meeting.address}/dagsorden/"):  # fmt: skip
        found = {role: ask(stage.client(role), "GET", url).status_code for role in ROLES}
        readers = CLOSED_BODIES[body]
        assert found == {role: 302 if role == "nobody" else readers.get(role, 404) for role in ROLES}, url


def test_an_address_does_not_lie_about_whose_a_thing_is(stage: Stage) -> None:
    """pretix CVE-2026-5600: an item, attachment or errand of one meeting is not found under another's address."""
    client, elsewhere = stage.client("secretariat"), a_meeting(33).address
    for name, pattern in ADDRESSES:
        things = set(parts(pattern)) & {"item", "attachment", "section", "errand"}
        for part in things:
            url = stage.url(name, pattern, address=elsewhere)
            method = "GET" if TABLE[name].get == 200 else "POST"
            assert ask(client, method, url, TABLE[name].data).status_code == 404, (part, url)


def test_a_post_without_its_token_is_refused(stage: Stage) -> None:
    client = stage.client("secretariat", enforce_csrf_checks=True)
    for name, pattern in ADDRESSES:
        if name in TABLE and TABLE[name].post != 405:
            answer = ask(client, "POST", stage.url(name, pattern), TABLE[name].data)
            assert answer.status_code == 403
            assert "for længe" in answer.content.decode()


def test_numbers_beyond_all_bounds_are_not_found(stage: Stage) -> None:
    """A number that no column can hold is no error of ours."""
    client = stage.client("secretariat")
    for name, pattern in ADDRESSES:
        if name not in TABLE:
            continue
        for part in set(re.findall(r"<int:(\w+)>", pattern)):
            method = "GET" if TABLE[name].get == 200 and name != "meetings:erase" else "POST"
            url = stage.url(name, pattern, **{part: "9" * 30})
            refused = (TABLE[name].secretariat if method == "POST" else None) or 404
            assert ask(client, method, url, TABLE[name].data).status_code == refused, url


# -- denied by default ----------------------------------------------------------------------------------------------


def forgotten(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """A view that somebody has put under an address without saying what it asks for."""
    return HttpResponse("Det her er hemmeligt.")


urlpatterns = [
    path("glemt/", forgotten, name="forgotten"),
    path("konto/nyt/", forgotten, name="account_something_new"),
    path("", include("rarportal.urls")),
]
handler404 = "rarportal.core.http.not_found"


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("url", ["/glemt/", "/konto/nyt/"])
def test_an_undeclared_address_is_refused_to_everybody(stage: Stage, url: str) -> None:
    """Indico CVE-2026-28352: a series API shipped without any check. Here it would be 404 until it has one."""
    for role in ROLES:
        for method in METHODS:
            answer = ask(stage.client(role), method, url)
            assert answer.status_code == 404
            assert b"hemmeligt" not in answer.content


@pytest.mark.urls(__name__)
def test_the_portal_does_not_start_with_an_undeclared_address() -> None:
    """Indico CVE-2026-28352, and a new view of allauth that an upgrade brings."""
    assert undeclared(get_resolver()) == ["forgotten (glemt/)", "account_something_new (konto/nyt/)"]
    with pytest.raises(ImproperlyConfigured, match=r"(?s)forgotten.*account_something_new"):
        runpy.run_path(str(settings.BASE_DIR / "rarportal" / "wsgi.py"))


def test_the_portal_starts_with_the_addresses_it_has() -> None:
    assert undeclared(get_resolver()) == []
    assert callable(runpy.run_path(str(settings.BASE_DIR / "rarportal" / "wsgi.py"))["application"])
