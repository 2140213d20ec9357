"""Files from people: how they are received, what they may be, and what they are called.

An upload goes to a hidden file of its own in the files' folder (`Receiver`), never to memory. What it is says a
process with limits (filecheck.py), from its content. Names never reach the disk: a file is kept under its digest.
"""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from rarportal.core.pdf import PASSED_ON
from rarportal.core.refusal import Refusal

HIDDEN = ".new-"  # how a file begins that is not whole yet; old ones are swept (meetings/jobs.py)
CHECK_SECONDS = 30  # a little more than the process gives itself
OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {  # what is taken -> how it is sent
    "pdf": "application/pdf",
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "pptx": f"{OFFICE}presentationml.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
}
SUFFIXES = {**{kind: kind for kind in KINDS}, "jpeg": "jpg"}
PICTURES = {"png", "jpg"}
TAKEN = "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx) og billeder (PNG, JPEG)"
MACROS = "Filen har makroer eller andet, der kan køre af sig selv. Gem den uden makroer (.docx, .xlsx, .pptx)."
REASONS = {
    "empty": "Filen er tom.",
    "old-office": "Filen er i et gammelt Office-format (.doc, .xls, .ppt) eller er låst med adgangskode. "
    "Gem den som .docx, .xlsx eller .pptx uden adgangskode, eller som PDF.",
    "program": "Filen er et program eller har et program i sig og bliver ikke taget imod.",
    "markup": "Filen er en webside, SVG eller XML og bliver ikke taget imod. Gem den som PDF.",
    "unknown": f"Filen er ikke af en slags, som portalen tager imod: {TAKEN}.",
    "cut-off": "PDF-filen er ikke hel: slutningen mangler. Gem den igen, og vælg den på ny.",
    "two-in-one": "Filen er både en PDF og en anden slags fil. Gem den som PDF igen.",
    "encrypted": "PDF-filen er låst eller beskyttet med adgangskode. Gem den uden beskyttelse, og vælg den på ny.",
    "no-pages": "PDF-filen kan ikke læses: den har ingen sider.",
    "broken-pdf": "PDF-filen kan ikke læses. Gem den som PDF igen.",
    "bomb": "Filen pakker sig ud til meget mere, end den fylder, og bliver ikke åbnet.",
    "odd-zip": "Filen har stier eller låste dele, som et Office-dokument ikke har, og bliver ikke åbnet.",
    "broken-office": "Office-filen kan ikke læses. Gem den igen, eller gem den som PDF.",
    "zip": "Filen er en zip-fil, ikke et Word-, Excel- eller PowerPoint-dokument. Læg filerne på en for en.",
    "macros": MACROS,
    "doctype": "Filen har XML-erklæringer, som et Office-dokument ikke har, og bliver ikke åbnet.",
    "pixels": "Billedet har for mange punkter (højst 40 millioner). Gør det mindre, og vælg det igen.",
    "broken-picture": "Billedet kan ikke læses. Gem det igen som PNG eller JPEG.",
    "too-much": "Filen er for indviklet til at blive kontrolleret. Gem den som PDF igen, eller del den.",
}


class Receiver(FileUploadHandler):
    """Streams an upload to a hidden file in the files' folder. What is beyond UPLOAD_LIMIT is counted, not kept."""

    file: Any
    written: int

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file: Django's own temporary one, in our folder."""
        super().new_file(*args, **kwargs)
        folder = Path(settings.FILES_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        self.file = TemporaryUploadedFile(
            self.file_name or "", self.content_type or "", 0, self.charset, self.content_type_extra
        )
        self.file.file.close()
        self.file.file = tempfile.NamedTemporaryFile(prefix=HIDDEN, dir=folder)  # noqa: SIM115  closed with the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """The next part."""
        if start + len(raw_data) <= settings.UPLOAD_LIMIT:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """The whole file, with the size that was sent."""
        self.file.seek(0)
        self.file.size = file_size
        given: UploadedFile = self.file
        return given

    def upload_interrupted(self) -> None:
        """The connection went: nothing is left."""
        with contextlib.suppress(AttributeError, FileNotFoundError):
            self.file.close()


@contextlib.contextmanager
def checked(file: IO[bytes]) -> Iterator[tuple[str, IO[bytes]]]:
    """The kind of an open file on disk, and what is to be kept: the file itself, or a picture written anew.

    Raises Refusal with the reason in Danish for whatever is not in KINDS by its content.
    """
    with tempfile.TemporaryFile(dir=settings.FILES_DIR) as out:
        file.seek(0)
        try:
            done = subprocess.run(
                [sys.executable, "-m", "rarportal.core.filecheck", str(out.fileno())],
                stdin=file.fileno(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=[out.fileno()],
                cwd=settings.BASE_DIR,
                env={name: value for name, value in os.environ.items() if name in PASSED_ON},
                timeout=CHECK_SECONDS,
                check=False,
            )
            answer = done.stdout.decode() if done.returncode == 0 else "-too-much"
        except subprocess.TimeoutExpired:
            answer = "-too-much"
        if answer not in KINDS:
            word = answer.removeprefix("-")
            raise Refusal(REASONS.get(word, REASONS["unknown"]), code=word if word in REASONS else "unknown")
        kept = out if answer in PICTURES else file
        kept.seek(0)
        yield answer, kept


RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
LONGEST = 200  # characters of a name


def safe_name(name: str, kind: str = "") -> str:
    """A name that any system can keep, on one line: letters, digits, space and .,()+_- alone. With its kind's suffix.

    The letters that people see stay. Folders, control characters, marks that turn the writing round, and names that
    are devices in Windows do not. A safe name is its own safe name.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(letter for letter in last if letter.isspace() or unicodedata.category(letter)[0] not in "CZ")
    clean = re.sub(r"[^\w.,()+ -]", "_", re.sub(r"\s+", " ", seen)).strip(". ")
    stem, dot, suffix = clean.rpartition(".")
    if kind and (not dot or SUFFIXES.get(suffix.lower()) != kind):
        stem, dot, suffix = clean, ".", kind
    elif not dot or len(suffix) > 5 or not suffix.isalnum():
        stem, dot, suffix = clean, "", ""
    stem = stem[: LONGEST - len(suffix) - 1].strip(". ") or "bilag"
    if stem.partition(".")[0].strip().lower() in RESERVED:
        stem = f"_{stem}"[: LONGEST - len(suffix) - 1].strip(". ")
    return f"{stem}{dot}{suffix}"


def sent_as(filename: str) -> str:
    """The media type of a stored file: its name's suffix, which `safe_name` has set by the content."""
    return KINDS.get(SUFFIXES.get(filename.rpartition(".")[2].lower(), ""), "application/octet-stream")
