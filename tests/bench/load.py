"""Requests a second at several connections: by `wrk` where it is on PATH, else by threads in a process of our own.

python -m tests.bench.load CONNECTIONS SECONDS URL [HEADER]     prints the number of answers and of failures
"""

import re
import shutil
import socket
import subprocess
import sys
import time
from threading import Thread
from urllib.parse import urlsplit

CONNECTIONS = 8
WRK = shutil.which("wrk")


class LoadFailed(Exception):
    """Answers were missing or wrong: the figure would mean nothing."""


def per_second(url: str, *, seconds: int, header: str = "") -> float:
    """How many answers a second came at CONNECTIONS connections. Raises LoadFailed when any of them was an error."""
    if WRK:
        given = ["-H", header] if header else []
        command = [WRK, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}", *given, url]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        rate, wrong = re.search(r"Requests/sec:\s*([\d.]+)", said), re.search(r"(Non-2xx.*|Socket errors.*)", said)
        # gunicorn's sync workers close after each answer, which wrk counts as a read error; nothing else may be wrong
        faults = re.search(r"connect [1-9]|write [1-9]|timeout [1-9]|Non-2xx", wrong[0]) if wrong else None
        if rate is None or faults:
            raise LoadFailed(f"{url}: {wrong[0] if wrong else said}")
        return float(rate[1])
    command = [sys.executable, "-m", "tests.bench.load", str(CONNECTIONS), str(seconds), url, header]
    answers, failures = map(int, subprocess.run(command, capture_output=True, check=True).stdout.split())
    if failures or not answers:
        raise LoadFailed(f"{url}: {failures} of {answers + failures} requests failed")
    return answers / seconds


class Caller(Thread):
    """One connection after the other, until the time is up."""

    def __init__(self, url: str, header: str, until: float) -> None:
        super().__init__()
        parts = urlsplit(url)
        self.address = (parts.hostname, parts.port)
        lines = [f"GET {parts.path} HTTP/1.1", f"Host: {parts.netloc}", *filter(None, [header])]
        self.request = "".join(f"{line}\r\n" for line in [*lines, ""]).encode()
        self.until = until
        self.answers = self.failures = 0

    def run(self) -> None:
        while time.monotonic() < self.until:
            with socket.create_connection(self.address) as connection:
                connection.sendall(self.request)
                first = data = connection.recv(2**17)
                while data:  # the server closes after its answer
                    data = connection.recv(2**17)
            if first[9:10] in (b"2", b"3"):
                self.answers += 1
            else:
                self.failures += 1


def main(connections: int, seconds: int, url: str, header: str = "") -> None:
    callers = [Caller(url, header, time.monotonic() + seconds) for _ in range(connections)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    print(sum(caller.answers for caller in callers), sum(caller.failures for caller in callers))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
