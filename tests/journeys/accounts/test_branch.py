"""Registration at a branch in browsers: a clerk takes a visit down, an officer releases it, the customer activates it and signs in."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from tests.fixtures.stack import Stack
from tests.journeys.audit import Audit
from tests.journeys.buyer import Buyer
from tests.journeys.patience import until
from tests.journeys.visitors import Visitors
from toubao.doors.cli.demo.people import PASSWORD as STAFF_PASSWORD

pytestmark = pytest.mark.journey
LINK = re.compile(r"/activate/[\w-]+/")
STEP = 30


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (1280, False)], ids=["phone, pad", "desk, plain, paper"])
def test_7_2_2_a_customer_registers_at_a_branch(visitors: Visitors, stack: Stack, width: int, javascript: bool) -> None:
    audit = Audit(stack.url, stack.sandbox.url, with_axe=javascript)
    customer = visitors.stranger(width=width, javascript=javascript)
    clerk, officer = (visitors.again(customer, width=width, javascript=javascript).watched_by(audit) for _ in range(2))
    _come_in(clerk, stack, "clerk", later=not javascript)
    _take(clerk, sign=_with_the_finger if javascript else _on_paper)
    assert "等候另一位主管放行" in clerk.page.locator("main").inner_text()

    _come_in(officer, stack, "officer", later=not javascript)
    officer.page.goto(clerk.page.url)
    officer.look(officer.page)
    assert customer.person.id_number not in officer.page.content()
    officer.page.get_by_text("看送件的內容與簽名", exact=True).click()
    officer.page.locator("#id_because").fill("放行前核對證件與簽名")
    officer.press("顯示內容")
    assert customer.person.id_number in officer.page.content()
    officer.press("看過內容，放行")
    assert "等候客戶啟用" in officer.page.locator("main").inner_text()

    letters = until(lambda: [m for m in stack.sandbox.mails(customer.person.mail) if LINK.search(m["text"])], "the link never came")
    customer.watched_by(audit)
    customer.goto(LINK.findall(letters[0]["text"])[0])
    assert "啟用您的網路帳號" in customer.heading
    customer.page.locator("#id_last").fill(customer.person.id_number[-4:])
    customer.page.locator("#id_password").fill(customer.person.password)
    if not javascript:
        customer.page.locator("#id_again").fill(customer.person.password)
    customer.press("啟用帳號")
    customer.follow_to("/sign-in/")
    customer.sign_in()
    assert customer.heading == "我的保單"
    assert audit.wrong == []


def _come_in(member: Buyer, stack: Stack, name: str, *, later: bool) -> None:
    """Sign in with what the demo prints; `later`: with the code that comes next, since each is good once."""
    [address] = [line.split()[1] for line in stack.demo if line.split()[:1] == [name] and "otpauth://" in line]
    authenticator = pyotp.parse_uri(address)
    assert isinstance(authenticator, pyotp.TOTP)
    member.goto("/console/sign-in/")
    member.page.locator("#id_username").fill(name)
    member.page.locator("#id_password").fill(STAFF_PASSWORD)
    member.page.locator("#id_code").fill(authenticator.at(datetime.now(UTC) + timedelta(seconds=STEP * later)))
    member.press("登入")
    assert member.page.url.rstrip("/").endswith("/console"), member.page.locator("main").inner_text()


def _take(clerk: Buyer, *, sign: object) -> None:
    """From the list of visits to handing in."""
    person = clerk.person
    clerk.goto("/console/visits/")
    clerk.follow_to("/console/visits/new/")
    clerk.page.get_by_role("radio", name=re.compile("^網路投保")).check()
    clerk.page.get_by_role("radio", name="客戶在平板上讀").check()
    clerk.press("開始")
    while "/notices/" in clerk.page.url:
        clerk.page.get_by_role("checkbox", name=re.compile("^我已經讀完")).check()
        clerk.press("繼續")
    assert callable(sign)
    sign(clerk)
    clerk.page.get_by_role("radio", name="國民身分證").check()
    typed = {
        "document_number": "0012345670", "issued_on_year": "104", "issued_on_month": "3", "issued_on_day": "2", "name": person.name,
        "id_number": person.id_number, "birth_date_year": "79", "birth_date_month": "5", "birth_date_day": "17", "phone": person.phone,
        "mail": person.mail,
    }  # fmt: skip
    for name, value in typed.items():
        clerk.page.locator(f"#id_{name}").fill(value)
    clerk.page.get_by_role("radio", name="沒有").check()
    clerk.page.get_by_role("checkbox", name=re.compile("^客戶本人在場")).check()
    clerk.press("送出並查驗證件")
    assert clerk.heading.startswith("確認並送件")
    clerk.press("送件，等候放行")


def _with_the_finger(clerk: Buyer) -> None:
    """Sign on the pad; a first attempt is wiped away."""
    canvas, mouse = clerk.page.locator("canvas"), clerk.page.mouse
    canvas.click()
    clerk.button("清除，再簽一次").click()
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    for stroke in (((0.2, 0.3), (0.5, 0.6), (0.4, 0.8)), ((0.6, 0.2), (0.8, 0.7))):
        for at, (across, down) in enumerate(stroke):
            mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"], steps=5)
            if not at:
                mouse.down()
        mouse.up()
    clerk.press("同意並送出簽名")


def _on_paper(clerk: Buyer) -> None:
    """Without JavaScript there is no pad: the paper's number is written down."""
    assert not clerk.page.locator("canvas").is_visible()
    clerk.page.locator("#id_paper").fill("A-115-0042")
    clerk.press("客戶已在紙本簽名")
