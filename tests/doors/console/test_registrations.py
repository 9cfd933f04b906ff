"""Registrations, a person's history, failed attempts and accounts not used for long: what the desk sees, and what is journaled."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests import builders
from tests.doors.console.conftest import Desk, words
from toubao.business.consents import actions as consents
from toubao.business.consents import texts
from toubao.business.governance.queries import registrations
from toubao.business.governance.queries.registrations import Sought
from toubao.business.identity import actions as identity
from toubao.business.identity.actions.waking import act_on_sleep
from toubao.business.identity.codes import guessing
from toubao.business.identity.models import Account, Registration
from toubao.business.steps import Actor
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
LIST, PEOPLE, ATTEMPTS, DORMANT = "/console/registrations/", "/console/people/", "/console/attempts/", "/console/dormant/"
NOW = builders.NOW


@pytest.fixture
def account(as_app: None) -> Account:
    """Somebody with an account."""
    return builders.registered_account()


def begun(way: str = "online", purpose: str = "purchase", **changes: Any) -> Registration:
    """A registration that has come past the notices."""
    notices = builders.NOTICES
    registration, _ = identity.begin_registration(
        way=way, purpose=purpose, channel="localhost", channel_is_ours=True, notices=notices, shown=tuple(notices),
        read=tuple(notices), consented=True,
        now=NOW, **changes,
    )  # fmt: skip
    return registration


def read_by() -> list[tuple[str, str, str]]:
    """What was read of people, why and by whom, as the journal has it."""
    kept = Entry.objects.filter(event="staff.personal_data_read").order_by("id")
    return [(entry.facts["reference"], entry.facts["because"], entry.actor_id) for entry in kept]


def search(client: Client, typed: str, *, by: str = "number", because: str = "客戶來電核對身分") -> Any:
    return client.post(PEOPLE, {"by": by, "typed": typed, "because": because})


def test_18_1_1_registrations_are_counted_by_way_purpose_and_how_far_they_came(
    desk: Desk, account: Account, django_assert_max_num_queries: Any
) -> None:
    begun()
    identity.identify(registration=begun("certificate", "service"), known=builders.somebody(7), now=NOW)
    begun("branch", signed=True)
    groups = {(each.way, each.purpose): each.reached for each in registrations.groups(Sought(), since=NOW - timedelta(days=1))}
    assert groups == {
        ("online", "purchase"): (2, 2, 1, 1, 1),
        ("certificate", "service"): (1, 1, 1, 0, 0),
        ("branch", "purchase"): (1, 1, 0, 0, 0),
    }
    client = desk("service")
    with django_assert_max_num_queries(12):
        page = client.get(LIST)
    told = words(page)
    assert "王○○1" in told
    assert "王示範1" not in told
    assert "（還沒有填）" in told
    assert read_by() == []


def test_18_1_1_the_list_is_narrowed_by_way_state_and_day(desk: Desk, account: Account) -> None:
    begun("certificate")
    client = desk("auditor")
    for asked, many in (("way=certificate", 1), ("state=opened", 1), ("day=2026-11-23", 2), ("day=2026-11-22", 0), ("purpose=service", 0)):
        page = client.get(f"{LIST}?{asked}").content.decode()
        assert len(re.findall(r'<a href="/console/registrations/[0-9a-f-]{36}/">', page)) == many, asked
    assert client.get(f"{LIST}?state=nothing&at=rubbish").status_code == 200


def test_the_list_goes_on_after_a_key_and_repeats_nothing(desk: Desk, as_app: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registrations, "PAGE", 2)
    made = {str(begun().pk) for _ in range(5)}
    client, where, seen = desk("service"), LIST, []
    while where:
        page = client.get(where).content.decode()
        seen += re.findall(r'<a href="/console/registrations/([0-9a-f-]{36})/">', page)
        older = re.search(r'rel="next" href="([^"]*)"', page)
        where = older[1].replace("&amp;", "&") if older else ""
    assert len(seen) == 5
    assert set(seen) == made


@pytest.mark.parametrize("part", ["story", "decisions", "papers"])
def test_18_1_1_one_registration_shows_its_verdicts_with_the_clauses_words_and_what_was_agreed_to(
    desk: Desk, account: Account, django_assert_max_num_queries: Any, part: str
) -> None:
    client = desk("service")
    with django_assert_max_num_queries(12):
        page = client.get(f"{LIST}{account.registration_id}/?part={part}")
    told = words(page)
    wanted = {"story": "已開立帳號", "decisions": "應引導消費者或保戶輸入該 OTP 完成身分確認", "papers": "註冊的驗證碼"}
    assert wanted[part] in told
    assert "雜湊值不符" not in told
    if part == "papers":
        assert page.content.decode().count('href="/console/texts/') == 3
    assert client.get(f"{LIST}{account.registration_id}/?part=other").status_code == 404


def test_18_1_1_the_console_shows_the_exact_text_and_sees_when_it_was_tampered_with(desk: Desk, account: Account) -> None:
    client, digest = desk("auditor"), builders.NOTICES["privacy"]
    page = client.get(f"/console/texts/{digest}/")
    assert texts.every()[digest].html in page.content.decode()
    assert "與當時一字不差" in words(page)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE consents_showntext DISABLE TRIGGER USER")
        cursor.execute("UPDATE consents_showntext SET source = source || ' '::bytea WHERE digest = %s", [digest])
        cursor.execute("ALTER TABLE consents_showntext ENABLE TRIGGER USER")
        cursor.execute("SET LOCAL ROLE toubao_app")
    assert "保存的內容與當時不符" in words(client.get(f"/console/texts/{digest}/"))


@pytest.mark.parametrize(("by", "typed"), [("number", "a100000011"), ("address", "0910 000 001"), ("address", "PERSON1@demo.example")])
def test_15_1_4_a_person_is_found_exactly_for_a_reason_that_is_journaled(
    desk: Desk, account: Account, django_assert_max_num_queries: Any, by: str, typed: str
) -> None:
    typed = builders.somebody().id_number.lower() if by == "number" else typed
    client = desk("service")
    with django_assert_max_num_queries(12):
        told = words(search(client, typed, by=by))
    assert "王○○1" in told
    assert "王示範1" not in told
    assert builders.somebody().id_number not in told
    assert "一級：手機或信箱" in told
    assert read_by() == [("identity history", "客戶來電核對身分", "service")]
    assert Entry.objects.get(event="staff.personal_data_read").subject_id == account.pk


def test_15_1_4_without_a_reason_or_with_half_a_number_nothing_is_shown(desk: Desk, account: Account) -> None:
    client, number = desk("service"), builders.somebody().id_number
    assert search(client, number, because="").status_code == 422
    assert read_by() == []
    told = words(search(client, number[:9]))
    assert "沒有找到" in told
    assert "王○○1" not in told
    assert [what for what, _, _ in read_by()] == ["identity search"]
    assert client.get(f"{PEOPLE}{account.person_id}/").status_code == 405
    assert desk("auditor").post(PEOPLE, {}).status_code == 403


def test_15_1_4_the_history_shows_every_registration_change_and_consent_and_reveals_for_another_reason(
    desk: Desk, account: Account
) -> None:
    again, _ = identity.begin_registration(
        way="online", channel="localhost", channel_is_ours=True, notices=builders.NOTICES, shown=tuple(builders.NOTICES),
        read=tuple(builders.NOTICES), consented=True,
        renews=account, now=NOW + timedelta(days=1),
    )  # fmt: skip
    identity.identify(registration=again, known=builders.somebody(), now=NOW + timedelta(days=1))
    person = Actor("person", str(account.person_id))
    text = texts.in_force(NOW.date())["sharing"]
    where = consents.Where("203.0.113.7", "Mozilla/5.0 (invented)")
    consents.give(key=account.person.key, text=text, ticked=True, seen_to_end=True, where=where, actor=person, now=NOW)
    consents.withdraw(key=account.person.key, name="sharing", actor=person, now=NOW)
    client, known = desk("compliance"), builders.somebody()
    page = client.post(f"{PEOPLE}{again.person_id}/", {"because": "查核重新驗證"})
    told = words(page)
    assert page.content.decode().count('href="/console/registrations/') >= 2
    assert "重新驗證" in told
    assert "已撤回" in told
    assert known.id_number not in told
    assert "203.0.113.7" not in told
    assert client.post(f"{PEOPLE}{account.person_id}/reveal/", {"because": ""}).status_code == 422
    revealed = words(client.post(f"{PEOPLE}{account.person_id}/reveal/", {"because": "主管機關調閱"}))
    assert known.id_number in revealed
    assert "203.0.113.7" in revealed
    assert [what for what, _, _ in read_by()] == ["identity history", "identity data"]


def test_a_person_whose_key_was_destroyed_can_not_be_revealed(desk: Desk, account: Account) -> None:
    client = desk("service")
    builders.destroy_key(account.person_id)
    answer = client.post(f"{PEOPLE}{account.person_id}/reveal/", {"because": "客戶來電核對身分"})
    assert answer.status_code == 404
    assert "個資已經銷毀" in words(answer)


def test_7_2_1_3_failed_attempts_are_counted_by_kind_account_and_network(
    desk: Desk, account: Account, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        builders.sign_in(typed="0910000001", password="wrong", network="203.0.113.7", now=NOW)
    builders.sign_in(typed="0911111111", password="wrong", network="203.0.113.7", now=NOW)
    guessing.tell(now=NOW)
    client = desk("security")
    with django_assert_max_num_queries(12):
        told = words(client.get(ATTEMPTS))
    assert "合計 6 次" in told, "names that nobody has are counted too"
    assert "203.0.113.x" in told
    assert "203.0.113.7" not in told
    assert "王○○1" in told
    assert "現在沒有鎖定的帳號" not in told
    assert "這段期間沒有" in words(client.get(f"{ATTEMPTS}?kind=code"))
    assert client.get(f"{ATTEMPTS}?hours=9").status_code == client.get(f"{ATTEMPTS}?kind=other").status_code == 404
    assert desk("service").get(ATTEMPTS).status_code == 403


def second_registration(serial: int = 9) -> Registration:
    """Somebody else's phone and mailbox with the number of the account, the right code entered; refused since there is an account."""
    registration, known = begun(), builders.somebody(1, phone=f"+88692000000{serial}", mail=f"other{serial}@demo.example")
    assert identity.identify(registration=registration, known=known, now=NOW).taken
    sent = identity.send_registration_code(registration=registration, channel="sms", insurer="測試", network=f"n{serial}", now=NOW)
    assert sent.sent
    entered = builders.last_code(registration.pk)
    decision, checked = identity.verify_registration(registration=registration, entered=entered, now=NOW)
    assert (decision.outcome, checked.right) == ("refused", True)
    return registration


def test_7_1_a_registration_that_stopped_since_there_is_an_account_says_so_to_staff(
    desk: Desk, account: Account, django_assert_max_num_queries: Any
) -> None:
    abandoned, registration = begun(), second_registration()
    client = desk("service")
    with django_assert_max_num_queries(12):
        told = words(client.get(f"{LIST}{registration.pk}/"))
    assert "停在這裡：已有帳號" in told
    with django_assert_max_num_queries(12):
        assert words(client.get(LIST)).count("停在這裡：已有帳號") == 1
    for other in (abandoned.pk, account.registration_id):
        assert "停在這裡" not in words(client.get(f"{LIST}{other}/"))
    identity.verify_registration(registration=registration, entered="000000", now=NOW)
    assert "停在這裡" in words(client.get(f"{LIST}{registration.pk}/")), "whatever is typed afterwards"
    assert identity.identify(registration=registration, known=builders.somebody(8), now=NOW).taken
    assert "停在這裡" not in words(client.get(f"{LIST}{registration.pk}/")), "it goes on with other data"


def test_7_1_it_stands_among_the_attempts_that_failed(desk: Desk, account: Account, django_assert_max_num_queries: Any) -> None:
    registration = second_registration()
    client = desk("security")
    with django_assert_max_num_queries(12):
        page = client.get(f"{ATTEMPTS}?kind=registered")
    told = words(page)
    assert "合計 1 次" in told
    assert "無法用這份資料開立新的帳號" in told
    assert re.findall(r'class="clause-id" title="[^"]+">([0-9.]+)<', page.content.decode()) == ["7.1"], "the clause that stopped it alone"
    assert "這段期間沒有" in words(client.get(f"{ATTEMPTS}?kind=proof"))
    assert "無法用這份資料開立新的帳號" in words(client.get(ATTEMPTS))
    link = f'href="{LIST}{registration.pk}/"'
    assert (link in page.content.decode()) == (client.get(f"{LIST}{registration.pk}/").status_code == 200)


def test_7_1_a_wrong_code_for_a_number_that_has_an_account_is_a_wrong_code_and_nothing_else(desk: Desk, account: Account) -> None:
    registration = begun()
    identity.identify(registration=registration, known=builders.somebody(1, phone="+886920000007"), now=NOW)
    identity.send_registration_code(registration=registration, channel="sms", insurer="測試", network="n", now=NOW)
    wrong = "000000" if builders.last_code(registration.pk) != "000000" else "000001"
    identity.verify_registration(registration=registration, entered=wrong, now=NOW)
    client = desk("security")
    assert "這段期間沒有" in words(client.get(f"{ATTEMPTS}?kind=registered"))
    assert "合計 1 次" in words(client.get(ATTEMPTS))
    assert "停在這裡" not in words(desk("service").get(f"{LIST}{registration.pk}/"))


def test_7_3_and_8_2_accounts_that_sleep_are_listed_on_each_clock_apart(
    desk: Desk, account: Account, django_assert_max_num_queries: Any
) -> None:
    client = desk("service")
    assert "沒有這一類的帳號" in words(client.get(DORMANT))
    Account.objects.filter(pk=account.pk).update(served_from=NOW - timedelta(days=5 * 365 - 10))
    act_on_sleep(NOW)
    with django_assert_max_num_queries(12):
        soon = words(client.get(f"{DORMANT}?clock=service&show=soon"))
    assert "王○○1" in soon
    assert "還有" in soon
    assert "王○○1" not in words(client.get(f"{DORMANT}?clock=purchase&show=soon"))
    act_on_sleep(NOW + timedelta(days=30))
    assert "王○○1" in words(client.get(f"{DORMANT}?clock=service&show=asleep"))
    assert "王○○1" not in words(client.get(f"{DORMANT}?clock=service&show=soon"))
    assert client.get(f"{DORMANT}?clock=other").status_code == 404
