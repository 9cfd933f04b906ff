"""What the worker does after payment: every institution over real HTTP in the sandbox;
one purchase, one charge, one policy, or a clean refusal.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests import builders
from tests.business.purchase.books import charges
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.identity.models import Account
from toubao.business.payment.models import Payment
from toubao.business.policies import making, queries
from toubao.business.policies.models import Policy
from toubao.business.purchase import actions, settling
from toubao.business.purchase.models import Purchase
from toubao.business.steps import SYSTEM, Actor
from toubao.business.underwriting.models import Referral, Reservation
from toubao.journal.models import Entry, OpenDuty
from toubao.journal.reading import entries, intact
from toubao.products import Product
from toubao.rules.events import Event
from toubao.rules.personal import masked

pytestmark = pytest.mark.django_db

OTHERS_CARD, DECLINED_CARD, UNCHARGEABLE_CARD = "5555555555554444", "4000000000000002", "4000000000000341"


def events(purchase: Purchase, outcome: str = "taken") -> list[str]:
    return [e.event for e in entries(purchase.pk) if e.outcome == outcome]


def test_11_2_a_paid_purchase_is_received_accepted_charged_concluded_and_reported(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    builders.pay_at_sandbox(confirmed, on_sale)
    builders.advance(confirmed)
    builders.drain()
    done = builders.reread(confirmed)
    assert done.state == "reported"
    assert done.serial
    payment = Payment.objects.get(purchase=done.pk)
    assert (payment.state, payment.amount) == ("captured", done.premium)
    assert charges(institutions) == ["captured"]
    assert not OpenDuty.objects.filter(met_at=None).exists()
    assert all(intact(entry) for entry in Entry.objects.all())
    assert settling.serial_check(done.serial.replace("-", "")[2:13]) == done.serial[-1]


def test_12_1_4_policy_is_signed_and_sent_and_the_applicant_is_told_by_both_ways(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    Account.objects.update(mail_proved=True)
    builders.pay_at_sandbox(confirmed, on_sale)
    builders.advance(confirmed)
    builders.drain()
    policy = Policy.objects.get(purchase=confirmed.pk)
    assert policy.state == "sent"
    assert making.signature_holds(queries.pdf(policy), now=builders.NOW)
    assert making.policy_data(policy, now=builders.NOW).insured.id_masked == masked(queries.details(policy).id_number)
    assert not making.signature_holds(queries.pdf(policy).replace(b"/Type", b"/Tyqe", 1), now=builders.NOW)
    mails = institutions.mails("person1@demo.example")
    assert any(f"/members/policies/{policy.number}/" in m["text"] and not m["attachments"] for m in mails)
    assert any(policy.number in m["text"] for m in institutions.messages("+886910000001"))


def test_12_1_2_someone_elses_card_is_let_go_and_another_card_may_be_used(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    builders.pay_at_sandbox(confirmed, on_sale, card=OTHERS_CARD)
    builders.advance(confirmed)
    assert builders.reread(confirmed).state == "confirmed"
    assert "payment.authorised" in events(confirmed, "refused")
    assert charges(institutions) == ["voided"]
    builders.pay_at_sandbox(builders.reread(confirmed), on_sale)
    builders.advance(confirmed)
    assert builders.reread(confirmed).state == "reported"
    assert charges(institutions) == ["captured", "voided"]


@pytest.mark.parametrize(
    ("gate", "changed"),
    [("own_instrument", {"instrument": "convenience_store"}), ("authorised_in_full", {"amount": 1})],
    ids=["instrument", "amount"],
)
def test_12_1_1_a_payment_that_is_not_as_it_should_be_is_let_go(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, gate: str, changed: dict[str, Any]
) -> None:
    builders.pay_at_sandbox(confirmed, on_sale)
    Payment.objects.update(**changed)
    builders.advance(confirmed)
    [entry] = Entry.objects.filter(event="payment.authorised", outcome="refused")
    assert gate in [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"]
    assert builders.reread(confirmed).state == "confirmed"


def test_12_1_1_declined_card_charges_nothing_and_another_card_may_be_used(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    builders.pay_at_sandbox(confirmed, on_sale, card=DECLINED_CARD)
    builders.advance(confirmed)
    assert builders.reread(confirmed).state == "confirmed"
    builders.pay_at_sandbox(builders.reread(confirmed), on_sale)
    builders.advance(confirmed)
    assert charges(institutions) == ["captured", "declined"]
    assert Policy.objects.filter(purchase=confirmed.pk).count() == 1


def test_11_2_3_institution_down_waits_and_goes_on_when_it_is_back(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    builders.pay_at_sandbox(confirmed, on_sale)
    institutions.switch("industry_query", down=True)
    builders.advance(confirmed)
    waiting = builders.reread(confirmed)
    assert waiting.state == "received"
    assert waiting.next_at is not None
    assert charges(institutions) == ["authorised"]
    institutions.switch("industry_query", down=False)
    builders.advance(confirmed)
    assert builders.reread(confirmed).state == "reported"
    assert charges(institutions) == ["captured"]


def refused_for_silence(institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, *, of: str) -> datetime:
    """Paid, an institution down until we give up, refused and nothing charged; when that was."""
    builders.pay_at_sandbox(confirmed, on_sale)
    institutions.switch(of, down=True)
    builders.advance(confirmed)
    later = builders.NOW + settling.GIVE_UP_AFTER
    builders.advance(confirmed, now=later)
    builders.advance(confirmed, now=later)
    assert builders.reread(confirmed).state == "refused"
    assert charges(institutions) == ["voided"]
    return later


def test_11_2_3_institution_down_too_long_is_a_refusal_without_charge(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    refused_for_silence(institutions, confirmed, on_sale, of="industry_query")
    assert Reservation.objects.get(purchase=confirmed.pk).state == "released"
    assert [r["clause"] for r in builders.reread(confirmed).refusal] == ["11.2.3"]


def test_11_2_1_report_receipt_is_made_up_for_when_the_industry_was_down_until_the_refusal(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    later = refused_for_silence(institutions, confirmed, on_sale, of="industry_report")
    assert [r["clause"] for r in builders.reread(confirmed).refusal] == ["11.2.1"]
    assert OpenDuty.objects.filter(subject_id=confirmed.pk, met_at=None).exists()
    institutions.switch("industry_report", down=False)
    outside.hang_up()  # and with it the open circuit
    builders.advance(confirmed, now=later)
    builders.drain(now=later)
    assert not OpenDuty.objects.filter(subject_id=confirmed.pk, met_at=None).exists()
    answered = [e.facts["operation"] for e in entries(confirmed.pk) if e.event == "institution.answered"]
    asked = [operation for operation in answered if operation != "send"]  # apart from messages to the applicant
    after = asked[asked.index("receipt") :]
    assert (after[0], set(after[1:])) == ("receipt", {"withdraw"}), "asked again under the same reference, if at all"
    assert builders.reread(confirmed).next_at is None


@pytest.mark.parametrize("institution", ["card", "holder_check", "industry_report", "industry_query"])
def test_answer_lost_after_acting_still_ends_in_one_charge(
    institution: str, institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    builders.pay_at_sandbox(confirmed, on_sale)
    institutions.switch(institution, lose_answers=True)
    builders.advance(confirmed)
    institutions.switch(institution, lose_answers=False)
    for _ in range(3):
        builders.advance(confirmed)
    assert builders.reread(confirmed).state == "reported"
    assert charges(institutions) == ["captured"]
    assert Policy.objects.filter(purchase=confirmed.pk).count() == 1


def test_11_2_1_charge_that_fails_ends_in_a_refusal_without_policy(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product
) -> None:
    builders.pay_at_sandbox(confirmed, on_sale, card=UNCHARGEABLE_CARD)
    builders.advance(confirmed)
    assert builders.reread(confirmed).state == "refused"
    assert not Policy.objects.exists()
    assert Reservation.objects.get(purchase=confirmed.pk).state == "released"


def test_given_up_before_payment_can_not_be_paid_any_more(institutions: RunningSandbox, confirmed: Purchase, on_sale: Product) -> None:
    page = actions.pay(
        purchase=confirmed, product=on_sale, return_url="http://127.0.0.1/", webhook_url="http://127.0.0.1/w", now=builders.NOW
    )
    assert page is not None
    assert actions.withdraw(purchase=confirmed, because="changed my mind", actor=Actor("person", "x"), now=builders.NOW).taken
    builders.drain()
    assert charges(institutions) == ["voided"]
    assert actions.pay(purchase=builders.reread(confirmed), product=on_sale, return_url="", webhook_url="", now=builders.NOW) is None


def test_unpaid_until_departure_is_withdrawn(institutions: RunningSandbox, confirmed: Purchase, on_sale: Product) -> None:
    actions.pay(purchase=confirmed, product=on_sale, return_url="http://127.0.0.1/", webhook_url="http://127.0.0.1/w", now=builders.NOW)
    builders.advance(confirmed, now=builders.NOW + timedelta(days=7))
    assert builders.reread(confirmed).state == "withdrawn"
    assert charges(institutions) == ["voided"]


def test_11_2_4_by_a_person_refers_lets_the_money_go_and_returns_to_payment(
    institutions: RunningSandbox, account: Account, on_sale: Product
) -> None:
    for at in range(6):
        Reservation.objects.create(
            purchase=builders.uuid4(), insured=account.person_id, line="travel_accident", amount=1, others=0, state="kept",
            starts=builders.NOW, ends=builders.NOW, made_at=builders.NOW - timedelta(days=at),
        )  # fmt: skip
    purchase = builders.confirmed_purchase(account, on_sale)
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    referred = builders.reread(purchase)
    assert referred.state == "referred"
    assert charges(institutions) == ["voided"]
    assert Referral.objects.get(purchase=purchase.pk).accepted is None
    serial = referred.serial
    assert serial
    builders.drain()
    assert Entry.objects.filter(subject=purchase.pk, event=Event.REFERRAL_TOLD.value).count() == 2, "by both ways (13.1)"
    assert any("目前還沒有保障" in m["text"] for m in institutions.messages("+886910000001"))
    staff = Actor("staff", "underwriter")
    assert settling.cleared(purchase=referred, product=on_sale, accepted=True, because="舊客戶", actor=staff, now=builders.NOW) is not None
    assert settling.cleared(purchase=referred, product=on_sale, accepted=True, because="again", actor=staff, now=builders.NOW) is None
    builders.pay_at_sandbox(builders.reread(purchase), on_sale)
    builders.advance(purchase)
    done = builders.reread(purchase)
    assert (done.state, done.serial) == ("reported", serial), "the number stays"
    assert charges(institutions) == ["captured", "voided"]


def test_a_step_taken_twice_is_stale_and_writes_nothing(institutions: RunningSandbox, confirmed: Purchase, on_sale: Product) -> None:
    builders.pay_at_sandbox(confirmed, on_sale)
    old = builders.reread(confirmed)
    builders.advance(confirmed)
    before = Entry.objects.count()
    decision = settling.refused(purchase=old, product=on_sale, reasons=[{"clause": "x", "words": "y"}], now=builders.NOW, actor=SYSTEM)
    assert decision.stale
    assert Entry.objects.count() == before
