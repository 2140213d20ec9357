"""`make run`: what fails says in one line what failed and what to do, before anything is started."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from rarportal import embedded, machine

ROOT = Path(__file__).resolve().parents[2]


def run(var: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m rarportal.run` where it is bound to fail."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "rarportal.run"], env={**kept, "RAR_VAR": str(var), **environment},
        cwd=ROOT, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip


def only_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = only_line(run(tmp_path, PORT=str(port)))
    assert line == f"make run: Port {port} cannot be used (Address already in use): `PORT=8123 make run`."


@pytest.mark.parametrize("port", ["http", "0", "65536"])
def test_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    assert only_line(run(tmp_path, PORT=port)) == f"make run: PORT={port} is no port number: `PORT=8123 make run`."


def test_another_make_run_in_the_same_folder(tmp_path: Path) -> None:
    with embedded.locked(tmp_path):
        line = only_line(run(tmp_path))
    assert line == f"make run: Process {os.getpid()} already uses {tmp_path}: stop it first."


def test_a_database_without_its_owner(tmp_path: Path) -> None:
    line = only_line(run(tmp_path, PORT="18765", DATABASE_URL="postgresql://rar_app@db/rarportal"))
    assert line.startswith("make run: DATABASE_URL is set and DATABASE_OWNER_URL is not: set both, or neither")


def test_pango_missing_as_an_ordinary_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "PANGO_FILES", ("libno-such-thing.so.0",))
    monkeypatch.setattr(machine.os, "getuid", lambda: 1000)
    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(machine.Missing) as missing:
        machine.see_to_pango()
    assert str(missing.value) == (
        "Pango, which sets the text of the PDFs, is missing. Type: sudo apt-get install -y --no-install-recommends "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )


def test_chromium_missing_on_a_machine_without_apt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.shutil, "which", lambda name: "/usr/bin/pdftotext" if name == "pdftotext" else None)
    with pytest.raises(machine.Missing, match="Install what Debian calls chromium, then try again"):
        machine.see_to_tests()
