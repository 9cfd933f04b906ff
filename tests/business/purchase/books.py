"""What tests of the money share: a purchase paid or accepted, everything done that is due, and the books compared at the end."""

from datetime import timedelta

from tests import builders
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.payment.models import Payment
from toubao.business.policies.models import Policy
from toubao.business.purchase.models import Purchase
from toubao.products import Product

LATER = builders.NOW + timedelta(hours=2)


def order_of(purchase: Purchase) -> str:
    return str(Payment.objects.filter(purchase=purchase.pk).latest("intended_at").pk)


def agree(sandbox: RunningSandbox, purchase: Purchase) -> tuple[str, str]:
    """Purchase's and order's state, once nothing is left to do; asserts that money, policy and what is recorded agree."""
    builders.drain(now=LATER)
    found, order = builders.reread(purchase), sandbox.order(order_of(purchase))
    payment = Payment.objects.get(pk=order["order"])
    policies = Policy.objects.filter(purchase=purchase.pk).count()
    assert (order["status"] == "captured") == (policies == 1), "charged without policy, or policy without money"
    assert order["captures"] - order["refunds"] == policies
    assert payment.state == order["status"] or (payment.state, order["status"]) in (("declined", "expired"), ("voided", "expired"))
    assert (found.state == "reported") == (policies == 1)
    assert found.next_at is None or found.state == "confirmed", "left with a clock though all is done"
    told = [m["text"] for m in sandbox.mails("person1@demo.example")]
    assert any("全額退回" in text for text in told) == (payment.state == "refunded"), "told otherwise than true"
    assert any("已完成扣款" in text for text in told) == (policies == 1)
    return found.state, str(order["status"])


def advance(purchase: Purchase) -> None:
    """Everything that is due, now and two hours later, with the circuits closed again."""
    for now in (builders.NOW, LATER, LATER):
        outside.hang_up()
        builders.advance(purchase, now=now)


def paid(purchase: Purchase, on_sale: Product, card: str = builders.GOOD_CARD) -> Purchase:
    builders.pay_at_sandbox(purchase, on_sale, card=card)
    return builders.reread(purchase)


def accepted(sandbox: RunningSandbox, purchase: Purchase, on_sale: Product, card: str = builders.GOOD_CARD) -> Purchase:
    """Paid and accepted; the acquirer is out of reach when it is to be charged."""
    paid(purchase, on_sale, card)
    sandbox.switch("industry_query", down=True)
    builders.advance(purchase)
    sandbox.switch("industry_query", down=False)
    sandbox.switch("card", down=True)
    outside.hang_up()
    builders.advance(purchase)
    sandbox.switch("card", down=False)
    found = builders.reread(purchase)
    assert (found.state, sandbox.order(order_of(purchase))["status"]) == ("accepted", "authorised")
    return found


def charges(sandbox: RunningSandbox) -> list[str]:
    """What the acquirer itself says of every order, sorted."""
    return sorted(sandbox.order(str(p.pk))["status"] for p in Payment.objects.all())
