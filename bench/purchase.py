"""Measures purchases over HTTP against a running system, its own (with a durable database) or one that is named, or this version in turns
with another; prints JSON. See --help.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench.buyer import Buyer, Request
from bench.database import costliest, counts, forget
from bench.system import ENDED, OURS, PARTS, add_place, cpu, settle, spread, system, yardstick
from bench.versions import in_turns
from tests.fixtures.stack import Stack

COMPARED = (
    "cpu_ms_ours", "cpu_ms_per_purchase", "database_per_purchase", "purchases_per_second", "requests_per_purchase", "queries_per_purchase",
    "request_ms", "seconds_to_policy", "yardstick_ms",
)  # fmt: skip
USUAL = 2
"""A purchase asks each page at most twice; more looks at the last one only wait for the worker."""


def main() -> None:
    """Run the measurement that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--purchases", type=int, default=20, help="how many purchases (default 20)")
    parser.add_argument("--concurrency", type=int, default=2, help="how many buyers at once (default 2)")
    parser.add_argument("--statements", action="store_true", help="name the statements that cost most")
    parser.add_argument("--against", metavar="REVISION", help="measure in turns with that revision, and print the ratios")
    parser.add_argument("--rounds", type=int, default=3, help="how many turns each, with --against (default 3)")
    add_place(parser)
    chosen = parser.parse_args()
    if chosen.against:
        words = ["--purchases", str(chosen.purchases), "--concurrency", str(chosen.concurrency)]
        print(json.dumps(in_turns("bench.purchase", words, against=chosen.against, rounds=chosen.rounds, compared=COMPARED), indent=1))
        return
    with system(chosen) as running:
        found = measure(running, chosen.purchases, chosen.concurrency)
        if chosen.statements and found["database_per_purchase"]:
            found["costliest_statements"] = costliest(running.home)
        print(json.dumps(found, indent=1))


def measure(running: Stack, purchases: int, concurrency: int) -> dict[str, Any]:
    """Prepare the buyers, warm up with one purchase each process, then measure."""
    buyers = [Buyer(running.url, running.sandbox.url, account) for account in registered(running, purchases + concurrency)]
    with ThreadPoolExecutor(concurrency) as pool:
        list(pool.map(Buyer.sign_in, buyers))
        list(pool.map(Buyer.buy, buyers[purchases:]))
        settle(running)
        counted = counts(running.home)
        if counted:
            forget(running.home)
            counted = counts(running.home)
        before, began = cpu(running), time.perf_counter()
        policies = list(pool.map(attempt, buyers[:purchases]))
        took = time.perf_counter() - began
    settle(running)
    after, counted_after = cpu(running), counts(running.home)
    errors = Counter(each for each in policies if not each.startswith("TA"))
    done = purchases - errors.total()
    asked = [request for buyer in buyers[:purchases] for request in buyer.requests]
    return {
        "purchases": done,
        "policies": len({each for each in policies if each.startswith("TA")}),
        "errors": dict(errors),
        "concurrency": concurrency,
        "seconds": round(took, 2),
        "purchases_per_second": round(done / took, 2),
        "cpu_ms_ours": round(sum(after[part] - before[part] for part in OURS) * 1000 / max(done, 1), 1),
        "cpu_ms_per_purchase": {part: round((after[part] - before[part]) * 1000 / max(done, 1), 1) for part in (*PARTS, ENDED)},
        "database_per_purchase": counted_after.each(counted, done) if counted and counted_after else {},
        "seconds_to_policy": spread(buyer.waited for buyer in buyers[:purchases]),
        "python_ms_per_purchase": round(sum(r.cpu_ms for r in asked) / max(done, 1), 1),
        "python_ms_undisturbed": _undisturbed(buyers[:purchases]),
        "yardstick_ms": yardstick(),
        "requests_per_purchase": round(len(asked) / max(done, 1), 1),
        "queries_per_purchase": round(sum(r.queries for r in asked) / max(done, 1), 1),
        "request_ms": spread(r.seconds for r in asked),
        "steps": steps(asked),
    }


def attempt(buyer: Buyer) -> str:
    """A policy number, or what went wrong."""
    try:
        return buyer.buy()
    except Exception as error:  # noqa: BLE001 a measurement counts what went wrong, whatever it was
        return f"{type(error).__name__}: {error}"[:300]


def _undisturbed(buyers: Iterable[Buyer]) -> float:
    """Python's milliseconds for one purchase, of each of its requests what a quarter of the buyers stayed below: what neighbours on the
    machine add to the mean is left out.
    """
    by_place: dict[tuple[str, int], list[float]] = defaultdict(list)
    for buyer in buyers:
        seen: Counter[str] = Counter()
        for request in buyer.requests:
            by_place[request.step, seen[request.step]].append(request.cpu_ms)
            seen[request.step] += 1
    usual = [sorted(costs) for (_, place), costs in by_place.items() if place < USUAL]
    return round(sum(costs[len(costs) // 4] for costs in usual), 1)


def registered(running: Stack, count: int) -> list[dict[str, str]]:
    """Registered buyers on that system."""
    command = [sys.executable, "-m", "bench.people", "--count", str(count)]
    made = subprocess.run(command, env=running.environment, check=True, capture_output=True, text=True)
    found: list[dict[str, str]] = json.loads(made.stdout.splitlines()[-1])
    return found


def steps(asked: Iterable[Request]) -> dict[str, dict[str, float]]:
    """Each step's requests: how many, how long, and the most statements one of them cost."""
    by_step: dict[str, list[Request]] = defaultdict(list)
    for request in asked:
        by_step[request.step].append(request)
    return {
        step: {
            "requests": len(found),
            **spread(r.seconds for r in found),
            "python_ms": round(sum(r.cpu_ms for r in found) / len(found), 2),
            "queries_most": max(r.queries for r in found),
        }
        for step, found in by_step.items()
    }


if __name__ == "__main__":
    main()
