"""Buttons pressed twice, or many times at once: one code, one application, and everybody is led to where it stands."""

from contextlib import nullcontext
from time import sleep
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.storefront.selling.conftest import QUOTE, TRIP, day, hidden, lands_on, later, path, signed_in, words
from tests.fixtures.at_once import at_once
from toubao.business.correspondence.models import Message
from toubao.business.identity.models import Account
from toubao.business.purchase import actions
from toubao.business.purchase.models import Purchase
from toubao.journal.models import Entry
from toubao.products import Product


def ask(client: Client, purchase: Purchase) -> Any:
    """Have a code sent from the page on which the answers are checked."""
    return client.post(path(purchase, "check"), {"channel": "sms"})


def test_10_1_3_who_presses_twice_gets_one_code_and_the_same_page(buyer: Client, informed: Purchase) -> None:
    assert [ask(buyer, informed)["Location"] for _ in range(8)] == [path(informed, "code")] * 8
    assert Message.objects.filter(subject=informed.pk).count() == 1
    with time_machine.travel(later(seconds=2), tick=False):
        answer = buyer.post(path(informed, "code"), {"resend": "sms"})
    assert answer["Location"] == path(informed, "code"), "it isn't said to be sent again"
    assert lands_on(buyer, buyer.post(path(informed, "code"), {"code": builders.last_code(informed.pk)})) == "pay"


def test_10_1_3_a_second_code_that_is_right_too_leads_to_the_payment_and_sends_nothing_in_again(buyer: Client, informed: Purchase) -> None:
    """In one window the code is asked for again and entered; another window still has the page of the code open."""
    ask(buyer, informed)
    first = builders.last_code(informed.pk)
    with time_machine.travel(later(minutes=2), tick=False):
        buyer.post(path(informed, "code"), {"resend": "sms"})
        second = builders.last_code(informed.pk)
        assert second != first
        assert lands_on(buyer, buyer.post(path(informed, "code"), {"code": second})) == "pay"
        for entered in (second, first):
            assert lands_on(buyer, buyer.post(path(informed, "code"), {"code": entered})) == "pay", entered
        assert lands_on(buyer, buyer.get(path(informed, "code"))) == "pay"
    assert Entry.objects.filter(event="purchase.confirmed").count() == 1


@pytest.mark.usefixtures("impatient")
def test_10_1_3_sending_ends_with_the_allowance(buyer: Client, informed: Purchase) -> None:
    answers = [ask(buyer, informed).status_code for _ in range(7)]
    assert answers == [302] * 6 + [429]  # what went to this number for the registration takes nothing from it
    page = buyer.post(path(informed, "code"), {"resend": "sms"})
    assert page.status_code == 429
    assert "改用另一個方式收驗證碼" in words(page)
    assert Message.objects.filter(subject=informed.pk).count() == 6


def test_10_1_3_a_code_that_was_used_in_vain_leads_to_what_is_in_the_way(buyer: Client, account: Account, informed: Purchase) -> None:
    ask(buyer, informed)
    Account.objects.update(cooled_until=later(days=1))
    code = builders.last_code(informed.pk)
    assert buyer.post(path(informed, "code"), {"code": code}).status_code == 422
    assert lands_on(buyer, buyer.post(path(informed, "code"), {"code": code})) == "check"
    assert "還在保護期間" in words(buyer.get(path(informed, "check")))


@pytest.fixture
def asked(lasting: None) -> tuple[Client, Purchase]:
    """A buyer's browser and an application whose code was sent, in a database that lasts."""
    on_sale, account = builders.product(), builders.registered_account()
    purchase, client = builders.informed_purchase(account, on_sale), signed_in(Client(SERVER_NAME="localhost"), account)
    ask(client, purchase)
    return client, purchase


def sent_in_at_once(client: Client, purchase: Purchase) -> list[str]:
    """The right code sent in four times at the same moment: to where each is led."""
    code = builders.last_code(purchase.pk)

    def press() -> str:
        alike = Client(SERVER_NAME="localhost")
        alike.cookies = client.cookies
        answer = alike.post(path(purchase, "code"), {"code": code})
        return str(answer.headers.get("Location", answer.status_code))

    return sorted(at_once(*[press] * 4))


def decided(purchase: Purchase) -> list[str]:
    """What came of each time that it was to be sent in, as the journal has it."""
    return list(Entry.objects.filter(subject_id=purchase.pk, event="purchase.confirmed").values_list("outcome", flat=True))


def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has the right code takes a while until it is sent in."""
    found = actions.beforehand.obstacle
    monkeypatch.setattr(actions.beforehand, "obstacle", lambda *told, **named: sleep(0.3) or found(*told, **named))


def test_10_1_3_whoever_sends_the_right_code_in_is_led_to_where_the_first_is(
    asked: tuple[Client, Purchase], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, purchase = asked
    slowly(monkeypatch)
    assert sent_in_at_once(client, purchase) == [path(purchase, "pay")] * 4
    assert decided(purchase) == ["taken"], "nobody was refused"


def test_10_1_3_a_code_that_comes_after_another_sent_it_in_is_led_on_without_a_word_of_what_was_lost(
    asked: tuple[Client, Purchase],
) -> None:
    client, purchase = asked
    code = builders.last_code(purchase.pk)
    assert [client.post(path(purchase, "code"), {"code": code})["Location"] for _ in range(2)] == [path(purchase, "pay")] * 2


def test_control_without_waiting_they_are_led_nowhere(asked: tuple[Client, Purchase], monkeypatch: pytest.MonkeyPatch) -> None:
    client, purchase = asked
    slowly(monkeypatch)
    monkeypatch.setattr(actions, "transaction", SimpleNamespace(atomic=nullcontext))
    assert sent_in_at_once(client, purchase).count(path(purchase, "pay")) < 4


def begin(client: Client, **changes: Any) -> str:
    """Go on from a fresh page of the quote; where it leads."""
    return str(client.post(QUOTE, {**TRIP, "begin": hidden(client.get(QUOTE), "begin")[0], "do": "go", **changes})["Location"])


def test_the_same_trip_asked_for_again_goes_on_with_the_open_application(buyer: Client, on_sale: Product) -> None:
    first = begin(buyer)
    [purchase] = Purchase.objects.all()
    assert begin(buyer, sum_insured="2000000").startswith(path(purchase)), "another tab, or the page fetched anew"
    assert builders.reread(purchase).sum_insured == 2_000_000
    assert (begin(buyer), first) == (path(purchase), path(purchase, "traveller"))
    assert Purchase.objects.count() == Entry.objects.filter(event="purchase.started").count() == 1
    begin(buyer, returns_day=day(13))
    assert Purchase.objects.count() == 2, "another trip is another application"


@pytest.mark.parametrize("state", ["confirmed", "withdrawn", "refused", "concluded"])
def test_what_was_sent_in_or_is_over_is_not_gone_on_with(buyer: Client, on_sale: Product, state: str) -> None:
    begin(buyer)
    Purchase.objects.update(state=state)
    begin(buyer)
    assert sorted(Purchase.objects.values_list("state", flat=True)) == sorted([state, "started"])


def test_what_somebody_else_has_begun_is_not_gone_on_with(buyer: Client, on_sale: Product) -> None:
    other = builders.started_purchase(builders.registered_account(2), on_sale)
    begin(buyer)
    assert Purchase.objects.filter(starts=other.starts, ends=other.ends).count() == 2


def begun_at_once(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The same trip begun in four tabs at the same moment, and each takes a while: to which purchases they lead."""
    builders.product()
    client, start = signed_in(Client(SERVER_NAME="localhost"), builders.registered_account()), actions.start
    monkeypatch.setattr(actions, "start", lambda **told: sleep(0.2) or start(**told))

    def tab() -> str:
        alike = Client(SERVER_NAME="localhost")
        alike.cookies = client.cookies
        return begin(alike).split("/")[2]

    return set(at_once(*[tab] * 4))


def test_of_four_tabs_that_begin_the_same_trip_at_once_one_begins_it(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(begun_at_once(monkeypatch)) == Purchase.objects.count() == 1


def test_control_without_waiting_several_begin(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_ALONE", "SELECT FROM identity_account WHERE id = %s")
    assert len(begun_at_once(monkeypatch)) == Purchase.objects.count() > 1
