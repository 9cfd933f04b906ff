"""The books of acquirer, industry and carrier: what moved within a time, page by page, over real HTTP, and what is not believed of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.gateways.conftest import PHONE, Lines, Stranger, _receipt
from toubao.gateways.card import HttpCardAcquirer
from toubao.gateways.evidence import NoAnswer
from toubao.gateways.industry_report import HttpIndustryReport
from toubao.gateways.listing import Page, Wanted
from toubao.gateways.sms import HttpSms
from toubao.gateways.transport import Transport


def window(**changed: Any) -> Wanted:
    now = datetime.now(UTC)
    return Wanted(**{"since": now - timedelta(minutes=5), "until": now + timedelta(minutes=5), **changed})


def read(ask: Callable[[Wanted], Page[Any]], most: int) -> list[list[Any]]:
    """All pages of the last minutes."""
    pages, cursor = [], ""
    while True:
        page = ask(window(cursor=cursor, most=most))
        pages.append(list(page.entries))
        cursor = page.next
        if not cursor:
            return pages


def test_the_carriers_books_are_paged_and_say_neither_number_nor_words(lines: Lines) -> None:
    sms = HttpSms(lines.to("sms"))
    for place in range(5):
        sms.send(reference=f"r{place}", to=PHONE, text="驗證碼 482913")
    pages = read(sms.messages, 2)
    assert [[each.reference for each in page] for page in pages] == [["r0", "r1"], ["r2", "r3"], ["r4"]]
    assert pages[0][0].id == sms.send(reference="r0", to=PHONE, text="驗證碼 482913").id
    assert [each.reference for each in sms.messages(Wanted(reference="r3")).entries] == ["r3"]
    assert sms.messages(Wanted(reference="never")).entries == ()
    evidence = sms.messages(window()).evidence
    assert evidence.answer is not None
    assert evidence.answer["entries"] == 5
    assert "482913" not in str(evidence)


def test_the_acquirers_books_have_each_order_that_moved_as_it_stands_now(lines: Lines) -> None:
    card = HttpCardAcquirer(lines.to("card"))
    where = {"return_url": "http://shop.invalid/back", "webhook_url": "http://127.0.0.1:9/"}
    for order in ("A-1", "A-2", "A-3"):
        lines.pay(card.open_page(order=order, amount=165, description="x", **where).url)
    card.capture(order="A-1", amount=165)
    card.void(order="A-2")
    entries = [entry for page in read(card.orders, 2) for entry in page]
    assert [(each.order, each.status, each.amount) for each in entries] == [
        ("A-1", "captured", 165), ("A-2", "voided", 165), ("A-3", "authorised", 165),
    ]  # fmt: skip
    late = entries[0].at
    assert next(each.order for each in card.orders(window(since=late)).entries) == "A-1", "from, and not after"
    assert "A-1" in [each.order for each in card.orders(window(until=late)).entries], "it moved before as well"
    assert card.orders(window(until=datetime.now(UTC) - timedelta(minutes=4))).entries == ()
    assert [each.status for each in card.orders(Wanted(reference="A-2")).entries] == ["voided"]


def test_11_2_1_the_industrys_books_have_receipts_by_our_reference_and_what_closed_them(lines: Lines) -> None:
    report, number = HttpIndustryReport(lines.to("industry_report")), _receipt(lines).number
    (entry,) = report.receipts(window()).entries
    assert (entry.reference, entry.number, entry.status, entry.policy_number, entry.premium) == ("receipt-1", number, "received", "", 0)
    came = entry.at
    report.issue(reference="i", receipt=number, policy_number="TA1", concluded_at=datetime.now(UTC), premium=99)
    (entry,) = report.receipts(window(since=came + timedelta(microseconds=1))).entries
    assert (entry.status, entry.policy_number, entry.premium) == ("issued", "TA1", 99)
    assert entry.at > came
    assert report.receipts(Wanted(reference="receipt-1")).entries == (entry,)


@pytest.mark.parametrize(
    "body",
    [
        b'{"next": ""}', b'{"messages": {}, "next": ""}', b'{"messages": ["x"], "next": ""}', b'{"messages": []}',
        b'{"messages": [], "next": "7"}', b'{"messages": [{"reference": "r", "id": "1", "at": "yesterday"}], "next": ""}',
        b'{"messages": [{"reference": "r", "id": "1", "at": "2026-11-30T00:00:00"}], "next": ""}',
        b'{"messages": [{"reference": "", "id": "1", "at": "2026-11-30T00:00:00Z"}], "next": ""}',
        b'{"messages": [' + b",".join([b'{"reference": "r", "id": "1", "at": "2026-11-30T00:00:00Z"}'] * 3) + b'], "next": ""}',
    ],
)  # fmt: skip
def test_a_page_of_the_wrong_shape_is_no_answer(stranger: Stranger, hasty: Transport, body: bytes) -> None:
    stranger.answers(body)
    with pytest.raises(NoAnswer):
        HttpSms(hasty).messages(window(cursor="7", most=2))


@pytest.mark.parametrize(("institution", "path"), [("phone", "/phone/messages"), ("card", "/card/api/orders")])
def test_books_need_a_signature_a_window_and_a_limit(lines: Lines, institution: str, path: str) -> None:
    asking = lines.to(institution)
    for wrong in ("", "?since=yesterday&until=today", "?reference=x&limit=0", "?reference=x&limit=201", "?reference=x&cursor=-1"):
        assert "invalid-question" in asking_fails(asking, path + wrong)
    unsigned = lines.to(institution, secret=None)
    assert "unsigned" in asking_fails(unsigned, path + "?reference=x")


def asking_fails(asking: Transport, path: str) -> str:
    from toubao.gateways.operations import SMS_MESSAGES

    with pytest.raises(NoAnswer) as caught:
        asking.ask(SMS_MESSAGES, "GET", path, {}, lambda answer, evidence: answer)
    return caught.value.reason
