"""An unknown answer is never a no: whatever the acquirer and the others answer once, one charge and one policy, or a void."""

from datetime import timedelta

import pytest

from tests import builders
from tests.business.purchase.books import accepted, advance, agree, order_of, paid
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.payment import actions as payments
from toubao.business.payment.models import Payment
from toubao.business.policies.models import Policy
from toubao.business.purchase import actions
from toubao.business.purchase.models import Purchase
from toubao.business.steps import SYSTEM
from toubao.products import Product

pytestmark = pytest.mark.django_db


SWITCHED = {
    "404 after acting": {"answer_status": 404}, "403 after acting": {"answer_status": 403}, "409 after acting": {"answer_status": 409},
    "lost": {"lose_answers": True}, "question twice": {"repeat_question": True}, "twice": {"answer_twice": True}, "down": {"down": True},
    "cut": {"unreachable": True}, "wrong amount": {"answer_amount": 1}, "another's word": {"refuse_with": "computer-says-no"},
}  # fmt: skip


@pytest.mark.parametrize("switch", SWITCHED)
def test_11_2_1_whatever_comes_back_from_a_capture_ends_in_one_charge_and_one_policy(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, switch: str
) -> None:
    purchase = accepted(institutions, confirmed, on_sale)
    institutions.switch("card", **SWITCHED[switch])
    outside.hang_up()
    builders.advance(purchase)
    assert builders.reread(purchase).state == ("reported" if switch == "twice" else "accepted"), "unknown is not a no"
    institutions.switch("card", **{name: type(value)() for name, value in SWITCHED[switch].items()})
    advance(purchase)
    assert agree(institutions, purchase) == ("reported", "captured")


OTHERS = ("holder_check", "industry_report", "industry_query")


@pytest.mark.parametrize("institution", OTHERS)
@pytest.mark.parametrize("switch", [name for name in SWITCHED if name not in ("wrong amount", "down", "cut", "lost")] + ["long"])
def test_11_2_every_other_institution_may_answer_anything_once(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, institution: str, switch: str
) -> None:
    switched = SWITCHED.get(switch, {"long_numbers": True})
    paid(confirmed, on_sale)
    institutions.switch(institution, **switched)
    builders.advance(confirmed)
    institutions.switch(institution, **{name: type(value)() for name, value in switched.items()})
    for _ in range(3):
        outside.hang_up()
        builders.advance(confirmed)
    assert agree(institutions, confirmed) == ("reported", "captured")


@pytest.mark.parametrize("institution", OTHERS)
def test_11_2_3_an_institution_that_never_gives_a_known_answer_ends_in_a_refusal_and_a_void(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, institution: str
) -> None:
    paid(confirmed, on_sale)
    institutions.switch(institution, answer_status=404)
    if institution == "holder_check":
        builders.advance(confirmed, now=builders.NOW + timedelta(days=8))
    else:
        for minutes in (0, 31, 32):
            builders.advance(confirmed, now=builders.NOW + timedelta(minutes=minutes))
    institutions.switch(institution, answer_status=0)
    advance(confirmed)
    state, order = agree(institutions, confirmed)
    assert (state, order) == ("withdrawn" if institution == "holder_check" else "refused", "voided")


def test_control_believing_a_status_without_a_code_charges_without_a_policy(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Positive control: as it was before, a proxy's 404 is a no, and no look-up follows."""
    from toubao.gateways.operations import Operation

    purchase = accepted(institutions, confirmed, on_sale)
    institutions.switch("card", answer_status=404)
    monkeypatch.setattr(Operation, "refuses", lambda self, code, *, after_acting: True)
    monkeypatch.setattr(payments, "look_up", lambda *, payment, now: money_state(payment))
    Purchase.objects.filter(pk=purchase.pk).update(tries=0)
    builders.advance(purchase)
    assert institutions.order(order_of(purchase))["status"] in ("captured", "refunded")
    assert not Policy.objects.exists()


def money_state(payment: Payment) -> object:
    """What the acquirer is taken to say where nobody looks."""
    from types import SimpleNamespace

    return SimpleNamespace(status="authorised", amount=payment.amount)


@pytest.mark.parametrize("asked", ["look_up", "void", "refund"])
@pytest.mark.parametrize("switch", SWITCHED)
def test_12_1_1_whatever_comes_back_from_a_look_up_void_or_refund_ends_in_agreement(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, asked: str, switch: str
) -> None:
    paid(confirmed, on_sale)
    if asked != "look_up":
        if asked == "refund":
            institutions.by_hand(order_of(confirmed), "captured")
        actions.withdraw(purchase=builders.reread(confirmed), because="another plan", actor=SYSTEM, now=builders.NOW)
    institutions.switch("card", **SWITCHED[switch])
    builders.advance(confirmed)
    institutions.switch("card", **{name: type(value)() for name, value in SWITCHED[switch].items()})
    advance(confirmed)
    state, order = builders.reread(confirmed).state, institutions.order(order_of(confirmed))["status"]
    if (asked, switch) == ("look_up", "wrong amount"):
        assert (state, order) == ("confirmed", "voided"), "an authorisation over another amount is no authorisation of the premium"
        assert Payment.objects.get().state == "voided"
        return
    assert agree(institutions, confirmed) == {
        "look_up": ("reported", "captured"), "void": ("withdrawn", "voided"), "refund": ("withdrawn", "refunded"),
    }[asked]  # fmt: skip
