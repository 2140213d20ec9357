"""The errand that makes a publication's PDF, on both seeds: one file, one row, the words of the page."""

from pathlib import Path
from typing import Any

import page
import pytest

from meetings.models import Meeting, Publication, PublicationContent, Rendition, path_of
from meetings.rendering import document
from meetings.tasks import render_publication
from rarportal.core import pdf
from rarportal.core.errands import HANDLERS
from tests import reading


@pytest.fixture(autouse=True)
def own_files(portal: None, tmp_path: Path, settings: Any) -> Path:
    """A store for this test alone; the portal is filled before, so that its attachments are not in it."""
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


def public_paper(meeting: Meeting) -> Publication:
    """The meeting's newest public publication, without a rendition."""
    return meeting.publications.filter(audience="PUBLIC").latest("version")


def content(publication: Publication) -> Any:
    """What was frozen, as a queryset."""
    return PublicationContent.objects.filter(sha256=publication.content_sha256)


def files(folder: Path) -> list[Path]:
    """Every file in the store."""
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_errand_is_registered() -> None:
    assert HANDLERS["pdf"] is render_publication


@pytest.mark.parametrize("seed", ["s0", "s2"])
def test_a_seed_becomes_one_file_and_one_row(seed: str, request: pytest.FixtureRequest, own_files: Path) -> None:
    publication = public_paper(request.getfixturevalue(seed))
    for _ in range(2):  # an errand may be run twice
        render_publication(publication_id=publication.pk)()
    rendition = Rendition.objects.get(publication=publication)
    assert (rendition.kind, rendition.template_version) == ("pdf", document.TEMPLATE_VERSION)
    assert files(own_files) == [path_of(rendition.sha256)]
    paper = path_of(rendition.sha256).read_bytes()
    assert rendition.size == len(paper)
    assert page.is_pdf_compliant_bytes(paper, profile="ua1")
    said = reading.letters(reading.article_text(content(publication).get().html))
    assert reading.said_on_paper(paper, digest=publication.sha256).endswith(said)


def test_erased_content_is_not_rendered(s0: Meeting, own_files: Path) -> None:
    publication = public_paper(s0)
    content(publication).delete()
    render_publication(publication_id=publication.pk)()
    assert not Rendition.objects.filter(publication=publication).exists()
    assert not files(own_files)


def test_content_erased_while_it_was_rendered_leaves_no_file(s0: Meeting, own_files: Path) -> None:
    publication = public_paper(s0)
    effect = render_publication(publication_id=publication.pk)
    assert files(own_files)
    content(publication).delete()
    effect()
    assert not Rendition.objects.filter(publication=publication).exists()
    assert not files(own_files)


def test_a_failure_keeps_its_danish_reason(s0: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(html: str) -> bytes:
        raise pdf.RenderingFailed("Dokumentet er for stort.")

    monkeypatch.setattr(pdf, "from_html", fail)
    with pytest.raises(pdf.RenderingFailed, match=r"^Dokumentet er for stort\.$"):
        render_publication(publication_id=public_paper(s0).pk)
