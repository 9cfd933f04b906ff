"""Measures how long others wait for a quote while many buyers stand at a slow acquirer, and without them; prints JSON. See --help and
docs/decisions/37-institutions-hold-few-threads.md.
"""

import argparse
import json
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

import httpx

from bench.buyer import Buyer
from bench.purchase import registered
from bench.quote import by_page
from bench.system import add_place, settle, spread, system, yardstick
from tests.fixtures.stack import Stack

ASKERS: Final = 2
WITHIN: Final = 75.0
"""Seconds within which whoever is let wait has the acquirer's page, or is told that there is none (decision 37)."""


def main() -> None:
    """Run the measurement that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payers", type=int, default=16, help="how many buyers press the button at once (default 16)")
    parser.add_argument("--slow", type=float, default=6, help="after how many seconds the acquirer answers (default 6)")
    add_place(parser)
    chosen = parser.parse_args()
    with system(chosen) as running:
        print(json.dumps(measure(running, chosen.payers, chosen.slow), indent=1))


def measure(running: Stack, payers: int, slow: float) -> dict[str, Any]:
    """Bring the buyers to the button; quotes without them, for as long as with them; then everybody presses."""
    buyers = [Buyer(running.url, running.sandbox.url, account) for account in registered(running, payers)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Buyer.sign_in, buyers))
        pages = list(pool.map(Buyer.to_pay, buyers))
    settle(running)
    alone = _quotes(running, lambda began: time.monotonic() - began < slow * 2)
    for buyer in buyers:
        buyer.requests.clear()
    running.sandbox.switch("card", slow_seconds=slow)
    try:
        with ThreadPoolExecutor(payers) as pool:
            pressed = [pool.submit(buyer.press_pay, page, patience=WITHIN) for buyer, page in zip(buyers, pages, strict=True)]
            beside = _quotes(running, lambda _: not all(map(Future.done, pressed)))
            led_on = sum(each.result() for each in pressed)
    finally:
        running.sandbox.switch("card", slow_seconds=0)
    answers = [request for buyer in buyers for request in buyer.requests]
    return {
        "payers": payers, "acquirer_answers_after_s": slow, "led_on": led_on, "quotes_ms": {"without": alone, "with": beside},
        "payers_requests_ms": spread(each.seconds for each in answers), "payers_statuses": sorted({each.status for each in answers}),
        "yardstick_ms": yardstick(),
    }  # fmt: skip


def _quotes(running: Stack, goes_on: Any) -> dict[str, float]:
    """How long quotes take that are asked one after the other by a few, as long as it goes on."""

    def ask(asker: int) -> list[float]:
        taken, began = [], time.monotonic()
        with httpx.Client(base_url=running.url, trust_env=False, timeout=60) as client:
            while goes_on(began):
                at = time.perf_counter()
                by_page(client, asker + ASKERS * len(taken)).raise_for_status()
                taken.append(time.perf_counter() - at)
        return taken

    with ThreadPoolExecutor(ASKERS) as pool:
        taken = [each for found in pool.map(ask, range(ASKERS)) for each in found]
    return {"quotes": len(taken), **spread(taken)}


if __name__ == "__main__":
    main()
