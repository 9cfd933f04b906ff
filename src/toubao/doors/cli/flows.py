"""`toubao flows`: the flows as pictures, printed from their tables."""

import argparse
from typing import Any

from toubao.doors import checkout
from toubao.rules.drawing import flows, markdown


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("flows", help="draw the flows from their tables (Mermaid)")
    parser.add_argument("--markdown", action="store_true", help="write them into docs/generated/flows.md")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print the page of all flows, or write it into the docs."""
    page = markdown(flows())
    print(f"Written: {checkout.write_generated('flows.md', page)}" if chosen.markdown else page)
    return 0
