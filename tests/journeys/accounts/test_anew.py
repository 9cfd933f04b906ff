"""Policyholders of the books come to be served (8.1), and a sleeping account is woken (7.3, 8.2), in the browser."""

from dataclasses import replace

import pytest

from tests.fixtures.stack import Stack
from tests.journeys.audit import Audit
from tests.journeys.people import of_the_demo
from tests.journeys.visitors import Visitors
from toubao.doors.cli.demo.holders import ASLEEP, ON_FILE

pytestmark = pytest.mark.journey
WIDTHS = pytest.mark.parametrize(("width", "javascript", "which"), [(390, True, 0), (1280, False, 1)], ids=["phone", "desk, plain"])


@WIDTHS
def test_a_policyholder_of_the_books_is_served(visitors: Visitors, stack: Stack, width: int, javascript: bool, which: int) -> None:
    audit = Audit(stack.url, stack.sandbox.url, with_axe=javascript)
    person = visitors.stranger(width=width, javascript=javascript).watched_by(audit)
    other, own = person.person, of_the_demo(ON_FILE[which].id_number)
    person.goto("/register/")
    person.follow("已有保單，只辦服務")
    person.read_the_notices()
    person.person = replace(own, phone=other.phone, mail=other.mail)
    person.say_who_i_am()
    person.enter_code()
    assert person.heading == "還不能確認您是我們的保戶", "what is typed finds nothing, though name, number and birth date are right"
    person.follow("修改資料")
    person.person = own
    person.say_who_i_am()
    person.enter_code()
    person.choose_a_password()
    main = person.page.locator("main").inner_text()
    assert "CA-DEMO-" in main
    assert "還不能投保" in main
    person.follow("驗證身分，開始網路投保")
    assert person.heading == "驗證身分，開始網路投保"
    assert audit.wrong == []


@WIDTHS
def test_a_sleeping_account_is_woken(visitors: Visitors, stack: Stack, width: int, javascript: bool, which: int) -> None:
    audit = Audit(stack.url, stack.sandbox.url, with_axe=javascript)
    person = visitors.stranger(width=width, javascript=javascript)
    person.person = of_the_demo(ASLEEP[which].id_number)
    person.forget_the_mail()
    person.watched_by(audit)
    person.goto("/sign-in/")
    person.sign_in()
    assert "FR-DEMO-" not in person.page.locator("main").inner_text(), "8.2: nothing is served asleep"
    person.follow("重新驗證身分")
    person.read_the_notices("同意並開始驗證")
    person.say_who_i_am()
    person.enter_code()
    assert person.heading == "我的保單"
    assert "FR-DEMO-" in person.page.locator("main").inner_text()
    person.goto("/members/account/")
    assert "已滿五年" not in person.page.locator("main").inner_text()
    assert audit.wrong == []
