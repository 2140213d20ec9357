"""The canary crawl: what is closed or unpublished is found by nobody who may not read it, anywhere. Trust rows T2-T7.

tests/canary.py plants a unique word in every field of every kind of meeting. Then everybody reads everything they can
get at: every link from the front pages on, and every address of the portal written with real objects; HTML, headers,
errors, redirects, PDFs (text, links, metadata) and attached files. A word that is found where it must not be is a leak;
a word that is not found where it may be is a hole in this test.
"""

import io
import logging
import re
import zipfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pikepdf
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from meetings.models import (
    Attachment,
    AttachmentVersion,
    Meeting,
    OfficeStaff,
    Organisation,
    Person,
    SeatAllocation,
    path_of,
)
from meetings.views import printouts
from rarportal.core.models import Errand, User
from tests import canary
from tests.canary import BODY, EVERYBODY, MEMBERS, NOBODY, PLAYERS, STAFF, Words
from tests.desk import sign_in
from tests.reading import tool
from tests.staging import addresses, parts, rolled_back, written

pytestmark = pytest.mark.django_db  # so that the tests' database is made before the story is told

WORD = re.compile(r"zq\d{3}xk")
LINK = re.compile(r'(?:href|src|action|hx-get|hx-post)="([^"]*)"')
EMPTY = re.compile("/(rbr-|rar-(?!sjaelland|oestjylland))")  # councils without a meeting: read by the public alone
UNFOLLOWED = re.compile(
    "/static/|/konto/log-ud/|/mit/.*/(handling|slet-indhold)/"  # forms that ask why
    r"|.*/v\d/punkt-([3-9]|1.).*\.(pdf|docx)"  # what stands in the whole paper; the first two are enough
)
PROBED = ("public", "other member", "observer", "member")  # who tries every address by itself


def pdf_words(data: bytes, known: dict[bytes, set[str]]) -> set[str]:
    """The words in a PDF: on its pages, in its metadata, links, bookmarks and whatever else is in it."""
    if data not in known:
        said = tool("pdftotext", data) + tool("pdfinfo", data) + tool("pdfinfo", data, "-url")
        whole = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as opened:
            opened.save(
                whole,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
                compress_streams=False,
            )
        raw = whole.getvalue().replace(b"\0", b"").decode("latin-1")  # also what is written in UTF-16
        known[data] = {*WORD.findall(said), *WORD.findall(re.sub(r"[\s-]", "", said)), *WORD.findall(raw)}
    return known[data]


def office_words(data: bytes) -> set[str]:
    """The words in a Word or Excel file: in its text, its links and whatever else is in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    return {word for part in parts for word in (*WORD.findall(part), *WORD.findall(re.sub("<[^>]*>", "", part)))}


@dataclass
class Answer:
    """What is kept of an answer."""

    method: str
    url: str
    status: int
    words: set[str]
    has_session: bool
    cookies: list[str]
    caching: str


@dataclass
class Crawler:
    """One of the readers at a browser, reading everything."""

    client: Client
    pdfs: dict[bytes, set[str]]
    answers: list[Answer] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def follow(self, *start: str) -> None:
        """Every link, breadth first."""
        waiting = deque(start)
        while waiting:
            url = waiting.popleft()
            if url in self.seen or urlsplit(url).netloc or UNFOLLOWED.match(url):
                continue
            if self.signed_in and EMPTY.match(url):
                continue
            for link in LINK.findall(self.read(url)):
                waiting.append(urldefrag(urljoin(url, link.replace("&amp;", "&"))).url)

    def read(self, url: str, method: str = "get", **headers: str) -> str:
        """One answer; returns its HTML. A word in the address itself is the reader's own."""
        self.seen.add(url)
        answer = getattr(self.client, method)(url, headers=headers)
        body = answer.getvalue() if answer.streaming else answer.content
        head = "\n".join(f"{name}: {value}" for name, value in answer.items())
        is_pdf, is_office = body.startswith(b"%PDF"), body.startswith(b"PK")
        text = "" if is_pdf or is_office else body.decode("utf-8")
        said = unquote(f"{answer.reason_phrase}\n{head}\n{answer.cookies.output()}\n{text}").replace(unquote(url), "")
        words = {
            *WORD.findall(said),
            *(pdf_words(body, self.pdfs) if is_pdf else office_words(body) if is_office else ()),
        }
        self.answers.append(
            Answer(
                method=method,
                url=url,
                status=answer.status_code,
                words=words,
                has_session=self.signed_in,
                cookies=sorted(answer.cookies),
                caching=answer.get("Cache-Control", ""),
            )
        )
        return text

    @property
    def signed_in(self) -> bool:
        return "sessionid" in self.client.cookies

    @property
    def words(self) -> dict[str, str]:
        """Every word that was found, and where first."""
        return {word: answer.url for answer in reversed(self.answers) for word in answer.words}


ONE_BY_ONE = {
    f"meetings:{name}" for name in ("edit_item", "minutes_item", "draft_file", "erase", "move")
}  # some of each


@dataclass
class Addresses:
    """Every address of the portal with every real object."""

    read: list[str] = field(default_factory=list)  # answer to GET
    editors: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)  # answer to POST, of one meeting

    @classmethod
    def there(cls) -> "Addresses":
        found = cls()
        for meeting in Meeting.objects.exclude(state=Meeting.State.IMPORTED).select_related("body__council"):
            values = real_values(meeting)
            for name, pattern in addresses():
                if name.startswith("meetings:"):
                    varying = parts(pattern)
                    chosen = product(*(values[part] for part in varying))
                    urls = [written(pattern, dict(zip(varying, one, strict=True))) for one in chosen]
                    found.add(name, urls, is_drafted=meeting.state == Meeting.State.DRAFTING)
        return found

    def add(self, name: str, urls: list[str], *, is_drafted: bool) -> None:
        """One address with all objects of a meeting."""
        methods = resolve(urls[0]).func.methods if urls else ()  # type: ignore[attr-defined]
        if "GET" in methods:
            self.read += urls[:: max(1, len(urls) // 2)] if name in ONE_BY_ONE else urls
        if "POST" in methods and is_drafted:
            self.acts += urls
        if name == "meetings:edit_item":  # answers htmx with a part of the page
            self.editors += urls


def real_values(meeting: Meeting) -> dict[str, list[Any]]:
    """What the addresses of a meeting are written with."""
    attached = Attachment.objects.filter(item__meeting=meeting)
    links = [*meeting.publications.values_list("pk", flat=True)]
    known = Person.objects.filter(name__in=[canary.cast.HANNE.name, canary.cast.MIKKEL.name])
    return {
        "council": [meeting.body.council.slug],
        "body": [meeting.body.slug],
        "address": [meeting.address],
        "kind": ["dagsorden", "referat"],
        "version": [1, 2],
        "part": ["punkt-1", "deltagere"],
        "form": ["pdf", "docx"],
        "move": ["udsend-tillaeg", "ret-referat"],
        "filename": ["x.pdf"],  # not its own name: that would be a word of ours
        "digest": [*attached.exclude(sha256="").values_list("sha256", flat=True)],
        "item": [*meeting.items.values_list("pk", flat=True)],
        "earlier": [*AttachmentVersion.objects.filter(attachment__in=attached).values_list("pk", flat=True)],
        "attachment": [*attached.values_list("pk", flat=True)],
        "section": [*meeting.sections.values_list("pk", flat=True)],
        "standing": [*meeting.body.standing_items.values_list("pk", flat=True)][:1],
        "mail": ["invitation"],
        "organisation": [*Organisation.objects.values_list("pk", flat=True)][:1],
        "office": ["amk-oest"],
        "employment": [*OfficeStaff.objects.filter(office__slug="amk-oest").values_list("pk", flat=True)][:1],
        "fact": ["pladser"],
        "field": ["summary", "decision"],
        "row": [*SeatAllocation.objects.filter(council=meeting.body.council).values_list("pk", flat=True)][:1],
        "errand": [*Errand.objects.filter(params__publication_id__in=links).values_list("pk", flat=True)][:1],
        "draft": [*meeting.body.import_drafts.values_list("pk", flat=True)],
        "line": [1],
        "person": [*known.values_list("pk", flat=True)],
        "secret": ["ukendt"],
        "membership": [*known.values_list("memberships", flat=True)],
    }


@dataclass
class Crawl:
    """What everybody has found."""

    words: Words
    crawlers: dict[str, Crawler]
    in_tables: dict[str, set[str]]  # the words that stand in each table


@pytest.fixture(scope="module")
def crawl(django_db_setup: None, django_db_blocker: Any) -> Crawl:
    """The story told, and read by everybody: once for all tests below."""
    logging.disable(logging.WARNING)
    with rolled_back(django_db_blocker), pytest.MonkeyPatch.context() as patch:
        for kind in printouts.MAKERS:  # hundreds of them: what each is made of is read, not what it becomes
            patch.setitem(printouts.MAKERS, kind, str.encode)
        words, pdfs, crawlers = canary.plant(), {}, {}
        there = Addresses.there()
        for reader, player in PLAYERS.items():
            client = Client()
            if player:
                sign_in(client, User.objects.get(email=player.email))
            crawler = crawlers[reader] = Crawler(client, pdfs)
            editors = there.editors if reader == "secretariat" else ()  # no link leads there when all is over
            crawler.follow("/", "/mit/", "/konto/log-ind/", "/robots.txt", "/sitemap.xml", "/findes-ikke/", *editors)
            if reader in PROBED:
                # a public address that no link leads to refuses everybody alike, whoever asks
                for url in there.read:
                    if url not in crawler.seen and (reader == "public" or url.startswith("/mit/")):
                        crawler.read(url)
                for url in there.editors[::4]:
                    crawler.read(url, **{"HX-Request": "true"})
                for url in there.acts[::4]:
                    crawler.read(url, "post")
        in_tables = {table: words_in(table) for table in connection.introspection.table_names()}
    logging.disable(logging.NOTSET)
    return Crawl(words, crawlers, in_tables)


def words_in(table: str) -> set[str]:
    """The words that stand in a table, in whatever column."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT regexp_matches(t::text, %s, %s) FROM "{table}" t', [WORD.pattern, "g"])
        return {word for (found,) in cursor.fetchall() for word in found}


@pytest.mark.parametrize("reader", PLAYERS)
def test_nobody_finds_what_they_may_not_read(crawl: Crawl, reader: str) -> None:
    """T3, side doors: Wagtail CVE-2026-44197 (compare), -44198 (history), -44200 (copy), -25517 (preview) and others.

    T4: what an erased version said is found by nobody; a cancelled meeting, an embargo and a correction hold.
    """
    known = crawl.words
    found = crawl.crawlers[reader].words
    leaks = {known.where[word]: url for word, url in found.items() if reader not in known.readers[word]}
    assert leaks == {}


@pytest.mark.parametrize("reader", PLAYERS)
def test_everybody_finds_what_they_may_read(crawl: Crawl, reader: str) -> None:
    """The other half: a crawl that finds nothing proves nothing. Old reasons leave the meeting's page with time."""
    known, found = crawl.words, crawl.crawlers[reader].words
    allowed = {word for word, readers in known.readers.items() if reader in readers}
    missing = sorted(known.where[word] for word in allowed - set(found))
    assert [where for where in missing if "reason of" not in where] == []
    assert len(missing) < 15


def test_what_is_erased_is_gone_for_everybody(crawl: Crawl) -> None:
    """T4. Its addresses say that it is gone, and no table holds a word of it: not the draft, not the log.

    Nextcloud GHSA-5mq8-738w-5942: old versions stayed readable and could be restored.
    """
    base = f"/rar-sjaelland/moeder/{crawl.words.erased}/dagsorden/v1"
    statuses = {answer.url: answer.status for answer in crawl.crawlers["public"].answers}
    assert (statuses[f"{base}/"], statuses[f"{base}.pdf"]) == (410, 410)
    erased = set(crawl.words.of(NOBODY))
    assert {table: words & erased for table, words in crawl.in_tables.items() if words & erased} == {}


def test_the_log_and_the_queue_hold_no_content(crawl: Crawl) -> None:
    """Who did what and why: reasons are people's own words, and nothing of the papers stands beside them."""
    assert {crawl.words.where[word].partition(": ")[2].split()[0] for word in crawl.in_tables["core_logentry"]} == {
        "reason"
    }
    assert {crawl.words.where[word].partition(": ")[2] for word in crawl.in_tables["core_errand"]} == {
        "error of an errand"
    }


def test_the_story_has_words_of_every_kind(crawl: Crawl) -> None:
    counts = {len(readers): len(crawl.words.of(readers)) for readers in (EVERYBODY, BODY, MEMBERS, STAFF, NOBODY)}
    assert min(counts.values()) >= 3
    assert len(crawl.words.where) > 300


def test_the_crawl_reads_everything_there_is(crawl: Crawl) -> None:
    """Pages, PDFs and files were there to be read, and every kind of refusal."""
    statuses = {reader: {answer.status for answer in one.answers} for reader, one in crawl.crawlers.items()}
    assert statuses["public"] >= {200, 302, 404, 410}
    assert statuses["observer"] >= {200, 403, 404, 410}
    assert statuses["member"] >= {200, 403, 404, 410}
    for reader in ("public", "observer", "member"):
        read = [one.url for one in crawl.crawlers[reader].answers if one.status == 200]
        assert sum(url.endswith(".pdf") and "/bilag/" not in url for url in read) >= 4
        assert sum("/bilag/" in url for url in read) > 5
        assert sum(url.endswith("/") for url in read) > 30


@pytest.mark.parametrize("reader", PLAYERS)
def test_nothing_with_a_session_is_kept_by_anybody(crawl: Crawl, reader: str) -> None:
    """T7. Django CVE-2026-35192, Flask CVE-2023-30861: a page from a cache with somebody's session in it."""
    for answer in crawl.crawlers[reader].answers:
        if answer.has_session or answer.cookies:
            assert {"private", "no-store"} <= set(answer.caching.split(", ")), (answer.url, answer.caching)
            assert "public" not in answer.caching
        else:
            assert {"no-cache", "no-store"} & set(answer.caching.split(", ")), (answer.url, answer.caching)


def test_a_public_page_sets_no_cookie(crawl: Crawl) -> None:
    """T7. Django CVE-2026-35192: only the ways in set any, and a page that is refused sets none."""
    setting = {answer.url.partition("?")[0] for answer in crawl.crawlers["public"].answers if answer.cookies}
    assert setting == {"/konto/log-ind/", "/konto/login/code/", "/konto/password/reset/"}


# -- doors that no link leads to ------------------------------------------------------------------------------------


@pytest.fixture
def told(portal: None) -> Iterator[Meeting]:
    """One meeting under embargo."""
    logging.disable(logging.WARNING)
    meeting = canary._under_embargo(canary.Story(Words(), canary.cast.KAREN, "rar-sjaelland"))
    yield meeting
    logging.disable(logging.NOTSET)


def seen(answer: HttpResponse) -> tuple[int, bytes, dict[str, str]]:
    return answer.status_code, answer.content, dict(answer.headers)


def test_no_etag_tells_that_something_is_there(told: Meeting, browse: Any) -> None:
    """T6. Wagtail GHSA-92hv-j533-69wc: a document's hash was confirmed by a conditional request.

    With the right digest, a wrong one, or "whatever is there": the same bytes as without a question.
    """
    canary.render(told)
    link = told.publications.get(audience="PUBLIC")
    pdf = link.renditions.get(kind="pdf").sha256
    file = Attachment.objects.filter(item__meeting=told, access="OPEN").exclude(sha256="").first()
    base, own = f"/rar-sjaelland/moeder/{told.address}/", f"/mit/rar-sjaelland/raad/{told.address}/"
    asked = 0
    for player in (None, canary.cast.GUNNAR, canary.cast.ELLEN):
        client = browse(player)
        for url, digests in (
            (f"{base}dagsorden/", (link.sha256, link.content_sha256)),
            (f"{base}dagsorden.pdf", (pdf,)),
            (f"{base}dagsorden/v1.pdf", (pdf,)),
            (f"{base}bilag/{file.sha256}/x.pdf", (file.sha256,)),
            *(((f"{own}dagsorden.pdf", (pdf,)), (f"{own}bilag/{file.sha256}/x.pdf", (file.sha256,))) if player else ()),
        ):
            plain = seen(client.get(url))
            assert plain[0] == 404
            assert "ETag" not in plain[2]
            for digest in (*digests, "0" * 64):
                for name, value in (
                    ("If-None-Match", f'"{digest}"'),
                    ("If-None-Match", f'W/"{digest}"'),
                    ("If-None-Match", "*"),
                    ("If-Match", f'"{digest}"'),
                    ("If-Modified-Since", "Sat, 01 Jan 2050 00:00:00 GMT"),
                    ("Range", "bytes=0-9"),
                ):
                    assert seen(client.get(url, headers={name: value})) == plain
                    asked += 1
    assert asked > 150


def test_a_closed_files_digest_answers_as_one_that_nothing_has(told: Meeting, browse: Any) -> None:
    """T5. Zulip CVE-2022-31134, Nautobot CVE-2023-50263: attachments by their direct address."""
    for player in (None, canary.cast.SANNE, canary.cast.HANNE, canary.cast.GUNNAR):
        client = browse(player)
        bases = [f"/rar-sjaelland/moeder/{told.address}/bilag/"]
        if player:
            bases.append(f"/mit/rar-sjaelland/raad/{told.address}/bilag/")
        readable = {"OPEN", "CLOSED"} if player is canary.cast.SANNE else {"OPEN", "CLOSED", "MEMBERS_ONLY"}
        for base in bases:
            nothing = seen(client.get(f"{base}{'0' * 64}/x.pdf"))
            assert nothing[0] == 404
            for file in Attachment.objects.filter(item__meeting=told).exclude(sha256=""):
                own = base.startswith("/mit/") and player is not canary.cast.GUNNAR
                dispatched = file.number is not None
                answer = client.get(f"{base}{file.sha256}/x.pdf")
                if own and dispatched and {file.access, file.item.access} <= readable:
                    assert answer.status_code == 200
                    answer.getvalue()
                else:
                    assert seen(answer) == nothing


def test_the_store_has_no_address(told: Meeting, browse: Any, settings: Any) -> None:
    """T5. The file is there, under its digest; no path of the web leads to it."""
    digest = Attachment.objects.filter(item__meeting=told).exclude(sha256="").first().sha256
    stored = path_of(digest).relative_to(settings.VAR_DIR)
    assert path_of(digest).read_bytes().startswith(b"%PDF")
    for player in (None, canary.cast.KAREN):
        for url in (
            f"/{stored}",
            f"/var/{stored}",
            f"/media/{stored.relative_to('files')}",
            f"/files/{digest}",
            f"/static/{stored}",
            f"/static/../{stored}",
            f"/static/..%2f{stored}",
            f"/static/%2e%2e/{stored}",
            f"/bilag/{digest}/x.pdf",
            f"/{digest[:2]}/{digest}",
        ):
            answer = browse(player).get(url)
            assert answer.status_code == 404, url
            assert b"%PDF" not in answer.content


def test_nothing_is_uploaded_to_or_served_from_a_web_root(settings: Any) -> None:
    assert not settings.MEDIA_URL.strip("/")
    for root in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS):
        assert not settings.FILES_DIR.is_relative_to(root)
        assert not root.is_relative_to(settings.FILES_DIR)


def test_the_smallest_pdf_is_read_as_a_pdf() -> None:
    """The attached files of this test are whole PDFs: a reader that cannot open them would find nothing in them."""
    data = canary.pdf("zq999xk")
    assert "zq999xk" in tool("pdftotext", data)
    assert "zq999xk" in tool("pdfinfo", data)
    assert pdf_words(data, {}) == {"zq999xk"}
