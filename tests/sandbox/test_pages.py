"""Every page of the sandbox: says that it is one, is small, has no scripts, and is found faultless by axe at each width in both schemes."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from tests.fixtures.sandbox import RunningSandbox
from tests.sandbox.conftest import Caller
from tests.sandbox.test_accounts import _address
from tests.sandbox.test_boxes import _mail, _sms

PAGES = (
    "/",
    "/phone/",
    "/mailbox/",
    "/card/orders/",
    "/holder-check",
    "/document-check",
    "/industry/",
    "/tsa",
    "/certificates/",
    "/bank/accounts",
    "/partner/accounts",
    "/nowhere",
)


def _furnish(caller: Caller, sandbox: RunningSandbox) -> list[str]:
    """Something on every page; the addresses of all of them."""
    _sms(caller, "1", "0912345678", "驗證碼 482913 http://127.0.0.1/case/")
    _mail(sandbox, html="<p>您好</p>")
    paid = caller.open("TA-2")
    caller.pay(paid)
    token = caller.order("TA-2")["card_token"]
    shown = {"kind": "national_id", "id_number": "A123456789", "document_number": "0012345678", "issued_on": "2015-03-02"}
    caller.ask("POST", "/document-check", {"reference": "d", **shown})
    caller.ask("POST", "/holder-check", {"reference": "h", "card_token": token, "id_number": "A123456789"})
    trip = {"id_number": "A100000985", "line": "travel_accident", "starts": "2026-12-01", "ends": "2026-12-05"}
    caller.ask("POST", "/industry/query", {"reference": "q", **trip})
    receipt = {"reference": "r", **trip, "sum_insured": 5_000_000, "applied_at": "2026-11-22T10:00:00+08:00"}
    number = caller.ask("POST", "/industry/receipts", receipt).json()["number"]
    caller.ask("POST", "/industry/withdrawals", {"reference": "w", "receipt": number, "reason": "婉拒"})
    letter = caller.get("/mailbox/messages.json").json()[0]["url"]
    return [*PAGES, letter, paid, caller.open(), "/card/orders/TA-2", _address(caller).removeprefix(caller.url)]


def test_every_page_says_what_it_is_and_is_small(caller: Caller, sandbox: RunningSandbox) -> None:
    sheet = len(caller.get("/style.css").content)
    for path in _furnish(caller, sandbox):
        page = caller.get(path, Accept="text/html")
        assert page.headers["Content-Type"].startswith("text/html"), path
        assert "示範沙盒" in page.text, path
        assert '<html lang="zh-Hant-TW">' in page.text, path
        assert "<script" not in page.text, path
        assert "default-src 'none'" in page.headers["Content-Security-Policy"], path
        assert len(page.content) + sheet < 60_000, path


def test_identity_numbers_are_masked_on_pages(caller: Caller, sandbox: RunningSandbox) -> None:
    _furnish(caller, sandbox)
    for path in ("/holder-check", "/document-check", "/industry/"):
        page = caller.get(path, Accept="text/html").text.partition("答案怎麼來的")[0]
        assert "A123456789" not in page
        assert "A100000985" not in page
        assert "•••" in page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.mark.journey
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_axe_finds_nothing_and_nothing_overflows(
    caller: Caller, sandbox: RunningSandbox, browser: Browser, width: int, scheme: Literal["light", "dark"]
) -> None:
    addresses = _furnish(caller, sandbox)
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme, locale="zh-TW")
    page, axe = context.new_page(), Axe()
    for path in addresses:
        page.goto(caller.url + path)
        found = axe.run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.close()
