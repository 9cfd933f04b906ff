"""`toubao up`: everything that runs, started in order, kept running, and stopped in order."""

import argparse
import os
from typing import Any

from toubao.config.environment import read_environment


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("up", help="start everything and keep it running until Ctrl-C")
    parser.add_argument("--port", help="the storefront's port; the sandbox takes the two after it (default: PORT, or 8000)")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Start, watch, stop. Raises Trouble if something can't be started."""
    from toubao.doors.cli.up.whole import Whole

    if chosen.port:
        os.environ["PORT"] = chosen.port
    return Whole(read_environment()).run()
