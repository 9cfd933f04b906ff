"""`toubao check`, `toubao replay` and `toubao recount`: walk the whole journal, judge every recorded decision again, count every figure
anew; the worker does all of them nightly.
"""

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from toubao.doors.cli.counting import counted

FOUND = 2


def register(commands: Any) -> None:
    """Add the commands."""
    helps = {
        "check": ("walk the whole journal: is anything changed, replaced or missing?", check),
        "replay": ("judge every recorded decision again from its facts", replay),
        "recount": ("count every figure anew that the console shows, and put right what differs", recount),
    }
    for name, (words, run) in helps.items():
        parser = commands.add_parser(name, help=words)
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
        parser.set_defaults(run=run)


def check(chosen: argparse.Namespace) -> int:
    """Walk the journal, and print what was found: status 0 if everything is whole, 2 if not."""
    _ready()
    from toubao.business.oversight import checking
    from toubao.doors.clock import now

    found = checking.check(now=now(), say=_progress)
    entries, strays = (counted(each, "entry", "entries") for each in (found.entries, found.strays))
    lines = [f"{entries} of {counted(found.subjects, 'subject')}: {counted(found.faulty, 'subject')} with a fault"]
    lines += [f"{strays} without a subject, {found.gone} counted before and gone"]
    return _tell(chosen, found, lines, wrong=bool(found.faulty or found.strays or found.gone))


def replay(chosen: argparse.Namespace) -> int:
    """Judge everything again, and print what differs: status 0 if nothing does, 2 if something does."""
    _ready()
    from toubao.business.oversight import replaying
    from toubao.doors.clock import now

    found = replaying.replay(now=now(), say=_progress)
    lines = [f"{counted(found.decisions, 'decision')}: the same again {found.same:,}, otherwise {found.different:,}"]
    lines += [
        f"Not judged again: {found.older:,} by gates or on facts that this release doesn't have, {found.sealed:,} whose key is destroyed"
    ]
    lines += [f"  {gate}" for gate in found.gates]
    return _tell(chosen, found, lines, wrong=bool(found.different))


def recount(chosen: argparse.Namespace) -> int:
    """Count every figure anew, and print what differed and was put right: status 0 if nothing did, 2 if something did."""
    _ready()
    from toubao.business.oversight import recounting
    from toubao.doors.clock import now

    found = recounting.recount(now=now())
    return _tell(chosen, found, [f"{counted(found.different, 'figure')} differed and put right"], wrong=bool(found.different))


def _ready() -> None:
    from toubao.doors.cli.ready import django_ready, need_database, need_open_doors

    django_ready()
    need_database()
    need_open_doors()


def _progress(words: str) -> None:
    print(words, file=sys.stderr)


def _tell(chosen: argparse.Namespace, found: Any, lines: list[str], *, wrong: bool) -> int:
    if chosen.json:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        print("\n".join([*lines, *(f"  {place}" for place in found.places)]))
    return FOUND if wrong else 0
