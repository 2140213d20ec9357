"""`make run` in a fresh clone: seconds from an empty folder to the first page, and the second start."""

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.bench.ground import ROOT
from tests.bench.report import Report

FIRST, SECOND = 40, 5  # seconds, the aims
PATIENCE = 300
KEPT = ("PATH", "HOME", "LANG", "USER", "TMPDIR")
# A fresh machine has nothing in its caches; where the packages come from is this machine's own setting
NO_CACHE = {"PIP_NO_CACHE_DIR": "1", "UV_NO_CACHE": "1"}


def measure(report: Report) -> None:
    """What is committed is what is measured: the clone has nothing else."""
    with tempfile.TemporaryDirectory(prefix="rar-bench-") as folder:
        portal = Path(folder) / "portal"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(portal)], check=True)
        dirty = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, check=True).stdout
        report.head(f"make run in a fresh clone{' (without what is not committed here)' if dirty else ''}")
        for what, most in (("from an empty folder, packages not in any cache", FIRST), ("second start", SECOND)):
            seconds = _until_page(portal)
            report.aimed(f"first page, {what}", seconds, most=most, figure=f"{seconds:.1f} s")


def _until_page(portal: Path) -> float:
    """Start, wait for 200 at /, stop; raises RuntimeError with its last words when it does not come."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name in KEPT or name.startswith(("PIP_", "UV_"))}
    log = portal.with_name("log")
    started = time.monotonic()
    with log.open("wb") as output:
        make = subprocess.Popen(
            ["make", "run"], cwd=portal, env={**kept, **NO_CACHE, "PORT": str(port)}, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip
        try:
            while not _answers(port):
                if make.poll() is not None or time.monotonic() - started > PATIENCE:
                    raise RuntimeError(f"make run gave no page: {log.read_text(errors='replace')[-2000:]}")
                time.sleep(0.05)
            return time.monotonic() - started
        finally:
            if make.poll() is None:
                os.killpg(make.pid, signal.SIGTERM)
            make.wait(60)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False
