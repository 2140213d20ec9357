"""The content-addressed store: a file is kept under its SHA-256, outside any web root, whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def path_of(sha256: str) -> Path:
    """Where the file with this digest is kept, whether or not it is there."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256


def store_bytes(data: bytes) -> str:
    """Keep `data` and return its SHA-256. Written to a temporary name first: a crash leaves no half file."""
    sha256 = hashlib.sha256(data).hexdigest()
    target = path_of(sha256)
    if target.exists():
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return sha256


def remove(sha256: str) -> None:
    """Erase the file, if it is there."""
    path_of(sha256).unlink(missing_ok=True)
