"""A policy that nobody signed for within thirty days comes before the desk, to be sent on paper (terms 26; 13.1)."""

from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.business.policies.test_delivering import bought
from toubao.business.policies.models import Policy
from toubao.business.service import requests, unsigned
from toubao.business.service.models import Request
from toubao.journal.models import Entry, OpenDuty
from toubao.rules.periods import ends

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(institutions: Any) -> Policy:
    return Policy.objects.get(pk=bought(builders.registered_account(), institutions).pk)


def late(policy: Policy) -> Any:
    assert policy.sent_at is not None
    return ends(policy.sent_at, unsigned.WITHIN)


@pytest.mark.parametrize("state", ["sent", "opened"])
def test_what_was_not_signed_for_waits_at_the_desk_once_from_the_end_of_the_thirtieth_day(policy: Policy, state: str) -> None:
    Policy.objects.update(state=state)
    assert unsigned.act_on_due(late(policy) - timedelta(seconds=1)) == 0
    assert unsigned.act_on_due(late(policy)) == 1
    assert unsigned.act_on_due(late(policy) + timedelta(days=1)) == 0
    made = Request.objects.select_related("person__key").get()
    assert (made.kind, made.channel, made.person_id) == ("paper_policy", "by_system", policy.person_id)
    assert policy.number in requests.said(made).asked
    assert OpenDuty.objects.get(subject_id=made.pk).name == "answer_service_request"
    assert Entry.objects.get(event="request.service").actor_kind == "system"


def test_what_was_signed_for_or_not_sent_yet_is_nobodys_to_do(policy: Policy) -> None:
    for state in ("signed_for", "issued", "returned"):
        Policy.objects.update(state=state)
        assert unsigned.act_on_due(late(policy)) == 0, state
    assert not Request.objects.exists()
