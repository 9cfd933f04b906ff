"""Looking after one's account in the browser: the password is changed, told to the phone, and signs everybody else out."""

from dataclasses import replace

import pytest

from tests.fixtures.stack import Stack
from tests.journeys.audit import Audit
from tests.journeys.patience import until
from tests.journeys.visitors import Visitors

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
    assert audit.wrong == []
