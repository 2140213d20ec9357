"""Reads documents back: what a PDF and an article say, on a normal form, so that the two can be compared."""

import io
import re
import subprocess
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf


def tool(program: str, pdf: bytes, *options: str) -> str:
    """What one of poppler's programs says about a PDF: pdftotext, pdfinfo, pdffonts."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "document.pdf")
        path.write_bytes(pdf)
        end = ["-"] if program == "pdftotext" else []
        return subprocess.run(
            [program, *options, path, *end], capture_output=True, text=True, check=True, timeout=20
        ).stdout


def info(pdf: bytes) -> dict[str, str]:
    """pdfinfo's lines."""
    lines = (line.partition(":") for line in tool("pdfinfo", pdf).splitlines())
    return {name: value.strip() for name, _, value in lines}


def letters(text: str) -> str:
    """Every letter and digit of a text, in its order: what is left when lines, hyphens and spaces are forgotten."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())


def without_colours(pdf: bytes) -> bytes:
    """The same PDF without its colour profile (PDF/A's): with it, poppler reads the structure 15 times slower."""
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        if "/OutputIntents" in opened.Root:
            del opened.Root.OutputIntents
        opened.save(plain)
    return plain.getvalue()


def paper_blocks(pdf: bytes) -> list[str]:
    """The text of a tagged PDF's main blocks in reading order.

    Without what is not of the text: header, foot, the numbers of lists, and the head that a table repeats per page.
    """
    blocks: list[list[str]] = []
    head: list[str] = []  # of the table that we are in
    last_head: list[str] = []  # of the one before: a table that goes on has the same
    in_head = in_label = 99  # the depth of the element that we are in
    for line in [*tool("pdfinfo", without_colours(pdf), "-struct-text").splitlines(), "  end"]:
        text = line.strip()
        depth = len(line) - len(line.lstrip())
        if depth <= in_head < 99:
            if head != last_head:
                blocks[-1] += head
            head, last_head, in_head = [], head, 99
        if depth <= in_label:
            in_label = depth if text.startswith("Lbl") else 99
        if text.startswith("THead"):
            in_head = depth
        if depth == 2:
            blocks.append([])
        if text.startswith('"') and in_label == 99:
            (head if in_head < 99 else blocks[-1]).append(text[1:-1])
    return [" ".join(block) for block in blocks if block]


def said_on_paper(pdf: bytes, *, digest: str) -> str:
    """The letters of what a paper says and its page says too.

    Without what paper alone has: change sheet, contents, the digest in the title block (once), and pages referred to.
    """
    blocks = paper_blocks(pdf)
    if "Ændret siden version" in blocks[0]:
        blocks = blocks[1:]
    text = " ".join(block for block in blocks if not block.startswith("Indhold "))
    text = re.sub(r" ?, side[ \N{NO-BREAK SPACE}]\d+", "", text)
    said, mark = letters(text), f"Kontrolsum{digest}"
    assert said.count(mark) == 1, "the digest"
    return said.replace(mark, "")


class _Said(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.skipped: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"nav", "details"} or ("class", "note note-warn changes") in attrs:
            self.skipped.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.skipped and self.skipped[-1] == tag:
            self.skipped.pop()

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.text.append(data)


def article_text(html: str) -> str:
    """What an article says, without its contents and the list of what is changed."""
    parser = _Said()
    parser.feed(html)
    return " ".join(" ".join(parser.text).split())


def headings(html: str) -> list[int]:
    """The levels of the headings, in their order."""
    return [int(level) for level in re.findall(r"<h([1-6])\b", html)]
