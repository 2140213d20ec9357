"""Finished public pages in memory, by key: what has been shown before is not made again."""

from collections import OrderedDict
from threading import Lock


class PageMemory:
    """The pages shown last, up to `limit` bytes in all; a page is never changed, so nothing is ever out of date."""

    def __init__(self, *, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.pages: OrderedDict[str, bytes] = OrderedDict()
        self.lock = Lock()

    def get(self, key: str) -> bytes | None:
        """The page, which thereby is the last shown; None when it has to be made."""
        with self.lock:
            if key in self.pages:
                self.pages.move_to_end(key)
            return self.pages.get(key)

    def put(self, key: str, page: bytes) -> None:
        """Keep the page, and let go of the ones shown longest ago."""
        with self.lock:
            self.size += len(page) - len(self.pages.pop(key, b""))
            self.pages[key] = page
            while self.size > self.limit:
                self.size -= len(self.pages.popitem(last=False)[1])
