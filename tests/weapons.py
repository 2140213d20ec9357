"""Files made by code: sound ones of every kind that is taken, and those that people must not get in (T10, T16, T17)."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import pikepdf
from PIL import Image

TYPES = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "docx": f"{TYPES}wordprocessingml.document.main+xml",
    "xlsx": f"{TYPES}spreadsheetml.sheet.main+xml",
    "pptx": f"{TYPES}presentationml.presentation.main+xml",
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
}


def pdf(text: str = "En side") -> bytes:
    """The smallest PDF that says `text` on its page and in its title."""
    stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Title (%s) >>" % text.encode(),
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def locked_pdf(*, reading: str = "") -> bytes:
    """Encrypted: against printing alone, or against reading too."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as paper:
        paper.save(made, encryption=pikepdf.Encryption(owner="ejer", user=reading))
    return made.getvalue()


def office(
    kind: str = "docx", parts: Mapping[str, bytes | str] | None = None, *, types: str = "", link: str = ""
) -> bytes:
    """The smallest package of Word, Excel or PowerPoint, with more parts in it, or a symbolic link."""
    declared = types or (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{MAIN[kind]}"/></Types>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", declared)
        package.writestr("main.xml", "<document/>")
        for name, data in (parts or {}).items():
            package.writestr(name, data)
        if link:
            entry = zipfile.ZipInfo(link)
            entry.external_attr = 0o120777 << 16
            package.writestr(entry, "/etc/passwd")
    return made.getvalue()


def overlapping() -> bytes:
    """One part that the list of contents names again and again (Fifield's bomb)."""
    made = bytearray(office(parts={f"{n}.bin": b"x" * 40 for n in range(9)}))
    first = made.index(b"PK\x01\x02")
    place, at = None, first
    while (at := made.find(b"PK\x01\x02", at)) >= 0:
        if place is not None:
            made[at + 42 : at + 46] = place
        elif made[at + 46 :].startswith(b"0.bin"):
            place = bytes(made[at + 42 : at + 46])
        at += 4
    return bytes(made)


def picture(form: str = "PNG", size: tuple[int, int] = (40, 20), **more: object) -> bytes:
    """A red one."""
    made = io.BytesIO()
    Image.new("RGB", size, "red").save(made, form, **more)
    return made.getvalue()


def snapshot_with_place() -> bytes:
    """A camera's JPEG: turned, with where it was taken and by whom."""
    known = Image.Exif()
    known[0x0112], known[0x013B] = 6, "Karen Hemmelig"  # turned a quarter; the artist
    known.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", exif=known.tobytes(), comment=b"Karen Hemmelig")


def huge_picture(side: int = 50_000) -> bytes:
    """Some hundred bytes that say they are a picture of 2,500 million points."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


LAUGHS = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)
LAUGHS += "]><l>&j;</l>"
FETCHES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'

SOUND: dict[str, tuple[bytes, str]] = {  # what it is: the file, the kind it is told to be
    "a PDF": (pdf(), "pdf"),
    "a PDF with a line after its end": (pdf() + b"x\n", "pdf"),
    "a PDF whose table of contents is wrong": (pdf().replace(b"0000000009", b"0000000019"), "pdf"),
    "a PDF with HTML in a comment": (pdf().replace(b"%PDF-1.7\n", b"%PDF-1.7\n%" + HTML + b"\n"), "pdf"),
    **{kind: (office(kind), kind) for kind in ("docx", "xlsx", "pptx")},
    "a document with a picture": (office(parts={"media/1.png": picture()}), "docx"),
    "PNG": (picture(), "png"),
    "JPEG": (picture("JPEG"), "jpg"),
    "a picture with HTML behind it": (picture() + HTML, "png"),
    "a picture with a zip behind it": (picture("JPEG") + office(), "jpg"),
    "a picture with HTML in its comment": (picture("JPEG", comment=HTML), "jpg"),
    "a camera's picture": (snapshot_with_place(), "jpg"),
}
REFUSED: dict[str, tuple[bytes, str]] = {  # what it is: the file, the word for why not
    "nothing": (b"", "empty"),
    "text": (b"Kaere raad", "unknown"),
    "zeros": (b"\0" * 4096, "unknown"),
    "GIF": (b"GIF89a" + b"\0" * 40, "unknown"),
    "HTML": (HTML, "markup"),
    "HTML after spaces": (b"\n\n   " + HTML, "markup"),
    "HTML in UTF-16": (b"\xff\xfe" + HTML.decode().encode("utf-16-le"), "markup"),
    "HTML before a PDF": (HTML + pdf(), "markup"),
    "SVG": (SVG, "markup"),
    "SVG with its declaration": (b"\xef\xbb\xbf<?xml version='1.0'?>" + SVG, "markup"),
    "XML that laughs": (LAUGHS.encode(), "markup"),
    "a program for Windows": (b"MZ" + b"\0" * 200, "program"),
    "a program for Linux": (b"\x7fELF" + b"\0" * 200, "program"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "program"),
    "a program before a PDF": (b"MZ" + pdf(), "program"),
    "Word's old format": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old-office"),
    "a PDF's first line": (b"%PDF-1.7\n", "cut-off"),
    "half a PDF": (pdf()[:300], "cut-off"),
    "a PDF of nothing": (b"%PDF-1.7\n%%EOF", "broken-pdf"),
    "a PDF without pages": (pdf().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [     ] /Count 0"), "no-pages"),
    "a PDF after something else": (b"x" * 20 + pdf(), "unknown"),
    "a PDF and a zip": (pdf() + office() + b"%%EOF", "two-in-one"),
    "a PDF nobody may print": (locked_pdf(), "encrypted"),
    "a PDF nobody may read": (locked_pdf(reading="hemmelig"), "encrypted"),
    "a zip's first letters": (b"PK\x03\x04 not one", "broken-office"),
    "half a document": (office()[:-30], "broken-office"),
    "a zip of files": (office(types="<Types/>"), "zip"),
    "a document of two kinds": (
        office(types="<Types>" + "".join(f'<a ContentType="{MAIN[k]}"/>' for k in ("docx", "xlsx")) + "</Types>"),
        "zip",
    ),
    "macros": (office("docm"), "macros"),
    "macros under another name": (office(parts={"word/vbaProject.bin": b"x"}), "macros"),
    "macros in a document inside": (office(parts={"word/embeddings/1.docm": b"x"}), "macros"),
    "a program inside": (office(parts={"word/media/x.EXE": b"MZ"}), "program"),
    "a path out of it": (office(parts={"../../etc/cron.d/x": b"x"}), "odd-zip"),
    "an absolute path": (office(parts={"/etc/passwd": b"x"}), "odd-zip"),
    "a path with backslashes": (office(parts={"..\\..\\x": b"x"}), "odd-zip"),
    "a symbolic link": (office(link="word/link"), "odd-zip"),
    "600 parts": (office(parts={f"{n}": b"x" for n in range(600)}), "bomb"),
    "60 MB of zeros": (office(parts={"word/media/x": b"\0" * 60_000_000}), "bomb"),
    "a part that swells": (office(parts={"word/media/x": b"\0" * 2_000_000}), "bomb"),
    "parts that overlap": (overlapping(), "bomb"),
    "XML that laughs inside": (office(parts={"word/x.xml": LAUGHS}), "doctype"),
    "XML that fetches inside": (office(parts={"word/_rels/x.rels": FETCHES.encode("utf-16")}), "doctype"),
    "types that laugh": (office(types=LAUGHS), "doctype"),
    "a picture of 2,500 million points": (huge_picture(), "pixels"),
    "half a picture": (picture(size=(400, 400))[:200], "broken-picture"),
    "a picture's first letters": (b"\xff\xd8\xff" + HTML, "broken-picture"),
}


FORMULAS = (  # what a spreadsheet would reckon with, follow or make something else of (trust row T15)
    *("=1+1", "+45 70", "-1+2", "@SUM(1)", "\tx", "\rx", "|x", "%0A=1", '=HYPERLINK("http://x")', "http://eksempel.dk"),
    *("＝1+1", "＋1", "－1", "＠SUM(1)"),
    *("00906", "1-2", "1e3", "TRUE", "01-02-2024"),
)


def listed() -> dict[str, Any]:
    """A list's frozen data with each of these wherever a course has text."""
    course = {"type": "PRIVAT", "type_name": "Privat", "days": 3, "ects": None}
    return {
        "title": "Positivliste", "council": {"name": "RAR", "slug": "rar"},
        "courses": [{**course, "group": text, "title": text, "code": text, "note": text} for text in FORMULAS],
    }  # fmt: skip
