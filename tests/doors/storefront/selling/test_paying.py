"""Hand-over to the acquirer, the way back, declined and strangers' cards, an acquirer that is down, and giving up."""

from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from django.db import connection
from django.test import Client

from tests import builders
from tests.doors.storefront.selling.conftest import Statements, lands_on, path, words
from tests.fixtures import http
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.payment import actions as payments
from toubao.business.payment import opening as pages
from toubao.business.payment.models import Payment
from toubao.business.purchase.models import Purchase
from toubao.business.steps import SYSTEM
from toubao.doors.clock import now
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
OTHERS_CARD, REFUSED_CARD, NO_MONEY = "5555555555554444", "4000000000000002", "4000000000009995"


def pay(buyer: Client, purchase: Purchase, card: str = builders.GOOD_CARD) -> httpx.Response:
    """Go to the acquirer's page as the button does, and pay there."""
    page = buyer.post(path(purchase, "pay"))["Location"]
    typed = {"number": card, "expiry": "12/30", "cvc": "123"}
    return http.post(page, data=typed, headers={"Origin": page.rpartition("/card")[0]})


def jobs() -> int:
    """How often the worker was told to look at a purchase."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'purchase.advance'")
        return int(cursor.fetchone()[0])


def test_17_1_the_page_says_where_it_goes_and_that_nothing_is_charged_yet(buyer: Client, confirmed: Purchase) -> None:
    with Statements() as asked:
        told = words(buyer.get(path(confirmed, "pay")))
    assert "收單機構的付款頁" in told
    assert "只取得授權，還沒有扣款" in told
    assert (len(asked.all), asked.writing) == (3, [])
    assert 'type="text"' not in buyer.get(path(confirmed, "pay")).content.decode()  # no card number is ever asked for here


def test_12_1_the_button_leads_to_the_acquirers_page(buyer: Client, confirmed: Purchase, institutions: RunningSandbox) -> None:
    with Statements() as asked:
        answer = buyer.post(path(confirmed, "pay"))
    assert answer.status_code == 303
    assert answer["Location"].startswith(f"{institutions.url}/card/pay/")
    assert len(asked.all) <= 12
    payment = Payment.objects.get(purchase=confirmed.pk)
    assert (payment.state, payment.amount) == ("intended", confirmed.premium)


def test_the_button_pressed_twice_opens_one_payment(buyer: Client, confirmed: Purchase, institutions: RunningSandbox) -> None:
    first, second = buyer.post(path(confirmed, "pay")), buyer.post(path(confirmed, "pay"))
    assert first["Location"] == second["Location"]
    assert Payment.objects.filter(purchase=confirmed.pk).count() == 1
    assert "回到付款頁" in words(buyer.get(path(confirmed, "pay")))


def test_the_acquirer_sends_the_browser_back_to_the_host_that_it_came_from(
    buyer: Client, confirmed: Purchase, institutions: RunningSandbox
) -> None:
    back = pay(buyer, confirmed).headers["Location"]
    assert back.startswith(f"http://localhost{path(confirmed, 'back')}?order=")


def test_the_way_back_is_not_believed_but_looked_up(buyer: Client, confirmed: Purchase, institutions: RunningSandbox) -> None:
    buyer.post(path(confirmed, "pay"))
    before = jobs()
    answer = buyer.get(f"{path(confirmed, 'back')}?order=whatever&status=authorised")
    assert (answer.status_code, answer["Location"]) == (303, path(confirmed, "status"))
    assert jobs() == before + 1
    builders.drain()
    assert builders.reread(confirmed).state == "confirmed"
    assert Payment.objects.get(purchase=confirmed.pk).state == "intended"


def test_the_way_back_comes_again_later_and_asks_nobody(buyer: Client, confirmed: Purchase, institutions: RunningSandbox) -> None:
    pay(buyer, confirmed)
    builders.advance(confirmed)
    before = jobs()
    assert buyer.get(path(confirmed, "back")).status_code == 303
    assert jobs() == before


def test_11_2_paid_and_back_there_is_one_charge_and_one_policy(buyer: Client, confirmed: Purchase, institutions: RunningSandbox) -> None:
    pay(buyer, confirmed)
    buyer.get(path(confirmed, "back"))
    buyer.get(path(confirmed, "back"))
    builders.drain()
    page = buyer.get(path(confirmed, "status"))
    done = builders.reread(confirmed)
    assert done.state == "reported"
    assert done.serial is not None
    assert done.serial in words(page)
    assert Payment.objects.get(purchase=done.pk).state == "captured"


@pytest.mark.parametrize(("card", "sentence"), [(REFUSED_CARD, "發卡銀行沒有同意"), (NO_MONEY, "可用額度不夠")])
def test_a_declined_card_says_that_nothing_was_charged_and_offers_another(
    buyer: Client, confirmed: Purchase, institutions: RunningSandbox, card: str, sentence: str
) -> None:
    pay(buyer, confirmed, card)
    buyer.get(path(confirmed, "back"))
    builders.drain()
    page = buyer.get(path(confirmed, "status"))
    assert "沒有扣款" in words(page)
    assert sentence in words(page)
    assert f'href="{path(confirmed, "pay")}"' in page.content.decode()
    assert sentence in words(buyer.get(path(confirmed, "pay")))
    pay(buyer, confirmed)
    buyer.get(path(confirmed, "back"))
    builders.drain()
    assert builders.reread(confirmed).state == "reported"
    assert sorted(Payment.objects.filter(purchase=confirmed.pk).values_list("state", flat=True)) == ["captured", "declined"]


def test_12_1_2_somebody_elses_card_is_let_go_and_another_may_pay(buyer: Client, confirmed: Purchase, institutions: RunningSandbox) -> None:
    pay(buyer, confirmed, OTHERS_CARD)
    buyer.get(path(confirmed, "back"))
    builders.drain()
    page = buyer.get(path(confirmed, "status"))
    assert "持卡人與要保人不是同一人" in words(page)
    assert "沒有扣款" in words(page)
    assert builders.reread(confirmed).state == "confirmed"
    assert Payment.objects.get(purchase=confirmed.pk).state == "voided"


def test_an_acquirer_that_is_down_is_named_and_can_be_tried_again(buyer: Client, confirmed: Purchase, institutions: RunningSandbox) -> None:
    institutions.switch("card", unreachable=True)
    page = buyer.post(path(confirmed, "pay"))
    assert page.status_code == 503
    assert page["Retry-After"] == "20"
    assert "沒有扣款" in words(page)
    assert f'action="{path(confirmed, "pay")}"' in page.content.decode()
    assert builders.reread(confirmed).state == "confirmed"
    institutions.switch("card", unreachable=False)
    outside.hang_up()  # forgets the failures of before, as time does
    assert buyer.post(path(confirmed, "pay")).status_code == 303
    assert Payment.objects.filter(purchase=confirmed.pk).count() == 1


def opening(purchase: Purchase, **query: object) -> str:
    """The page that waits for the acquirer's, begun so many seconds ago."""
    return f"{path(purchase, 'opening')}?{urlencode(query)}"


def test_17_1_the_page_that_waits_goes_on_when_the_acquirers_is_there(buyer: Client, confirmed: Purchase) -> None:
    payments.intend(purchase=confirmed.pk, holder=confirmed.person_id, amount=confirmed.premium, actor=SYSTEM, now=builders.NOW)
    since = int(now().timestamp())
    waiting = buyer.get(opening(confirmed, since=since))
    assert "正在為您開啟付款頁" in words(waiting)
    assert "還沒有付款" in words(waiting)
    assert buyer.get(opening(confirmed, since=since, part=1)).status_code == 204
    Payment.objects.update(page="http://acquirer.invalid/page")
    assert buyer.get(opening(confirmed, since=since, part=1))["HX-Refresh"] == "true"
    there = buyer.get(opening(confirmed, since=since))
    assert (there.status_code, there["Location"]) == (303, "http://acquirer.invalid/page")


def test_17_1_without_javascript_the_page_that_waits_has_a_link_to_look_again(buyer: Client, confirmed: Purchase) -> None:
    payments.intend(purchase=confirmed.pk, holder=confirmed.person_id, amount=confirmed.premium, actor=SYSTEM, now=builders.NOW)
    page = buyer.get(opening(confirmed, since=int(now().timestamp()))).content.decode()
    assert "http-equiv" not in page
    assert "看看開好了沒有" in page


def test_17_1_the_page_that_waits_ends_as_soon_as_the_acquirer_gave_none(
    buyer: Client, confirmed: Purchase, institutions: RunningSandbox
) -> None:
    since = int(now().timestamp())
    institutions.switch("card", unreachable=True)
    assert buyer.post(path(confirmed, "pay")).status_code == 503
    assert "暫時打不開" in words(buyer.get(opening(confirmed, since=since)))


def test_17_1_a_look_up_that_failed_does_not_end_the_waiting(buyer: Client, confirmed: Purchase, institutions: RunningSandbox) -> None:
    meant = payments.intend(purchase=confirmed.pk, holder=confirmed.person_id, amount=confirmed.premium, actor=SYSTEM, now=builders.NOW)
    since = int(now().timestamp())
    institutions.switch("card", unreachable=True)
    with pytest.raises(outside.GatewayError):
        payments.look_up(payment=meant, now=now())
    assert "正在為您開啟付款頁" in words(buyer.get(opening(confirmed, since=since)))


def test_whom_there_is_no_time_for_is_told_why(buyer: Client, confirmed: Purchase, monkeypatch: pytest.MonkeyPatch) -> None:
    def crowded(**_: object) -> str:
        raise pages.TooMany

    monkeypatch.setattr(pages, "opened", crowded)
    page = buyer.post(path(confirmed, "pay"))
    assert (page.status_code, page["Retry-After"]) == (503, "20")
    assert "現在付款的人很多" in words(page)


@pytest.mark.parametrize("since", ["", "soon", "-5", "9" * 30, "99999999999", "0"])
def test_17_1_the_page_that_waits_says_so_when_it_has_waited_for_long(buyer: Client, confirmed: Purchase, since: str) -> None:
    payments.intend(purchase=confirmed.pk, holder=confirmed.person_id, amount=confirmed.premium, actor=SYSTEM, now=builders.NOW)
    page = buyer.get(opening(confirmed, since=since))
    assert (page.status_code, page["Retry-After"]) == (503, "20")
    assert "暫時打不開" in words(page)
    assert buyer.get(opening(confirmed, since=since, part=1))["HX-Refresh"] == "true"


def test_nothing_is_opened_where_nothing_is_meant_to_be_paid(buyer: Client, confirmed: Purchase, informed: Purchase) -> None:
    assert buyer.get(opening(confirmed, since=int(now().timestamp()))).status_code == 503
    assert lands_on(buyer, buyer.get(opening(informed, since=1))) == "check"
    assert Payment.objects.count() == 0


def test_before_sending_in_there_is_nothing_to_pay(buyer: Client, informed: Purchase) -> None:
    assert lands_on(buyer, buyer.post(path(informed, "pay"))) == "check"
    assert Payment.objects.count() == 0


def test_a_payment_that_another_request_overtook_leads_to_where_it_stands(
    buyer: Client, confirmed: Purchase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(**told: Any) -> None:
        return None

    monkeypatch.setattr("toubao.business.purchase.actions.pay", overtaken)
    assert buyer.post(path(confirmed, "pay"))["Location"] == f"{path(confirmed)}?told=moved"


@pytest.mark.parametrize("at", ["started", "informed", "confirmed"])
def test_an_application_can_be_given_up_before_it_is_paid(buyer: Client, at: str, request: pytest.FixtureRequest) -> None:
    purchase: Purchase = request.getfixturevalue(at)
    assert lands_on(buyer, buyer.post(path(purchase, "give-up"))) == "status"
    page = buyer.get(path(purchase, "status"))
    assert "沒有扣款" in words(page)
    assert "destinations=JP" in page.content.decode()
    assert builders.reread(purchase).state == "withdrawn"
    assert lands_on(buyer, buyer.post(path(purchase, "give-up"))) == "status"
    assert Entry.objects.filter(event="purchase.withdrawn").count() == 1


def test_giving_up_needs_a_button(buyer: Client, confirmed: Purchase) -> None:
    assert buyer.get(path(confirmed, "give-up")).status_code == 405
    assert builders.reread(confirmed).state == "confirmed"


def test_giving_up_while_the_card_page_is_open_lets_the_authorisation_go(
    buyer: Client, confirmed: Purchase, institutions: RunningSandbox
) -> None:
    pay(buyer, confirmed)
    buyer.post(path(confirmed, "give-up"))
    builders.drain()
    payment = Payment.objects.get(purchase=confirmed.pk)
    assert (builders.reread(confirmed).state, payment.state) == ("withdrawn", "voided")


def test_giving_up_comes_too_late_after_the_authorisation(buyer: Client, confirmed: Purchase, institutions: RunningSandbox) -> None:
    pay(buyer, confirmed)
    builders.advance(confirmed)
    builders.drain()
    assert lands_on(buyer, buyer.post(path(confirmed, "give-up"))) == "status"
    assert builders.reread(confirmed).state == "reported"
