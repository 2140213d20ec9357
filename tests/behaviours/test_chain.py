"""`manage.py verify` proves the chains and finds whatever has been changed behind the portal's back. Trust row R12.

What the application's role may not do at all stands in tests/tables; here the owner's role does it. The tests' router
sends every query to the owner's connection, so that what it changes is seen by `verify` and is undone by the test.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from meetings.actions.erasure import erase_content
from meetings.actions.moves import make_move
from meetings.demo import cast, loader
from meetings.models import (
    Attachment,
    Council,
    Erasure,
    Meeting,
    Publication,
    PublicationContent,
    Rendition,
    path_of,
    store_bytes,
)
from meetings.queries.chain import facts_of, verify
from meetings.rules.chain import content_digest, link_digest
from rarportal.core import errands
from rarportal.core.clock import now, today
from rarportal.core.models import Errand
from rarportal.core.refusal import Refusal
from tests.desk import Desk

S0_PUBLIC = "RAR Sjælland, led 1 (dagsorden v1 for offentligheden, RAR Sjælland 2024-02-01)"


class OwnerRouter:
    """Everything by the owner's role."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """The owner's alias."""
        return "owner"

    db_for_write = db_for_read


@pytest.fixture
def owner(portal: None, settings: Any) -> Callable[..., int]:
    """Runs a statement as the tables' owner; returns how many rows it met."""
    settings.DATABASE_ROUTERS = ["tests.behaviours.test_chain.OwnerRouter"]

    def run(statement: str, *params: Any) -> int:
        with connections["owner"].cursor() as cursor:
            cursor.execute(statement, params)
            return cursor.rowcount

    return run


def faults(*digests: str) -> list[tuple[str, str]]:
    return [(finding.where, finding.what) for finding in verify(digests=digests) if finding.is_fault]


def verified(*digests: str) -> tuple[int, str]:
    """What the command says, and its exit code."""
    said = StringIO()
    try:
        call_command("verify", *digests, stdout=said)
    except SystemExit as end:
        return int(str(end.code)), said.getvalue()
    return 0, said.getvalue()


def link(sequence: int = 1, council: str = "rar-sjaelland") -> Publication:
    return Publication.objects.get(council__slug=council, sequence=sequence)


@contextmanager
def flipped(sha256: str) -> Iterator[None]:
    """A stored file with one bit turned, and put right again."""
    path = path_of(sha256)
    before = path.read_bytes()
    path.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    try:
        yield
    finally:
        path.write_bytes(before)


def dispatched() -> Meeting:
    """The demo's drafting meeting, sent out: a link more for each audience, with an attached file."""
    meeting = Meeting.objects.get(state=Meeting.State.DRAFTING)
    return make_move(meeting_id=meeting.pk, name="udsend", actor=loader.actor(cast.KAREN), reason="prøve")


def test_the_demo_holds(portal: None) -> None:
    assert list(verify()) == []
    assert verified() == (0, "Alt holder: 6 udgivelser.\n")
    assert {link().pk, link(1, "rar-oestjylland").pk} <= set(Publication.objects.values_list("pk", flat=True))


def test_a_digest_printed_on_a_paper_is_found_in_a_chain(portal: None) -> None:
    assert verified(link(3).sha256) == (0, "Alt holder: 6 udgivelser.\n")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("issued_by", "Karen Vinterberh"),
        ("issued_at", "2024-01-24 09:00+01"),
        ("version", 2),
        ("kind", "MINUTES"),
        ("audience", "NOBODY"),
        ("content_sha256", "0" * 64),
        ("previous_sha256", "0" * 64),
        ("sha256", "0" * 64),
        ("meeting_id", None),
        ("council_id", None),
    ],
)
def test_a_changed_row_is_named(owner: Callable[..., int], column: str, value: Any) -> None:
    """Each of the row's facts is in its digest."""
    if value is None:
        others = {
            "meeting_id": Meeting.objects.get(date="2023-09-26"),
            "council_id": Council.objects.get(slug="rar-fyn"),
        }
        value = others[column].pk
    assert owner(f"UPDATE meetings_publication SET {column} = %s WHERE id = %s", value, link().pk) == 1
    found = faults()
    assert any(what in {"rækken er ændret", "der mangler led mellem 0 og 2"} for _, what in found), found
    assert verified()[0] == 1


def test_a_flipped_bit_in_the_data_or_the_article(owner: Callable[..., int]) -> None:
    for column in ("data", "html"):
        before = getattr(PublicationContent.objects.get(pk=link().content_sha256), column)
        changed = before.replace("Rådet", "Raadet", 1)
        assert changed != before
        update = f"UPDATE meetings_publicationcontent SET {column} = %s WHERE sha256 = %s"
        owner(update, changed, link().content_sha256)
        assert faults() == [(S0_PUBLIC, "indholdet er ændret")]
        owner(update, before, link().content_sha256)
        assert faults() == []


def test_content_and_row_changed_together_break_the_next_link(owner: Callable[..., int]) -> None:
    """Whoever rewrites a link and its digest must rewrite all that follow, and every printed PDF."""
    one = link()
    printed = one.sha256
    old = PublicationContent.objects.get(pk=one.content_sha256)
    data = old.data.replace("Rådet", "Raadet", 1)
    one.content_sha256 = content_digest(data, old.html)
    owner("INSERT INTO meetings_publicationcontent VALUES (%s, %s, %s)", one.content_sha256, data, old.html)
    one.sha256 = link_digest(facts_of(one))
    owner(
        "UPDATE meetings_publication SET content_sha256 = %s, sha256 = %s WHERE id = %s",
        one.content_sha256, one.sha256, one.pk,
    )  # fmt: skip
    where = "RAR Sjælland, led 2 (dagsorden v1 for tilforordnede, RAR Sjælland 2024-02-01)"
    assert faults() == [(where, "leddet peger ikke på det foregående")]
    assert ("Kontrolsum", f"{printed} findes ikke i nogen kæde: kæden er klippet af eller lavet om.") in faults(printed)


def test_content_that_is_gone_without_a_tombstone(owner: Callable[..., int]) -> None:
    owner("DELETE FROM meetings_publicationcontent WHERE sha256 = %s", link().content_sha256)
    assert faults() == [(S0_PUBLIC, "indholdet mangler uden at være slettet")]


def test_a_tombstone_over_content_that_is_still_there(owner: Callable[..., int]) -> None:
    Erasure.objects.create(publication=link(), at=now(), by="ingen", reason="skalkeskjul")
    assert faults() == [(S0_PUBLIC, "indholdet er slettet, men er der endnu")]


def test_a_link_taken_out_of_the_middle(owner: Callable[..., int]) -> None:
    owner("DELETE FROM meetings_publication WHERE id = %s", link(2).pk)
    where = "RAR Sjælland, led 3 (dagsorden v1 for medlemmer, RAR Sjælland 2024-02-01)"
    assert faults() == [(where, "der mangler led mellem 1 og 3"), (where, "leddet peger ikke på det foregående")]


def test_a_link_taken_out_and_the_rest_numbered_anew(owner: Callable[..., int]) -> None:
    owner("DELETE FROM meetings_publication WHERE id = %s", link(2).pk)
    owner("UPDATE meetings_publication SET sequence = 2 WHERE id = %s", link(3).pk)
    assert [what for _, what in faults()] == ["leddet peger ikke på det foregående", "rækken er ændret"]


def test_a_cut_off_end_is_found_by_the_digest_of_the_last_paper(owner: Callable[..., int]) -> None:
    last = link(3).sha256
    owner("DELETE FROM meetings_publication WHERE id = %s", link(3).pk)
    assert faults() == []  # what is left holds: only a digest from outside can tell
    code, said = verified(last)
    assert code == 1
    assert said == (
        f"FEJL: Kontrolsum: {last} findes ikke i nogen kæde: kæden er klippet af eller lavet om.\n"
        "1 fejl i 5 udgivelser.\n"
    )


def test_a_rendition_that_is_changed_or_gone(owner: Callable[..., int]) -> None:
    digest = store_bytes(b"%PDF-1.7 made for this test")
    Rendition.objects.create(publication=link(), template_version="prøve", sha256=digest, size=27)
    assert faults() == []
    with flipped(digest):
        assert faults() == [(S0_PUBLIC, "pdf er ændret")]
    path_of(digest).unlink()
    assert faults() == [(S0_PUBLIC, "pdf mangler")]


def test_a_rendition_row_that_names_another_file(owner: Callable[..., int]) -> None:
    digest = store_bytes(b"%PDF-1.7 the right one")
    made = Rendition.objects.create(publication=link(), template_version="prøve", sha256=digest, size=22)
    owner("UPDATE meetings_rendition SET sha256 = %s WHERE id = %s", "0" * 64, made.pk)
    assert faults() == [(S0_PUBLIC, "pdf mangler")]
    path_of(digest).unlink()


def test_an_attached_file_that_is_changed_or_gone(owner: Callable[..., int]) -> None:
    dispatched()
    digest = Attachment.objects.exclude(sha256="").first().sha256
    before = path_of(digest).read_bytes()
    assert faults() == []
    with flipped(digest):
        found = faults()
        assert {what for _, what in found} == {"bilag er ændret"}
        assert len(found) == 3  # every audience reads some open attachment that is this file
    path_of(digest).unlink()
    assert {what for _, what in faults()} == {"bilag mangler"}
    store_bytes(before)
    assert faults() == []


def test_each_council_has_a_chain_of_its_own(owner: Callable[..., int]) -> None:
    dispatched()
    owner("UPDATE meetings_publication SET issued_by = 'x' WHERE id = %s", link(1, "rar-oestjylland").pk)
    assert {where.split(",")[0] for where, _ in faults()} == {"RAR Østjylland"}
    assert [publication.sequence for publication in Publication.objects.filter(council__slug="rar-sjaelland")] == [
        1, 2, 3, 4, 5, 6,
    ]  # fmt: skip


# What is erased by the portal itself


def test_erased_by_hand_of_the_secretariat_with_a_reason(
    s2: Meeting, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """*Slet indhold*: nobody reads it any more, PDF and original are off the disk, and the chain still holds."""
    original = path_of(s2.originals.get().sha256)
    kept = original.read_bytes()
    publications = list(s2.publications.order_by("sequence"))
    pdfs = [store_bytes(f"%PDF-1.7 {one.sha256}".encode()) for one in publications]
    for one, digest in zip(publications, pdfs, strict=True):
        Rendition.objects.create(publication=one, template_version="prøve", sha256=digest, size=9)
    public, mine = "/rar-oestjylland/moeder/2023-09-26/", "/mit/rar-oestjylland/raad/2023-09-26/"
    jonas, gunnar, anybody = Desk(cast.JONAS), Desk(cast.GUNNAR), Desk()
    assert anybody.status(f"{public}referat/") == anybody.status(f"{public}referat.pdf") == 200
    etag = anybody.client.get(f"{public}referat/")["ETag"]

    asked = jonas.open(f"{mine}slet-indhold/referat/v1/")
    assert "Det kan ikke fortrydes" in asked.text
    refused = asked.form().send(reason="  ")
    assert refused.status == 422
    assert anybody.status(f"{public}referat/") == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert refused.form().send(reason="En oplysning om en borger stod i teksten").status == 200

    for address in ("referat/", "referat.pdf", "referat/v1/", "referat/v1.pdf"):
        assert anybody.status(public + address) == 410, address
        assert gunnar.status(mine + address) == 410, address
    assert anybody.client.get(f"{public}referat/", headers={"If-None-Match": etag}).status_code == 410
    page = anybody.open(f"{public}referat/")
    assert "Dokumentet er fjernet" in page.text
    assert "nytteindsats" not in page.html
    assert not any(path_of(digest).exists() for digest in pdfs)
    assert not original.exists()
    store_bytes(kept)  # the other tests' S2 has it still
    assert not PublicationContent.objects.filter(pk__in=[one.content_sha256 for one in publications]).exists()

    assert faults() == []
    code, said = verified(*(one.sha256 for one in publications))
    assert code == 0
    assert said.count("note: RAR Østjylland, led ") == 3
    assert f"indhold slettet den {today():%d.%m.%Y} af Jonas Lysholm: En oplysning om en borger stod i teksten" in said
    assert said.endswith("Alt holder: 6 udgivelser.\n")
    assert jonas.open(mine).text.count("En oplysning om en borger stod i teksten") == 1  # the history says why

    again = jonas.open(f"{mine}slet-indhold/referat/v1/").form().send(reason="En gang til")
    assert (again.status, "Indholdet er allerede slettet." in again.text) == (422, True)


def test_files_go_with_the_content_unless_something_else_names_them(
    draft: Meeting, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """Version 2 alone names one file; both versions and the draft name the other."""
    dispatched()
    attached = Attachment.objects.filter(item__meeting=draft).exclude(sha256="")
    kept, alone = attached.first().sha256, store_bytes(b"%PDF-1.7 named by the erased version alone")
    attached.filter(access="OPEN").update(sha256=alone)
    make_move(meeting_id=draft.pk, name="udsend-tillaeg", actor=loader.actor(cast.KAREN), reason="prøve")
    members = draft.publications.get(audience="MEMBERS", version=2)
    named = PublicationContent.objects.get(pk=members.content_sha256).data
    assert kept in named
    assert alone in named
    attached.filter(sha256=alone).update(sha256=kept)
    with django_capture_on_commit_callbacks(execute=True):
        erase_content(meeting_id=draft.pk, kind="AGENDA", version=2, reason="prøve", actor=loader.actor(cast.KAREN))
    assert not path_of(alone).exists()
    assert path_of(kept).exists()
    assert faults() == []


def test_an_errand_that_waits_while_the_content_is_erased_makes_no_pdf(
    s0: Meeting, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    waiting = list(Errand.objects.filter(key__in=[f"pdf {one.sha256}" for one in s0.publications.all()]))
    assert len(waiting) == 3
    erase_content(meeting_id=s0.pk, kind="AGENDA", version=1, reason="prøve", actor=loader.actor(cast.KAREN))
    for errand in waiting:
        assert errands.run(errand.pk) == Errand.State.DONE
    assert not Rendition.objects.filter(publication__meeting=s0).exists()
    assert faults() == []


def test_what_was_erased_is_not_published_after_all(draft: Meeting) -> None:
    """The draft still has the text: it must be put right and sent anew first."""
    karen = loader.actor(cast.KAREN)
    for name in ("udsend", "begynd-moede", "afslut-moede", "udsend-referat"):
        make_move(meeting_id=draft.pk, name=name, actor=karen, reason="prøve")
    erase_content(meeting_id=draft.pk, kind="MINUTES", version=1, reason="prøve", actor=karen)
    with pytest.raises(Refusal, match="Referatets indhold er slettet"):
        make_move(meeting_id=draft.pk, name="offentliggoer", actor=karen)
    draft.refresh_from_db()
    assert draft.state == Meeting.State.MINUTES_SENT
    for name in ("ret-referat", "udsend-referat", "offentliggoer"):
        make_move(meeting_id=draft.pk, name=name, actor=karen, reason="prøve")
    assert draft.publications.get(kind="MINUTES", audience="PUBLIC").version == 2
    assert faults() == []
