"""What people send to the importer that is no paper: a clear sentence, within time and memory, and nothing is kept."""

import io
import os
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import openpyxl
import pikepdf
import pytest

from meetings.actions.imports import NO_ITEMS, begin_import
from meetings.demo import cast, loader
from meetings.importing.files import HOUSE, REASONS, extract
from meetings.importing.tables import Unreadable
from meetings.models import Body, ImportDraft, Meeting
from rarportal.core.refusal import AtFields
from tests import papers
from tests.weapons import REFUSED, picture


def scanned() -> bytes:
    """Three pages of pictures."""
    made = pikepdf.new()
    for _ in range(3):
        made.add_blank_page(page_size=(595, 842))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def encrypted() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers.pdf(papers.seed("s0")))) as made:
        made.save(out, encryption=pikepdf.Encryption(owner="ejer", user="hemmelig"))
    return out.getvalue()


@cache
def a_thousand_pages() -> bytes:
    return papers.pdf("x", pages=[[f"Side {number} af mange."] for number in range(1000)])


def novel() -> bytes:
    words = "Der var engang en konge, som havde tre døtre, og den yngste sad altid ved vinduet og så ud over havet."
    return "\n\n".join(f"{number}. kapitel\n\n{words * 20}" for number in range(1, 300)).encode()


def endless_novel() -> bytes:
    return ("Der var engang en konge. " * 80_000).encode()


def docx_bomb() -> bytes:
    """A document of a few kilobytes that becomes a gigabyte."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", papers.TYPES)
        with packed.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(200):
                part.write(b" " * (1 << 20))
    return out.getvalue()


def docx_of_entities() -> bytes:
    """A billion laughs (trust row T16)."""
    entities = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("[Content_Types].xml", papers.TYPES)
        packed.writestr("word/document.xml", f"{entities}<w:document {papers.W}><w:body>&b;</w:body></w:document>")
    return out.getvalue()


def deep_docx() -> bytes:
    """Tables in tables, five thousand deep; not packed, so that it is no bomb."""
    cell = "<w:tbl><w:tr><w:tc>"
    body = cell * 5000 + papers.paragraph("inderst") + "</w:tc></w:tr></w:tbl>" * 5000
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed, zipfile.ZipFile(io.BytesIO(papers.package(body))) as made:
        for name in made.namelist():
            packed.writestr(name, made.read(name))
    return out.getvalue()


def spreadsheet() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def broken_pdf() -> bytes:
    whole = papers.pdf(papers.seed("s0"))
    return whole[:200] + bytes(2000) + whole[2200:3000] + b"\n%%EOF"


DANISH = "Sagen kort: Rådets møde på Fyn, når året går, vælges næstformænd. "
BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "a scanned PDF": (scanned, "PDF-filen er scannet: den er billeder uden tekst."),
    "an encrypted PDF": (encrypted, "PDF-filen er låst eller beskyttet med adgangskode."),
    "a thousand pages": (a_thousand_pages, "Filen har mere end 300 sider."),
    "a broken PDF": (broken_pdf, "PDF-filen kan ikke læses."),
    "a cut-off PDF": (lambda: papers.pdf("x")[:-30], "PDF-filen er ikke hel"),
    "a novel": (novel, NO_ITEMS),
    "an endless novel": (endless_novel, "Filen har for megen tekst"),
    "an empty file": (lambda: b"", "Filen er tom."),
    "a file of blanks": (lambda: b" \n\n \t ", "Der er ingen tekst i filen."),
    "a DOCX bomb": (docx_bomb, "Filen pakker sig ud til meget mere"),
    "a DOCX of entities": (docx_of_entities, "Filen har XML-erklæringer"),
    "a DOCX of tables in tables": (deep_docx, "Filen er for indviklet"),
    "a DOCX without text": (lambda: papers.package(papers.paragraph("")), "Der er ingen tekst i filen."),
    "a spreadsheet named .docx": (spreadsheet, "Filen er et regneark (Excel), ikke et Word-dokument."),
    "a zip of files": (lambda: zipped("dagsorden.txt", b"x"), "Filen er en zip-fil."),
    "an old Word file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "gammelt Office-format"),
    "a picture": (lambda: picture("PNG"), "Filen er ikke tekst, PDF eller Word"),
    "noise": (lambda: bytes(range(256)) * 40, "Filen er ikke tekst, PDF eller Word"),
    "UTF-8 read as Windows": (lambda: (DANISH * 9).encode().decode("cp1252", "replace").encode(), "Filens æ, ø og å"),
    "MS-DOS letters": (lambda: (DANISH * 9).encode("cp850"), "Filens æ, ø og å er ødelagt"),
}  # fmt: skip


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_paper_is_refused_with_its_reason_and_nothing_is_kept(portal: None, name: str) -> None:
    make, sentence = BAD[name]
    body = Body.objects.get(council__slug="rar-sjaelland", kind="COUNCIL")
    before = Meeting.objects.count()
    with pytest.raises(AtFields) as refused:
        begin_import(
            body_id=body.pk,
            file=make(),
            filename="dagsorden.docx",
            kind="AGENDA",
            day=None,
            actor=loader.actor(cast.KAREN),
        )
    assert sentence in refused.value.fields["file"]
    assert (ImportDraft.objects.count(), Meeting.objects.count()) == (0, before)


@pytest.mark.parametrize("name", REFUSED)
def test_the_attachments_weapons_do_not_pass_either(portal: None, name: str) -> None:
    """Whatever may not be attached (tests/weapons.py) is no paper."""
    body = Body.objects.get(council__slug="rar-sjaelland", kind="COUNCIL")
    with pytest.raises(AtFields) as refused:
        begin_import(
            body_id=body.pk,
            file=REFUSED[name][0],
            filename="x.pdf",
            kind="AGENDA",
            day=None,
            actor=loader.actor(cast.KAREN),
        )
    assert refused.value.fields["file"] in {*REASONS.values(), NO_ITEMS}
    assert not ImportDraft.objects.exists()


def test_windows_letters_are_read(portal: None) -> None:
    with tempfile.TemporaryFile() as file:
        file.write("Rådets møde på Ærø".encode("cp1252"))
        file.flush()
        assert [line.text for line in extract(file).lines] == ["Rådets møde på Ærø"]


@pytest.mark.parametrize("make", [a_thousand_pages, docx_bomb, deep_docx])
def test_the_process_stays_within_its_memory(make: Callable[[], bytes]) -> None:
    """Measured of the process itself: far below what the kernel would end it at."""
    code = "import runpy, sys; runpy.run_module('meetings.importing.extract', run_name='__main__')"
    # Not ru_maxrss: that starts from what its parent had when it forked
    report = "; print(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0], file=sys.stderr)"
    with tempfile.TemporaryFile() as file:
        file.write(make())
        file.seek(0)
        done = subprocess.run(
            [sys.executable, "-c", code + report],
            stdin=file,
            capture_output=True,
            cwd=HOUSE,
            env=dict(os.environ),
            check=True,
        )
    kilobytes = int(done.stderr.split()[-1])
    assert kilobytes < 300_000
    assert b"refused" in done.stdout


def test_limits_hold_what_no_check_foresees(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """A process that is ended by the kernel is an answer: its exit tells."""
    path = tmp_path / "x.pdf"
    path.write_bytes(papers.pdf(papers.seed("s0")))
    real = subprocess.run

    def starved(*args: Any, **kwargs: Any) -> Any:
        limits = (resource.RLIMIT_AS, (60 << 20, 60 << 20))
        return real(*args, **kwargs, preexec_fn=lambda: resource.setrlimit(*limits))

    monkeypatch.setattr(subprocess, "run", starved)
    with path.open("rb") as file, pytest.raises(Unreadable, match="for indviklet"):
        extract(file)
