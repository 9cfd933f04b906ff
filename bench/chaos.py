"""A storm: a crowd of buyers over HTTP while parts are killed and institutions fail as a seeded plan says; then calm, and the books are
compared. It ends by itself. Status 1 if anything does not fit. See --help and docs/operate/storm.md.
"""

import argparse
import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from bench.storm.crowd import CHARACTERS, Visitor
from bench.storm.ledger import Bought, Ledger, Order, Told, claim, compare
from bench.storm.mischief import Mischief, plan
from bench.system import system
from tests.fixtures.stack import Stack

MOST_BUYERS, LONGEST, LEAST_PAUSE = 1000, 3600.0, 0.1
CALMS, STEP = 12, "6m"
"""So often the demo's clock is turned on, past the longest pause of the worker's, before what is still due counts as left."""
PATIENCE, BEGINS_WITHIN = 240.0, 300.0
"""Seconds that a buyer takes at most; seconds after the last mischief within which buyers begin."""


@dataclass
class Storm:
    """What came of it."""

    ledger: Ledger
    counts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"{name} {value}" for name, value in self.counts.items()]
        wrong = [each for _, found in self.ledger.found for each in found]
        return "\n".join([str(self.ledger), *lines, *wrong[:40]])


def main() -> int:
    """Run the storm that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buyers", type=int, default=10, help=f"how many buyers (default 10, at most {MOST_BUYERS})")
    parser.add_argument("--at-once", type=int, default=16, help="how many of them at once (default 16)")
    parser.add_argument("--seconds", type=float, default=40, help="for how long things go wrong (default 40)")
    parser.add_argument("--every", type=float, default=1.0, help="seconds between two things that go wrong, about (default 1)")
    parser.add_argument("--seed", type=int, default=8, help="the same seed draws the same plan (default 8)")
    chosen = parser.parse_args()
    if (
        not 0 < chosen.buyers <= MOST_BUYERS
        or not 0 < chosen.seconds <= LONGEST
        or chosen.every < LEAST_PAUSE
        or not 0 < chosen.at_once <= chosen.buyers + 64
    ):
        parser.error(f"between 1 and {MOST_BUYERS} buyers, at most {LONGEST:.0f} seconds, and a pause of at least {LEAST_PAUSE} seconds")
    with system(argparse.Namespace(home=None, source=None), durable=False, TOUBAO_DEMO_DATA="none") as running:
        running_python(running, "bench.shelf")
        storm = rage(running, buyers=chosen.buyers, at_once=chosen.at_once, seconds=chosen.seconds, seed=chosen.seed, every=chosen.every)
    print(storm)
    return 0 if storm.ledger.clean else 1


def rage(running: Stack, *, buyers: int, at_once: int, seconds: float, seed: int, every: float = 1.0, comparisons: int = 3) -> Storm:
    """The crowd and the mischief at the same time, then calm, then the books."""
    chance, began = random.Random(seed), time.monotonic()
    first = chance.randrange(200_000, 600_000) * 10 + 1
    crowd = [
        Visitor(
            running.url, running.sandbox.url, first + number * 100, chance.choice(CHARACTERS), PATIENCE, began + seconds + BEGINS_WITHIN
        )
        for number in range(buyers)
    ]
    mischief = Mischief(running)
    weather = threading.Thread(target=mischief.make, args=(plan(seed, seconds, every=every),))
    weather.start()
    with ThreadPoolExecutor(at_once) as pool:
        outcomes = Counter(pool.map(Visitor.buy, crowd))
    weather.join()
    bought_in = time.monotonic() - began
    rounds = calm(running)
    ledger, settled = audit(running, crowd, comparisons)
    for visitor in crowd:
        visitor.leave()
    unfinished = Counter(f"{visitor.where}; {visitor.trouble}" for visitor in crowd if visitor.outcome == "patience over")
    answers = sum((visitor.answers for visitor in crowd), Counter[int]())
    return Storm(ledger, {
        "buyers": buyers, "outcomes": dict(outcomes), "unfinished": dict(unfinished),
        "mischief": dict(mischief.done), "kills": _kills(mischief.done),
        "requests": answers.total(), "5xx": sum(count for status, count in answers.items() if status >= 500),
        "of them 500": answers[500], "no answer": answers[0], "differences settled by the system": settled,
        "seconds": round(bought_in), "rounds of calm": rounds, "seed": seed,
    })  # fmt: skip


def _kills(done: Counter[str]) -> int:
    return sum(count for what, count in done.items() if what.startswith("kill"))


def calm(running: Stack) -> int:
    """Wait until nothing of what was paid is due any more, turning the clock on past the worker's pauses; how often it was turned."""
    for name in ("database", "worker", "web"):
        running.wait_until_back(name)
    for turned in range(CALMS):
        time.sleep(3)
        if not [each for each in books(running)["purchases"] if each["next_at"] and each["state"] != "confirmed"] and turned > 1:
            return turned
        running.run("clock", "forward", STEP)
        running.run("tick")
    return CALMS


def audit(running: Stack, crowd: list[Visitor], comparisons: int) -> tuple[Ledger, int]:
    """Compare the books as the worker does every day, let it settle what it can, and hold everything against everything."""
    for _ in range(comparisons):
        running.run("reconcile")
        running.run("tick")
        time.sleep(2)
    ours = books(running)
    told = [_told(visitor) for visitor in crowd if visitor.purchase]
    orders, bought = acquirers(running.sandbox.orders()), contracted(ours)
    mine = {each.purchase for each in told}
    seen = {order for each in bought for order in each.orders if each.id in mine} | {each.id for each in orders if "stray" in each.id}
    return compare(
        [each for each in orders if each.id in seen], [each for each in bought if each.id in mine], told, ours["differences"]
    ), int(ours["settled"])  # fmt: skip


def acquirers(orders: Iterable[dict[str, Any]]) -> list[Order]:
    """The acquirer's book, as the sandbox shows it."""
    names = ("status", "amount", "captures", "refunds")
    return [Order(id=each["order"], **{name: each[name] for name in names}) for each in orders]


def contracted(ours: dict[str, Any]) -> list[Bought]:
    """Our book, as `bench.storm.books` reads it."""
    return [Bought(**{name: value for name, value in each.items() if name != "next_at"}) for each in ours["purchases"]]


def _told(visitor: Visitor) -> Told:
    """What one buyer was told; letters about nothing but codes say nothing of money."""
    said = [found for letter in visitor.letters() if (found := claim(letter))]
    return Told(purchase=visitor.purchase, letters=tuple(said), page=claim(visitor.last_word()))


def books(running: Stack) -> dict[str, Any]:
    """Our own books."""
    found: dict[str, Any] = json.loads(running_python(running, "bench.storm.books").splitlines()[-1])
    return found


def running_python(running: Stack, module: str) -> str:
    """What one of our own modules prints in that system's environment."""
    asked = subprocess.run([sys.executable, "-m", module], env=running.environment, capture_output=True, text=True, check=True)
    return asked.stdout


if __name__ == "__main__":
    sys.exit(main())
