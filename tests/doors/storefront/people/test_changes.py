"""My data: changed page by page, stopped by a link, and left; nothing is told that a thief could use."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.business.identity.changes.given import code
from tests.doors.storefront.people.conftest import PASSWORD, sign_in, summary, words
from toubao.business import whose
from toubao.business.correspondence.queries import about
from toubao.business.identity import queries
from toubao.business.identity.models import Account, Change
from toubao.business.purchase.models import Purchase
from toubao.journal.models import Entry
from toubao.products import Product

pytestmark = pytest.mark.django_db
HOME = "/members/account/"
NEW = {"phone": "0922333444", "mail": "fresh@demo.example"}


def ask(client: Client, kind: str, **typed: str) -> Any:
    """Send the first page of a change."""
    return client.post(f"{HOME}change/{kind}/", {"password": PASSWORD, **typed})


def sent(address: str) -> str:
    """The code that came last for the change at this address."""
    return code(Change.objects.get(pk=address.split("/")[4]))


def enter(client: Client, address: str, **typed: str) -> Any:
    """Send the code that came last, where the change stands."""
    return client.post(address, {"code": sent(address)} | typed)


def changed(client: Client, kind: str) -> str:
    """The address of a change of phone or mail that holds by now."""
    field = kind.partition("-")[0]
    address = ask(client, kind, **{field: NEW[field]})["Location"]
    born = builders.somebody().birth_date
    parts = {"id_number": builders.somebody().id_number} | {f"birth_date_{p}": str(getattr(born, p)) for p in ("year", "month", "day")}
    assert enter(client, address, **(parts if kind.endswith("lost") else {}))["Location"] == address
    assert enter(client, address)["Location"] == address
    return str(address)


def link(change: Change) -> str:
    """The path of the link in the notices of a change."""
    text = next(each.text for each in about([change.pk]) if "/not-me/" in each.text)
    return "/not-me/" + text.split("/not-me/")[1].split()[0]


@pytest.mark.parametrize(
    ("kind", "stands"), [("phone", "已生效，保護期間內"), ("mail", "已生效"), ("phone-lost", "還沒有生效"), ("mail-lost", "還沒有生效")]
)
def test_2_7_how_i_am_reached_is_changed_page_by_page(member: Client, kind: str, stands: str) -> None:
    page = words(member.get(f"{HOME}change/{kind}/"))
    assert "小時內不能送出投保" in page
    address = changed(member, kind)
    assert stands in words(member.get(address))
    home = words(member.get(HOME))
    assert "保護期間到 2026-11" in home
    assert stands in home


def test_2_7_a_change_that_waits_is_taken_back_on_its_page(member: Client) -> None:
    address = changed(member, "phone-lost")
    assert member.post(f"{address}withdraw/")["Location"] == f"{HOME}?changed=withdrawn"
    assert "變更已取消" in words(member.get(f"{HOME}?changed=withdrawn"))
    assert member.post(f"{address}withdraw/")["Location"] == address


def test_2_7_a_session_thief_is_asked_for_the_password_and_learns_nothing(member: Client, account: Account) -> None:
    answer = member.post(f"{HOME}change/phone/", {"phone": NEW["phone"], "password": "not the password"})
    assert (answer.status_code, summary(answer)[0][0]) == (422, "id_password")
    assert not Change.objects.exists()
    known = builders.somebody()
    for page in (HOME, f"{HOME}change/phone/", f"{HOME}change/phone-lost/", f"{HOME}change/name/"):
        told = member.get(page).content.decode()
        assert not any(secret in told for secret in (known.id_number, known.phone[4:], known.mail, known.name))


def test_2_7_what_was_wrong_with_a_code_is_said_and_counted(member: Client) -> None:
    address = ask(member, "phone", phone=NEW["phone"])["Location"]
    right = sent(address)
    wrong = member.post(address, {"code": "000000" if right != "000000" else "111111"})
    assert (wrong.status_code, "還可以試 4 次" in words(wrong)) == (422, True)
    assert "6 位數字" in words(member.post(address, {"code": "x"}))
    assert member.post(address, {"again": "1"})["Location"] == address
    assert "舊的" in words(member.get(address))


def test_2_7_a_wrong_code_from_the_new_address_lets_nothing_wait(member: Client) -> None:
    born, address = builders.somebody().birth_date, ask(member, "phone-lost", phone=NEW["phone"])["Location"]
    parts = {f"birth_date_{each}": str(getattr(born, each)) for each in ("year", "month", "day")}
    assert enter(member, address, id_number=builders.somebody().id_number, **parts)["Location"] == address
    wrong = member.post(address, {"code": "000000" if sent(address) != "000000" else "111111"})
    assert (wrong.status_code, "還可以試 4 次" in words(wrong)) == (422, True)
    with whose.system():
        entry = Entry.objects.get(event="change.waits", outcome="refused")
    assert [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"] == ["new_address_proved_to_wait"]
    assert Change.objects.get().state == "proved"


def test_2_7_a_wrong_identity_says_no_more_than_that(member: Client, account: Account) -> None:
    address = ask(member, "phone-lost", phone=NEW["phone"])["Location"]
    answer = enter(member, address, id_number=builders.id_number(77), birth_date_year="1990", birth_date_month="5", birth_date_day="17")
    assert (answer.status_code, "證號或出生日期不對" in words(answer)) == (422, True)
    assert Change.objects.get().state == "asked"


@pytest.mark.usefixtures("impatient")
def test_codes_run_out_and_the_page_says_from_when_on_there_are_more(member: Client) -> None:
    address = ask(member, "mail", mail=NEW["mail"])["Location"]
    answers = [member.post(address, {"again": "1"})["Location"] for _ in range(7)]
    assert answers[-1].startswith(f"{address}?limit=otp_")
    assert "已達上限" in words(member.get(answers[-1]))


def test_one_change_at_a_time_is_said_on_the_page(member: Client) -> None:
    changed(member, "phone")
    answer = ask(member, "mail", mail=NEW["mail"])
    assert (answer.status_code, "同一類的變更還有一件" in words(answer)) == (422, True)


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("phone", {"phone": "02-1234"}, "台灣的手機號碼"), ("phone", {"phone": "0910 000 001"}, "和現在的一樣"),
        ("mail", {"mail": "nobody"}, "格式不對"), ("mail", {"mail": "PERSON1@demo.example"}, "還沒有確認"), ("name", {"name": "王1"}, "全名"),
        ("name", {"name": "王示範1"}, "全名"), ("address", {"address": "短"}, "完整的地址"), ("phone", {}, "請填寫新的手機號碼"),
    ],
)  # fmt: skip
def test_what_cannot_stand_there_is_said_beside_the_field(member: Client, kind: str, typed: dict[str, str], sentence: str) -> None:
    answer = ask(member, kind, **typed)
    assert (answer.status_code, sentence in summary(answer)[0][1]) == (422, True), summary(answer)
    assert not Change.objects.exists()


def test_15_1_3_an_address_holds_at_once_and_the_same_again_is_none(member: Client, account: Account) -> None:
    place = "示範市安禾區新路 9 號"
    assert ask(member, "address", address=place)["Location"] == f"{HOME}?changed=address"
    page = words(member.get(f"{HOME}?changed=address"))
    assert ("通訊地址已更改" in page, place in page) == (True, False)
    assert "和現在的一樣" in summary(ask(member, "address", address=f" {place} "))[0][1]


def test_13_1_a_name_is_asked_for_and_waits_for_documents(member: Client) -> None:
    assert ask(member, "name", name="王新名")["Location"] == f"{HOME}?changed=name"
    assert "戶籍謄本" in words(member.get(f"{HOME}?changed=name"))
    page = words(member.get(f"{HOME}changes/{Change.objects.get().pk}/"))
    assert "兩位人員" in page
    assert "王新名" not in page


def test_13_1_what_was_refused_says_why(member: Client) -> None:
    builders.registered_account(2)
    address = ask(member, "phone", phone=builders.somebody(2).phone)["Location"]
    assert enter(member, address)["Location"] == address
    assert enter(member, address)["Location"] == address
    assert "已經用在另一個帳號" in words(member.get(address))


def test_nobody_sees_or_ends_somebody_elses_change(member: Client, other_browser: Client) -> None:
    address = changed(member, "phone-lost")
    assert other_browser.get(address)["Location"].startswith("/sign-in/")
    sign_in(other_browser, builders.registered_account(2), "0910000002")
    assert other_browser.get(address).status_code == 404
    assert other_browser.post(f"{address}withdraw/").status_code == 404
    assert other_browser.get(f"{HOME}change/nothing/").status_code == 404
    assert Change.objects.get().state == "waiting"


def test_2_7_the_link_shows_on_get_and_stops_on_post_once(member: Client, other_browser: Client, account: Account) -> None:
    changed(member, "phone")
    where = link(Change.objects.get())
    assert where not in words(member.get("/members/messages/"))
    page = other_browser.get(where)
    assert ("不是您本人" in words(page), page.headers["Referrer-Policy"]) == (True, "same-origin")
    assert Change.objects.get().state == "applied"
    assert "已經停止" in words(other_browser.post(where))
    assert Change.objects.get().state == "stopped"
    for again in (other_browser.get(where), other_browser.post(where), other_browser.get("/not-me/unknown/")):
        assert "這個連結已經失效" in words(again)
    assert member.get(HOME)["Location"].startswith("/sign-in/"), "whoever changed it is out"
    assert queries.known(Account.objects.select_related("person__key").get(pk=account.pk).person).phone == builders.somebody().phone
    assert "沒有登入成功" in words(other_browser.post("/sign-in/", {"who": "0910000001", "password": PASSWORD}))


def test_2_7_the_link_is_over_when_the_cool_off_is(member: Client, other_browser: Client, moment: time_machine.Traveller) -> None:
    changed(member, "phone")
    moment.move_to(builders.NOW + timedelta(hours=24), tick=False)
    where = link(Change.objects.get())
    assert "這個連結已經失效" in words(other_browser.get(where))
    assert "這個連結已經失效" in words(other_browser.post(where))
    assert Change.objects.get().state == "applied"


def test_whoever_leaves_gives_up_drafts_and_is_signed_out(member: Client, account: Account, on_sale: Product) -> None:
    draft = builders.started_purchase(account, on_sale)
    assert "依法令要保存的資料" in words(member.get(f"{HOME}change/leave/"))
    address = ask(member, "leave")["Location"]
    wrong = member.post(address, {"code": "000000" if sent(address) != "000000" else "111111"})
    assert wrong.status_code == 422
    assert enter(member, address)["Location"] == "/account-closed/"
    assert "帳號已經關閉" in words(member.get("/account-closed/"))
    assert member.get(HOME)["Location"].startswith("/sign-in/")
    assert Purchase.objects.get(pk=draft.pk).state == "withdrawn"


def test_13_1_whoever_has_a_purchase_under_way_stays(member: Client, account: Account, on_sale: Product) -> None:
    address = ask(member, "leave")["Location"]
    purchase = builders.confirmed_purchase(account, on_sale)
    assert enter(member, address)["Location"] == address
    assert Change.objects.get().state == "withdrawn"
    assert "還有投保正在處理" in words(ask(member, "leave"))
    assert Account.objects.get().closed_at is None
    assert Purchase.objects.get(pk=purchase.pk).state == "confirmed"
