"""Motor policies at the desk: found for a reason, who looked them up, which proofs were issued, and attempts that found nothing (8.3)."""

from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.business.motor import given
from tests.business.motor.test_proving import made
from tests.doors.console.conftest import Desk, words
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import due
from toubao.business.identity.codes import attempts
from toubao.business.identity.codes.allowances import limits
from toubao.business.motor import looking, proving
from toubao.business.motor.models import MotorPolicy
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
BECAUSE = "客戶來電詢問投保證明"


@pytest.fixture
def policy(as_app: None) -> MotorPolicy:
    return given.policy(1)


def search(client: Client, by: str, typed: str, because: str = BECAUSE) -> Any:
    return client.post("/console/motor/", {"by": by, "typed": typed, "because": because})


@pytest.mark.parametrize(("by", "typed"), [("certificate", "ca-test-1"), ("plate", "dem 0001"), ("holder", builders.id_number(1))])
def test_8_3_trace_of_a_policy_shows_who_looked_and_which_proofs_were_issued(
    desk: Desk, policy: MotorPolicy, institutions: RunningSandbox, by: str, typed: str, django_assert_max_num_queries: Any
) -> None:
    looking.look_up(given.question(network="203.0.113.50"), now=given.NOW)
    proving.fetch(proof=made(policy), network="203.0.113.50", now=given.NOW)
    made(policy, b"another look-up")
    client = desk("service")
    with django_assert_max_num_queries(14):
        page = words(search(client, by, typed))
    name = attempts.network_digest("203.0.113.50")
    for told in (
        "CA-TEST-1",
        "DEM-0001",
        "以證號與車牌查詢",
        f"查詢的人（網路 {name}）",
        "首次",
        "補發 1",
        "已取得",
        "已核發，尚未取走",
        BECAUSE,
    ):
        assert told in page, told
    read = Entry.objects.get(subject_id=policy.pk, event="staff.personal_data_read")
    assert (read.actor_id, read.facts["because"], read.facts["reference"]) == ("service", BECAUSE, "motor policy")


def test_8_3_trace_masks_the_insured_and_the_networks_stay_closed(desk: Desk, policy: MotorPolicy) -> None:
    looking.look_up(given.question(network="203.0.113.50"), now=given.NOW)
    page = search(desk("compliance"), "certificate", "CA-TEST-1").content.decode()
    for canary in (builders.id_number(1), "王示範1", "203.0.113.50"):
        assert canary not in page


def test_8_3_trace_of_a_search_without_a_reason_shows_nothing_and_one_in_vain_is_journaled_too(desk: Desk, policy: MotorPolicy) -> None:
    client = desk("compliance")
    assert search(client, "certificate", "CA-TEST-1", because="").status_code == 422
    assert "CA-TEST-1</" not in search(client, "certificate", "CA-TEST-1", because="x").content.decode()
    assert "沒有完全相同的號碼" in words(search(client, "plate", "NO-0001"))
    (told,) = Entry.objects.filter(event="staff.personal_data_read")
    assert told.facts["reference"] == "motor look-up"


def test_15_1_4_after_the_key_is_destroyed_it_says_so(desk: Desk, policy: MotorPolicy) -> None:
    builders.destroy_key(policy.insured_id)
    answer = search(desk("service"), "certificate", "CA-TEST-1")
    assert (answer.status_code, "個資已經銷毀" in words(answer)) == (404, True)


def test_8_3_trace_of_look_ups_that_failed_or_met_a_limit_stand_among_the_failed_attempts(
    desk: Desk, policy: MotorPolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits(), "motor_number", {**limits()["motor_number"], "most": 2})
    for plate in ("NO-1", "NO-2", "NO-3"):
        looking.look_up(given.question(plate=plate, network="198.51.100.7"), now=given.NOW)
    due.act(given.NOW)
    page = words(desk("security").get("/console/attempts/?kind=motor"))
    assert "車險查詢" in page
    assert "198.51.100" in page
    assert "198.51.100.7" not in page
    assert "2 次沒有查到，1 次達到上限，來自 1 個網路" in page
