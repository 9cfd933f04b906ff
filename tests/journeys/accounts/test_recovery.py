"""Coming back into an account in browsers, in each way; after "not me" and the unblock by service; and blocked by staff."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from tests.fixtures.stack import Stack
from tests.journeys.accounts.test_proofs import sign_in_the_window
from tests.journeys.audit import Audit
from tests.journeys.buyer import Buyer
from tests.journeys.patience import until
from tests.journeys.visitors import Visitors
from toubao.doors.cli.demo.people import PASSWORD as STAFF_PASSWORD

pytestmark = pytest.mark.journey
CODE = re.compile(r"驗證碼為 (\d{8})")
LINK = re.compile(r"/not-me/[\w-]+/")
FRESH = "稻田 中央 的 九座 風車 轉動"
STEP = 30


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (1280, False)], ids=["phone", "desk, plain"])
def test_2_7_who_forgot_the_password_comes_back_by_two_codes(visitors: Visitors, stack: Stack, width: int, javascript: bool) -> None:
    audit = Audit(stack.url, stack.sandbox.url, with_axe=javascript)
    person = _registered(visitors)
    there = visitors.again(person, width=width, javascript=javascript).watched_by(audit)
    there.goto("/sign-in/")
    there.follow_to("/recover/")
    _ask(there)
    phone, mail = _codes(there, stack)
    _enter(there, mail, phone)
    assert "有一組不對" in there.errors
    _enter(there, phone, mail)
    _choose(there)
    assert "密碼已經重新設定" in there.page.locator("main").inner_text()
    person.goto("/members/")
    assert person.step == "sign-in", "every other browser is out"
    there.follow_to("/sign-in/")
    _sign_in(there, FRESH)
    assert there.heading == "我的保單"
    told = until(
        lambda: [m["text"] for m in stack.sandbox.messages(there.person.number) if LINK.search(m["text"])], "the phone was not told"
    )
    assert "重新設定" in told[0]
    assert any(LINK.search(m["text"]) for m in stack.sandbox.mails(there.person.mail))
    assert _faults(audit) == []


def test_2_7_not_me_then_unblocked_by_service_then_recovered(visitors: Visitors, stack: Stack) -> None:
    """The account that was lost for good: disowned, blocked, let in again by a person, and a new password by its holder."""
    audit = Audit(stack.url, stack.sandbox.url, with_axe=True)
    person = _registered(visitors)
    thief, owner = (visitors.again(person, javascript=True) for _ in range(2))
    thief.goto("/recover/")
    _ask(thief)
    _enter(thief, *_codes(thief, stack))
    _choose(thief)
    told = until(lambda: [m["text"] for m in stack.sandbox.messages(person.person.number) if LINK.search(m["text"])], "nobody was told")
    owner.watched_by(audit).goto(LINK.findall(told[0])[0])
    owner.press("不是我，作廢密碼並停用帳號")
    assert "帳號已經停用" in owner.page.locator("main").inner_text()

    clerk = visitors.again(person, width=1280, javascript=True).watched_by(audit)
    _come_in(clerk, stack, "service")
    _account(clerk)
    clerk.follow("確認本人並恢復")
    clerk.page.locator("#id_because").fill("來電核對保單與地址")
    clerk.page.locator("#id_reference").fill("C-115-7")
    clerk.press("已確認本人，恢復帳號")
    assert "帳號已經恢復" in clerk.page.locator("main").inner_text()

    owner.goto("/recover/")
    _ask(owner)
    _enter(owner, *_codes(owner, stack, but=1))
    _choose(owner, "麥浪 旁邊 的 十二 隻 麻雀")
    owner.goto("/sign-in/")
    _sign_in(owner, "麥浪 旁邊 的 十二 隻 麻雀")
    assert owner.heading == "我的保單"
    assert _faults(audit) == []


def test_v7_4_5_an_account_is_blocked_and_let_in_again_by_staff(visitors: Visitors, stack: Stack) -> None:
    audit = Audit(stack.url, stack.sandbox.url, with_axe=True)
    person = _registered(visitors)
    clerk = visitors.again(person, width=1280, javascript=True).watched_by(audit)
    _come_in(clerk, stack, "compliance")
    _account(clerk)
    clerk.page.get_by_text("讓所有裝置登出", exact=True).first.click()
    clerk.page.locator("#browsers_because").fill("客戶來電，手機遭竊")
    clerk.press("讓所有裝置登出")
    assert "已經全部登出" in clerk.page.locator("main").inner_text()
    person.goto("/members/")
    assert person.step == "sign-in"
    _sign_in(person, person.person.password)
    assert person.heading == "我的保單"

    clerk.page.get_by_text("停用這個帳號", exact=True).click()
    clerk.page.locator("#block_because").fill("客戶來電，手機遭竊")
    clerk.press("停用帳號")
    assert "帳號已經停用" in clerk.page.locator("main").inner_text()
    person.goto("/members/")
    _sign_in(person, person.person.password)
    assert "沒有登入成功" in person.errors
    until(lambda: [m for m in stack.sandbox.mails(person.person.mail) if "已經停用您的網路帳號" in m["text"]], "the holder was not told")
    clerk.follow("確認本人並恢復")
    clerk.page.locator("#id_because").fill("本人臨櫃，看過身分證")
    clerk.page.locator("#id_reference").fill("B-115-1")
    clerk.press("已確認本人，恢復帳號")
    person.goto("/sign-in/")
    _sign_in(person, person.person.password)
    assert person.heading == "我的保單"
    assert _faults(audit) == []


def test_2_7_a_certificate_brings_its_holder_back(visitors: Visitors, stack: Stack) -> None:
    audit = Audit(stack.url, stack.sandbox.url, with_axe=True)
    person = visitors.stranger(javascript=True)
    person.person = replace(person.person, name="王小明", id_number="A123456789")
    person.goto("/register/")
    person.register()
    there = visitors.again(person, width=1280, javascript=True).watched_by(audit)
    there.goto("/recover/")
    _ask(there, "改用數位憑證")
    there.press("下一步：簽章")
    with there.page.expect_navigation():
        sign_in_the_window(there, "stranger")
    assert "簽章沒有通過" in there.page.locator("main").inner_text()
    there.look(there.page)
    there.press("下一步：簽章")
    with there.page.expect_navigation():
        sign_in_the_window(there, "wang")
    _choose(there)
    there.follow_to("/sign-in/")
    _sign_in(there, FRESH)
    assert there.heading == "我的保單"
    assert _faults(audit) == []


def test_13_1_a_branch_brings_back_whoever_shows_their_document(visitors: Visitors, stack: Stack) -> None:
    audit = Audit(stack.url, stack.sandbox.url, with_axe=True)
    person = _registered(visitors)
    clerk, officer = (visitors.again(person, width=width, javascript=True).watched_by(audit) for width in (390, 1280))
    _come_in(clerk, stack, "clerk")
    clerk.goto("/console/recoveries/")
    clerk.page.get_by_role("radio", name="國民身分證").check()
    clerk.page.get_by_role("radio", name="電子信箱").check()
    typed = {"document_number": "0012345670", "issued_on_year": "104", "issued_on_month": "3", "issued_on_day": "2"}
    for name, value in typed.items():
        clerk.page.locator(f"#id_{name}").fill(value)
    clerk.page.get_by_role("checkbox", name=re.compile("^客戶本人在場")).check()
    _ask(clerk, "查驗證件並送件")
    assert "已經送件" in clerk.page.locator("main").inner_text()

    _come_in(officer, stack, "officer")
    officer.goto("/console/recoveries/")
    officer.page.locator("main table a").first.click()
    officer.page.wait_for_url("**/console/releases/**")
    officer.look(officer.page)
    assert person.person.id_number not in officer.page.content()
    officer.press("看過內容，放行")

    letters = until(lambda: [m["text"] for m in stack.sandbox.mails(person.person.mail) if "/recover/link/" in m["text"]], "no link came")
    there = visitors.again(person, javascript=True).watched_by(audit)
    there.goto(re.findall(r"/recover/link/[\w-]+/", letters[0])[0])
    there.page.locator("#id_last").fill(person.person.id_number[-4:])
    _choose(there)
    there.follow_to("/sign-in/")
    _sign_in(there, FRESH)
    assert there.heading == "我的保單"
    assert _faults(audit) == []


def _registered(visitors: Visitors) -> Buyer:
    """Somebody new, with an account, signed in."""
    person = visitors.stranger(javascript=True)
    person.goto("/register/")
    person.register()
    return person


def _ask(there: Buyer, button: str = "寄驗證碼給我") -> None:
    """Say whose account it is."""
    born = there.person.born
    typed = {"id_number": there.person.id_number, "birth_date_year": born.year, "birth_date_month": born.month, "birth_date_day": born.day}
    for name, value in typed.items():
        there.page.locator(f"#id_{name}").fill(str(value))
    there.press(button)


def _codes(there: Buyer, stack: Stack, *, but: int = 0) -> tuple[str, str]:
    """Both codes, the newest, once more came than `but`."""

    def found() -> tuple[str, str] | None:
        phone = [c for m in stack.sandbox.messages(there.person.number) for c in CODE.findall(m["text"])]
        mail = [c for m in stack.sandbox.mails(there.person.mail) for c in CODE.findall(m["text"])]
        return (phone[0], mail[0]) if min(len(phone), len(mail)) > but else None

    return until(found, "the codes never came")


def _enter(there: Buyer, phone: str, mail: str) -> None:
    there.page.locator("#id_phone").fill(phone)
    there.page.locator("#id_mail").fill(mail)
    there.press("確認")


def _choose(there: Buyer, password: str = FRESH) -> None:
    there.page.locator("#id_password").fill(password)
    again = there.page.locator("#id_again")
    if again.count() and again.is_visible():
        again.fill(password)
    there.press("設定新的密碼")


def _sign_in(there: Buyer, password: str) -> None:
    there.page.locator("#id_who").fill(there.person.phone)
    there.page.locator("#id_password").fill(password)
    there.press("登入")


def _faults(audit: Audit) -> list[str]:
    """What was found wrong, but for the codes of a member of staff that somebody else's sign-in had used up (`_come_in`)."""
    return [wrong for wrong in audit.wrong if not ("422" in wrong and "/console/sign-in/" in wrong)]


def _come_in(member: Buyer, stack: Stack, name: str) -> None:
    """Sign in to the console with what the demo prints."""
    [address] = [line.split()[1] for line in stack.demo if line.split()[:1] == [name] and "otpauth://" in line]
    authenticator = pyotp.parse_uri(address)
    assert isinstance(authenticator, pyotp.TOTP)
    member.goto("/console/sign-in/")
    for later in range(3):
        member.page.locator("#id_username").fill(name)
        member.page.locator("#id_password").fill(STAFF_PASSWORD)
        member.page.locator("#id_code").fill(authenticator.at(datetime.now(UTC) + timedelta(seconds=STEP * (later - 1))))
        member.press("登入")
        if member.page.url.rstrip("/").endswith("/console"):
            return
    raise AssertionError(member.page.locator("main").inner_text())


def _account(clerk: Buyer) -> None:
    """From the search to the page of this person's account."""
    clerk.goto("/console/people/")
    clerk.page.get_by_role("radio", name="手機或電子信箱").check()
    clerk.page.locator("#id_typed").fill(clerk.person.phone)
    clerk.page.locator("#id_because").fill("客戶來電")
    clerk.press("查詢")
    clerk.follow(re.compile("^看登入中的裝置"))
