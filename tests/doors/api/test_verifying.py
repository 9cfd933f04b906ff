"""A program whose account is asleep (7.3) or only serves (2.6) is told so as a problem, with the address at which it is mended."""

from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.doors.api.conftest import Program, trip
from toubao.business.correspondence.models import Message
from toubao.business.identity.actions import waking
from toubao.business.identity.models import Account
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
LONG_AGO = builders.NOW - timedelta(days=5 * 365 + 30)


def told_to_verify(answer: Any, clause: str) -> None:
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["type"].endswith("#problem-verify-identity")
    assert "/register/?for=purchase" in told["verify"]
    assert [v["clause"] for v in told.get("verdicts", [{"clause": clause}])] == [clause]


def test_7_3_a_program_of_an_account_asleep_begins_nothing_and_the_key_serves_again_when_it_is_awake(program: Program) -> None:
    account = Account.objects.get()
    waking.taken_over(account=account, verified_at=LONG_AGO, now=builders.NOW)
    told_to_verify(program.call("POST", "/v1/applications", {"trip": trip()}, key="the-same"), "7.3")
    assert Entry.objects.get(event="purchase.started").outcome == "refused"
    waking.awake(account, way="online", purpose="purchase", now=builders.NOW)
    assert program.call("POST", "/v1/applications", {"trip": trip()}, key="the-same").status_code == 201


def test_2_6_an_account_that_only_serves_begins_nothing(program: Program) -> None:
    Account.objects.update(verified_at=None)
    told_to_verify(program.call("POST", "/v1/applications", {"trip": trip()}), "2.6")


def test_7_3_an_application_that_slept_on_the_way_gets_no_code(program: Program) -> None:
    at = program.ready()
    waking.taken_over(account=Account.objects.get(), verified_at=LONG_AGO, now=builders.NOW)
    told_to_verify(program.call("POST", f"{at}/codes", {"channel": "sms"}), "7.3")
    assert not Message.objects.filter(purpose="otp-confirm").exists()
