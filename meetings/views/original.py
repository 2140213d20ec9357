"""The original of an imported paper, shown beside it.

The stored file is always a download (trust row T10). A script of ours (original.js) fetches it as its reader may, and
hands the bytes to the browser's PDF viewer from memory, as a `blob:` of that one type; of text and Word the lines are
shown, as they were read. Without script, and on a narrow screen, there is the download.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from csp.decorators import csp_update
from django.http import HttpResponse, HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def framing(view: View) -> View:
    """For pages that have an original beside: what may be framed is what our own script has in memory."""
    framed: View = csp_update({"frame-src": ["blob:"]})(view)  # type: ignore[assignment]
    return framed


def beside(*, filename: str, file_url: str, lines_url: str, place: int = 0) -> dict[str, Any]:
    """What a page needs to show it; `place` is the page of a PDF, or the line, at which it is opened (0: the start)."""
    is_pdf = filename.lower().endswith(".pdf")
    return {
        "filename": filename,
        "file_url": file_url,
        "shown_url": file_url if is_pdf else lines_url,
        "is_pdf": is_pdf,
        "place": place,
    }


def lines_answer(text: str) -> HttpResponse:
    """An original's lines as plain text, each at its number; like the file it is nothing that a browser runs."""
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="linjer.txt"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
