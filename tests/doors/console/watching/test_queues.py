"""The start page, duties and institutions: what waits, what is late, and how institutions answered."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.console.conftest import Desk, words
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import due, outside
from toubao.business.governance.queries import duties, figures
from toubao.business.purchase import actions as purchases
from toubao.business.purchase.models import Purchase
from toubao.business.steps import SYSTEM, About, Actor, note
from toubao.doors.clock import now
from toubao.doors.console.watching.duties import spent
from toubao.journal.models import OpenDuty
from toubao.products import Product
from toubao.rules.events import Event
from toubao.rules.facts import Noted


def sales(at: datetime) -> list[figures.Day]:
    return figures.lately(at, since=at.date()).sales


@pytest.fixture
def concluded(institutions: RunningSandbox, confirmed: Purchase, on_sale: Product) -> Purchase:
    """A contract whose issue could not be reported and whose policy was not made yet: three duties are open."""
    builders.pay_at_sandbox(confirmed, on_sale)
    builders.advance(confirmed)
    return builders.reread(confirmed)


def test_15_1_4_whose_time_is_over_is_shown_with_what_the_command_takes(desk: Desk) -> None:
    holder = uuid4()
    note(Event.KEEPING_ENDED, about=About(holder, "key"), actor=SYSTEM, now=now(), facts=Noted(because="five years"))
    client = desk("operator")
    for page in (words(client.get("/console/")), words(client.get("/console/duties/"))):
        assert "保存期限屆滿，由專人銷毀金鑰" in page
        assert str(holder) in page
        assert "15.1.4" in page


def test_what_is_open_is_shown_before_it_is_late(desk: Desk, concluded: Purchase) -> None:
    client = desk("operator")
    page = words(client.get("/console/duties/"))
    assert "寄送契約成立通知" in page
    assert "還有" in page
    assert "24小時" in page.replace(" ", "")
    assert str(concluded.serial) in page
    assert "寄送契約成立通知" in words(client.get("/console/"))


def test_what_is_late_is_called_late(desk: Desk, concluded: Purchase, moment: time_machine.Traveller) -> None:
    moment.shift(timedelta(hours=2))
    client = desk("operator")
    page = words(client.get("/console/duties/?kind=late"))
    assert "已逾期" in page
    assert "逾期的期限" in words(client.get("/console/"))
    assert duties.urgent(builders.NOW + timedelta(hours=2), most=1).late == 2


def test_what_was_met_too_late_stays_on_record(desk: Desk, concluded: Purchase, moment: time_machine.Traveller) -> None:
    later = builders.NOW + timedelta(hours=2)
    due.act(later)
    builders.drain(now=later)
    moment.shift(timedelta(hours=3))
    client = desk("compliance")
    assert not OpenDuty.objects.filter(met_at=None).exists()
    page = words(client.get("/console/duties/?kind=met_late"))
    assert page.count("逾期 60 分鐘") == 2
    assert "寄送電子保單" in words(client.get("/console/duties/?kind=met"))
    assert "逾期後完成" in words(client.get(f"/console/cases/{concluded.pk}/"))


def test_an_unknown_kind_is_404(desk: Desk) -> None:
    assert desk("operator").get("/console/duties/?kind=other").status_code == 404


def test_an_empty_console_says_so(desk: Desk) -> None:
    client = desk("compliance")
    assert "沒有未結的期限" in words(client.get("/console/"))
    assert "最近沒有詢問過外部機構" in words(client.get("/console/institutions/"))
    assert "沒有等候決定的申請" in words(client.get("/console/referrals/"))
    assert "沒有符合條件的案件" in words(client.get("/console/cases/"))


def test_todays_sales_are_counted_by_the_day_in_taipei(desk: Desk, concluded: Purchase) -> None:
    days = sales(builders.NOW)
    assert (days[-1].sales, days[-1].premium) == (1, concluded.premium)
    assert len(days) == figures.DAYS
    assert sales(builders.NOW + timedelta(days=1))[-1].sales == 0
    Purchase.objects.filter(pk=concluded.pk).update(concluded_at=builders.NOW.replace(hour=15, minute=59))
    assert sales(builders.NOW)[-1].sales == 1
    Purchase.objects.filter(pk=concluded.pk).update(concluded_at=builders.NOW.replace(hour=16, minute=0))
    assert sales(builders.NOW)[-1].sales == 0
    assert "今日成交" in words(desk("service").get("/console/"))


def test_cases_that_wait_for_an_institution_are_listed(
    desk: Desk, institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    builders.pay_at_sandbox(confirmed, on_sale)
    institutions.switch("industry_query", down=True)
    builders.advance(confirmed)
    client = desk("compliance")
    page = words(client.get("/console/institutions/"))
    assert "已通報收件" in page
    assert "同業累計查詢" in page
    assert str(builders.reread(confirmed).serial) in page
    assert "等候外部機構的案件" in words(client.get("/console/"))
    failed = {each.name: each.failed for each in figures.institutions(builders.NOW.date() - timedelta(days=1))}
    assert failed["industry_query"] == 1
    assert failed["card"] == 0
    operators = desk("operator").get("/console/institutions/").content.decode()
    assert "王○○1" not in operators
    assert str(confirmed.pk) not in operators


@pytest.mark.parametrize("ended", [False, True])
def test_who_is_at_the_acquirer_with_an_unknown_answer_waits_too(
    desk: Desk, institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, ended: bool
) -> None:
    builders.pay_at_sandbox(confirmed, on_sale)
    client = desk("operator")
    assert tile(client, "等候外部機構") == 0, "control: nobody was asked yet, so nothing is in doubt"
    if ended:
        purchases.withdraw(purchase=confirmed, because="changed my mind", actor=Actor("person", "x"), now=builders.NOW)
    institutions.switch("card", down=True)
    builders.advance(confirmed)
    assert builders.reread(confirmed).state == ("withdrawn" if ended else "confirmed")
    assert tile(client, "等候外部機構") == 1
    for path in ("/console/", "/console/institutions/"):
        assert ("已放棄" if ended else "付款結果不明") in words(client.get(path)), path
    institutions.switch("card", down=False)
    outside.hang_up()
    builders.advance(confirmed)
    assert builders.reread(confirmed).state == ("withdrawn" if ended else "reported")
    assert tile(client, "等候外部機構") == 0


def test_who_only_has_to_pay_yet_does_not_wait_for_an_institution(
    desk: Desk, institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    purchases.pay(
        purchase=confirmed, product=on_sale, return_url="https://localhost/back", webhook_url="https://localhost/hook", now=builders.NOW
    )
    builders.advance(confirmed)
    assert builders.reread(confirmed).tries == 1, "the acquirer was asked, and said that nobody has paid yet"
    assert tile(desk("operator"), "等候外部機構") == 0


def test_all_that_wait_are_counted_though_a_few_are_shown(
    desk: Desk, institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    builders.pay_at_sandbox(confirmed, on_sale)
    institutions.switch("industry_report", down=True)
    builders.advance(confirmed)
    found = figures.unfinished(most=0)
    assert (found.waiting, found.first_waiting, found.stalled) == (1, (), 0)
    assert tile(desk("operator"), "等候外部機構") == 1


def tile(client: Client, name: str) -> int:
    """The figure on the start page under this name."""
    page = client.get("/console/").content.decode()
    found = re.search(rf"{name}(?:</[^>]+>\s*)+<[^>]+>\s*([\d,]+)", page)
    assert found, name
    return int(found[1].replace(",", ""))


def test_todays_refusals_are_listed_with_their_clause(desk: Desk, institutions: RunningSandbox, on_sale: Product) -> None:
    purchase = builders.confirmed_purchase(builders.registered_account(2, id_number="A100000985"), on_sale)
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    page = words(desk("compliance").get("/console/"))
    assert "今日未承保" in page
    assert "11.2.3" in page


@pytest.mark.parametrize(
    ("time", "said"),
    [(None, "—"), (20, "20 秒"), (119, "119 秒"), (180, "3 分鐘"), (7200, "2 小時"), (86400 * 3, "3 天")],
)
def test_a_length_of_time_in_words(time: int | None, said: str) -> None:
    assert spent(None if time is None else timedelta(seconds=time)) == said
