"""What differs between two texts, word by word. Plain text in, plain text out: who prints it escapes it."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, NEW, GONE = "same", "new", "gone"
WORD_LIMIT = 4000  # of one differing stretch: above it the stretch is shown whole, since the time grows by the square


@dataclass(frozen=True)
class Piece:
    """A stretch of text that is the same, new or gone."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The pieces in order: those that are not new make `before`, those that are not gone make `after`."""
    pieces: list[Piece] = []
    for old, new in _stretches(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if old == new:
            pieces.append(Piece(SAME, "".join(old)))
        else:
            pieces += _words("".join(old), "".join(new))
    return _joined(pieces)


def _words(before: str, after: str) -> list[Piece]:
    old, new = (re.findall(r"\s+|[^\s]+", text) for text in (before, after))
    if max(len(old), len(new)) > WORD_LIMIT:
        return [Piece(GONE, before), Piece(NEW, after)]
    pieces = []
    for left, right in _stretches(old, new):
        if left == right:
            pieces.append(Piece(SAME, "".join(left)))
        else:
            pieces += [Piece(GONE, "".join(left)), Piece(NEW, "".join(right))]
    return pieces


def _stretches(old: list[str], new: list[str]) -> list[tuple[list[str], list[str]]]:
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(old[a:b], new[c:d]) for _, a, b, c, d in codes]


def _joined(pieces: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined
