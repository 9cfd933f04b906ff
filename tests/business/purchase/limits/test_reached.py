"""Limits on the way from payment to policy: our own and the industry's, against the sandbox (11.2.2, 11.2.3)."""

from datetime import timedelta

import pytest

from tests import builders
from tests.business.purchase.books import charges
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.identity.models import Account
from toubao.business.policies.models import Policy
from toubao.business.purchase.models import Purchase
from toubao.business.underwriting.models import Reservation
from toubao.journal.models import Entry
from toubao.journal.reading import entries
from toubao.products import Product, limits
from toubao.products.dated import read

pytestmark = pytest.mark.django_db

OVER_LIMIT = "A100000985"


def test_11_2_3_industry_limit_refuses_lets_the_money_go_and_tells_the_applicant(institutions: RunningSandbox, on_sale: Product) -> None:
    account = builders.registered_account(2, id_number=OVER_LIMIT)
    purchase = builders.confirmed_purchase(account, on_sale)
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    builders.drain()
    refused = builders.reread(purchase)
    assert refused.state == "refused"
    assert refused.serial
    assert Entry.objects.get(subject_id=purchase.pk, event="purchase.authorised").facts["serial"] == refused.serial
    assert [r["clause"] for r in refused.refusal] == ["11.2.3"]
    assert charges(institutions) == ["voided"]
    assert not Policy.objects.filter(purchase=purchase.pk).exists()
    assert Reservation.objects.get(purchase=purchase.pk).state == "released"
    assert refused.next_at is None
    assert any("未能承保" in m["subject"] and refused.serial in m["text"] for m in institutions.mails("person2@demo.example"))
    assert "withdraw" in [e.facts["operation"] for e in entries(purchase.pk) if e.event == "institution.answered"]


@pytest.mark.parametrize("gone", ["limits", "factor", "abnormal"])
def test_11_2_2_what_has_no_limit_on_record_any_more_is_refused_and_let_go(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    """Sent in and paid under a limit; the operator's table lost it before the decision."""
    builders.pay_at_sandbox(confirmed, on_sale)
    left = {key: rows for key, rows in limits._table().items() if key[0] != gone}
    monkeypatch.setattr(limits, "_table", lambda: left)
    builders.advance(confirmed)
    builders.drain()
    refused = builders.reread(confirmed)
    assert (refused.state, refused.next_at) == ("refused", None)
    assert [r["clause"] for r in refused.refusal] == ["11.2.2"]
    assert charges(institutions) == ["voided"]
    assert not Reservation.objects.exclude(state="released").exists()
    assert not Policy.objects.exists()
    assert any("限額資料" in m["text"] for m in institutions.mails("person1@demo.example"))


@pytest.mark.parametrize(("contains_own", "state"), [(False, "refused"), (True, "reported")])
def test_11_2_3_the_industrys_answer_is_read_as_the_operator_says(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, monkeypatch: pytest.MonkeyPatch, *, contains_own: bool, state: str
) -> None:
    """Seven million asked for and reported, nothing elsewhere: an answer with our own report, taken for others' sums, is fourteen."""
    row = read({"value": {"contains_own": contains_own}, "source": "試", "certainty": "N"})
    table = {**limits._table(), ("industry_answer", "", ""): (row,)}
    monkeypatch.setattr(limits, "_table", lambda: table)
    institutions.switch("industry_query", with_own=True)
    purchase = builders.confirmed_purchase(builders.registered_account(3), on_sale, sum_insured=7_000_000)
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    assert builders.reread(purchase).state == state
    judged = Entry.objects.get(subject_id=purchase.pk, event="purchase.accepted").facts
    kept = ("company_total", "industry_total", "industry_contains_own")
    assert tuple(judged[name] for name in kept) == (0, 7_000_000, contains_own)


def test_11_2_2_company_limit_counts_overlapping_trips_only(institutions: RunningSandbox, account: Account, on_sale: Product) -> None:
    for purchase in [_away(account, on_sale, shift) for shift in (0, 1, 60)]:  # all sent in before the first is decided
        builders.pay_at_sandbox(purchase, on_sale)
        builders.advance(purchase)
    states = list(Purchase.objects.order_by("starts").values_list("state", flat=True))
    assert states == ["reported", "refused", "reported"]
    assert [r["clause"] for r in Purchase.objects.order_by("starts")[1].refusal] == ["11.2.2"]
    assert charges(institutions) == ["captured", "captured", "voided"]


def _away(account: Account, on_sale: Product, shift: int) -> Purchase:
    """An application over NT$8,000,000 for five days, so many days after the others."""
    departs = builders.NOW + timedelta(days=7 + shift)
    return builders.confirmed_purchase(account, on_sale, sum_insured=8_000_000, departs=departs, returns=departs + timedelta(days=5))


@pytest.mark.parametrize(("same", "state"), [(True, "refused"), (False, "reported")])
def test_11_2_2_who_left_and_registered_again_is_insured_as_the_same(
    institutions: RunningSandbox, account: Account, on_sale: Product, same: bool, state: str
) -> None:
    before = _away(account, on_sale, 0)
    builders.pay_at_sandbox(before, on_sale)
    builders.advance(before)
    Account.objects.filter(pk=account.pk).update(closed_at=builders.NOW)
    again = _away(builders.registered_account(1 if same else 2), on_sale, 1)
    assert again.person_id != before.person_id
    builders.pay_at_sandbox(again, on_sale)
    builders.advance(again)
    assert builders.reread(again).state == state
    held = list(Reservation.objects.filter(insured=again.person_id).values_list("others", flat=True))
    assert held == ([] if same else [0])
