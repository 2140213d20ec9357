"""What is taken and what is refused, by content; and names and links that people type. Trust rows T10, T11, T16-T18."""

import io
import re
import tempfile
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import FileResponse
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from meetings.forms.attachments import LinkField
from meetings.models import path_of
from meetings.rules.links import SCHEMES, completed, is_link
from rarportal.core import uploads
from rarportal.core.refusal import Refusal
from rarportal.core.uploads import KINDS, REASONS, checked, safe_name, sent_as
from tests.weapons import REFUSED, SOUND, huge_picture, pdf, picture, snapshot_with_place


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path
    return tmp_path


def look(data: bytes) -> tuple[str, bytes]:
    """The kind of a file, and what would be kept of it."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        with checked(file) as (kind, kept):
            return kind, kept.read()


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_is_taken_for_what_it_is(name: str) -> None:
    data, kind = SOUND[name]
    told, kept = look(data)
    assert told == kind
    if kind in uploads.PICTURES:
        assert b"<script" not in kept
        assert b"PK\x03\x04" not in kept
        with Image.open(io.BytesIO(kept)) as decoded:
            decoded.load()
    else:
        assert kept == data


@pytest.mark.parametrize("name", REFUSED)
def test_anything_else_is_refused_with_its_reason(name: str, own_files: Path) -> None:
    data, word = REFUSED[name]
    with pytest.raises(Refusal) as refusal:
        look(data)
    assert refusal.value.code == word
    assert refusal.value.reasons == (REASONS[word],)
    assert list(own_files.iterdir()) == []


def test_a_picture_keeps_its_pixels_and_loses_where_it_was_taken() -> None:
    _, kept = look(snapshot_with_place())
    assert b"Hemmelig" not in kept
    with Image.open(io.BytesIO(kept)) as picture_of_it:
        assert picture_of_it.size == (20, 40)  # upright
        assert len(picture_of_it.getexif()) == 0
        red, green, blue = picture_of_it.convert("RGB").getpixel((10, 20))
        assert red > 240
        assert max(green, blue) < 20


def test_a_see_through_picture_stays_so() -> None:
    made = io.BytesIO()
    Image.new("P", (4, 4)).save(made, "PNG", transparency=0)
    with Image.open(io.BytesIO(look(made.getvalue())[1])) as kept:
        assert kept.convert("RGBA").getpixel((1, 1))[3] == 0


def test_every_reason_is_one_that_somebody_can_be_given() -> None:
    given_here = {word for _, word in REFUSED.values()}
    assert set(REASONS) - given_here == {"too-much"}


def test_a_checker_that_dies_or_says_nothing_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    for interpreter in ("/bin/false", "/bin/true"):
        monkeypatch.setattr(uploads.sys, "executable", interpreter)
        with pytest.raises(Refusal):
            look(pdf())


def test_the_checker_is_stopped_by_its_limits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is the kernel that stops it: here a program in its place that takes the same limits upon itself."""
    greedy = tmp_path / "greedy"
    for act in ("while True: pass", "b'x' * 10**9"):
        greedy.write_text(
            f"#!{uploads.sys.executable}\nfrom rarportal.core.confined import limit\n"
            f"limit(memory_bytes=2**29, cpu_seconds=1, wall_seconds=2, file_bytes=1)\n{act}\nprint('pdf', end='')\n"
        )
        greedy.chmod(0o700)
        with monkeypatch.context() as patched:
            patched.setattr(uploads.sys, "executable", str(greedy))
            patched.setenv("PYTHONPATH", str(Path(uploads.__file__).resolve().parents[2]))
            with pytest.raises(Refusal) as refusal:
                look(pdf())
        assert refusal.value.code == "too-much"


def test_small_pictures_are_small_and_huge_ones_are_said_to_be() -> None:
    assert len(huge_picture()) < 1000
    assert look(picture(size=(3000, 2000)))[0] == "png"


# Names

NAMES = [
    "../../etc/passwd", "..\\..\\windows\\x.pdf", "/etc/passwd", "a\0b.pdf", "a\r\nSet-Cookie: x=1.pdf", "CON",
    "con.pdf", "LPT1.docx", "\u202efdp.exe", "x" * 4096 + ".pdf", "æøå" * 100, ".htaccess", "...", "", " ", 'a".pdf',
    "a;b.pdf", "a\u2028b.pdf", "\ud800.pdf", "Årshjul (2) - 50 %.pdf", "a.pdf.exe", "e\u0301.pdf", "<script>.pdf",
    "A.PDF", "x.jpeg",
]  # fmt: skip
texts = st.text(max_size=300) | st.lists(st.sampled_from([*NAMES, "/", "\\", ".", " ", "CON", "\r\n"])).map("".join)


@given(texts, st.sampled_from(["", *KINDS]))
@example("CON.pdf", "pdf")
@example("x" * 250 + ".pdf", "pdf")
def test_a_name_is_safe_and_comes_back_the_same(name: str, kind: str) -> None:
    safe = safe_name(name, kind)
    assert 0 < len(safe) <= uploads.LONGEST
    assert re.fullmatch(r"[\w.,()+ -]+", safe)
    assert safe.isprintable()
    assert not safe.startswith((".", " "))
    assert safe.partition(".")[0].lower() not in uploads.RESERVED
    assert safe_name(safe) == safe
    assert not kind or (safe_name(safe, kind), sent_as(safe)) == (safe, KINDS[kind])
    answer = FileResponse(io.BytesIO(b""), as_attachment=True, filename=safe)
    header = answer["Content-Disposition"]
    assert "\r" not in header
    assert "\n" not in header
    message = Message()
    message["Content-Disposition"] = header
    assert (message.get_content_disposition(), message.get_filename()) == ("attachment", safe)
    answer.close()


@pytest.mark.parametrize("name", NAMES)
def test_the_names_by_hand(name: str) -> None:
    assert safe_name(name, "pdf").lower().endswith(".pdf")
    assert not {"..", "\0", "\u202e"} & set(re.split(r"[/\\]", safe_name(name)))


def test_a_good_name_stays_as_it_is() -> None:
    for name in ("Årshjul æøå (2).pdf", "notat, 3. udgave.docx", "RAR's plan.xlsx".replace("'", "")):
        assert safe_name(name) == name
    assert safe_name("program.exe", "pdf") == "program.exe.pdf"
    assert safe_name("billede.jpeg", "jpg") == "billede.jpeg"
    assert sent_as("noget.html") == sent_as("noget") == "application/octet-stream"


@given(st.text(alphabet="0123456789abcdef", min_size=64, max_size=64))
def test_a_file_is_kept_inside_the_folder(digest: str) -> None:
    assert path_of(digest).parent.name == digest[:2]


# Links

GOOD = [
    "https://rar.dk", "http://example.dk:8080/a?b=c#d", "https://xn--rhus-0na.dk/", "mailto:karen@example.dk",
    "HTTPS://RAR.DK/", "https://example.dk/%C3%A6", "https://aarhus-kommune.dk/a_b~c,d;e=f", "https://århus.dk/å",
]  # fmt: skip
BAD = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)",
    "\x01javascript:alert(1)", "javascript&colon;alert(1)", "&#106;avascript:alert(1)", "data:text/html,x",
    "vbscript:x", "file:///etc/passwd", "ftp://example.dk/", "//example.dk/", "/mit/", "https:example.dk",
    "https:///x", "https://", "https://u:p@example.dk/", "https://example.dk@ond.dk/", "https://localhost/",
    "http://[::1]/", "https://example.dk:x/", "https://example.dk:99999/", "https://a b.dk/", "mailto:", "mailto:x",
    "mailto://karen@example.dk", 'https://example.dk/"onclick="x', "https://example.dk/<script>",
    "https:\\\\example.dk",
    "view-source:https://example.dk", "blob:https://example.dk/x", "https://exa\u202emple.dk/", "ikke et link",
]  # fmt: skip


@pytest.mark.parametrize("address", GOOD)
def test_a_link_is_taken(address: str) -> None:
    assert LinkField().clean(address) == address


@pytest.mark.parametrize("address", BAD)
def test_anything_else_is_no_link(address: str) -> None:
    assert not is_link(completed(address)), address


def test_https_is_put_before_an_address_without_a_scheme() -> None:
    assert completed(" rar.dk/side ") == "https://rar.dk/side"


schemes = st.sampled_from(["javascript", "data", "vbscript", "file", "https", "http", "mailto", "JAVASCRIPT"])
noise = st.sampled_from(["", " ", "\t", "\n", "\0", "\x01", "\xa0", "\u200b", "&Tab;", "%0a", "\\", "/"])
cut = st.lists(st.tuples(st.integers(0, 12), noise), max_size=4)
rest = st.sampled_from(["alert(1)", "//example.dk/x", "//x", "text/html,x", "a@example.dk"]) | st.text(max_size=20)


@given(schemes, cut, st.sampled_from([":", "&colon;", "%3a", "\uff1a", " :", "://"]), rest)
def test_no_disguised_scheme_is_a_link(scheme: str, cuts: list[tuple[int, str]], colon: str, after: str) -> None:
    for place, piece in cuts:
        scheme = scheme[:place] + piece + scheme[place:]
    address = completed(scheme + colon + after)
    if is_link(address):
        # what a browser does to an address before it reads it changes nothing here
        assert address == re.sub(r"[\x00-\x20\x7f-\xa0\u200b\\]", "", address)
        assert urlsplit(address).scheme in SCHEMES
        assert address.lower().startswith(("https://", "http://", "mailto:"))
