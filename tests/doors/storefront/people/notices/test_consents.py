"""My consents: nothing is ticked for me, what I agreed to is there word for word, and taking it back holds at once."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests import builders
from tests.doors.storefront.people.conftest import Registering, summary, tick, words
from toubao.business import whose
from toubao.business.consents import queries, texts
from toubao.business.consents.models import Consent, ShownText
from toubao.business.identity.models import Account
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
HERE, MAIL = "/members/account/consents/", "advertising-mail"


def given(account: Account) -> list[tuple[str, str]]:
    """What a person may choose, and whether that stands."""
    return list(Consent.objects.filter(key_id=account.person_id, name=MAIL).order_by("given_at").values_list("name", "state"))


def agree(member: Client, name: str = MAIL, **changes: str) -> Any:
    digest = texts.in_force(builders.NOW.date())[name].digest
    return member.post(f"{HERE}{name}/", {"agree": digest, **changes})


def test_15_1_2_the_list_says_what_when_and_in_which_version_and_nothing_is_chosen_for_me(
    member: Client, account: Account, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        page = member.get(HERE)
    told = words(page)
    assert told.count("沒有同意") == 4
    assert "個人資料保護法告知義務內容" in told
    assert "註冊時" in told
    assert given(account) == []
    assert " checked" not in member.get(f"{HERE}{MAIL}/").content.decode()


def test_15_1_2_a_consent_is_given_by_my_own_tick_alone(member: Client, account: Account) -> None:
    assert summary(member.post(f"{HERE}{MAIL}/", {})) == [("id_agree", "請勾選同意。沒有勾選，就不會有任何改變。")]
    assert summary(agree(member, agree="0" * 64)) != []
    assert given(account) == []
    assert agree(member, seen_to_end="1")["Location"] == f"{HERE}?changed=given"
    assert "同意中" in words(member.get(HERE))
    kept = Consent.objects.get(name=MAIL)
    assert (kept.place, kept.by, kept.seen_to_end) == ("members", "person", True)
    assert queries.where(kept)["network"] == "127.0.0.1"


def test_15_1_2_words_that_are_replaced_while_i_agree_are_not_agreed_to(
    member: Client, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = texts.in_force(builders.NOW.date())
    old = {**now, MAIL: replace(now[MAIL], source="# 舊的\n")}
    found = iter([old])
    monkeypatch.setattr(texts, "in_force", lambda day: next(found, now))
    assert summary(member.post(f"{HERE}{MAIL}/", {"agree": old[MAIL].digest}))[0][0] == "id_agree"
    with whose.system():
        entry = Entry.objects.get(event="consent.given", outcome="refused")
    assert [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"] == ["agreed_to_what_is_told"]
    assert given(account) == []


def test_15_1_2_taking_it_back_holds_at_once_and_it_can_be_given_again(member: Client, account: Account) -> None:
    agree(member)
    assert member.get(f"{HERE}{MAIL}/withdraw/").status_code == 405
    assert "已撤回" in words(member.post(f"{HERE}{MAIL}/withdraw/", follow=True))
    assert not queries.stands(account.person_id, MAIL)
    assert "您撤回" in words(member.get(HERE))
    agree(member)
    assert given(account) == [(MAIL, "withdrawn"), (MAIL, "given")]


def test_15_1_2_what_was_never_given_is_not_said_to_be_taken_back(member: Client) -> None:
    assert [member.post(f"{HERE}{name}/withdraw/")["Location"] for name in (MAIL, "nothing")] == [HERE, HERE]
    agree(member)
    for _ in range(2):
        assert "已撤回" in words(member.post(f"{HERE}{MAIL}/withdraw/", follow=True))


def test_15_1_2_what_the_contract_needs_is_not_taken_back_alone(member: Client, account: Account) -> None:
    answer = member.post(f"{HERE}privacy/withdraw/")
    assert answer.status_code == 422
    assert "不能單獨撤回" in words(answer)
    assert queries.stands(account.person_id, "privacy")
    assert member.get(f"{HERE}privacy/").status_code == member.get(f"{HERE}nothing/").status_code == 404


def test_18_1_1_the_exact_words_are_shown_again_when_they_are_not_in_force_any_more(
    member: Client, account: Account, settings: Any
) -> None:
    then = texts.in_force(builders.NOW.date())["privacy"]
    settings.INSURER = {**settings.INSURER, "company": "改了名字的保險公司"}
    page = member.get(f"{HERE}texts/{then.digest}/")
    assert then.html in page.content.decode()
    assert "與當時一字不差" in words(page)
    assert "看現在的版本" in words(member.get(HERE))
    file = member.get(f"{HERE}texts/{then.digest}/source/")
    assert sha256(file.content).hexdigest() == then.digest
    assert "改了名字" in words(member.get("/register/notices/privacy/"))


def test_18_1_1_a_text_that_was_tampered_with_is_not_shown_as_the_one_agreed_to(member: Client, account: Account) -> None:
    digest = builders.NOTICES["privacy"]
    assert "與當時一字不差" in words(member.get(f"{HERE}texts/{digest}/"))
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE consents_showntext DISABLE TRIGGER USER")
        cursor.execute("UPDATE consents_showntext SET source = '# other'::bytea WHERE digest = %s", [digest])
        cursor.execute("ALTER TABLE consents_showntext ENABLE TRIGGER USER")
        cursor.execute("SET LOCAL ROLE toubao_app")
    page = words(member.get(f"{HERE}texts/{digest}/"))
    assert "保存的內容與當時不符" in page
    assert "一字不差" not in page


def test_15_1_2_nobody_sees_a_text_here_that_they_never_agreed_to(member: Client, other_browser: Client) -> None:
    agreed = builders.NOTICES["privacy"]
    assert member.get(f"{HERE}texts/{agreed}/").status_code == 200
    assert member.get(f"{HERE}texts/{texts.in_force(builders.NOW.date())[MAIL].digest}/").status_code == 404
    assert other_browser.get(f"{HERE}texts/{agreed}/")["Location"].startswith("/sign-in/")
    assert other_browser.post(f"{HERE}{MAIL}/", {})["Location"].startswith("/sign-in/")


def test_7_2_1_1_each_notice_is_agreed_to_when_it_was_ticked_and_from_where(registering: Registering, moment: Any) -> None:
    registering.read("online")
    moment.shift(60)
    tick(registering.client, "privacy", seen_to_end="1")
    registering.read("services")
    registering.agree()
    kept = {each.name: each for each in queries.of_subject(registering.registration.pk)}
    assert (kept["privacy"].given_at - kept["online"].given_at).total_seconds() == 60
    assert [kept[name].seen_to_end for name in ("online", "privacy", "services")] == [False, True, False]
    assert ShownText.objects.count() == 3
    holder = queries.standing(registering.registration.person_id, "online")
    assert holder is not None
    assert queries.where(holder) == {"network": "127.0.0.1", "browser": "", "session": ""}
