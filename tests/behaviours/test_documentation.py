"""What the committed pages and locks promise is what the code has; nothing tracked leans on one machine."""

import re
import subprocess
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from meetings.management.commands import show_tables

ROOT = Path(__file__).resolve().parents[2]
DEPENDENCIES = ROOT / "docs" / "decisions" / "dependencies.md"
# Written so that this file does not name them itself
MACHINE = re.compile("|".join([r"/wor" + r"k/", r"\.\./share" + r"d", r"/tmp/" + r"w/", r"\bfar" + r"m-\w"]))
REGISTRIES = re.compile(
    r"\b(?:" + "|".join(["pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.(?:org|com)", "artifact" + "ory",
                         r"proxy\.gol" + r"ang\.org", "--(?:extra-)?index" + "-url", "--find" + "-links"]) + r")",
    re.IGNORECASE,
)  # fmt: skip


def tracked() -> list[Path]:
    """Every file of the project: git's list, or without git what is not made by the portal itself."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]
    made = {".venv", "var", "var-test", "build", "node_modules"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not made.intersection(path.relative_to(ROOT).parts)]


def required(name: str) -> set[str]:
    """The packages that a .in file names."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return {match[0].lower() for line in lines if (match := re.match(r"[A-Za-z][\w.-]*", line))}


def locked(name: str) -> dict[str, tuple[str, int]]:
    """The packages of a lock: version, and how many hashes."""
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            match = re.match(r"([a-z0-9._-]+)==(\S+)", line)
            assert match, f"{name}: not pinned: {line[:80]}"
            found[match[1]] = (match[2], len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", line)))
    return found


def test_the_two_tables_are_as_in_the_code() -> None:
    """`manage.py show_tables` after a change of the permission matrix or of a table of moves."""
    assert (ROOT / "docs" / "tables.md").read_text("utf-8") == show_tables.text()


@pytest.mark.parametrize("kind", ["requirements", "requirements-dev"])
def test_what_is_installed_is_pinned_by_hash(kind: str) -> None:
    lock = locked(f"{kind}.txt")
    assert {name.replace("_", "-") for name in required(f"{kind}.in")} <= set(lock)
    assert [name for name, (_, hashes) in lock.items() if not hashes] == []


def test_tests_run_on_what_the_portal_runs_on() -> None:
    """Both locks are installed together: a package in both is the same one."""
    one, other = locked("requirements.txt"), locked("requirements-dev.txt")
    assert {name for name in one.keys() & other.keys() if one[name][0] != other[name][0]} == set()


def test_every_dependency_has_its_reason() -> None:
    text = DEPENDENCIES.read_text("utf-8")
    rows = {match[1].lower(): match[2] for match in re.finditer(r"^\| ([\w.-]+) \| (.+) \|$", text, re.MULTILINE)}
    assert required("requirements.in") - set(rows) == set()
    del rows["package"]  # the table's head
    assert {name for name, why in rows.items() if len(why) < 15} == set()
    assert set(rows) - required("requirements.in") == set(), "a reason for what is not used"


def test_every_tool_of_the_tests_is_named() -> None:
    text = DEPENDENCIES.read_text("utf-8").lower()
    assert {name for name in required("requirements-dev.in") if name not in text} == set()


def test_the_packaging_reads_the_same_list() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["tool"]["setuptools"]["dynamic"]["dependencies"] == {"file": ["requirements.in"]}


def test_nothing_tracked_names_this_machine_or_a_registry() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a font, a picture, a PDF
        for number, line in enumerate(text.splitlines(), 1):
            if MACHINE.search(line) or REGISTRIES.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    assert found == []


def test_links_between_the_pages_lead_somewhere() -> None:
    """Markdown links, and paths in backticks that look like files of the project."""
    broken = []
    for page in [path for path in tracked() if path.suffix == ".md" and "vendor" not in path.parts]:
        text = page.read_text("utf-8")
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
            if not urlsplit(target).scheme and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
        for target in re.findall(r"`((?:docs|tests|rarportal|meetings|positivlist|templates|static)/[\w./-]+)`", text):
            if not (ROOT / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_docstrings_and_comments_name_decisions_that_exist() -> None:
    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in tracked()
        if path.suffix in {".py", ".toml", ".in", ".yml", ".css", ".html"}
        for name in re.findall(r"docs/[\w/-]+\.md", path.read_text("utf-8"))
        if not (ROOT / name).exists()
    }
    assert missing == set()
