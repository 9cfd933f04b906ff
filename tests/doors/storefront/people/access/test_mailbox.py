"""My stated mailbox is confirmed by a press and a link: by looking at it nothing is, and every link that opens nothing says why (7.1)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.business.identity.changes.given import done
from tests.doors.storefront.people.conftest import sign_in, words
from toubao.business.correspondence.queries import about
from toubao.business.identity.codes import otp
from toubao.business.identity.models import Account, OneTimePassword
from toubao.business.identity.proving import mailbox
from toubao.journal.reading import entries
from toubao.rules.facts import Kind

pytestmark = pytest.mark.django_db
HOME = "/members/account/"
NOTHING = "打開這個連結沒有變更任何資料"


def letters(account: Account) -> list[Any]:
    """The letters with a link, in the order in which they were queued."""
    return sorted((m for m in about([account.pk]) if m.message.purpose == "otp-mailbox"), key=lambda m: m.message.queued_at)


def pressed(client: Client, account: Account) -> str:
    """Ask for a link, and give its path from the letter."""
    assert client.post(f"{HOME}mailbox/")["Location"] == f"{HOME}?changed=mail-link"
    return f"{HOME}mailbox/" + letters(account)[-1].text.split("/mailbox/")[1].split()[0]


def events(account: Account) -> list[str]:
    """What is journaled of an account."""
    return [entry.event for entry in entries(account.pk)]


def opens_nothing(client: Client, account: Account, where: str, why: str) -> None:
    """Looked at and pressed, the link says why, and nothing is proved."""
    for answer in (client.get(where), client.post(where)):
        assert answer.status_code == 410
        assert why in words(answer)
        assert NOTHING in words(answer)
        assert f'href="{HOME}"' in answer.content.decode()
    assert "account.mailbox_proved" not in events(account)
    assert not Account.objects.get(pk=account.pk).mail_proved


def test_7_1_a_press_and_a_link_confirm_the_mailbox_once(member: Client, account: Account) -> None:
    assert "寄確認連結到這個信箱" in words(member.get(HOME))
    where = pressed(member, account)
    assert letters(account)[-1].to == builders.somebody().mail
    told = words(member.get(f"{HOME}?changed=mail-link"))
    assert "確認連結正在寄往您的信箱" in told
    assert "已寄出" not in told
    page = words(member.get(where))
    assert "p***@demo.example" in page
    assert builders.somebody().mail not in page
    assert not Account.objects.get().mail_proved
    assert not OneTimePassword.objects.get(purpose=mailbox.PURPOSE).tries
    assert member.post(where)["Location"] == f"{HOME}?changed=mail-proved"
    assert Account.objects.get().mail_proved
    assert events(account).count("account.mailbox_proved") == 1
    page = words(member.get(f"{HOME}?changed=mail-proved"))
    assert "電子信箱已確認" in page
    assert "寄確認連結到這個信箱" not in page
    assert "這個連結已經用過了" in words(member.post(where))
    assert events(account).count("account.mailbox_proved") == 1


def test_7_1_nothing_of_a_link_is_kept_and_its_letter_is_shown_without_it(member: Client, account: Account) -> None:
    where = pressed(member, account)
    kept = OneTimePassword.objects.get(purpose=mailbox.PURPOSE)
    code = where.rstrip("/").rpartition(".")[2]
    assert code not in "".join(str(value) for value in vars(kept).values())
    assert "/mailbox/" not in words(member.get("/members/messages/"))
    assert "連結只在原來的訊息裡" in words(member.get("/members/messages/"))


def test_7_1_whoever_is_not_signed_in_signs_in_first_and_comes_back(member: Client, account: Account, other_browser: Client) -> None:
    where = pressed(member, account)
    assert other_browser.get(where)["Location"].startswith("/sign-in/?next=%2Fmembers%2Faccount%2Fmailbox%2F")
    assert other_browser.post(where)["Location"].startswith("/sign-in/")
    assert not Account.objects.get().mail_proved


def test_7_1_a_link_that_is_cut_or_made_up_opens_nothing(member: Client, account: Account) -> None:
    where = pressed(member, account)
    whole = where.removeprefix(f"{HOME}mailbox/").rstrip("/")
    first, rest = whole.split(".", 1)
    for wrong in ("nothing", whole.rpartition(".")[0], f"{first[::-1]}.{rest}", "a.b.c.d.e", "é.b.c.é.1"):
        opens_nothing(member, account, f"{HOME}mailbox/{wrong}/", "這個連結不對")


def test_7_1_a_guessed_code_is_counted_and_opens_nothing(member: Client, account: Account) -> None:
    where = pressed(member, account)
    start, _, code = where.rstrip("/").rpartition(".")
    guessed = f"{start}.{(int(code) + 1) % 1_000_000:06d}/"
    assert member.get(guessed).status_code == 200
    for tried in range(1, otp.TRIES + 1):
        assert "這個連結不對" in words(member.post(guessed))
        assert OneTimePassword.objects.get(purpose=mailbox.PURPOSE).tries == tried
    opens_nothing(member, account, where, "用它試錯了太多次")


def test_7_1_a_link_that_expired_opens_nothing(member: Client, account: Account, moment: Any) -> None:
    where = pressed(member, account)
    moment.shift(otp.LIFETIME)
    opens_nothing(member, account, where, "這個連結已經過期")


def test_7_1_an_older_link_opens_nothing_and_the_newest_does(member: Client, account: Account, moment: Any) -> None:
    older = pressed(member, account)
    moment.shift(timedelta(minutes=1))
    newest = pressed(member, account)
    opens_nothing(member, account, older, "這不是最新的連結")
    assert member.post(newest)["Location"] == f"{HOME}?changed=mail-proved"
    assert "這個信箱已經確認過了" in words(member.get(older))


def test_7_1_a_link_of_another_account_opens_nothing(member: Client, account: Account, other_browser: Client) -> None:
    where = pressed(member, account)
    other = builders.registered_account(2)
    opens_nothing(sign_in(other_browser, other, "0910000002"), other, where, "這個連結不是給這個帳號的")
    assert not Account.objects.filter(mail_proved=True).exists()
    assert member.post(where).status_code == 302


def test_7_1_a_link_to_a_mailbox_that_was_changed_meanwhile_opens_nothing(member: Client, account: Account) -> None:
    where = pressed(member, account)
    done(account, Kind.MAIL, value="fresh@demo.example")
    Account.objects.update(mail_proved=False)
    opens_nothing(sign_in(member, account, "0910000001"), account, where, "電子信箱已經換過了")


def test_7_1_a_mailbox_that_somebody_else_has_proved_stays_theirs(member: Client, account: Account) -> None:
    where = pressed(member, account)
    other = builders.registered_account(2)
    Account.objects.filter(pk=account.pk).update(mail_index=None)
    Account.objects.filter(pk=other.pk).update(mail_index=builders.somebody().mail_index, mail_proved=True)
    assert "這個信箱已經由另一個帳號確認" in words(member.post(where))
    assert not Account.objects.get(pk=account.pk).mail_proved
    assert Account.objects.get(pk=other.pk).mail_proved
    opens_nothing(member, account, where, "這個連結已經用過了")


def test_7_1_links_are_limited_and_a_confirmed_mailbox_gets_none(member: Client, account: Account, moment: Any) -> None:
    for _ in range(6):
        pressed(member, account)
        moment.shift(timedelta(seconds=20))
    sent = len(letters(account))
    answer = member.post(f"{HOME}mailbox/")
    assert "limit=otp_" in answer["Location"]
    assert "這次沒有寄出" in words(member.get(answer["Location"]))
    Account.objects.update(mail_proved=True)
    assert member.post(f"{HOME}mailbox/")["Location"] == f"{HOME}?changed=mail-proved"
    assert len(letters(account)) == sent
    assert "這次沒有寄出" not in words(member.get(f"{HOME}?limit=nonsense"))


def test_7_1_the_same_address_as_stated_is_no_dead_end(member: Client, account: Account) -> None:
    typed = {"password": "a long demo password", "mail": builders.somebody().mail, "phone": "0910000001"}
    assert "請回「我的帳號」按「寄確認連結到這個信箱」" in words(member.post(f"{HOME}change/mail/", typed))
    assert "這和現在的一樣" in words(member.post(f"{HOME}change/phone/", typed))
    Account.objects.update(mail_proved=True, phone_proved=False)
    assert "這和現在的一樣" in words(member.post(f"{HOME}change/mail/", typed))
    assert member.post(f"{HOME}change/phone/", typed).status_code == 302
