"""Whose time is over is told once; a duty with a clock, met by destroying the key (15.1.4). Whoever is still kept for is not told of."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import builders
from toubao.business.identity.models import Account, Policyholder, Registration
from toubao.business.oversight import jobs, keeping, keys
from toubao.business.policies.models import Policy
from toubao.business.purchase.models import Purchase
from toubao.business.service import requests
from toubao.business.steps import SYSTEM
from toubao.business.work import JOBS, by_hand
from toubao.journal.keys import make_key
from toubao.journal.models import Entry, OpenDuty
from toubao.rules.events import Event

pytestmark = pytest.mark.django_db
NOW = builders.NOW
FIVE = datetime(2031, 11, 23, 2, 0, tzinfo=NOW.tzinfo)
BEFORE, AFTER = FIVE, FIVE + timedelta(days=1, minutes=1)


@pytest.fixture
def gone(as_app: None) -> Account:
    """Somebody who registered, bought nothing, and closed their account at once."""
    account = builders.registered_account()
    Account.objects.update(closed_at=NOW)
    return account


def test_15_1_4_whose_time_is_over_is_told_once_and_a_person_meets_it(gone: Account) -> None:
    assert keeping.over(BEFORE) == [], "not a day too early"
    assert keeping.over(AFTER) == [gone.person_id]
    with by_hand():
        jobs.act_on_due(AFTER)
    assert not OpenDuty.objects.filter(name="destroy_key").exists(), "the worker looks, not the minute hand"
    for _ in range(2):
        JOBS[jobs.KEEPING](now=AFTER)
    duty = OpenDuty.objects.get(name="destroy_key")
    assert (duty.subject_id, duty.met_at, duty.clause) == (gone.person_id, None, "15.1.4")
    assert timedelta(days=30) <= duty.due_at - AFTER <= timedelta(days=31), "until the end of the day"
    assert Entry.objects.filter(event=Event.KEEPING_ENDED.value).count() == 1
    assert keys.destroy(holder=gone.person_id, because="its time is over", actor=SYSTEM, now=AFTER)
    duty.refresh_from_db()
    assert duty.met_at == AFTER
    assert keeping.tell(AFTER + timedelta(days=400)) == 0


def _policy(account: Account, **told: Any) -> None:
    Policy.objects.create(
        purchase=uuid4(), person_id=account.person_id, number="TA1", product="p", product_version="1", starts=NOW, sum_insured=1, premium=1,
        sealed=b"", concluded_at=NOW, **told,
    )  # fmt: skip


def _purchase(account: Account, **told: Any) -> None:
    Purchase.objects.create(account=account, person_id=account.person_id, product="p", product_version="1", channel="c", sealed=b"", **told)


def _in_the_books(account: Account) -> None:
    key = make_key(uuid4(), now=NOW)
    Policyholder.objects.create(key=key, id_index=b"i", sealed=b"", person_id=account.person_id, loaded_at=NOW)


def _asked(account: Account, *, answered: bool, at: datetime) -> None:
    made = requests.receive(
        person=account.person, kind=requests.Kind.READ, channel=requests.Channel.MAIL, asked="請求查詢", by="service", now=NOW
    )
    if answered:
        requests.answer(
            request=made, outcome=requests.Outcome.GRANTED, channel=requests.Channel.MAIL, answered="已答覆", by="service", now=at
        )


DAY_LATER = NOW + timedelta(days=2)
KEPT = {
    "an open account": lambda account: Account.objects.update(closed_at=None),
    "an account closed later": lambda account: Account.objects.update(closed_at=DAY_LATER),
    "another registration": lambda account: Registration.objects.update(completed_at=DAY_LATER),
    "a contract that ended later": lambda account: _policy(account, ends=DAY_LATER),
    "an application that ended later": lambda account: _purchase(account, began_at=NOW, ended_at=DAY_LATER),
    "an application that is worked on": lambda account: _purchase(account, began_at=NOW, next_at=NOW),
    "a policy in the books": _in_the_books,
    "a request that waits": lambda account: _asked(account, answered=False, at=NOW),
    "a request that was answered later": lambda account: _asked(account, answered=True, at=DAY_LATER),
}


@pytest.mark.parametrize("why", KEPT)
def test_15_1_4_who_is_still_kept_for_is_not_told_of(gone: Account, why: str) -> None:
    KEPT[why](gone)
    assert keeping.over(AFTER) == []


def test_15_1_4_what_ended_before_holds_nothing_up(gone: Account) -> None:
    _policy(gone, ends=NOW)
    _purchase(gone, began_at=NOW, ended_at=NOW)
    _asked(gone, answered=True, at=NOW)
    assert keeping.over(AFTER) == [gone.person_id]
