"""The acquirer's webhooks: before the return, with it, late, never, twice, again until taken; always the same event."""

import hashlib
import hmac
import json
from time import sleep, time

from tests.fixtures.sandbox import RunningSandbox
from tests.fixtures.servers.merchant import Merchant
from tests.sandbox.conftest import Caller


def test_normal_webhook_comes_before_the_return_and_is_signed(caller: Caller, merchant: Merchant, sandbox: RunningSandbox) -> None:
    caller.pay(caller.open(webhook_url=merchant.url))
    [(headers, body)] = merchant.came  # it is here already when the browser is sent back
    stamp = headers["Acquirer-Timestamp"]
    expected = hmac.new(sandbox.card_secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["Acquirer-Signature"] == f"v1={expected}"
    assert abs(int(stamp) - time()) < 5
    told = json.loads(body)
    assert (told["order"], told["status"], told["amount"]) == ("TA-1", "authorised", 1234)
    assert told["event_id"] == caller.order()["webhooks"][0]["event_id"]
    assert not {"4242", "4242424242424242"} & {str(value) for value in told.values()}


def test_webhook_is_signed_with_real_time_whatever_the_demo_clock_says(caller: Caller, merchant: Merchant) -> None:
    caller.post("/clock", json={"offset_seconds": 40 * 86400})
    caller.pay(caller.open(webhook_url=merchant.url))
    assert abs(int(merchant.came[0][0]["Acquirer-Timestamp"]) - time()) < 5


def test_declined_is_told_too(caller: Caller, merchant: Merchant) -> None:
    caller.pay(caller.open(webhook_url=merchant.url), "4000000000000002")
    assert json.loads(merchant.wait(1)[0][1])["status"] == "declined"


def test_together_does_not_wait_for_the_merchant(caller: Caller, merchant: Merchant) -> None:
    caller.post("/switches", json={"card": {"webhook": "together"}})
    caller.pay(caller.open(webhook_url=merchant.url))
    assert len(merchant.wait(1)) == 1


def test_late_comes_after_the_return(caller: Caller, merchant: Merchant) -> None:
    caller.post("/switches", json={"card": {"webhook": "late"}})
    caller.pay(caller.open(webhook_url=merchant.url))
    sleep(0.3)
    assert merchant.came == []
    assert caller.order()["status"] == "authorised"
    assert 5 < caller.order()["webhooks"][0]["due"] - time() < 13


def test_never_does_not_come(caller: Caller, merchant: Merchant) -> None:
    caller.post("/switches", json={"card": {"webhook": "never"}})
    caller.pay(caller.open(webhook_url=merchant.url))
    caller.post("/switches/normal")
    sleep(0.3)
    assert merchant.came == []
    assert caller.order()["webhooks"][0]["due"] is None


def test_twice_is_the_same_event_twice(caller: Caller, merchant: Merchant) -> None:
    caller.post("/switches", json={"card": {"answer_twice": True}})
    caller.pay(caller.open(webhook_url=merchant.url))
    first, second = (body for _, body in merchant.wait(2))
    assert first == second
    sleep(0.2)
    assert len(merchant.came) == 2
    assert [one["kind"] for one in caller.order()["movements"]] == ["opened", "authorised"]


def test_webhook_that_is_not_taken_comes_again(caller: Caller, merchant: Merchant) -> None:
    merchant.statuses = [500, 302]
    caller.pay(caller.open(webhook_url=merchant.url))
    bodies = {body for _, body in merchant.wait(3)}
    assert len(bodies) == 1
    sleep(0.1)
    [event] = caller.order()["webhooks"]
    assert (event["deliveries"], event["owed"], event["last"]) == (1, 0, "HTTP 200")


def test_nobody_listens_and_the_buyer_is_sent_back_all_the_same(caller: Caller) -> None:
    assert caller.pay(caller.open()).status_code == 303
    sleep(0.1)
    [event] = caller.order()["webhooks"]
    assert (event["deliveries"], event["owed"]) == (0, 1)
    assert event["due"] > time()


def test_webhook_can_be_sent_once_more_by_hand(caller: Caller, merchant: Merchant) -> None:
    caller.pay(caller.open(webhook_url=merchant.url))
    assert caller.post("/card/orders/TA-1/webhook").headers["Location"] == "/card/orders/TA-1"
    first, second = (body for _, body in merchant.wait(2))
    assert first == second


def test_acquirer_that_is_down_sends_nothing_until_it_is_up(caller: Caller, merchant: Merchant) -> None:
    caller.post("/switches", json={"card": {"webhook": "together"}})
    merchant.statuses = [500]
    caller.pay(caller.open(webhook_url=merchant.url))
    merchant.wait(1)
    caller.post("/switches", json={"card": {"down": True}})
    sleep(1.6)
    assert len(merchant.came) == 1
    caller.post("/switches", json={"card": {"down": False}})
    merchant.wait(2)
