"""Who one is (7.1, 7.2.1.2): each mistake with its own sentence, refusals in plain words, and nothing kept of those refused."""

import dataclasses
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.doors.storefront.people.conftest import Registering, entered, summary, words
from toubao.business.correspondence.models import Message
from toubao.business.identity import queries
from toubao.business.identity.models import Account, OneTimePassword, Person
from toubao.business.identity.queries import known as known_of
from toubao.doors.storefront.people.sentences import NUMBER
from toubao.journal.models import Entry
from toubao.rules.identity_numbers import Fault

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.EMPTY), ("A12345678", Fault.LENGTH), ("1123456789", Fault.LETTER), ("A323456789", Fault.SECOND),
        ("A1234567O9", Fault.DIGITS), ("A123456788", Fault.CHECKSUM),
    ],
)  # fmt: skip
def test_7_2_1_2_each_fault_of_an_identity_number_has_its_own_sentence(registering: Registering, typed: str, fault: Fault) -> None:
    answer = registering.begun().say(id_number=typed)
    assert summary(answer) == [("id_id_number", NUMBER[fault])]
    assert registering.registration.state == "noticed"
    assert not Entry.objects.filter(event="registration.identity_stated").exists()


def test_7_2_1_2_an_expired_form_of_a_resident_number_says_so(registering: Registering, moment: object) -> None:
    moment.move_to(date(2031, 1, 2))  # type: ignore[attr-defined]  # time_machine's coordinates
    answer = registering.begun().say(id_number="AA00000009")
    assert summary(answer)[0][0] == "id_id_number"
    assert NUMBER[Fault.EXPIRED_FORM] == summary(answer)[0][1]


def test_7_2_1_2_the_number_may_be_typed_in_full_width_and_lower_case(registering: Registering) -> None:
    registering.begun().identified(id_number="ａ１２３４５６７８９")
    assert registering.registration.state == "identified"


@pytest.mark.parametrize(
    ("field", "typed", "place", "sentence"),
    [
        ("name", "", "id_name", "請填寫姓名。"),
        ("name", "王", "id_name", "證件上的全名"),
        ("name", "王小明123", "id_name", "姓名裡不會有數字"),
        ("name", "<b>陳</b>", "id_name", "不屬於姓名的符號"),
        ("name", "王\u202e明", "id_name", "改變文字方向"),
        ("name", "王\ue000明", "id_name", "全字庫"),
        ("name", "王" * 101, "id_name", "最多 100 個字"),
        ("birth_date_day", "", "id_birth_date_year", "還缺日"),
        ("birth_date_day", "32", "id_birth_date_year", "沒有這個日期"),
        ("birth_date_year", "2099", "id_birth_date_year", "不能晚於今天"),
        ("birth_date_year", "1850", "id_birth_date_year", "出生年份太早"),
        ("phone", "", "id_phone", "請填寫手機號碼。"),
        ("phone", "02-2345-6789", "id_phone", "09 開頭"),
        ("phone", "0912", "id_phone", "09 開頭"),
        ("phone", "not a number", "id_phone", "09 開頭"),
        ("mail", "person@", "id_mail", "格式不對"),
        ("mail", "", "id_mail", "請填寫電子信箱。"),
        ("guardianship", "", "id_guardianship_0", "監護宣告或輔助宣告"),
        ("guardianship", "maybe", "id_guardianship_0", ""),
        ("channel", "", "id_channel_0", "手機或電子信箱"),
    ],
)
def test_7_2_1_2_every_bad_entry_is_named_and_nothing_typed_is_lost(
    registering: Registering, field: str, typed: str, place: str, sentence: str
) -> None:
    answer = registering.begun().say(**{field: typed})
    found = summary(answer)
    assert len(found) == 1
    assert found[0][0] == place
    assert sentence in found[0][1]
    page = answer.content.decode()
    kept = entered(builders.somebody()) | {field: typed}
    assert all(f'value="{kept[name]}"' in page for name in ("id_number", "birth_date_month") if name != field)
    assert registering.registration.state == "noticed"
    assert not OneTimePassword.objects.exists()


def test_7_2_1_2_nothing_at_all_lists_every_question_and_preselects_nothing(registering: Registering) -> None:
    registering.begun()
    assert " checked" not in registering.client.get(f"{registering.address}you/").content.decode()
    answer = registering.client.post(f"{registering.address}you/", {"x": "1"})
    assert len(summary(answer)) == 7
    assert " checked" not in answer.content.decode()


def test_7_2_1_2_a_year_of_the_republic_is_understood(registering: Registering) -> None:
    registering.begun().identified(birth_date_year="79")
    page = registering.client.get(f"{registering.address}you/").content.decode()
    assert 'value="1990"' in page


def test_7_1_a_minor_is_refused_in_plain_words_and_nothing_is_kept_beyond_the_evidence(registering: Registering) -> None:
    minor = builders.somebody(birth_date=date(2008, 11, 24))
    answer = registering.begun().say(minor)
    assert answer["Location"] == f"{registering.address}refused/"
    page = registering.client.get(answer["Location"])
    assert "您目前不能自行在網路註冊" in words(page)
    assert "法定代理人" in words(page)
    assert "具行為能力之消費者" in words(page)
    for secret in (minor.id_number, minor.phone[4:], minor.mail, "王示範"):
        assert secret not in page.content.decode()
    person = Person.objects.get()
    assert (person.sealed, person.id_index) == (None, None)
    assert registering.registration.state == "noticed"
    assert not Account.objects.exists()
    assert not OneTimePassword.objects.exists()
    assert not Message.objects.exists()
    evidence = Entry.objects.get(event="registration.identity_stated")
    assert evidence.outcome == "refused"
    assert minor.id_number not in str(evidence.facts)
    assert evidence.personal is not None


def test_7_1_adult_on_the_eighteenth_birthday(registering: Registering) -> None:
    registering.begun().identified(builders.somebody(birth_date=date(2008, 11, 23)))


def test_7_1_declared_guardianship_is_refused(registering: Registering) -> None:
    answer = registering.begun().say(guardianship="yes")
    assert "不能自行在網路註冊" in words(registering.client.get(answer["Location"]))
    assert Person.objects.get().sealed is None


def test_7_1_a_minor_who_corrects_the_year_is_referred_to_a_person_in_any_browser(registering: Registering, other_browser: Client) -> None:
    registering.begun().say(builders.somebody(birth_date=date(2010, 1, 1)))
    for again in (registering, Registering(other_browser).begun()):
        page = registering_page(again, again.say(builders.somebody()))
        assert "出生日期要由專人核對" in page
        assert "服務據點" in page
    assert [person.sealed for person in Person.objects.all()] == [None, None]
    other = Registering(other_browser).begun()
    other.identified(builders.somebody(2))  # with another number nothing is in the way


def test_7_1_control_who_never_said_so_is_not_referred(registering: Registering) -> None:
    registering.begun().say(guardianship="yes")
    registering.identified()


def test_11_2_4_who_is_under_assistance_is_told_whose_rule_it_is(registering: Registering) -> None:
    page = registering_page(registering, registering.begun().say(guardianship="assisted"))
    assert "請由專人協助您投保" in page
    assert "本公司自己的規定" in page
    assert "法定代理人" not in page
    assert Person.objects.get().sealed is None


@pytest.mark.parametrize("name", ["示範股份有限公司", "Demo Co., Ltd."])
def test_7_1_a_companys_name_is_no_natural_persons(registering: Registering, name: str) -> None:
    answer = registering.begun().say(name=name)
    told = words(answer) if "Location" not in answer else registering_page(registering, answer)
    assert "自然人" in told or "姓名" in told
    assert Person.objects.get().sealed is None


def registering_page(registering: Registering, answer: Any) -> str:
    """The page of refusal to which an answer leads."""
    return words(registering.client.get(answer["Location"]))


def test_7_1_a_business_number_is_no_natural_person(registering: Registering) -> None:
    answer = registering.begun().say(id_number="04595252")
    page = registering.client.get(answer["Location"])
    assert "網路註冊只開放給自然人" in words(page)
    assert "本人的身分證字號" in words(page)


def test_a_refusal_can_be_mended_by_going_back(registering: Registering) -> None:
    registering.begun().say(guardianship="yes")
    registering.identified()
    assert registering.client.get(f"{registering.address}refused/")["Location"] == f"{registering.address}code/"


def test_the_page_of_refusal_without_one_leads_to_where_it_stands(registering: Registering) -> None:
    registering.begun()
    assert registering.client.get(f"{registering.address}refused/")["Location"] == f"{registering.address}you/"


def test_going_back_shows_what_was_said_and_a_change_voids_the_code(registering: Registering) -> None:
    registering.begun().identified()
    page = registering.client.get(f"{registering.address}you/").content.decode()
    known = builders.somebody()
    for shown in ("王示範", known.id_number, known.mail, "0910000001", "1990"):
        assert f'value="{shown}"' in page
    first = builders.last_code(registering.registration.pk)
    registering.identified(dataclasses.replace(known, mail="new@demo.example"), channel="mail")
    assert "不對" in words(registering.enter("000000" if first != "000000" else "111111"))
    assert Message.objects.filter(channel="mail").count() == 1


def test_another_browser_cannot_go_on_with_a_registration(registering: Registering, other_browser: Client) -> None:
    registering.begun().identified()
    for step in ("you", "code", "refused", "password"):
        for answer in (
            other_browser.get(f"{registering.address}{step}/"),
            other_browser.post(f"{registering.address}{step}/", {"code": "1"}),
        ):
            assert answer.status_code == 404
    Registering(other_browser).begun()
    assert other_browser.get(f"{registering.address}you/").status_code == 404


def test_steps_cannot_be_skipped_by_their_addresses(registering: Registering) -> None:
    registering.begun()
    for step in ("code", "password"):
        assert registering.client.get(f"{registering.address}{step}/")["Location"] == f"{registering.address}you/"
        assert registering.client.post(f"{registering.address}{step}/", {"code": "123456", "password": "x" * 20})["Location"].endswith(
            "/you/"
        )
    registering.identified()
    assert registering.client.get(f"{registering.address}password/")["Location"] == f"{registering.address}code/"
    registering.verified()
    for step in ("you", "code", "refused"):
        assert registering.client.get(f"{registering.address}{step}/")["Location"] == f"{registering.address}password/"
    assert not Account.objects.exists()


def test_two_registrations_run_side_by_side_in_two_tabs(registering: Registering) -> None:
    registering.begun()
    second = Registering(registering.client).begun()
    registering.identified()
    second.identified(builders.somebody(2))
    assert registering.registration.state == second.registration.state == "identified"
    assert registering.registration.person_id != second.registration.person_id


def test_what_is_sent_in_after_another_tab_went_on_changes_nothing(registering: Registering, monkeypatch: pytest.MonkeyPatch) -> None:
    registering.begun().identified()
    stale = registering.registration
    registering.verified()
    found = queries.registration
    answers = iter([stale])
    monkeypatch.setattr(queries, "registration", lambda pk: next(answers, None) or found(pk))
    answer = registering.say(mail="late@demo.example")
    assert answer["Location"] == f"{registering.address}code/"
    assert registering.client.get(answer["Location"])["Location"] == f"{registering.address}password/"
    assert known_of(registering.registration.person).mail == "person1@demo.example"
