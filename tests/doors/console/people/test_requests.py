"""What people ask for or complain of at the desk: written down, counted by its days, answered, read with a reason."""

from datetime import timedelta

import pytest

from tests import builders
from tests.doors.console.conftest import Desk, words
from toubao.business import due
from toubao.business.identity.actions.registration import newcomer
from toubao.business.identity.models import Account, Person
from toubao.business.identity.queries import known
from toubao.business.service import queries, requests
from toubao.business.service.models import Request
from toubao.business.service.requests import Channel, Kind, Outcome
from toubao.business.steps import SYSTEM, About, note
from toubao.journal.keys import destroy_key
from toubao.journal.models import Entry, OpenDuty
from toubao.rules.events import Event
from toubao.rules.periods import start_of

pytestmark = pytest.mark.django_db
HERE = "/console/requests/"
TYPED = {"kind": "data_copy", "channel": "by_phone", "came": str(builders.NOW.date()), "asked": "來電要一份自己資料的複製本，0912 345 678"}
ANSWER = {"do": "answer", "outcome": "request_granted", "channel": "by_mail", "answered": "已寄出複製本"}
LONGER = {"do": "extend", "channel": "by_letter", "because": "資料在異地封存"}
DAYS = {
    Kind.READ: 15, Kind.COPY: 15, Kind.CORRECT: 30, Kind.STOP: 30, Kind.DELETE: 30, Kind.COMPLAINT: 30,
    Kind.PAPER: 7, Kind.SERVICE: 7,
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


@pytest.mark.parametrize("kind", [Kind.COPY, Kind.DELETE])
def test_15_1_3_an_answer_is_put_off_once_before_its_day_by_no_more_than_the_law_lets(account: Account, kind: Kind) -> None:
    made = requests.receive(person=account.person, kind=kind, channel=Channel.LETTER, asked="請求的內容", by="service", now=builders.NOW)
    told = {"channel": Channel.LETTER, "because": "資料在異地封存", "by": "service"}
    assert not requests.extend(request=made, now=builders.NOW, **told | {"channel": Channel.PHONE}), "told in writing only"
    assert not requests.extend(request=made, now=made.due_at, **told), "not when it is late already"
    last = made.due_at - timedelta(seconds=1)
    assert requests.extend(request=made, now=last, **told)
    made = Request.objects.select_related("person__key").get()
    assert made.due_at == start_of(builders.NOW.date() + timedelta(days=2 * DAYS[kind] + 1))
    assert not requests.extend(request=made, now=last, **told), "once only"
    first, second = OpenDuty.objects.filter(subject_id=made.pk).order_by("id")
    assert (first.met_at, second.due_at, second.met_at) == (last, made.due_at, None)
    assert requests.said(made).extended == "資料在異地封存"
    requests.answer(request=made, outcome=Outcome.PARTLY, channel=Channel.MAIL, answered="部分照辦", by="service", now=last)
    assert not OpenDuty.objects.filter(subject_id=made.pk, met_at=None).exists()
    assert not requests.extend(request=Request.objects.get(), now=last, **told), "not when it was answered"


@pytest.mark.parametrize("kind", [Kind.PAPER, Kind.SERVICE])
def test_13_1_paper_and_service_that_texts_promise_by_telephone_wait_at_the_desk(desk: Desk, account: Account, kind: Kind) -> None:
    number = builders.somebody().id_number
    where = desk("service").post(HERE, TYPED | {"id_number": number, "kind": kind.value})["Location"]
    made = Request.objects.get()
    assert OpenDuty.objects.get(subject_id=made.pk).clause == "13.1"
    assert not requests.extend(request=made, channel=Channel.MAIL, because="還在處理", by="service", now=builders.NOW)
    assert desk("service").post(where, ANSWER).status_code == 302
    assert not OpenDuty.objects.filter(subject_id=made.pk, met_at=None).exists()


def test_28_1_the_answer_to_a_complaint_is_never_put_off(desk: Desk, account: Account) -> None:
    made = requests.receive(
        person=account.person, kind=Kind.COMPLAINT, channel=Channel.PHONE, asked="抱怨等了很久", by="service", now=builders.NOW
    )
    assert not requests.extend(request=made, channel=Channel.MAIL, because="還在調查", by="service", now=builders.NOW)
    assert "登錄延長" not in words(desk("service").get(f"{HERE}{made.pk}/"))


def test_15_1_3_the_days_count_from_when_it_came_not_from_when_it_was_written_down(account: Account) -> None:
    came = builders.NOW.date() - timedelta(days=20)
    made = requests.receive(
        person=account.person, kind=Kind.READ, channel=Channel.LETTER, asked="來信查詢", by="service", now=builders.NOW, came=came
    )
    duty = OpenDuty.objects.get(subject_id=made.pk)
    assert duty.due_at == made.due_at == start_of(came + timedelta(days=16))
    assert (made.came, made.last_day, duty.opened_at) == (came, came + timedelta(days=15), start_of(came))
    due.act(builders.NOW)
    assert OpenDuty.objects.get(pk=duty.pk).told_late_at is not None, "late when it was written down already"


def test_28_1_who_never_registered_and_whose_account_was_closed_are_written_down_as_well(desk: Desk, account: Account) -> None:
    client, number = desk("service"), builders.somebody().id_number
    stranger = TYPED | {"kind": "complaint", "unregistered": "on", "asked": "林小姐抱怨網站打不開"}
    assert client.post(HERE, stranger | {"id_number": number}).status_code == 422, "one of both"
    where = client.post(HERE, stranger)["Location"]
    assert "沒有註冊的人" in words(client.get(where))
    assert "沒有註冊的人" in words(client.get(HERE))
    assert "林小姐" in words(client.post(where, {"do": "read", "because": "處理申訴"}))
    Account.objects.update(closed_at=builders.NOW)
    client.post(HERE, TYPED | {"kind": "data_delete", "id_number": number})
    assert Request.objects.get(kind="data_delete").person_id == account.person_id


def test_15_1_3_a_request_is_written_down_and_answered_once(desk: Desk, account: Account) -> None:
    client, number = desk("service"), builders.somebody().id_number
    for wrong in (
        {"id_number": "A1"},
        {"id_number": builders.id_number(99)},
        {"asked": ""},
        {"asked": "嗯"},
        {"kind": "else"},
        {"channel": ""},
        {"id_number": ""},
        {"came": ""},
        {"came": str(builders.NOW.date() + timedelta(days=2))},
        {"came": "2020-01-01"},
    ):
        assert client.post(HERE, TYPED | {"id_number": number} | wrong).status_code == 422, wrong
    assert not Request.objects.exists()
    where = client.post(HERE, TYPED | {"id_number": number})["Location"]
    listed = words(client.get(HERE))
    assert "個人資料的複製本" in listed
    assert "等候答覆" in words(client.get(where))
    for wrong in ({"answered": ""}, {"outcome": ""}, {"channel": "else"}):
        assert client.post(where, ANSWER | wrong).status_code == 422, wrong
    assert client.post(where, LONGER | {"channel": "by_phone"}).status_code == 422
    assert client.post(where, {"do": "else"}).status_code == 404
    assert OpenDuty.objects.get(subject_id=Request.objects.get().pk).met_at is None
    assert client.post(where, LONGER).status_code == 302
    assert "已延長" in words(client.get(HERE))
    assert "登錄延長" not in words(client.get(where))
    assert client.post(where, ANSWER).status_code == 302
    assert not OpenDuty.objects.filter(subject_id=Request.objects.get().pk, met_at=None).exists()
    assert "決定照辦" in words(client.get(where))
    assert "已經答覆客戶，登錄" not in words(client.get(where))
    assert client.post(where, ANSWER | {"answered": "再答一次"}).status_code == 409
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
    assert "個資已經銷毀" in words(client.post(where, {"do": "read", "because": "處理申訴"}))


def test_28_1_the_start_page_counts_what_waits_for_an_answer_and_what_is_late(desk: Desk, account: Account) -> None:
    for days in (1, 40):
        requests.receive(
            person=account.person, kind=Kind.COMPLAINT, channel=Channel.PHONE, asked="抱怨等了很久", by="service",
            now=builders.NOW, came=builders.NOW.date() - timedelta(days=days),
        )  # fmt: skip
    assert "請求與申訴2等候答覆，逾期1件" in "".join(words(desk("service").get("/console/")).split())
    assert "請求與申訴" not in words(desk("clerk").get("/console/"))


def test_15_1_3_who_comes_second_reads_what_the_first_wrote_and_loses_no_word(desk: Desk, account: Account) -> None:
    made = requests.receive(
        person=account.person, kind=Kind.COPY, channel=Channel.PHONE, asked="請求的內容", by="service", now=builders.NOW
    )
    service = desk("service")
    assert service.post(f"{HERE}{made.pk}/", ANSWER).status_code == 302
    second = service.post(f"{HERE}{made.pk}/", {**ANSWER, "outcome": "request_refused", "answered": "查無這份資料"})
    assert second.status_code == 409
    assert "沒有登錄" in words(second)
    assert "查無這份資料" in words(second)
    assert service.post(f"{HERE}{made.pk}/", LONGER).status_code == 409
    assert Request.objects.get().outcome == "request_granted"
    assert Entry.objects.filter(event="request.answered").count() == 1


def test_15_1_4_a_request_is_answered_also_when_the_key_was_destroyed_meanwhile(desk: Desk, account: Account) -> None:
    made = requests.receive(
        person=account.person, kind=Kind.DELETE, channel=Channel.PHONE, asked="請求的內容", by="service", now=builders.NOW
    )
    note(Event.KEY_DESTROYED, about=About(account.person.key_id, "key"), actor=SYSTEM, now=builders.NOW)
    assert destroy_key(account.person.key_id)
    assert desk("service").post(f"{HERE}{made.pk}/", ANSWER).status_code == 302
    assert not OpenDuty.objects.filter(subject_id=made.pk, met_at=None).exists()


def test_15_1_3_nobody_gets_a_request_by_typing_a_number(desk: Desk, account: Account) -> None:
    number = known(account.person).id_number
    other = newcomer(builders.NOW)
    Person.objects.filter(pk=other.pk).update(id_index=account.id_index, created_at=builders.NOW + timedelta(days=1))
    assert queries.person_of(number) == account.person
    Account.objects.update(id_index=b"another")
    assert queries.person_of(number) is None
