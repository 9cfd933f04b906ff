"""My consents in the browser: read first, ticked by myself, shown again word for word, taken back at once."""

import re

import pytest

from tests.fixtures.stack import Stack
from tests.journeys.audit import Audit
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.journey
HERE = "/members/account/consents/"


@pytest.mark.parametrize(("width", "javascript"), [(390, False), (1280, True)])
def test_15_1_2_i_read_agree_read_again_and_take_it_back(visitors: Visitors, stack: Stack, width: int, javascript: bool) -> None:
    audit = Audit(stack.url, with_axe=javascript)
    person = visitors.member(width=width, javascript=javascript).watched_by(audit)
    person.goto(HERE)
    person.follow_to(f"{HERE}sharing/")
    tick = person.page.get_by_role("checkbox", name="我同意把姓名與聯絡方式提供給同集團的公司")
    assert not tick.is_checked()
    assert tick.is_disabled() is javascript
    if javascript:
        person.page.get_by_role("button", name="我用報讀軟體或其他方式讀完了").click()
        assert tick.is_enabled()
        assert person.page.locator("[name=seen_to_end]").input_value() == ""
        person.page.reload()
        person.page.locator(".reader-text").evaluate("text => text.scrollTo(0, text.scrollHeight)")
    tick.check()
    assert person.page.locator("[name=seen_to_end]").input_value() == ("1" if javascript else "")
    person.press("記下我的同意")
    main = person.page.locator("main")
    assert "已記下您的同意" in main.inner_text()
    person.follow(re.compile("^看當時的內容"))
    assert "與當時一字不差" in main.inner_text()
    assert "把聯絡方式提供給同集團的公司" in person.heading
    person.goto(HERE)
    person.press(re.compile("^撤回同意"))
    assert "已撤回" in main.inner_text()
    assert "您撤回" in main.inner_text()
    assert audit.wrong == []
