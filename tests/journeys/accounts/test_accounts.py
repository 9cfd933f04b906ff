"""Registering in the browser with an account held elsewhere: at a bank of the group, and as a member of a partner (7.2.1.2)."""

import re
from dataclasses import replace

import pytest

from tests.fixtures.stack import Stack
from tests.journeys.audit import Audit
from tests.journeys.buyer import Buyer
from tests.journeys.visitors import Visitors
from toubao.sandbox.accounts.customers import CUSTOMERS

pytestmark = pytest.mark.journey
TITLES = {"bank": "示範銀行", "partner": "示範旅遊網"}


@pytest.mark.parametrize(
    ("width", "javascript", "way", "customer", "refused"),
    [
        (390, True, "bank", "first", "third"), (1280, False, "bank", "counter", "frozen"),
        (390, False, "partner", "member", "guest"), (1280, True, "partner", "other", "suspended"),
    ],
    ids=["bank, phone", "bank, desk, plain", "partner, phone, plain", "partner, desk"],
)  # fmt: skip
def test_7_2_1_2_who_has_the_right_account_elsewhere_opens_one_here(
    visitors: Visitors, stack: Stack, width: int, javascript: bool, way: str, customer: str, refused: str
) -> None:
    audit = Audit(stack.url, stack.sandbox.url, with_axe=javascript)
    person = visitors.stranger(width=width, javascript=javascript).watched_by(audit)
    go_there(person, way)
    person.press("不登入，回到保險公司")
    assert "沒有同意" in person.page.locator("main [role=status]").inner_text()

    agree_to_be_sent(person, way)
    sign_in_there(person, way, refused)
    assert person.step == "refused"
    assert "帳戶" in person.page.locator("main").inner_text() or "會員" in person.page.locator("main").inner_text()

    told = CUSTOMERS[way][customer]
    person.person = replace(
        person.person, name=told.name, id_number=told.national_id, phone=told.phone.replace("+886", "0"), mail=told.mail
    )
    person.forget_the_mail()
    person.follow("換一個帳戶再試")
    agree_to_be_sent(person, way)
    sign_in_there(person, way, customer)
    assert person.heading == "收到您的資料了"
    main = person.page.locator("main").inner_text()
    assert f"{told.name[0]}○" in main
    assert told.name not in main
    assert told.national_id not in main
    person.page.get_by_role("radio", name="手機簡訊").check()
    person.press("寄驗證碼給我")
    person.enter_code()
    person.choose_a_password()
    assert person.step == "members"
    assert audit.wrong == []


def go_there(person: Buyer, way: str) -> None:
    """From the registration's first page to the institution's own."""
    person.goto("/register/")
    person.read_the_notices(way=way)
    agree_to_be_sent(person, way)


def agree_to_be_sent(person: Buyer, way: str) -> None:
    """On the page that says what will be asked."""
    person.page.get_by_role("radio", name="沒有").check()
    person.page.locator("#id_consent").check()
    person.press(f"前往{TITLES[way]}")


def sign_in_there(person: Buyer, way: str, customer: str) -> None:
    """At the institution, as one of its customers, who agrees."""
    person.press(re.compile(f"：{CUSTOMERS[way][customer].name}"))
    person.press("同意，回到保險公司")
