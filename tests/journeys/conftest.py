"""The browser, invented people, and visitors for the journeys; what they do is in buyer.py, what is watched meanwhile in audit.py."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.fixtures.stack import Stack
from tests.journeys.buyer import Buyer
from tests.journeys.people import Crowd
from tests.journeys.visitors import Visitors
from tests.journeys.watching.pressing import Presser

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE_MS = 20_000
NORMAL = {"webhook": "normal", "down": False, "slow_seconds": 0, "auto_capture": False, "with_own": False}


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, for all journeys; ended before other tests start one of their own."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def crowd() -> Crowd:
    """Invented people; nobody is handed out twice unless asked for again."""
    return Crowd()


@pytest.fixture(scope="package")
def presser() -> Presser:
    """Presses every control of each page that somebody with JavaScript comes to, the first time that anybody does."""
    return Presser()


@pytest.fixture
def visitors(browser: Browser, stack: Stack, crowd: Crowd, presser: Presser) -> Iterator[Visitors]:
    """Lets people in, each with a browser of their own; all are closed at the end, and of the pages that they saw none hid its controls."""
    inside = Visitors(browser, stack, crowd, presser, PATIENCE_MS)
    before = len(presser.wrong)
    yield inside
    inside.leave()
    assert presser.wrong[before:] == []


@pytest.fixture
def buyer(visitors: Visitors) -> Buyer:
    """Somebody who has an account, is signed in and has bought nothing for these days; without JavaScript, since that is faster."""
    return visitors.member()


@pytest.fixture
def switch(stack: Stack) -> Iterator[Any]:
    """Turn an institution's switches in the sandbox; they are put back at the end."""
    turned: list[tuple[str, str]] = []

    def turn(institution: str, **states: Any) -> None:
        turned.extend((institution, name) for name in states)
        stack.sandbox.switch(institution, **states)

    yield turn
    for institution, name in turned:
        stack.sandbox.switch(institution, **{name: NORMAL[name]})
