"""What no carrier brought to its addressee stands on the start page until the address is mended."""

from tests import builders
from tests.doors.console.conftest import Desk, words
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.correspondence.fates import settle
from toubao.business.identity.models import Account
from toubao.products import Product


def test_12_1_4_what_did_not_arrive_is_on_the_start_page_until_it_is_mended(
    desk: Desk, institutions: RunningSandbox, on_sale: Product
) -> None:
    client = desk("service")
    assert "沒有送達的訊息" not in words(client.get("/console/"))
    account = builders.registered_account(mail="person1+refused@demo.example")
    Account.objects.update(mail_proved=True)
    purchase = builders.confirmed_purchase(account, on_sale)
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    builders.drain()
    page = client.get("/console/")
    assert f"/console/cases/{purchase.pk}/" in page.content.decode()
    for told in ("沒有送達的訊息", "業者拒收", "電子保單的通知", "投保完成通知"):
        assert told in words(page), told
    assert "refused@" not in page.content.decode(), "no address is shown"
    settle(key=account.person.key, channel="mail", now=builders.NOW)
    assert "沒有送達的訊息" not in words(client.get("/console/"))
