"""HTML to a PDF that lasts and that everybody can read: PDF/A-3a and PDF/UA-1 in one file. WeasyPrint stays in here.

It knows neither Django nor the portal. Everything it ever reads is loaded once, by name (`assets`): the style sheets
and the fonts. A document's own fetcher serves nothing.
"""

import logging
import unicodedata
import warnings
from itertools import accumulate
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

STATIC = Path(__file__).resolve().parents[2] / "static"
STYLES = {"1": "css/print.css"}  # by the version of the paper that a document names (docs/decisions/paper.md)
FONTS = tuple(f"vendor/ibm-plex-sans/IBMPlexSans-{name}.woff2" for name in ("Regular", "Italic", "SemiBold"))
STAMP_FONT = FONTS[2]
ADDRESS = "https://assets.invalid/"  # a name that cannot exist: the style sheet's own addresses start with it

VARIANT = "pdf/a-3a"  # and pdf/ua-1, by `_claim_accessibility`
UA_CLAIM = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""

MOST_COLUMNS = 100  # of a table that is filled up; a wider one is a trick
# Where the Danish patterns cut wrongly ("forhold-stallet"): stems with the cuts that are right, and their endings.
HYPHENATION = {
    "forholds-tal": ("", "let", "lene"),
    "erhvervs-ud-dannelse": ("", "n", "r", "rne"),
    "opkvalifi-cering": ("", "en", "s-forløb", "s-indsats"),
    "projekt-ansøgning": ("", "er", "erne"),
    "resultat-op-følgning": ("", "en"),
    "tilbage-melding": ("", "er", "erne"),
    "job-formidling": ("", "en"),
    "arbejds-markeds-råd": ("", "et", "ene"),
}
# What IBM Plex Sans lacks and what is printed instead; anything else it lacks is printed as its number in Unicode.
SUBSTITUTES = {
    **dict.fromkeys("\u2010\u2011\u2043", "-"),
    **dict.fromkeys("\uf0b7\uf0a7▪■●‣", "•"),
    **dict.fromkeys("◦○", "–"),
    "\u2610": "[ ]",
    "\u2611": "[x]",
    "\u2612": "[x]",
}


class TooLarge(Exception):
    """The document is over a limit that is asked about, not enforced by the kernel."""


def assets() -> dict[str, bytes]:
    """The style sheets and the fonts by address: all that is ever read, once, before the first document."""
    return {ADDRESS + name: (STATIC / name).read_bytes() for name in (*STYLES.values(), *FONTS)}


class Paper:
    """WeasyPrint with the style sheet and the fonts loaded. One per process; imports WeasyPrint, which takes 0.9 s."""

    def __init__(self, *, given: dict[str, bytes], known: Any = None) -> None:
        """`given`: the assets by address. `known`: a fetcher for the documents in place of the one that refuses all."""
        logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # else documents write to our log
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "No fonts configured": there must be none but ours
            import weasyprint
            from weasyprint.css.counters import CounterStyle
            from weasyprint.text.fonts import FontConfiguration
        import pyphen
        from fontTools.ttLib import TTFont
        from weasyprint.urls import URLFetcher, URLFetcherResponse

        class OnlyGiven(URLFetcher):
            """Serves a dict and nothing else: it never opens anything."""

            def __init__(self, files: dict[str, bytes]) -> None:
                super().__init__(allowed_protocols=(), allow_redirects=False)
                self.files = files

            def fetch(self, url: str, headers: object = None) -> Any:
                if url not in self.files:
                    raise ValueError("not an asset")
                return URLFetcherResponse(url, self.files[url])

        self.html = weasyprint.HTML
        self.fetcher = known or OnlyGiven({})
        self.fonts = FontConfiguration()
        self.counters = CounterStyle()
        self.styles = {
            version: weasyprint.CSS(
                string=given[ADDRESS + style].decode(),
                base_url=ADDRESS + style,
                url_fetcher=OnlyGiven(given),
                font_config=self.fonts,
                counter_style=self.counters,
            )
            for version, style in STYLES.items()
        }
        with TTFont(STATIC / FONTS[0]) as font:
            self.glyphs = frozenset(font.getBestCmap())
        danish = pyphen.Pyphen(lang="da").hd
        for word in (stem + ending for stem, endings in HYPHENATION.items() for ending in endings):
            ends = accumulate(len(part) for part in word.split("-")[:-1])
            danish.cache[word.replace("-", "")] = [pyphen.DataInt(end) for end in ends]

    def render(self, *, html: str, pages: int) -> bytes:
        """The PDF: PDF/A-3a and PDF/UA-1, the same bytes for the same HTML. Raises TooLarge over `pages` pages.

        The document names the paper that it is printed on (`<html data-paper="1">`); one that names none, or one that
        is not known, gets the newest.
        """
        source = self.html(string=html, url_fetcher=self.fetcher)
        for element in source.etree_element.iter():
            element.text = self.printable(element.text)
            element.tail = self.printable(element.tail)
            for name, value in element.attrib.items():
                if name.startswith("data-"):  # the running header and the foot
                    element.attrib[name] = self.printable(value)
        for table in list(source.etree_element.iter("table")):
            _fill_up(table)
        style = self.styles.get(source.etree_element.get("data-paper")) or next(reversed(self.styles.values()))
        document = source.render(
            stylesheets=[style], font_config=self.fonts, counter_style=self.counters, pdf_variant=VARIANT
        )
        if len(document.pages) > pages:
            raise TooLarge
        pdf: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=True, finisher=_finish)
        return pdf

    def tree(self, html: str) -> Element:
        """The document's elements, for another engine."""
        root: Element = self.html(string=html, url_fetcher=self.fetcher).etree_element
        return root

    def printable(self, text: str | None) -> str | None:
        """`text` with a substitute for every character that has no glyph: an empty box would say nothing."""
        if not text or text.isascii():
            return text
        lacking = {letter for letter in set(text) if ord(letter) not in self.glyphs and not letter.isascii()}
        for letter in lacking:
            if unicodedata.category(letter) in {"Cf", "Zs", "Mn"}:
                continue  # joiners and spaces: drawn as nothing or as space
            plain = unicodedata.normalize("NFKC", letter)
            known = plain if all(ord(part) in self.glyphs for part in plain) else f"[U+{ord(letter):04X}]"
            text = text.replace(letter, SUBSTITUTES.get(letter, known))
        return text


def _fill_up(table: Element) -> None:
    """Give every row of a table as many columns as its widest: PDF/UA wants it square, and people's tables are not."""
    rows = [row for child in table for row in ([child] if child.tag == "tr" else child) if row.tag == "tr"]
    hanging: list[tuple[int, int]] = []  # cells that reach down into the next rows: how far, how wide
    widths = []
    for row in rows:
        cells = [(_span(cell, "rowspan"), _span(cell, "colspan")) for cell in row]
        widths.append(sum(width for _, width in (*cells, *hanging)))
        hanging = [(height - 1, width) for height, width in (*hanging, *cells) if height > 1]
    widest = max(widths, default=0)
    if widest <= MOST_COLUMNS:
        for row, width in zip(rows, widths, strict=True):
            for _ in range(widest - width):
                SubElement(row, "td")


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 5 else 1


def _finish(document: Any, pdf: Any) -> None:
    _tell_wide_headings(pdf)
    _claim_accessibility(pdf)


def _claim_accessibility(pdf: Any) -> None:
    """Say in the metadata that it is PDF/UA-1 too: WeasyPrint knows one variant at a time, and PDF/A forbids a name
    whose schema the file does not describe."""
    for entry in pdf.objects:
        if getattr(entry, "extra", {}).get("Type") == "/Metadata":
            entry.stream = [part.replace(b"</rdf:RDF>", UA_CLAIM + b"</rdf:RDF>") for part in entry.stream]


def _tell_wide_headings(pdf: Any) -> None:
    """Let a heading over several columns reach the cells below it: WeasyPrint connects only those of the first."""
    for entry in pdf.objects:
        kind = entry.get("S") if isinstance(entry, dict) else None
        if kind == "/TH" and "ColSpan" in entry["A"]:
            entry["A"]["Scope"] = "/Column"
        elif kind == "/TD" and not entry["A"].get("Headers"):
            entry["A"].pop("Headers", None)


WARM_UP = """<!doctype html><html lang="da"><title>Prøve</title><body class="column">
<header class="front"><h1>Prøve</h1></header>
<main><article class="item" data-running="Punkt 1">
<header class="item-head"><h2><span class="no">1.</span> Punkt</h2></header>
<section class="part decision"><h3>Beslutning</h3><div class="text">
<p>Arbejdsmarkedskontorets <em>beskæftigelsesindsats</em> og <strong>uddannelsespulje</strong>.</p><ul><li>Ét</li></ul>
<table><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>
</div></section></article></main>"""
