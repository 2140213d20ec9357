"""Word, Excel and PowerPoint files to PDF, where this machine has LibreOffice. It is never asked for anything else."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from rarportal.core.confined import limit, without_network
from rarportal.core.pdf import PASSED_ON

PROGRAM = "soffice"
KINDS = {"docx": "writer_pdf_Export", "xlsx": "calc_pdf_Export", "pptx": "impress_pdf_Export"}  # and their filters
TAGGED = '{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
SECONDS, MEMORY_BYTES, FILE_BYTES = 40, 4 * 2**30, 100 * 2**20


class NotConverted(Exception):
    """LibreOffice made nothing of the file, or took too long over it."""


def is_here() -> bool:
    """Whether this machine can convert."""
    return shutil.which(PROGRAM) is not None


def to_pdf(source: Path, target: Path, *, kind: str) -> None:
    """Convert an Office file; `target` is then a tagged PDF: headings stay headings. Raises NotConverted.

    In a process with limits and without a network, with a profile of its own that is gone afterwards: two conversions
    at once share nothing, and macros have no one to trust them.
    """
    with tempfile.TemporaryDirectory(prefix="office-", dir=target.parent) as name:
        folder = Path(name)
        shutil.copyfile(source, folder / f"bilag.{kind}")
        command = [
            PROGRAM, "--headless", "--norestore", "--nolockcheck",
            f"-env:UserInstallation={(folder / 'profil').as_uri()}",
            "--convert-to", f"pdf:{KINDS[kind]}:{TAGGED}", "--outdir", name, str(folder / f"bilag.{kind}"),
        ]  # fmt: skip
        try:
            subprocess.run(
                command,
                env={key: value for key, value in os.environ.items() if key in PASSED_ON} | {"HOME": name},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                preexec_fn=_confine,
                timeout=SECONDS,
                check=False,
            )
            (folder / "bilag.pdf").replace(target)
        except (subprocess.TimeoutExpired, OSError):
            raise NotConverted from None


def _confine() -> None:
    without_network()
    limit(memory_bytes=MEMORY_BYTES, cpu_seconds=SECONDS, wall_seconds=SECONDS + 5, file_bytes=FILE_BYTES)
