"""The database is put back to an older state beneath the running system: nobody comes in until an operator has dealt with it, then
buying goes on, no number is given twice, and what was lost is found and ended by a person.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures import http
from tests.fixtures.dumps import Dump
from tests.fixtures.stack import Stack, start_stack
from tests.journeys.patience import until
from tests.journeys.people import Crowd
from tests.journeys.visitors import Visitors
from toubao.config.launcher.sockets import socket_directory
from toubao.doors.shut import EVERY

pytestmark = pytest.mark.journey
STEPS = ("sign-out", "move-on", "compare", "open")


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """A system of its own: what others bought would be lost with the rest."""
    running = start_stack(tmp_path / "home")
    try:
        running.wait_until_up()
        yield running
    finally:
        running.stop()


@pytest.fixture
def crowd() -> Crowd:
    """People of that system."""
    return Crowd()


def test_the_doors_are_shut_until_the_books_were_compared(visitors: Visitors, stack: Stack, crowd: Crowd) -> None:
    buyer = visitors.member()
    until(lambda: stack.run("restore").returncode == 0, "the doors were not open")
    dump = Dump(socket_directory(stack.home), "toubao", stack.home / "toubao.dump").take()
    buyer.apply_and_confirm(visitors.trip(buyer))
    buyer.pay()
    lost = buyer.wait_for_policy()
    crowd.members.clear()  # whoever was signed in before is not any more
    dump.put_back()

    until(lambda: http.get(f"{stack.url}/healthz").status_code == 503, "the doors stayed open")
    until(lambda: http.get(f"{stack.url}/healthz").json()["status"] == "restored", "it was not recognised")
    _every_process_looks()
    buyer.goto("/members/")
    assert buyer.heading == "系統暫停服務，正在核對資料"
    assert "This site is closed" in buyer.page.locator("[lang=en]").inner_text()
    found = stack.run("doctor")
    assert "WRONG  doors" in found.stdout
    for step in STEPS:
        assert http.get(f"{stack.url}/").status_code == 503
        assert stack.run("restore", step).returncode == 0
    until(lambda: http.get(f"{stack.url}/healthz").status_code == 200, "the doors stayed shut")
    _every_process_looks()

    buyer.goto("/members/")
    assert "/sign-in/" in buyer.page.url
    buyer.sign_in()
    buyer.apply_and_confirm(visitors.trip(buyer))
    buyer.pay()
    assert int(buyer.wait_for_policy()[-8:]) > int(lost[-8:]) + 1000
    _ends_what_was_lost(visitors, lost)
    assert "good   books" in stack.run("doctor").stdout


def _every_process_looks() -> None:
    """Of several web processes one may have looked moments ago."""
    time.sleep(EVERY.total_seconds())


def _ends_what_was_lost(visitors: Visitors, lost: str) -> None:
    """The operator of the console goes through the differences, and writes down how each was solved."""
    operator = visitors.staff("operator", width=1280)
    operator.goto("/console/books/")
    assert lost in operator.page.content()
    waiting = operator.page.get_by_role("table", name="等人處理的差異")
    while waiting.get_by_role("link").count():
        waiting.get_by_role("link").first.click()
        operator.page.locator("#id_because").fill("查明，契約已依原單補登（測試）")
        if operator.page.locator("#id_alike").count():
            operator.page.locator("#id_alike").check()
        operator.press("結案")
        operator.goto("/console/books/")
