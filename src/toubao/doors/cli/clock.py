"""`toubao clock`: show the demo's time, turn it forward, or set it right again."""

import argparse
import re
from datetime import timedelta
from typing import Any

from toubao.config.trouble import Trouble
from toubao.doors.cli.counting import counted

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1), "y": timedelta(days=366)}


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("clock", help="show the demo's time, or turn it: forward 30d, reset")
    turns = parser.add_subparsers(metavar="TURN")
    forward = turns.add_parser("forward", help="turn the clock forward, by 90m, 12h, 30d, 2w or 5y")
    forward.add_argument("by", help="how far: a number and m, h, d, w or y")
    forward.set_defaults(turn="forward")
    turns.add_parser("reset", help="give the demo the real time again").set_defaults(turn="reset")
    parser.set_defaults(run=run, turn="show")


def run(chosen: argparse.Namespace) -> int:
    """Turn the clock as asked and print what it shows."""
    from toubao.doors.cli.ready import django_ready

    by = duration(chosen.by) if chosen.turn == "forward" else timedelta()
    django_ready()
    from toubao.doors import clock

    try:
        at = {"forward": lambda: clock.forward(by), "reset": clock.reset, "show": clock.now}[chosen.turn]()
    except ValueError as error:
        raise Trouble(f"The clock stays as it is: {error}.") from error
    print(f"The demo's time is {at:%Y-%m-%d %H:%M} UTC ({describe(clock.offset())}).")
    return 0


def duration(text: str) -> timedelta:
    """How long "30d" is; a year counts 366 days, so that a year has surely passed. Raises Trouble for anything else."""
    found = re.fullmatch(r"([0-9]{1,5})([mhdwy])", text)
    if not found:
        raise Trouble(f"{text!r} isn't a length of time: write a number and m, h, d, w or y, such as 30d.")
    return int(found[1]) * UNITS[found[2]]


def describe(ahead: timedelta) -> str:
    """How far ahead the clock stands, in words."""
    if not ahead:
        return "the real time"
    hours, minutes = divmod(int(ahead.total_seconds()) % 86400 // 60, 60)
    return f"ahead by {counted(ahead.days, 'day')} {hours} h {minutes} min"
