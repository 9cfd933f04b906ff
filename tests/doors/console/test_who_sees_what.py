"""Names, sums and reasons of cases are for those who work on cases; the start page is the queue of one's own role."""

import pytest

from tests import builders
from tests.doors.console.conftest import Desk, words
from tests.doors.console.test_referrals import address, referred
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.governance.queries.cases import shown_name
from toubao.business.purchase.models import Purchase
from toubao.doors.console.access import ROLES, TABLE, WITH_CASES
from toubao.doors.console.frame import PLACES
from toubao.doors.console.today import QUEUES
from toubao.products import Product

__all__ = ["referred"]
WITHOUT_CASES = sorted(set(ROLES) - WITH_CASES)
REASON, SUM = "最近 90 天在本公司另有 6 件要保", "500 萬元"


@pytest.fixture
def unlucky(institutions: RunningSandbox, on_sale: Product) -> tuple[Purchase, Purchase]:
    """One application refused today, and one that waits for the industry."""
    refused = builders.confirmed_purchase(builders.registered_account(2, id_number="A100000985"), on_sale)
    builders.pay_at_sandbox(refused, on_sale)
    builders.advance(refused)
    waiting = builders.confirmed_purchase(builders.registered_account(3), on_sale)
    builders.pay_at_sandbox(waiting, on_sale)
    institutions.switch("industry_query", down=True)
    builders.advance(waiting)
    assert (builders.reread(refused).state, builders.reread(waiting).state) == ("refused", "received")
    return refused, waiting


def test_15_1_who_has_no_right_to_cases_sees_nobodys_name_sum_or_reason_on_any_page(
    desk: Desk, referred: Purchase, unlucky: tuple[Purchase, Purchase]
) -> None:
    names = {shown_name(each.person) for each in (referred, *unlucky)}
    for role in WITHOUT_CASES:
        client = desk(role)
        seen = [address for _, address, name in PLACES if role in TABLE[name]["GET"]]
        assert "/console/" in seen
        for place in seen:
            page = words(client.get(place))
            assert not [told for told in (*names, REASON, SUM, "同業累積限額") if told in page], (role, place)


def test_control_who_works_on_cases_sees_them_on_the_start_page(desk: Desk, referred: Purchase, unlucky: tuple[Purchase, Purchase]) -> None:
    page = words(desk("compliance").get("/console/"))
    for each in (referred, *unlucky):
        assert shown_name(each.person) in page
    assert REASON in page
    assert SUM in page


def test_the_start_page_is_the_queue_of_ones_own_role(desk: Desk, referred: Purchase, unlucky: tuple[Purchase, Purchase]) -> None:
    sections = {
        "referred": "最早的在前。",
        "refused": "原因與條文",
        "waiting": "等候外部機構的案件",
        "duties": "快到期與逾期的事",
        "visits": "承辦的登打",
        "security": "您的工作",
    }
    assert set(QUEUES) == set(ROLES)
    for role, queue in QUEUES.items():
        page = words(desk(role).get("/console/"))
        assert {name for name, title in sections.items() if title in page} == set(queue) & set(sections), role


def test_11_2_4_an_underwriters_queue_leads_to_the_decision(desk: Desk, referred: Purchase) -> None:
    page = desk("underwriter").get("/console/").content.decode()
    assert page.index(address(referred)) < page.index("近 14 日成交")
