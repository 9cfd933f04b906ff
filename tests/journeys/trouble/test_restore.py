"""The database is put back to an older state beneath the running system: nobody comes in until an operator has dealt with it, then
buying goes on, no number is given twice, and what was lost is found and ended by a person. The system stands on two origins, as in
production.
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures import http
from tests.fixtures.dumps import Dump
from tests.fixtures.ports import free_ports
from tests.fixtures.stack import Stack, start_stack
from tests.journeys.buyer import Buyer
from tests.journeys.patience import until
from tests.journeys.people import Crowd
from tests.journeys.visitors import Visitors
from toubao.config.launcher.sockets import socket_directory
from toubao.doors.shut import EVERY

pytestmark = pytest.mark.journey
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
STEPS = ("sign-out", "move-on", "compare", "open")


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """A system of its own, since what others bought would be lost with the rest, with an origin of its own for the console."""
    port = free_ports()
    running = start_stack(tmp_path / "home", port=port, TOUBAO_CONSOLE_URL=f"http://localhost:{port}")
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
    assert "WRONG    doors" in found.stdout
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
    assert "good     books" in stack.run("doctor").stdout


def _every_process_looks() -> None:
    """Of several web processes one may have looked moments ago."""
    time.sleep(EVERY.total_seconds())


def _stands_on_an_origin_of_its_own(operator: Buyer) -> None:
    """Whoever is signed in to the console shows nothing of it to the storefront, and neither origin has what is the other's."""
    stack, there = operator.stack, operator.page.context
    assert operator.page.url.startswith(f"{stack.desk}/console/")
    assert {cookie["domain"] for cookie in there.cookies()} == {"localhost"}
    asked = {f"{stack.url}/console/": 404, f"{stack.desk}/members/": 404, f"{stack.url}/sign-in/": 200, f"{stack.desk}/": 200}
    assert {place: there.request.get(place).status for place in asked} == asked
    assert there.request.get(f"{stack.desk}/").url == f"{stack.desk}/console/", "signed in there, and nowhere else"
    token = TOKEN.findall(operator.page.content())
    foreign = {"Origin": stack.url, "Content-Type": "application/x-www-form-urlencoded"}
    answer = there.request.post(f"{stack.desk}/console/sign-out/", headers=foreign, data=f"csrfmiddlewaretoken={token[0]}")
    assert answer.status == 403, "a form of the storefront signs nobody out of the console"
    assert there.request.get(f"{stack.desk}/").url == f"{stack.desk}/console/"


def _ends_what_was_lost(visitors: Visitors, lost: str) -> None:
    """The operator of the console goes through the differences, and writes down how each was solved."""
    operator = visitors.staff("operator", width=1280)
    _stands_on_an_origin_of_its_own(operator)
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
