"""What an uploaded file is, told from its content: a process with limits for each (trust rows T10, T16).

    python -m rarportal.core.filecheck OUT < FILE

Writes one word: a kind of `uploads.KINDS`, or a hyphen and why not (`uploads.REASONS`). A picture is decoded and
written anew, without metadata, to the open file with the number OUT. The process knows neither Django nor a setting,
has no network, and gets the file as an open one: it learns no path. What kills it is told by its exit.
"""

import os
import sys
import warnings
import zipfile
from typing import BinaryIO

import pikepdf
from defusedxml.ElementTree import fromstring
from PIL import Image, ImageOps

from rarportal.core import zips
from rarportal.core.confined import limit, without_network

MIB = 1024 * 1024
MEMORY_BYTES, CPU_SECONDS, WALL_SECONDS, FILE_BYTES = 768 * MIB, 15, 25, 100 * MIB
MAX_PIXELS = 40_000_000  # a camera's picture has 12 to 24 million
SAVED: dict[str, dict[str, int]] = {"JPEG": {"quality": 90}, "PNG": {"compress_level": 3}}
MAX_PART = 4 * MIB  # of [Content_Types].xml
TAIL = 1024  # bytes at the end, among which a PDF's %%EOF is (ISO 32000, annex H)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": "pptx",
}
MACROS = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/activex/", ".docm", ".xlsm", ".pptm", ".dotm", ".xlsb")
RUNS = (".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".scr", ".com", ".jar", ".hta", ".html", ".htm")


class Refused(Exception):
    """Not a file that is taken; the word says why."""


def kind_of(file: BinaryIO, out: BinaryIO) -> str:
    """The kind of an open file; a picture is written anew to `out`. Raises Refused, or whatever a parser raises."""
    begins = file.read(4096)
    file.seek(0)
    if not begins:
        raise Refused("empty")
    if begins.startswith(b"%PDF-"):
        return _pdf(file)
    if begins.startswith(b"PK\x03\x04"):
        return _office(file)
    if begins.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(file, out, "PNG")
    if begins.startswith(b"\xff\xd8\xff"):
        return _picture(file, out, "JPEG")
    if begins.startswith(OLD_OFFICE):
        raise Refused("old-office")
    if begins.startswith(PROGRAMS):
        raise Refused("program")
    words = begins.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").replace(b"\0", b"").lower()
    raise Refused("markup" if words.startswith(b"<") else "unknown")


def _pdf(file: BinaryIO) -> str:
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - TAIL))
    if b"%%EOF" not in file.read():
        raise Refused("cut-off")
    file.seek(0)
    if zipfile.is_zipfile(file):
        raise Refused("two-in-one")
    file.seek(0)
    try:
        with pikepdf.open(file) as pdf:
            if pdf.is_encrypted:
                raise Refused("encrypted")
            if not len(pdf.pages):
                raise Refused("no-pages")
    except pikepdf.PasswordError:
        raise Refused("encrypted") from None
    except pikepdf.PdfError:
        raise Refused("broken-pdf") from None
    return "pdf"


def _office(file: BinaryIO) -> str:
    try:
        entries = zips.check(file)
        return _package(file, entries)
    except zips.Bomb:
        raise Refused("bomb") from None
    except zips.Odd:
        raise Refused("odd-zip") from None
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, SyntaxError):
        raise Refused("broken-office") from None  # a broken file raises what its parser met first


def _package(file: BinaryIO, entries: list[zipfile.ZipInfo]) -> str:
    names = [entry.filename for entry in entries]
    if "[Content_Types].xml" not in names:
        raise Refused("zip")
    if any(word in f"/{name.lower()}" for name in names for word in MACROS):
        raise Refused("macros")
    if any(name.lower().endswith(RUNS) for name in names):
        raise Refused("program")
    with zipfile.ZipFile(file) as packed:
        for entry in entries:
            _unpack(packed, entry)
        types = packed.getinfo("[Content_Types].xml")
        if types.file_size > MAX_PART:
            raise Refused("bomb")
        tree = fromstring(packed.read(types), forbid_dtd=True)
    given = {element.get("ContentType", "") for element in tree}
    if any("macroenabled" in kind.lower() for kind in given):
        raise Refused("macros")
    kinds = {MAIN[kind] for kind in given & MAIN.keys()}
    if len(kinds) != 1:
        raise Refused("zip")
    return kinds.pop()


def _unpack(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read the entry to its end: its checksum holds, and no XML in it declares entities."""
    is_xml, before = entry.filename.lower().endswith((".xml", ".rels", ".vml", ".svg")), b""
    with packed.open(entry) as unpacked:
        while part := unpacked.read(MIB):
            if is_xml and b"<!DOCTYPE" in (before + part).replace(b"\0", b"").upper():
                raise Refused("doctype")
            before = part[-32:]


def _picture(file: BinaryIO, out: BinaryIO, form: str) -> str:
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=[form]) as picture:
                picture.verify()
            file.seek(0)
            with Image.open(file, formats=[form]) as picture:
                _written_anew(picture, form).save(out, form, **SAVED[form])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("pixels") from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Refused("broken-picture") from None
    return {"PNG": "png", "JPEG": "jpg"}[form]


def _written_anew(picture: Image.Image, form: str) -> Image.Image:
    """The pixels alone, the right way up: no place, no camera, no comment, no other picture behind them."""
    upright = ImageOps.exif_transpose(picture)
    upright.load()
    if form == "JPEG" and upright.mode not in {"L", "RGB"}:
        upright = upright.convert("RGB")
    see_through = upright.info.get("transparency")
    upright.info = {} if see_through is None else {"transparency": see_through}
    return upright


def main() -> None:
    """Say what the file on standard input is."""
    without_network()
    limit(memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS, file_bytes=FILE_BYTES)
    with os.fdopen(0, "rb") as file, os.fdopen(int(sys.argv[1]), "wb") as out:
        try:
            answer = kind_of(file, out)
        except Refused as refused:
            answer = f"-{refused}"
        except (MemoryError, RecursionError):
            answer = "-too-much"
        except Exception:  # whatever a parser raises is an answer
            answer = "-unknown"
    sys.stdout.write(answer)


if __name__ == "__main__":
    main()
