"""A policy is sent once a carrier has taken its news, and not before (12.1.4); what comes back opens the duty again."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import builders
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import due, outside
from toubao.business.correspondence import fates, queries
from toubao.business.correspondence.models import Message
from toubao.business.identity.models import Account
from toubao.business.policies import delivering
from toubao.business.policies.models import Policy
from toubao.business.purchase import settling
from toubao.business.steps import SYSTEM
from toubao.business.underwriting.models import Reservation
from toubao.gateways.evidence import GatewayError
from toubao.journal.models import Entry, OpenDuty
from toubao.rules.events import Event

UNCHARGEABLE = "4000000000000341"
LATER = builders.NOW + timedelta(hours=25)


def bought(account: Account, sandbox: RunningSandbox, now: datetime = builders.NOW, *, proved: bool = True, **changes: Any) -> Policy:
    """A policy, its jobs done as far as the carriers answer."""
    Account.objects.update(mail_proved=proved)
    on_sale = builders.product()
    purchase = builders.confirmed_purchase(account, on_sale, **changes)
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    work(now)
    return Policy.objects.get(purchase=purchase.pk)


def work(now: datetime = builders.NOW) -> None:
    """Do what is queued; a job that a carrier does not answer is left for later, as by the worker."""
    for _ in range(50):
        with suppress(GatewayError):
            builders.drain(now=now)
            return


def up(sandbox: RunningSandbox, institution: str) -> None:
    """The carrier answers again, and is asked as soon as that."""
    sandbox.switch(institution, down=False)
    outside.hang_up()


def again(policy: Policy) -> Policy:
    return Policy.objects.select_related("person__key", "document").get(pk=policy.pk)


def told(policy: Policy, event: Event) -> int:
    return Entry.objects.filter(subject=policy.purchase, event=event.value).count()


def unmet(policy: Policy) -> set[str]:
    return set(OpenDuty.objects.filter(subject=policy.purchase, met_at=None).values_list("name", flat=True))


def news(policy: Policy, channel: str = "mail") -> Message:
    """What was last queued about the policy itself."""
    return Message.objects.filter(subject=policy.purchase, purpose="policy", channel=channel).order_by("-queued_at", "-reference")[0]


def test_12_1_4_a_policy_that_the_carrier_has_not_taken_is_not_sent(institutions: RunningSandbox, account: Account) -> None:
    institutions.switch("mailbox", down=True)
    policy = bought(account, institutions)
    assert (policy.state, policy.sent_at, told(policy, Event.POLICY_SENT)) == ("queued", None, 0)
    assert told(policy, Event.POLICY_QUEUED) == 1
    assert unmet(policy) == {"send_policy"}, "the confirmation went out by SMS"
    due.act(LATER)
    late = OpenDuty.objects.get(subject=policy.purchase, name="send_policy")
    assert late.told_late_at == LATER
    up(institutions, "mailbox")
    due.act(LATER)
    work(LATER)
    assert (again(policy).state, again(policy).sent_at, unmet(policy)) == ("sent", LATER, set())


def test_13_1_with_both_carriers_down_what_must_be_told_becomes_late(institutions: RunningSandbox, account: Account) -> None:
    on_sale = builders.product()
    purchase = builders.confirmed_purchase(account, on_sale, days=5)
    institutions.switch("mailbox", down=True)
    institutions.switch("phone", down=True)
    builders.pay_at_sandbox(purchase, on_sale, card=UNCHARGEABLE)
    builders.advance(purchase)
    work()
    assert builders.reread(purchase).state == "refused"
    after = builders.NOW + timedelta(hours=2)
    due.act(after)
    duty = OpenDuty.objects.get(subject=purchase.pk, name="tell_refused")
    assert (duty.met_at, duty.told_late_at) == (None, after)
    up(institutions, "phone")
    due.act(after)
    work(after)
    assert OpenDuty.objects.get(pk=duty.pk).met_at == after, "one carrier is enough"


def test_13_1_who_waits_for_an_institution_is_told_within_the_hour(institutions: RunningSandbox, account: Account) -> None:
    on_sale = builders.product()
    purchase = builders.confirmed_purchase(account, on_sale)
    builders.pay_at_sandbox(purchase, on_sale)
    institutions.switch("industry_report", down=True)
    for minutes in range(9):
        outside.hang_up()
        builders.advance(purchase, now=builders.NOW + timedelta(minutes=minutes))
    assert builders.reread(purchase).state == "authorised"
    assert set(OpenDuty.objects.filter(subject=purchase.pk, met_at=None).values_list("name", flat=True)) == {
        "report_receipt",
        "tell_waiting",
    }
    work()
    assert not OpenDuty.objects.filter(subject=purchase.pk, name="tell_waiting", met_at=None).exists()
    (message,) = [m for m in institutions.messages("+886910000001") if "還在等外部機構回覆" in m["text"]]
    assert "目前沒有保障" in message["text"]


def test_12_1_4_a_policy_whose_mailbox_is_refused_goes_by_the_second_channel(institutions: RunningSandbox, db: None) -> None:
    policy = bought(builders.registered_account(mail="person1+refused@demo.example"), institutions)
    assert (news(policy).state, news(policy, "sms").state) == ("failed", "sent")
    assert again(policy).state == "sent"
    assert [told(policy, e) for e in (Event.POLICY_QUEUED, Event.POLICY_RETURNED, Event.POLICY_SENT)] == [2, 1, 1]
    assert any(policy.number in m["text"] and "更正電子信箱" in m["text"] for m in institutions.messages("+886910000001"))


def test_12_1_4_a_letter_that_comes_back_opens_the_duty_again(institutions: RunningSandbox, account: Account) -> None:
    policy = bought(account, institutions)
    assert (again(policy).state, unmet(policy)) == ("sent", set())
    assert all(m["attachments"] == [] for m in institutions.mails("person1@demo.example")), "nobody's name and birth date lies in a mailbox"
    institutions.switch("phone", down=True)
    before = OpenDuty.objects.get(subject=policy.purchase, name="send_policy").due_at
    assert fates.returned(message=news(policy), reason="5.1.1", now=LATER)
    assert (again(policy).state, unmet(policy)) == ("queued", {"send_policy"})
    assert OpenDuty.objects.get(subject=policy.purchase, name="send_policy").due_at == before, "as due as it was"
    assert not fates.returned(message=news(policy), reason="5.1.1", now=LATER), "once"
    up(institutions, "phone")
    work(LATER)
    assert (again(policy).state, unmet(policy)) == ("sent", set())


def test_12_1_4_a_confirmation_that_comes_back_leaves_its_duty_met_where_the_phone_was_told(
    institutions: RunningSandbox, account: Account
) -> None:
    policy = bought(account, institutions)
    by_mail, by_phone = (Message.objects.get(subject=policy.purchase, purpose="confirm", channel=c) for c in ("mail", "sms"))
    assert fates.returned(message=by_mail, reason="5.2.2", now=LATER)
    assert unmet(policy) == set()
    assert fates.returned(message=by_phone, reason="expired", now=LATER)
    assert unmet(policy) == {"confirm_contract", "tell_paid"}


def test_12_1_4_what_no_channel_brings_waits_for_a_person_and_can_be_fetched(institutions: RunningSandbox, db: None) -> None:
    account = builders.registered_account(mail="person1+refused@demo.example")
    institutions.switch("phone", refuse_with="bad-number")
    policy = bought(account, institutions)
    assert (again(policy).state, unmet(policy)) == ("returned", {"send_policy", "confirm_contract", "tell_paid"})
    due.act(LATER)
    work(LATER)
    assert again(policy).state == "returned", "not tried again before it was mended"
    assert delivering.open_document(policy=again(policy), account=account, now=LATER).taken
    assert (again(policy).state, told(policy, Event.POLICY_SENT)) == ("opened", 1)
    assert "send_policy" not in unmet(policy)


def test_12_1_4_a_mended_mailbox_gets_the_news_again(institutions: RunningSandbox, db: None) -> None:
    account = builders.registered_account(mail="person1+refused@demo.example")
    institutions.switch("phone", refuse_with="bad-number")
    policy = bought(account, institutions)
    assert again(policy).state == "returned"
    due.act(LATER)
    assert again(policy).state == "returned", "nothing was mended"
    Message.objects.filter(channel="mail").update(settled_at=LATER)
    due.act(LATER)
    assert again(policy).state == "queued"
    assert news(policy).state == "queued"


def test_7_1_a_mailbox_that_nobody_proved_gets_no_policy(institutions: RunningSandbox, account: Account) -> None:
    policy = bought(account, institutions, proved=False)
    assert again(policy).state == "sent"
    assert not Message.objects.filter(subject=policy.purchase, purpose="policy", channel="mail").exists()
    (text,) = [m["text"] for m in institutions.messages("+886910000001") if f"/members/policies/{policy.number}/" in m["text"]]
    assert "沒有送達" not in text


def test_12_1_4_a_returned_letter_is_read_from_our_mailbox_and_its_holder_asked_to_mend_it(institutions: RunningSandbox, db: None) -> None:
    account = builders.registered_account(mail="person1+returned@demo.example")
    policy = bought(account, institutions)
    assert (news(policy).state, again(policy).state, unmet(policy)) == ("sent", "sent", set())
    due.act(LATER)
    work(LATER)
    assert (news(policy).state, news(policy, "sms").state, again(policy).state) == ("bounced", "sent", "sent")
    assert (told(policy, Event.MESSAGE_BOUNCED), unmet(policy)) == (2, set()), "the confirmation was told by SMS too"
    asked = [m["text"] for m in institutions.messages("+886910000001") if "沒有送達。請登入會員中心更正電子信箱" in m["text"]]
    assert len(asked) == 1, "once a day"
    assert queries.lost_ways(account.person_id) == ["mail"]
    assert queries.lost(most=1)[1] == 2
    assert fates.settle(key=account.person.key, channel="mail", now=LATER) == 2
    assert (queries.lost_ways(account.person_id), queries.lost(most=1)) == ([], ([], 0))


def test_8_2_who_may_not_be_served_is_not_handed_a_policy(institutions: RunningSandbox, db: None) -> None:
    account = builders.registered_account(mail="person1+refused@demo.example")
    institutions.switch("phone", refuse_with="bad-number")
    policy = bought(account, institutions)
    much_later = builders.NOW + timedelta(days=6 * 366)
    assert delivering.open_document(policy=again(policy), account=account, now=much_later).outcome == "refused"
    assert (again(policy).state, told(policy, Event.POLICY_SENT)) == ("returned", 0)


@pytest.fixture
def account(db: None) -> Account:
    return builders.registered_account()


def test_11_2_4_a_referred_application_ends_when_its_cover_would_begin(institutions: RunningSandbox, account: Account) -> None:
    on_sale = builders.product()
    for at in range(6):
        Reservation.objects.create(
            purchase=uuid4(), insured=account.person_id, line="travel_accident", amount=1, others=0, state="kept",
            starts=builders.NOW, ends=builders.NOW, made_at=builders.NOW - timedelta(days=at),
        )  # fmt: skip
    purchase = builders.confirmed_purchase(account, on_sale)
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    work()
    found = builders.reread(purchase)
    assert (found.state, found.starts is not None) == ("referred", True)
    next_day = builders.NOW + timedelta(hours=25)
    due.act(next_day)
    assert OpenDuty.objects.get(subject=purchase.pk, name="decide_referral").told_late_at == next_day, "the start page counts it late"
    begins = found.starts or builders.NOW
    due.act(begins - timedelta(seconds=1))
    assert builders.reread(purchase).state == "referred"
    due.act(begins)
    work(begins)
    assert builders.reread(purchase).state == "refused"
    assert not Reservation.objects.filter(purchase=purchase.pk, state__in=["held", "kept"]).exists()
    assert not OpenDuty.objects.filter(subject=purchase.pk, met_at=None).exists()
    assert any("未能承保" in m["text"] for m in institutions.messages("+886910000001"))
    assert "還沒有完成審核" in institutions.mails("person1@demo.example")[0]["text"]
    assert [order["status"] for order in institutions.orders()] == ["voided"]
    assert settling.cleared(purchase=found, product=on_sale, accepted=True, because="x", actor=SYSTEM, now=begins) is None, "too late"
