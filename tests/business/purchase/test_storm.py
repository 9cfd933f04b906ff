"""A small storm over the money: paid purchases are gone on with while institutions fail as a seed says; at the end, in calm, all books
and all words fit. The large one, over HTTP and with kills, is bench/chaos.py.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from bench.chaos import acquirers, contracted
from bench.storm import books
from bench.storm.ledger import Ledger, Told, claim, compare
from bench.storm.mischief import BY_HAND, CARD_FAULTS, CARD_NORMAL, FAULTS, NORMAL
from tests import builders
from tests.business.purchase.books import LATER, advance, order_of
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.identity.models import Account
from toubao.business.payment import actions as payments
from toubao.business.purchase import jobs
from toubao.business.purchase.models import Purchase
from toubao.business.purchase.telling import industry
from toubao.gateways.operations import Operation
from toubao.products import Product

pytestmark = pytest.mark.django_db
Crowd = list[tuple[Account, Purchase]]
ROUNDS, CALM = 24, 0.4
CARDS = (builders.GOOD_CARD,) * 4 + ("4000000000000341", "5555555555554444")
ASKED = {"industry.query": "industry_query"} | {f"industry.{each}": "industry_report" for each in ("receipt", "issue", "withdraw")}
WORST = ({"answer_status": 404},) * 6
FAULTY = {
    whom: [each for each in faults if "slow_seconds" not in each]
    for whom, faults in {
        "card": (*CARD_FAULTS, *WORST),
        "holder_check": FAULTS,
        "industry_query": FAULTS,
        "industry_report": FAULTS,
    }.items()
}


@pytest.fixture
def crowd(institutions: RunningSandbox, on_sale: Product) -> Crowd:
    """Buyers who have sent in and paid, one of them at an acquirer that takes the money at once."""
    found = []
    for serial, card in enumerate(CARDS, start=1):
        account = builders.registered_account(serial)
        purchase = builders.confirmed_purchase(account, on_sale)
        institutions.switch("card", auto_capture=serial == 1)
        builders.pay_at_sandbox(purchase, on_sale, card=card)
        found.append((account, purchase))
    institutions.switch("card", auto_capture=False)
    return found


@dataclass
class Weather:
    """Asks institutions of which more than half fail in some way at that moment, as chance says."""

    sandbox: RunningSandbox
    chance: random.Random

    def ask(self, call: Callable[[], Any], *, name: str, about: Any, now: datetime) -> Any:
        """In place of `outside.ask`."""
        whom = ASKED.get(name, name.partition(".")[0])
        if self.chance.random() < CALM:
            return outside.ask(call, name=name, about=about, now=now)
        self.sandbox.switch(whom, **self.chance.choice(FAULTY[whom]))
        try:
            return outside.ask(call, name=name, about=about, now=now)
        finally:
            self.sandbox.switch(whom, **(CARD_NORMAL if whom == "card" else NORMAL))


def rage(sandbox: RunningSandbox, crowd: Crowd, seed: int) -> None:
    """Go on with two purchases at a time in such weather; now and then somebody at the acquirer moves an order."""
    weather = Weather(sandbox, random.Random(seed))
    with pytest.MonkeyPatch.context() as patched:
        for module in (jobs, industry, payments):
            patched.setattr(module, "ask", weather.ask)
        for number in range(ROUNDS):
            outside.hang_up()
            for _, purchase in weather.chance.sample(crowd, 2):
                builders.advance(purchase, now=builders.NOW + timedelta(seconds=20 * number))
            if number % 8 == 7:
                _by_hand(sandbox, order_of(weather.chance.choice(crowd)[1]), weather.chance.choice(BY_HAND))


def _by_hand(sandbox: RunningSandbox, order: str, status: str) -> None:
    if sandbox.order(order)["status"] == "authorised":
        sandbox.by_hand(order, status)


def audit(sandbox: RunningSandbox, crowd: Crowd) -> Ledger:
    """In calm everything is done that is due, the letters go out, and the books are held against each other."""
    for _, purchase in crowd:
        advance(purchase)
    builders.drain(now=LATER)
    told = [_told(sandbox, serial, account, purchase) for serial, (account, purchase) in enumerate(crowd, start=1)]
    mine = {str(purchase.pk) for _, purchase in crowd}
    return compare(acquirers(sandbox.orders()), [each for each in contracted(books.read()) if each.id in mine], told)


def _told(sandbox: RunningSandbox, serial: int, account: Account, purchase: Purchase) -> Told:
    client = Client(SERVER_NAME="localhost")
    session = client.session
    session.update(builders.browser_session(account))
    session.save()
    page = client.get(f"/purchase/{purchase.pk}/status/").content.decode().partition("<main")[2]
    letters = reversed(sandbox.mails(f"person{serial}@demo.example"))
    return Told(purchase=str(purchase.pk), letters=tuple(said for each in letters if (said := claim(each["text"]))), page=claim(page))


@pytest.fixture
def _later() -> Iterator[None]:
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.mark.usefixtures("_later")
@pytest.mark.parametrize("seed", [1, 2])
def test_11_2_1_after_a_storm_nobody_is_charged_without_a_policy_and_all_is_told_as_it_is(
    institutions: RunningSandbox, crowd: Crowd, seed: int
) -> None:
    rage(institutions, crowd, seed)
    ledger = audit(institutions, crowd)
    assert ledger.clean, ledger
    assert sum(order.held > 0 for order in acquirers(institutions.orders())) >= 1, "some of them bought"


@pytest.mark.usefixtures("_later")
def test_control_where_any_4xx_is_a_no_the_ledger_counts_who_was_charged(
    institutions: RunningSandbox, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Positive control: as it was before, a status without a code is believed, and nobody looks an order up afterwards."""
    looked_up = payments.look_up

    def believed(*, payment: Any, now: Any) -> Any:
        found = looked_up(payment=payment, now=now)
        return found if payment.state != "authorised" else SimpleNamespace(status="authorised", amount=payment.amount)

    monkeypatch.setattr(Operation, "refuses", lambda self, code, *, after_acting: True)
    monkeypatch.setattr(payments, "look_up", believed)
    rage(institutions, crowd, 1)
    ledger = audit(institutions, crowd)
    assert ledger.charged_without_policy, ledger
