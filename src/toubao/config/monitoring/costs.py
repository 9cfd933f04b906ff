"""Tells what each request cost, in headers, for measurements; only there when TOUBAO_COSTS=1."""

from collections.abc import Callable
from time import thread_time
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

QUERIES, CPU = "Toubao-Queries", "Toubao-CPU"


class Costs:
    """Middleware, the outermost: `Toubao-Queries` is how many statements the answer cost, `Toubao-CPU` how many milliseconds of Python."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, counting."""
        count, began = 0, thread_time()

        def counted(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
            nonlocal count
            count += 1
            return execute(sql, parameters, many, context)

        with connection.execute_wrapper(counted):
            response = self._get_response(request)
        response[QUERIES] = str(count)
        response[CPU] = f"{(thread_time() - began) * 1000:.3f}"
        return response
