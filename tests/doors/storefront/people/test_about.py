"""The norm on the site (2.2) and the insurer's own pages: whole, verbatim, reachable from each page's foot."""

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests import builders
from tests.doors.storefront.people.conftest import words
from toubao.business.consents import texts
from toubao.business.identity import passwords
from toubao.business.identity.codes import guessing, otp
from toubao.doors.look.brand import brand
from toubao.law import current

pytestmark = pytest.mark.django_db

PAGES = ("norm", "company", "security", "payment", "privacy", "complaints", "abroad")


def test_2_2_the_whole_norm_stands_on_the_site_each_clause_with_its_id_as_anchor(browser: Client) -> None:
    page = browser.get("/norm/").content.decode()
    shown = dict(re.findall(r'<p class="norm-\d" id="([^"]+)">.*?<span>(.*?)</span></p>', page, re.DOTALL))
    assert {name: unescape(text) for name, text in shown.items()} == {clause.id: clause.text for clause in current().clauses}
    assert list(shown) == [clause.id for clause in current().clauses]
    assert len(shown) == 204
    for article in current().articles:
        assert f'<h2 id="{article}">' in page
    assert not [each for each in re.findall(r'id="([^"]+)"', page) if page.count(f'id="{each}"') > 1]


def test_2_2_adherence_is_declared_and_the_authority_is_linked(browser: Client) -> None:
    answer = browser.get("/norm/")
    assert f"{brand().name}宣示" in words(answer)
    assert "遵守《保險業經營電子商務自律規範》" in words(answer)
    assert answer.content.decode().count(f'href="{brand().authority_url}"') == 2


@pytest.mark.parametrize("name", PAGES)
def test_2_2_the_foot_of_each_page_links_the_norm_the_authority_and_all_of_these_pages(browser: Client, name: str) -> None:
    page = browser.get(f"/{name}/").content.decode()
    foot = page.partition('<footer class="foot">')[2]
    assert f'href="{brand().authority_url}"' in foot
    for each in PAGES:
        assert f'href="/{each}/"' in foot


@pytest.mark.parametrize("name", PAGES)
def test_each_page_has_one_title_writes_nothing_and_asks_nothing_of_the_database(
    browser: Client, name: str, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]  # pytest-django's fixture
        answer = browser.get(f"/{name}/")
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1
    assert browser.post(f"/{name}/").status_code == 405
    assert not browser.cookies


@pytest.mark.parametrize("clause", ["4.2", "5.2.8"])
def test_the_insurers_data_is_the_operators(browser: Client, clause: str) -> None:
    page = words(browser.get("/company/" if clause == "4.2" else "/complaints/"))
    for key in ("company", "address", "toll_free", "complaints_line", "email", "fax"):
        assert settings.INSURER[key] in page, key


def test_whoever_is_abroad_finds_a_number_that_works_there(browser: Client, settings: Any) -> None:
    page = words(browser.get("/abroad/"))
    assert settings.INSURER["abroad_line"] in page
    assert "從國外打不通" in page
    assert "不派人救援" in page, "no more is promised than this cover holds"
    assert settings.INSURER["abroad_line"] in browser.get("/").content.decode().partition('<footer class="foot">')[2]
    settings.INSURER = {name: value for name, value in settings.INSURER.items() if name != "abroad_line"}
    brand.cache_clear()
    page = words(browser.get("/abroad/"))
    brand.cache_clear()
    assert settings.INSURER["email"] in page
    assert "+886" not in page, "an insurer without such a number shows none"


def test_the_companies_of_the_group_are_listed_as_the_consent_says(browser: Client, settings: Any) -> None:
    page = words(browser.get("/company/"))
    assert settings.GROUP
    for each in settings.GROUP:
        assert each["name"] in page
        assert "示範" in each["name"]
    settings.GROUP = []
    assert "沒有同一集團的公司" in words(browser.get("/company/"))


def test_5_2_8_complaints_tells_the_ways_the_times_and_the_ombudsman(browser: Client) -> None:
    page = words(browser.get("/complaints/"))
    for told in ("15 日", "30 日", "60 日", "金融消費評議中心", "申訴免付費電話"):
        assert told in page


def test_5_2_9_payment_says_whose_card_and_where_it_is_typed(browser: Client) -> None:
    page = words(browser.get("/payment/"))
    assert "本人的信用卡" in page
    assert "我們的網站不會請您輸入卡號" in page
    assert "以要保人本人之信用卡" in page


def test_5_2_10_privacy_shows_the_notice_that_is_agreed_to(browser: Client) -> None:
    from toubao.doors.storefront.notices import notices

    assert notices()["privacy"].html in browser.get("/privacy/").content.decode()


def test_5_2_10_privacy_names_each_cookie_that_is_set(browser: Client) -> None:
    said = words(browser.get("/privacy/"))
    set_by_us = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.DEVICE_COOKIE_NAME}
    assert len(set_by_us) == 3
    for told in ("只用三個必要的 Cookie", "保留 364 天", "保留 400 天"):
        assert told in said, told


def test_the_norm_is_small_on_the_wire(browser: Client) -> None:
    answer = browser.get("/norm/", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 25_000


def test_5_2_9_the_figures_of_the_security_page_and_the_contract_are_the_systems_own(browser: Client) -> None:
    held = {
        f"{otp.DIGITS} 位數字", f"改為 {otp.LONGER} 位", f"{otp.LIFETIME.seconds // 60} 分鐘有效", f"最多試 {otp.TRIES} 次",
        f"密碼至少 {passwords.SHORTEST} 個字", f"連續錯 {guessing.LOCK_AFTER} 次", f"暫停登入 {guessing.LOCK_FOR.seconds // 60} 分鐘",
    }  # fmt: skip
    page = words(browser.get("/security/"))
    assert not [told for told in held if told not in page]
    contract = texts.in_force(builders.NOW.date())["services"].source
    agreed = {
        f"{otp.LIFETIME.seconds // 60} 分鐘內有效", f"可以試 {otp.TRIES} 次", f"連續 {guessing.LOCK_AFTER} 次",
        f"鎖定 {guessing.LOCK_FOR.seconds // 60} 分鐘",
    }  # fmt: skip
    assert not [told for told in agreed if told not in contract]
