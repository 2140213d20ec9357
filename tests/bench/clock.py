"""What a request costs in the server, told to the one who asks for it."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASKED = "X-Bench"


class Clock:
    """The time inside Django (milliseconds, all middleware included) and the number of queries, as Server-Timing.

    A request without the header X-Bench passes by: load is measured from outside, by requests a second.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASKED not in request.headers:
            return self.get_response(request)
        queries = 0

        def count(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal queries
            queries += 1
            return execute(*arguments)

        started = perf_counter()
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["Server-Timing"] = f"django;dur={1000 * (perf_counter() - started):.3f}, queries;dur={queries}"
        return response
