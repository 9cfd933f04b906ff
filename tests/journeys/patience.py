"""Waiting for what comes by itself, and no longer than anybody would."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator

PATIENCE = 60.0


def until(ready: Callable[[], Any], otherwise: str, patience: float = PATIENCE) -> Any:
    """Wait for a condition and give what it gave; AssertionError with `otherwise` if it never comes."""
    end = time.monotonic() + patience
    while not (found := ready()):
        assert time.monotonic() < end, otherwise
        time.sleep(0.1)
    return found


def comes(wanted: Locator, patience: float = PATIENCE) -> None:
    """Wait for what a page that watches something will show; without JavaScript its reader follows the link to look again."""

    def there() -> bool:
        again = wanted.page.get_by_role("link", name="看現在到哪裡了")
        if not wanted.count() and again.count():
            again.first.click()
        return wanted.count() > 0

    until(there, f"never came: {wanted}", patience)


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
