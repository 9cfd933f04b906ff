"""The form token of a page: made when the first form asks for it, and one for all forms of the answer."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.template.backends.utils import csrf_input


class FormToken:
    """The hidden field that each form carries; masking a token costs more than showing it, so it is done once an answer."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def _field(self) -> str:
        return csrf_input(self._request)

    def __html__(self) -> str:
        return self._field

    def __str__(self) -> str:
        return self._field


def form_token(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `csrf_input` in the place of Django's, which makes another for every form."""
    return {"csrf_input": FormToken(request)}
