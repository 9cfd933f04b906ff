"""Changes that two people decide, accounts that rest, and deaths: what the desk sees and does."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import builders
from tests.business.identity.changes.given import done, proved, token
from tests.doors.console.conftest import Desk, words
from toubao.business.identity import queries
from toubao.business.identity.changes import stopping
from toubao.business.identity.models import Account, Change
from toubao.business.service.models import DeathReport
from toubao.journal.models import Entry
from toubao.rules.facts import Kind

pytestmark = pytest.mark.django_db
CHANGES, DEATHS = "/console/changes/", "/console/deaths/"


@pytest.fixture
def account(as_app: None) -> Account:
    """Somebody with an account."""
    return builders.registered_account()


def post(client: Client, where: str, do: str, **typed: str) -> tuple[int, str]:
    """Send one of a page's forms; the status and what the answer says."""
    answer = client.post(where, {"do": do, **typed})
    return answer.status_code, words(answer)


def test_13_1_a_name_is_reviewed_by_one_and_released_by_another(desk: Desk, account: Account) -> None:
    one, two = desk("service"), desk("compliance")
    where = f"{CHANGES}{done(account, Kind.NAME).pk}/"
    assert "等候審核或放行" in words(one.get(CHANGES))
    assert post(one, where, "review", evidence="")[0] == 422
    assert post(one, where, "review", evidence="戶籍謄本 A-1")[0] == 302
    status, told = post(one, where, "release")
    assert (status, "兩位不同的人員" in told) == (422, True)
    assert queries.known(Account.objects.select_related("person__key").get().person).name == builders.somebody().name
    assert post(two, where, "release")[0] == 302
    assert queries.known(Account.objects.select_related("person__key").get().person).name == "王新名"
    page = words(one.get(where))
    assert "戶籍謄本 A-1" in page
    assert "示範compliance" in page
    assert "沒有等候審核的變更" in words(one.get(CHANGES))


def test_13_1_a_name_is_refused_with_words_for_its_holder(desk: Desk, account: Account) -> None:
    client, where = desk("service"), f"{CHANGES}{done(account, Kind.NAME).pk}/"
    assert post(client, where, "refuse", because="x")[0] == 422
    assert post(client, where, "refuse", because="文件不清楚")[0] == 302
    assert Change.objects.get().state == "refused"
    assert client.post(where, {"do": "nothing"}).status_code == 404


@pytest.mark.parametrize(
    ("as_far_as", "kind", "do", "said", "gate"),
    [
        (done, Kind.PHONE_LOST, "review", "只有需要專人審核的變更才由專人處理", "evidence_seen"),
        (done, Kind.PHONE_LOST, "release", "等候時間還沒有過", "wait_ended"),
        (proved, Kind.PHONE, "release", "還沒有用驗證碼確認過", "new_address_proved"),
    ],
    ids=["review", "wait", "unproved"],
)
def test_13_1_nobody_at_the_desk_hurries_a_change_that_is_not_for_people(
    desk: Desk, account: Account, as_far_as: Callable[[Account, Kind], Change], kind: Kind, do: str, said: str, gate: str
) -> None:
    client, found = desk("service"), as_far_as(account, kind)
    before = Change.objects.get().state
    status, told = post(client, f"{CHANGES}{found.pk}/", do, evidence="戶籍謄本 A-1")
    assert (status, said in told) == (422, True)
    entry = Entry.objects.get(subject_id=found.pk, outcome="refused")
    assert [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"] == [gate]
    assert Change.objects.get().state == before
    assert queries.known(Account.objects.select_related("person__key").get().person).phone == builders.somebody().phone


def test_15_1_3_what_a_change_says_is_read_with_a_reason_that_is_kept(desk: Desk, account: Account) -> None:
    client, where = desk("service"), f"{CHANGES}{done(account, Kind.NAME).pk}/"
    assert "王新名" not in words(client.get(where))
    assert client.post(f"{where}reveal/", {"because": ""}).status_code == 422
    assert not Entry.objects.filter(event="staff.personal_data_read").exists()
    assert "王新名" in words(client.post(f"{where}reveal/", {"because": "核對身分證影本"}))
    assert Entry.objects.get(event="staff.personal_data_read").facts["reference"] == "change"
    assert desk("auditor").post(f"{where}reveal/", {"because": "稽核抽查"}).status_code == 403


def test_13_1_a_stopped_account_is_let_in_again_by_service(desk: Desk, account: Account) -> None:
    client = desk("service")
    stopping.stop(token=token(done(account, Kind.PHONE)), network="n", now=builders.NOW)
    where = f"/console/accounts/{account.pk}/unblock/"
    assert where in client.get(CHANGES).content.decode()
    assert client.get(where).status_code == 200
    assert client.post(where, {"because": "", "reference": ""}).status_code == 422
    assert (
        client.post(where, {"because": "本人臨櫃，看過身分證", "reference": "A-1"})["Location"]
        == f"/console/accounts/{account.pk}/?done=unblocked"
    )
    assert Account.objects.get().blocked == ""
    assert client.get(where).status_code == 404


def test_13_1_a_death_is_reported_by_one_and_confirmed_by_another(desk: Desk, account: Account) -> None:
    one, two = desk("service"), desk("compliance")
    number = builders.somebody().id_number
    typed = {"id_number": number, "told_by": "女兒王小姐來電"}
    for wrong in ({"id_number": "A1"}, {"id_number": builders.id_number(99)}, {"told_by": ""}):
        assert one.post(DEATHS, typed | wrong).status_code == 422
    assert not DeathReport.objects.exists()
    where = one.post(DEATHS, typed)["Location"]
    assert "已經登錄過了" in words(one.post(DEATHS, typed))
    assert Account.objects.get().blocked == "death"
    status, told = post(one, where, "confirm", evidence="死亡證明書 B-2")
    assert (status, "另一位人員" in told) == (422, True)
    assert post(two, where, "confirm", evidence="")[0] == 422
    assert post(two, where, "confirm", evidence="死亡證明書 B-2")[0] == 302
    assert "已確認" in words(two.get(DEATHS))
    assert number not in two.get(where).content.decode()


def test_13_1_who_told_us_is_read_with_a_reason_and_a_mistake_is_taken_back(desk: Desk, account: Account) -> None:
    client = desk("service")
    where = client.post(DEATHS, {"id_number": builders.somebody().id_number, "told_by": "女兒王小姐來電"})["Location"]
    assert "女兒王小姐" not in words(client.get(where))
    assert post(client, where, "who", because="")[0] == 422
    assert "女兒王小姐" in post(client, where, "who", because="回電確認")[1]
    assert Entry.objects.get(event="staff.personal_data_read").facts["reference"] == "teller"
    assert client.post(where, {"do": "nothing"}).status_code == 404
    assert post(client, where, "dismiss", because="同名同姓，弄錯人")[0] == 302
    assert (DeathReport.objects.get().state, Account.objects.get().blocked) == ("dismissed", "")
    assert "弄錯人" in words(client.get(where))
