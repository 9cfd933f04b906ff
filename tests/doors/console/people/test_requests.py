"""What people ask for or complain of at the desk: written down, counted by its days, answered, read with a reason."""

from datetime import timedelta

import pytest

from tests import builders
from tests.doors.console.conftest import Desk, words
from toubao.business import due
from toubao.business.identity.models import Account
from toubao.business.service import requests
from toubao.business.service.models import Request
from toubao.business.service.requests import Channel, Kind
from toubao.journal.models import Entry, OpenDuty
from toubao.rules.periods import start_of

pytestmark = pytest.mark.django_db
HERE = "/console/requests/"
TYPED = {"kind": "data_copy", "channel": "by_phone", "asked": "來電要一份自己資料的複製本，0912 345 678"}
DAYS = {
    Kind.READ: 15, Kind.COPY: 15, Kind.CORRECT: 30, Kind.STOP: 30, Kind.DELETE: 30, Kind.COMPLAINT: 30,
}  # fmt: skip


@pytest.fixture
def account() -> Account:
    return builders.registered_account()


@pytest.mark.parametrize("kind", Kind)
def test_15_1_3_the_days_of_an_answer_run_from_the_day_after_and_are_late_afterwards(account: Account, kind: Kind) -> None:
    made = requests.receive(person=account.person, kind=kind, channel=Channel.LETTER, asked="請求的內容", by="service", now=builders.NOW)
    (duty,) = OpenDuty.objects.filter(subject_id=made.pk)
    day = builders.NOW.date() + timedelta(days=DAYS[kind] + 1)
    assert duty.due_at == made.due_at == start_of(day)
    due.act(made.due_at - timedelta(seconds=1))
    assert OpenDuty.objects.get(pk=duty.pk).told_late_at is None
    due.act(made.due_at)
    assert OpenDuty.objects.get(pk=duty.pk).told_late_at is not None


def test_15_1_3_a_request_is_written_down_and_answered_once(desk: Desk, account: Account) -> None:
    client, number = desk("service"), builders.somebody().id_number
    for wrong in (
        {"id_number": "A1"},
        {"id_number": builders.id_number(99)},
        {"asked": ""},
        {"asked": "嗯"},
        {"kind": "else"},
        {"channel": ""},
    ):
        assert client.post(HERE, TYPED | {"id_number": number} | wrong).status_code == 422, wrong
    assert not Request.objects.exists()
    where = client.post(HERE, TYPED | {"id_number": number})["Location"]
    listed = words(client.get(HERE))
    assert "個人資料的複製本" in listed
    assert "等候答覆" in words(client.get(where))
    assert client.post(where, {"channel": "by_mail", "answered": ""}).status_code == 422
    assert OpenDuty.objects.get(subject_id=Request.objects.get().pk).met_at is None
    assert client.post(where, {"channel": "by_mail", "answered": "已寄出複製本"}).status_code == 302
    assert OpenDuty.objects.get(subject_id=Request.objects.get().pk).met_at is not None
    assert "已答覆" in words(client.get(where))
    assert "已經答覆客戶，登錄" not in words(client.get(where))
    assert client.post(where, {"channel": "by_phone", "answered": "再答一次"}).status_code == 302
    assert requests.said(Request.objects.select_related("person__key").get()).answered == "已寄出複製本", "the first answer stands"
    assert Entry.objects.filter(event="request.answered").count() == 1


def test_28_1_a_complaint_late_says_so_and_is_read_with_a_reason_that_is_kept(desk: Desk, account: Account) -> None:
    asked = "客戶抱怨等了很久"
    made = requests.receive(
        person=account.person,
        kind=Kind.COMPLAINT,
        channel=Channel.COUNTER,
        asked=asked,
        by="service",
        now=builders.NOW - timedelta(days=40),
    )
    client, where = desk("compliance"), f"{HERE}{made.pk}/"
    assert "逾期" in words(client.get(HERE))
    assert "逾期" in words(client.get(where))
    assert asked not in words(client.get(where))
    assert client.post(where, {"do": "read", "because": ""}).status_code == 422
    assert not Entry.objects.filter(event="staff.personal_data_read").exists()
    assert asked in words(client.post(where, {"do": "read", "because": "處理申訴"}))
    assert Entry.objects.get(event="staff.personal_data_read").facts["reference"] == "request"
    assert desk("auditor").post(where, {"do": "read", "because": "稽核抽查"}).status_code == 403
    assert client.get(f"{HERE}{account.pk}/").status_code == 404
    builders.destroy_key(account.person_id)
    assert "—" in words(client.post(where, {"do": "read", "because": "處理申訴"}))
