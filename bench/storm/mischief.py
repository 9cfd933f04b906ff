"""The plan of a storm: what goes wrong when, drawn from a seed, and how it is done to a running system; what came of it is elsewhere."""

import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import httpx

from tests.fixtures.stack import Stack
from toubao.gateways.card import HttpCardAcquirer
from toubao.gateways.evidence import GatewayError
from toubao.gateways.patience import Patience
from toubao.gateways.transport import Transport

PARTS: Final = ("web", "worker", "worker", "database")
FAULTS: Final[tuple[dict[str, Any], ...]] = (
    {"down": True}, {"unreachable": True}, {"lose_answers": True}, {"lose_answers": True}, {"answer_twice": True}, {"slow_seconds": 2},
    {"answer_status": 404}, {"answer_status": 403}, {"answer_status": 409}, {"repeat_question": True}, {"refuse_with": "computer-says-no"},
    {"long_numbers": True},
)  # fmt: skip
CARD_FAULTS: Final[tuple[dict[str, Any], ...]] = (
    *FAULTS, {"auto_capture": True}, {"auto_capture": True}, {"answer_amount": 1}, {"webhook": "never"}, {"webhook": "together"},
)  # fmt: skip
INSTITUTIONS: Final = ("card", "card", "card", "card", "holder_check", "industry_query", "industry_report", "phone", "mailbox", "tsa")
BY_HAND: Final = ("captured", "voided", "expired")
NORMAL: Final = {
    "down": False, "unreachable": False, "lose_answers": False, "answer_twice": False, "slow_seconds": 0, "answer_status": 0,
    "repeat_question": False, "refuse_with": "", "long_numbers": False,
}  # fmt: skip
CARD_NORMAL: Final = {**NORMAL, "auto_capture": False, "answer_amount": 0, "webhook": "normal"}


@dataclass(frozen=True, slots=True)
class Act:
    """Something that goes wrong `at` so many seconds, for `lasts` seconds: kill a part, turn an institution's switches, move an order by
    hand, send a webhook about an order that nobody knows.
    """

    at: float
    what: str
    whom: str
    how: Any = None
    lasts: float = 0.0


def plan(seed: int, seconds: float, *, parts: tuple[str, ...] = PARTS, every: float = 1.0) -> list[Act]:
    """What goes wrong, in order: one thing every second or so, of which these parts are killed; the same seed gives the same storm."""
    chance, at, acts = random.Random(seed), 0.0, list[Act]()
    while (at := at + chance.uniform(0.5, 1.5) * every) < seconds:
        acts.append(_act(chance, at, parts))
    return acts


def _act(chance: random.Random, at: float, parts: tuple[str, ...]) -> Act:
    kind = chance.choices(("switch", "kill", "by hand", "stray", "again"), (10, 2 if parts else 0, 2, 1, 1))[0]
    if kind == "switch":
        whom = chance.choice(INSTITUTIONS)
        return Act(at, kind, whom, chance.choice(CARD_FAULTS if whom == "card" else FAULTS), chance.uniform(0.5, 4))
    if kind == "kill":
        return Act(at, kind, chance.choice(parts))
    return Act(at, kind, "card", chance.choice(BY_HAND) if kind == "by hand" else chance.random())


def _secret(running: Stack) -> bytes:
    """What signs our questions to the acquirer of that system."""
    kept = running.home / "keys" / "card_secret"
    return kept.read_text().strip().encode() if kept.exists() else running.sandbox.secret


class Mischief:
    """Does what a plan says, to a running system, and counts it."""

    def __init__(self, running: Stack) -> None:
        self.running, self.sandbox = running, running.sandbox
        self.done: Counter[str] = Counter()
        self._line = Transport("card", self.sandbox.url, secret=_secret(running), patience=Patience(attempt=5, total=5, attempts=1))
        self._acquirer = HttpCardAcquirer(self._line)

    def make(self, acts: list[Act]) -> None:
        """Everything in its time; at the end all switches are normal again, and the line is closed."""
        began, ending = time.monotonic(), list[tuple[float, str]]()
        for act in acts:
            self._wait(began + act.at, ending)
            try:
                self._do(act)
            except (httpx.HTTPError, GatewayError, AssertionError, ProcessLookupError) as error:
                print(f"{act.what}: {error}", file=sys.stderr)
                self.done[f"missed {act.what}"] += 1
                continue
            if act.lasts:
                ending.append((time.monotonic() + act.lasts, act.whom))
        self.calm()
        self._line.close()

    def calm(self) -> None:
        """All institutions answer as they should."""
        for whom in sorted(set(INSTITUTIONS)):
            self._normal(whom)

    def _wait(self, until: float, ending: list[tuple[float, str]]) -> None:
        while (now := time.monotonic()) < until:
            for over in [each for each in ending if each[0] <= now]:
                ending.remove(over)
                self._normal(over[1])
            time.sleep(0.05)

    def _normal(self, whom: str) -> None:
        self.sandbox.switch(whom, **(CARD_NORMAL if whom == "card" else NORMAL))

    def _do(self, act: Act) -> None:
        if act.what == "switch":
            self.sandbox.switch(act.whom, **act.how)
        elif act.what == "kill":
            self.running.kill(act.whom)
        elif act.what == "by hand":
            self._by_hand(act.how)
        elif act.what == "stray":
            self._stray(f"stray-{act.how}")
        else:
            self._again(act.how)
        self.done[f"{act.what} {act.whom}" if act.what == "kill" else act.what] += 1

    def _by_hand(self, status: str) -> None:
        """Somebody at the acquirer moves the newest order that may be moved so."""
        movable = ("authorised",) if status == "captured" else ("open", "authorised")
        order = next((each["order"] for each in self.sandbox.orders() if each["status"] in movable), None)
        if order is not None:
            self.sandbox.by_hand(order, status)

    def _stray(self, order: str) -> None:
        """An order that is not ours is paid, and its webhook comes to us."""
        hook = f"{self.running.url}/webhooks/card"
        page = self._acquirer.open_page(order=order, amount=165, description="stray", return_url=self.running.url, webhook_url=hook)
        typed = {"number": "4242424242424242", "expiry": "12/30", "cvc": "123"}
        httpx.post(page.url, data=typed, headers={"Origin": self.sandbox.url}, trust_env=False, timeout=30)

    def _again(self, share: float) -> None:
        """A webhook is delivered once more."""
        orders = [each["order"] for each in self.sandbox.orders() if each["webhooks"]]
        if orders:
            httpx.post(f"{self.sandbox.url}/card/orders/{orders[int(share * len(orders))]}/webhook", trust_env=False, timeout=30)
