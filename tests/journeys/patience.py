"""Waiting for what comes by itself, and no longer than anybody would."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Error as PlaywrightError

PATIENCE = 60.0


def until(ready: Callable[[], Any], otherwise: str, patience: float = PATIENCE) -> Any:
    """Wait for a condition and give what it gave; AssertionError with `otherwise` if it never comes."""
    end = time.monotonic() + patience
    while not (found := ready()):
        assert time.monotonic() < end, otherwise
        time.sleep(0.1)
    return found


@contextmanager
def overtaken() -> Iterator[list[PlaywrightError]]:
    """Going to a page where another may be faster (it renews itself, a second press follows the first): gives what overtook it."""
    by: list[PlaywrightError] = []
    try:
        yield by
    except PlaywrightError as error:
        if not any(words in str(error) for words in ("ERR_ABORTED", "interrupted by another navigation")):
            raise
        by.append(error)
