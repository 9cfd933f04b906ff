"""The places where payment looks twice, found by walking the settlement model (tests/rules/flows): each by the real actions."""

import pytest

from tests import builders
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.payment import actions as payments
from toubao.business.payment.models import Payment
from toubao.business.purchase import actions, settling
from toubao.business.purchase.models import Purchase
from toubao.business.steps import Actor
from toubao.business.underwriting import actions as underwriting

pytestmark = pytest.mark.django_db
PLACES = {"return_url": "http://127.0.0.1/back", "webhook_url": "http://127.0.0.1/hook"}


@pytest.fixture
def confirmed(db: None) -> Purchase:
    return builders.confirmed_purchase(builders.registered_account(), builders.product())


def test_12_1_1_who_gave_up_in_another_tab_is_not_led_to_a_pay_page(confirmed: Purchase) -> None:
    tab = builders.reread(confirmed)
    assert actions.withdraw(purchase=confirmed, because="changed my mind", actor=Actor("person", "x"), now=builders.NOW).taken
    assert tab.state == "confirmed"
    assert actions.pay(purchase=tab, product=builders.product(), now=builders.NOW, **PLACES) is None
    assert not Payment.objects.exists()


def test_12_1_1_a_page_of_a_payment_that_was_let_go_is_shown_to_nobody(institutions: RunningSandbox, confirmed: Purchase) -> None:
    meant = payments.intend(
        purchase=confirmed.pk, holder=confirmed.person_id, amount=confirmed.premium, actor=Actor("person", "x"), now=builders.NOW
    )
    assert payments.decline(payment=Payment.objects.get(pk=meant.pk), because="unknown-order", now=builders.NOW).taken
    assert payments.open_page(payment=meant, description="示範", now=builders.NOW, **PLACES) is None
    assert Payment.objects.get(pk=meant.pk).page == ""


def test_11_2_4_what_was_cleared_before_its_old_money_was_let_go_can_still_be_paid(
    institutions: RunningSandbox, confirmed: Purchase
) -> None:
    product = builders.product()
    builders.pay_at_sandbox(confirmed, product)
    old = Payment.objects.get(purchase=confirmed.pk)
    institutions.switch("industry_report", down=True)
    builders.advance(confirmed)
    institutions.switch("industry_report", down=False)
    waiting = builders.reread(confirmed)
    assert (waiting.state, Payment.objects.get(pk=old.pk).state) == ("authorised", "authorised")

    underwriting.refer(purchase=waiting.pk, reasons=["a test"], now=builders.NOW)
    Purchase.objects.filter(pk=waiting.pk).update(state="referred")
    cleared = settling.cleared(
        purchase=builders.reread(confirmed), product=product, accepted=True, because="seen", actor=Actor("staff", "u"), now=builders.NOW
    )
    assert cleared is not None
    assert cleared.taken
    builders.advance(confirmed)
    assert Payment.objects.get(pk=old.pk).state == "voided"
    assert institutions.order(str(old.pk))["status"] == "voided"

    builders.pay_at_sandbox(builders.reread(confirmed), product)
    builders.advance(confirmed)
    assert builders.reread(confirmed).state == "reported"
    assert sorted(p.state for p in Payment.objects.filter(purchase=confirmed.pk)) == ["captured", "voided"]
