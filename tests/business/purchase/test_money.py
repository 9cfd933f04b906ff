"""Our state against the acquirer's, walked whole with the real sandbox; the books agree at the end."""

from datetime import timedelta

import pytest

from tests import builders
from tests.business.purchase.books import accepted, advance, agree, order_of, paid
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.payment import actions as payments
from toubao.business.payment.models import Payment
from toubao.business.policies.models import Policy
from toubao.business.purchase import actions, money, queries, settling
from toubao.business.purchase.models import Purchase
from toubao.business.steps import SYSTEM
from toubao.journal.reading import entries
from toubao.products import Product
from toubao.rules.events import Event

pytestmark = pytest.mark.django_db

PLACES = {"return_url": "http://127.0.0.1/back", "webhook_url": "http://127.0.0.1/hook"}
UNCHARGEABLE = "4000000000000341"


@pytest.mark.parametrize(
    ("by_hand", "ends"),
    [
        ("captured", ("reported", "captured")), ("voided", ("refused", "voided")), ("expired", ("refused", "expired")),
        ("refunded", ("refused", "refunded")), ("", ("reported", "captured")),
    ],
)  # fmt: skip
def test_12_1_1_what_somebody_at_the_acquirer_did_to_an_accepted_order_is_found_out(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, by_hand: str, ends: tuple[str, str]
) -> None:
    purchase = accepted(institutions, confirmed, on_sale)
    if by_hand == "refunded":
        institutions.by_hand(order_of(purchase), "captured")
    if by_hand:
        institutions.by_hand(order_of(purchase), by_hand)
    advance(purchase)
    assert agree(institutions, purchase) == ends


@pytest.mark.parametrize(
    ("status", "ends"),
    [
        ("none", ("confirmed", "none")), ("open", ("confirmed", "open")), ("authorised", ("reported", "captured")),
        ("declined", ("confirmed", "declined")), ("captured", ("reported", "captured")), ("voided", ("confirmed", "voided")),
        ("expired", ("confirmed", "expired")), ("refunded", ("confirmed", "refunded")),
    ],
)  # fmt: skip
def test_12_1_1_what_is_meant_to_be_paid_in_each_state_of_the_acquirer(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, status: str, ends: tuple[str, str]
) -> None:
    bring(institutions, confirmed, on_sale, status)
    builders.advance(confirmed)
    assert builders.reread(confirmed).state == ends[0]
    if ends[0] == "reported":
        assert agree(institutions, confirmed) == ends
    else:
        assert not Policy.objects.exists()
        assert Payment.objects.get().state == ("intended" if status in ("none", "open") else "declined")


@pytest.mark.parametrize("status", ["none", "open", "authorised", "declined", "captured", "voided", "expired", "refunded"])
@pytest.mark.parametrize("how", ["given up", "departed"])
def test_12_1_1_given_up_or_departed_leaves_no_money_in_any_state_of_the_acquirer(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, status: str, how: str
) -> None:
    bring(institutions, confirmed, on_sale, status)
    now = builders.NOW
    if how == "given up":
        assert actions.withdraw(purchase=builders.reread(confirmed), because="another plan", actor=SYSTEM, now=now).taken
    else:
        now += timedelta(days=7, minutes=1)
    for _ in range(2):
        builders.advance(confirmed, now=now)
    builders.drain(now=now)
    assert builders.reread(confirmed).state == "withdrawn"
    assert builders.reread(confirmed).next_at is None
    payment = Payment.objects.get()
    expected = {"none": "declined", "declined": "declined", "expired": "declined", "captured": "refunded", "refunded": "refunded"}
    assert payment.state == expected.get(status, "voided")
    if status != "none":
        order = institutions.order(str(payment.pk))
        assert order["captures"] == order["refunds"]
        assert order["status"] not in ("open", "authorised", "captured")
    told = [m["text"] for m in institutions.messages("+886910000001") if "全額退回" in m["text"]]
    assert len(told) == (1 if payment.state == "refunded" else 0)


def bring(sandbox: RunningSandbox, purchase: Purchase, on_sale: Product, status: str) -> None:
    """A payment that is meant, whose order the acquirer has brought to `status` by itself."""
    if status == "none":
        payments.intend(purchase=purchase.pk, holder=purchase.person_id, amount=purchase.premium, actor=SYSTEM, now=builders.NOW)
        return
    if status in ("open", "declined"):
        if status == "open":
            actions.pay(purchase=purchase, product=on_sale, now=builders.NOW, **PLACES)
        else:
            paid(purchase, on_sale, "4000000000000002")
        return
    paid(purchase, on_sale)
    for by_hand in {"authorised": (), "refunded": ("captured", "refunded")}.get(status, (status,)):
        sandbox.by_hand(order_of(purchase), by_hand)


def test_12_1_1_money_taken_with_the_authorisation_becomes_a_contract(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    institutions.switch("card", auto_capture=True)
    paid(confirmed, on_sale)
    advance(confirmed)
    assert agree(institutions, confirmed) == ("reported", "captured")
    assert institutions.order(order_of(confirmed))["captures"] == 1


def test_11_2_3_money_taken_with_the_authorisation_is_given_back_when_refused_and_the_applicant_is_told(
    institutions: RunningSandbox, on_sale: Product
) -> None:
    purchase = builders.confirmed_purchase(builders.registered_account(1, id_number="A100000985"), on_sale)
    institutions.switch("card", auto_capture=True)
    paid(purchase, on_sale)
    advance(purchase)
    assert agree(institutions, purchase) == ("refused", "refunded")
    assert Event.PAYMENT_REFUNDED in [e.event for e in entries(purchase.pk) if e.outcome == "taken"]
    refusal = next(m for m in institutions.mails("person1@demo.example") if "未能承保" in m["subject"])
    assert "沒有扣款" not in refusal["text"]


def test_12_1_2_money_taken_from_somebody_elses_card_is_given_back(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    institutions.switch("card", auto_capture=True)
    paid(confirmed, on_sale, "5555555555554444")
    builders.advance(confirmed)
    builders.drain()
    assert institutions.order(order_of(confirmed))["status"] == "refunded"
    assert Payment.objects.get().state == "refunded"
    institutions.switch("card", auto_capture=False)
    builders.pay_at_sandbox(builders.reread(confirmed), on_sale)
    builders.advance(confirmed)
    assert builders.reread(confirmed).state == "reported"


def test_12_1_1_an_amount_that_stays_wrong_ends_in_a_refusal_and_the_money_goes_back(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    purchase = accepted(institutions, confirmed, on_sale)
    institutions.switch("card", answer_amount=1)
    advance(purchase)
    assert not Policy.objects.exists()
    assert agree(institutions, purchase) == ("refused", "refunded")


@pytest.mark.parametrize("switch", ["answer_status", "lose_answers", "repeat_question"])
def test_12_1_1_a_void_or_refund_whose_answer_is_lost_is_found_done(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, switch: str
) -> None:
    purchase = accepted(institutions, confirmed, on_sale, UNCHARGEABLE)
    institutions.switch("card", **{switch: 404 if switch == "answer_status" else True})
    advance(purchase)
    institutions.switch("card", **{switch: 0 if switch == "answer_status" else False})
    advance(purchase)
    assert agree(institutions, purchase) == ("refused", "voided")


@pytest.mark.parametrize("step", ["received", "accepted", "let_go"])
def test_whatever_a_step_raises_the_purchase_keeps_its_clock_and_ends(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of our own is no way to forget a buyer: the step is tried again, and given up as if nobody had answered."""
    paid(confirmed, on_sale, UNCHARGEABLE if step == "let_go" else builders.GOOD_CARD)
    broken = {"received": (settling, "received"), "accepted": (money, "charge"), "let_go": (money, "let_go")}[step]

    def fails(**_: object) -> None:
        raise KeyError("a fault of ours")

    with monkeypatch.context() as patched:
        patched.setattr(*broken, fails)
        builders.advance(confirmed)
        assert builders.reread(confirmed).next_at is not None, "without a clock it would be forgotten"
        for minutes in (31, 32):
            builders.advance(confirmed, now=builders.NOW + timedelta(minutes=minutes))
    advance(confirmed)
    expected = {"received": ("refused", "voided"), "accepted": ("reported", "captured"), "let_go": ("refused", "voided")}
    assert agree(institutions, confirmed) == expected[step]


def test_somebody_is_called_once_when_money_or_reports_do_not_come_to_an_end(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    purchase = accepted(institutions, confirmed, on_sale)
    institutions.switch("card", down=True)
    for minute in range(16):
        outside.hang_up()
        builders.advance(purchase, now=builders.NOW + timedelta(minutes=minute))
    assert [e.event for e in entries(purchase.pk)].count(Event.PURCHASE_STALLED) == 1
    assert builders.reread(purchase).state == "accepted", "whether it was charged is not known"
    assert queries.stalled() == [builders.reread(purchase)]
    institutions.switch("card", down=False)
    advance(purchase)
    assert queries.stalled() == []
    assert agree(institutions, purchase) == ("reported", "captured")
