"""Lets many registered buyers in at the same moment, and prints how long each page, charge, contract, document and policy took, and what
was lost; JSON. Bounded: each buyer buys once and gives up after two minutes. See --help.
"""

import argparse
import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg

from bench.buyer import PATIENCE, Buyer
from bench.purchase import attempt, registered, steps
from bench.system import add_place, settle, spread, system, yardstick
from tests.fixtures.stack import Stack
from toubao.config.launcher.cluster import Cluster
from toubao.config.launcher.roles import NAME

MOST = 1_000
_TIMES = """
SELECT heard.at, p.authorised_at, p.concluded_at, policy.issued_at, policy.sent_at
FROM purchase_purchase p JOIN payment_payment payment ON payment.purchase = p.id
JOIN (SELECT payment, min(at) AS at FROM payment_heard GROUP BY payment) heard ON heard.payment = payment.id
LEFT JOIN policies_policy policy ON policy.purchase = p.id WHERE p.confirmed_at >= %s
"""


@dataclass(frozen=True, slots=True)
class Times:
    """One paid purchase: when we heard of the payment, when it was authorised, charged and concluded, its document made, and mailed."""

    heard: datetime
    authorised: datetime | None
    concluded: datetime | None
    issued: datetime | None
    sent: datetime | None


def main() -> None:
    """Run the rush that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buyers", type=int, default=100, help=f"how many at once (default 100, at most {MOST})")
    add_place(parser)
    chosen = parser.parse_args()
    if not 0 < chosen.buyers <= MOST:
        parser.error(f"--buyers is 1 to {MOST}")
    with system(chosen) as running:
        print(json.dumps(rush(running, chosen.buyers), indent=1))


def rush(running: Stack, count: int) -> dict[str, Any]:
    """Sign everybody in, which is not measured, let them begin together, and look at what became of each."""
    buyers = [Buyer(running.url, running.sandbox.url, account) for account in registered(running, count)]
    with ThreadPoolExecutor(8) as few:
        list(few.map(Buyer.sign_in, buyers))
    settle(running)
    began, together = datetime.now(UTC), Barrier(count)

    def buy(buyer: Buyer) -> str:
        together.wait()
        return attempt(buyer)

    with ThreadPoolExecutor(count) as all_of_them:
        policies = list(all_of_them.map(buy, buyers))
    times = mailed(running.home, began)
    asked = [request for buyer in buyers for request in buyer.requests]
    return {
        "buyers": count,
        "policies": len({each for each in policies if each.startswith("TA")}),
        "errors": dict(Counter(each for each in policies if not each.startswith("TA"))),
        "refused_pages": dict(Counter(str(r.status) for r in asked if r.status >= 400)),
        "page_ms": spread(r.seconds for r in asked),
        "seconds_to_policy": spread(buyer.waited for buyer in buyers),
        **told(times),
        "yardstick_ms": yardstick(),
        "steps": steps(asked),
    }


def mailed(home: Path, began: datetime) -> list[Times]:
    """The purchases that were paid since, once each policy is on its way, or after two minutes."""
    until = time.monotonic() + PATIENCE
    while any(each.sent is None for each in paid(home, began)) and time.monotonic() < until:
        time.sleep(1)
    return paid(home, began)


def paid(home: Path, began: datetime) -> list[Times]:
    """The purchases that were paid since, as the database has them."""
    with psycopg.connect(Cluster(home).address(name=NAME), autocommit=True) as superuser:
        return [Times(*row) for row in superuser.execute(_TIMES, [began])]


def told(times: list[Times]) -> dict[str, Any]:
    """How long after the payment each thing was done, in milliseconds; the payments without a contract or document; and how many that were
    paid waited for their charge while a document was made (the most).
    """
    names = ("authorised", "concluded", "issued", "sent")
    ends = list(zip(*(astuple(each)[1:] for each in times), strict=True)) or [()] * len(names)
    after = {
        name: spread((end - each.heard).total_seconds() for end, each in zip(found, times, strict=True) if end is not None)
        for name, found in zip(names, ends, strict=True)
    }
    return {
        "after_payment_ms": after,
        "paid": len(times),
        "lost": sum(each.sent is None for each in times),
        "charges_waiting_while_a_document_was_made": max((_waiting(times, each.issued) for each in times if each.issued), default=0),
    }


def _waiting(times: list[Times], at: datetime) -> int:
    return sum(each.heard <= at and (each.concluded is None or each.concluded > at) for each in times)


if __name__ == "__main__":
    main()
