"""The main job from first visit to signed e-policy: on a phone and on a desk, with and without JavaScript, each page watched."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import Page
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.fixtures.stack import Stack
from tests.journeys.audit import Audit
from tests.journeys.buyer import SUBMIT, Buyer
from tests.journeys.patience import comes
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_stranger_buys_and_signs_for_the_policy(visitors: Visitors, stack: Stack, width: int, javascript: bool) -> None:
    audit = Audit(stack.url, stack.sandbox.url, with_axe=javascript, weigh=javascript)
    buyer = visitors.stranger(width=width, javascript=javascript).watched_by(audit)
    _look_around_and_ask_the_price(buyer, visitors, javascript=javascript)
    buyer.register()
    _go_on_with_what_was_typed(buyer, javascript=javascript)
    buyer.confirm()
    assert buyer.step == "pay"
    buyer.pay()
    number, serial = _watch_it_happen(buyer)
    later = visitors.again(buyer, width=width, javascript=javascript).watched_by(audit)
    _sign_in_elsewhere_and_sign_for(later, number)
    somebody = visitors.again(buyer, width=width, javascript=javascript).watched_by(audit)
    _anybody_looks_the_case_up(somebody, serial, hidden=(buyer.person.name, number))
    [order] = visitors.orders()
    assert (order["status"], order["captures"], order["voids"]) == ("captured", 1, 0)
    assert buyer.policies() == [number]
    assert audit.wrong == []
    assert audit.heavy == {}
    assert all(audit.weights.values()) == javascript, "each page was weighed"
    assert len(set(audit.seen)) >= 20, audit.seen


def _look_around_and_ask_the_price(buyer: Buyer, visitors: Visitors, *, javascript: bool) -> None:
    buyer.goto("/")
    buyer.follow(re.compile("^旅行平安保險"))
    buyer.follow("試算並投保")
    assert "NT$" not in buyer.page.locator("#price").inner_text(), "no price before there is a trip"
    buyer.fill_trip(visitors.trip(buyer))
    if javascript:
        buyer.page.locator("#price").get_by_text("NT$").first.wait_for()
        buyer.look(buyer.page)
    else:
        buyer.press("看價格")
        assert "NT$" in buyer.page.locator("#price").inner_text()
    buyer.press(SUBMIT)
    assert "/sign-in/" in buyer.page.url
    buyer.follow("註冊網路投保帳號")
    assert "NT$" in buyer.page.get_by_role("complementary", name="投保摘要").inner_text(), "the price stays in sight"


def _go_on_with_what_was_typed(buyer: Buyer, *, javascript: bool) -> None:
    if javascript:
        buyer.page.wait_for_url("**/purchase/**")
        buyer.look(buyer.page)
    else:
        assert buyer.step == "on"
        assert "您剛才填的行程還在" in buyer.page.locator("main").inner_text()
        buyer.press(SUBMIT)
    buyer.remember()
    assert buyer.step == "traveller"
    buyer.say_about_the_traveller()
    buyer.leave_it_to_the_heirs()
    buyer.agree()
    assert buyer.step == "check"
    buyer.ask_for_the_code()


def _watch_it_happen(buyer: Buyer) -> tuple[str, str]:
    """The page goes on by itself, without JavaScript by its link, until the policy is there."""
    assert buyer.step == "status"
    comes(buyer.page.locator(".tracker:not([aria-busy]) .stage-done:nth-child(8)"))
    buyer.look(buyer.page)
    assert buyer.heading == "投保完成"
    texts = [message["text"] for message in buyer.stack.sandbox.messages(buyer.person.number)]
    assert any(buyer.serial in text and buyer.policy_number in text for text in texts)
    return buyer.policy_number, buyer.serial


def _sign_in_elsewhere_and_sign_for(there: Buyer, number: str) -> None:
    there.goto("/members/")
    there.sign_in()
    there.follow(number)
    pdf = _download(there.page)
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    signature.compute_integrity_info()
    assert signature.summarise_integrity_info()["coverage"].name == "ENTIRE_FILE"
    there.press("簽收")
    assert "您已在" in there.page.locator("main").inner_text()
    assert there.button("簽收").count() == 0
    there.follow_to("/signature/")
    assert "這份電子保單是真的" in there.page.locator("main").inner_text()
    there.goto("/members/")
    assert "已簽收" in there.page.locator("main").inner_text()


def _download(page: Page) -> bytes:
    link = page.locator("a[href$='/document/?download']").first
    with page.expect_download() as waiting:
        link.click()
    pdf = waiting.value.path().read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert re.search(rb"ETSI\.CAdES\.detached", pdf)
    return pdf


def _anybody_looks_the_case_up(there: Buyer, serial: str, *, hidden: tuple[str, ...]) -> None:
    there.goto("/")
    if there.page.locator("details.menu").is_visible():
        there.page.locator("details.menu > summary").click()
        there.page.locator("details.menu a[href='/case/']").click()
    else:
        there.follow("案件查詢")
    there.page.locator("#id_serial").fill(serial)
    there.press("查詢")
    told = there.page.locator("#case").inner_text()
    assert "要保人簽收" in told
    assert there.page.locator("#case .stage-done").count() == 7
    assert all(word not in there.page.content() for word in hidden), "anybody can see this page"
