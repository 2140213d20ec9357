"""Published lists: which there are, which holds on a day, and their courses read back from what was frozen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from meetings.models import Council, Neighbour, PublicationContent, Rendition
from positivlist.models import PublishedList
from positivlist.rules.courses import Row, matches, row_of
from positivlist.rules.periods import last_day
from rarportal.core.clock import today
from rarportal.core.models import Errand
from rarportal.core.refusal import Unseen


@dataclass(frozen=True, slots=True)
class Link:
    """What a page needs of a list's publication: a hundred whole rows cost more than the page."""

    pk: int
    sha256: str
    content_sha256: str
    version: int
    erased_at: datetime | None


def content_of(publication: Link) -> PublicationContent:
    """The frozen data and article. Raises Unseen when it is gone."""
    content = PublicationContent.objects.filter(pk=publication.content_sha256).first()
    if content is None:
        raise Unseen
    return content


def compared_with(base: PublishedList | None) -> tuple[list[Row], date | None]:
    """The courses that a list is compared with, and since which day they hold (one query).

    None for a council's first list, and where the content of the one before is erased.
    """
    content = PublicationContent.objects.filter(pk=base.publication.content_sha256).first() if base else None
    if base is None or content is None:
        return [], None
    return [row_of(course) for course in json.loads(content.data)["courses"]], base.in_force_from


def newest_list(council_id: int) -> PublishedList | None:
    """The list that begins last, whether or not it holds yet."""
    lists = PublishedList.objects.filter(council=council_id).select_related("publication")
    return lists.order_by("-in_force_from").first()


@dataclass(frozen=True, slots=True)
class Version:
    """One published list with its period: until the next one begins."""

    council_id: int
    publication: Link
    begins: date
    ends: date

    @property
    def erased(self) -> bool:
        """Whether its content is gone."""
        return self.publication.erased_at is not None

    def holds(self, day: date) -> bool:
        """Whether it is the council's list on the day."""
        return self.begins <= day <= self.ends


def versions_of(council_id: int) -> list[Version]:
    """Every published list of a council, the newest first (one query)."""
    return _by_council(PublishedList.objects.filter(council=council_id)).get(council_id, [])


def _by_council(lists: QuerySet[PublishedList]) -> dict[int, list[Version]]:
    """Each council's versions, the newest first, so that each ends where the one before it begins (one query)."""
    found: dict[int, list[Version]] = {}
    rows = lists.order_by("-in_force_from").values_list(
        "council_id", "in_force_from", "publication_id", "publication__sha256", "publication__content_sha256",
        "publication__version", "publication__erasure__at",
    )  # fmt: skip
    for council, begins, pk, sha256, content_sha256, version, erased_at in rows:
        before = found.setdefault(council, [])
        later = [before[-1].begins] if before else []
        link = Link(pk, sha256, content_sha256, version, erased_at)
        before.append(Version(council, link, begins, last_day(begins, later)))
    return found


def council_with_list(slug: str) -> Council:
    """A council by its address. Raises Unseen where it has no positive list."""
    council = Council.objects.filter(slug=slug, has_positive_list=True).first()
    if council is None:
        raise Unseen
    return council


def version_at(versions: list[Version], day: date) -> Version | None:
    """The one that holds on the day, if any does."""
    return next((version for version in versions if version.holds(day)), None)


def version_from(versions: list[Version], day: date) -> Version:
    """The one that begins on the day. Raises Unseen when none does."""
    for version in versions:
        if version.begins == day:
            return version
    raise Unseen


def neighbours_of(council: Council) -> QuerySet[Council]:
    """The councils whose lists the municipalities of this one may use too."""
    ids = Neighbour.objects.filter(council=council).values("neighbour")
    return Council.objects.filter(pk__in=ids, has_positive_list=True)


@dataclass(frozen=True)
class Answer:
    """Whether courses that a search finds stood on a council's list on a day."""

    council: Council
    version: Version | None
    rows: list[Row]  # none where the version's content is erased
    data: Mapping[str, Any]


def held_on(council: Council, *, words: str, day: date) -> list[Answer]:
    """Own list and neighbours': the day on which the municipality grants the course counts (BEK 1181/2019 § 2)."""
    councils = [council, *neighbours_of(council).order_by("name")]
    versions = _by_council(PublishedList.objects.filter(council__in=councils))
    chosen = {one.pk: version_at(versions.get(one.pk, []), day) for one in councils}
    digests = [version.publication.content_sha256 for version in chosen.values() if version]
    contents = dict(PublicationContent.objects.filter(pk__in=digests).values_list("pk", "data"))
    answers = []
    for one in councils:
        version = chosen[one.pk]
        data = json.loads(contents[version.publication.content_sha256]) if version and not version.erased else {}
        rows = [row_of(course) for course in data.get("courses", ())]
        answers.append(Answer(one, version, [row for row in rows if matches(row, words=words)], data))
    return answers


def lists_in_force() -> list[tuple[Council, Version | None]]:
    """Every council that has a list today, with the one that holds (two queries)."""
    versions = _by_council(PublishedList.objects.all())
    councils = Council.objects.filter(pk__in=versions, has_positive_list=True).order_by("name")
    return [(council, version_at(versions[council.pk], today())) for council in councils]


def pdf_of(publication: Link) -> tuple[str | None, str | None]:
    """The digest of the list's PDF, or the state of the errand that makes it (two queries at most)."""
    rendition = Rendition.objects.filter(publication=publication.pk, kind="pdf").order_by("-pk").first()
    if rendition:
        return rendition.sha256, None
    errand = Errand.objects.filter(key=f"pdf {publication.sha256}").first()
    return None, errand.state if errand else None
