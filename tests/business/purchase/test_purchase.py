"""A purchase by its actions, on PostgreSQL, with the real sandbox where institutions are asked."""

import pytest

from tests import builders
from toubao.business.purchase import actions, facts
from toubao.journal.models import Entry, OpenDuty
from toubao.journal.reading import entries, intact

pytestmark = pytest.mark.django_db


def test_7_2_1_registration_opens_an_account_and_journals_each_step() -> None:
    account = builders.registered_account()
    words = [e.event for e in entries(account.registration_id)]
    assert words[0] == "registration.started"
    assert words[-1] == "registration.account_opened"
    assert "otp.sent" in words
    assert all(intact(e) for e in Entry.objects.all())


def test_10_1_3_a_purchase_is_confirmed_with_its_code() -> None:
    account, product = builders.registered_account(), builders.product()
    purchase = builders.confirmed_purchase(account, product)
    assert purchase.state == "confirmed"
    assert not OpenDuty.objects.exists()
    assert [e.event for e in entries(purchase.pk)][-1] == "purchase.confirmed"
    assert actions.confirm(purchase=purchase, product=product, entered="123456", now=builders.NOW)[0].stale


def test_10_1_3_what_another_tab_changed_meanwhile_is_not_confirmed_with_the_code_of_before() -> None:
    account, product = builders.registered_account(), builders.product()
    seen = builders.informed_purchase(account, product)
    sent = actions.send_code(purchase=seen, product=product, channel="sms", insurer="測試", network="n", now=builders.NOW)
    assert sent.sent
    other_tab = builders.reread(seen)
    dearer = builders.draft(sum_insured=8_000_000)
    assert actions.describe(purchase=other_tab, draft=dearer, product=product, now=builders.NOW).taken
    papers = facts.current_documents(product)
    builders.shown_documents(seen, product)
    assert actions.inform(purchase=other_tab, product=product, shown=papers, agreed=papers, now=builders.NOW).taken
    decision, checked = actions.confirm(purchase=seen, product=product, entered=builders.last_code(seen.pk), now=builders.NOW)
    assert checked.right, "the code was right for what this tab showed"
    assert decision.stale
    stands = builders.reread(seen)
    assert (stands.state, stands.sum_insured, stands.confirmed_at) == ("informed", 8_000_000, None)
    assert "purchase.confirmed" not in [e.event for e in entries(seen.pk)]


def test_10_1_2_what_was_changed_while_the_documents_were_read_is_not_agreed_to() -> None:
    account, product = builders.registered_account(), builders.product()
    seen = builders.started_purchase(account, product)
    other_tab = builders.reread(seen)
    assert actions.describe(purchase=other_tab, draft=builders.draft(days=9), product=product, now=builders.NOW).taken
    papers = facts.current_documents(product)
    builders.shown_documents(seen, product)
    assert actions.inform(purchase=seen, product=product, shown=papers, agreed=papers, now=builders.NOW).stale
    assert builders.reread(seen).state == "started"
