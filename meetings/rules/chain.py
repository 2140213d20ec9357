"""The chain of publications: canonical bytes, digests, and what is wrong with a chain."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

FACTS = (
    "council",
    "sequence",
    "meeting",
    "kind",
    "version",
    "audience",
    "issued_at",
    "issued_by",
    "content_sha256",
    "previous_sha256",
)


def canonical(data: Any) -> str:
    """JSON with one spelling: sorted keys, no blanks, UTF-8."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_digest(data: str, html: str) -> str:
    """SHA-256 of the frozen data and the finished article together."""
    return hashlib.sha256(f"{len(data)}\n{data}{html}".encode()).hexdigest()


def link_digest(facts: Mapping[str, Any]) -> str:
    """SHA-256 of one link: all its facts, the digest of the link before among them."""
    return hashlib.sha256(canonical({name: facts[name] for name in FACTS}).encode()).hexdigest()


def files_named(data: str) -> set[str]:
    """The digests of the files that a frozen paper names: its attachments, and the original of an imported one."""
    paper = json.loads(data)
    original = paper.get("original", {}).get("sha256")
    return ({original} if original else set()) | {
        attachment["sha256"]
        for section in paper.get("sections", ())  # a list has none
        for item in section["items"]
        for attachment in item.get("attachments", [])
        if attachment.get("sha256")
    }
