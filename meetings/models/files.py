"""The content-addressed store: a file is kept under its SHA-256, outside any web root, whole or not at all."""

import contextlib
import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings

from rarportal.core.uploads import HIDDEN

PART = 1024 * 1024  # bytes read at a time


def path_of(sha256: str) -> Path:
    """Where the file with this digest is kept, whether or not it is there."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256


def store_bytes(data: bytes) -> str:
    """Keep `data` and return its SHA-256."""
    return store(io.BytesIO(data))


def store(file: IO[bytes]) -> str:
    """Keep what is left to read of an open file and return its SHA-256, reading a part at a time.

    Written to a hidden name first: a crash leaves no half file, and what it leaves is swept (`sweep`).
    """
    folder = Path(settings.FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=HIDDEN)
    digest = hashlib.sha256()
    try:
        with os.fdopen(handle, "wb") as kept:
            while part := file.read(PART):
                digest.update(part)
                kept.write(part)
            kept.flush()
            os.fsync(kept.fileno())
        target = path_of(digest.hexdigest())
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest.hexdigest()


@contextlib.contextmanager
def on_disk(data: bytes | IO[bytes]) -> Iterator[IO[bytes]]:
    """`data` as an open file that a process of its own can be handed; gone again afterwards."""
    if not isinstance(data, bytes):
        yield data
        return
    Path(settings.FILES_DIR).mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(prefix=HIDDEN, dir=settings.FILES_DIR) as file:
        file.write(data)
        file.flush()
        yield file


def sweep(before: datetime) -> int:
    """Remove hidden files and folders from before a moment: what a crash cut off. Returns how many."""
    folder, swept = Path(settings.FILES_DIR), 0
    for path in (*folder.glob(f"{HIDDEN}*"), *folder.glob(f"??/{HIDDEN}*")):
        with contextlib.suppress(FileNotFoundError):  # gone meanwhile
            if path.stat().st_mtime < before.timestamp():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                swept += 1
    return swept


def remove(sha256: str) -> None:
    """Erase the file, if it is there."""
    path_of(sha256).unlink(missing_ok=True)
