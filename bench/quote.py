"""Measures quotes over HTTP, from the API and as the page's fragment; prints JSON. See --help."""

import argparse
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from bench.system import PARTS, add_place, cpu, spread, system
from tests.fixtures.stack import Stack

TAIPEI = ZoneInfo("Asia/Taipei")
SUMS = (1_000_000, 5_000_000, 10_000_000)


def main() -> None:
    """Run the measurement that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quotes", type=int, default=500, help="how many quotes of each kind (default 500)")
    parser.add_argument("--concurrency", type=int, default=2, help="how many askers at once (default 2)")
    add_place(parser)
    chosen = parser.parse_args()
    with system(chosen) as running:
        kinds = {"api": _by_api, "page": by_page}
        print(json.dumps({name: measure(running, ask, chosen.quotes, chosen.concurrency) for name, ask in kinds.items()}, indent=1))


def measure(running: Stack, ask: Any, quotes: int, concurrency: int) -> dict[str, Any]:
    """Ask so many times, and say how long each took and what the parts used of the processor."""
    with httpx.Client(base_url=running.url, trust_env=False, timeout=30) as client, ThreadPoolExecutor(concurrency) as pool:
        list(pool.map(lambda number: ask(client, number), range(concurrency * 4)))
        before, began = cpu(running), time.perf_counter()
        answers = list(pool.map(lambda number: _timed(client, ask, number), range(quotes)))
        took, after = time.perf_counter() - began, cpu(running)
    good = [seconds for seconds, status in answers if status == 200]
    return {
        "quotes": len(good),
        "errors": quotes - len(good),
        "quotes_per_second": round(len(good) / took, 1),
        "request_ms": spread(good),
        "cpu_ms_per_quote": {part: round((after[part] - before[part]) * 1000 / quotes, 2) for part in PARTS},
    }


def _timed(client: httpx.Client, ask: Any, number: int) -> tuple[float, int]:
    began = time.perf_counter()
    status: int = ask(client, number).status_code
    return time.perf_counter() - began, status


def _trip(number: int) -> tuple[datetime, datetime]:
    departs = datetime.now(TAIPEI).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=10 + number % 60)
    return departs, departs + timedelta(days=1 + number % 30)


def _by_api(client: httpx.Client, number: int) -> httpx.Response:
    departs, returns = _trip(number)
    trip = {"destinations": ["JP"], "departs": departs.isoformat(), "returns": returns.isoformat(), "sum_insured": SUMS[number % 3]}
    return client.post("/api/v1/quotes", json={"product": "travel-accident", "trip": trip})


def by_page(client: httpx.Client, number: int) -> httpx.Response:
    departs, returns = _trip(number)
    asked = {
        "destinations": "JP", "sum_insured": str(SUMS[number % 3]), "departs_day": f"{departs:%Y-%m-%d}", "departs_time": "09:00",
        "returns_day": f"{returns:%Y-%m-%d}", "returns_time": "09:00",
    }  # fmt: skip
    return client.get("/quote/travel-accident/price/", params=asked)


if __name__ == "__main__":
    main()
