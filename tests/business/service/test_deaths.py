"""A death that is reported, confirmed by a second person, or a mistake; on PostgreSQL."""

from datetime import timedelta

import pytest

from tests import builders
from toubao.business.correspondence.jobs import deliver
from toubao.business.correspondence.models import Halt, Message
from toubao.business.identity import queries
from toubao.business.identity.models import Account, BrowserSession
from toubao.business.service import deaths, leaving
from toubao.business.service.models import DeathReport
from toubao.business.service.queries import account_of, death, letters_to_write, policies_of, teller
from toubao.journal.reading import entries

pytestmark = pytest.mark.django_db
NOW = builders.NOW
EVIDENCE = "死亡證明書 B-2"


def reported(account: Account) -> DeathReport:
    """A report as service writes it down."""
    made = deaths.report(account=account, told_by="女兒王小姐來電", by="lin", now=NOW)
    assert made is not None
    return made


def reread(account: Account) -> Account:
    """The account as the database has it."""
    found = queries.account(account.pk)
    assert found is not None
    return found


def test_13_1_a_reported_death_blocks_the_account_at_once_and_is_reported_once() -> None:
    account = builders.registered_account()
    builders.browser_session(account)
    assert account_of(builders.somebody().id_number.lower()) == account
    made = reported(account)
    assert (made.state, reread(account).blocked, teller(made)) == ("reported", "death", "女兒王小姐來電")
    assert not BrowserSession.objects.filter(ended_at=None).exists()
    assert builders.sign_in(typed=builders.somebody().phone, password="a long demo password", network="n", now=NOW) is None
    assert deaths.report(account=account, told_by="又來電", by="wang", now=NOW) is None
    assert not Halt.objects.exists(), "nothing stops before a second person confirms"
    assert "女兒" not in str([each.facts for each in entries(made.pk)])


@pytest.mark.parametrize(("by", "evidence"), [("lin", EVIDENCE), ("wang", " "), ("", EVIDENCE)])
def test_13_1_a_death_is_not_confirmed_by_the_same_person_or_without_evidence(by: str, evidence: str) -> None:
    account = builders.registered_account()
    made = reported(account)
    assert deaths.confirm(report=made, evidence=evidence, by=by, now=NOW).outcome == "refused"
    assert (DeathReport.objects.get().state, Halt.objects.exists()) == ("reported", False)


def test_13_1_a_confirmed_death_gives_drafts_up_and_holds_messages_for_people() -> None:
    account = builders.registered_account()
    draft = builders.started_purchase(account, builders.product())
    made = reported(account)
    assert deaths.confirm(report=made, evidence=EVIDENCE, by="wang", now=NOW).taken
    assert builders.reread(draft).state == "withdrawn"
    message = Message.objects.filter(purpose="otp-register").get()
    deliver(message=str(message.pk), now=NOW)
    assert Message.objects.get(pk=message.pk).state == "held"
    assert list(letters_to_write()) == [], "codes are nobody's letters"
    Message.objects.filter(pk=message.pk).update(purpose="policy")
    assert [each.pk for each in letters_to_write()] == [message.pk]
    assert list(policies_of(made)) == []
    assert death(made.pk) == made


def test_13_1_a_mistake_is_taken_back_with_its_trail_and_the_account_cools_off() -> None:
    account = builders.registered_account()
    made = reported(account)
    assert deaths.confirm(report=made, evidence=EVIDENCE, by="wang", now=NOW).taken
    assert deaths.dismiss(report=made, because="同名同姓，弄錯人", by="lin", now=NOW).taken
    assert (reread(account).blocked, Halt.objects.exists()) == ("", False)
    assert queries.cooling(reread(account), NOW) == NOW + timedelta(hours=24)
    assert builders.sign_in(typed=builders.somebody().phone, password="a long demo password", network="n", now=NOW) is not None
    assert [each.event for each in entries(made.pk)] == ["death.reported", "death.confirmed", "death.dismissed"]
    assert deaths.dismiss(report=made, because="again", by="lin", now=NOW).stale
    assert deaths.report(account=account, told_by="後來真的", by="lin", now=NOW) is not None


def test_drafts_are_given_up_once() -> None:
    account = builders.registered_account()
    builders.started_purchase(account, builders.product())
    given: list[int] = [leaving.give_up_drafts(account, actor=builders.SYSTEM, because="death", now=NOW) for _ in range(2)]
    assert given == [1, 0]
