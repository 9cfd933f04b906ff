"""Differences between our books and the institutions': the start page, their list, and a person who ends one with a reason."""

import pytest

from tests import builders
from tests.doors.console.conftest import Desk, words
from toubao.business.governance.models import Staff
from toubao.business.payment import actions as payments
from toubao.business.purchase.models import Purchase
from toubao.business.reconciliation.models import Difference
from toubao.config.trouble import Trouble
from toubao.doors.cli.doctor.books import books as doctor
from toubao.doors.cli.doctor.finding import Unknown
from toubao.gateways.card import CardEvent
from toubao.journal.models import Entry
from toubao.rules.events import Event

NOW = builders.NOW


def difference(reference: str = "order-1", **changes: object) -> Difference:
    values = {"institution": "card", "kind": "unknown_here", "theirs": "captured NT$165", "state": "open", "found_at": NOW, **changes}
    return Difference.objects.create(reference=reference, **values)


def test_the_start_page_says_that_a_difference_waits_and_leads_to_it(desk: Desk) -> None:
    client = desk("operator")
    assert "對帳的差異" not in words(client.get("/console/"))
    found = difference()
    assert "對帳的差異 1 等人處理" in words(client.get("/console/"))
    page = client.get("/console/books/")
    assert "機構有，我們沒有 收單機構 沒有紀錄 已請款 NT$165" in words(page)
    assert f"/console/books/{found.pk}/" in page.content.decode()


def test_a_webhook_about_an_unknown_order_stands_on_the_start_page_until_it_is_looked_at(desk: Desk) -> None:
    client = desk("compliance")
    payments.keep_stray(event=CardEvent("e-1", "nobody", "captured", NOW), now=NOW)
    assert "1 筆不認識的訂單" in words(client.get("/console/"))
    assert "1 筆我們不認識的訂單" in words(client.get("/console/books/"))


@pytest.mark.parametrize("role", ["operator", "compliance"])
def test_a_person_ends_a_difference_once_with_a_reason(desk: Desk, role: str) -> None:
    client, found = desk(role), difference()
    place = f"/console/books/{found.pk}/"
    assert "等人處理" in words(client.get(place))
    short = client.post(place, {"because": "x"})
    assert short.status_code == 422
    assert Difference.objects.get().state == "open"
    assert client.post(place, {"because": "收單機構確認為測試交易，已退款"}).status_code == 302
    page = words(client.get(place))
    assert "收單機構確認為測試交易，已退款" in page
    assert f"{Staff.objects.get(username=role).name}，" in page, "by name, as elsewhere"
    client.post(place, {"because": "再寫一次別的理由"})
    entry = Entry.objects.get(subject_id=found.pk, event=Event.DIFFERENCE_SOLVED.value)
    assert (entry.actor_id, entry.facts["because"]) == (role, "收單機構確認為測試交易，已退款")
    assert "人員已結案" in words(client.get("/console/books/"))


@pytest.mark.parametrize(("role", "sees"), [("auditor", True), ("security", True), ("service", False), ("underwriter", False)])
def test_others_only_look_or_not_even_that(desk: Desk, role: str, sees: bool) -> None:
    client, found = desk(role), difference()
    place = f"/console/books/{found.pk}/"
    assert client.get(place).status_code == (200 if sees else 403)
    assert client.post(place, {"because": "我說了算"}).status_code == 403
    assert Difference.objects.get().state == "open"


def test_messages_of_a_kind_are_ended_together_but_money_one_by_one(desk: Desk) -> None:
    client = desk("operator")
    difference("a"), difference("b")
    first, *_ = [difference(f"m{place}", institution="sms", theirs="sent M1") for place in range(3)]
    page = client.get(f"/console/books/{first.pk}/")
    assert "同一種差異的另外 2 筆也一起結案" in words(page)
    client.post(f"/console/books/{first.pk}/", {"because": "還原前寄出的簡訊", "alike": "on"})
    assert Difference.objects.filter(institution="sms", state="open").count() == 0
    money = Difference.objects.get(reference="a")
    assert "一起結案" not in words(client.get(f"/console/books/{money.pk}/"))
    client.post(f"/console/books/{money.pk}/", {"because": "逐筆查證過了", "alike": "on"})
    assert [each.reference for each in Difference.objects.filter(state="open")] == ["b"]


def test_what_the_system_settles_is_not_ended_by_a_person(desk: Desk) -> None:
    client, found = desk("operator"), difference(remedy="void", tries=3)
    place = f"/console/books/{found.pk}/"
    assert "取消授權。試過 3 次" in words(client.get(place))
    client.post(place, {"because": "我來處理就好"})
    assert Difference.objects.get().state == "open"
    assert client.get("/console/books/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_a_held_purchase_goes_on_with_its_last_difference_if_a_person_says_so(desk: Desk) -> None:
    client, held = desk("operator"), builders.confirmed_purchase(builders.registered_account(), builders.product())
    Purchase.objects.filter(pk=held.pk).update(held=True, next_at=None)
    one, two = (difference(each, kind="state", purchase=held.pk, lost=True) for each in ("a", "b"))
    page = words(client.get(f"/console/books/{one.pk}/"))
    assert ("讓系統繼續處理" in page, "案件暫停處理" in page) == (False, True)
    client.post(f"/console/books/{one.pk}/", {"because": "與收單機構查明", "go_on": "on"})
    assert builders.reread(held).held
    assert "讓系統繼續處理" in words(client.get(f"/console/books/{two.pk}/"))
    client.post(f"/console/books/{two.pk}/", {"because": "與同業查明", "go_on": "on"})
    found = builders.reread(held)
    assert (found.held, found.next_at is not None) == (False, True)
    assert "案件暫停處理" not in words(client.get(f"/console/books/{two.pk}/"))


def test_what_may_have_been_lost_is_told_as_what_it_is(desk: Desk) -> None:
    client = desk("auditor")
    money, message = difference("a", lost=True), difference("b", institution="sms", theirs="sent M1", lost=True)
    assert "失去的契約，所以系統不自行退款。" in words(client.get(f"/console/books/{money.pk}/"))
    page = words(client.get(f"/console/books/{message.pk}/"))
    assert ("這則簡訊的紀錄可能在還原時失去了" in page, "契約" in page.partition("等系統維運")[0].partition("兩邊的帳")[2]) == (True, False)


def test_a_held_purchase_stays_held_unless_a_person_says_so(desk: Desk) -> None:
    client, held = desk("operator"), builders.confirmed_purchase(builders.registered_account(), builders.product())
    Purchase.objects.filter(pk=held.pk).update(held=True, next_at=None)
    found = difference(kind="state", purchase=held.pk, lost=True)
    place = f"/console/books/{found.pk}/"
    client.post(place, {"do": "let_go_on"})
    assert builders.reread(held).held, "not while a difference of it is open"
    client.post(place, {"because": "契約已由紙本補登"})
    assert builders.reread(held).held


def test_a_purchase_that_was_left_held_is_shown_and_goes_on_later_once(desk: Desk) -> None:
    """Whoever ended its last difference without letting it go on can do so afterwards; nobody forgets it until then."""
    client, held = desk("operator"), builders.confirmed_purchase(builders.registered_account(), builders.product())
    Purchase.objects.filter(pk=held.pk).update(held=True, next_at=None)
    one, two = (difference(each, kind="state", purchase=held.pk, lost=True) for each in ("a", "b"))
    other = difference("c")
    for each in (other, one, two):
        assert "等人放行的案件" not in words(client.get("/console/books/"))
        client.post(f"/console/books/{each.pk}/", {"because": "契約由人員查證過"})
    assert "最後了結的差異" in words(client.get("/console/books/"))
    with pytest.raises(Trouble, match=f"1 purchase is held with no difference open, {held.pk} first"):
        doctor()
    auditor = desk("auditor")
    assert "讓系統繼續處理" not in words(auditor.get(f"/console/books/{two.pk}/"))
    assert auditor.post(f"/console/books/{two.pk}/", {"do": "let_go_on"}).status_code == 403
    assert builders.reread(held).held
    for each in (other, two, two):
        assert client.post(f"/console/books/{each.pk}/", {"do": "let_go_on"}).status_code == 302
    assert not builders.reread(held).held
    assert builders.reread(held).next_at is not None
    (entry,) = Entry.objects.filter(event=Event.DIFFERENCE_RELEASED.value)
    assert (entry.subject_id, entry.actor_id) == (two.pk, "operator"), "once, and no other difference lets it go"
    assert "等人放行的案件" not in words(client.get("/console/books/"))
    with pytest.raises(Unknown, match="never compared"):
        doctor()


def test_the_case_of_a_difference_is_a_link_by_its_number_for_who_may_see_cases(desk: Desk) -> None:
    made = builders.confirmed_purchase(builders.registered_account(), builders.product())
    Purchase.objects.filter(pk=made.pk).update(serial="TB26-0000-0042")
    found = difference(kind="state", purchase=made.pk)
    page = desk("auditor").get(f"/console/books/{found.pk}/").content.decode()
    assert f'<a href="/console/cases/{made.pk}/">TB26-0000-0042</a>' in page
