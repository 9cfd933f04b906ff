"""`toubao publish`: how products stand on the shelf, and asking that one be put on sale; another person releases it in the console."""

import argparse
from typing import Any

from toubao.config.trouble import Trouble

STANDS = {
    "sold": "on sale", "draft": "not on sale", "changed": "NOT SOLD: changed since it was put on sale", "withdrawn": "taken off the shelf",
}  # fmt: skip


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("publish", help="how products stand on the shelf; ask that one be put on sale")
    parser.add_argument("code", nargs="?", default="", help="the product to put on sale, such as travel-accident (default: list all)")
    parser.add_argument("--as", dest="by", default="", metavar="USERNAME", help="the member of staff who asks")
    parser.add_argument("--because", default="", help="why, for whoever releases it")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """List, or ask. Raises Trouble."""
    from toubao.doors.cli.ready import django_ready, need_database, need_open_doors

    django_ready()
    need_database()
    need_open_doors()
    from toubao.business.catalogue import queries
    from toubao.doors.clock import now

    found = {each.code: each for each in queries.today(now=now())}
    if not chosen.code:
        for each in found.values():
            print(f"{each.code}  {each.version.code}  {STANDS[queries.shelved(each).value]}  {each.content[:16]}")
        return 0
    if chosen.code not in found:
        raise Trouble(f"There is no product {chosen.code!r} with a version today: {', '.join(found) or 'there is none at all'}.")
    if not chosen.by or len(chosen.because.strip()) < 4:
        raise Trouble("Say who asks (--as) and why (--because, at least four signs).")
    _ask(found[chosen.code], chosen)
    print(f"Asked. Another person releases exactly this content ({found[chosen.code].content[:16]}) in the console, under 雙人放行.")
    return 0


def _ask(product: Any, chosen: argparse.Namespace) -> None:
    from toubao.business.catalogue.queries import Shelved, shelved
    from toubao.business.policies import publishing
    from toubao.doors.clock import now

    if shelved(product) is Shelved.SOLD:
        raise Trouble(f"{product.code} {product.version.code} is on sale with this content already.")
    decision = publishing.ask(product=product, because=chosen.because, by=chosen.by, now=now())
    if decision.stale:
        raise Trouble("The same is asked for already, and waits to be released.")
    if not decision.taken:
        raise Trouble("Refused: " + "; ".join(verdict.words for verdict in decision.shut))
