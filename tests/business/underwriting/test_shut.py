"""Gates between payment and policy that the worker drives shut: an institution answers otherwise, or a row was changed unseen."""

from dataclasses import replace
from typing import Any

import pytest

from tests import builders
from tests.business.purchase.books import LATER, accepted, charges, order_of, paid
from tests.business.purchase.conftest import account, confirmed, on_sale
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.correspondence.models import Message
from toubao.business.payment.models import Payment
from toubao.business.policies.actions import open_policy
from toubao.business.policies.models import Policy
from toubao.business.purchase import jobs
from toubao.business.purchase.models import Purchase
from toubao.business.purchase.telling import letters
from toubao.business.underwriting.models import Referral, Reservation
from toubao.business.work import JOBS
from toubao.journal.reading import entries
from toubao.products import Product

pytestmark = pytest.mark.django_db
__all__ = ["account", "confirmed", "on_sale"]


def shut(purchase: Purchase, event: str) -> list[str]:
    """The gates that were shut in the last decision of this kind."""
    last = entries(purchase.pk).filter(event=event, outcome__in=["refused", "referred"]).last()
    assert last is not None, event
    return [verdict["gate"] for verdict in last.verdicts if verdict["ruling"] in ("shut", "refer")]


def waits(sandbox: RunningSandbox, purchase: Purchase, on_sale: Product, *, at: str, in_state: str) -> Purchase:
    """Paid, and stopped in this state, since an institution is down that answers again from now on."""
    paid(purchase, on_sale)
    sandbox.switch(at, down=True)
    builders.advance(purchase)
    sandbox.switch(at, down=False)
    outside.hang_up()
    found = builders.reread(purchase)
    assert found.state == in_state
    return found


@pytest.mark.parametrize("lacking", ["number", "code"])
def test_11_2_1_authorised_before_receipt_shut_by_a_report_without_its_number_or_code(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, lacking: str
) -> None:
    purchase = waits(institutions, confirmed, on_sale, at="industry_report", in_state="authorised")
    if lacking == "number":
        institutions.switch("industry_report", without_numbers=True)
    else:
        Payment.objects.update(authorisation_code="")
    builders.advance(purchase)
    assert shut(purchase, "purchase.receipt_reported") == ["authorised_before_receipt"]
    assert builders.reread(purchase).state == "authorised"
    assert builders.reread(purchase).tries == purchase.tries + 1, "it is asked again later, not every minute for ever"
    institutions.switch("industry_report", without_numbers=False)
    builders.advance(purchase, now=LATER)
    assert builders.reread(purchase).state == ("reported" if lacking == "number" else "refused")
    builders.drain(now=LATER)
    assert charges(institutions) == ["captured" if lacking == "number" else "voided"]


def test_11_2_1_receipt_before_underwriting_shut_where_the_row_lost_its_receipt(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    purchase = waits(institutions, confirmed, on_sale, at="industry_query", in_state="received")
    Purchase.objects.filter(pk=purchase.pk).update(receipt="")
    builders.advance(purchase)
    assert shut(purchase, "purchase.accepted") == ["receipt_before_underwriting"]
    builders.drain()
    assert builders.reread(purchase).state == "refused"
    assert charges(institutions) == ["voided"]


def test_11_2_1_accepted_before_capture_shut_where_another_amount_would_be_charged(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    purchase = accepted(institutions, confirmed, on_sale)
    Payment.objects.update(amount=purchase.premium * 10)
    outside.hang_up()
    builders.advance(purchase, now=LATER)
    assert shut(purchase, "payment.captured") == ["accepted_before_capture"]
    builders.drain(now=LATER)
    assert builders.reread(purchase).state == "refused"
    assert charges(institutions) == ["voided"], "the acquirer was asked for nothing"


def test_11_2_1_accepted_before_capture_shut_where_a_row_says_accepted_that_nobody_accepted(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    purchase = waits(institutions, confirmed, on_sale, at="industry_query", in_state="received")
    Purchase.objects.filter(pk=purchase.pk).update(state="accepted")
    builders.advance(purchase)
    assert shut(purchase, "payment.captured") == ["accepted_before_capture"]
    assert Reservation.objects.get(purchase=purchase.pk).state == "released"
    builders.drain()
    assert builders.reread(purchase).state == "refused"
    assert charges(institutions) == ["voided"]
    assert not Policy.objects.exists()


def test_5_2_11_serial_after_payment_shut_while_the_acquirer_says_another_amount(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    purchase = accepted(institutions, confirmed, on_sale)
    institutions.switch("card", answer_amount=1)
    outside.hang_up()
    for _ in ("charged, and not believed", "looked up, and the same is said"):
        builders.advance(purchase)
    assert shut(purchase, "purchase.concluded") == ["serial_after_payment"]
    assert not Policy.objects.exists()
    assert Payment.objects.get(pk=order_of(purchase)).state == "authorised", "no charge is recorded that is not the premium"
    institutions.switch("card", answer_amount=0)
    builders.advance(purchase)
    assert builders.reread(purchase).state == "reported"


def test_11_2_1_issue_numbered_shut_by_an_answer_without_a_number(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    purchase = accepted(institutions, confirmed, on_sale)
    institutions.switch("industry_report", without_numbers=True)
    outside.hang_up()
    builders.advance(purchase)
    assert shut(purchase, "purchase.issue_reported") == ["issue_numbered"]
    found = builders.reread(purchase)
    assert (found.state, found.report) == ("concluded", "")
    assert found.next_at is not None
    institutions.switch("industry_report", without_numbers=False)
    builders.advance(purchase)
    assert builders.reread(purchase).state == "reported"


def test_6_1_2_after_conclusion_shut_for_a_policy_whose_contract_nobody_concluded(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    purchase = accepted(institutions, confirmed, on_sale)
    purchase.serial, purchase.concluded_at = "TB-2345-6789-ABCD", builders.NOW
    payment = Payment.objects.get(purchase=purchase.pk)
    forged = open_policy(contract=letters.contract(purchase, on_sale, payment), now=builders.NOW)
    JOBS["policies.issue"](policy=str(forged.pk), now=builders.NOW)
    assert shut(purchase, "delivery.policy_issued") == ["after_conclusion"]
    assert Policy.objects.get(pk=forged.pk).state == "new"
    assert not Message.objects.filter(purpose="policy").exists()


@pytest.mark.parametrize("most", [2, 0], ids=["on", "off"])
def test_11_2_4_within_online_screening_refers_who_applied_to_many_insurers_where_that_rule_is_on(
    institutions: RunningSandbox, on_sale: Product, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """The insurer's own rule, off as it is sold; 4 million NT$ with three other companies."""
    purchase = builders.confirmed_purchase(builders.registered_account(2, id_number=with_others()), on_sale, sum_insured=1_000_000)
    ruled = replace(on_sale.parameters["companies_most"], value=most)
    strict = replace(on_sale, parameters={**on_sale.parameters, "companies_most": ruled})
    monkeypatch.setattr(jobs.queries, "product", _always(strict))
    paid(purchase, on_sale)
    builders.advance(purchase)
    if most == 0:
        assert not Referral.objects.exists()
        return
    assert shut(purchase, "purchase.accepted") == ["within_online_screening"]
    assert builders.reread(purchase).state == "referred"
    assert Referral.objects.get(purchase=purchase.pk).reasons == ["other_insurers"]


def with_others() -> str:
    """A number of whose holder the industry knows four million NT$ with three companies."""
    return next(each for each in map(builders.id_number, range(920, 1000)) if each[7:9] == "92")


def _always(product: Product) -> Any:
    return lambda *_, **__: product
