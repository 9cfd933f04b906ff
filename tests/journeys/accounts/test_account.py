"""Looking after one's account in the browser: the mailbox is confirmed; the password is changed, told to the phone, and signs everybody
else out; a second step is chosen, and asked for.
"""

import re
from dataclasses import replace

import pytest

from tests.fixtures.stack import Stack
from tests.journeys.audit import Audit
from tests.journeys.buyer import Buyer
from tests.journeys.patience import until
from tests.journeys.visitors import Visitors, confirm_the_mailbox

pytestmark = pytest.mark.journey
NEW = "七隻 白鷺鷥 都 飛走了"


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (1280, False)], ids=["phone", "desk, plain"])
def test_a_changed_password_signs_in_and_everybody_else_out(visitors: Visitors, stack: Stack, width: int, javascript: bool) -> None:
    audit = Audit(stack.url, stack.sandbox.url, with_axe=javascript)
    person = visitors.stranger(width=width, javascript=javascript)
    person.goto("/register/")
    person.register()
    elsewhere = visitors.again(person)
    elsewhere.goto("/sign-in/")
    elsewhere.sign_in()

    person.goto("/members/account/password/")
    person.change_password(NEW, current="不是這一組 密碼 喔")
    assert "目前的密碼不對" in person.errors
    person.watched_by(audit)
    confirm_the_mailbox(person)
    person.goto("/members/account/")
    person.follow_to("/members/account/password/")
    person.change_password(NEW)
    assert "登入密碼已更改" in person.page.locator("main").inner_text()

    messages = stack.sandbox.messages
    until(lambda: any("登入密碼已在" in m["text"] for m in messages(person.person.number)), "the phone was never told")
    elsewhere.goto("/members/")
    assert elsewhere.step == "sign-in"
    elsewhere.sign_in()
    assert "沒有登入成功" in elsewhere.errors
    elsewhere.person = replace(person.person, password=NEW)
    elsewhere.sign_in()
    assert elsewhere.heading == "我的保單"
    _sign_in_with_a_second_step(person)
    assert audit.wrong == []


def _sign_in_with_a_second_step(person: Buyer) -> None:
    person.goto("/members/account/sign-in/")
    if person.step == "prove":
        person.page.locator("#id_password").fill(NEW)
        person.press("確認")
    person.page.get_by_role("checkbox", name=re.compile("再用通行密鑰或驗證碼確認一次")).check()
    person.press("儲存")
    person.goto("/sign-out/")
    person.page.locator("main").get_by_role("button", name="登出").click()
    person.person = replace(person.person, password=NEW)
    person.goto("/sign-in/")
    person.sign_in()
    assert person.step == "second"
    person.press(re.compile("^寄簡訊到"))
    person.enter_code()
    assert person.heading == "我的保單"
