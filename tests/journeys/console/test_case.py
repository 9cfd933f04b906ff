"""A compliance officer sees the case that a buyer has just lived through, proved clause by clause in the norm's own words; the buyer wants
the policy mailed as an encrypted PDF, and opens it with what only the member centre shows.
"""

import re
from io import BytesIO

import pytest
from pypdf import PasswordType, PdfReader
from pypdf.errors import FileNotDecryptedError

from tests.fixtures import http
from tests.fixtures.stack import Stack
from tests.journeys.audit import Audit
from tests.journeys.buyer import Buyer
from tests.journeys.patience import until
from tests.journeys.visitors import Visitors, confirm_the_mailbox
from toubao.law import words

pytestmark = pytest.mark.journey
PROVED = ("7.2.1.1", "10.1.2", "10.1.3", "12.1.2", "11.2.3")


def test_the_officer_sees_the_very_same_case_proved(visitors: Visitors, stack: Stack) -> None:
    buyer = visitors.stranger()
    buyer.goto("/register/")
    buyer.register()
    confirm_the_mailbox(buyer)
    buyer.begin(visitors.trip(buyer))
    buyer.page.get_by_role("radio", name=re.compile("^加密 PDF")).check()
    buyer.say_about_the_traveller()
    buyer.leave_it_to_the_heirs()
    buyer.agree()
    assert "加密 PDF 寄到" in buyer.page.locator("main").inner_text()
    buyer.ask_for_the_code()
    buyer.confirm()
    buyer.pay()
    number = buyer.wait_for_policy()
    serial = buyer.serial
    _opens_what_was_mailed(buyer, number)
    audit = Audit(stack.url, with_axe=True)
    officer = visitors.staff("compliance", width=1280, javascript=True).watched_by(audit)
    officer.goto("/console/cases/")
    officer.page.locator("#id_number").fill(serial)
    officer.press("篩選")
    officer.follow(serial)
    assert buyer.purchase in officer.page.url
    assert number in officer.page.content()
    officer.follow_to("part=decisions")
    shown = re.sub(r"\s", "", officer.page.locator("main").inner_text())
    for clause in PROVED:
        assert re.sub(r"\s", "", words(clause)) in shown, clause
    assert officer.page.locator(".verdict-shut").count() == 0
    assert officer.page.locator(".verdict-open").count() >= len(PROVED)
    assert officer.page.get_by_text("雜湊值不符").count() == 0
    for part in ("papers", "outside", "story"):
        officer.follow_to(f"part={part}")
        assert buyer.person.id_number not in officer.page.content(), "personal data is shown only for a reason"
    assert audit.wrong == []


def _opens_what_was_mailed(buyer: Buyer, number: str) -> None:
    """The one file with the letter opens with the password of the member centre, and with nothing else; the letter does not say it."""
    sandbox = buyer.stack.sandbox
    letters = until(lambda: [each for each in sandbox.mails(buyer.person.mail) if number in each["subject"]], "the policy never came")
    (file,) = letters[0]["attachments"]
    copy = http.get(f"{sandbox.url}{file['url']}").content
    buyer.goto(f"/members/policies/{number}/")
    buyer.page.get_by_text("看加密 PDF 的開啟密碼").click()
    password = buyer.page.locator(".serial-value strong").inner_text().strip()
    assert len(password) >= 16
    assert password not in str(letters[0])
    shut, opened = PdfReader(BytesIO(copy)), PdfReader(BytesIO(copy))
    assert shut.decrypt(buyer.person.id_number) == PasswordType.NOT_DECRYPTED
    assert opened.decrypt(password) != PasswordType.NOT_DECRYPTED
    assert number in "".join(page.extract_text() for page in opened.pages)
    with pytest.raises(FileNotDecryptedError):
        shut.pages[0].extract_text()
