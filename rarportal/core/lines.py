"""Log lines: one JSON object per event, whatever was in it, and nobody's data (trust row T31)."""

import json
import logging
import re
from datetime import UTC, datetime

SECRETS = "password|passwd|adgangskode|secret|token|code|kode|credential|key|cookie|sessionid|authorization"
NAMED = rf"((?:^|[?&;\s{{,'\"(])[\w-]*(?:{SECRETS})[\w-]*['\"]?\s*[=:]\s*)"
SCRUBBED = (
    (re.compile(r"[\w.+'%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+", re.I), "[e-mail]"),
    (re.compile(r"(?<![0-9A-Za-z])\d{6}(?:[ \-–‑+]|%20)?\d{4}(?![0-9A-Za-z])"), "[cpr]"),
    (re.compile(NAMED + r"(?:(?:Bearer|Basic) )?[^\s&;,}]+", re.I), r"\1[skjult]"),
    (re.compile(r"(://[^/\s:@]*:)[^@\s/]+@"), r"\1[skjult]@"),
    (re.compile(r"(/(?:invitation|konto/password/reset/key)/)[^/\s\"']+"), r"\1[skjult]"),
    (re.compile(r"\b[\w-]{32,}\b"), "[skjult]"),  # secrets of links, session keys, digests
)


def scrubbed(text: str) -> str:
    """The text without e-mail addresses, CPR-like numbers and what looks like a secret."""
    for pattern, instead in SCRUBBED:
        text = pattern.sub(instead, text)
    return text


class JsonLine(logging.Formatter):
    """One line per event: JSON escapes line ends and control characters, and non-ASCII characters too."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger and message; of an exception its type and where it was raised."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": scrubbed(record.getMessage()),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = scrubbed(self.formatException(record.exc_info))
        return json.dumps(line)
