"""A browser without a face: cookies, sign-in and forms, and what the server says that a request cost it."""

import http.client
import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.bench.clock import ASKED


class WrongAnswer(Exception):
    """The server did not answer as a measurement needs it."""


@dataclass(frozen=True)
class Answer:
    """An answer, with the time inside Django in milliseconds and the number of queries."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def milliseconds(self) -> float:
        return self._timing("django")

    @property
    def queries(self) -> int:
        return int(self._timing("queries"))

    def _timing(self, name: str) -> float:
        found = re.search(rf"{name};dur=([\d.]+)", self.headers.get("Server-Timing", ""))
        if not found:
            raise WrongAnswer(f"No Server-Timing in an answer of {self.status}.")
        return float(found[1])


class Visitor:
    """One visitor of the server on a port."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, form: dict[str, str]) -> Answer:
        """Send a form, as from a page of the portal."""
        body = urlencode({**form, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def sign_in(self, email: str, password: str) -> None:
        """Through the sign-in page. Raises WrongAnswer when it is refused."""
        self.get("/konto/log-ind/")
        answer = self.post("/konto/log-ind/", {"login": email, "password": password})
        if answer.status != 302:
            raise WrongAnswer(f"The sign-in of {email} was answered by {answer.status}.")

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, {ASKED: "1", "Cookie": cookies, **headers})
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if answer.status >= 400:
            raise WrongAnswer(f"{method} {path} was answered by {answer.status}.")
        return answer
