"""Measures a purchase, and what each page costs the database, with no policies and with many; prints a table and JSON. See --help; what
the copies are not is in filling.py.
"""

import argparse
import json
import subprocess
import sys
import time
from typing import Any

from bench.buyer import Buyer
from bench.purchase import measure, registered
from bench.scale.filling import LEFT_OUT, fill
from bench.system import settle, system
from tests.fixtures.stack import Stack

MOST = 2_000_000


def main() -> None:
    """Run the measurement that the arguments name."""
    parser = argparse.ArgumentParser(description=f"{__doc__} Left out: {LEFT_OUT}.")
    parser.add_argument("--policies", type=int, nargs="+", default=[0, 100_000], help="with how many policies (default 0 and 100000)")
    parser.add_argument("--purchases", type=int, default=20, help="how many purchases are measured each time (default 20; 0: none)")
    parser.add_argument("--concurrency", type=int, default=2, help="how many buyers at once (default 2)")
    parser.add_argument("--journal-days", type=int, default=0, help="copy the journal of the last so many days only (default 0: of all)")
    chosen = parser.parse_args()
    if not all(0 <= each <= MOST for each in chosen.policies):
        parser.error(f"between 0 and {MOST:,} policies")
    found: dict[str, dict[str, Any]] = {}
    for policies in chosen.policies:
        with system(argparse.Namespace(home=None, source=None), TOUBAO_DEMO_DATA="none") as running:
            found[f"{policies:,}"] = _measured(running, policies, chosen)
        print(json.dumps({f"{policies:,}": found[f"{policies:,}"]}, ensure_ascii=False), flush=True)
    print(table({size: each["pages"] for size, each in found.items()}))
    print(f"Left out: {LEFT_OUT}.")


def _measured(running: Stack, policies: int, chosen: argparse.Namespace) -> dict[str, Any]:
    """Buy one policy as the model, copy it, and measure."""
    subprocess.run([sys.executable, "-m", "bench.shelf"], env=running.environment, check=True)
    account = registered(running, 1)[0]
    buyer = Buyer(running.url, running.sandbox.url, account)
    buyer.sign_in()
    buyer.buy()
    settle(running)
    began = time.monotonic()
    if policies:
        for words in fill(running.home, policies, journal_days=chosen.journal_days):
            print(f"{time.monotonic() - began:.0f} s: {words}", file=sys.stderr, flush=True)
    purchase = measure(running, chosen.purchases, chosen.concurrency) if chosen.purchases else {}
    purchase.pop("steps", None)
    command = [sys.executable, "-m", "bench.scale.pages", "--mail", account["mail"], "--password", account["password"]]
    asked = subprocess.run(command, env=running.environment, check=True, stdout=subprocess.PIPE, text=True)
    return {"filled_s": round(time.monotonic() - began), "purchase": purchase, "pages": json.loads(asked.stdout.splitlines()[-1])}


def table(found: dict[str, dict[str, dict[str, Any]]]) -> str:
    """Each page's statements: milliseconds, and blocks of the database, with so many policies; and the ratio of the last to the first."""
    sizes = list(found)
    lines = [f"| page | {' | '.join(f'{size}: ms' for size in sizes)} | {' | '.join(f'{size}: blocks' for size in sizes)} | ratio |"]
    lines.append("|" + " --- |" * (2 + 2 * len(sizes)))
    for page in found[sizes[0]]:
        costs = [found[size].get(page, {"ms": 0.0, "hit": 0, "read": 0}) for size in sizes]
        blocks = [each["hit"] + each["read"] for each in costs]
        ratio = blocks[-1] / max(blocks[0], 1)
        cells = [*(f"{each['ms']:.1f}" for each in costs), *(f"{each:,}" for each in blocks), f"{ratio:.1f}"]
        lines.append(f"| {page} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
