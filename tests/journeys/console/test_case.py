"""A compliance officer sees the case that a buyer has just lived through, proved clause by clause in the norm's own words."""

import re

import pytest

from tests.fixtures.stack import Stack
from tests.journeys.audit import Audit
from tests.journeys.buyer import Buyer
from tests.journeys.visitors import Visitors
from toubao.law import words

pytestmark = pytest.mark.journey
PROVED = ("7.2.1.1", "10.1.2", "10.1.3", "12.1.2", "11.2.3")


def test_the_officer_sees_the_very_same_case_proved(visitors: Visitors, buyer: Buyer, stack: Stack) -> None:
    buyer.apply_and_confirm(visitors.trip(buyer))
    buyer.pay()
    number = buyer.wait_for_policy()
    serial = buyer.serial
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
