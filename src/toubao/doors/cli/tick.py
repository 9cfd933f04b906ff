"""`toubao tick`: act once on everything that is due; the worker does the same every minute."""

import argparse
import json
from typing import Any


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("tick", help="act once on everything that is due now")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Act on what is due and print how much of each was done."""
    from toubao.doors.cli.ready import django_ready, need_database, need_open_doors

    django_ready()
    need_database()
    need_open_doors()
    from toubao.business import due
    from toubao.doors.clock import now

    at = now()
    done = due.act(at)
    if chosen.json:
        print(json.dumps({"at": at.isoformat(), "done": done}, ensure_ascii=False))
        return 0
    print(f"At {at:%Y-%m-%d %H:%M} UTC:", "nothing was due." if not done else "")
    for name, count in done.items():
        print(f"  {name}: {count}")
    return 0
