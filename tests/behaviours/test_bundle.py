"""*Samlet mødemateriale*: the agenda and its files in one PDF, read back."""

import io
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest

from meetings.models import store_bytes
from meetings.rendering import bundle, document
from rarportal.core import office, pdf
from tests import reading, snapshots, weapons

DIGEST = "c0ffee" * 10 + "cafe"
TAGGED = (
    '<!doctype html><html lang="da"><title>Bilag</title><body><header class="front"><h1>Et bilag</h1></header><main>'
    "<h2>Første del</h2><table><thead><tr><th scope=col>Fag</th><th scope=col>Antal</th></tr></thead>"
    "<tr><td>Murer</td><td>4</td></tr></table><p>Tekst.</p></main>"
)
SHAPES = {  # width, height, turn, what is cut off each side
    "portrait": (595, 842, 0, 0),
    "landscape": (842, 595, 0, 0),
    "turned right": (595, 842, 90, 0),
    "upside down": (595, 842, 180, 0),
    "turned left": (595, 842, 270, 0),
    "small": (298, 420, 0, 0),
    "poster": (2384, 3370, 0, 0),
    "cut": (700, 950, 0, 50),
    "cut and turned": (700, 950, 90, 50),
}
HOSTILE = """<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (hugorm) >>
 /AA << /WC << /S /Launch /F (cmd.exe) >> >> /Names << /JavaScript
 << /Names [(x) << /S /JavaScript /JS (hugorm) >>] >> >> >>"""


def pdf_of(shape: str) -> bytes:
    """A page of a shape."""
    width, height, turn, cut = SHAPES[shape]
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(weapons.pdf(shape))) as opened:
        sheet = opened.pages[0].obj
        sheet.MediaBox, sheet.Rotate = pikepdf.Array([0, 0, width, height]), turn
        if cut:
            sheet.CropBox = pikepdf.Array([cut, cut, width - cut, height - cut])
        opened.save(made)
    return made.getvalue()


def hostile_pdf() -> bytes:
    """Runs when it is opened, starts a program when it is clicked, and has a file in it."""
    made = io.BytesIO()
    source = weapons.pdf().replace(b"<< /Type /Catalog /Pages 2 0 R >>", HOSTILE.encode())
    with pikepdf.open(io.BytesIO(source)) as opened:
        opened.attachments["hugorm.exe"] = pikepdf.AttachedFileSpec(opened, b"MZ")
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
        click = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch)
        film = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia, Rect=[0, 0, 9, 9])
        opened.pages[0].obj.Annots = pikepdf.Array([click, film])
        opened.save(made)
    return made.getvalue()


def agenda(*files: tuple[str, bytes], **more: Any) -> dict[str, Any]:
    """An agenda of two items; the files, with their names, are the second one's."""
    attached = [
        snapshots.attachment(f"{n})", f"Fil {n}", filename=name, size=len(data), sha256=store_bytes(data))
        for n, (name, data) in enumerate(files, 1)
    ]
    parts = (snapshots.part("summary", "Sagen kort", "<p>Se bilag 2.1.</p>"), snapshots.part("attachments", "Bilag"))
    items = [
        snapshots.item("1", "Godkendelse af dagsorden", *parts),
        snapshots.item("2", "Positivlisten", *parts, attachments=attached),
    ]
    return snapshots.agenda() | {"changes": [], "sections": [{"number": "", "title": "", "items": items}], **more}


def bundled(folder: Path, snapshot: dict[str, Any], progress: bundle.Progress = lambda step, steps: None) -> bytes:
    """The bundle of a snapshot."""
    target = folder / "samlet.pdf"
    bundle.write(snapshot, target, digest=DIGEST, progress=progress)
    return target.read_bytes()


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: Any) -> None:
    """A store for this test alone."""
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[pikepdf.Pdf]:
    """A bundle of two tagged files, the same one twice, a picture, and a file that is not tagged."""
    tagged = pdf.from_html(TAGGED)
    files = [("a.pdf", tagged), ("b.pdf", tagged), ("c.png", weapons.picture()), ("d.pdf", weapons.pdf("Skannet"))]
    data = bundled(tmp_path, agenda(*files))
    with pikepdf.open(io.BytesIO(data)) as opened:
        opened.data = data  # type: ignore[attr-defined]
        yield opened


def headings(data: bytes) -> int:
    """How many headings a PDF's structure has."""
    return len(re.findall(r"^ +H[1-6]\b", reading.tool("pdfinfo", data, "-struct"), re.MULTILINE))


def text_of(data: bytes, number: int) -> str:
    """What a page says, from 1."""
    return " ".join(reading.tool("pdftotext", data, "-f", str(number), "-l", str(number)).split())


def test_everything_stands_in_its_order_with_pages_through(whole: pikepdf.Pdf) -> None:
    data, total = whole.data, len(whole.pages)  # type: ignore[attr-defined]
    texts = [text_of(data, number) for number in range(1, total + 1)]
    own = total - 2 * len(pikepdf.open(io.BytesIO(pdf.from_html(TAGGED))).pages) - 2
    for number, text in enumerate(texts, 1):
        assert f"side {number} af {total}" in text
    stamped = [re.search(r"Bilag (2\.\d) · side", text) for text in texts]
    assert [match[1] if match else "" for match in stamped] == [*[""] * own, *["2.1"] * 2, *["2.2"] * 2, "2.3", "2.4"]
    assert "Skannet" in texts[-1]
    contents = texts[0].split("Indhold")[1]
    for place, first in (("2.1", own + 1), ("2.2", own + 3), ("2.3", own + 5), ("2.4", own + 6)):
        assert re.search(rf"Bilag {place}: Fil \d( \(kan ikke læses op\))? {first}\b", contents), contents
    assert contents.count("kan ikke læses op") == 1  # 2.4, which has no tags
    assert f"Fil 2 (PDF, {document._size(len(pdf.from_html(TAGGED)))}), side {own + 3}" in texts[own - 1]


def test_bookmarks_lead_to_items_and_to_their_attachments(whole: pikepdf.Pdf) -> None:
    with whole.open_outline() as outline:
        tree = {entry.title: [child.title for child in entry.children] for entry in outline.root}
    assert tree["2. Positivlisten"] == [f"Bilag 2.{n}: Fil {n}" for n in (1, 2, 3, 4)]
    assert tree["1. Godkendelse af dagsorden"] == []


def test_links_lead_there_and_back(whole: pikepdf.Pdf) -> None:
    places = {sheet.obj.objgen: number for number, sheet in enumerate(whole.pages)}
    names = {str(name): place for name, place in pikepdf.NameTree(whole.Root.Names.Dests).items()}
    there, back = [], []
    for number, sheet in enumerate(whole.pages):
        for annotation in sheet.obj.get("/Annots", []):
            place = annotation.get("/Dest")
            assert not str(annotation.get("/A", {}).get("/URI", "")).startswith("https://bilag.invalid")
            if isinstance(place, pikepdf.Array):
                (there if number < places[place[0].objgen] else back).append((number, places[place[0].objgen]))
    first = len(whole.pages) - 6
    starts = [first, first + 2, first + 4, first + 5]
    assert sorted({to for _, to in there}) == starts
    assert len(there) == 2 * len(starts)  # from the contents, and from the item
    assert [at for at, _ in back] == starts
    assert {to for _, to in back} == {places[names["punkt-2"][0].objgen]}


def test_the_tags_of_the_attachments_are_kept(whole: pikepdf.Pdf) -> None:
    """A join that drops them passes validators too: the headings are counted before and after."""
    tagged, data = pdf.from_html(TAGGED), whole.data  # type: ignore[attr-defined]
    paper = pdf.from_html(document.paper(agenda(("a.pdf", weapons.pdf())), digest=DIGEST))
    assert headings(tagged) == 2
    assert headings(data) == headings(paper) + 2 * headings(tagged)
    said = reading.tool("pdfinfo", reading.without_colours(data), "-struct-text")
    assert said.count('"Første del"') == 2
    assert reading.tool("pdfinfo", data, "-struct").count("Figure") == 1


def test_of_accessible_files_it_makes_an_accessible_whole(tmp_path: Path) -> None:
    """All but the claim: the bundle cannot speak for what others have made."""
    tagged = pdf.from_html(TAGGED)
    data = bundled(tmp_path, agenda(("a.pdf", tagged), ("b.pdf", tagged), ("c.png", weapons.picture())))
    report = page.validate_pdf_bytes(data, profile="ua1")
    assert {failure.rule_id for failure in report.failures} == {"PDFUA1-ID-PART-001", "PDFUA1-ID-SCHEMA-001"}


def test_names_of_table_headings_stay_apart(whole: pikepdf.Pdf) -> None:
    """The same file twice has the same names twice: a cell must find its own table's headings."""
    found: list[str] = []
    wanted: list[str] = []
    for thing in whole.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem":
            found += [str(thing.ID)] if "/ID" in thing else []
            attributes = thing.get("/A")
            if isinstance(attributes, pikepdf.Dictionary) and "/Headers" in attributes:
                wanted += [str(name) for name in attributes.Headers]
    assert len(found) == len(set(found)) >= 4
    assert wanted
    assert set(wanted) <= set(found)


def test_the_same_bundle_is_the_same_bytes(tmp_path: Path) -> None:
    """R8, R13."""
    snapshot = agenda(("a.pdf", pdf.from_html(TAGGED)), ("b.pdf", weapons.pdf()), ("c.jpg", weapons.picture("JPEG")))
    assert bundled(tmp_path, snapshot) == bundled(tmp_path, snapshot)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_stamp_stands_in_the_corner_of_any_page(tmp_path: Path, shape: str) -> None:
    """As it is looked at: upright, inside what is shown, in the upper right."""
    data = bundled(tmp_path, agenda(("x.pdf", pdf_of(shape))))
    last = reading.info(data)["Pages"]
    lines = reading.tool("pdftotext", data, "-bbox", "-cropbox", "-f", last, "-l", last)
    sheet = re.search(r'<page width="([\d.]+)" height="([\d.]+)"', lines)
    word = re.search(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">Bilag<', lines)
    assert sheet, lines
    assert word, lines
    width, height = (float(value) for value in sheet.groups())
    if SHAPES[shape][2] in {90, 270}:  # poppler gives the size as it is before it is turned
        width, height = height, width
    left, top, right, low = (float(value) for value in word.groups())
    assert width / 2 < left < right < width
    assert 0 < top < low < height / 8
    assert right - left > low - top  # it is read along the line, not down


def test_what_cannot_be_in_it_is_named_and_the_rest_is_unharmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "MOST_BYTES", 40_000)
    files = {
        "broken.pdf": (weapons.pdf()[:200], "er ikke med: filen er beskadiget"),
        "locked.pdf": (weapons.locked_pdf(reading="hemmelig"), "er ikke med: filen er låst med adgangskode"),
        "huge.pdf": (weapons.pdf() + b"%" * 50_000, "er ikke med: filen er for stor"),
        "half.png": (weapons.picture(size=(400, 400))[:200], "er ikke med: filen er beskadiget"),
        "note.docx": (weapons.office(), "hentes for sig: Word-fil"),
        "sound.pdf": (weapons.pdf("Helt i orden"), ""),
    }
    monkeypatch.setattr(office, "is_here", lambda: False)
    data = bundled(tmp_path, agenda(*((name, file) for name, (file, _) in files.items())))
    text = " ".join(reading.tool("pdftotext", data).split())
    for number, (_, words) in enumerate(files.values(), 1):
        assert not words or text.count(f"Bilag 2.{number}: Fil {number} ({words})") == 1, text
    assert "Helt i orden" in text
    assert text.count("Bilag 2.6 · side") == 1
    assert not re.search(r"Bilag 2\.[1-5] · side", text)


def test_what_runs_or_hides_in_a_file_is_left_behind(tmp_path: Path) -> None:
    """T12: no action, no script, no file in the file, not even as an object that nothing leads to."""
    data = bundled(tmp_path, agenda(("x.pdf", hostile_pdf())))
    whole = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as opened:
        assert not opened.attachments
        opened.save(whole, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert not re.search(
        rb"/JavaScript|/JS|/Launch|/RichMedia|/EmbeddedFile|/OpenAction|cmd\.exe|hugorm", whole.getvalue()
    )


def test_a_monstrous_file_is_left_out_and_the_server_lives(tmp_path: Path) -> None:
    """T13: a structure that goes on and on."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf.from_html(TAGGED))) as opened:
        element = opened.Root.StructTreeRoot.K[0]
        for _ in range(60):  # two kids that are the same kid: 2^60 ways down
            kid = opened.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Div))
            element.K = pikepdf.Array([kid, kid])
            element = kid
        opened.save(made)
    data = bundled(tmp_path, agenda(("x.pdf", made.getvalue()), ("y.pdf", weapons.pdf("Næste"))))
    assert "Bilag 2.2 · side" in reading.tool("pdftotext", data)


def test_an_office_file_is_converted_where_libreoffice_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it is called with is tried; LibreOffice itself is not installed where the tests run."""
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    (tmp_path / "made.pdf").write_bytes(weapons.pdf("Fra Word"))
    program.write_text(
        f'#!/bin/sh\nfor last; do :; done\ntest -s "$last" && cp {tmp_path}/made.pdf "$(dirname "$last")/bilag.pdf"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    text = reading.tool("pdftotext", bundled(tmp_path, agenda(("note.docx", weapons.office()))))
    assert "Fra Word" in text
    assert "hentes for sig" not in text
    program.write_text("#!/bin/sh\nexit 1\n")
    assert "hentes for sig: Word-fil" in " ".join(
        reading.tool("pdftotext", bundled(tmp_path, agenda(("note.docx", weapons.office())))).split()
    )


def test_it_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    files = [(f"{n}.pdf", weapons.pdf()) for n in range(3)]
    bundled(tmp_path, agenda(*files), progress=lambda step, steps: told.append((step, steps)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_closed_file_is_named_as_closed_and_is_not_in_it(tmp_path: Path) -> None:
    snapshot = agenda(("a.pdf", weapons.pdf("Åbent")), ("b.pdf", weapons.pdf("Hemmeligt")))
    snapshot["sections"][0]["items"][1]["attachments"][1] = {"label": "2)", "redacted": True}
    text = " ".join(reading.tool("pdftotext", bundled(tmp_path, snapshot)).split())
    assert "Hemmeligt" not in text
    assert "Bilag 2.2: Lukket bilag" in text


def test_nothing_is_left_in_the_store(tmp_path: Path, settings: Any) -> None:
    snapshot = agenda(("a.pdf", weapons.pdf()))
    before = sorted(Path(settings.FILES_DIR).rglob("*"))
    bundled(tmp_path, snapshot)
    assert sorted(Path(settings.FILES_DIR).rglob("*")) == before
    assert not list(tmp_path.glob(".new-*"))
