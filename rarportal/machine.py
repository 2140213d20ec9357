"""What the portal needs of the machine beside Python packages: installed as root, saying so, else named in one line.

`python -m rarportal.machine` sees to what the portal runs on, `... tests` also to what its tests need. No Django here.
"""

import ctypes
import os
import shutil
import subprocess
import sys

PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
PANGO_FILES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
TEST_PROGRAMS = {"chromium": "chromium", "pdftotext": "poppler-utils"}  # program -> Debian's package
OTHER_CHROMIUMS = ("chromium-browser", "google-chrome")


class Missing(Exception):
    """A line that says what is missing and what to type."""


def see_to_pango() -> None:
    """WeasyPrint sets its text with Pango, which no wheel brings. Raises Missing."""
    if not _loadable():
        _install(PANGO, "Pango, which sets the text of the PDFs,")
        if not _loadable():
            raise Missing(f"Pango was installed and cannot be loaded: `ldconfig -p | grep -e {PANGO_FILES[0]}`.")


def see_to_tests() -> None:
    """The tests drive Chromium and read PDFs with poppler's programs. Raises Missing."""
    absent = [package for program, package in TEST_PROGRAMS.items() if not shutil.which(program)]
    if "chromium" in absent and any(map(shutil.which, OTHER_CHROMIUMS)):
        absent.remove("chromium")
    if absent:
        _install(tuple(absent), f"{' and '.join(absent)}, which the tests need,")


def _loadable() -> bool:
    try:
        for name in PANGO_FILES:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _install(packages: tuple[str, ...], what: str) -> None:
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    typed = " ".join(command)
    if not shutil.which("apt-get"):
        raise Missing(f"{what} is missing. Install what Debian calls {' '.join(packages)}, then try again.")
    if os.getuid() != 0:
        raise Missing(f"{what} is missing. Type: sudo {typed}")
    print(f"{what} is missing: installing it ({typed})", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if _quietly(command, environment):
        _quietly(["apt-get", "update"], environment)  # a fresh machine or image has no lists
        if failed := _quietly(command, environment):
            raise Missing(f"{what} is missing and could not be installed: {failed}. Type: {typed}")


def _quietly(command: list[str], environment: dict[str, str]) -> str:
    """Run; what went wrong in one line, or "" when nothing did."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)
    lines = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()
    return lines[-1] if done.returncode else ""


if __name__ == "__main__":
    try:
        see_to_pango()
        if "tests" in sys.argv[1:]:
            see_to_tests()
    except Missing as missing:
        # Without a browser the other tests still run, and the browser's fail with the same line
        print(missing, file=sys.stderr)
        raise SystemExit(0 if "tests" in sys.argv[1:] else 1) from None
