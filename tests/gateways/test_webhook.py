"""The acquirer's webhooks as we verify them: real ones from the sandbox, then tampered with, late, unsigned, unreadable."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.fixtures.servers.merchant import Merchant
from tests.gateways.conftest import Lines
from toubao.gateways.card import BadWebhook, CardEvent, HttpCardAcquirer, verify_webhook

SECRET = b"tests-card-secret"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
GOOD = {"event_id": "evt_1", "order": "TA-1", "status": "authorised", "amount": 5, "at": "2026-11-22T12:00:00+08:00"}


def _signed(body: bytes, at: datetime = NOW, secret: bytes = SECRET) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    digest = hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"Acquirer-Timestamp": stamp, "Acquirer-Signature": f"v1={digest}"}


def _reason(headers: dict[str, str], body: bytes, now: datetime = NOW) -> str:
    with pytest.raises(BadWebhook) as caught:
        verify_webhook(secret=SECRET, headers=headers, body=body, now=now)
    return caught.value.reason


def test_real_webhook_is_verified_and_delivered_twice_with_one_id(lines: Lines, merchant: Merchant) -> None:
    lines.sandbox.switch("card", answer_twice=True)
    card = HttpCardAcquirer(lines.to("card"))
    page = card.open_page(order="TA-1", amount=5, description="x", return_url="http://shop.invalid/", webhook_url=merchant.url)
    lines.pay(page.url)
    events = [
        verify_webhook(secret=lines.sandbox.card_secret, headers=headers, body=body, now=datetime.now(UTC))
        for headers, body in merchant.wait(2)
    ]
    assert events[0] == events[1]
    assert (events[0].order, events[0].status) == ("TA-1", "authorised")
    headers, body = merchant.came[0]
    assert _reason(headers, body.replace(b"authorised", b"captured"), datetime.now(UTC)) == "wrong signature"
    assert _reason(headers, body, datetime.now(UTC) + timedelta(minutes=6)) == "too old or too new"


def test_header_names_in_any_case() -> None:
    body = json.dumps(GOOD).encode()
    lower = {name.lower(): value for name, value in _signed(body).items()}
    expected = CardEvent("evt_1", "TA-1", "authorised", NOW)
    assert verify_webhook(secret=SECRET, headers=lower, body=body, now=NOW) == expected


@pytest.mark.parametrize("minutes", [-5, 0, 5])
def test_five_minutes_either_way_are_fine(minutes: int) -> None:
    body = json.dumps(GOOD).encode()
    assert verify_webhook(secret=SECRET, headers=_signed(body, NOW + timedelta(minutes=minutes)), body=body, now=NOW)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_more_than_five_minutes_either_way_are_not(seconds: int) -> None:
    body = json.dumps(GOOD).encode()
    assert _reason(_signed(body, NOW + timedelta(seconds=seconds)), body) == "too old or too new"


def test_unsigned_tampered_and_foreign() -> None:
    body = json.dumps(GOOD).encode()
    headers = _signed(body)
    assert _reason({}, body) == "unsigned"
    assert _reason({"Acquirer-Timestamp": headers["Acquirer-Timestamp"]}, body) == "unsigned"
    assert _reason(headers, body + b" ") == "wrong signature"
    assert _reason({**headers, "Acquirer-Timestamp": str(int(NOW.timestamp()) + 1)}, body) == "wrong signature"
    assert _reason(_signed(body, secret=b"another"), body) == "wrong signature"
    assert _reason({**headers, "Acquirer-Signature": "v1=é"}, body) == "wrong signature"


@pytest.mark.parametrize("stamp", ["now", "-5", "9" * 12, "1" * 13, "１２３"])
def test_unreadable_time(stamp: str) -> None:
    digest = hmac.new(SECRET, stamp.encode() + b".{}", hashlib.sha256).hexdigest()
    assert _reason({"Acquirer-Timestamp": stamp, "Acquirer-Signature": f"v1={digest}"}, b"{}") == "unreadable time"


@pytest.mark.parametrize(
    "changed",
    [
        {"event_id": ""},
        {"event_id": "e" * 101},
        {"order": "o" * 101},
        {"at": "2" * 41},
        {"status": "paid"},
        {"order": None},
        {"at": "yesterday"},
        {"at": "2026-11-22T12:00:00"},
        {"event_id": "a\0b"},
        {"event_id": "\ud800"},
    ],
    ids=["no id", "long id", "long order", "long time", "unknown status", "no order", "no time", "no zone", "a NUL", "half a character"],
)
def test_signed_but_unreadable(changed: dict[str, object]) -> None:
    body = json.dumps({**GOOD, **changed}).encode()
    assert _reason(_signed(body), body).startswith("unreadable")


def test_signed_but_not_json() -> None:
    assert _reason(_signed(b"hello"), b"hello") == "unreadable: not JSON"
