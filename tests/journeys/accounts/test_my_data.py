"""My data in the browser: a new phone, stopped from the mailbox; and leaving."""

import re
from dataclasses import replace

import pytest

from tests.fixtures.stack import Stack
from tests.journeys.audit import Audit
from tests.journeys.patience import until
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.journey
LINK = re.compile(r"/not-me/[\w-]+/")


def test_2_7_a_new_phone_is_proved_told_to_the_old_one_and_stopped_from_there(visitors: Visitors, stack: Stack) -> None:
    audit = Audit(stack.url, stack.sandbox.url, with_axe=True)
    person = visitors.stranger(width=390, javascript=True)
    person.goto("/register/")
    person.register()
    person.watched_by(audit)
    old, new = person.person, replace(person.person, phone="0977" + person.person.phone[4:])
    person.goto("/members/account/")
    person.follow_to("/members/account/change/phone/")
    person.page.get_by_role("textbox", name="新的手機號碼").fill(new.phone)
    person.page.locator("#id_password").fill(old.password)
    person.press("下一步")
    person.enter_code()
    person.person = new
    person.enter_code()
    assert "保護期間到" in person.page.locator("main").inner_text()

    told = until(lambda: [m["text"] for m in stack.sandbox.messages(old.number) if "/not-me/" in m["text"]], "the old phone was never told")
    owner = visitors.again(person, javascript=True).watched_by(audit)
    owner.goto(LINK.findall(told[0])[0])
    assert "不是您本人" in owner.heading
    owner.press("不是我，停止變更並停用帳號")
    assert "已經停止" in owner.page.locator("main").inner_text()
    person.goto("/members/")
    assert person.step == "sign-in"
    assert audit.wrong == []


def test_who_leaves_reads_what_stays_and_is_out(visitors: Visitors, stack: Stack) -> None:
    audit = Audit(stack.url, stack.sandbox.url, with_axe=True)
    person = visitors.stranger(width=1280, javascript=True)
    person.goto("/register/")
    person.register()
    person.watched_by(audit)
    person.goto("/members/account/")
    person.follow("關閉網路帳號")
    assert "依法令要保存的資料" in person.page.locator("main").inner_text()
    person.page.locator("#id_password").fill(person.person.password)
    person.press("下一步")
    person.enter_code(button="關閉帳號")
    assert person.step == "account-closed"
    person.goto("/sign-in/")
    person.sign_in()
    assert "沒有登入成功" in person.errors
    assert audit.wrong == []
